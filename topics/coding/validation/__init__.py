"""People's judgement of topics and themes: blind sheets, and what the answers say."""
