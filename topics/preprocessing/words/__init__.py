"""Clean passages to words: segmentation, word lists, phrases, tokens."""
