"""Claims about themes, allowed or refused by rule; measurement cards; the checklist of a paper."""
