"""The language server, and editors."""
