"""Tables made from a kept job, one question per file."""
