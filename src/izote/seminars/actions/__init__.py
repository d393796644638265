"""What changes things."""
