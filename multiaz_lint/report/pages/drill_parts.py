"""What the tables of the drill's page share: badges, and cells by zone."""

from __future__ import annotations

from multiaz_lint.report.escape import html as escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_COLUMNS = 4
"""Of more zones, those with the same outcome share a line of one column."""


MEANINGS = {
    "survives": "pods stay ready, and all that were lost run again",
    "degraded": "pods stay ready, but not all that were lost run again",
    "stuck": "pods stay ready, but a drain or a rollout never ends",
    "down": (
        "no pod is ready at some moment, that of a rollout with all zones there included, "
        "or the API server refuses the workload"
    ),
}
"""What verdicts mean, from the best to the gravest."""


def badge(verdict: str) -> str:
    return f'<span class="badge {escaped(verdict)}">{escaped(verdict)}</span>'


def heads(zones: Sequence[str], words: str) -> Iterator[str]:
    """Yield the heads of the columns that `by_zone` fills."""
    if len(zones) > MOST_COLUMNS:
        yield f"<th scope=col>{'zones' if words == 'zone' else f'{words} a zone'}"
    else:
        yield from (f"<th scope=col>{words} {escaped(zone)}" for zone in zones)


def by_zone(cells: Mapping[str, str], words: str) -> Iterator[str]:
    """Yield a cell for each zone, which knows its head for screens that are too narrow for one."""
    if len(cells) <= MOST_COLUMNS:
        for zone, cell in cells.items():
            yield f'<td class=zone data-label="{words} {escaped(zone)}">{cell}'
        return
    alike: dict[str, list[str]] = {}
    for zone, cell in cells.items():
        alike.setdefault(cell, []).append(zone)
    yield "<td class=zones>"
    for cell, zones in alike.items():
        yield f"<div><b>{escaped(', '.join(zones))}</b> {cell}</div>"
