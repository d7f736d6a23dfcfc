"""Kubernetes as rules see it."""
