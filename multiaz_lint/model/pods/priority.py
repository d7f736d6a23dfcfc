"""Priority classes: those that every cluster has (pkg/apis/scheduling, 1.37), and missing ones."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import Workload

SYSTEM_PRIORITIES = {
    "system-node-critical": 2_000_001_000,
    "system-cluster-critical": 2_000_000_000,
}
"""Their values by name."""


def missing_class(workload: Workload, cluster: Cluster) -> str:
    """Say that there is no priority class of the name that pods have; empty where there may be.

    As the admission plugin Priority says it. Only an input that is all there is tells.
    """
    name = string(workload.pod_spec.get("priorityClassName"))
    if not (cluster.platform.closed and name) or name in SYSTEM_PRIORITIES:
        return ""
    found = cluster.find(("scheduling.k8s.io", "PriorityClass", "", name), workload)
    return "" if found else f"no PriorityClass with name {name} was found"


@once
def default_class(cluster: Cluster) -> str:
    """Return the name of the class that pods without one have; empty where the input has none.

    Of several defaults it is the lowest (Priority).
    """
    defaults = [
        (value, each.name)
        for each in cluster.resources
        if each.kind == "PriorityClass" and each.group == "scheduling.k8s.io"
        if isinstance(value := each.get("value"), int) and each.get("globalDefault") is True
    ]
    return min(defaults)[1] if defaults else ""
