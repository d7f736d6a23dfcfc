"""Everything a run found, in version 1 of the project's JSON (``v1.schema.json`` describes it).

Written piece by piece: it is as fast as the linter, and needs no library. The text is ASCII, one
finding a line.
"""

from __future__ import annotations

from multiaz_lint import __version__
from multiaz_lint.fingerprint import unique_fingerprints
from multiaz_lint.model.cached import Remembered
from multiaz_lint.report.escape import json_string as quoted
from multiaz_lint.report.location import RelativeOrigins, rendered_from
from multiaz_lint.report.summary import numbers
from multiaz_lint.rule import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic, Identity, Place
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import PolicyRow, Replacement, Result
    from multiaz_lint.rule import Severity

_SEVERITY = {severity: str(severity) for severity in SEVERITIES}


def render(result: Result, options: Options) -> str:
    """Return one JSON object; silenced findings are there, with the reason."""
    return "".join(pieces(result, options))


def pieces(result: Result, options: Options) -> Iterator[str]:
    """Yield the report piece by piece: nobody has to hold the whole of it."""
    origins = RelativeOrigins(options.cwd)
    tool = {"name": "multiaz-lint", "version": __version__}
    summary: dict[str, Any] = dict(numbers(result))
    summary["not_checked"] = [
        {"origin": origins.path(each.origin), "line": each.line, "why": each.why}
        for each in result.not_checked
    ]
    prints = unique_fingerprints(result.diagnostics)
    head = [
        '{"version": 1',
        f'"tool": {value(tool)}',
        f'"context": {value(dict(result.context))}',
        f'"summary": {value(summary)}',
        '"diagnostics": [',
    ]
    tail = "]"
    written = _Written(origins, result)
    if result.matrix:
        tail += f',\n "policy": [{_lines(map(written.policy, result.matrix))}]'
    if result.drill:
        tail += f',\n "drill": [{_lines(value(dict(each)) for each in result.drill)}]'
    yield ",\n ".join(head)
    findings = map(written.diagnostic, result.diagnostics, prints)
    yield next(findings, "").removeprefix(",")
    yield from findings
    yield (f"\n {tail}" if result.diagnostics else tail) + "}\n"


def _lines(pieces: Any) -> str:
    text = ",\n  ".join(pieces)
    return f"\n  {text}\n " if text else ""


class _Written:
    """Findings as JSON; what they have in common is written once: rules, hints, resources."""

    __slots__ = ("_heads", "_places", "_rendered", "_resources", "_result", "_texts")

    def __init__(self, origins: RelativeOrigins, result: Result) -> None:
        self._result = result
        self._heads = Remembered(_head)
        self._places = Remembered(lambda origin: f'"origin": {quoted(origins.path(origin))}, ')
        self._resources: dict[int, str] = {}
        self._texts = Remembered(_text)
        self._rendered = Remembered(
            lambda origin: (source := result.sources.get(origin)) and source.is_rendered
        )

    def diagnostic(self, each: Diagnostic, fingerprint: str) -> str:
        """Return a finding as an element of a list, the comma before it included."""
        more = related = ""
        if each.related:
            related = ", ".join(
                [f'{{{self._place(at)}, "message": {quoted(at.message)}}}' for at in each.related]
            )
        if each.api is not None:
            more = f', "api": {value(each.api)}'
        if each.drill is not None:
            more += f', "drill": {value(each.drill)}'
        if self._rendered[each.place.origin] and (template := rendered_from(each, self._result)):
            more += f', "template": {quoted(template)}'
        replacements = ""
        if self._result.replacements is not None and each.edits and not each.silenced:
            made = ", ".join(
                f'{{{self._place(at)}, "text": {quoted(at.text)}}}'
                for at in self._result.replacements(each)
            )
            replacements = f', "replacements": [{made}]'
        texts = self._texts
        resource = self._resources.get(id(each.resource)) or self._resource(each.resource)
        return (
            f'{self._heads[each.rule, each.severity]}, "message": {quoted(each.message)}, '
            f'"hint": {texts[each.hint]}, {self._place(each.place)}, '
            f'"field": {texts[each.field]}, "resource": {resource}, '
            f'"related": [{related}]{more}, "fix": {texts[each.fix]}{replacements}, '
            f'"suppressed": {texts[each.suppressed]}, '
            f'"baselined": {"true" if each.baselined else "false"}, '
            f'"fingerprint": "{fingerprint}"}}'
        )

    def policy(self, row: PolicyRow) -> str:
        """Return the row of a workload."""
        points = ", ".join(
            f'{{"name": {quoted(point.name)}, "held": {value(point.held)}, '
            f'"why": {quoted(point.why)}}}'
            for point in row.points
        )
        return (
            f'{{"workload": {_resource(row.workload, self._texts)}, {self._places[row.origin]}'
            f'"line": {row.line}, "points": [{points}]}}'
        )

    def _place(self, place: Place | Replacement) -> str:
        return (
            f'{self._places[place.origin]}"line": {place.line}, "column": {place.column}, '
            f'"end_line": {place.end_line}, "end_column": {place.end_column}'
        )

    def _resource(self, resource: Identity | None) -> str:
        """Write a resource and remember it, by the identity that all its findings share."""
        found = self._resources[id(resource)] = _resource(resource, self._texts)
        return found


def _head(key: tuple[str, Severity]) -> str:
    rule, severity = key
    return f',\n  {{"rule": {quoted(rule)}, "severity": "{_SEVERITY[severity]}"'


def _text(text: str | None) -> str:
    return "null" if text is None else quoted(text)


def _resource(resource: Identity | None, texts: Remembered) -> str:
    if resource is None:
        return "null"
    return (
        f'{{"api_version": {texts[resource.api_version]}, "kind": {texts[resource.kind]}, '
        f'"namespace": {texts[resource.namespace]}, "name": {quoted(resource.name)}}}'
    )


def value(data: Any) -> str:
    """Return plain data as JSON; what JSON has no word for becomes its text."""
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int):
        return str(int(data))
    if isinstance(data, float) and data - data == 0:
        return repr(float(data))
    if isinstance(data, dict):
        return "{" + ", ".join(f"{quoted(str(k))}: {value(v)}" for k, v in data.items()) + "}"
    if isinstance(data, list | tuple):
        return "[" + ", ".join(map(value, data)) + "]"
    return quoted(str(data))
