"""Custom resources with values that operators cannot read, or do not know, where adapters look.

What such a value decides is not judged as it was meant, or not at all. A number of replicas that
cannot be read is told by those who ask for it, and a pod template by those who judge that.
"""

from __future__ import annotations

from multiaz_lint.adapters.by_place import ByPlace
from multiaz_lint.load.soundness import unreadable
from multiaz_lint.model.custom.adapted import OWNER, CustomWorkload
from multiaz_lint.model.custom.made import beneath, own_path, places_at
from multiaz_lint.model.placeholders import holds_placeholder
from multiaz_lint.model.resource import Resource
from multiaz_lint.model.tree import look_up, path_text
from multiaz_lint.model.words import one_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model.custom.adapter import Adapter
    from multiaz_lint.model.custom.claims import Claims
    from multiaz_lint.model.custom.made import Alternatives, Conditions
    from multiaz_lint.model.tree import Path

    Note = tuple[str, str, int]
    """Origin, words and line of what was not checked."""
    Wrong = tuple[Path, str]
    """A place, and what is wrong with what stands there."""

_MAPPING, _LIST, _TEXT, _NUMBER = "a mapping", "a list", "a text", "a number"
_CALLED = (
    (dict, _MAPPING), (list, _LIST), (str, _TEXT), (bool, "true or false"), ((int, float), _NUMBER),
)  # fmt: skip
"""Types and their names; true and false, which Python takes for numbers, come before those."""
_ANNOTATIONS = "annotations"
_LONGEST = 60
"""How much of a value is shown."""


def mistyped(
    resources: Iterable[Resource], known: Mapping[tuple[str, str], Sequence[Adapter]]
) -> Iterator[Note]:
    """Tell of such places; ``resources`` are seen with adapters already."""
    places = {kind: ByPlace(_places(adapters)) for kind, adapters in known.items()}
    for resource in resources:
        wrong: dict[Path, str] = {}
        if isinstance(resource, CustomWorkload):
            wrong.update(_in_component(resource))
        elif type(resource) is not Resource:
            continue
        if not resource.part and (resource.group, resource.kind) in places:
            for place in places[resource.group, resource.kind].reached(resource.tree):
                wrong.update(_in_resource(place, resource.tree))
        for path, words in wrong.items():
            said = f"{resource} was not judged for {path_text(path)}: {words}"
            yield resource.origin_at(path), said, resource.span(path).line


class _Looking:
    """What all adapters of one place ask there to tell whether there are pods."""

    __slots__ = ("at", "conditions", "each", "known")

    def __init__(self, at: Path, *, each: bool) -> None:
        self.at = at
        self.each = each
        self.conditions: dict[tuple[Path, tuple[str, ...]], None] = {}
        """The paths of conditions, and the types of the values that these ask for."""
        self.known: dict[str, Alternatives] = {}


def _places(adapters: Iterable[Adapter]) -> Iterator[tuple[Path, _Looking]]:
    found: dict[tuple[Path, bool], _Looking] = {}
    for adapter in adapters:
        key = adapter.at, adapter.each
        looking = found.get(key)
        if looking is None:
            looking = found[key] = _Looking(adapter.at, each=adapter.each)
        for path, values in (*adapter.when, *adapter.unless):
            looking.conditions[path, _wanted(values)] = None
        looking.known[repr(adapter.known)] = adapter.known
    return ((each.at, each) for each in found.values())


def _in_resource(looking: _Looking, tree: dict[str, Any]) -> Iterator[Wrong]:
    """Yield the places by which adapters cannot tell whether there are pods."""
    at = looking.at
    for end in range(1, len(at) + 1):
        found = look_up(tree, at[:end])
        if found is None:
            return
        is_list = looking.each if end == len(at) else isinstance(at[end], int)
        wanted = _LIST if is_list else _MAPPING
        if _called(found) != wanted:
            yield at[:end], _not(found, wanted)
            return
    for place, item in places_at(tree, at, each=looking.each):
        if isinstance(item, dict):
            for path, types in looking.conditions:
                yield from _of_other_types(path, types, tree, place)
            for known in looking.known.values():
                yield from _unknown(known, tree, place)
        elif item is not None:
            yield place, _not(item, _MAPPING)


def _in_component(workload: CustomWorkload) -> Iterator[Wrong]:
    """Yield the places at which the operator cannot read what it makes pods of."""
    adapter, tree, place = workload.adapter, workload.tree, workload.place
    if not unreadable(workload):
        for path in sorted(workload.facts.unsound, key=path_text):
            if _ANNOTATIONS not in path:
                written = look_up(workload.manifest.tree, (*workload.prefix, *path))
                yield path, f"it is {_called(written)}, which the API server cannot decode"
    for path in _read(adapter):
        yield from _on_the_way(tree, place, workload.there(path))
    for bound in _bounds(adapter):
        yield from _unless(tree, workload.there(bound), _NUMBER)
    for settled in adapter.settles:
        for conditions in (settled.when, settled.unless):
            yield from _in_conditions(conditions, tree, place)
    made = adapter.antiaffinity
    if made is not None:
        yield from _in_conditions(made.required or (), tree, place)
        yield from _in_alternatives(made.unless, workload)
    if adapter.budget is not None:
        at = beneath(place, adapter.budget.at)
        yield from _unless(tree, at, _MAPPING)
        conditions = (*adapter.budget.when, *adapter.budget.unless)
        yield from _in_alternatives(conditions, workload)
    if adapter.votes is not None:
        yield from _in_alternatives((*adapter.votes.when, *adapter.votes.unless), workload)
    for claims in adapter.claims or ():
        yield from _in_claims(claims, tree, place)


def _in_alternatives(conditions: Alternatives, workload: CustomWorkload) -> Iterator[Wrong]:
    numbers = {workload.there(path) for path in workload.adapter.replicas}  # told for themselves
    for field, values in conditions:
        if beneath(workload.place, field) not in numbers:
            yield from _of_other_types(field, _wanted(values), workload.tree, workload.place)


def _read(adapter: Adapter) -> Iterator[Path]:
    """Yield the paths, from a component, at which an adapter looks."""
    yield from adapter.replicas
    yield from _bounds(adapter)
    yield from adapter.pod
    yield from adapter.metadata
    for paths in adapter.fields.values():
        yield from paths
    for container in adapter.containers.values():
        yield from container.resources
    for one in (adapter.template, adapter.selector, adapter.labels_at):
        if one is not None:
            yield one
    if adapter.antiaffinity is not None:
        yield adapter.antiaffinity.topology_key
    if adapter.budget is not None:
        yield adapter.budget.at
    for claims in adapter.claims or ():
        yield claims.at


def _bounds(adapter: Adapter) -> Iterator[Path]:
    """Yield where the bounds of a number of pods stand."""
    for bound in (adapter.at_least, adapter.at_most):
        if isinstance(bound, tuple):
            yield bound


def _on_the_way(tree: dict[str, Any], place: Path, path: Path) -> Iterator[Wrong]:
    """Yield the first place on the way to a path that cannot hold the rest of it."""
    if path[:1] == (OWNER,):
        return  # that is told for itself
    first = len(place) if path[: len(place)] == place else 0
    for end in range(first + 1, len(path)):
        found = look_up(tree, path[:end])
        if found is None:
            return
        wanted = _LIST if isinstance(path[end], int) else _MAPPING
        if _called(found) != wanted:
            yield path[:end], _not(found, wanted)
            return


def _in_claims(claims: Claims, tree: dict[str, Any], component: Path) -> Iterator[Wrong]:
    at = beneath(component, claims.at)
    if claims.each:
        yield from _unless(tree, at, _LIST)
    for place, item in places_at(tree, at, each=claims.each):
        if not isinstance(item, dict):
            yield from _unless(tree, place, _MAPPING)
            continue
        yield from _in_conditions(claims.when, tree, (), place)
        yield from _unknown(claims.known, tree, (), place)
        for path, wanted in (
            (claims.times, (_NUMBER,)),
            (claims.template, (_MAPPING,)),
            (claims.spec, (_MAPPING,)),
            (claims.size, (_TEXT, _NUMBER)),
            (claims.storage_class, (_TEXT,)),
        ):
            if path is not None:
                yield from _on_the_way(tree, place, (*place, *path))
                yield from _unless(tree, (*place, *path), *wanted)


def _in_conditions(
    conditions: Conditions, tree: dict[str, Any], place: Path, below: Path = ()
) -> Iterator[Wrong]:
    """Yield the fields whose values are of no type that conditions ask for."""
    for path, value in conditions:
        yield from _of_other_types(path, _wanted((value,)), tree, place, below)


def _of_other_types(
    path: Path, types: tuple[str, ...], tree: dict[str, Any], place: Path, below: Path = ()
) -> Iterator[Wrong]:
    if types and path[:1] != (OWNER,):
        yield from _unless(tree, (*below, *own_path(path, place)), *types)


def _wanted(values: Iterable[Any]) -> tuple[str, ...]:
    """Return the types of values that a condition asks for."""
    return tuple(dict.fromkeys([_called(each) for each in values if each is not None]))


def _unknown(
    known: Alternatives, tree: dict[str, Any], place: Path, below: Path = ()
) -> Iterator[Wrong]:
    """Yield the fields whose values are none of those that the operator knows."""
    for path, values in known:
        field = (*below, *own_path(path, place))
        found = look_up(tree, field)
        if found is None or found in values or holds_placeholder(found):
            continue
        if _called(found) in {_called(each) for each in values}:
            names = one_of([str(each) for each in values if each != ""])
            yield field, f"it is {str(found)[:_LONGEST]!r}, and the operator knows {names}"
        else:
            yield from _unless(tree, field, *dict.fromkeys(map(_called, values)))


def _unless(tree: dict[str, Any], path: Path, *wanted: str) -> Iterator[Wrong]:
    """Yield a place if there is something, and it is none of what is wanted."""
    found = look_up(tree, path)
    if found is not None and _called(found) not in wanted:
        yield path, _not(found, one_of(wanted))


def _not(found: object, wanted: str) -> str:
    return f"it is {_called(found)}, not {wanted}"


def _called(value: object) -> str:
    return next((name for kind, name in _CALLED if isinstance(value, kind)), "something else")
