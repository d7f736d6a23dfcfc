"""How many volumes of a driver a node attaches, as its CSINode says."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster

_NODE = ("storage.k8s.io", "CSINode")


def volume_limits(cluster: Cluster) -> dict[str, dict[str, int]]:
    """Return the most volumes by node and driver; drivers that say no number have no limit."""
    found: dict[str, dict[str, int]] = {}
    for each in cluster.resources:
        if (each.group, each.kind) != _NODE or each.name in found:
            continue
        counts = {
            string(driver.get("name")): mapping(driver.get("allocatable")).get("count")
            for driver in map(mapping, sequence(each.spec.get("drivers")))
        }
        limits = {name: most for name, most in counts.items() if type(most) is int}
        if limits:
            found[each.name] = limits
    return found
