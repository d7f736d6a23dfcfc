"""Generic issues of SonarQube 10.3 and later; columns count UTF-16 units from 0."""

from __future__ import annotations

from multiaz_lint.report.about_rule import reason, title
from multiaz_lint.report.columns import UNITS
from multiaz_lint.report.escape import shown
from multiaz_lint.report.json import value
from multiaz_lint.report.location import Locations, line_text, message, one_line
from multiaz_lint.report.statistics import counts
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic, Place
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

_IMPACTS = {Severity.ERROR: "HIGH", Severity.WARNING: "MEDIUM", Severity.INFO: "LOW"}


def render(result: Result, options: Options) -> str:
    """Return rules and issues; a rule weighs as much as its gravest issue."""
    locations = Locations(options)
    rules = [
        value(_rule(rule, severity, result, options))
        for _, rule, severity in sorted(counts(result), key=lambda row: row[1])
    ]
    issues = [value(_issue(each, result, locations)) for each in result.shown]
    return f'{{"rules": [{_lines(rules)}],\n"issues": [{_lines(issues)}]}}\n'


def _lines(pieces: list[str]) -> str:
    return ",\n".join(pieces)


def _rule(rule: str, severity: Severity, result: Result, options: Options) -> dict[str, Any]:
    return {
        "id": rule,
        "name": title(rule, result),
        "description": f"{reason(rule, result)}\n\n{options.page(rule)}".strip(),
        "engineId": "multiaz-lint",
        "cleanCodeAttribute": "LOGICAL" if rule.startswith("api-") else "COMPLETE",
        "impacts": [{"softwareQuality": "RELIABILITY", "severity": _IMPACTS[severity]}],
    }


def _issue(each: Diagnostic, result: Result, locations: Locations) -> dict[str, Any]:
    words = message(each, result, locations.path)
    made: dict[str, Any] = {
        "ruleId": each.rule,
        "primaryLocation": _location(each.place, words, result, locations),
    }
    if each.related:
        made["secondaryLocations"] = [
            _location(place, place.message, result, locations) for place in each.related
        ]
    return made


def _location(place: Place, words: str, result: Result, locations: Locations) -> dict[str, Any]:
    line, column, end = one_line(place, result)
    text = line_text(result, place.origin, line)
    span: dict[str, int] = {"startLine": line}
    if column <= len(text):  # a column that the line does not have makes the import fail
        span["endLine"] = line
        span["startColumn"] = UNITS.before(text, column)
        span["endColumn"] = UNITS.before(text, min(end, len(text) + 1))
    return {
        "message": shown(words) or "see here",
        "filePath": locations.path(place.origin),
        "textRange": span,
    }
