"""What the API server asks of each kind, but for the pods in it."""
