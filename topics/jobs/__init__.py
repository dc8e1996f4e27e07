"""Jobs that fit models, one command per file: run, sweep, robustness, reorder, refit."""
