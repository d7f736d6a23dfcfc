"""Custom resources, and what their operators make."""
