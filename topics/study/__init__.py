"""Studies: the folder that says what is done, its settings, and a template to start from."""
