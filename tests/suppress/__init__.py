"""Findings that are silenced at their cause."""
