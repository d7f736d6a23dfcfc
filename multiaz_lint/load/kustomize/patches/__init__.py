"""Patches of kustomizations: what they are for, and what they make of an object."""
