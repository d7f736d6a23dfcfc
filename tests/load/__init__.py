"""Text becomes resources."""
