"""The shape of what people type into the directory."""
