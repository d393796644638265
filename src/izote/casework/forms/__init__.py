"""Forms of casework, noun by noun."""
