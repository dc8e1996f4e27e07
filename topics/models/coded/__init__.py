"""The estimator that learns from the study's own codes."""
