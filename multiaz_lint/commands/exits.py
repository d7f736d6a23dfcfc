"""Exit codes: the same for every command and format."""

from __future__ import annotations

from multiaz_lint import selection
from multiaz_lint.diagnostic import CRASHED, LIMITED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.result import Result

CLEAN, FINDINGS, USAGE, NOTHING, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130


def refused(error: object) -> int:
    """Say why nothing is done, and return the exit code; the words may quote what others wrote."""
    import sys

    from multiaz_lint.report.escape import shown

    for line in str(error).split("\n"):
        sys.stderr.write(f"multiaz-lint: {shown(line)}\n")
    return USAGE


def is_fault(result: Result) -> bool:
    """Whether a rule failed with an error of its own, so that its answer is missing."""
    return any(each.rule == CRASHED for each in result.diagnostics)


def accepted_code(result: Result) -> int:
    """Return the exit code of a run whose findings are accepted: what was not judged is not."""
    if is_fault(result):
        return FAULT
    return FINDINGS if any(each.rule == LIMITED for each in result.diagnostics) else CLEAN


def exit_code(result: Result, fail_on: str, values: dict[str, Any]) -> int:
    """Return the exit code that a result stands for."""
    if is_fault(result):
        return FAULT
    if fail_on != "never":
        least = selection.SEVERITIES[fail_on]
        if any(diagnostic.severity >= least for diagnostic in result.shown):
            return FINDINGS
    unread = any(each.rule == "unreadable-manifest" for each in result.diagnostics)
    if not result.resources and not unread and not values["allow_empty"]:
        return NOTHING
    return CLEAN
