"""Edits that mend."""
