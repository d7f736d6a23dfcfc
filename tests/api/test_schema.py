"""Custom resources are judged by the CustomResourceDefinitions of the input, and only by them."""

from __future__ import annotations

import json
from textwrap import dedent, indent
from typing import Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.api.custom.schema import Schemas, schemas
from multiaz_lint.api.verdict import Verdict
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.oracle.files import OWN
from tests.spent import within

DEFINITION = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: webs.example.com}
spec:
  group: example.com
  names: {kind: Web, plural: webs}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [image]
              properties:
                image: {type: string, minLength: 3, pattern: '^[a-z:0-9]+$'}
                replicas: {type: integer, minimum: 1, maximum: 9}
                port: {x-kubernetes-int-or-string: true}
                mode: {type: string, enum: [Fast, Slow]}
                labels: {type: object, additionalProperties: {type: string}}
                free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                items:
                  type: array
                  maxItems: 1
                  items: {type: object, properties: {a: {type: string}}}
                level: {type: string, default: info}
    - name: v1alpha1
      served: false
      storage: false
      schema: {openAPIV3Schema: {type: object}}
"""


def findings(spec: str, definition: str = DEFINITION, version: str = "v1") -> list[Any]:
    head = f"apiVersion: example.com/{version}\nkind: Web\nmetadata: {{name: web}}\nspec:\n"
    text = f"{definition}---\n{head}{indent(dedent(spec), '  ')}"
    settings = Settings(select=("api-*",))
    return list(pipeline.check([Source("example.yaml", text)], settings).diagnostics)


def test_without_a_definition_nothing_is_wrong() -> None:
    assert findings("image: 1\nanything: true\n", definition="") == []


def test_what_fits_is_no_finding() -> None:
    spec = """
    image: web:1
    replicas: 3
    port: http
    mode: Fast
    labels: {a: b}
    free: {x: {y: 1}}
    items: [{a: b}]
    """
    assert findings(spec) == []


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("replicas: 1", "spec.image: Required value"),
        (
            'image: web\nreplicas: "3"',
            (
                'spec.replicas: Invalid value: "string": spec.replicas in body must be of type '
                'integer: "string"'
            ),
        ),
        (
            "image: web\nreplicas: 0",
            (
                "spec.replicas: Invalid value: 0: spec.replicas in body should be greater than or "
                "equal to 1"
            ),
        ),
        (
            "image: web\nmode: Slower",
            'spec.mode: Unsupported value: "Slower": supported values: "Fast", "Slow"',
        ),
        (
            "image: Web",
            "spec.image: Invalid value: \"Web\": spec.image in body should match '^[a-z:0-9]+$'",
        ),
        ("image: web\nitems: [{}, {}]", "spec.items: Too many: 2: must have at most 1 item"),
        ("image: web\nimages: 1", 'unknown field "spec.images"'),
        ("image: web\nitems: [{b: c}]", 'unknown field "spec.items[0].b"'),
    ],
)
def test_what_breaks_the_schema_is_said_in_the_servers_words(spec: str, words: str) -> None:
    (found,) = findings(spec)
    assert found.api["words"] == words


def test_a_version_that_is_not_served_is_told() -> None:
    (found,) = findings("image: web", version="v1alpha1")
    assert found.rule == "api-removed-version"


def test_patterns_cannot_hang() -> None:
    definition = DEFINITION.replace("'^[a-z:0-9]+$'", "'^(a+)+$'")
    with within(5):
        findings(f"image: {'a' * 5000}b", definition=definition)


def test_large_definitions_cost_little() -> None:
    many = "".join(f"                f{n}: {{type: string}}\n" for n in range(3000))
    definition = DEFINITION.replace("                level:", many + "                level:")
    resources = "image: web\n"
    from tests.manifests import resources as read

    found = read(definition)
    with within(2):
        known = schemas(found)
        assert known is not None
        verdict = Verdict()
        tree = {"apiVersion": "example.com/v1", "kind": "Web", "spec": {"image": resources.strip()}}
        for _ in range(100):
            assert known.review({**tree, "spec": {"image": "web"}}, verdict)


LINES = [
    json.loads(text)
    for text in (OWN / "schema-cases.jsonl").read_text(encoding="utf-8").splitlines()
]


def judged(line: Any) -> tuple[list[str], list[str]]:
    schema = {"openAPIV3Schema": line["schema"]}
    versions = [{"name": "v1", "served": True, "schema": schema}]
    verdict = Verdict()
    known = Schemas({("example.com", "Web"): [{"versions": versions}]})
    assert known.review(line["object"], verdict)
    return sorted(error.message for error in verdict.errors), [c.field for c in verdict.strict]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_schemas_are_read_as_the_server_reads_them(line: Any) -> None:
    assert judged(line) == (sorted(line["errors"]), line["unknown"] or [])


def test_there_are_schemas_of_every_sort() -> None:
    said = "\n".join(words for line in LINES for words in line["errors"])
    for words in ("(anyOf)", "(oneOf)", "(allOf)", "(not)", "multiple of", "Duplicate", "Too many"):
        assert words in said
    assert any(not line["errors"] and not line["unknown"] for line in LINES)


def test_what_is_not_judged_refuses_nothing() -> None:
    """Of formats nothing is said, so an alternative that has one may be either."""
    formats = [{"format": "ipv4"}, {"format": "ipv6"}]
    for combination in ({"oneOf": formats}, {"not": {"format": "ipv6"}}, {"anyOf": formats}):
        schema = {"type": "object", "properties": {"a": {"type": "string", **combination}}}
        assert judged({"schema": schema, "object": {**WEB, "a": "10.0.0.1"}}) == ([], [])


WEB = {"apiVersion": "example.com/v1", "kind": "Web"}
