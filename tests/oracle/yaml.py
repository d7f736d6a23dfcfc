"""Compares our readers with what sigs.k8s.io/yaml made of texts, as `oracle/text yaml` recorded it.

For each line: whether it is YAML at all, the tree, and whether strict reading finds a key that is
written twice. The fast reader must say the same where it is sure. Where ours is meant to differ,
`why_apart` says why.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.yaml import fast, reference
from multiaz_lint.load.yaml.dialect import Dialect
from multiaz_lint.load.yaml.flow import UnsureError
from multiaz_lint.model.tree import Map

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Comparison = tuple[str, Any, Any]  # what, ours, theirs
    Line = Mapping[str, Any]

NO_YAML = "no YAML"
ONCE, TWICE = "no key twice", "a key twice"
_LIMITS = Limits()
_MANY = Limits(nesting=20_000)


def verdicts(line: Line) -> Iterator[Comparison]:
    """Yield what a line is about, what we say and what was recorded, unless meant to differ."""
    for what, ours, theirs in compared(line):
        if ours == theirs or not why_apart(line, ours, theirs):
            yield what, ours, theirs


def compared(line: Line) -> Iterator[Comparison]:
    """Yield all that is compared."""
    name, text = f"{line['id']} {line['text'][:200]!r}", line["text"]
    theirs = NO_YAML if "error" in line else shown(json.loads(line["json"]))
    try:
        tree = reference.read(text, 0, _MANY)
    except UnreadableError:
        yield name, NO_YAML, theirs
    else:
        yield name, shown(tree), theirs
        if theirs != NO_YAML:
            ours = TWICE if _has_duplicates(tree) else ONCE
            strict = "already set in map" in line.get("strict", "")
            yield f"{name}: strictly", ours, TWICE if strict else ONCE
    try:
        quick = fast.read(text, _LIMITS)
    except UnsureError:
        return
    yield f"{name}: fast", shown(quick), theirs


def why_apart(line: Line, ours: str, theirs: str) -> str:
    """Say why ours is meant to differ; empty where it is not."""
    text = line["text"]
    if (ours, theirs) == (ONCE, TWICE) and "<<" in text:
        return "to override what a merge key brings is what it is for, and kubectl reads so"
    if (ours, theirs) == (TWICE, ONCE):
        return "keys that are alike in JSON only: which of them stays is chance, so it is told"
    dialect = Dialect(text)
    if dialect.is_json_alone or (theirs == NO_YAML and dialect.is_json):
        return "an object of JSON is read by encoding/json before YAML is tried"
    if theirs == NO_YAML and "!!timestamp" in text:
        return "nobody writes !!timestamp, and no field is one"
    if ours != NO_YAML:
        return ""
    if text[:1] == "%":
        return "kubectl divides a file at its lines of --- first, and then refuses the directive"
    if "\ufeff" in text[1:]:
        return "libyaml knows a byte order mark at the start alone, and so does who writes one"
    if any(word[0] == "!" and "," in word for word in text.split()):
        return "libyaml ends a tag at a comma, and nobody writes one"
    if any(shown(_start(text[:end])) == theirs for end in range(1, len(text))):
        return "kubectl forgets what follows the object without a word, so it is told"
    return ""


def _start(text: str) -> Any:
    try:
        return reference.read(text, 0, _MANY)
    except UnreadableError:
        return NO_YAML


def shown(tree: Any) -> str:
    """Write a tree so that only equal values, to their types, are written alike."""
    return json.dumps(tree, sort_keys=True)


def _has_duplicates(tree: Any) -> bool:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if isinstance(node, Map) and node.duplicates:
                return True
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return False
