"""Corpora whose shares are known, and how well estimators find them again."""
