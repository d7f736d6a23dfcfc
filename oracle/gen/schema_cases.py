"""Makes structural schemas and objects near them: python3 schema_cases.py SEED COUNT > lines.

The lines are the input of bin/schema.
"""

import json
import random
import sys
from typing import Any

KEYS = "abc"
BOUNDS = (-2, 0, 1.5, 3, 2.5, 1000000, 123456789, 0.00001, 1e21, 65535)


def anything(rnd, depth):
    chance = rnd.random()
    if depth and chance < 0.25:
        return {key: anything(rnd, depth - 1) for key in KEYS if rnd.random() < 0.6}
    if depth and chance < 0.4:
        return [anything(rnd, depth - 1) for _ in range(rnd.randint(0, 3))]
    return rnd.choice(
        [
            None,
            True,
            False,
            0,
            1,
            3,
            -1,
            1.5,
            7,
            "",
            "x",
            "abc",
            "5",
            "é",
            10**12,
            1e6,
            12345678.5,
            0.00002,
            1e22,
            99999,
        ]
    )


def near(rnd, schema, depth=3):
    """Make a value that mostly fits."""
    if rnd.random() < 0.07:
        return anything(rnd, 1)
    if "enum" in schema and rnd.random() < 0.7:
        return rnd.choice(schema["enum"])
    if schema.get("x-kubernetes-int-or-string"):
        return rnd.choice([1, "a", 2, "50%", True, 1.5])
    kind = schema.get("type")
    if kind == "object":
        made = {
            key: near(rnd, each, depth - 1)
            for key, each in schema.get("properties", {}).items()
            if rnd.random() < 0.75
        }
        if "additionalProperties" in schema:
            for key in "de":
                if rnd.random() < 0.5:
                    made[key] = near(rnd, schema["additionalProperties"], depth - 1)
        if rnd.random() < 0.08:
            made["zz"] = anything(rnd, 0)
        return made
    if kind == "array":
        return [near(rnd, schema["items"], depth - 1) for _ in range(rnd.randint(0, 3))]
    return {
        "string": lambda: rnd.choice(["", "x", "abc", "abcdef", "2"]),
        "integer": lambda: rnd.choice([0, 1, 2, 5, -1, 1.0]),
        "number": lambda: rnd.choice([0, 1.5, 2, -3.5]),
        "boolean": lambda: rnd.random() < 0.5,
    }.get(kind, lambda: anything(rnd, 1))()


def bounds(rnd, kind):
    found = {}

    def may(name, make):
        if rnd.random() < 0.18:
            found[name] = make()

    if kind == "string":
        may("minLength", lambda: rnd.randint(0, 3))
        may("maxLength", lambda: rnd.randint(0, 4))
        may("pattern", lambda: rnd.choice(["^[a-z]+$", "b", "^$", "^.{2}$"]))
        may("enum", lambda: ["x", "abc"])
    elif kind in ("integer", "number"):
        may("minimum", lambda: rnd.choice(BOUNDS))
        may("maximum", lambda: rnd.choice([0, 1, 2, 5, 2.5]))
        may("multipleOf", lambda: rnd.choice([2, 3, 0.5, 1.5]))
        may("enum", lambda: [1, 2])
        for name in ("minimum", "maximum"):
            if name in found:
                may(f"exclusive{name.capitalize()}", lambda: True)
    elif kind == "array":
        may("minItems", lambda: rnd.randint(0, 2))
        may("maxItems", lambda: rnd.randint(0, 2))
    elif kind == "object":
        may("minProperties", lambda: rnd.randint(0, 2))
        may("maxProperties", lambda: rnd.randint(0, 3))
    return found


def alternative(rnd, schema, depth=2):
    """Make a schema of values alone, as combinations hold them."""
    kind = schema.get("type")
    found = bounds(rnd, kind)
    properties = schema.get("properties")
    if kind == "object" and properties:
        keys = list(properties)
        if rnd.random() < 0.7:
            found["required"] = rnd.sample(keys, rnd.randint(1, len(keys)))
        if depth and rnd.random() < 0.5:
            found["properties"] = {
                key: alternative(rnd, properties[key], depth - 1)
                for key in keys
                if rnd.random() < 0.6
            }
    if kind == "array" and depth and rnd.random() < 0.4:
        found["items"] = alternative(rnd, schema["items"], depth - 1)
    if depth and rnd.random() < 0.15:
        combine(rnd, found, schema, depth - 1)
    return found


def combine(rnd, found, schema, depth=2):
    name = rnd.choice(["anyOf", "oneOf", "allOf", "not"])
    some = [alternative(rnd, schema, depth) for _ in range(rnd.randint(1, 3))]
    found[name] = some[0] if name == "not" else some


def structural(rnd, depth=3):
    found: dict[str, Any]
    chance = rnd.random()
    if chance < 0.06:
        found = {"x-kubernetes-int-or-string": True}
        if rnd.random() < 0.5:
            found["anyOf"] = [{"type": "integer"}, {"type": "string"}]
        return found
    if chance < 0.1:
        return {"x-kubernetes-preserve-unknown-fields": True, "type": "object"}
    if depth and chance < 0.5:
        found = {"type": "object"}
        if rnd.random() < 0.2:
            found["additionalProperties"] = structural(rnd, depth - 1)
        else:
            found["properties"] = {
                key: structural(rnd, depth - 1) for key in KEYS if rnd.random() < 0.8
            }
            if rnd.random() < 0.1:
                found["x-kubernetes-preserve-unknown-fields"] = True
    elif depth and chance < 0.65:
        found = {"type": "array", "items": structural(rnd, depth - 1)}
        if found["items"].get("type") in ("string", "integer") and rnd.random() < 0.3:
            found["x-kubernetes-list-type"] = "set"
    else:
        found = {"type": rnd.choice(["string", "integer", "number", "boolean"])}
    found.update(bounds(rnd, found["type"]))
    if rnd.random() < 0.1:
        found["nullable"] = True
    if found["type"] == "string" and rnd.random() < 0.1:
        found["default"] = "x"
    if rnd.random() < 0.3:
        combine(rnd, found, dict(found))
    return found


def lists():
    """Yield schemas of lists with keys, or without repetition, each with a list near to it."""
    item = {
        "type": "object",
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "integer", "default": 1},
            "c": {"type": "string"},
        },
        "required": ["a"],
    }
    one, other = {"a": "x"}, {"a": "y"}
    for keys in (["a"], ["a", "b"]):
        kind = {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": keys}
        for written in (
            [one, one], [one, one, one], [{**one, "b": 1}, {**one, "b": 2}], [one, {**one, "b": 1}],
            [one, None], [None, None], [one, "x"], ["x", other, other], [one, 3, one],
            [{"c": "x"}, {"c": "y"}], [{"a": None}, one], [[1], one], None, [], "x",
        ):  # fmt: skip
            yield {"type": "array", "items": item, **kind}, written
    yield {"type": "array", "items": item, "x-kubernetes-list-type": "atomic"}, [one, one]
    text: dict[str, object] = {"type": "string"}
    atomic: dict[str, object] = {
        "type": "object",
        "x-kubernetes-map-type": "atomic",
        "properties": {"a": text},
    }
    sets: tuple[tuple[dict[str, object], list[object]], ...] = (
        ({**text}, ["x", "x"]),
        ({**text}, ["x", None]),
        ({**text}, ["x", "y"]),
        ({"type": "integer"}, [1, 1, 1, 2, 2]),
        (atomic, [one, one]),
    )
    for items, found in sets:
        yield {"type": "array", "items": items, "x-kubernetes-list-type": "set"}, found


def main():
    rnd = random.Random(int(sys.argv[1]))
    for number in range(int(sys.argv[2])):
        spec = {"type": "object", "properties": {key: structural(rnd, 2) for key in KEYS}}
        if rnd.random() < 0.4:
            combine(rnd, spec, dict(spec))
        schema = {"type": "object", "properties": {"spec": spec}}
        head = {"apiVersion": "example.com/v1", "kind": "Web", "metadata": {"name": "web"}}
        line = {
            "id": f"schema-{number}",
            "schema": schema,
            "object": {**head, "spec": near(rnd, spec)},
        }
        print(json.dumps(line, ensure_ascii=False))
    head = {"apiVersion": "example.com/v1", "kind": "Web", "metadata": {"name": "web"}}
    for number, (schema, written) in enumerate(lists()):
        spec = {"type": "object", "properties": {"l": schema}}
        line = {
            "id": f"list-{number}",
            "schema": {"type": "object", "properties": {"spec": spec}},
            "object": {**head, "spec": {"l": written}},
        }
        print(json.dumps(line))


main()
