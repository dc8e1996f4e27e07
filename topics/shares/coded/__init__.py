"""Shares corrected from a coded sample, and the errors of an estimator that the codes show."""
