"""Charts, and what Helm has rendered."""
