"""Numbers about a fit, pure functions of matrices and tables; and corpora whose truth is known."""
