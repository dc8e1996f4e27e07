"""Models that count the themes' own terms, and the scale that makes their weights comparable."""
