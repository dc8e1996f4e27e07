"""What may be said about a theme, by rule: claims, cards, checklist."""
