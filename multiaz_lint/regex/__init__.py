"""Regular expressions as Go reads them, searched in time linear in the text."""

from multiaz_lint.regex.machine import Regex, TooLongError
from multiaz_lint.regex.syntax import PatternError

__all__ = ["PatternError", "Regex", "TooLongError"]
