"""What the loss of a zone leaves of a workload, and how it comes back."""
