"""Rules on replicas."""
