"""What is requested for containers that do not say it themselves."""

from __future__ import annotations

from multiaz_lint.model.limit_ranges import container_defaults, limit_ranges
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import Workload

_NONE: frozenset[str] = frozenset()


def defaults_of(workload: Workload, cluster: Cluster) -> tuple[AbstractSet[str], AbstractSet[str]]:
    """Return the resources that are requested, and limited, without the container saying so.

    Requests and limits of the whole pod count (spec.resources, on by default from 1.34), and so
    do the defaults for containers of a LimitRange in the namespace (LimitRanger admission).
    """
    ranges = limit_ranges(cluster, workload.namespace)
    whole = mapping(workload.pod_spec.get("resources"))
    if not ranges and not whole:
        return _NONE, _NONE
    requests: set[str] = set()
    limits: set[str] = set()
    if cluster.platform.kubernetes >= (1, 34):
        limits.update(mapping(whole.get("limits")))
        requests.update(mapping(whole.get("requests")), limits)
    for limit_range in ranges:
        if cluster.nearness.apart(limit_range, workload):
            continue
        asked, limited = container_defaults(limit_range.spec)
        requests.update(asked)
        limits.update(limited)
    return requests, limits
