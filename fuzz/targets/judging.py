"""Fuzzes the rules and the comments that silence them."""

from __future__ import annotations

from collections import Counter
from functools import cache as once
from typing import TYPE_CHECKING

from fuzz.commented import commented, written_suppressions
from fuzz.sources import as_json, workloads
from fuzz.target import BrokenError, Target
from multiaz_lint import catalog, pipeline, selection
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.source import Source
from multiaz_lint.load.yaml import documents, reader
from multiaz_lint.report import json as json_report
from multiaz_lint.report.options import Options
from multiaz_lint.settings import Settings
from multiaz_lint.suppress import UNUSED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.result import Result


def checked(text: str, *, suppressions: bool = True) -> Result:
    """Check a text with all rules of the profile, and hold the findings to their form."""
    settings = Settings(plugins=False, suppressions=suppressions)
    source = Source("fuzz.yaml", text, named=True)
    result = pipeline.check([source], settings)
    lines = len(source.line_starts)
    for each in result.diagnostics:
        if each.rule == "rule-crashed":
            raise BrokenError(each.message)
        if not 1 <= each.place.line <= lines or each.place.column < 1:
            raise BrokenError(f"{each} stands nowhere")
    return result


def rules(text: str) -> None:
    """Every text gets an answer: no rule crashes, and the report can be written."""
    result = checked(text)
    answered = result.documents or result.not_checked or result.diagnostics
    if not answered and not _is_empty(text):
        raise BrokenError("no answer for this text")
    json_report.render(result, Options())


def _is_empty(text: str) -> bool:
    """Whether all documents of a text are null."""
    for chunk in documents.split(text):
        document = text[chunk.start : chunk.end]
        try:
            if not document.isspace() and reader.read(document)[0] is not None:
                return False
        except UnreadableError:
            return False
    return True


def suppressions(text: str) -> None:
    """Comments silence what they name where they stand, and nothing else; others are told."""
    plain = checked(text, suppressions=False)
    marked = checked(text)
    if _findings(plain.diagnostics) != _findings(marked.diagnostics):
        raise BrokenError("a comment changes what is found")
    written = list(written_suppressions(text))
    used: set[int] = set()
    for each in marked.diagnostics:
        found = [one for one in written if one.covers(each.place.line, each.rule)]
        if found and found[0].sure and each.suppressed is None and each.rule != UNUSED:
            raise BrokenError(f"line {found[0].line} does not silence {each}")
        if each.suppressed is not None and not found and "multiaz-lint/ignore" not in text:
            raise BrokenError(f"nothing that is written silences {each}")
        if each.suppressed is not None:
            used.update(one.line for one in found)
    told = {each.place.line for each in marked.diagnostics if each.rule == UNUSED}
    known, ran = _rules()
    for one in (each for each in written if each.sure):
        meant = {rule for rule in known if one.names_rule(rule)}
        # Of rules that are off, or in a text of which not all was read or judged, nobody can say
        # that there is nothing to silence.
        judged = meant <= ran and not (marked.incomplete or marked.not_checked)
        if one.line not in used | told and (not meant or judged):
            raise BrokenError(f"the comment on line {one.line} is swallowed")


@once
def _rules() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of all rules, and of those that run."""
    known = catalog.rules(plugins=False)
    ran = (each.rule for each in selection.choose(known))
    return frozenset(known), frozenset(each.id for each in ran if each.category != "drill")


def _findings(diagnostics: Iterable[Diagnostic]) -> Counter[str]:
    return Counter(repr(each) for each in diagnostics if each.rule != UNUSED)


def _texts(folder: str) -> list[str]:
    return [*workloads(folder), *as_json(folder)[::4]]


TARGETS = (
    Target("rules", rules, _texts, 100),
    Target("suppressions", suppressions, lambda folder: commented(workloads(folder)), 50),
)
