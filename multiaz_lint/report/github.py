"""Workflow commands of GitHub Actions: annotations on the lines of a pull request."""

from __future__ import annotations

from multiaz_lint.report.escape import clip, github_data, github_property
from multiaz_lint.report.location import Locations, message, one_line
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

ANNOTATIONS = 10
"""How many annotations of each kind GitHub shows for one step."""
SUMMARY = 1_000_000
"""Bytes of a step's summary, a little less than the 1 MiB that GitHub takes."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(result: Result, options: Options) -> str:
    """Return one command for each finding, the gravest first: GitHub shows only the first ten."""
    locations = Locations(options)
    found = sorted(result.shown, key=lambda each: -each.severity)
    lines = [_command(each, result, locations) for each in found]
    lines.extend(_hidden(found))
    return "".join(f"{line}\n" for line in lines)


def _command(each: Diagnostic, result: Result, locations: Locations) -> str:
    line, column, end = one_line(each.place, result)
    words = message(each, result, locations.path, of=clip(each.message))
    return (
        f"::{_COMMANDS[each.severity]} file={github_property(locations.path(each.place.origin))},"
        f"line={line},endLine={line},col={column},endColumn={end},"
        f"title={github_property(each.rule)}::{github_data(words)}"
    )


def _hidden(found: list[Diagnostic]) -> Iterator[str]:
    count = dict.fromkeys(_COMMANDS, 0)
    for each in found:
        count[each.severity] += 1
    hidden = [
        f"{number} {_COMMANDS[severity]}s" for severity, number in count.items()
        if number > ANNOTATIONS
    ]  # fmt: skip
    if hidden:
        yield (
            f"::notice title=multiaz-lint::of {' and '.join(hidden)} GitHub shows "
            f"{ANNOTATIONS} each here; the summary of the step lists all"
        )


def besides(result: Result, options: Options) -> list[tuple[str, str]]:
    """Return what to append to which file: the summary of the step, where GitHub asks for one."""
    file = options.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return []
    from multiaz_lint.report.markdown import render as table

    return [(file, table(result, options, budget=SUMMARY))]
