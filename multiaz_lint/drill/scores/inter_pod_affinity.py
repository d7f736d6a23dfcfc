"""InterPodAffinity: preferences of the pod and of the pods already placed (scheduler v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.view import View

WEIGHT = 2


def scores(view: View, nodes: list[int]) -> list[int] | None:
    """Score nodes from 0 to 100; None when it makes no difference."""
    sums: dict[str, dict[str, int]] = {}
    for weight, topology_key, domain in view.preferences:
        by_value = sums.setdefault(topology_key, {})
        values = domain.values
        for node, count in domain.pods.total.items():
            value = values[node]
            if count and value is not None:
                by_value[value] = by_value.get(value, 0) + weight * count
    for weight, holders in view.drawn_by():
        if holders.by_value:
            _add(sums, holders.term.topology_key, holders.by_value, weight)
    raw: list[int] | None = None
    for topology_key, by_value in sums.items():
        if not by_value:
            continue
        values = view.state.values_of(topology_key)
        if raw is None:
            raw = [0] * len(nodes)
        raw = [
            total + by_value[v] if (v := values[i]) in by_value else total
            for i, total in zip(nodes, raw, strict=True)
        ]
    if raw is None:
        return None
    lowest, highest = min(raw), max(raw)
    span = highest - lowest
    if not span:
        return None
    return [int(100.0 * ((total - lowest) / span)) for total in raw]


def _add(
    sums: dict[str, dict[str, int]], topology_key: str, counts: dict[str, int], weight: int
) -> None:
    by_value = sums.setdefault(topology_key, {})
    for value, count in counts.items():
        if count:
            by_value[value] = by_value.get(value, 0) + weight * count
