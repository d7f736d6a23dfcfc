"""Custom resources that bear the labels of a selector: their operators may make such pods."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Selector

    Holder = tuple[Resource, dict[str, Any]]


def mentioned(selector: Selector, near: Resource, cluster: Cluster) -> bool:
    """Whether a custom resource of the namespace holds all labels that a selector asks for.

    Then the pods that it is meant for may be made from there, by an operator that is not known.
    """
    wanted = selector.equalities
    if not wanted:
        return False
    index = _mappings(cluster)
    narrowest: Sequence[Holder] | None = None
    for key, value in wanted.items():
        holders = index.get((near.namespace, key, value), ())
        if narrowest is None or len(holders) < len(narrowest):
            narrowest = holders
    return any(
        all(held.get(key) == value for key, value in wanted.items())
        and not cluster.nearness.apart(resource, near)
        for resource, held in narrowest or ()
    )


@once
def _mappings(cluster: Cluster) -> dict[tuple[str, str, str], list[Holder]]:
    """Return the mappings in custom resources by namespace and entry, where that is a string."""
    known: dict[tuple[str, str, str], list[Holder]] = {}
    for resource in cluster.of(Resource):
        if "." in resource.group and not resource.group.endswith(".k8s.io"):
            _index(resource, known, cluster)
    return known


def _index(
    resource: Resource, known: dict[tuple[str, str, str], list[Holder]], cluster: Cluster
) -> None:
    namespace = resource.namespace
    waiting: list[Any] = [resource.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                if value.__class__ is str:
                    holders = known.get((namespace, key, value))
                    if holders is None:
                        holders = known[namespace, key, value] = cluster.metered()
                    holders.append((resource, node))
                else:
                    waiting.append(value)
        elif isinstance(node, list):
            waiting += node
