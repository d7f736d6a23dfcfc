"""Fuzzes the small languages: quantities."""

from __future__ import annotations

from fuzz.sources import own
from fuzz.target import BrokenError, Target
from multiaz_lint.api.quantity import Quantity
from multiaz_lint.api.quantity import parse as judged
from multiaz_lint.model.quantity import QuantityError, nanos

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


TARGETS = (Target("quantities", quantities, own(_QUANTITIES), 300),)
