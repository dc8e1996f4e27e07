"""From a kept job to tables, one question per file."""
