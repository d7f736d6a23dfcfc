"""Workloads against the six points of the zone policy: held, broken, or not asked for."""

from __future__ import annotations

from multiaz_lint.report.escape import line_start, shown
from multiaz_lint.report.paint import BOLD, DIM, GREEN, SEVERITY, Paint, width
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multiaz_lint.report.options import Options
    from multiaz_lint.result import PolicyRow, Result

_SIGNS = {True: "✔", False: "✘", None: "–"}  # noqa: RUF001 - the dash of an empty cell
_STYLES = {True: GREEN, False: SEVERITY[Severity.ERROR], None: DIM}


def render(result: Result, options: Options) -> str:
    """Return a table with one row for each workload, then why points are broken or not asked."""
    if not result.matrix:
        return ""
    paint = Paint(options)
    lines = [*_table(result.matrix, paint), "", *_reasons(result.matrix, paint)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(rows: Sequence[PolicyRow], paint: Paint) -> Iterator[str]:
    points = [shown(point.name) for point in rows[0].points]
    names = [_name(row) for row in rows]
    first = max(len("workload"), *map(width, names))
    heads = "  ".join(points)
    yield f"{paint('workload'.ljust(first), BOLD)}  {paint(heads, BOLD)}"
    for name, row in zip(names, rows, strict=True):
        cells = [
            paint(_SIGNS[point.held].center(width(head)), _STYLES[point.held])
            for head, point in zip(points, row.points, strict=True)
        ]
        yield f"{name}{' ' * (first - width(name))}  {'  '.join(cells)}".rstrip()


def _reasons(rows: Sequence[PolicyRow], paint: Paint) -> Iterator[str]:
    for row in rows:
        reasons = [point for point in row.points if point.held is not True and point.why]
        if not reasons:
            continue
        where = paint(f"{shown(row.origin)}:{row.line}", DIM)
        yield f"{paint(_name(row), BOLD)}  {where}"
        for point in reasons:
            sign = paint(_SIGNS[point.held], _STYLES[point.held])
            yield f"  {sign} {shown(point.name)}: {shown(point.why)}"


def _name(row: PolicyRow) -> str:
    workload = row.workload
    return line_start(f"{workload.kind.lower()}/{workload.name}")
