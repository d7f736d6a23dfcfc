"""Print CustomResourceDefinitions at random, as JSON lines: definitions.py SEED COUNT.

Most of what a schema says is as it should be, and a few things in it are not.
"""

import json
import random
import sys
from typing import Any

R = random.Random(int(sys.argv[1]))
NAMES = ["a", "b", "c", "metadata", "kind", "apiVersion", "status", "spec"]
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    1.5,
    "",
    "a",
    "abc",
    [],
    ["a"],
    ["a", "a"],
    {},
    {"a": 1},
    {"a": "b"},
    {"z": {}},
    [{"a": "b"}],
    {"apiVersion": "v1", "kind": "A"},
    {"apiVersion": "", "kind": "a b"},
]
EITHER: list[Any] = [{"type": "integer"}, {"type": "string"}]
PATHS = [
    "",
    ".a",
    ".spec.a",
    ".spec['a']",
    "spec",
    ".a.b",
    ".a.b.c",
    "['a']",
    ".",
    "..",
    ".a[",
    ".a['b",
    ".a['b']",
    ".a['b'].c",
    ".a[0]",
    ".metadata.name",
    ".status",
    ".a['\\'']",
    ".a['\\q']",
    "a\nb",
    " ",
    ".kind",
    ".a.",
    ".b.a",
    ".spec.b",
    "'a'",
    ".a]",
    ".a[b]",
    ".'a.b'",
]


def some(chance: float) -> bool:
    return R.random() < chance


def scalar() -> dict[str, Any]:
    kind = R.choice(["string", "integer", "boolean", "number"])
    schema: dict[str, Any] = {"type": kind}
    if some(0.3):
        schema["description"] = "a"
    if some(0.15):
        schema["default"] = R.choice(VALUES)
    if some(0.1):
        schema[R.choice(["minLength", "maxLength", "minimum", "maximum", "multipleOf"])] = R.choice(
            [1, 2]
        )
    if some(0.1):
        schema["enum"] = R.choice([["a", "b"], [1], [], [None], ["a", 1, True]])
    if some(0.1):
        schema["nullable"] = True
    return schema


def either() -> dict[str, Any]:
    schema: dict[str, Any] = {"x-kubernetes-int-or-string": True}
    if some(0.5):
        schema["anyOf"] = R.choice(
            [EITHER, EITHER, EITHER[::-1], EITHER[:1], [EITHER[0], EITHER[1] | {"title": ""}]]
        )
    if some(0.3):
        schema["allOf"] = R.choice(
            [
                [{"anyOf": EITHER}],
                [{"anyOf": EITHER, "maximum": 3}, {"anyOf": EITHER}],
                [{"pattern": "("}],
            ]
        )
    if some(0.2):
        schema["default"] = R.choice(VALUES)
    return schema


def array(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "array", "items": structure(depth - 1)}
    if some(0.3):
        schema["x-kubernetes-list-type"] = R.choice(["atomic", "set", "map", "map", "", "Set"])
    if some(0.3):
        schema["x-kubernetes-list-map-keys"] = R.choice([["a"], ["a", "b"], [], ["a", "a"], ["z"]])
    if some(0.15):
        schema["default"] = R.choice(VALUES)
    if some(0.05):
        schema["items"] = R.choice([[], [scalar()], None, {}])
    return schema


def thing(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    if some(0.75):
        schema["properties"] = {
            name: structure(depth - 1) for name in R.sample(NAMES, R.randint(0, 4))
        }
    elif some(0.6):
        schema["additionalProperties"] = R.choice(
            [True, structure(depth - 1), structure(depth - 1), False, {}]
        )
    if some(0.15):
        schema["x-kubernetes-preserve-unknown-fields"] = R.choice([True, True, True, False])
    if some(0.08):
        schema["x-kubernetes-embedded-resource"] = True
    if some(0.15):
        schema["x-kubernetes-map-type"] = R.choice(["atomic", "granular", "", "a"])
    if some(0.2):
        schema["default"] = R.choice(VALUES)
    if some(0.2):
        schema["required"] = R.choice([["a"], ["a", "b"], []])
    return schema


def value(depth: int) -> dict[str, Any]:
    """Make a schema that tells of values only."""
    schema: dict[str, Any] = {}
    if some(0.4):
        schema["required"] = ["a"]
    if some(0.4):
        schema[R.choice(["minimum", "maxLength", "minProperties", "maxItems"])] = 1
    if some(0.3) and depth > 0:
        schema["properties"] = {name: value(depth - 1) for name in R.sample(NAMES, R.randint(0, 2))}
    if some(0.15) and depth > 0:
        schema["items"] = value(depth - 1)
    if some(0.1) and depth > 0:
        schema[R.choice(["anyOf", "allOf", "oneOf"])] = [value(depth - 1)]
    if some(0.1):
        others = [True, False, {}, scalar(), value(0)]
        schema |= R.choice([scalar(), either(), {"additionalProperties": R.choice(others)}])
    return odd(schema, 0.1)


def odd(schema: dict[str, Any], chance: float) -> dict[str, Any]:
    if not some(chance):
        return schema
    name, found = R.choice(
        [
            ("type", R.choice(["", "null", "file", "array", "object", "string"])), ("id", "a"), ("id", ""), ("$schema", "a"), ("$ref", R.choice(["", "a"])), ("patternProperties", R.choice([{}, {"a": scalar()}])),
            ("definitions", R.choice([{}, {"a": structure(1)}])), ("dependencies", R.choice([{}, {"a": ["b"]}, {"a": structure(1)}])), ("additionalItems", R.choice([True, False, {}])), ("uniqueItems", True), ("nullable", True),
            ("title", "a"), ("description", "a"), ("pattern", R.choice(["a", "(", "[", "a**", "\\1", "(?=a)"])), ("x-kubernetes-preserve-unknown-fields", R.choice([True, False, None])), ("x-kubernetes-embedded-resource", True),
            ("x-kubernetes-int-or-string", True), ("x-kubernetes-list-type", "map"), ("x-kubernetes-list-map-keys", ["a"]), ("x-kubernetes-map-type", "atomic"), ("additionalProperties", R.choice([True, False, {}, {"type": "string"}, {"type": "string", "default": "a"}])),
            ("default", R.choice(VALUES)), ("properties", {}), ("properties", {"a": None}), ("required", []), ("example", R.choice(VALUES)), ("externalDocs", {"url": "a"}), ("maxProperties", 3), ("enum", []),
            ("x-kubernetes-validations", [{"rule": R.choice(["true", "", " ", "true ||\ntrue"])} | R.choice([{}, {"message": R.choice(["", "a", " ", "a\nb", "a\n"])}, {"messageExpression": R.choice([" ", "'a'"])}, {"reason": R.choice(["FieldValueInvalid", "a", ""])}, {"fieldPath": R.choice(PATHS)}])]),
        ]
    )  # fmt: skip
    if name == "type" and found == "":
        schema.pop("type", None)
    return schema | {name: found}


def structure(depth: int) -> dict[str, Any]:
    kinds: list[Any] = (
        [scalar] * 3
        + [either]
        + ([lambda: array(depth), lambda: thing(depth), lambda: thing(depth)] if depth > 0 else [])
    )
    schema = R.choice(kinds)()
    if some(0.08):
        schema["not"] = value(2)
    if some(0.12):
        schema[R.choice(["anyOf", "allOf", "oneOf"])] = [value(2) for _ in range(R.randint(0, 2))]
    return odd(schema, 0.06)


def root() -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: structure(3) for name in ("spec", "status") if some(0.8)},
    }
    if some(0.3):
        schema["properties"]["metadata"] = R.choice(
            [
                {"type": "object"},
                {
                    "type": "object",
                    "properties": {R.choice(["name", "generateName", "labels"]): structure(1)},
                },
                {"type": "string"},
                {"type": "object", "description": "a"},
                {},
                {"type": "object", "properties": {}},
            ]
        )
    if some(0.2):
        schema["properties"][R.choice(["kind", "apiVersion", "a"])] = scalar()
    if some(0.15):
        schema[R.choice(["anyOf", "allOf", "oneOf"])] = [value(3)]
    if some(0.1):
        schema["not"] = value(3)
    return odd(schema, 0.1)


def version(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": name,
        "served": True,
        "storage": name == "v1",
        "schema": {"openAPIV3Schema": root()},
    }
    if some(0.3):
        found["subresources"] = {"status": {}}
    if some(0.15):
        found["selectableFields"] = [
            {"jsonPath": R.choice(PATHS)} for _ in range(R.choice([1, 2, 2, 10]))
        ]
    return found


for number in range(int(sys.argv[2])):
    versions = [version("v1")]
    if some(0.2):
        versions.append(
            version("v2") if some(0.6) else versions[0] | {"name": "v2", "storage": False}
        )
    if len(versions) > 1 and some(0.3):
        versions[1]["schema"] = json.loads(json.dumps(versions[0]["schema"]))
        versions[1]["schema"]["openAPIV3Schema"] |= R.choice(
            [
                {},
                {"title": ""},
                {"nullable": False},
                {"required": []},
                {"enum": None},
                {"$ref": None},
            ]
        )
    spec = {
        "group": "b.c",
        "scope": "Cluster",
        "names": {"plural": "as", "kind": "A"},
        "versions": versions,
    }
    tree = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "as.b.c"},
        "spec": spec,
    }
    print(
        json.dumps(
            {"id": f"definitions/{sys.argv[1]}-{number}", "manifest": tree}, separators=(",", ":")
        )
    )
