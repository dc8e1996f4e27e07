"""Change of shares over time: slopes, tests, statements, its composition by source, specification curves."""
