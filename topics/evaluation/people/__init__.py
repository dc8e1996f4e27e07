"""Human judgement: agreement with codes, coding samples, intrusion tasks, reliability."""
