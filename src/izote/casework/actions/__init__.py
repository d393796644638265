"""Actions of casework, noun by noun."""
