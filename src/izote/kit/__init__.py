"""Page components, dates, words: what every room uses and no room owns."""
