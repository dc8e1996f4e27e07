"""Theme shares by period, from fitted topics: bands, change, correction by coded samples."""
