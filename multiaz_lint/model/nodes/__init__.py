"""Which nodes and zones pods can use."""
