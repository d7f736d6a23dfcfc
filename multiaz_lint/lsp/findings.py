"""Findings as the protocol has them: diagnostics, quick fixes and what is shown of a rule."""

from __future__ import annotations

from itertools import islice

from multiaz_lint.fix import Replacements
from multiaz_lint.load.source import Source
from multiaz_lint.lsp.silencing import comment_for
from multiaz_lint.report.columns import UNITS
from multiaz_lint.report.escape import clip, shown
from multiaz_lint.report.explain import headed
from multiaz_lint.report.location import line_text, message
from multiaz_lint.report.options import Options
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic, Place
    from multiaz_lint.lsp.checking import Checked
    from multiaz_lint.lsp.documents import Documents
    from multiaz_lint.result import NotChecked, Replacement

    Json = dict[str, Any]
    Position = tuple[int, int]

_SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}
_INFORMATION = 3
_NAME = "multiaz-lint"
_LONGEST_TITLE = 120
_MARK = "\ufeff"
"""What may begin a text; it counts as a sign of an editor's text, but not of a file."""
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

    ``utf16`` says that the editor counts UTF-16 units in a line, not characters.
    """

    def __init__(self, documents: Documents, *, utf16: bool) -> None:
        self._documents = documents
        self._utf16 = utf16
        self._page = Options().page

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
            "range": self._range(each.place, checked),
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
                        "range": self._range(at, checked),
                    },
                    "message": shown(at.message),
                }
                for at in each.related
            ]
        return told

    def _range(self, place: Place | Replacement, checked: Checked) -> Json:
        return {
            "start": self._place(place.origin, place.line, place.column, checked),
            "end": self._place(place.origin, place.end_line, place.end_column, checked),
        }

    def _place(self, origin: str, line: int, column: int, checked: Checked) -> Json:
        """Return a position, which counts from 0, of a line and column from 1."""
        units = column - 1
        if self._utf16:
            units = UNITS.before(line_text(checked.result, origin, line), column)
        if line == 1:
            document = self._documents.of_file(checked.file(origin))
            if document is not None and document.text.startswith(_MARK):
                units += 1
        return {"line": line - 1, "character": units}

    def quick_fixes(self, findings: Iterable[Finding], *, versioned: bool) -> Iterator[Json]:
        """Yield the edits of findings; ``versioned`` tells of which text each edit is."""
        replacements = Replacements()
        for each in findings:
            diagnostic = each.diagnostic
            if diagnostic is None or not diagnostic.edits:
                continue
            edits: dict[str, list[Json]] = {}
            for made in replacements.of(diagnostic):
                uri = self._documents.uri_of(each.checked.file(made.origin))
                at = self._range(made, each.checked)
                edits.setdefault(uri, []).append({"range": at, "newText": made.text})
            if edits:
                words = diagnostic.hint or f"mend {diagnostic.rule}"
                yield {
                    "title": clip(shown(words[:1].upper() + words[1:]), _LONGEST_TITLE),
                    "kind": "quickfix",
                    "diagnostics": [each.told],
                    "isPreferred": diagnostic.fix == "safe",
                    "edit": self._workspace_edit(edits, versioned=versioned),
                }

    def silencings(self, findings: Iterable[Finding], *, versioned: bool) -> Iterator[Json]:
        """Yield the edits that silence findings by comments, of the first few."""
        for each in islice(findings, _MOST_SILENCED):
            diagnostic = each.diagnostic
            if diagnostic is None:
                continue
            source = each.checked.result.sources.get(diagnostic.place.origin)
            comment = comment_for(diagnostic, source) if isinstance(source, Source) else None
            if comment is not None:
                place = diagnostic.place
                at = self._place(place.origin, place.line, 1, each.checked)
                uri = self._documents.uri_of(each.checked.file(place.origin))
                edits = {uri: [{"range": {"start": at, "end": at}, "newText": comment}]}
                yield {
                    "title": f"Silence {diagnostic.rule} here by a comment",
                    "kind": "quickfix",
                    "diagnostics": [each.told],
                    "edit": self._workspace_edit(edits, versioned=versioned),
                }

    def _workspace_edit(self, edits: Mapping[str, list[Json]], *, versioned: bool) -> Json:
        if not versioned:
            return {"changes": edits}
        return {"documentChanges": [self._change(uri, some) for uri, some in edits.items()]}

    def _change(self, uri: str, edits: list[Json]) -> Json:
        document = self._documents.of_uri(uri)
        version = document.version if document is not None else None
        return {"textDocument": {"uri": uri, "version": version}, "edits": edits}


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
