"""Latent Dirichlet allocation: the model, gensim's class with a compiled E-step, and the E-step."""
