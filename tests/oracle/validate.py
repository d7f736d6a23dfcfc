"""Compares the verdicts of the API server that `oracle/validate` recorded with ours.

For each line: accepted or refused, the set of field paths and error types, and the words (decode
error, strict errors and messages, in any order, since the server walks maps in random order).
The record was made from YAML: an object manifest is written as Go writes it, with sorted keys.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml

from multiaz_lint.api import review
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml import reference
from multiaz_lint.load.yaml.scalars import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Comparison = tuple[str, Any, Any]  # what, ours, theirs


_UID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def verdicts(line: Mapping[str, Any]) -> Iterator[Comparison]:
    """Yield what a line is about, what we say and what was recorded.

    Of what makes the real code panic nothing is demanded but that ours does not fail, and nothing
    of what the CEL compiler says to expressions.
    """
    manifest, real, name = line["manifest"], same_suffix(line), line["id"]
    ours = judged(manifest) if isinstance(manifest, str) else judged_tree(manifest)
    if "panic" in real:
        return
    errors = judged_errors(real)
    if not _has_namespace(manifest) and any(map(_is_of_other_namespace, errors)):
        return
    if "skipped" in real or _is_of_older_version(manifest):  # only decoded, by one of the two
        ours["words"]["errors"] = errors = []
    else:
        if errors or not real["errors"]:
            yield f"{name}: accepted", ours["accepted"], real["accepted"]
        fields = sorted({(error["field"], error["type"]) for error in errors})
        yield f"{name}: fields", ours["fields"], fields
    words = {
        "decode": real.get("decodeError") or "",
        "strict": real["strictErrors"],
        "errors": sorted({error["message"] for error in errors}),  # the answer has each once
    }
    yield f"{name}: words", _without_uids(ours["words"]), _without_uids(words)


def judged_errors(real: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the recorded errors about what is judged here."""
    return [_plain(error) for error in real["errors"] if not _unjudged(error)]


def _is_of_other_namespace(error: Mapping[str, Any]) -> bool:
    """Tell whether an error depends on the namespace of the request, where an event has none."""
    return str(error["message"]).endswith(": does not match event.namespace")


def _has_namespace(manifest: Any) -> bool:
    meta = manifest.get("metadata") if isinstance(manifest, dict) else None
    return isinstance(meta, dict) and bool(meta.get("namespace"))


def _is_of_older_version(manifest: Any) -> bool:
    return (
        isinstance(manifest, dict)
        and any(key.lower() == "apiversion" and each for key, each in manifest.items())
        and _read(manifest, "apiVersion") in _OLDER
    )


_OLDER = (
    "apiextensions.k8s.io/v1beta1",
    "certificates.k8s.io/v1beta1",
    "discovery.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "resource.k8s.io/v1beta1",
)
"""Versions of a form, or with defaults, of their own, which no server has that is not told to."""


def _unjudged(error: Mapping[str, Any]) -> bool:
    """Tell whether ours has not got what a complaint is about.

    That is CEL, defaults of what a definition says of metadata, and what certificates hold.
    """
    message = error["message"]
    if message.startswith("spec.request: Invalid value: "):
        return not message.endswith(": PEM block type must be CERTIFICATE REQUEST")
    return any(words in message for words in _UNJUDGED)


_UNJUDGED = (
    " does not parse as X.509",
    " does not have the CA bit set",
    " has invalid basic constraints",
    ": duplicate trust anchor (",
    ": compilation failed: ",
    ": must evaluate to ",
    ": must result in valid metadata: ",
)
_WHOLE = re.compile(r"(spec\.versions: Invalid value): .*: (must [a-z ]+)")
_SCHEMA = re.compile(
    r"((?:\.openAPIV3Schema|\.items): Invalid value): \{.*\}: (only \[|must only have)"
)
_PATTERN = re.compile(r"(must be a valid regular expression, but isn't: ).*")
_REQUEST = re.compile(
    r"(\.(?:requests|firstAvailable|sharedCounters|consumesCounters)\[\d+\]: Duplicate value)"
    r": \{.*\}$"
)


def _plain(error: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out of a message the dump of what is large, and Go's own words about a pattern."""
    message = _REQUEST.sub(r"\1", _WHOLE.sub(r"\1: \2", error["message"]))
    message = _PATTERN.sub(r"\1", _SCHEMA.sub(r"\1: \2", message))
    return {**error, "message": message}


def _without_uids(words: Any) -> Any:
    """Blank out uids: that of a Job is random."""
    return json.loads(_UID.sub("(uid)", json.dumps(words)))


def same_suffix(line: Mapping[str, Any]) -> Any:
    """Return what was recorded, with a generated name that ends as ours does."""
    manifest = line["manifest"]
    meta = manifest.get("metadata") if isinstance(manifest, dict) else None
    prefix = meta.get("generateName") if isinstance(meta, dict) else None
    if not isinstance(meta, dict) or not isinstance(prefix, str) or meta.get("name"):
        return line["real"]
    words = re.escape(json.dumps(prefix[:58])[1:-1])
    generated = rf"(?<![A-Za-z]){words}[bcdfghjklmnpqrstvwxz2456789]{{5}}(?![A-Za-z0-9])"
    return json.loads(
        re.sub(generated, lambda found: f"{found[0][:-5]}xxxxx", json.dumps(line["real"]))
    )


def judged(text: str) -> dict[str, Any]:
    """Judge a document as the server judges the raw body of a request."""
    try:
        tree = reference.read(text)
    except UnreadableError as error:
        number = text.count("\n", 0, error.offset) + 1
        words = {"decode": f"yaml: line {number}: {_last(error)}", "strict": [], "errors": []}
        return {"accepted": False, "fields": [], "words": words}
    return judged_tree(tree, text)


def judged_tree(tree: Any, text: str | None = None) -> dict[str, Any]:
    """Judge an object; without its text it is one that was written by a program."""
    verdict = review(tree)
    decode = verdict.decode.message if verdict.decode else ""
    if decode.endswith(" is missing"):
        decode += f" in '{as_go_writes(tree) if text is None else text}'"
    if not verdict.known and not decode:  # nobody defined it: we say nothing, a bare server does
        decode = f'no kind "{_read(tree, "kind")}" is registered for version '
        decode += f'"{_read(tree, "apiVersion")}" in scheme "pkg/runtime/scheme.go:111"'
    strict = _repeated(text) if text is not None and decode == "" else []
    repeated = bool(strict)
    if verdict.known:
        strict += [found.message for found in verdict.strict if found.reason != "duplicate"]
    errors = sorted(_PATTERN.sub(r"\1", error.message) for error in verdict.errors)
    return {
        "accepted": verdict.accepted and not repeated,
        "fields": sorted({(error.field, error.type) for error in verdict.errors}),
        "words": {"decode": decode, "strict": strict, "errors": errors},
    }


def _read(tree: Mapping[str, Any], name: str) -> Any:
    """Return what the server reads in a field: it takes any case, and the last in their order."""
    found = [tree[key] for key in sorted(tree) if key.lower() == name.lower()]
    return [each for each in found if each is not None][-1]


def _last(error: UnreadableError) -> str:
    return str(error).rpartition(", ")[2]


def _repeated(text: str) -> list[str]:
    """Say in one error which keys are written twice, as the YAML decoder does.

    It counts a key that overrides a merged one as well; only a raw YAML body meets that decoder,
    since kubectl sends JSON.
    """
    found: list[str] = []
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if root is not None:
        _repeated_in(root, found)
    lines = "\n".join(found)
    return [f"yaml: unmarshal errors:\n{lines}"] if found else []


def _repeated_in(node: yaml.Node, found: list[str], seen: set[str] | None = None) -> None:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _repeated_in(item, found)
    if not isinstance(node, yaml.MappingNode):
        return
    seen = set() if seen is None else seen
    for key, value in node.value:
        if key.tag == "tag:yaml.org,2002:merge":
            merged = value.value[::-1] if isinstance(value, yaml.SequenceNode) else [value]
            for each in merged:
                _repeated_in(each, found, seen)
            continue
        _repeated_in(value, found)
        if key.value in seen:
            line = value.start_mark.line + 1
            found.append(f'  line {line}: key "{key.value}" already set in map')
        seen.add(key.value)


class _GoDumper(yaml.SafeDumper):
    """Writes YAML as sigs.k8s.io/yaml does: sorted keys, no line breaks, double quotes."""

    def ignore_aliases(self, _: Any) -> bool:
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

    return dumper.represent_scalar(
        "tag:yaml.org,2002:float" if isinstance(value, float) else "tag:yaml.org,2002:int",
        number(value),
    )


_EMPTY_KEY = re.compile(r'\? ""\n *: ')  # Python writes an empty key on a line of its own
_DATES = re.compile(r"\d{4}-\d\d?-\d\d?|[-+]?\d[\d_]*(:[0-5]?\d)+")
_GoDumper.add_representer(str, _string)
_GoDumper.add_representer(float, _number)
_GoDumper.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "null")
)


def as_go_writes(tree: Any) -> str:
    text = str(yaml.dump(tree, Dumper=_GoDumper, width=80, allow_unicode=True))
    return _EMPTY_KEY.sub('"": ', text)
