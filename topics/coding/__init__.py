"""What people code: sheets, coded samples and validations."""
