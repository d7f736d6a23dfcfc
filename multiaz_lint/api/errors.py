"""Field errors in the words of k8s.io/apimachinery's field package."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    # A path is linked from its end: (parent, step); the root is None.
    Link = tuple["Link | None", "str | int"] | None

WORDS = {
    "FieldValueNotFound": "Not found",
    "FieldValueRequired": "Required value",
    "FieldValueDuplicate": "Duplicate value",
    "FieldValueInvalid": "Invalid value",
    "FieldValueNotSupported": "Unsupported value",
    "FieldValueForbidden": "Forbidden",
    "FieldValueTooLong": "Too long",
    "FieldValueTooMany": "Too many",
    "FieldValueTypeInvalid": "Invalid value",
    "InternalError": "Internal error",
}
_WITHOUT_VALUE = frozenset(
    ("FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong", "InternalError")
)


class Key(str):
    """A step into a map, written in brackets."""

    __slots__ = ()


class Json:
    """A value that the server writes as JSON: one of a named type, a pointer or a struct."""

    __slots__ = ("kind", "value")

    def __init__(self, value: Any, kind: str = "") -> None:
        self.value = value
        self.kind = kind  # the Go type, where the value is a struct


class Omitted:
    """Stands where the server leaves the value out."""

    __slots__ = ()


OMITTED = Omitted()


def dotted(link: Link) -> str:
    """Write a path as the server does: spec.containers[0].resources.limits[cpu]."""
    steps = []
    while link is not None:
        link, step = link
        steps.append(step)
    text = ""
    for step in reversed(steps):
        if type(step) is int or type(step) is Key:
            text += f"[{step}]"
        elif text:
            text += f".{step}"
        else:
            text = str(step)
    return text or "<nil>"


def steps_of(link: Link) -> list[str | int]:
    """Return the steps of a path into the tree."""
    steps: list[str | int] = []
    while link is not None:
        link, step = link
        steps.append(str(step) if type(step) is Key else step)
    steps.reverse()
    return steps


class FieldError:
    """One complaint of the server's validation about one field."""

    __slots__ = ("at", "detail", "link", "type", "value")

    def __init__(self, link: Link, kind: str, value: Any, detail: str, at: Link) -> None:
        self.link = link
        self.type = kind
        self.value = value
        self.detail = detail
        self.at = at

    @property
    def field(self) -> str:
        """The path of the field, in Kubernetes' notation."""
        return dotted(self.link)

    @property
    def message(self) -> str:
        """What the server says of the field, without its path (field.Error.ErrorBody)."""
        words = WORDS[self.type]
        if self.type not in _WITHOUT_VALUE and self.value is not OMITTED:
            words = f"{words}: {_shown(self.value)}"
        if self.detail:
            words = f"{words}: {self.detail}"
        return f"{self.field}: {words}"

    @property
    def steps(self) -> list[str | int]:
        """The steps into the tree of the place to look at; not all need be written there."""
        return steps_of(self.at if self.at is not None else self.link)

    def __repr__(self) -> str:
        return self.message


def _shown(value: Any) -> str:
    """Write the value of an error as field.Error does (apimachinery field package, 1.37)."""
    from multiaz_lint.api.golang import marshalled, quoted

    if isinstance(value, Json):
        if value.kind:
            from multiaz_lint.api.internal import struct

            return struct(value.value, value.kind)
        return marshalled(value.value)
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    if isinstance(value, (int, float)):
        return str(int(value))
    return marshalled(value)


class Errors(list[FieldError]):
    """The errors found so far, with one method per type of error."""

    __slots__ = ()

    def invalid(self, link: Link, value: Any, detail: str, at: Link = None) -> None:
        """Add that a value is wrong (field.Invalid)."""
        self.append(FieldError(link, "FieldValueInvalid", value, detail, at))

    def each_invalid(self, link: Link, value: Any, details: Iterable[str], at: Link = None) -> None:
        """Add each of some complaints about one value."""
        for detail in details:
            self.append(FieldError(link, "FieldValueInvalid", value, detail, at))

    def required(self, link: Link, detail: str = "", at: Link = None) -> None:
        """Add that a field must be set (field.Required)."""
        self.append(FieldError(link, "FieldValueRequired", "", detail, at))

    def unsupported(
        self, link: Link, value: Any, supported: Sequence[str], at: Link = None
    ) -> None:
        """Add that a value is none of those that there are (field.NotSupported)."""
        from multiaz_lint.api.golang import quoted

        detail = "supported values: " + ", ".join(quoted(s) for s in supported)
        self.append(FieldError(link, "FieldValueNotSupported", value, detail, at))

    def one_of(self, link: Link, value: str | None, supported: Sequence[str]) -> None:
        """Refuse the value of a pointer that is written and is none of some words."""
        if value is not None and value not in supported:
            self.unsupported(link, Json(value), supported)

    def duplicate(self, link: Link, value: Any, detail: str = "", at: Link = None) -> None:
        """Add that a value stands there before (field.Duplicate)."""
        self.append(FieldError(link, "FieldValueDuplicate", value, detail, at))

    def not_found(self, link: Link, value: Any, detail: str = "") -> None:
        """Add that what a value names is not there (field.NotFound)."""
        self.append(FieldError(link, "FieldValueNotFound", value, detail, None))

    def forbidden(self, link: Link, detail: str, at: Link = None) -> None:
        """Add that a field must not be set as it is (field.Forbidden)."""
        self.append(FieldError(link, "FieldValueForbidden", "", detail, at))

    def too_long(self, link: Link, limit: int) -> None:
        """Add that a text has more than ``limit`` bytes (field.TooLong)."""
        detail = f"may not be more than {limit} {'byte' if limit == 1 else 'bytes'}"
        self.append(FieldError(link, "FieldValueTooLong", "", detail, None))

    def too_many(self, link: Link, actual: int, limit: int) -> None:
        """Add that a list has more than ``limit`` items (field.TooMany)."""
        detail = f"must have at most {limit} {'item' if limit == 1 else 'items'}"
        self.append(FieldError(link, "FieldValueTooMany", actual, detail, None))

    def nonnegative(self, link: Link, value: int) -> None:
        """Add an error for a number below 0 (ValidateNonnegativeField)."""
        if value < 0:
            self.invalid(link, int(value), "must be greater than or equal to 0")


def distinct(errors: Iterable[FieldError]) -> list[FieldError]:
    """Leave out repeats, as the server does in its answer."""
    seen: dict[str, FieldError] = {}
    for error in errors:
        seen.setdefault(error.message, error)
    return list(seen.values())
