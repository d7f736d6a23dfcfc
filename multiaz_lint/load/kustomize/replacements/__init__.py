"""Replacements of kustomizations: where values come from, and where they go."""
