"""Does a tree decode into its Go type without a complaint? Answered once per type, quickly.

A checker is a function from a value to bool, made from the field tables when its type is first
met. What it refuses, decode.py looks at again, slowly, to say why.
"""

from __future__ import annotations

from multiaz_lint.api.decoding.go_types import basic, fields_of, named
from multiaz_lint.api.quantity import Quantity, parse
from multiaz_lint.model.tree import DuplicateMap, Map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.api.decoding.go_types import Fields

    Checker = Callable[[Any], bool]

_checkers: dict[str, Checker] = {}
_INTEGERS = {"int32": 31, "int64": 63, "int": 63, "int16": 15}


def checker(kind: str) -> Checker:
    """Return the checker of a Go type."""
    check = _checkers.get(kind)
    if check is None:
        check = _checkers[kind] = _make(kind)
    return check


def _make(kind: str) -> Checker:
    kind = kind.lstrip("*")
    if kind == "string":
        return lambda value: value.__class__ is str
    if kind == "bool":
        return lambda value: value is True or value is False
    if kind in _INTEGERS:
        return _integer(1 << _INTEGERS[kind])
    if kind.startswith("[]"):
        return _sequence(kind[2:])
    if kind.startswith("map["):
        return _map(kind[kind.index("]") + 1 :])
    if kind == "any":
        return lambda _value: True
    if "." not in kind:
        return _other(kind)
    if kind == "resource.Quantity":
        return lambda value: value.__class__ in _SCALARS and parse(value).__class__ is Quantity
    if kind == "intstr.IntOrString":
        number = checker("int32")
        return lambda value: value.__class__ is str or number(value)
    found = fields_of(kind)
    if found is not None:
        return _struct(found)
    below = named(kind)
    return checker(below) if below != "custom" else _other(kind)


def _other(kind: str) -> Checker:
    """Check a rare type the slow way."""

    def check(value: Any) -> bool:
        from multiaz_lint.api.decoding.decode import complaints

        return not complaints(kind, value)

    return check


def _integer(limit: int) -> Checker:
    least = -limit

    def check(value: Any) -> bool:
        if value.__class__ is int:
            return least <= value < limit
        return value.__class__ is float and value.is_integer() and least <= value < limit

    return check


def _sequence(element: str) -> Checker:
    if element == "uint8":
        return _other("[]uint8")
    if element == "string" or (
        "." in element
        and not element.startswith("*")
        and fields_of(element) is None
        and named(element) == "string"
    ):

        def strings(value: Any) -> bool:
            if not isinstance(value, list):
                return False
            for item in value:  # noqa: SIM110 - a generator costs too much here
                if item.__class__ is not str and item is not None:
                    return False
            return True

        return strings
    found: list[Checker] = []

    def check(value: Any) -> bool:
        if not isinstance(value, list):
            return False
        if not found:
            found.append(checker(element))
        one = found[0]
        for item in value:  # noqa: SIM110 - a generator costs too much here
            if item is not None and not one(item):
                return False
        return True

    return check


def _map(element: str) -> Checker:
    if element == "string":

        def strings(value: Any) -> bool:
            if value.__class__ is not Map and not _is_mapping(value):
                return False
            for item in value.values():
                if item.__class__ is not str and item is not None:
                    return False
            return True

        return strings
    found: list[Checker] = []

    def check(value: Any) -> bool:
        if value.__class__ is not Map and not _is_mapping(value):
            return False
        if not found:
            found.append(checker(element))
        one = found[0]
        for item in value.values():  # noqa: SIM110 - a generator costs too much here
            if item is not None and not one(item):
                return False
        return True

    return check


def _is_mapping(value: Any) -> bool:
    """Whether a value is a mapping in which no key was written twice."""
    return isinstance(value, dict) and value.__class__ is not DuplicateMap


def _struct(fields: Fields) -> Checker:
    # a class where instances of it are right as they are, a checker, or the name of one to make
    wanted: dict[str, Any] = {}
    for name, described in fields.items():
        below = basic(described if isinstance(described, str) else described[0])
        wanted[name] = _PLAIN.get(below, below)

    made = _is_mapping.__class__  # that of functions, as checkers are

    def check(value: Any) -> bool:
        if value.__class__ is not Map and not _is_mapping(value):
            return False
        try:
            for key, item in value.items():
                one = wanted[key]
                if item.__class__ is one or item is None:
                    continue
                if one.__class__ is not made:
                    if one.__class__ is type:
                        return False
                    one = wanted[key] = checker(one)
                if not one(item):
                    return False
        except KeyError:  # a field that the type does not have
            return False
        return True

    return check


_PLAIN = {"string": str, "bool": bool}
_SCALARS = frozenset((str, int, float))
