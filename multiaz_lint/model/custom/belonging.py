"""Which workloads belong to a custom resource: its own components, and those that name it."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.custom.adapted import CustomWorkload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path


def workloads_of(resource: Resource, cluster: Cluster) -> list[CustomWorkload]:
    """Return the workloads that belong to a resource, in input order.

    The resource may be a copy of what the input holds, as workloads know their owners.
    """
    return _by_place(cluster).get(_place(resource), [])


@once
def _by_place(cluster: Cluster) -> dict[tuple[int, Path], list[CustomWorkload]]:
    found: dict[tuple[int, Path], list[CustomWorkload]] = {}
    for each in cluster.of(CustomWorkload):
        found.setdefault(_place(each.owner or each), []).append(each)
    return found


def _place(resource: Resource) -> tuple[int, Path]:
    """Return where a resource stands."""
    return id(resource.manifest), resource.prefix
