"""Columns of tables: what each is taken for, by the study's settings, by the database it comes from, or by its name."""
