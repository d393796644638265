"""What people type in prevention."""
