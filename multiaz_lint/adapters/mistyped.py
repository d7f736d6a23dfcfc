"""Custom resources with values of wrong types where shipped adapters look for pods.

Their workloads are not seen, so nothing of them is judged. A number of replicas that cannot be read
is told by those who ask for it.
"""

from __future__ import annotations

from multiaz_lint.model.custom.made import places_at
from multiaz_lint.model.resource import Resource
from multiaz_lint.model.tree import look_up, path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model.custom.adapter import Adapter
    from multiaz_lint.model.tree import Path

    Note = tuple[str, str, int]
    """Origin, words and line of what was not checked."""
    Wrong = tuple[Path, str]

_MAPPING, _LIST = "a mapping", "a list"
_CALLED = (
    (dict, _MAPPING), (list, _LIST), (str, "a text"), (bool, "true or false"),
    ((int, float), "a number"),
)  # fmt: skip
"""Types and their names; true and false, which Python takes for numbers, come before those."""


def mistyped(
    resources: Iterable[Resource], known: Mapping[tuple[str, str], Sequence[Adapter]]
) -> Iterator[Note]:
    """Tell of places of wrong types; ``resources`` are seen with adapters already."""
    for resource in resources:
        if type(resource) is not Resource:
            continue
        wrong: dict[Path, str] = {}
        for adapter in known.get((resource.group, resource.kind), ()):
            wrong.update(_wrong(adapter, resource.tree))
        for path, wanted in wrong.items():
            found = _called(look_up(resource.tree, path))
            words = f"{resource} was not judged for {path_text(path)}: it is {found}, not {wanted}"
            yield resource.origin_at(path), words, resource.span(path).line


def _wrong(adapter: Adapter, tree: dict[str, Any]) -> Iterator[Wrong]:
    """Yield each place that an adapter cannot read, and what should stand there."""
    at = adapter.at
    for end in range(1, len(at) + 1):
        found = look_up(tree, at[:end])
        if found is None:
            return
        wanted = _LIST if adapter.each and end == len(at) else _MAPPING
        if _called(found) != wanted:
            yield at[:end], wanted
            return
    for place, item in places_at(tree, at, each=adapter.each):
        if isinstance(item, dict):
            yield from _conditions(adapter, tree, place)
        elif item is not None:
            yield place, _MAPPING


def _conditions(adapter: Adapter, tree: dict[str, Any], place: Path) -> Iterator[Wrong]:
    """Yield the fields whose values are of no type that the conditions of an adapter know."""
    for path, values in adapter.when:
        field = tuple([place[-1] if step == "*" and place else step for step in path])
        found = look_up(tree, field)
        wanted = dict.fromkeys(_called(value) for value in values if value is not None)
        if found is not None and wanted and _called(found) not in wanted:
            yield field, " or ".join(wanted)


def _called(value: object) -> str:
    return next((name for kind, name in _CALLED if isinstance(value, kind)), "something else")
