"""Judgements of casework without a database, noun by noun."""
