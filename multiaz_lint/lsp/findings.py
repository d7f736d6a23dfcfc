"""Findings as the protocol has them: diagnostics, the edits of them and what is shown of a rule."""

from __future__ import annotations

from itertools import islice

from multiaz_lint.fix import Replacements
from multiaz_lint.load.source import Source
from multiaz_lint.lsp.abilities import FIX_ALL, QUICK_FIX
from multiaz_lint.lsp.silencing import comment_for
from multiaz_lint.model.words import counted
from multiaz_lint.report.escape import clip, shown
from multiaz_lint.report.explain import headed
from multiaz_lint.report.location import message
from multiaz_lint.report.options import Options
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.lsp.checking import Checked, Mended
    from multiaz_lint.lsp.documents import Documents
    from multiaz_lint.lsp.edits import Edits
    from multiaz_lint.result import NotChecked

    Json = dict[str, Any]
    Position = tuple[int, int]

_SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}
_INFORMATION = 3
_NAME = "multiaz-lint"
_LONGEST_TITLE = 120
_MOST_SILENCED = 10
"""Findings that are looked at for one request: a text is read again for each."""
_WIDEST = 10_000_000
"""A column behind the end of every line: editors take it for the end."""


class Finding:
    """A finding as it was told to the editor, and what it was made of."""

    __slots__ = ("checked", "diagnostic", "told")

    def __init__(self, told: Json, checked: Checked, diagnostic: Diagnostic | None) -> None:
        self.told = told
        self.checked = checked
        self.diagnostic = diagnostic
        """None for what was not checked."""

    def touches(self, start: Position, end: Position) -> bool:
        """Whether it stands, in part at least, between two places."""
        at = self.told["range"]
        return _position(at["start"]) <= end and start <= _position(at["end"])


class Findings:
    """Makes what editors are told of results.

    ``stale`` is set where a file has other words than were checked: it is to be checked again.
    """

    def __init__(self, documents: Documents, edits: Edits) -> None:
        self._documents = documents
        self._edits = edits
        self._page = Options().page
        self.stale = False

    def of(self, checked: Checked) -> Iterator[tuple[str, Finding]]:
        """Yield the findings of a result, each with the address of its file."""
        result = checked.result
        for each in result.shown:
            uri = self._documents.uri_of(checked.file(each.place.origin))
            yield uri, Finding(self._diagnostic(each, checked), checked, each)
        for left in result.not_checked:
            document = self._documents.of_file(checked.file(left.origin))
            if document is not None:
                yield document.uri, Finding(_not_checked(left), checked, None)

    def _diagnostic(self, each: Diagnostic, checked: Checked) -> Json:
        result = checked.result
        words = [shown(message(each, result, str, help_=False))]
        if each.hint:
            words.append(f"help: {shown(each.hint)}")
        told: Json = {
            "range": self._edits.range(each.place, checked),
            "severity": _SEVERITIES[each.severity],
            "code": each.rule,
            "codeDescription": {"href": self._page(each.rule)},
            "source": _NAME,
            "message": "\n".join(words),
        }
        if each.related:
            told["relatedInformation"] = [
                {
                    "location": {
                        "uri": self._documents.uri_of(checked.file(at.origin)),
                        "range": self._edits.range(at, checked),
                    },
                    "message": shown(at.message),
                }
                for at in each.related
            ]
        return told

    def quick_fixes(self, findings: Iterable[Finding]) -> Iterator[Json]:
        """Yield the edits of findings, of files that are as they were when these were found."""
        replacements = Replacements()
        holding: dict[str, bool] = {}
        for each in findings:
            diagnostic = each.diagnostic
            if diagnostic is None or not diagnostic.edits:
                continue
            edits: dict[str, list[Json]] = {}
            origins = set()
            for made in replacements.of(diagnostic):
                origins.add(made.origin)
                uri = self._documents.uri_of(each.checked.file(made.origin))
                at = self._edits.range(made, each.checked)
                edits.setdefault(uri, []).append({"range": at, "newText": made.text})
            if edits and self._hold(origins, each.checked, holding):
                words = diagnostic.hint or f"mend {diagnostic.rule}"
                yield {
                    "title": clip(shown(words[:1].upper() + words[1:]), _LONGEST_TITLE),
                    "kind": QUICK_FIX,
                    "diagnostics": [each.told],
                    "isPreferred": diagnostic.fix == "safe",
                    "edit": self._edits.together(edits),
                }

    def _hold(self, origins: Iterable[str], checked: Checked, known: dict[str, bool]) -> bool:
        """Whether all files are as they were; each is looked at once."""
        for origin in origins:
            path = checked.file(origin)
            if path not in known:
                known[path] = self._edits.hold(origin, checked)
                self.stale |= not known[path]
            if not known[path]:
                return False
        return True

    def silencings(self, findings: Iterable[Finding]) -> Iterator[Json]:
        """Yield the edits that silence findings by comments, of the first few."""
        holding: dict[str, bool] = {}
        for each in islice(findings, _MOST_SILENCED):
            diagnostic = each.diagnostic
            if diagnostic is None:
                continue
            place = diagnostic.place
            source = each.checked.result.sources.get(place.origin)
            comment = comment_for(diagnostic, source) if isinstance(source, Source) else None
            if comment is not None and self._hold([place.origin], each.checked, holding):
                at = self._edits.place(place.origin, place.line, 1, each.checked)
                uri = self._documents.uri_of(each.checked.file(place.origin))
                edits = {uri: [{"range": {"start": at, "end": at}, "newText": comment}]}
                yield {
                    "title": f"Silence {diagnostic.rule} here by a comment",
                    "kind": QUICK_FIX,
                    "diagnostics": [each.told],
                    "edit": self._edits.together(edits),
                }

    def fix_all(self, mended: Mended) -> Json:
        """Return all edits of a text as one."""
        edits = self._edits.between(mended.change, mended)
        uri = self._documents.uri_of(mended.file(mended.change.origin))
        return {
            "title": f"Mend {counted(mended.findings, 'finding')} in this file",
            "kind": FIX_ALL,
            "edit": self._edits.together({uri: edits}),
        }


def fix_all_later(uri: str, findings: Iterable[Finding]) -> Iterator[Json]:
    """Yield the action that makes all edits of a text, to be made once somebody has chosen it.

    There is none unless some finding of the text has an edit that needs no decision.
    """
    if any(each.diagnostic is not None and each.diagnostic.fix == "safe" for each in findings):
        yield {
            "title": "Mend all in this file that needs no decision",
            "kind": FIX_ALL,
            "data": {"uri": uri},
        }


def pages(findings: Iterable[Finding]) -> str:
    """Return the pages of the rules that found something, as Markdown."""
    found: dict[str, str] = {}
    for each in findings:
        if each.diagnostic is not None and each.diagnostic.rule not in found:
            rule = each.checked.result.rules.get(each.diagnostic.rule)
            if rule is not None:
                found[rule.id] = f"**{rule.id}**\n\n{headed(rule.doc.strip())}"
    return "\n\n---\n\n".join(found.values())


def _not_checked(left: NotChecked) -> Json:
    line = max(left.line - 1, 0)
    return {
        "range": {
            "start": {"line": line, "character": 0},
            "end": {"line": line, "character": _WIDEST},
        },
        "severity": _INFORMATION,
        "source": _NAME,
        "message": f"not checked: {shown(left.why)}",
    }


def _position(told: Json) -> Position:
    return told["line"], told["character"]
