"""Everything a run found, in version 1 of the project's JSON (``v1.schema.json`` describes it).

Written piece by piece: it is as fast as the linter, and needs no library. The text is ASCII, one
finding a line.
"""

from __future__ import annotations

from multiaz_lint import __version__
from multiaz_lint.fingerprint import unique_fingerprints
from multiaz_lint.report.escape import json_string as quoted
from multiaz_lint.report.location import Here
from multiaz_lint.report.summary import numbers
from multiaz_lint.rule import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic, Identity, Place
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import PolicyRow, Replacement, Result

_SEVERITY = {severity: str(severity) for severity in SEVERITIES}


def render(result: Result, options: Options) -> str:
    """Return one JSON object; silenced findings are there, with the reason."""
    return "".join(pieces(result, options))


def pieces(result: Result, options: Options) -> Iterator[str]:
    """Yield the report piece by piece: nobody has to hold the whole of it."""
    origins = Here(options.cwd)
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
    if result.matrix:
        tail += f',\n "policy": [{_lines(_policy(row, origins) for row in result.matrix)}]'
    if result.drill:
        tail += f',\n "drill": [{_lines(value(dict(each)) for each in result.drill)}]'
    yield ",\n ".join(head)
    written = _Written(origins, result)
    between = "\n  "
    for each, print_ in zip(result.diagnostics, prints, strict=True):
        yield between + written.diagnostic(each, print_)
        between = ",\n  "
    yield (f"\n {tail}" if result.diagnostics else tail) + "}\n"


def _lines(pieces: Any) -> str:
    text = ",\n  ".join(pieces)
    return f"\n  {text}\n " if text else ""


class _Written:
    """Findings as JSON; what they have in common is written once: rules, hints, resources."""

    __slots__ = ("_heads", "_origins", "_resources", "_result", "_texts")

    def __init__(self, origins: Here, result: Result) -> None:
        self._origins = origins
        self._result = result
        self._heads: dict[tuple[str, int], str] = {}
        self._resources: dict[int, str] = {}
        self._texts: dict[str | None, str] = {None: "null"}

    def diagnostic(self, each: Diagnostic, fingerprint: str) -> str:
        origins = self._origins
        more = related = ""
        if each.related:
            related = ", ".join(
                [
                    f'{{{_place(at, origins)}, "message": {quoted(at.message)}}}'
                    for at in each.related
                ]
            )
        if each.api is not None:
            more = f', "api": {value(each.api)}'
        if each.drill is not None:
            more += f', "drill": {value(each.drill)}'
        replacements = ""
        if self._result.replacements is not None and each.edits and not each.silenced:
            made = ", ".join(
                f'{{{_place(at, origins)}, "text": {quoted(at.text)}}}'
                for at in self._result.replacements(each)
            )
            replacements = f', "replacements": [{made}]'
        texts = self._texts
        resource = self._resources.get(id(each.resource)) or self._resource(each.resource)
        fix = texts.get(each.fix) or self._text(each.fix)
        return (
            f'{self._head(each)}, "message": {quoted(each.message)}, '
            f'"hint": {texts.get(each.hint) or self._text(each.hint)}, '
            f"{_place(each.place, origins)}, "
            f'"field": {texts.get(each.field) or self._text(each.field)}, "resource": {resource}, '
            f'"related": [{related}]{more}, "fix": {fix}{replacements}, '
            f'"suppressed": {texts.get(each.suppressed) or self._text(each.suppressed)}, '
            f'"baselined": {"true" if each.baselined else "false"}, '
            f'"fingerprint": "{fingerprint}"}}'
        )

    def _head(self, each: Diagnostic) -> str:
        key = (each.rule, each.severity)
        found = self._heads.get(key)
        if found is None:
            severity = _SEVERITY[each.severity]
            found = f'{{"rule": {quoted(each.rule)}, "severity": "{severity}"'
            self._heads[key] = found
        return found

    def _text(self, text: str | None) -> str:
        """Write a text and remember it; None is null."""
        found = self._texts[text] = "null" if text is None else quoted(text)
        return found

    def _resource(self, resource: Identity | None) -> str:
        """Write a resource and remember it, by the identity that all its findings share."""
        found = self._resources[id(resource)] = _resource(resource)
        return found


def _place(place: Place | Replacement, origins: Here) -> str:
    return (
        f'"origin": {origins.quoted(place.origin)}, "line": {place.line}, '
        f'"column": {place.column}, "end_line": {place.end_line}, "end_column": {place.end_column}'
    )


def _resource(resource: Identity | None) -> str:
    if resource is None:
        return "null"
    return (
        f'{{"api_version": {quoted(resource.api_version)}, "kind": {quoted(resource.kind)}, '
        f'"namespace": {quoted(resource.namespace)}, "name": {quoted(resource.name)}}}'
    )


def _policy(row: PolicyRow, origins: Here) -> str:
    points = ", ".join(
        f'{{"name": {quoted(point.name)}, "held": {value(point.held)}, "why": {quoted(point.why)}}}'
        for point in row.points
    )
    return (
        f'{{"workload": {_resource(row.workload)}, "origin": {quoted(origins.path(row.origin))}, '
        f'"line": {row.line}, "points": [{points}]}}'
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
