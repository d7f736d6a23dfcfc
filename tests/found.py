"""All that a rule tells of a text, written out: what marks in the text cannot say as well.

Its places with columns, severities, words, hints, related places, and what the fixer makes of it.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from multiaz_lint import examples, fix

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.rule import Rule

_MARK = re.compile(r" *# <-- .*$", re.MULTILINE)


def told(rule: Rule, text: str) -> str:
    """Return what a rule tells of a text, one line for each thing; marks are no part of it."""
    bare = _MARK.sub("", text)
    found = examples.problems(rule, bare)
    lines = [line for each in found for line in _finding(each)]
    if any(each.edits for each in found):
        lines += _mended(rule, bare, found)
    return "".join(f"{line}\n" for line in lines)


def _finding(found: Diagnostic) -> Iterator[str]:
    place = found.place
    yield f"{place.line}:{place.column} {found.severity}: {found.message}"
    yield f"  field: {found.field}"
    if found.hint:
        yield f"  hint: {found.hint}"
    for each in found.related:
        yield f"  related: {each.line}:{each.column} {each.message}"
    if found.fix:
        yield f"  fix: {found.fix}"


def _mended(rule: Rule, bare: str, found: list[Diagnostic]) -> Iterator[str]:
    def relint(texts: Mapping[str, str]) -> list[Diagnostic]:
        return examples.problems(rule, texts.get("example.yaml", bare))

    plan = fix.plan(found, relint, fix.FixOptions(unsafe=True))
    for each in plan.refused:
        yield f"not mended: {each.reason}"
    for change in plan.changes:
        old, new = ((text or "").splitlines() for text in (change.old, change.new))
        for line in difflib.unified_diff(old, new, n=0, lineterm=""):
            if not line.startswith(("---", "+++")):
                yield line
