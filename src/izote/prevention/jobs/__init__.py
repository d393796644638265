"""What the clock and the queue call in prevention."""
