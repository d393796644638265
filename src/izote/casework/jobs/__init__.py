"""What the clock calls in casework, noun by noun."""
