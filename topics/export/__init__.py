"""Kept runs for other programs: R and spreadsheets, gensim, BERTopic. No format here holds a pickle."""
