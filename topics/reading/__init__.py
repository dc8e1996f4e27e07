"""Reading of a job's text: words in context, words that set texts apart, themes that stand together."""
