"""Gradual adoption: what was accepted before stays quiet, and only what is new fails."""
