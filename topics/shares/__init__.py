"""Fitted topics to tables of theme × period."""
