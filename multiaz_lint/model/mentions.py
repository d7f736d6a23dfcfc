"""Custom resources that bear the labels of a selector: their operators may make such pods."""

from __future__ import annotations

from multiaz_lint.model.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Selector


def mentioned(selector: Selector, near: Resource, cluster: Cluster) -> bool:
    """Whether a custom resource of the namespace holds all labels that a selector asks for.

    Then the pods that it is meant for may be made from there, by an operator that is not known.
    """
    wanted = selector.equalities
    if not wanted:
        return False
    return any(
        _holds(resource.tree, wanted, cluster) and not cluster.nearness.apart(resource, near)
        for resource in _custom(near.namespace, cluster)
    )


def _custom(namespace: str, cluster: Cluster) -> Sequence[Resource]:
    known: dict[str, list[Resource]] | None = cluster.facts.get("custom resources")
    if known is None:
        known = cluster.facts["custom resources"] = {}
        for resource in cluster.of(Resource):
            if "." in resource.group and not resource.group.endswith(".k8s.io"):
                known.setdefault(resource.namespace, cluster.looked()).append(resource)
    return known.get(namespace, ())


def _holds(tree: Any, wanted: dict[str, str], cluster: Cluster) -> bool:
    """Whether some mapping of a tree has all the entries wanted."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        cluster.effort.left -= 1
        if isinstance(node, dict):
            if all(node.get(key) == value for key, value in wanted.items()):
                return True
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return False
