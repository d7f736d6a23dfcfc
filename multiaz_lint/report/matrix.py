"""Workloads against the six points of the zone policy: held, broken, or not asked for."""

from __future__ import annotations

from multiaz_lint.model.words import counted
from multiaz_lint.report.escape import line_start, shown
from multiaz_lint.report.paint import BOLD, DIM, GREEN, SEVERITY, Paint, width
from multiaz_lint.report.table import Cell, name, paragraph, table, words
from multiaz_lint.result import Point
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multiaz_lint.report.options import Options
    from multiaz_lint.result import PolicyRow, Result

SIGNS = {True: "✔", False: "✘", None: "–"}  # noqa: RUF001 - the dash of an empty cell
_STYLES = {True: GREEN, False: SEVERITY[Severity.ERROR], None: DIM}


def render(result: Result, options: Options) -> str:
    """Return a table with one row for each workload, then why points are broken or not asked."""
    if not result.matrix:
        return ""
    paint = Paint(options)
    lines = _table(result.matrix, options.columns, paint)
    if lines is None:  # each workload's points are listed with their reasons instead
        lines = _listed(result.matrix, options.columns, paint)
    else:
        reasons = [*_reasons(result.matrix, options.columns, paint)]
        lines += ["", *reasons] if reasons else []
    lines += ["", *paragraph(held(result.matrix), options.columns)]
    return "".join(f"{line}\n" for line in lines)


def held(rows: Sequence[PolicyRow]) -> str:
    """Say how many workloads do all that the policy asks of them."""
    answers = [{point.held for point in row.points} for row in rows]
    judged = sum(each != {None} for each in answers)
    kept = sum(True in each and False not in each for each in answers)
    keep, apart = "keeps" if 1 in {kept, judged} else "keep", len(rows) - judged
    more = f"; {counted(apart, 'workload')} not judged" if apart else ""
    return f"{kept} of {counted(judged, 'workload')} {keep} to the zone policy{more}"


def _table(rows: Sequence[PolicyRow], columns: int | None, paint: Paint) -> list[str] | None:
    apart, wheres = where(rows)
    head = [words("workload", BOLD), *([words(apart, BOLD)] if wheres else ())]
    head += [words(shown(point.name), BOLD) for point in rows[0].points]
    cells = [
        [
            name(_name(row)),
            *([name(shown(wheres[at]))] if wheres else ()),
            *(Cell(SIGNS[p.held], style=_STYLES[p.held], centered=True) for p in row.points),
        ]
        for at, row in enumerate(rows)
    ]
    return table(head, cells, columns, paint)


def where(rows: Sequence[PolicyRow]) -> tuple[str, list[str]]:
    """Return what tells the workloads of rows apart, and that of each row.

    Nothing where their names do; where they are from, or their namespaces if those do and that
    does not.
    """
    names = [_name(row) for row in rows]
    origins = [row.folder or row.origin for row in rows]
    namespaces = [row.workload.namespace for row in rows]
    if len(set(names)) == len(rows):
        return "", []
    if len(set(zip(names, origins, strict=True))) == len(rows):
        return "where", origins
    apart = len(set(zip(names, namespaces, strict=True))) == len(rows)
    return ("namespace", namespaces) if apart else ("where", origins)


def _listed(rows: Sequence[PolicyRow], columns: int | None, paint: Paint) -> list[str]:
    """Return the points of each workload one below the other."""
    lines: list[str] = []
    for row in rows:
        lines += _head(row, columns, paint)
        for point in row.points:
            lines += _point(point, columns, paint)
    return lines


def _reasons(rows: Sequence[PolicyRow], columns: int | None, paint: Paint) -> Iterator[str]:
    for row in rows:
        reasons = [point for point in row.points if point.held is not True and point.why]
        if reasons:
            yield from _head(row, columns, paint)
        alike: dict[tuple[bool | None, str], list[str]] = {}
        for point in reasons:
            alike.setdefault((point.held, point.why), []).append(point.name)
        for (is_held, why), names in alike.items():
            yield from _point(Point(", ".join(names), is_held, why), columns, paint)


def _head(row: PolicyRow, columns: int | None, paint: Paint) -> list[str]:
    where = f"{shown(row.origin)}:{row.line}"
    label = _name(row)
    together = columns is None or width(label) + 2 + width(where) <= columns
    if together:
        return [f"{paint(label, BOLD)}  {paint(where, DIM)}"]
    return [paint(label, BOLD), f"  {paint(where, DIM)}"]


def _point(point: Point, columns: int | None, paint: Paint) -> Iterator[str]:
    sign = paint(SIGNS[point.held], _STYLES[point.held])
    why = f": {shown(point.why)}" if point.why else ""
    room = None if columns is None else columns - 4
    first, *rest = paragraph(f"{shown(point.name)}{why}", room)
    yield f"  {sign} {first}"
    yield from (f"    {line.lstrip()}" for line in rest)


def _name(row: PolicyRow) -> str:
    workload = row.workload
    return line_start(f"{workload.kind.lower()}/{workload.name}")
