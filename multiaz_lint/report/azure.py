"""Logging commands of Azure Pipelines."""

from __future__ import annotations

from multiaz_lint.report.escape import azure_data, azure_property
from multiaz_lint.report.location import Locations, message
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result


def render(result: Result, options: Options) -> str:
    """Return one issue for each finding; Azure knows errors and warnings only."""
    locations = Locations(options)
    lines = []
    for each in result.shown:
        kind = "error" if each.severity == Severity.ERROR else "warning"
        words = message(each, result, locations.path)
        advice = "info: " if each.severity == Severity.INFO else ""
        lines.append(
            f"##vso[task.logissue type={kind};"
            f"sourcepath={azure_property(locations.path(each.place.origin))};"
            f"linenumber={max(each.place.line, 1)};columnnumber={max(each.place.column, 1)};"
            f"code={azure_property(each.rule)};]{azure_data(advice + words)}\n"
        )
    return "".join(lines)
