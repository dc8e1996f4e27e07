"""The store: fits, corpora and jobs kept by name, verified when they are read."""
