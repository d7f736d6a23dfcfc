"""What to say of a name that does not exist."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 80
"""How much of a name is shown, and how long those are that there may be."""


def meant(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant; by a word of any length none was."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1) if len(word) <= _LONGEST else ()
    return close[0] if close else None


def did_you_mean(name: str) -> str:
    """Ask whether a known name was meant."""
    return f"did you mean {name!r}?"


def hint(word: str, known: Iterable[str]) -> str:
    """Ask, at the end of a sentence, whether a known name was meant; empty where none is near."""
    close = meant(word, known)
    return "" if close is None else f"; {did_you_mean(close)}"


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """Say that there is no such thing, and which was meant, or which there are."""
    known = list(known)
    close = meant(word, known)
    rest = f"there are {', '.join(known)}" if close is None else did_you_mean(close)
    return f"there is no {what} {word[:_LONGEST]!r}; {rest}"
