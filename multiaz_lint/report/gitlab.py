"""GitLab's Code Quality report; every fingerprint is there once, and stays when lines move."""

from __future__ import annotations

from multiaz_lint.fingerprint import unique_fingerprints
from multiaz_lint.report.escape import shown
from multiaz_lint.report.json import value
from multiaz_lint.report.location import Locations, message
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(result: Result, options: Options) -> str:
    """Return an array of issues. The rule stands in the description, as GitLab hides its field."""
    locations = Locations(options)
    found = result.shown

    def words(each: Diagnostic) -> str:
        return shown(message(each, result, locations.path, help_=False))

    issues = [
        value(
            {
                "description": f"{each.rule}: {words(each)}",
                "check_name": each.rule,
                "fingerprint": print_,
                "severity": _SEVERITIES[each.severity],
                "location": {
                    "path": locations.path(each.place.origin),
                    "lines": {"begin": max(each.place.line, 1)},
                },
            }
        )
        for each, print_ in zip(found, unique_fingerprints(found), strict=True)
    ]
    return "[" + ",\n".join(issues) + "]\n"
