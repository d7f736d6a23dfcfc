"""What is requested for containers that do not say it themselves."""

from __future__ import annotations

from multiaz_lint.model.cached import once_alike
from multiaz_lint.model.pods.limit_ranges import given, limit_ranges
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import Workload

_NONE: frozenset[str] = frozenset()


def defaults_of(workload: Workload, cluster: Cluster) -> tuple[frozenset[str], frozenset[str]]:
    """Return the resources that are requested, and limited, without the container saying so.

    Requests and limits of the whole pod count, and so do the defaults for containers.
    """
    requests, limits = container_defaults_of(workload, cluster)
    whole = pod_level(workload, cluster)
    if not whole:
        return requests, limits
    limited = limits.union(mapping(whole.get("limits")))
    return requests.union(mapping(whole.get("requests")), limited), limited


def _question(workload: Workload, cluster: Cluster) -> tuple[str, str]:
    """Return what is alike for workloads to which the same LimitRanges give the same."""
    return workload.namespace, "" if cluster.nearness.plain else workload.directory


@once_alike(_question)
def container_defaults_of(
    workload: Workload, cluster: Cluster
) -> tuple[frozenset[str], frozenset[str]]:
    """Return what a LimitRange of the namespace requests, and limits, for each container.

    They are those of LimitRanger admission (1.37).
    """
    ranges = limit_ranges(cluster, workload.namespace)
    if not ranges:
        return _NONE, _NONE
    requests: set[str] = set()
    limits: set[str] = set()
    for limit_range in ranges:
        if cluster.nearness.apart(limit_range, workload):
            continue
        asked, limited = given(cluster)[limit_range]
        requests.update(asked)
        limits.update(limited)
    return frozenset(requests), frozenset(limits)


def pod_level(workload: Workload, cluster: Cluster) -> dict[str, Any]:
    """Return the requests and limits of the whole pod (on by default from 1.34)."""
    if cluster.platform.kubernetes < (1, 34):
        return {}
    return mapping(workload.pod_spec.get("resources"))
