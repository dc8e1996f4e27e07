"""Repairs: text to clean text, one kind of repair per file."""
