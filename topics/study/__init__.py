"""Studies: the study folder, its settings, and a template to start from."""
