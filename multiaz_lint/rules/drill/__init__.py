"""What `multiaz-lint drill` reports."""
