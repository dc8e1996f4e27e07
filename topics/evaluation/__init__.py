"""Numbers about a fit: pure functions of matrices and tables."""
