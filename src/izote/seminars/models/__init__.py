"""The nouns of seminars."""
