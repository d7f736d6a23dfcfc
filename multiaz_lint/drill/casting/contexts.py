"""The clusters that one input describes: environments and overlays are drilled one by one."""

from __future__ import annotations

from multiaz_lint.model import Cluster, Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model import Resource


def contexts(cluster: Cluster) -> list[tuple[str, Cluster]]:
    """Split a cluster where sibling folders define the same objects; name each by its folder."""
    if cluster.nearness.plain:
        return [("", cluster)]
    found: dict[frozenset[int], tuple[str, list[Resource]]] = {}
    folders = dict.fromkeys(workload.directory for workload in cluster.of(Workload))
    for folder in folders:
        anchor = next(each for each in cluster.of(Workload) if each.directory == folder)
        together = [each for each in cluster.resources if not cluster.nearness.apart(each, anchor)]
        nearest = cluster.nearness.nearest(together, anchor)
        found.setdefault(frozenset(map(id, nearest)), (folder, nearest))
    largest = [
        (folder, resources)
        for key, (folder, resources) in found.items()
        if not any(key < other for other in found)
    ]
    if len(largest) < 2:
        return [("", cluster)]
    largest.sort(key=lambda each: each[0])
    return [(folder, Cluster(resources, cluster.platform)) for folder, resources in largest]
