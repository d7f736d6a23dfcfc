"""Fuzzes the small languages: quantities and regular expressions."""

from __future__ import annotations

import re

from fuzz.sources import own
from fuzz.target import BrokenError, Target
from multiaz_lint.api.quantity import Quantity
from multiaz_lint.api.quantity import parse as judged
from multiaz_lint.model.quantity import QuantityError, nanos
from multiaz_lint.regex import PatternError, Regex, TooLongError

_MOST_DIGITS = 400
_QUANTITIES = "1 100m 1.5Gi 1e3 1E 0.1u -5 +2k 12345678901234567890 .5 5. 1Ki 1n 1e-9 0x1 1e400"


def quantities(text: str) -> None:
    """Both parsers of quantities agree on what is one, and how much it is."""
    for word in text.split():
        if not any(map(str.isdigit, word)):
            continue  # a lone suffix or sign is zero to one part of the API server or the other
        found = judged(word)
        accepted = isinstance(found, Quantity)
        try:
            amount = nanos(word)
        except QuantityError:
            if accepted:
                raise BrokenError(f"{word!r} is a quantity to the API alone") from None
            continue
        if not isinstance(found, Quantity):
            raise BrokenError(f"{word!r} is a quantity to the model alone")
        if found.nano != amount and len(word) < _MOST_DIGITS and "e" not in word.lower():
            raise BrokenError(f"{word!r} is {amount} to the model and {found.nano} to the API")


_PATTERNS = (
    "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]+)*$\nweb.example-1.com",
    "(a|aa)+$\n" + "a" * 60 + "b",
    "(?i)(x+x+)+[[:alpha:]]{2,3}\\pL\\b\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxé",
    "\\A(?P<n>[^/:]*|\\d+?)\\z|\\Qa.b\\E\\x{41}\na.bA",
)


def patterns(text: str) -> None:
    """An expression is refused in words, or searched for soon and with one answer.

    The first line is the expression, the rest the text. Where Python means the same, it agrees.
    """
    pattern, _, value = text.partition("\n")
    try:
        expression = Regex(pattern)
        found = expression.found_in(value)
    except PatternError as error:
        if not str(error):
            raise BrokenError("refuses without a word") from None
        return
    except TooLongError:
        return
    if found != expression.found_in(value):
        raise BrokenError("the second search says otherwise than the first")
    plain = _COMMON.issuperset(pattern) and "\n" not in value
    if plain and len(value) < _SHORT and pattern.count("*") < _FEW:
        try:
            expected = re.search(pattern, value, re.ASCII) is not None
        except re.error:
            return
        if expected != found:
            raise BrokenError(f"Python says {expected}")


_COMMON = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.*|()^/: ")
"""Signs that mean the same to both, as long as no repeat follows another."""
_SHORT = 60
_FEW = 4
TARGETS = (
    Target("quantities", quantities, own(_QUANTITIES), 300),
    Target("patterns", patterns, own(*_PATTERNS), 200),
)
