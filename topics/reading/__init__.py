"""Reading of a job's text: words in context, and words that set texts apart."""
