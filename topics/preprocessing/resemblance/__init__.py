"""Resemblance of texts: candidates, alignment, and what tells a copy from another copy of the same form."""
