"""Aberration detection: weekly counts of thousands of series tested in one call."""
