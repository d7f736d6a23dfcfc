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
_WORDS = {"written": "the written replicas", "maximum": "the maximum"}
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
    pairs = [pair for workload in data["workloads"] for pair in _rows(workload, zones)]
    rows = [row for _, row in pairs]
    widths = [max(width(row[i]) for row in (head, *rows)) for i in range(len(head))]
    yield paint(_joined(head, widths), BOLD)
    for verdicts, row in pairs:
        cells = [cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)]
        for index, verdict in enumerate(verdicts, 1):
            if verdict is not None:
                cells[index] = paint(cells[index], _STYLES[verdict])
        yield "  ".join(cells)


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True))
    return "  ".join(padded)


def _rows(workload: Data, zones: Sequence[str]) -> Iterator[tuple[list[str | None], list[str]]]:
    """Yield rows with the verdicts that colour their cells: one more for each other size."""
    by_zone = [workload["by_zone"].get(zone) for zone in zones]
    yield [workload["verdict"], *by_zone], _row(workload, zones)
    for size in workload["sizes"][1:]:
        cells = (_cell_at(workload, size, zone) for zone in zones)
        yield [size["verdict"]], [f"  at {named_size(size)}", size["verdict"], *cells, "", ""]


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


def named_size(size: Data) -> str:
    """Return how people call a size."""
    if size["size"] == "written":
        return f"the written {size['replicas']} replicas"
    return f"the {size['size']} of {size['replicas']}"


def cell(workload: Data, zone: str) -> str:
    """Return before, during and after the loss of one zone."""
    before, lost, after = (
        event(workload, INITIAL),
        event(workload, OUTAGE, zone),
        event(workload, EVICTED, zone),
    )
    if before is None or lost is None or after is None:
        return "-"
    return _change(before["ready"], lost["ready"], after)


def _cell_at(workload: Data, size: Data, zone: str) -> str:
    words = _WORDS[size["size"]]
    before = event(workload, f"scale to {words}")
    after = event(workload, f"outage at {words}", zone)
    if before is None or after is None:
        return "-"
    return _change(before["ready"], after["lowest"], after)


def _change(before: Sequence[int], lost: Sequence[int], after: Data) -> str:
    text = " > ".join(spread(each) for each in (before, lost, after["ready"]))
    gone = before[1] - lost[0]
    moved = max(late - early for early, late in zip(lost, after["ready"], strict=True))
    missing = after["missing"]
    marks = [f"-{gone}" if gone else "", f"+{moved}" if moved > 0 else ""]
    marks.append(f"?{spread(missing)}" if missing[1] else "")
    return " ".join([text, *(mark for mark in marks if mark)])


def promised(workload: Data) -> str:
    """Return the fewest pods that the hard rules leave, also after rollouts."""
    promise = workload["promised"]
    if promise is None:
        return "-"
    if promise["how"] == "stopped":
        return "not known (search stopped)"
    fresh = min(promise["survivors"].values(), default=0)
    if promise["how_after_rollouts"] == "stopped":
        return f"{fresh}, not known after rollouts"
    later = min(promise["survivors_after_rollouts"].values(), default=0)
    return str(fresh) if fresh == later else f"{fresh}, {later} after rollouts"


def back_in(workload: Data) -> str:
    """Return the recovery time."""
    recovery = workload["recovery"]
    if recovery is None:
        return "-"
    return "never" if recovery["seconds"] is None else f"{recovery['seconds']} s"
