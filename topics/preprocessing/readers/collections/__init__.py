"""Files that hold many articles: the forms in which databases write them, one per file, and their recognition."""

from topics.preprocessing.readers.collections.recognition import collection_in, looks_like_many

__all__ = ["collection_in", "looks_like_many"]
