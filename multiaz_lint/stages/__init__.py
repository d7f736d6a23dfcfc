"""The stages of a check, in the order that ``pipeline.py`` runs them in, and what each asks."""
