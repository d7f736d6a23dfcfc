"""Rules on what the API server refuses."""
