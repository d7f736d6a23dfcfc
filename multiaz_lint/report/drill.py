"""The map of a drill for a terminal: workloads as rows, lost zones as columns."""

from __future__ import annotations

from multiaz_lint.config.requirement import VERDICTS
from multiaz_lint.model.words import counted, listed, one_of
from multiaz_lint.report.escape import shown
from multiaz_lint.report.paint import BOLD, DIM, Paint, width
from multiaz_lint.report.table import Cell, name, paragraph, table, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.report.options import Options

    Data = Mapping[str, Any]

_STYLES = {"survives": "32", "degraded": "33", "stuck": "1;33", "down": "1;31"}
_UNITS = (
    (2**60, "Ei"), (2**50, "Pi"), (2**40, "Ti"), (2**30, "Gi"), (2**20, "Mi"), (2**10, "Ki"),
    (1, "B"), (0, ""),
)  # fmt: skip
_MANY = ((10**18, "E"), (10**15, "P"), (10**12, "T"), (10**9, "G"), (10**6, "M"))
"""The suffixes of more cores than anybody has: what is asked for may be a slip of the pen."""
_MOST_PERCENT = 1000
"""Beyond it nothing fits anyhow, and the number is long."""
LEGEND = (
    "each zone: ready pods before > when it is lost > after evictions; "
    "-n lost, +n moved, ?n not running again; "
    "promised: ready pods that the hard rules leave, 0 where none keeps a zone from taking all; "
    "back in: until lost pods run again"
)
_WORDS = {"written": "the written replicas", "maximum": "the maximum"}
OUTAGE, EVICTED, INITIAL = "outage", "outage, after evictions", "initial"


def render(data: Data, options: Options) -> str:
    """Return the map, what is promised, and what was assumed."""
    paint = Paint(options)
    lines = _lines(data, options.columns, paint, (), legend=True)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def render_all(drills: Mapping[str, Data], options: Options) -> str:
    """Return the maps of several contexts by their names; what holds for all is said once."""
    played = [each for each in drills.values() if each["workloads"]]
    if len(played) < 2:
        maps = ((of, render(data, options)) for of, data in drills.items())
        return "".join(f"{of}\n{text}\n" if of else f"{text}\n" for of, text in maps if text)
    common = [
        words
        for words in played[0]["assumptions"]
        if all(words in each["assumptions"] for each in played)
    ]
    lines: list[str] = []
    columns, paint = options.columns, Paint(options)
    for of, data in drills.items():
        lines += [of, *_lines(data, columns, paint, common, legend=False), ""]
    lines += [paint(line, DIM) for line in paragraph(LEGEND, columns)]
    if common:
        lines += ["", paint("assumed of all", BOLD), *_assumed(common, columns)]
    return "".join(f"{line.rstrip()}\n" for line in [*lines, ""])


def verdicts(workloads: Sequence[Data]) -> str:
    """Return how many workloads have which verdict, the gravest first."""
    said = []
    for verdict in reversed(VERDICTS):
        if count := sum(each["verdict"] == verdict for each in workloads):
            several = verdict == "survives" and count > 1
            said.append(f"{count} {'survive' if several else verdict}")
    return f"{counted(len(workloads), 'workload')}: {', '.join(said) or 'none'}"


def _lines(
    data: Data, columns: int | None, paint: Paint, common: Sequence[str], *, legend: bool
) -> Iterator[str]:
    """Yield what is said of one drill, but for assumptions that others have in common with it."""
    if data["workloads"]:
        yield from _map(data, columns, paint)
        for line in room(data):
            yield from paragraph(shown(line), columns)
        if legend:
            yield from (paint(line, DIM) for line in paragraph(LEGEND, columns))
    by_reason: dict[str, list[str]] = {}
    not_drilled = data["not_drilled"]
    for each, label in zip(not_drilled, names_of(not_drilled), strict=True):
        by_reason.setdefault(each["why"], []).append(label)
    for why, names in by_reason.items():
        words = f"not drilled: {listed(names)}: {why}"
        yield from (paint(line, DIM) for line in paragraph(shown(words), columns))
    if not data["workloads"]:
        return  # nothing was assumed for anybody
    own = [words for words in data["assumptions"] if words not in common]
    if own:
        yield ""
        yield paint("assumed", BOLD)
        yield from _assumed(own, columns)


def _assumed(assumptions: Iterable[str], columns: int | None) -> Iterator[str]:
    for each in assumptions:
        yield from paragraph(shown(each), columns, indent=2)


def room(data: Data) -> Iterator[str]:
    """Say how much of the nodes the pods ask for, with all zones and without each.

    Zones whose loss leaves the same are told together.
    """
    by_words: dict[str, list[str]] = {}
    for each in data["room"]:
        cpu, memory = each["cpu"], each["memory"]
        words = (
            f"{_cpus(cpu['asked'])} of {_cpus(cpu['there'])} cpu{_share(cpu)}, "
            f"{_bytes(memory['asked'])} of {_bytes(memory['there'])} memory{_share(memory)}"
        )
        by_words.setdefault(words, []).append(each["zone"])
    for words, zones in by_words.items():
        lost = [zone for zone in zones if zone]
        if "" in zones:
            yield f"pods ask for {words}"
        if lost:
            yield f"without zone {one_of(lost)}: {words}"


def _share(of: Data) -> str:
    """Return the share that is asked for, rounded up: what is more than all never looks like it."""
    asked, there = (round(of[each] * 1000) for each in ("asked", "there"))
    if not there:
        return ""
    percent = -(-asked * 100 // there)
    return f" (over {_MOST_PERCENT} %)" if percent > _MOST_PERCENT else f" ({percent} %)"


def _cpus(cores: float) -> str:
    size, unit = next((each for each in _MANY if cores >= each[0]), (1, ""))
    return f"{round(cores / size, 3):.12g}{unit}"


def _bytes(number: int) -> str:
    size, unit = next(each for each in _UNITS if number >= each[0])
    return f"{round(number / max(size, 1), 2):.12g}{unit}"


def _map(data: Data, columns: int | None, paint: Paint) -> Iterator[str]:
    zones = data["zones"]
    heads = [
        "workload",
        "verdict",
        *(f"lose {shown(zone)}" for zone in zones),
        "promised",
        "back in",
    ]
    labelled = zip(data["workloads"], names_of(data["workloads"]), strict=True)
    rows = [row for workload, label in labelled for row in _rows(workload, label, zones)]
    head = [*(words(each, BOLD) for each in heads[:-1]), Cell(heads[-1], style=BOLD)]
    lines = table(head, rows, columns, paint)
    yield from lines if lines is not None else _listed(heads, rows, columns, paint)


def _listed(
    heads: Sequence[str], rows: Sequence[Sequence[Cell]], columns: int | None, paint: Paint
) -> Iterator[str]:
    """Yield the map for a terminal that is too narrow for a table: a line for each cell."""
    size = max(map(width, heads[2:]))
    for first, verdict, *cells in rows:
        yield from (paint(line, BOLD) for line in first.lines(columns or first.width))
        told = zip((heads[1], *heads[2:]), (verdict, *cells), strict=True)
        for head, cell in told:
            if str(cell):
                label = f"  {head}{' ' * (size - width(head))}  "
                yield from _beside(label, cell, columns, paint)


def _beside(label: str, cell: Cell, columns: int | None, paint: Paint) -> Iterator[str]:
    """Yield a cell behind its label, or below it where it would have to be parted there."""
    indent = width(label)
    if columns is not None and cell.least > columns - indent:
        yield label.rstrip()
        label, indent = " " * 4, 4
    room = cell.width if columns is None else max(columns - indent, 1)
    for line in cell.lines(room):
        yield f"{label}{paint(line, cell.style)}"
        label = " " * indent


def _rows(workload: Data, named: str, zones: Sequence[str]) -> Iterator[list[Cell]]:
    """Yield the row of a workload, and one more for each other size."""
    label = name(shown(named))
    if workload["refused"] is not None:
        refused = [words("refused") for _ in zones]
        yield [label, _verdict(workload), *refused, words("0"), words("never")]
        return
    cells = [_colored(cell(workload, zone), workload["by_zone"].get(zone)) for zone in zones]
    last = words(promised(workload)), Cell(back_in(workload))
    first, *others = workload["sizes"]
    if others:
        least = f" at {named_size(first)}"
        label = Cell(*label.pieces, *words(least).pieces, style=label.style, cut=True)
    yield [label, _verdict(first), *cells, *last]
    for size in others:
        cells = [_colored(_cell_at(workload, size, zone)) for zone in zones]
        yield [
            words(f"at {named_size(size)}", indent=2),
            _verdict(size),
            *cells,
            words(""),
            words(""),
        ]


def _verdict(of: Data) -> Cell:
    return words(of["verdict"], _STYLES[of["verdict"]])


def _colored(text: str, verdict: str | None = None) -> Cell:
    """Return the cell of a zone, which wraps before its marks only."""
    counts, *marks = text.replace(" > ", "\0").split(" ")
    pieces = [counts.replace("\0", " > "), *marks]
    spaced = [f"{piece} " for piece in pieces[:-1]]
    return Cell(*spaced, pieces[-1], style=_STYLES[verdict] if verdict else "")


def name_of(workload: Data) -> str:
    """Name a workload, which component of a custom resource it is, and of which context."""
    whole = f"{workload['kind'].lower()}/{workload['name']}"
    component, context = workload.get("component"), workload.get("context")
    whole = f"{whole} ({component})" if component else whole
    return f"{whole} in {context}" if context else whole


def names_of(workloads: Sequence[Data]) -> list[str]:
    """Name workloads, with their namespaces where others are named alike."""
    names = [name_of(each) for each in workloads]
    times: dict[str, int] = {}
    for each in names:
        times[each] = times.get(each, 0) + 1
    return [
        f"{each} (namespace {workload['namespace']})" if times[each] > 1 else each
        for workload, each in zip(workloads, names, strict=True)
    ]


def event(workload: Data, name: str, zone: str = "") -> Data | None:
    """Return one event of a workload."""
    for each in workload["events"]:
        if each["event"] == name and each["zone"] == zone:
            return each  # type: ignore[no-any-return]  # plain data
    return None


def spread(numbers: Sequence[int]) -> str:
    """Return a number, or the range that it lies in."""
    least, most = numbers
    return str(least) if least == most else f"{least}-{most}"


def named_size(size: Data) -> str:
    """Return how people call a size."""
    if size["size"] == "written":
        return f"the written {counted(size['replicas'], 'replica')}"
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
