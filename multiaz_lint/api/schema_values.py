"""Values of custom resources against their schema, combinations of schemas included.

The words and their order are those of kube-openapi's validator (apiextensions, 1.37). It counts
what matched, to tell of the alternative that came closest. String formats and patterns that cannot
be read here leave a result unsure: then no combination is judged by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multiaz_lint.api.errors import Errors, FieldError, dotted
from multiaz_lint.api.golang import marshalled, number, quoted

if TYPE_CHECKING:
    from typing import TypeGuard

    from multiaz_lint.api.errors import Link

    Tree = dict[str, Any]

_LONG = 24
_CLOSE = 1e-9
_FORMATS = frozenset(
    (
        "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3",
        "uuid4", "uuid5", "isbn", "isbn10", "isbn13", "creditcard", "ssn", "hexcolor", "rgbcolor",
        "byte", "password", "date", "duration", "datetime", "k8sshortname", "k8slongname",
    )
)  # fmt: skip


def checked(schema: Tree, value: Any) -> list[FieldError]:
    """Return what is wrong with a value."""
    return list(_check(schema, value, None).errors.values())


class _Result:
    """What was wrong, each thing once; how much was looked at; whether something was not."""

    __slots__ = ("errors", "matched", "unsure")

    def __init__(self) -> None:
        self.errors: dict[str, FieldError] = {}
        self.matched = 0
        self.unsure = False

    def merge(self, other: _Result) -> None:
        for words, error in other.errors.items():
            self.errors.setdefault(words, error)
        self.matched += other.matched
        self.unsure = self.unsure or other.unsure

    def add(self, error: FieldError) -> None:
        self.errors.setdefault(error.message, error)

    def invalid(self, link: Link, value: Any, words: str) -> None:
        self.add(
            FieldError(link, "FieldValueInvalid", value, f"{_name(link)} in body {words}", None)
        )

    def odd(self, link: Link, words: str) -> None:
        """Complain as the validator does where its words name the field themselves."""
        self.add(FieldError(None, "FieldValueInvalid", "", words, link))


def _check(schema: Any, value: Any, link: Link) -> _Result:
    result = _Result()
    if not isinstance(schema, dict):
        return result
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 63:
        value = int(value)  # so JSON writes it
    kinds = _kinds(schema)
    form = _form(schema, kinds)
    if kinds or form:
        _type(result, kinds, form, value, link, nullable=schema.get("nullable") is True)
    if value is None:
        _enum(result, schema, value, link)
        return result
    if kinds or form:
        result.matched += 1
    _combined(result, schema, value, link)
    result.matched += 2
    if isinstance(value, str):
        result.matched += 1
        _string(result, schema, value, link)
        result.unsure = result.unsure or form in _FORMATS or "x-kubernetes-validations" in schema
    elif not isinstance(value, (bool, list, dict)):
        result.matched += 2
        _number(result, schema, kinds, value, link)
    if isinstance(value, list):
        _items(result, schema, value, link)
        result.matched += 2
    _enum(result, schema, value, link)
    result.matched += 1
    if isinstance(value, dict):
        _object(result, schema, value, link)
        result.matched += 1
    return result


def _kinds(schema: Tree) -> tuple[str, ...]:
    if schema.get("x-kubernetes-int-or-string") is True:
        return ("integer", "string")
    kind = schema.get("type")
    return (kind,) if isinstance(kind, str) and kind else ()


def _form(schema: Tree, kinds: tuple[str, ...]) -> str:
    """Return the format where it counts for the type."""
    form = schema.get("format")
    if not isinstance(form, str):
        return ""
    kind = kinds[0] if len(kinds) == 1 else ""
    if kind in {"", "string"}:
        return form if form.replace("-", "") in _FORMATS else ""
    known = {"integer": ("int32", "int64"), "number": ("float", "double")}.get(kind, ())
    return form if form in known else ""


def _type(
    result: _Result, kinds: tuple[str, ...], form: str, value: Any, link: Link, *, nullable: bool
) -> None:
    found = _type_of(value)
    if value is None:
        if not kinds or nullable:
            result.matched += 1
            return
    elif found in kinds or (found == "integer" and "number" in kinds):
        result.matched += 1
        return
    elif form and not isinstance(value, (str, list)):
        if form not in {"int32", "int64"} or found != "integer":
            own = {"integer": "int64", "number": "float64"}.get(found, "")
            _wrong(result, form, own, link)
            return
    elif form and not {"number", "integer"} & set(kinds):
        result.matched += 1
        return
    _wrong(result, ",".join(kinds), found, link)


def _wrong(result: _Result, wanted: str, found: str, link: Link) -> None:
    words = f"{_name(link)} in body must be of type {wanted}: {quoted(found)}"
    result.add(FieldError(link, "FieldValueTypeInvalid", found, words, None))


def _combined(result: _Result, schema: Tree, value: Any, link: Link) -> None:
    some, one, every = (_list(schema.get(name)) for name in ("anyOf", "oneOf", "allOf"))
    if some:
        _any(result, [_check(each, value, link) for each in some], link)
    if one:
        _one(result, [_check(each, value, link) for each in one], link)
    if every:
        _all(result, [_check(each, value, link) for each in every], link)
    refused = schema.get("not")
    if isinstance(refused, dict):
        inner = _check(refused, value, link)
        if not inner.errors and not inner.unsure:
            result.odd(link, f"{quoted(_name(link))} must not validate the schema (not)")
        result.unsure = result.unsure or inner.unsure


def _any(result: _Result, found: list[_Result], link: Link) -> None:
    good = next((each for each in found if not each.errors), None)
    if good is None:
        words = f"{quoted(_name(link))} must validate at least one schema (anyOf)"
        result.odd(link, words)
    result.merge(good or max(found, key=lambda each: each.matched))


def _one(result: _Result, found: list[_Result], link: Link) -> None:
    good = [each for each in found if not each.errors]
    if len(good) == 1:
        result.merge(good[0])
        return
    if len(good) > 1 and any(each.unsure for each in good):
        result.unsure = True
        return
    words = f"Found {len(good)} valid alternatives" if good else "Found none valid"
    result.odd(
        link, f"{quoted(_name(link))} must validate one and only one schema (oneOf). {words}"
    )
    if not good:
        result.merge(max(found, key=lambda each: each.matched))


def _all(result: _Result, found: list[_Result], link: Link) -> None:
    for each in found:
        result.merge(each)
    good = sum(not each.errors for each in found)
    if good < len(found):
        words = f"{quoted(_name(link))} must validate all the schemas (allOf)"
        result.odd(link, words + ("" if good else ". None validated"))


def _string(result: _Result, schema: Tree, value: str, link: Link) -> None:
    """Say the first thing that is wrong with a text."""
    most, least, pattern = schema.get("maxLength"), schema.get("minLength"), schema.get("pattern")
    if _is_count(most) and len(value) > most:
        errors = Errors()
        errors.too_long(link, most)
        result.add(errors[0])
    elif _is_count(least) and len(value) < least:
        result.invalid(link, value, f"should be at least {least} chars long")
    elif isinstance(pattern, str) and pattern:
        found = _matches(pattern, value)
        if found is None:
            result.unsure = True
        elif not found:
            result.invalid(link, value, f"should match '{pattern}'")


def _number(
    result: _Result, schema: Tree, kinds: tuple[str, ...], value: float, link: Link
) -> None:
    form = _form(schema, kinds)
    whole = kinds == ("integer",)
    if whole:
        _range(result, value, form, "Checked value", link)
    factor = schema.get("multipleOf")
    if _is_number(factor) and factor:
        fits = not whole or _range(result, factor, form, "MultipleOf value", link)
        _multiple(result, value, int(factor) if fits and isinstance(value, int) else factor, link)
    for name, sign, words in (("minimum", -1, "greater"), ("maximum", 1, "less")):
        bound = schema.get(name)
        if not _is_number(bound):
            continue
        fits = not whole or _range(result, bound, form, f"{name.capitalize()} boundary value", link)
        if isinstance(value, int) and fits:
            bound = int(bound)
        exclusive = schema.get(f"exclusive{name.capitalize()}") is True
        if (value - bound) * sign > 0 or (exclusive and value == bound):
            than = f"{words} than" if exclusive else f"{words} than or equal to"
            result.invalid(link, value, f"should be {than} {number(bound)}")


def _multiple(result: _Result, value: float, factor: float, link: Link) -> None:
    if factor <= 0:
        words = f"factor MultipleOf declared for {_name(link)} must be positive: {number(factor)}"
        result.add(FieldError(link, "FieldValueInvalid", factor, words, None))
        return
    times = value / factor if factor >= 1 else value * (1 / factor)
    if isinstance(value, int) and isinstance(factor, int):
        good = value % factor == 0
    else:
        good = abs(times - round(times)) < _CLOSE
    if not good:
        result.invalid(link, value, f"should be a multiple of {number(factor)}")


def _range(result: _Result, value: float, form: str, what: str, link: Link) -> bool:
    limit = 1 << (31 if form == "int32" else 63)
    if float(value).is_integer() and -limit <= value < limit:
        return True
    kind = f"integer with format {form}" if form else "integer (default format)"
    result.odd(link, f"{what} must be of type {kind} in {_name(link)}")
    return False


def _items(result: _Result, schema: Tree, value: list[Any], link: Link) -> None:
    items = schema.get("items")
    if isinstance(items, dict):
        for index, each in enumerate(value):
            result.merge(_check(items, each, (link, index)))
    _bounded(result, schema, "Items", len(value), link)


def _object(result: _Result, schema: Tree, value: Tree, link: Link) -> None:
    _bounded(result, schema, "Properties", len(value), link)
    properties = schema.get("properties")
    own = properties if isinstance(properties, dict) else {}
    others = schema.get("additionalProperties")
    for name, each in value.items():
        inner = own.get(name, others)
        if isinstance(inner, dict):
            result.merge(_check(inner, each, (link, name)))
    for name in _list(schema.get("required")):
        if isinstance(name, str) and name not in value:
            result.add(FieldError((link, name), "FieldValueRequired", "", "", None))


def _bounded(result: _Result, schema: Tree, what: str, size: int, link: Link) -> None:
    least, most = schema.get(f"min{what}"), schema.get(f"max{what}")
    if _is_count(least) and size < least:
        result.invalid(link, size, f"should have at least {least} {what.lower()}")
    if _is_count(most) and size > most:
        errors = Errors()
        errors.too_many(link, size, most)
        result.add(errors[0])


def _enum(result: _Result, schema: Tree, value: Any, link: Link) -> None:
    allowed = schema.get("enum")
    if not isinstance(allowed, list) or not allowed or any(_same(each, value) for each in allowed):
        return
    errors = Errors()
    words = [each if isinstance(each, str) else marshalled(each) for each in allowed]
    errors.unsupported(link, value, words)
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


def _is_count(value: Any) -> TypeGuard[int]:
    return _is_number(value) and float(value).is_integer()


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    for kind, found in (("string", str), ("integer", int), ("number", float), ("array", list)):
        if isinstance(value, found):
            return kind
    return "object"


def _name(link: Link) -> str:
    return dotted(link) if link is not None else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _matches(pattern: str, value: str) -> bool | None:
    """Match as Go's RE2 would; None for a pattern that Python reads otherwise or not at all.

    So is a long value for repeats within repeats, which can take Python forever.
    """
    import re

    if len(value) > _LONG and re.search(r"[*+}]\??[^(]*\)[*+{]", pattern):
        return None
    if r"\z" in pattern or r"\p" in pattern or "(?" in pattern or r"\C" in pattern:
        return None
    if pattern.endswith("$") and not pattern.endswith(r"\$"):
        pattern = pattern[:-1] + r"\Z"  # Go's $ does not match before a last line break
    try:
        return re.search(pattern, value, re.ASCII) is not None
    except (re.error, RecursionError):
        return None
