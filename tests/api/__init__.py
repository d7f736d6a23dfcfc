"""What the API server accepts."""
