"""What to say of a name that does not exist, and of a value that is not allowed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 80
"""How much of a name or text is shown, and how long names are that there may be."""
_MOST = 5
"""How many items of a list are shown."""


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


def shown(value: object) -> str:
    """Write a value of YAML as YAML has it; of a long one the beginning."""
    if isinstance(value, (list, tuple)):
        first = ["a list" if isinstance(each, list) else shown(each) for each in value[:_MOST]]
        return f"[{', '.join([*first, *['...'] * (len(value) > _MOST)])}]"
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    if isinstance(value, str) and len(value) > _LONGEST:
        return repr(f"{value[:_LONGEST]}...")
    return "a mapping" if isinstance(value, dict) else repr(value)
