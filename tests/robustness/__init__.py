"""Hostile trees, machines and sizes."""
