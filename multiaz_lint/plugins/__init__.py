"""Rules of installed packages, whose code is of others: whatever it does is said to be theirs."""

from multiaz_lint.plugins.loading import PluginError, load

__all__ = ["PluginError", "load"]
