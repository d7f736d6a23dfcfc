"""Fuzzes the readers: the fast one against the reference, and both against JSON's own."""

from __future__ import annotations

import json
from typing import Any

from fuzz.reader import chunks, difference
from fuzz.sources import as_json, both, manifests
from fuzz.target import BrokenError, Target
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml import reader as readers

_SMALL = (
    """\
{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"\\u00e9":
 "\\ud83d\\ude00\\n\\t\\"\\/", "b": "\\u0000"}, "n": [1, -1, 1.5, 1e3, -0, 0.0, true, null]}
""",
    '{"apiVersion":"v1","kind":"List","items":[{"a":[]},{"b":{}}]}\n{"apiVersion":"v1"}\n',
)


def reader(text: str) -> None:
    """The fast reader equals the reference, or is unsure."""
    for chunk, start in chunks(text):
        words = difference(chunk, start)
        if words:
            raise BrokenError(words)


def json_manifest(text: str) -> None:
    """An object that JSON's own reader knows is read, and read the same."""
    try:
        expected = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_unique, parse_float=_near,
            parse_int=_near,
        )  # fmt: skip
    except (ValueError, RecursionError, TypeError):
        return
    if not isinstance(expected, dict):
        return
    try:
        tree, _ = readers.read(text)
    except UnreadableError as error:
        raise BrokenError(f"refuses JSON: {error.message}") from None
    words = _apart(tree, expected)
    if words:
        raise BrokenError(words)


def _unique(pairs: Any) -> dict[str, Any]:
    """Leave out objects with a key written twice, and numbers that are none."""
    found = {_whole(key): value for key, value in pairs}
    if len(found) != len(pairs):
        raise ValueError
    return found


def _apart(tree: Any, expected: Any) -> str:
    """Tell how a tree differs from JSON's; of numbers only the value counts."""
    if isinstance(expected, dict) and isinstance(tree, dict) and list(tree) == list(expected):
        return next(filter(None, (_apart(tree[key], expected[key]) for key in expected)), "")
    if isinstance(expected, list) and isinstance(tree, list) and len(tree) == len(expected):
        return next(filter(None, map(_apart, tree, expected)), "")
    if isinstance(expected, str):
        expected = _whole(expected)
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        if not isinstance(tree, str) and float(tree) == float(expected):
            return ""
    elif type(tree) is type(expected) and tree == expected:
        return ""
    return f"reads {tree!r}, not {expected!r}"


def _whole(text: str) -> str:
    """Put the replacement character for half a pair of surrogates, as encoding/json does."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _near(written: str) -> float:
    """Leave out numbers beyond what JSON of Go can hold, which may be refused or kept as text."""
    number = float(written)
    if abs(number) == float("inf"):
        raise ValueError(written)
    return number


TARGETS = (
    Target("reader", reader, manifests, 400),
    Target("json_manifest", json_manifest, both(as_json, *_SMALL), 400),
)
