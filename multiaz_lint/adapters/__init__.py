"""Adapters: which custom resources make pods, and where these are described. Data, not code."""
