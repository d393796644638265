"""Questions, always for somebody."""
