"""What jsonpath-ng computes, where a rule looks at what is written.

Beside places its expressions lead to values that it makes: lengths, sorted copies, pieces of texts,
sums. They stand nowhere in a manifest. In a filter they help to choose among places.
"""

from __future__ import annotations

from operator import mul

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def computed(parsed: Any) -> str | None:
    """Say why an expression, as jsonpath-ng has parsed it, is not to be run; None if it may be."""
    for node, in_filter in _nodes(parsed, in_filter=False):
        if getattr(node, "op", None) is mul:
            return "* is not run, since a text times a number could take all memory"
        if not in_filter and type(node).__module__ in _COMPUTING:
            return "it makes a value that stands nowhere, and a rule looks at what is written"
    return None


def _nodes(node: Any, *, in_filter: bool) -> Iterator[tuple[Any, bool]]:
    """Yield the parts of a parsed expression, and whether they belong to a filter."""
    if isinstance(node, (list, tuple)):
        parts = list(node)
    elif type(node).__module__.startswith("jsonpath_ng."):
        yield node, in_filter
        in_filter = in_filter or type(node).__name__ == "Filter"
        parts = list(vars(node).values())
    else:
        return
    for part in parts:
        yield from _nodes(part, in_filter=in_filter)


_COMPUTING = frozenset(f"jsonpath_ng.ext.{name}" for name in ("arithmetic", "iterable", "string"))
