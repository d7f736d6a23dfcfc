"""Strings and numbers of custom resources against their schema (kube-openapi, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.errors import Errors, FieldError, Json, dotted
from multiaz_lint.api.golang import general, marshalled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeGuard

    from multiaz_lint.api.errors import Link
    from multiaz_lint.regex import Regex

    Tree = dict[str, Any]


_CLOSE = 1e-9


FORMATS = frozenset(
    (
        "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3",
        "uuid4", "uuid5", "isbn", "isbn10", "isbn13", "creditcard", "ssn", "hexcolor", "rgbcolor",
        "byte", "password", "date", "duration", "datetime", "k8sshortname", "k8slongname",
    )
)  # fmt: skip


class SchemaResult:
    """What was wrong, each thing once; how much was looked at; whether something was not."""

    __slots__ = ("errors", "matched", "unsure")

    def __init__(self) -> None:
        self.errors: dict[str, FieldError] = {}
        self.matched = 0
        self.unsure = False

    def merge(self, other: SchemaResult) -> None:
        """Take over what another schema says of the same value."""
        for words, error in other.errors.items():
            self.errors.setdefault(words, error)
        self.matched += other.matched
        self.unsure = self.unsure or other.unsure

    def add(self, error: FieldError) -> None:
        """Add an error, unless its words are there already."""
        self.errors.setdefault(error.message, error)

    def invalid(self, link: Link, value: Any, words: str) -> None:
        """Add that a value of the body is invalid."""
        self.add(
            FieldError(link, "FieldValueInvalid", value, f"{named(link)} in body {words}", None)
        )

    def odd(self, link: Link, words: str) -> None:
        """Complain as the validator does where its words name the field themselves."""
        self.add(FieldError(None, "FieldValueInvalid", "", words, link))


def kinds_of(schema: Tree) -> tuple[str, ...]:
    """Return the types that a schema allows; none where any will do."""
    if schema.get("x-kubernetes-int-or-string") is True:
        return ("integer", "string")
    kind = schema.get("type")
    return (kind,) if isinstance(kind, str) and kind else ()


def format_of(schema: Tree, kinds: tuple[str, ...]) -> str:
    """Return the format where it counts for the type."""
    form = schema.get("format")
    if not isinstance(form, str):
        return ""
    kind = kinds[0] if len(kinds) == 1 else ""
    if kind in {"", "string"}:
        return form if form.replace("-", "") in FORMATS else ""
    known = {"integer": ("int32", "int64"), "number": ("float", "double")}.get(kind, ())
    return form if form in known else ""


def check_string(result: SchemaResult, schema: Tree, value: str, link: Link) -> None:
    """Say the first thing that is wrong with a text."""
    most, least, pattern = schema.get("maxLength"), schema.get("minLength"), schema.get("pattern")
    if is_count(most) and len(value) > most:
        errors = Errors()
        errors.too_long(link, most)
        result.add(errors[0])
    elif is_count(least) and len(value) < least:
        result.invalid(link, value, f"should be at least {least} chars long")
    elif isinstance(pattern, str) and pattern:
        found = _matches(pattern, value)
        if found is None:
            result.unsure = True
        elif not found:
            result.invalid(link, value, f"should match '{pattern}'")


def check_number(
    result: SchemaResult, schema: Tree, kinds: tuple[str, ...], value: float, link: Link
) -> None:
    """Check a number: its format, bounds and what it is to be a multiple of."""
    form = format_of(schema, kinds)
    whole = kinds == ("integer",)
    if whole:
        _range(result, value, form, "Checked value", link)
    factor = schema.get("multipleOf")
    if _is_number(factor) and factor:
        fits = not whole or _range(result, factor, form, "MultipleOf value", link)
        _multiple(result, *_native(value, factor, fits=fits), link)
    for name, sign, words in (("minimum", -1, "greater"), ("maximum", 1, "less")):
        bound = schema.get(name)
        if not _is_number(bound):
            continue
        fits = not whole or _range(result, bound, form, f"{name.capitalize()} boundary value", link)
        data, limit = _native(value, bound, fits=fits)
        exclusive = schema.get(f"exclusive{name.capitalize()}") is True
        if (data - limit) * sign > 0 or (exclusive and data == limit):
            than = f"{words} than" if exclusive else f"{words} than or equal to"
            result.invalid(link, _shown(data), f"should be {than} {general(limit)}")


def _native(value: float, constraint: float, *, fits: bool) -> tuple[float, float]:
    """Return what is compared: integers of 64 bits where the value is one, else floats."""
    if not isinstance(value, int) or not fits:
        return float(value), float(constraint)
    cut = int(constraint)
    return value, cut if -(1 << 63) <= cut < 1 << 63 else -(1 << 63)  # as amd64 converts it


def _shown(value: Any) -> Any:
    """Return a value as messages show it: floats as %v."""
    return Json(value, "float64") if isinstance(value, float) else value


def _multiple(result: SchemaResult, value: float, factor: float, link: Link) -> None:
    if factor <= 0:
        words = f"factor MultipleOf declared for {named(link)} must be positive: {general(factor)}"
        result.add(FieldError(link, "FieldValueInvalid", _shown(factor), words, None))
    elif isinstance(factor, int):
        if value % factor:
            result.invalid(link, value, f"should be a multiple of {factor}")
    elif not _is_whole(value / factor if factor >= 1 else 1 / factor * value):
        result.invalid(link, _shown(value), f"should be a multiple of {general(factor)}")


def _is_whole(times: float) -> bool:
    """Whether a quotient is close enough to an integer that JSON can hold (go-openapi/swag)."""
    if abs(times) > (1 << 53) - 1:
        return False
    near = int(abs(times) + 0.5)
    return abs(times) == near or abs(abs(times) - near) < _CLOSE * near


def _range(result: SchemaResult, value: float, form: str, what: str, link: Link) -> bool:
    limit = 1 << (31 if form == "int32" else 63)
    if float(value).is_integer() and -limit <= value < limit:
        return True
    kind = f"integer with format {form}" if form else "integer (default format)"
    result.odd(link, f"{what} must be of type {kind} in {named(link)}")
    return False


def check_enum(result: SchemaResult, schema: Tree, value: Any, link: Link) -> None:
    """Check that a value is one of those that the schema lists."""
    allowed = schema.get("enum")
    if not isinstance(allowed, list) or not allowed or any(_same(each, value) for each in allowed):
        return
    errors = Errors()
    words = [each if isinstance(each, str) else marshalled(each) for each in allowed]
    errors.unsupported(link, _shown(value), words)
    result.add(errors[0])


def _same(allowed: Any, value: Any) -> bool:
    """Compare as Go does, which converts the value to the type of the allowed one."""
    if isinstance(allowed, bool) != isinstance(value, bool):
        return False
    if isinstance(allowed, int) and isinstance(value, float):
        return allowed == int(value)
    return bool(allowed == value)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_count(value: Any) -> TypeGuard[int]:
    """Whether a bound of a schema is a whole number."""
    return _is_number(value) and float(value).is_integer()


def named(link: Link) -> str:
    """Return the path of a value as the words of an error have it; empty for the root."""
    return dotted(link) if link is not None else ""


def _matches(pattern: str, value: str) -> bool | None:
    """Match as Go would; None for a pattern that is none, or too large for the value."""
    from multiaz_lint.regex import PatternError, TooLongError

    try:
        return _compiled(pattern).found_in(value)
    except (PatternError, TooLongError):
        return None


def _compiled(pattern: str) -> Regex:
    from multiaz_lint.regex import Regex

    found = _patterns.get(pattern)
    if found is None:
        if len(_patterns) >= _MOST_PATTERNS:
            _patterns.clear()
        found = _patterns[pattern] = Regex(pattern)
    return found


_MOST_PATTERNS = 500
_patterns: dict[str, Regex] = {}
