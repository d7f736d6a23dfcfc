"""The formats there are, each imported only when it is asked for."""

from __future__ import annotations

from multiaz_lint.unknown import unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

FORMATS = {
    "text": "frames of the manifest with the finding underlined, for people",
    "concise": "one line for each finding",
    "json": "everything, versioned; the same as json-v1",
    "json-v1": "everything, in version 1 of the project's own schema",
    "sarif": "SARIF 2.1.0, for code scanning",
    "github": "workflow commands of GitHub Actions",
    "gitlab": "Code Quality report of GitLab",
    "junit": "JUnit XML, for every CI server",
    "rdjson": "Reviewdog Diagnostic Format",
    "sonar": "generic issues of SonarQube 10.3 and later",
    "azure": "logging commands of Azure Pipelines",
    "teamcity": "service messages of TeamCity",
    "markdown": "a table for comments and summaries",
    "html": "one self-contained page",
}
"""Each format's name and what it is for."""

_MODULES = {"json-v1": "json"}


class UnknownFormat(ValueError):  # noqa: N818 - it says what is wrong
    """No report has this name, or its file has none."""


def target(argument: str) -> tuple[str, str]:
    """Split ``sarif:out.sarif`` into the format and its file; no file means standard output."""
    name, colon, file = argument.partition(":")
    if name not in FORMATS:
        raise UnknownFormat(unknown("format", name, FORMATS))
    if colon and not file:
        raise UnknownFormat(f"{argument!r} names no file: write {name} alone for standard output")
    return name, file


def render(name: str, result: Result, options: Options) -> str:
    """Return the whole report in one format."""
    from importlib import import_module

    module = import_module(f"multiaz_lint.report.{_MODULES.get(name, name)}")
    return module.render(result, options)  # type: ignore[no-any-return]  # every report has it


def pieces(name: str, result: Result, options: Options) -> Iterable[str]:
    """Return the report in pieces, for formats that need not be whole at once."""
    if _MODULES.get(name, name) != "json":
        return (render(name, result, options),)
    from multiaz_lint.report import json

    return json.pieces(result, options)


def besides(name: str, result: Result, options: Options) -> list[tuple[str, str]]:
    """Return what a format appends to files besides its report: paths and texts."""
    if name != "github":
        return []
    from multiaz_lint.report import github

    return github.besides(result, options)
