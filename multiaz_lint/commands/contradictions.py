"""Options that say opposite things: refused, since heeding one would ignore the other."""

from __future__ import annotations

from multiaz_lint.options import UsageError, attribute_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PAIRS = {
    ("--changed", "--diff-base"): "compare with two things",
    ("--write-baseline", "--no-baseline"): "contradict each other",
    ("--write-baseline", "--prune-baseline"): "contradict each other",
    ("--prune-baseline", "--no-baseline"): "contradict each other",
    ("--matrix", "--statistics"): "contradict each other",
    ("--nodes", "--nodes-per-zone"): "contradict each other",
    ("--nodes", "--capacity"): "contradict each other",
}
_SHOWING = ("--statistics", "--matrix", "--diff", "--show-silenced")


def refuse(values: dict[str, Any]) -> None:
    """Raise UsageError where two options contradict each other."""
    for (one, other), words in _PAIRS.items():
        if _is_given(values, one) and _is_given(values, other):
            raise UsageError(f"{one} and {other} {words}: leave one out")


def refuse_reports(values: dict[str, Any]) -> None:
    """Raise UsageError where a report would not be written, as findings are accepted."""
    if not values["write_baseline"]:
        return
    given = [f"--format {each}" for each in values["format"]]
    if values.get("report"):
        given.append(f"--report {values['report']}")
    given += [each for each in _SHOWING if _is_given(values, each)]
    if values.get("min_severity"):
        given.append(f"--min-severity {values['min_severity']}")
    if given:
        words = "writes the baseline and no report: leave out"
        raise UsageError(f"--write-baseline {words} {given[0]}")


def _is_given(values: dict[str, Any], option: str) -> bool:
    return bool(values.get(attribute_of(option)))
