"""Questions of prevention, always for somebody."""
