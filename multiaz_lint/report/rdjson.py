"""Reviewdog Diagnostic Format; its columns count bytes of UTF-8."""

from __future__ import annotations

from multiaz_lint.report.columns import BYTES
from multiaz_lint.report.escape import shown
from multiaz_lint.report.json import value
from multiaz_lint.report.location import Locations, line_text, message, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic, Place
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result


def render(result: Result, options: Options) -> str:
    """Return one DiagnosticResult."""
    locations = Locations(options)
    source = value({"name": "multiaz-lint", "url": options.documentation})
    found = ",\n".join(
        value(_diagnostic(each, result, options, locations)) for each in result.shown
    )
    return f'{{"source": {source},\n"diagnostics": [{found}]}}\n'


def _diagnostic(
    each: Diagnostic, result: Result, options: Options, locations: Locations
) -> dict[str, Any]:
    words = message(each, result, locations.path)
    made: dict[str, Any] = {
        "message": shown(words),
        "location": _location(each.place, result, locations),
        "severity": str(each.severity).upper(),
        "code": {"value": each.rule, "url": options.page(each.rule)},
    }
    if each.related:
        made["related_locations"] = [
            {"message": shown(at.message), "location": _location(at, result, locations)}
            for at in each.related
        ]
    suggestion = _suggestion(each, result)
    if suggestion is not None:
        made["suggestions"] = [suggestion]
    return made


def _suggestion(each: Diagnostic, result: Result) -> dict[str, Any] | None:
    """Return the safe fix where it is one edit: reviewdog applies them one by one."""
    if each.fix != "safe" or result.replacements is None:
        return None
    replacements = result.replacements(each)
    if len(replacements) != 1 or replacements[0].origin != each.place.origin:
        return None
    at = replacements[0]
    start = line_text(result, at.origin, at.line)
    end = line_text(result, at.origin, at.end_line)
    return {
        "range": {
            "start": {"line": at.line, "column": BYTES.before(start, at.column) + 1},
            "end": {"line": at.end_line, "column": BYTES.before(end, at.end_column) + 1},
        },
        "text": at.text,
    }


def _location(place: Place, result: Result, locations: Locations) -> dict[str, Any]:
    line, column, end = one_line(place, result)
    text = line_text(result, place.origin, line)
    return {
        "path": locations.path(place.origin),
        "range": {
            "start": {"line": line, "column": BYTES.before(text, column) + 1},
            "end": {"line": line, "column": BYTES.before(text, end) + 1},
        },
    }
