"""Values of custom resources against their schema, combinations of schemas included.

The words and their order are those of kube-openapi's validator (apiextensions, 1.37). It counts
what matched, to tell of the alternative that came closest. String formats and patterns that cannot
be read here leave a result unsure: then no combination is judged by it.
"""

from __future__ import annotations

from multiaz_lint.api.custom.scalars import (
    FORMATS,
    SchemaResult,
    check_enum,
    check_number,
    check_string,
    format_of,
    is_count,
    kinds_of,
    named,
)
from multiaz_lint.api.errors import Errors, FieldError
from multiaz_lint.api.golang import quoted
from multiaz_lint.model.resource import sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Link

    Tree = dict[str, Any]


def checked(schema: Tree, value: Any) -> list[FieldError]:
    """Return what is wrong with a value."""
    return list(_check(schema, value, None).errors.values())


def _check(schema: Any, value: Any, link: Link) -> SchemaResult:
    result = SchemaResult()
    if not isinstance(schema, dict):
        return result
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 63:
        value = int(value)  # so JSON writes it
    kinds = kinds_of(schema)
    form = format_of(schema, kinds)
    if kinds or form:
        _type(result, kinds, form, value, link, nullable=schema.get("nullable") is True)
    if value is None:
        check_enum(result, schema, value, link)
        return result
    if kinds or form:
        result.matched += 1
    _combined(result, schema, value, link)
    result.matched += 2
    if isinstance(value, str):
        result.matched += 1
        check_string(result, schema, value, link)
        result.unsure = result.unsure or form in FORMATS or "x-kubernetes-validations" in schema
    elif not isinstance(value, (bool, list, dict)):
        result.matched += 2
        check_number(result, schema, kinds, value, link)
    if isinstance(value, list):
        _items(result, schema, value, link)
        result.matched += 2
    check_enum(result, schema, value, link)
    result.matched += 1
    if isinstance(value, dict):
        _object(result, schema, value, link)
        result.matched += 1
    return result


def _type(
    result: SchemaResult,
    kinds: tuple[str, ...],
    form: str,
    value: Any,
    link: Link,
    *,
    nullable: bool,
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


def _wrong(result: SchemaResult, wanted: str, found: str, link: Link) -> None:
    words = f"{named(link)} in body must be of type {wanted}: {quoted(found)}"
    result.add(FieldError(link, "FieldValueTypeInvalid", found, words, None))


def _combined(result: SchemaResult, schema: Tree, value: Any, link: Link) -> None:
    some, one, every = (sequence(schema.get(name)) for name in ("anyOf", "oneOf", "allOf"))
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
            result.odd(link, f"{quoted(named(link))} must not validate the schema (not)")
        result.unsure = result.unsure or inner.unsure


def _any(result: SchemaResult, found: list[SchemaResult], link: Link) -> None:
    good = next((each for each in found if not each.errors), None)
    if good is None:
        words = f"{quoted(named(link))} must validate at least one schema (anyOf)"
        result.odd(link, words)
    result.merge(good or max(found, key=lambda each: each.matched))


def _one(result: SchemaResult, found: list[SchemaResult], link: Link) -> None:
    good = [each for each in found if not each.errors]
    if len(good) == 1:
        result.merge(good[0])
        return
    if len(good) > 1 and any(each.unsure for each in good):
        result.unsure = True
        return
    words = f"Found {len(good)} valid alternatives" if good else "Found none valid"
    result.odd(
        link, f"{quoted(named(link))} must validate one and only one schema (oneOf). {words}"
    )
    if not good:
        result.merge(max(found, key=lambda each: each.matched))


def _all(result: SchemaResult, found: list[SchemaResult], link: Link) -> None:
    for each in found:
        result.merge(each)
    good = sum(not each.errors for each in found)
    if good < len(found):
        words = f"{quoted(named(link))} must validate all the schemas (allOf)"
        result.odd(link, words + ("" if good else ". None validated"))


def _items(result: SchemaResult, schema: Tree, value: list[Any], link: Link) -> None:
    items = schema.get("items")
    if isinstance(items, dict):
        for index, each in enumerate(value):
            result.merge(_check(items, each, (link, index)))
    _bounded(result, schema, "Items", len(value), link)


def _object(result: SchemaResult, schema: Tree, value: Tree, link: Link) -> None:
    _bounded(result, schema, "Properties", len(value), link)
    properties = schema.get("properties")
    own = properties if isinstance(properties, dict) else {}
    others = schema.get("additionalProperties")
    for name, each in value.items():
        inner = own.get(name, others)
        if isinstance(inner, dict):
            step = name if link is not None or name in own else f".{name}"  # as the server names it
            result.merge(_check(inner, each, (link, step)))
        elif inner is False and name not in own:
            words = f"{named(link)}.{name} in body is a forbidden property"
            result.add(FieldError(link, "FieldValueInvalid", name, words, (link, name)))
    for name in sequence(schema.get("required")):
        if isinstance(name, str) and name not in value:
            result.add(FieldError((link, name), "FieldValueRequired", "", "", None))


def _bounded(result: SchemaResult, schema: Tree, what: str, size: int, link: Link) -> None:
    least, most = schema.get(f"min{what}"), schema.get(f"max{what}")
    if is_count(least) and size < least:
        result.invalid(link, size, f"should have at least {least} {what.lower()}")
    if is_count(most) and size > most:
        errors = Errors()
        errors.too_many(link, size, most)
        result.add(errors[0])


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    for kind, found in (("string", str), ("integer", int), ("number", float), ("array", list)):
        if isinstance(value, found):
            return kind
    return "object"
