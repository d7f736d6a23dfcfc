"""SARIF 2.1.0, within the limits of GitHub's code scanning.

Each result has one location on one line, so that a pull request shows it when that line is in the
diff. There is no ``security-severity``: availability is not a security alert.
"""

from __future__ import annotations

from multiaz_lint import __version__
from multiaz_lint.fingerprint import fingerprint, resource_key
from multiaz_lint.report.about_rule import category, reason, title
from multiaz_lint.report.escape import clip, visible
from multiaz_lint.report.json import value
from multiaz_lint.report.location import Locations, one_line, rendered_from
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic, Place
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RESULTS = 25_000
"""The most results that code scanning takes in one run; further ones go to a second run."""
DESCRIPTION = 1_024
"""The most characters of a rule's description."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}


def render(result: Result, options: Options) -> str:
    """Return the log; one run, or more where there are too many results for one."""
    everything = list(result.diagnostics)
    runs = [
        _run(everything[start : start + RESULTS], number, result, options)
        for number, start in enumerate(range(0, max(len(everything), 1), RESULTS), 1)
    ]
    return f'{{"$schema": "{SCHEMA}",\n"version": "2.1.0",\n"runs": [{", ".join(runs)}]}}\n'


def _run(diagnostics: Sequence[Diagnostic], number: int, result: Result, options: Options) -> str:
    locations = Locations(options)
    rules = sorted({each.rule for each in diagnostics})
    index = {rule: at for at, rule in enumerate(rules)}
    default = {each.rule: each.severity for each in diagnostics}
    driver = {
        "name": "multiaz-lint",
        "semanticVersion": __version__,
        "informationUri": options.documentation,
        "rules": [_rule(rule, default[rule], result, options) for rule in rules],
    }
    seen: dict[str, int] = {}
    results = [
        value(_result(each, index[each.rule], seen, result, locations)) for each in diagnostics
    ]
    parts = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "multiaz-lint/" if number == 1 else f"multiaz-lint/{number}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The repository's root."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": _notifications(result, locations),
            }
        ],
    }
    head = "".join(f'"{key}": {value(part)},\n' for key, part in parts.items())
    return f'{{{head}"results": [{_lines(results)}]}}'


def _lines(results: Sequence[str]) -> str:
    return "\n" + ",\n".join(results) + "\n" if results else ""


def _rule(rule: str, seen: Severity, result: Result, options: Options) -> dict[str, Any]:
    known = result.rules.get(rule)
    severity = known.severity if known is not None else seen
    sentence = clip(title(rule, result), DESCRIPTION - 40) + "."
    why = reason(rule, result)
    page = options.page(rule)
    return {
        "id": rule,
        "name": "".join(word.capitalize() for word in rule.split("-")),
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": clip(" ".join(why.split()) or sentence, DESCRIPTION - 40)},
        "help": {
            "text": f"{sentence} {why}\n\n{page}".strip(),
            "markdown": f"**{sentence}**\n\n{why}\n\n[More about {rule}]({page})",
        },
        "helpUri": page,
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {
            "tags": ["availability", "kubernetes", category(rule, result)],
            "precision": "very-high",
            "problem.severity": _PROBLEMS[severity],
        },
    }


def _result(
    each: Diagnostic, index: int, seen: dict[str, int], result: Result, locations: Locations
) -> dict[str, Any]:
    print_ = fingerprint(each)
    count = seen[print_] = seen.get(print_, 0) + 1
    location: dict[str, Any] = {"physicalLocation": _physical(each.place, result, locations)}
    key = resource_key(each.resource)
    if key:
        name = visible(clip(f"{key} {each.field}".strip()))
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "object"}]
    made: dict[str, Any] = {
        "ruleId": each.rule,
        "ruleIndex": index,
        "level": _LEVELS[each.severity],
        "message": {"text": _message(each, result)},
        "locations": [location],
        "partialFingerprints": {
            "primaryLocationLineHash": f"{print_[:16]}:{count}",
            "multiazLint/v1": f"{print_}:{count}",
        },
    }
    if each.related:
        made["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _physical(place, result, locations),
                "message": {"text": _plain(place.message)},
            }
            for number, place in enumerate(each.related, 1)
        ]
    if each.silenced:
        made["suppressions"] = [_suppression(each)]
    elif each.edits and (changes := _changes(each, result, locations)):
        words = "Safe to apply." if each.fix == "safe" else "Needs a decision: read it first."
        made["fixes"] = [{"description": {"text": words}, "artifactChanges": changes}]
    return made


def _changes(each: Diagnostic, result: Result, locations: Locations) -> list[dict[str, Any]]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for found in result.replacements(each) if result.replacements is not None else ():
        region = {
            "startLine": found.line,
            "startColumn": found.column,
            "endLine": found.end_line,
            "endColumn": found.end_column,
        }
        one = {"deletedRegion": region, "insertedContent": {"text": found.text}}
        changes.setdefault(found.origin, []).append(one)
    return [
        {"artifactLocation": _artifact(origin, locations), "replacements": made}
        for origin, made in changes.items()
    ]


def _physical(place: Place, result: Result, locations: Locations) -> dict[str, Any]:
    line, column, end = one_line(place, result)
    return {
        "artifactLocation": _artifact(place.origin, locations),
        "region": {"startLine": line, "startColumn": column, "endLine": line, "endColumn": end},
    }


def _artifact(origin: str, locations: Locations) -> dict[str, str]:
    artifact = {"uri": locations.uri(origin)}
    if not artifact["uri"].startswith("file:"):
        artifact["uriBaseId"] = "%SRCROOT%"
    return artifact


def _message(each: Diagnostic, result: Result) -> str:
    """Return sentences of which the first is the title; related places are linked."""
    sentences = [_plain(each.message)]
    if each.hint:
        sentences.append(_plain(each.hint))
    if template := rendered_from(each, result):
        sentences.append(_plain(f"Rendered from {template}"))
    for number, place in enumerate(each.related, 1):
        words = _plain(place.message or "see also").replace("[", "(").replace("]", ")")
        sentences.append(f"[{words}]({number})")
    return ". ".join(sentences) + "."


def _plain(text: str) -> str:
    """Return text in which nothing can be taken for a link of SARIF."""
    return visible(clip(text)).replace("](", "] (") or "see here"


def _suppression(each: Diagnostic) -> dict[str, str]:
    if each.suppressed is not None:
        return {"kind": "external", "justification": _plain(each.suppressed or "ignored")}
    return {"kind": "external", "justification": "the baseline holds it"}


def _notifications(result: Result, locations: Locations) -> list[dict[str, Any]]:
    return [
        {
            "level": "note",
            "message": {"text": f"not checked: {_plain(each.why)}."},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": locations.uri(each.origin)},
                        **({"region": {"startLine": each.line}} if each.line > 0 else {}),
                    }
                }
            ],
        }
        for each in result.not_checked
    ]
