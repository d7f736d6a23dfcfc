"""Exit codes: the same for every command and format."""

from __future__ import annotations

import sys
from operator import attrgetter

from multiaz_lint import selection
from multiaz_lint.diagnostic import CRASHED, LIMITED
from multiaz_lint.rule import SEVERITY_BY_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.result import Result

_rule_of = attrgetter("rule")

CLEAN, FINDINGS, USAGE, NOTHING, FAULT = 0, 1, 2, 3, 4


def refused(error: object) -> int:
    """Say why nothing is done, and return the exit code; the words may quote what others wrote."""
    from multiaz_lint.report.escape import shown

    for line in str(error).split("\n"):
        sys.stderr.write(f"multiaz-lint: {shown(line)}\n")
    return USAGE


def is_fault(result: Result) -> bool:
    """Whether a rule failed with an error of its own, so that its answer is missing."""
    return CRASHED in map(_rule_of, result.diagnostics)


def accepted_code(result: Result) -> int:
    """Return the exit code of a run whose findings are accepted: what was not judged is not."""
    if is_fault(result):
        return FAULT
    return FINDINGS if LIMITED in map(_rule_of, result.diagnostics) else CLEAN


def is_empty(result: Result, values: dict[str, Any]) -> bool:
    """Whether nothing was checked, or nothing came from a command whose output was to be."""
    from multiaz_lint.load.files import SILENT

    silent = any(each.why == SILENT for each in result.not_checked)
    return (silent or not result.resources) and not values["allow_empty"]


def exit_code(result: Result, fail_on: str, values: dict[str, Any]) -> int:
    """Return the exit code that a result stands for."""
    if is_fault(result):
        return FAULT
    if fail_on != "never":
        least = SEVERITY_BY_NAME[fail_on]
        if any(each.severity >= least and not each.silenced for each in result.diagnostics):
            return FINDINGS
    if not is_empty(result, values):
        return CLEAN
    told = any(each.rule == selection.UNREADABLE for each in result.shown)
    return CLEAN if told else NOTHING
