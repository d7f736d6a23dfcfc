"""The nodes that a drill plays on: made up, or given."""
