"""What a fuzz target is: a question that takes any text, and the texts to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Probe = Callable[[str], None]
    Sources = Callable[[str], list[str]]


class BrokenError(AssertionError):
    """A promise of the tool does not hold for a text."""


class Target(NamedTuple):
    """A promise that holds for every text: ``probe`` raises where one breaks it.

    ``sources`` returns, for a folder of manifests, the texts from which mutants are made. ``short``
    is how many mutants the tests try.
    """

    name: str
    probe: Probe
    sources: Sources
    short: int = 100
