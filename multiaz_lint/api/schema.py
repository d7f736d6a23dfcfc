"""Custom resources, judged by the CustomResourceDefinitions of the input (apiextensions, 1.37).

A definition counts only where it is complete and structural; combinations of schemas (anyOf,
oneOf, allOf, not) and CEL rules are not judged. Nothing of a definition is prepared in advance:
the schema is walked beside the resource, so a definition of megabytes costs nothing by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multiaz_lint.api.errors import Errors
from multiaz_lint.api.verdict import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.api.errors import Link
    from multiaz_lint.api.verdict import Verdict
    from multiaz_lint.model.resource import Resource

    Tree = dict[str, Any]
    Path = tuple[str | int, ...]

_GROUP = "apiextensions.k8s.io"
_LONG = 24
_OF_EVERY_OBJECT = frozenset(("apiVersion", "kind", "metadata"))
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


def schemas(resources: Iterable[Resource]) -> Schemas | None:
    """Return the schemas that the input defines, if it defines any."""
    found: dict[tuple[str, str], list[Tree]] = {}
    for resource in resources:
        if resource.kind == "CustomResourceDefinition" and resource.group == _GROUP:
            spec = resource.get("spec")
            kind = resource.get("spec", "names", "kind")
            group = resource.get("spec", "group")
            if isinstance(kind, str) and isinstance(group, str):
                found.setdefault((group, kind), []).append(spec)
    return Schemas(found) if found else None


class Schemas:
    """Definitions by group and kind; copies of one may differ."""

    __slots__ = ("_definitions",)

    def __init__(self, definitions: dict[tuple[str, str], list[Tree]]) -> None:
        self._definitions = definitions

    def review(self, tree: Tree, verdict: Verdict) -> bool:
        """Judge a custom resource; return False if the input does not define its kind.

        Of several definitions of one kind, the kindest counts.
        """
        api_version, kind = tree.get("apiVersion"), tree.get("kind")
        if not isinstance(api_version, str) or not isinstance(kind, str):
            return False
        group, _, version = api_version.rpartition("/")
        definitions = self._definitions.get((group, kind))
        if not definitions:
            return False
        best: _Review | None = None
        for spec in definitions:
            found = _Review(spec, version, tree)
            if best is None or found.gravity < best.gravity:
                best = found
        assert best is not None
        verdict.served = best.served
        verdict.strict, verdict.errors = best.strict, best.errors
        return True


class _Review:
    """What one definition says to one resource."""

    def __init__(self, spec: Tree, version: str, tree: Tree) -> None:
        self.strict: list[Complaint] = []
        self.errors = Errors()
        self.served = False
        for each in _list(spec.get("versions")):
            if isinstance(each, dict) and each.get("name") == version:
                self.served = each.get("served") is True
                schema = _at(each, "schema", "openAPIV3Schema")
                if schema is None:  # apiextensions/v1beta1 may hold one schema for all versions
                    schema = _at(spec, "validation", "openAPIV3Schema")
                if self.served and isinstance(schema, dict):
                    if spec.get("preserveUnknownFields") is True:
                        schema = {**schema, "x-kubernetes-preserve-unknown-fields": True}
                    self._object(schema, tree, None, embedded=True)
        self.strict.sort(key=lambda complaint: complaint.field)

    @property
    def gravity(self) -> tuple[bool, int]:
        return (not self.served, len(self.strict) + len(self.errors))

    def _value(self, schema: Tree, value: Any, link: Link, *, kept: bool) -> None:
        if value is None:  # defaulted, dropped or refused: clients differ in what they send
            return
        if schema.get("x-kubernetes-preserve-unknown-fields") is True:
            kept = True
        if schema.get("x-kubernetes-int-or-string") is True:
            if isinstance(value, bool) or not isinstance(value, (int, str)):
                self._wrong_type(value, "integer,string", link)
            return
        kind = schema.get("type")
        if isinstance(kind, str) and not _is(value, kind):
            self._wrong_type(value, kind, link)
            return
        self._enum(schema, value, link)
        if isinstance(value, dict):
            self._object(
                schema, value, link, kept=kept,
                embedded=schema.get("x-kubernetes-embedded-resource") is True,
            )  # fmt: skip
        elif isinstance(value, list):
            self._list(schema, value, link, kept=kept)
        elif isinstance(value, str):
            self._string(schema, value, link)
        elif not isinstance(value, bool):
            self._number(schema, value, link)

    def _object(
        self, schema: Tree, value: Tree, link: Link, *, kept: bool = False, embedded: bool
    ) -> None:
        properties = schema.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        others = schema.get("additionalProperties")
        kept = kept or schema.get("x-kubernetes-preserve-unknown-fields") is True
        for name, each in value.items():
            if embedded and name in _OF_EVERY_OBJECT:
                continue
            below = properties.get(name)
            if isinstance(below, dict):
                self._value(below, each, (link, name), kept=kept and not _declares(below))
            elif isinstance(others, dict):
                self._value(others, each, (link, name), kept=kept and not _declares(others))
            elif others is not True and not kept:
                self._unknown(name, link)
        for name in _list(schema.get("required")):
            if isinstance(name, str) and value.get(name) is None:
                below = properties.get(name)
                if not isinstance(below, dict) or below.get("default") is None:
                    self.errors.required((link, name))
        self._bounded(len(value), schema, "Properties", "properties", link, value)

    def _list(self, schema: Tree, value: list[Any], link: Link, *, kept: bool) -> None:
        items = schema.get("items")
        if isinstance(items, dict):
            for index, item in enumerate(value):
                self._value(items, item, (link, index), kept=kept and not _declares(items))
        self._bounded(len(value), schema, "Items", "items", link, value)

    def _bounded(
        self, size: int, schema: Tree, bound: str, what: str, link: Link, value: Any
    ) -> None:
        most: Any = schema.get("max" + bound)
        least: Any = schema.get("min" + bound)
        if _is(most, "integer") and size > most:
            self.errors.too_many(link, size, most)
        if _is(least, "integer") and size < least:
            words = f"{_name(link)} in body should have at least {least} {what}"
            self.errors.invalid(link, size if what == "items" else value, words)

    def _string(self, schema: Tree, value: str, link: Link) -> None:
        most: Any = schema.get("maxLength")
        least: Any = schema.get("minLength")
        pattern: Any = schema.get("pattern")
        if _is(most, "integer") and len(value) > most:
            self.errors.too_long(link, most)
        if _is(least, "integer") and len(value) < least:
            words = f"{_name(link)} in body should be at least {least} chars long"
            self.errors.invalid(link, value, words)
        if isinstance(pattern, str) and not _matches(pattern, value):
            self.errors.invalid(link, value, f"{_name(link)} in body should match '{pattern}'")

    def _number(self, schema: Tree, value: float, link: Link) -> None:
        from multiaz_lint.api.golang import number

        most: Any = schema.get("maximum")
        least: Any = schema.get("minimum")
        if _is(most, "number"):
            open_ended = schema.get("exclusiveMaximum") is True
            if value > most or (open_ended and value == most):
                words = "less than" if open_ended else "less than or equal to"
                words = f"{_name(link)} in body should be {words} {number(most)}"
                self.errors.invalid(link, value, words)
        if _is(least, "number"):
            open_ended = schema.get("exclusiveMinimum") is True
            if value < least or (open_ended and value == least):
                words = "greater than" if open_ended else "greater than or equal to"
                words = f"{_name(link)} in body should be {words} {number(least)}"
                self.errors.invalid(link, value, words)

    def _enum(self, schema: Tree, value: Any, link: Link) -> None:
        allowed = schema.get("enum")
        if not isinstance(allowed, list) or not allowed or value in allowed:
            return
        from multiaz_lint.api.golang import marshalled

        words = [each if isinstance(each, str) else marshalled(each) for each in allowed]
        self.errors.unsupported(link, value, words)

    def _wrong_type(self, value: Any, kind: str, link: Link) -> None:
        from multiaz_lint.api.errors import FieldError
        from multiaz_lint.api.golang import quoted

        found = _type_of(value)
        words = f"{_name(link)} in body must be of type {kind}: {quoted(found)}"
        self.errors.append(FieldError(link, "FieldValueTypeInvalid", found, words, None))

    def _unknown(self, name: str, link: Link) -> None:
        from multiaz_lint.api.golang import quoted

        below: Link = (link, name)
        field = _name(below)
        self.strict.append(
            Complaint("unknown", _path(below), field, f"unknown field {quoted(field)}")
        )


def _declares(schema: Tree) -> bool:
    """Whether a schema below one that keeps unknown fields says itself which there are."""
    return isinstance(schema.get("properties"), dict) or "additionalProperties" in schema


def _name(link: Link) -> str:
    from multiaz_lint.api.errors import dotted

    return dotted(link)


def _path(link: Link) -> Path:
    steps: list[str | int] = []
    while link is not None:
        link, step = link
        steps.append(step)
    return tuple(reversed(steps))


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES.get(kind, (object,)))


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    for kind, classes in _TYPES.items():
        if isinstance(value, classes):
            return kind
    return "null"


def _at(tree: Any, *path: str) -> Any:
    for step in path:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _matches(pattern: str, value: str) -> bool:
    """Match as Go's RE2 would; a pattern that Python reads otherwise or not at all passes.

    So does a long value for repeats within repeats, which can take Python forever.
    """
    import re

    if len(value) > _LONG and re.search(r"[*+}]\??[^(]*\)[*+{]", pattern):
        return True
    if r"\z" in pattern or r"\p" in pattern or "(?" in pattern or r"\C" in pattern:
        return True
    if pattern.endswith("$") and not pattern.endswith(r"\$"):
        pattern = pattern[:-1] + r"\Z"  # Go's $ does not match before a last line break
    try:
        return re.search(pattern, value, re.ASCII) is not None
    except (re.error, RecursionError):
        return True
