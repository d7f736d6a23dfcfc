"""Findings that were there before."""
