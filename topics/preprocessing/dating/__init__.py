"""When a document was published, issued and took effect, and on what evidence."""
