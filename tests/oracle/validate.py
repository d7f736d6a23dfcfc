"""Compares the verdicts of the API server that `oracle/validate` recorded with ours.

For each line: accepted or refused, the set of field paths and error types, and the words (decode
error, strict errors and messages, in any order, since the server walks maps in random order).
The record was made from YAML: an object manifest is written as Go writes it, with sorted keys.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from multiaz_lint.api import review
from multiaz_lint.load import reference
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.scalars import resolve
from multiaz_lint.model.tree import DuplicateMap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Comparison = tuple[str, Any, Any]  # what, ours, theirs


def verdicts(line: Mapping[str, Any]) -> Iterator[Comparison]:
    """Yield what a line is about, what we say and what was recorded."""
    manifest, real, name = line["manifest"], line["real"], line["id"]
    text = manifest if isinstance(manifest, str) else as_go_writes(manifest)
    ours = judged(text)
    if "skipped" not in real:
        yield f"{name}: accepted", ours["accepted"], real["accepted"]
    fields = sorted({(error["field"], error["type"]) for error in real["errors"]})
    yield f"{name}: fields", ours["fields"], fields
    words = {
        "decode": real.get("decodeError") or "",
        "strict": real["strictErrors"],
        "errors": sorted(error["message"] for error in real["errors"]),
    }
    yield f"{name}: words", ours["words"], words


def judged(text: str) -> dict[str, Any]:
    """Judge a document as the server judges the raw body of a request."""
    try:
        tree = reference.read(text)
    except UnreadableError as error:
        number = text.count("\n", 0, error.offset) + 1
        words = {"decode": f"yaml: line {number}: {_last(error)}", "strict": [], "errors": []}
        return {"accepted": False, "fields": [], "words": words}
    verdict = review(tree)
    decode = verdict.decode.message if verdict.decode else ""
    if decode.endswith(" is missing"):
        decode += f" in '{text}'"
    strict = _repeated(tree, text) if decode == "" else []
    strict += [found.message for found in verdict.strict if found.reason != "duplicate"]
    errors = sorted(error.message for error in verdict.errors)
    return {
        "accepted": verdict.accepted,
        "fields": sorted({(error.field, error.type) for error in verdict.errors}),
        "words": {"decode": decode, "strict": strict, "errors": errors},
    }


def _last(error: UnreadableError) -> str:
    return str(error).rpartition(", ")[2]


def _repeated(tree: Any, text: str) -> list[str]:
    """Say in one error which keys are written twice, as the YAML decoder does."""
    found: list[tuple[int, str]] = []
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, DuplicateMap):
            names = list(node)
            for name in node.duplicates:
                at = node.marks[names.index(name)][0]
                found.append((at, f'  line {text.count(chr(10), 0, at) + 1}: key "{name}"'))
        if isinstance(node, dict):
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node
    if not found:
        return []
    lines = "\n".join(f"{words} already set in map" for _, words in sorted(found))
    return [f"yaml: unmarshal errors:\n{lines}"]


class _GoDumper(yaml.SafeDumper):
    """Writes YAML as sigs.k8s.io/yaml does: sorted keys, no line breaks, double quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    if "\n" in value:
        style = "|"
    elif not isinstance(resolve(value), str) or _DATES.match(value):
        style = '"'
    else:
        style = None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _number(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    from multiaz_lint.api.golang import number

    return dumper.represent_scalar("tag:yaml.org,2002:int", number(value))


_DATES = re.compile(r"\d{4}-\d\d?-\d\d?|[-+]?\d[\d_]*(:[0-5]?\d)+")
_GoDumper.add_representer(str, _string)
_GoDumper.add_representer(float, _number)
_GoDumper.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "null")
)


def as_go_writes(tree: Any) -> str:
    return str(yaml.dump(tree, Dumper=_GoDumper, width=10**9, allow_unicode=True))
