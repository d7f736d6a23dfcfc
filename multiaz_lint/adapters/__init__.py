"""Adapters: which custom resources make pods, and where these are described. Data, not code."""

from multiaz_lint.adapters.adapt import adapt, shipped
from multiaz_lint.adapters.read import AdapterError, read
from multiaz_lint.adapters.refer import refer

__all__ = ["AdapterError", "adapt", "read", "refer", "shipped"]
