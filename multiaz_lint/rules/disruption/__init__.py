"""Rules on disruption."""
