"""Returns open, and their agencies are told."""
