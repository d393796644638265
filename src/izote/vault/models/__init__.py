"""The nouns of vault."""
