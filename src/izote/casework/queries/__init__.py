"""Queries of casework, noun by noun."""
