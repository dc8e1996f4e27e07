"""Fits that are kept: studies, the store, the main job, comparisons."""
