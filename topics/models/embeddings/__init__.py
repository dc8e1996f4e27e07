"""Sentence vectors of passages: embedders, encoders from a folder, and a cache by content."""
