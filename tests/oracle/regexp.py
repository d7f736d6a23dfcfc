"""Compares our regular expressions with what Go's regexp said, as `oracle/text` recorded it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multiaz_lint.regex import PatternError, Regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def verdicts(line: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield what a line is about, what we say and what was recorded; None for no pattern."""
    try:
        ours: bool | None = Regex(line["pattern"]).found_in(line["value"])
    except PatternError:
        ours = None
    yield f"{line['pattern']!r} in {line['value']!r}", ours, line.get("found")
