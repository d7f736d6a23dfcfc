"""Options that say opposite things: refused, since heeding one would ignore the other."""

from __future__ import annotations

from multiaz_lint.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_PAIRS = (
    ("--write-baseline", "--no-baseline"),
    ("--write-baseline", "--prune-baseline"),
    ("--prune-baseline", "--no-baseline"),
    ("--matrix", "--statistics"),
)


def refuse(values: dict[str, Any]) -> None:
    """Raise UsageError where two options contradict each other."""
    for one, other in _PAIRS:
        if _is_given(values, one) and _is_given(values, other):
            raise UsageError(f"{one} and {other} contradict each other: leave one out")


def refuse_reports(values: dict[str, Any], targets: Iterable[tuple[str, str]]) -> None:
    """Raise UsageError where a file of a report would not be written, as findings are accepted."""
    if not values["write_baseline"]:
        return
    given = [f"--format {name}:{file}" for name, file in targets if file]
    if values.get("report"):
        given.append(f"--report {values['report']}")
    if given:
        words = "writes the baseline and no report: leave out"
        raise UsageError(f"--write-baseline {words} {given[0]}")


def _is_given(values: dict[str, Any], option: str) -> bool:
    return bool(values.get(option[2:].replace("-", "_")))
