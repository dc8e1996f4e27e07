"""Dating: the days on which a document was published, issued and took effect, and the evidence for them."""
