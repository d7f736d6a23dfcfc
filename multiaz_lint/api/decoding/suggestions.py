"""What an unknown field was probably meant to be: another case, a typo, another level."""

from __future__ import annotations

from multiaz_lint.api.decoding.go_types import fields_of, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Steps = tuple[str | int, ...]
    Place = tuple[Steps, str, Any, int]
    """The steps to a struct, its Go type, what is written of it, if anything, and how many structs
    on the way are not written."""

_DEEPEST = 6
_UNWRITTEN = 2
"""How many structs that are not written may lie between a field and where it is said to belong."""
_ELEMENTS = 4
"""How many elements of a list are looked at."""
_WORD = 5
_HEAD = frozenset(("apiVersion", "kind"))
_SELECTOR = "meta/v1.LabelSelector"
_METADATA = "meta/v1.ObjectMeta"
_CHOICES = frozenset(("core/v1.Volume", "core/v1.PersistentVolumeSpec", "core/v1.VolumeProjection"))
"""Structs with a field for each kind of volume, of which one is written."""
_REQUIREMENT = frozenset(("key", "operator", "values"))


def suggestion(root: str, tree: Any, steps: Steps) -> tuple[str, Steps] | None:
    """Return why and where to a field of the same meaning is, for an unknown one at ``steps``.

    Nothing is returned where several are as near, or what is written cannot stand there. The reason
    is "written" where that field is written as well.
    """
    name, value = str(steps[-1]), _written(tree, steps)
    types = _types_on_the_way(root, steps[:-1])
    if len(types) != 1 + sum(isinstance(step, str) for step in steps[:-1]):
        return None
    siblings = _fields(types[-1])
    for other in siblings:
        if other.lower() == name.lower():
            return "case", (*steps[:-1], other)
    if name not in _HEAD:
        found = _elsewhere(types, tree, steps, value)
        if found is not None:
            return "level", found
    close = _close(name, [other for other, kind in siblings.items() if _fits(value, kind)])
    if close is not None:
        return "typo", (*steps[:-1], close)
    labels = _labels(types[-1], name, value)
    if labels is not None:
        return "level", (*steps[:-1], labels, name)
    for kind, place in _above(types, steps) if name not in _HEAD else ():
        if name in _fields(kind) and _written(tree, (*place, name)) is not None:
            return "written", (*place, name)
    return None


def _labels(kind: str, name: str, value: Any) -> str | None:
    """Return the field that holds labels, if a label is written beside it."""
    if not isinstance(value, str) or name in _HEAD:
        return None
    if kind == _SELECTOR and name not in _REQUIREMENT:
        return "matchLabels"
    return "labels" if kind == _METADATA else None


def _written(tree: Any, steps: Steps) -> Any:
    for step in steps:
        if isinstance(step, int):
            tree = tree[step] if isinstance(tree, list) and step < len(tree) else None
        else:
            tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def _fields(kind: str) -> dict[str, str]:
    found = fields_of(kind) if "." in kind else None
    if found is None:
        return {}
    return {name: below if isinstance(below, str) else below[0] for name, below in found.items()}


def _fits(value: Any, kind: str) -> bool:
    """Whether a value has the shape of a Go type: a mapping, a list, or neither."""
    kind = kind.lstrip("*")
    if value is None or kind == "any":
        return True
    if kind.startswith("[]"):
        return isinstance(value, list) or kind == "[]uint8"
    if kind.startswith("map["):
        return isinstance(value, dict)
    if "." in kind:
        if fields_of(kind) is not None:
            return isinstance(value, dict)
        below = named(kind)
        if below != "custom":
            return _fits(value, below)
    return not isinstance(value, (dict, list))


def _bare(kind: str) -> str:
    """Return the struct below pointers and sequences, or an empty text."""
    kind = kind.lstrip("*")
    while kind.startswith("[]"):
        kind = kind[2:].lstrip("*")
    if "." not in kind or kind.startswith("map["):
        return ""
    if fields_of(kind) is not None:
        return kind
    try:
        return _bare(named(kind))
    except KeyError:
        return ""


def _types_on_the_way(root: str, steps: Steps) -> list[str]:
    """Return the Go type at each named step, empty for a map; fewer where one is no struct."""
    types, values = [root], ""
    for step in steps:
        if isinstance(step, int):
            continue
        if values:
            types.append(values)
            values = ""
            continue
        kind = _fields(types[-1]).get(step, "").lstrip("*")
        below = _bare(kind)
        if kind.startswith("map["):
            values = _bare(kind.partition("]")[2])
        if not (below or values):
            return types
        types.append(below)
    return types


def _elsewhere(types: list[str], tree: Any, steps: Steps, value: Any) -> Steps | None:
    """Look below the field's own place, then in each place above it, nearest first.

    What is not written below its own place comes after the place right above. Where several fields
    below a place have that name, only a place above it can still be meant.
    """
    name, own = str(steps[-1]), steps[:-1]
    found = _below(types[-1], _written(tree, own), name, value, is_above=False)
    only = _only(found, name)
    if only is not None and found[0][2] is not None:
        return (*own, *only)
    for kind, place in _above(types, steps):
        struct = _written(tree, place)
        if _is_free(kind, struct, name, value):
            return (*place, name)
        if only is not None:
            break
        if not found:
            found = _below(kind, struct, name, value, is_above=True)
            above = _only(found, name)
            if above is not None:
                return (*place, *above)
    return None if only is None else (*own, *only)


def _above(types: list[str], steps: Steps) -> Iterator[tuple[str, Steps]]:
    """Yield the Go type and the steps of each struct above that of a field, nearest first."""
    ends = [index for index, step in enumerate(steps[:-1]) if isinstance(step, str)]
    for depth in range(len(types) - 2, -1, -1):
        yield types[depth], steps[: ends[depth]]


def _only(places: list[Place], name: str) -> Steps | None:
    """Return the steps to the field, if all these places differ in elements of lists alone."""
    if len({_indefinite(each[0]) for each in places}) != 1:
        return None
    return (*places[0][0], name)


def _indefinite(steps: Steps) -> Steps:
    return tuple(step for step in steps if isinstance(step, str))


def _is_free(kind: str, struct: Any, name: str, value: Any) -> bool:
    """Whether a struct has a field of that name, which is not written and may hold the value."""
    if isinstance(struct, dict) and name in struct:
        return False
    of_field = _fields(kind).get(name)
    return of_field is not None and _fits(value, of_field)


def _below(kind: str, struct: Any, name: str, value: Any, *, is_above: bool) -> list[Place]:
    """Find the structs with a field of that name, the shallowest below a type.

    Those that are written count first. From a place above that of the unknown field only what is
    written leads there.
    """
    seen = {kind}
    level: list[Place] = [((), kind, struct, 0)]
    for _ in range(_DEEPEST):
        following = [each for place in level for each in _inside(place, is_above=is_above)]
        level = [each for each in following if each[2] is not None or each[1] not in seen]
        found = [each for each in level if _is_free(each[1], each[2], name, value)]
        if found:
            return [each for each in found if each[2] is not None] or found
        if not level:
            break
        seen.update(each[1] for each in level)
    return []


def _inside(place: Place, *, is_above: bool) -> list[Place]:
    """Return the structs in the fields of a struct; of lists those that are written."""
    path, kind, struct, unwritten = place
    is_settled = unwritten == _UNWRITTEN or (is_above and (not path or kind in _CHOICES))
    found: list[Place] = []
    for field, below, is_list in _structs.get(kind) or _structs_in(kind):
        there = struct.get(field) if isinstance(struct, dict) else None
        if is_list:
            elements = there[:_ELEMENTS] if isinstance(there, list) else ()
            found += [
                ((*path, field, index), below, each, unwritten)
                for index, each in enumerate(elements)
                if isinstance(each, dict)
            ]
        elif isinstance(there, dict):
            found.append(((*path, field), below, there, unwritten))
        elif not is_settled:
            found.append(((*path, field), below, None, unwritten + 1))
    return found


_structs: dict[str, list[tuple[str, str, bool]]] = {}


def _structs_in(kind: str) -> list[tuple[str, str, bool]]:
    """Return the fields of a struct that hold structs, these, and which are lists; remember it."""
    found = _structs[kind] = []
    for field, below in _fields(kind).items():
        struct = _bare(below) if field != "status" else ""
        if struct:
            found.append((field, struct, below.lstrip("*").startswith("[]")))
    return found


def _close(name: str, fields: list[str]) -> str | None:
    """Return the field that a name resembles, or the only one of which it is the end."""
    from difflib import get_close_matches

    found = get_close_matches(name, fields, 1, 0.75)
    if found:
        return found[0]
    low = name.lower()
    ends = [each for each in fields if len(name) >= _WORD and each.lower().endswith(low)]
    ends += [each for each in fields if len(each) >= _WORD and low.endswith(each.lower())]
    return ends[0] if len(ends) == 1 else None
