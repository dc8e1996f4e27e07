"""BERTopic, and the exact neighbours that its projection starts from."""
