"""Numbers about fits and human codes: pure functions of matrices and tables."""
