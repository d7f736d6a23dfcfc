"""The map of the drill's page: what the loss of each zone does to each workload."""

from __future__ import annotations

from multiaz_lint.report.drill import back_in, event, names_of, promised, spread
from multiaz_lint.report.escape import html as escaped
from multiaz_lint.report.pages.drill_parts import MEANINGS, badge, by_zone, heads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    Data = Mapping[str, Any]

_MOST_DOTS = 12
_KEYS = (("stays", "stays", "4"), ("moved", "moved", "4"), ("missing", "not running again", "3.5"))


def zone_map(data: Data) -> Iterator[str]:
    """Yield the map; nothing where there is no zone or no workload."""
    zones = data["zones"]
    if not zones or not data["workloads"]:
        return
    yield "<section><h2>When a zone is lost</h2>"
    legend = " ".join(
        f'<svg class=dot viewBox="0 0 10 10"><circle class={kind} cx=5 cy=5 r={size} /></svg>'
        f" {words}"
        for kind, words, size in _KEYS
    )
    yield f"<p class=soft>{legend} · promised: the fewest ready pods of any allowed placement</p>"
    yield "<table class=map><thead><tr><th scope=col>workload"
    yield from heads(zones, "lose")
    yield "<th scope=col>promised<th scope=col>back in</thead><tbody>"
    for workload, label in zip(data["workloads"], names_of(data["workloads"]), strict=True):
        yield f"<tr><th scope=row>{escaped(label)} {badge(workload['verdict'])}"
        yield from by_zone({zone: _cell(workload, zone) for zone in zones}, "lose")
        yield f'<td data-label="promised">{escaped(promised(workload))}'
        yield f'<td data-label="back in">{escaped(back_in(workload))}'
    yield "</tbody></table>"
    given = {workload["verdict"] for workload in data["workloads"]}
    for verdict, words in MEANINGS.items():
        if verdict in given:
            yield f"<p class=soft>{badge(verdict)} {escaped(words)}</p>"
    yield "</section>"


def _cell(workload: Data, zone: str) -> str:
    if workload["refused"] is not None:
        return "<span class=down>refused</span>"
    lost, after = event(workload, "outage", zone), event(workload, "outage, after evictions", zone)
    if lost is None or after is None:
        return "–"  # noqa: RUF001 - the dash of an empty cell
    verdict = escaped(workload["by_zone"][zone])
    stays, runs, missing = lost["ready"][0], after["ready"][0], after["missing"][1]
    dots = ["stays"] * stays + ["moved"] * max(0, runs - stays) + ["missing"] * missing
    words = (
        f"{spread(lost['ready'])} ready, then {spread(after['ready'])} of {workload['replicas']}"
    )
    drawn = _dots(dots, words) if len(dots) <= _MOST_DOTS else ""
    return f'{drawn}<span class="{verdict}">{escaped(words)}</span>'


def _dots(kinds: Sequence[str], words: str) -> str:
    circles = "".join(
        f"<circle class={kind} cx={6 + 12 * i} cy=6 r={3.5 if kind == 'missing' else 4.5} />"
        for i, kind in enumerate(kinds)
    )
    size = 12 * max(1, len(kinds))
    return (
        f'<svg class=dots width={size} height=12 viewBox="0 0 {size} 12" role=img '
        f'aria-label="{escaped(words)}">{circles}</svg>'
    )
