"""Rules on spread."""
