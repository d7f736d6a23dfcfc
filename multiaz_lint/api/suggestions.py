"""What an unknown field was probably meant to be: another case, a typo, another level."""

from __future__ import annotations

from multiaz_lint.api.structure import fields_of, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    Steps = tuple[str | int, ...]

_DEEPEST = 6


def suggestion(root: str, steps: Steps) -> tuple[str, Steps] | None:
    """Return why and where to a field of the same meaning is, for an unknown one at ``steps``."""
    name = str(steps[-1])
    types = _types_on_the_way(root, steps[:-1])
    siblings = _fields(types[-1]) if types else {}
    for other in siblings:
        if other.lower() == name.lower():
            return "case", (*steps[:-1], other)
    found = _elsewhere(types, steps, name)
    if found is not None:
        return "level", found
    close = _close(name, siblings)
    return ("typo", (*steps[:-1], close)) if close else None


def _fields(kind: str) -> dict[str, str]:
    found = fields_of(kind) if "." in kind else None
    if found is None:
        return {}
    return {name: below if isinstance(below, str) else below[0] for name, below in found.items()}


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
    types = [root]
    for step in steps:
        if isinstance(step, int):
            continue
        below = _bare(_fields(types[-1]).get(step, ""))
        if not below:
            return types
        types.append(below)
    return types


def _elsewhere(types: list[str], steps: Steps, name: str) -> Steps | None:
    """Look below the field's own place, then in each place above it, nearest first."""
    parents = [index for index, step in enumerate(steps[:-1]) if isinstance(step, str)]
    for depth in range(len(types) - 1, -1, -1):
        if depth < len(types) - 1 and name in _fields(types[depth]):
            end = parents[depth] if depth < len(parents) else len(steps) - 1
            return (*steps[:end], name)
        if depth == len(types) - 1:
            start = steps[:-1]
        else:
            start = steps[: parents[depth]] if depth < len(parents) else steps[:-1]
        found = _below(types[depth], name)
        if found is not None:
            return (*start, *found)
    return None


def _below(kind: str, name: str) -> Steps | None:
    """Find the shallowest field of that name below a type, the status left out."""
    seen = {kind}
    level: list[tuple[Steps, str]] = [((), kind)]
    for _ in range(_DEEPEST):
        following: list[tuple[Steps, str]] = []
        for path, parent in level:
            for field, step, struct in _steps.get(parent) or _steps_into(parent):
                if field == name and path:
                    return (*path, field)
                if struct and struct not in seen:
                    seen.add(struct)
                    following.append(((*path, *step), struct))
        level = following
    return None


_steps: dict[str, list[tuple[str, Steps, str]]] = {}


def _steps_into(kind: str) -> list[tuple[str, Steps, str]]:
    """Return the fields of a struct, the steps below each and the struct there; remember them."""
    found = _steps[kind] = []
    for field, below in _fields(kind).items():
        if field not in {"status", "metadata"}:
            step: Steps = (field, 0) if below.lstrip("*").startswith("[]") else (field,)
            found.append((field, step, _bare(below)))
    return found


def _close(name: str, fields: dict[str, str]) -> str | None:
    from difflib import get_close_matches

    found = get_close_matches(name, fields, 1, 0.75)
    return found[0] if found else None
