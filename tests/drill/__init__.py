"""The zone taken away."""
