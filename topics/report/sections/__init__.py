"""The sections of the report page in reading order, one file each: from a job's tables to what a template shows."""
