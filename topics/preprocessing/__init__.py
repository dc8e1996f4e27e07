"""Preprocessing: raw files to a Corpus of clean, dated passages, and on to Tokens."""
