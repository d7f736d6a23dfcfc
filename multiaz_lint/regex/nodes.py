"""What a regular expression consists of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from multiaz_lint.regex.classes import Class


class One(NamedTuple):
    """One character of a class."""

    of: Class


class Assertion(NamedTuple):
    """What holds between two characters: start, end, line start, line end, word, no word."""

    kind: str


class Sequence(NamedTuple):
    """One after the other."""

    items: tuple[Node, ...]


class Choice(NamedTuple):
    """One of several."""

    items: tuple[Node, ...]


class Repeat(NamedTuple):
    """Several times; without ``most``, as often as wished."""

    item: Node
    least: int
    most: int | None


Node = One | Assertion | Sequence | Choice | Repeat
