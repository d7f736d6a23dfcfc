"""The map of a drill for a terminal: workloads as rows, lost zones as columns."""

from __future__ import annotations

from multiaz_lint.report.escape import shown
from multiaz_lint.report.paint import BOLD, DIM, Paint, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.report.options import Options

    Data = Mapping[str, Any]

_STYLES = {"survives": "32", "degraded": "33", "stuck": "1;33", "down": "1;31"}
LEGEND = (
    "each zone: ready pods before > when it is lost > after evictions; "
    "-n lost, +n moved, ?n not running again"
)
OUTAGE, EVICTED, INITIAL = "outage", "outage, after evictions", "initial"


def render(data: Data, options: Options) -> str:
    """Return the map, what is promised, and what was assumed."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(data, Paint(options)))


def _lines(data: Data, paint: Paint) -> Iterator[str]:
    if not data["workloads"]:
        yield "no workload was drilled"
    else:
        yield from _table(data, paint)
        yield paint(LEGEND, DIM)
    for each in data["not_drilled"]:
        name = f"{each['kind'].lower()}/{each['name']}"
        yield paint(f"not drilled: {shown(name)}: {shown(each['why'])}", DIM)
    yield ""
    yield paint("assumed", BOLD)
    for words in data["assumptions"]:
        yield f"  {shown(words)}"


def _table(data: Data, paint: Paint) -> Iterator[str]:
    zones = data["zones"]
    head = [
        "workload",
        "verdict",
        *(f"lose {shown(zone)}" for zone in zones),
        "promised",
        "back in",
    ]
    rows = [_row(workload, zones) for workload in data["workloads"]]
    widths = [max(width(row[i]) for row in (head, *rows)) for i in range(len(head))]
    yield paint(_joined(head, widths), BOLD)
    for workload, row in zip(data["workloads"], rows, strict=True):
        cells = [cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)]
        cells[1] = paint(cells[1], _STYLES[workload["verdict"]])
        for index, zone in enumerate(zones):
            verdict = workload["by_zone"].get(zone)
            if verdict is not None:
                cells[2 + index] = paint(cells[2 + index], _STYLES[verdict])
        yield "  ".join(cells)


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True))
    return "  ".join(padded)


def _row(workload: Data, zones: Sequence[str]) -> list[str]:
    name = shown(f"{workload['kind'].lower()}/{workload['name']}")
    if workload["refused"] is not None:
        return [name, workload["verdict"], *("refused" for _ in zones), "0", "never"]
    return [
        name,
        workload["verdict"],
        *(cell(workload, zone) for zone in zones),
        promised(workload),
        back_in(workload),
    ]


def event(workload: Data, name: str, zone: str = "") -> Data | None:
    """Return one event of a workload."""
    for each in workload["events"]:
        if each["event"] == name and each["zone"] == zone:
            return each  # type: ignore[no-any-return]
    return None


def spread(numbers: Sequence[int]) -> str:
    """Return a number, or the range that it lies in."""
    least, most = numbers
    return str(least) if least == most else f"{least}-{most}"


def cell(workload: Data, zone: str) -> str:
    """Return before, during and after the loss of one zone."""
    before, lost, after = (
        event(workload, INITIAL),
        event(workload, OUTAGE, zone),
        event(workload, EVICTED, zone),
    )
    if before is None or lost is None or after is None:
        return "-"
    text = " > ".join(spread(each["ready"]) for each in (before, lost, after))
    gone = before["ready"][1] - lost["ready"][0]
    moved = after["ready"][1] - lost["ready"][0]
    missing = after["missing"]
    marks = [f"-{gone}" if gone else "", f"+{moved}" if moved > 0 else ""]
    marks.append(f"?{spread(missing)}" if missing[1] else "")
    return " ".join([text, *(mark for mark in marks if mark)])


def promised(workload: Data) -> str:
    """Return the fewest pods that the hard rules leave, also after rollouts."""
    promise = workload["promised"]
    if promise is None:
        return "-"
    fresh = min(promise["survivors"].values(), default=0)
    later = min(promise["survivors_after_rollouts"].values(), default=0)
    text = str(fresh) if fresh == later else f"{fresh}, {later} after rollouts"
    return f"{text} (search stopped)" if promise["how"] == "stopped" else text


def back_in(workload: Data) -> str:
    """Return the recovery time."""
    recovery = workload["recovery"]
    if recovery is None:
        return "-"
    return "never" if recovery["seconds"] is None else f"{recovery['seconds']} s"
