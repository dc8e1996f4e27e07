"""The coded sample of a study: drawn, read back, and used to correct shares."""
