"""Pure functions: words, hours, lists, counts, change."""
