"""Readers: the bytes of one file to records, one format per file."""
