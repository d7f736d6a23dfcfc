"""Rules on affinity."""
