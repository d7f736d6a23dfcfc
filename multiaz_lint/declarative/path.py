"""JSONPath expressions, compiled once into functions that find places in a tree.

jsonpath-ng decides what an expression means. Its common steps (fields, indexes, wildcards) become
closures made from its parsed tree, and whatever else it knows runs through its own ``find``.
Loading it takes longer than checking a file, so expressions of nothing but common steps, as most
are, are read here; a test holds both readings equal.
"""

from __future__ import annotations

from multiaz_lint.model.digits import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from multiaz_lint.model.tree import Path

    Step = str | int | tuple[str, ...] | None
    """A field, an index, one of several fields, or None for a wildcard."""
    Found = list[tuple[Path, Any]]
    Find = Callable[[Any], Found]
    Visit = Callable[[Any, Path, Found], None]

_ENDS = frozenset(".[")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


class PathError(ValueError):
    """An expression that is no JSONPath."""


def compile_path(expression: str, *, proven: bool = False) -> Find:
    """Compile an expression into a function that returns the places it leads to, in order.

    A place is a path and the value there. Where nothing, or null, is written there is no place.
    A ``proven`` expression is known to be right: what only jsonpath-ng reads is then compiled when
    the first tree is searched.

    Raises:
        PathError: The expression is no JSONPath. What is returned raises it where one leads above
            the tree that it searches.

    """
    steps = common_steps(expression)
    if steps is not None:
        return _closures(steps)
    return _when_needed(expression) if proven else _by_library(expression)


def _by_library(expression: str) -> Find:
    parsed = _parsed(expression)
    steps = _steps_of(parsed)
    return _closures(steps) if steps is not None else _own_find(parsed)


def _when_needed(expression: str) -> Find:
    compiled: list[Find] = []

    def find(tree: Any) -> Found:
        if not compiled:
            compiled.append(_by_library(expression))
        return compiled[0](tree)

    return find


def common_steps(expression: str) -> tuple[Step, ...] | None:
    """Read an expression of common steps only; None where jsonpath-ng has to read it."""
    if expression == "$":
        return ()
    rest = expression[1:] if expression[:1] == "$" else "." + expression
    steps: list[Step] = []
    while rest:
        if rest[0] == ".":
            name, rest = _name(rest[1:])
            if not name or name[0] in "-0123456789":
                return None
            steps.append(name)
        elif rest[0] == "[":
            inside, closed, rest = rest[1:].partition("]")
            step = _bracket(inside.strip())
            if not closed or step == ():
                return None
            steps.append(step)
        else:
            return None
    return tuple(steps)


def _name(text: str) -> tuple[str, str]:
    at = 0
    while at < len(text) and text[at] in _PLAIN:
        at += 1
    return (text[:at], text[at:]) if at == len(text) or text[at] in _ENDS else ("", text)


def _bracket(inside: str) -> Step:
    """Read what stands in brackets; an empty tuple for what is not common."""
    if inside == "*":
        return None
    index = whole(inside)
    if index is not None:
        return index
    names = []
    for part in inside.split(","):
        name = part.strip()
        quote = name[:1]
        if len(name) < 3 or quote not in {"'", '"'} or name[-1] != quote:
            return ()
        if quote in name[1:-1] or "\\" in name or name[1:-1] == "*":
            return ()
        names.append(name[1:-1])
    return names[0] if len(names) == 1 else tuple(names)


def _closures(steps: tuple[Step, ...]) -> Find:
    if not steps:
        return _here
    visit: Visit = _arrive
    fixed: list[str | int] = []
    for step in reversed(steps):
        if isinstance(step, (str, int)):
            fixed.insert(0, step)
            continue
        if fixed:
            visit, fixed = _down(tuple(fixed), visit), []
        visit = _each(visit) if step is None else _fields(step, visit)
    if fixed:
        visit = _down(tuple(fixed), visit)

    def find(tree: Any) -> Found:
        found: Found = []
        visit(tree, (), found)
        return found

    return find


def _here(tree: Any) -> Found:
    return [((), tree)]


def _arrive(value: Any, path: Path, found: Found) -> None:
    if value is not None:
        found.append((path, value))


def _down(steps: tuple[str | int, ...], then: Visit) -> Visit:
    def step(value: Any, path: Path, found: Found) -> None:
        for each in steps:
            if isinstance(value, dict):
                value = value.get(each)
            elif isinstance(value, list) and isinstance(each, int) and each < len(value):
                value = value[each]
            else:
                return
            if value is None:
                return
        then(value, path + steps, found)

    return step


def _fields(names: tuple[str, ...], then: Visit) -> Visit:
    def step(value: Any, path: Path, found: Found) -> None:
        if isinstance(value, dict):
            for name in names:
                if name in value:
                    then(value[name], (*path, name), found)

    return step


def _each(then: Visit) -> Visit:
    def step(value: Any, path: Path, found: Found) -> None:
        if isinstance(value, list):
            for index, element in enumerate(value):
                then(element, (*path, index), found)
        elif isinstance(value, dict):
            for key, element in value.items():
                then(element, (*path, key), found)

    return step


# What jsonpath-ng reads --------------------------------------------------------------------


def _parsed(expression: str) -> Any:
    import warnings

    from jsonpath_ng.ext.parser import parse

    from multiaz_lint.declarative.computed import computed

    for operator in _UNBOUNDED:
        if operator in expression:
            raise PathError(f"{operator} is not run, since it could take forever: say matches")
    if _descents(expression) > _MOST_DESCENTS:
        raise PathError(f"more than {_MOST_DESCENTS} .. are not run, since they could take forever")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            parsed = parse(expression)
        why = computed(parsed)
        if why is None:
            parsed.find({})  # it parses operators that it cannot run
    except NotImplementedError:
        raise PathError("it uses an operator that jsonpath-ng does not run") from None
    except AssertionError:  # the library's own way to say it
        raise PathError(_TOO_HIGH) from None
    except Exception as error:  # noqa: BLE001 - of many kinds, some of which are no JSONPathError
        raise PathError(str(error).strip() or type(error).__name__) from None
    if why is not None:
        raise PathError(why)
    return parsed


_TOO_HIGH = "`parent` leads above the whole resource"

_UNBOUNDED = ("=~", "`sub(")
"""Operators of jsonpath-ng that search by Python's own engine, which may take forever."""


_MOST_DESCENTS = 2
"""Each .. behind another finds a place once more for every place above it."""


def _descents(expression: str) -> int:
    """Return how many .. an expression has, outside its strings."""
    from re import sub

    return sub(r"'[^']*'|\"[^\"]*\"", "", expression).count("..")


def _steps_of(parsed: Any) -> tuple[Step, ...] | None:
    """Turn a parsed tree of common steps into steps; None for one that holds others."""
    from jsonpath_ng import Child, Fields, Index, Root

    if isinstance(parsed, Root):
        return ()
    if isinstance(parsed, Child):
        left, right = _steps_of(parsed.left), _steps_of(parsed.right)
        return None if left is None or right is None else left + right
    if isinstance(parsed, Fields) and "*" not in parsed.fields:
        return (parsed.fields[0] if len(parsed.fields) == 1 else tuple(parsed.fields),)
    if isinstance(parsed, Index) and len(parsed.indices) == 1 and parsed.indices[0] >= 0:
        return (parsed.indices[0],)
    return (None,) if type(parsed).__name__ == "Wildcard" else None


def _own_find(parsed: Any) -> Find:
    def find(tree: Any) -> Found:
        try:
            matches = parsed.find(tree)
        except (TypeError, LookupError, AttributeError, ValueError, NotImplementedError):
            return []  # a filter compares what cannot be compared, as a string with a number
        except AssertionError:
            raise PathError(_TOO_HIGH) from None
        places = {
            tuple(_written(match.full_path, tree)): match.value
            for match in matches
            if match.value is not None
        }
        return list(places.items())  # .. behind .. finds the same place again and again

    return find


def _written(path: Any, tree: Any) -> Iterator[str | int]:
    """Yield the steps of a match's full path; indexes count from the start."""
    node = tree
    for step in _flat(path):
        at = step + len(node) if isinstance(step, int) and step < 0 else step
        node = node[at]
        yield at


def _flat(path: Any) -> Iterator[str | int]:
    from jsonpath_ng import Child, Fields, Index

    if isinstance(path, Child):
        yield from _flat(path.left)
        yield from _flat(path.right)
    elif isinstance(path, Fields):
        yield path.fields[0]
    elif isinstance(path, Index):
        yield path.indices[0]
