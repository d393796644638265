"""Views of casework, noun by noun."""
