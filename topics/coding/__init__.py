"""Coding by people: sheets, coded samples and validations."""
