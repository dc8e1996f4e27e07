"""Simulated corpora with known shares, and scores of the estimators that try to recover them."""
