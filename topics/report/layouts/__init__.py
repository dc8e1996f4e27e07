"""Tables as people read them in a terminal, a report and a paper."""
