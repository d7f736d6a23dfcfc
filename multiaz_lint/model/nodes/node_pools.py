"""Karpenter's NodePools of the input that an API server can decode, by the labels asked for."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.placeholders import holds_placeholder
from multiaz_lint.model.placement import NODE_POOL
from multiaz_lint.model.resource import by_identity, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.nodes.node_pool import NodePool
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

    Tree = Mapping[str, Any]


def asked_pools(
    selected: Tree, expressions: Iterable[Tree], near: Workload, cluster: Cluster
) -> list[NodePool]:
    """Return the pools of the input that pods ask for, by name or by a label of their nodes.

    Where they name pools of which none is in the input there are none, whatever else they ask for.
    """
    pairs = [(key, value) for key, value in selected.items() if isinstance(value, str)]
    for each in expressions:
        if each.get("operator") == "In":
            pairs += [(string(each.get("key")), string(v)) for v in sequence(each.get("values"))]
    by_label = pools_by_label(cluster)
    if not by_label or not pairs:
        return []
    named = [pair for pair in pairs if pair[0] == NODE_POOL]
    found = {
        pool.resource.identity: pool
        for pair in named or pairs
        for pool in by_label.get(pair, ())
        if pool.resource in cluster.find(pool.resource.identity, near)
    }
    return [found[identity] for identity in sorted(found)]


@once
def pools_by_label(cluster: Cluster) -> dict[tuple[str, str], list[NodePool]]:
    """Find the pools once by what pods can ask of them; none that has placeholders."""
    found: dict[tuple[str, str], list[NodePool]] = {}
    pools = [
        each
        for each in sorted(node_pools(cluster), key=lambda each: by_identity(each.resource))
        if not holds_placeholder(each.resource.get("spec", "template"))
    ]
    domains = frozenset().union(*[pool.domains for pool in pools])
    for pool in pools:
        pool.domains = domains
        for pair in dict.fromkeys(pool.given()):
            cluster.effort.put(found, pair, pool)
    return found


@once
def node_pools(cluster: Cluster) -> list[NodePool]:
    """Return the NodePools of the input that an API server can decode."""
    written = list(_written(cluster))
    if not written:
        return []
    from multiaz_lint.model.nodes.node_pool import NodePool

    return [NodePool(each) for each in written if _decodes(each)]


def undecodable_pools(cluster: Cluster) -> list[Resource]:
    """Return those that no API server can decode, and that nobody has still to fill."""
    return [
        each
        for each in _written(cluster)
        if not _decodes(each) and not holds_placeholder(each.get("spec", "template"))
    ]


def _written(cluster: Cluster) -> Iterator[Resource]:
    for each in cluster.resources:
        if each.kind == "NodePool" and each.group == "karpenter.sh":
            yield each


def _decodes(resource: Resource) -> bool:
    """Whether what is read of a NodePool has the types of its definition (karpenter.sh/v1)."""
    template = resource.get("spec", "template")
    template = {} if template is None else template
    metadata, spec = (_part(template, name, dict) for name in ("metadata", "spec"))
    labels, requirements = _part(metadata, "labels", dict), _part(spec, "requirements", list)
    taints = _part(spec, "taints", list)
    if labels is None or requirements is None or taints is None:
        return False
    return (
        all(map(_is_text, (*labels, *labels.values())))
        and all(map(_is_requirement, requirements))
        and all(map(_is_taint, taints))
    )


def _part(tree: object, name: str, wanted: type) -> Any:
    """Return a part of a tree, empty where nothing is written; None where the type is another."""
    if not isinstance(tree, dict):
        return None
    found = tree.get(name)
    if found is None:
        return wanted()
    return found if isinstance(found, wanted) else None


def _is_requirement(each: object) -> bool:
    values = _part(each, "values", list)
    least = each.get("minValues") if isinstance(each, dict) else None
    return (
        values is not None
        and all(map(_is_text, values))
        and (least is None or type(least) is int)
        and _has_texts(each, "key", "operator")
    )


def _is_taint(each: object) -> bool:
    if not isinstance(each, dict) or not _has_texts(each, "key", "effect"):
        return False
    return each.get("value") is None or _is_text(each["value"])


def _has_texts(tree: Any, *names: str) -> bool:
    return all(_is_text(tree.get(name)) for name in names)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
