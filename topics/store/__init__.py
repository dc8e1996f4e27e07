"""The store: what is kept, by name, and that it is what was written."""
