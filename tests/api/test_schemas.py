"""Schemas of definitions, large and hostile ones: the recorded verdicts have all the others."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.api import review
from multiaz_lint.api.schemas import definition, walk
from tests.spent import within

MANY = 20_000


def defined(schema: dict[str, Any]) -> dict[str, Any]:
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"plural": "as", "kind": "A"}
    spec = {"group": "b.c", "scope": "Cluster", "names": names, "versions": [version]}
    meta = {"name": "as.b.c"}
    head = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}
    return {**head, "metadata": meta, "spec": spec}


def told(schema: dict[str, Any]) -> list[str]:
    return [error.message for error in review(defined(schema)).errors]


def test_plain_fields_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Definitions of megabytes are such fields."""
    seen: list[int] = []
    real = walk.walk

    def counted(*given: Any) -> None:
        seen.append(1)
        real(*given)

    for module in (definition, walk):
        monkeypatch.setattr(module, "walk", counted)
    fields = {f"f{i}": {"type": "string", "description": "a", "maxLength": 9} for i in range(MANY)}
    lists = {"list": {"type": "array", "items": {"type": "string"}}}
    assert told({"type": "object", "properties": {**fields, **lists}}) == []
    assert len(seen) == 2  # the whole, and the list


@pytest.mark.parametrize("items", [5, "x", True, 1.5])
def test_items_that_are_a_scalar_are_decoded_as_none(items: Any) -> None:
    """JSONSchemaPropsOrArray reads an object or a list, and passes over all else without a word."""
    words = "spec.validation.openAPIV3Schema.properties[a].items: Required value: must be specified"
    fields: dict[str, Any] = {"a": {"type": "array", "items": items}}
    assert told({"type": "object", "properties": fields}) == [words]
    fields = {"a": {"type": "object", "items": items}}
    assert told({"type": "object", "properties": fields}) == []


def test_one_field_among_many_is_found() -> None:
    fields: dict[str, Any] = {f"f{i}": {"type": "string"} for i in range(MANY)}
    fields["f7"] = {"description": "of no type"}
    words = "Required value: must not be empty for specified object fields"
    found = told({"type": "object", "properties": fields})
    assert found == [f"spec.validation.openAPIV3Schema.properties[f7].type: {words}"]


def test_many_paths_of_rules_in_a_schema_without_structure_are_followed_in_linear_time() -> None:
    fields = {f"f{i}": {"type": "string"} for i in range(MANY)}
    rules = [{"rule": "true", "fieldPath": f".f{i}"} for i in range(MANY)]
    with within(4):
        found = told(
            {
                "type": "object",
                "properties": fields,
                "x-kubernetes-validations": rules,
                "allOf": [{"$schema": "a"}],
            }
        )
    words = "Invalid value: \"\": OpenAPIV3Schema 'schema' is not supported"
    assert found == [f"spec.validation.openAPIV3Schema: {words}"]


def test_defaults_within_defaults_are_judged_in_linear_time() -> None:
    schema: dict[str, Any] = {"type": "object", "default": {}, "properties": {}}
    for _ in range(150):
        fields = {f"f{i}": {"type": "string"} for i in range(100)}
        schema = {"type": "object", "default": {}, "properties": {"below": schema, **fields}}
    with within(2):
        assert told({"type": "object", "properties": {"spec": schema}}) == []
