"""Words of options and of the configuration into values."""

from __future__ import annotations

from multiaz_lint.model.digits import whole
from multiaz_lint.model.platform import NEWEST, OLDEST
from multiaz_lint.unknown import shown

MOST_ZONES = 100
"""Several times as many as any region has; a drill loses one after the other."""
_LONGEST = 63
"""No name of a zone is longer."""


def version(text: object) -> tuple[int, int]:
    """Parse a Kubernetes version, such as 1.31.

    Raises:
        ValueError: It is no version, or not one that the rules know.

    """
    words = str(text).removeprefix("v")
    major, _, minor = words.partition(".")
    if words == "1.3":
        raise ValueError("Kubernetes 1.3 may be 1.30 without its zero: write it in quotes")
    first, second = whole(major), whole(minor.partition(".")[0])
    if first is None or second is None:
        raise ValueError(
            f"{shown(text)} is not a Kubernetes version such as {NEWEST[0]}.{NEWEST[1]}"
        )
    found = (first, second)
    if not OLDEST <= found <= NEWEST:
        raise ValueError(
            f"Kubernetes {words} is not known; "
            f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]} are"
        )
    return found


def zones(value: object) -> tuple[int, tuple[str, ...]]:
    """Parse zones: a number, or names (a list, or divided by commas).

    A word alone is no name: it is more likely a slip, and one zone would silence many rules.

    Raises:
        ValueError: Neither a number of at least 1 nor distinct names, or one that no zone has.

    """
    written, why = value, ""
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        if digits.isascii() and digits.isdigit():  # of any length: no zone is called so
            number = int(digits.lstrip("0")[:20] or "0")
            written = value = -number if "-" in value else number
        elif "," in value:
            value = value.split(",")
        elif value.strip():
            raise ValueError(
                f"{shown(value)} is neither a number of zones nor their names divided by commas; "
                f"a single zone is a list in the configuration: [{value.strip()[:_LONGEST]}]"
            )
    found: tuple[int, tuple[str, ...]] = (0, ())
    if isinstance(value, int) and not isinstance(value, bool):
        found = (value, ())
    elif isinstance(value, list):
        names = tuple(name.strip() if isinstance(name, str) else "" for name in value)
        last = {name: number for number, name in enumerate(names)}
        twice = [name for number, name in enumerate(names) if last[name] != number]
        if not all(names):
            strange = [name for name in value if not isinstance(name, str)]
            why = f": {shown(strange[0])} is no text" if strange else ": one is empty"
            if strange and isinstance(strange[0], (bool, int, float)):
                why += ", write it in quotes"
        elif twice:
            why = f": {twice[0]!r} is there twice"
        else:
            found = (len(names), names)
    if found[0] > MOST_ZONES:
        raise ValueError(f"{found[0]} zones are more than {MOST_ZONES}")
    if found[0] < 1:
        raise ValueError(f"{shown(written)} is neither a number of zones nor their names{why}")
    for name in found[1]:
        refuse_no_zone(name)
    return found


def refuse_no_zone(name: str) -> None:
    """Raise ValueError for a name that no zone can have: nodes carry it as a label."""
    from multiaz_lint.api.names import label_value

    if label_value(name):
        raise ValueError(f"no zone is called {name[:80]!r}: it is no value of a label")


def namespace(text: str) -> str:
    """Return the name of a namespace as it is.

    Raises:
        ValueError: No namespace can be called so.

    """
    from multiaz_lint.api.names import dns_label

    if dns_label(text):
        raise ValueError(f"{text[:80]!r} is not a namespace: its name is a DNS label such as shop")
    return text


def seconds(value: object) -> int:
    """Parse a duration: seconds, or a number with s, m or h.

    Raises:
        ValueError: It is no duration.

    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    words = str(value).strip()
    factor = {"s": 1, "m": 60, "h": 3600}.get(words[-1:])
    digits = words[:-1] if factor else words
    number = whole(digits)
    if number is None:
        raise ValueError(f"{shown(value)} is not a duration such as 120s or 5m")
    return number * (factor or 1)
