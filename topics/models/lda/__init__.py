"""Latent Dirichlet allocation: the model, gensim's class with a compiled E-step, and that step."""
