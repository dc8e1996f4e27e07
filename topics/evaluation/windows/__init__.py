"""Coherence of topics from words that stand together in windows of text."""
