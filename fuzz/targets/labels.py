"""Fuzzes label selectors against the plainest reading of their definition there is.

The reading here shares nothing with the package, so that both cannot be wrong in the same way.
"""

from __future__ import annotations

import re
from typing import Any

from fuzz.sources import own
from fuzz.target import BrokenError, Target
from multiaz_lint.api import selectors as api
from multiaz_lint.api.errors import Errors
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml import reader
from multiaz_lint.model.labels import compile_map, compile_selector

_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_PREFIX = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_PODS = "pods: [{app: web, tier: a}, {app: web}, {app: db, tier: ''}, {a/b: '', c: y}, {}]\n"
_SOURCES = (
    "selector: {matchLabels: {app: web, tier: a}}\n" + _PODS,
    """\
selector:
  matchExpressions:
  - {key: app, operator: In, values: [web, db, '']}
  - {key: tier, operator: NotIn, values: [a]}
  - {key: a/b, operator: Exists}
  - {key: c, operator: DoesNotExist}
"""
    + _PODS,
    "selector: {matchLabels: {a.b/c: ~}, matchExpressions: [{key: c, operator: Exists}]}\n" + _PODS,
    "selector: {}\n" + _PODS,
    "selector:\n" + _PODS,
    "selector: {app: web, tier: ''}\n" + _PODS,
)


def selectors(text: str) -> None:
    """A selector that is in order matches what its definition says, wherever we match one."""
    try:
        tree, _ = reader.read(text)
    except UnreadableError:
        return
    if not isinstance(tree, dict):
        return
    pods = tree.get("pods")
    labels = [each for each in pods if _is_labels(each)] if isinstance(pods, list) else []
    _label_selector(tree.get("selector"), labels)
    _plain_map(tree.get("selector"), labels)


def _label_selector(selector: Any, pods: list[dict[str, Any]]) -> None:
    compiled = compile_selector(selector)
    str(compiled)
    answers = [compiled.matches(labels) for labels in pods]
    if not _is_typed(selector):
        if any(answers) and not isinstance(selector, dict):
            raise BrokenError(f"{selector!r} is no selector, and matches")
        return
    errors = Errors()
    api.label_selector(errors, None, selector)
    valid = _is_valid(selector)
    if valid == bool(list(errors)) or valid != api.convertible(selector):
        raise BrokenError(f"{selector!r} is {'valid' if valid else 'not valid'}")
    if not valid:
        return
    for labels, answer in zip(pods, answers, strict=True):
        expected = _matches(selector, labels)
        if not answer == api.matches(selector, labels) == expected:
            raise BrokenError(f"{selector!r} matches {labels!r}: {expected}")


def _plain_map(wanted: Any, pods: list[dict[str, Any]]) -> None:
    compiled = compile_map(wanted)
    for labels in pods:
        answer = compiled.matches(labels)
        if _is_labels(wanted):
            expected = all(key in labels and (labels[key] or "") == (wanted[key] or "")
                           for key in wanted)  # fmt: skip
            if answer != expected:
                raise BrokenError(f"{wanted!r} matches {labels!r}: {expected}")


def _is_labels(written: Any) -> bool:
    return isinstance(written, dict) and all(isinstance(value, str) for value in written.values())


def _is_text(written: Any) -> bool:
    return written is None or isinstance(written, str)


def _is_typed(selector: Any) -> bool:
    """Whether it decodes into a LabelSelector."""
    if selector is None:
        return True
    if not isinstance(selector, dict):
        return False
    equal, expressions = selector.get("matchLabels"), selector.get("matchExpressions")
    if equal is not None and not (isinstance(equal, dict) and all(map(_is_text, equal.values()))):
        return False
    if expressions is None:
        return True
    return isinstance(expressions, list) and all(
        each is None
        or (
            isinstance(each, dict)
            and _is_text(each.get("key"))
            and _is_text(each.get("operator"))
            and (each.get("values") is None or isinstance(each["values"], list))
            and all(map(_is_text, each.get("values") or ()))
        )
        for each in expressions
    )


def _requirements(selector: Any) -> list[tuple[str, str, list[str]]]:
    """Return everything that must hold, in one form."""
    found = [
        (key, "In", [value or ""])
        for key, value in ((selector or {}).get("matchLabels") or {}).items()
    ]
    for written in (selector or {}).get("matchExpressions") or ():
        each = written or {}
        values = [value or "" for value in each.get("values") or ()]
        found.append((each.get("key") or "", each.get("operator") or "", values))
    return found


def _is_valid(selector: Any) -> bool:
    for key, operator, values in _requirements(selector):
        prefix, slash, name = key.rpartition("/")
        if slash and not (0 < len(prefix) <= 253 and _PREFIX.fullmatch(prefix)):
            return False
        if not _NAME.fullmatch(name):
            return False
        if operator not in {"In", "NotIn", "Exists", "DoesNotExist"}:
            return False
        if (operator in {"In", "NotIn"}) != bool(values):
            return False
        if not all(value == "" or _NAME.fullmatch(value) for value in values):
            return False
    return True


def _matches(selector: Any, labels: dict[str, str]) -> bool:
    if selector is None:
        return False
    for key, operator, values in _requirements(selector):
        there = key in labels
        holds = {
            "In": there and labels.get(key) in values,
            "NotIn": not there or labels[key] not in values,
            "Exists": there,
            "DoesNotExist": not there,
        }[operator]
        if not holds:
            return False
    return True


TARGETS = (Target("selectors", selectors, own(*_SOURCES), 2000),)
