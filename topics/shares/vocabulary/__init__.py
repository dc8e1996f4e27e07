"""Change of vocabulary: which terms make up a theme in each period, and which other words take a term's place."""
