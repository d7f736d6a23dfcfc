"""What the API server asks of pods and pod templates."""
