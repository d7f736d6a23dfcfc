"""Which of Karpenter's NodePools pods ask for by node selection, and what that leaves them."""

from __future__ import annotations

from multiaz_lint.model.cached import once_alike, once_each
from multiaz_lint.model.placement import NODE_POOL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.nodes.node_pool import NodePool
    from multiaz_lint.model.workload import Workload

    Tree = Mapping[str, Any]

_LOOKS = 5
"""What it costs to ask a pool, in looks from one resource at another."""


def pools_of(workload: Workload, cluster: Cluster) -> list[tuple[NodePool, str]] | None:
    """Return the pools that all pods of a workload ask for, each with why it takes none.

    The reason is empty for those that may take them. None where they may run on other nodes.
    """
    return _asked(workload, cluster).pools


class _Asked:
    """The pools that are asked for, and what they have in common, for all who ask for the same."""

    __slots__ = ("keys", "pools", "zones")

    def __init__(self, pools: list[tuple[NodePool, str]] | None, zone_names: Sequence[str]) -> None:
        self.pools = pools
        self.keys = frozenset(key for pool, _ in pools or () for key, _ in pool.given())
        zones = [pool.zones(zone_names) for pool, why in pools or () if not why]
        known = [each for each in zones if each]
        self.zones: frozenset[str] | None = None
        if known and len(known) == len(zones):
            self.zones = frozenset().union(*known)


_NONE = _Asked(None, ())


def _asked(workload: Workload, cluster: Cluster) -> _Asked:
    if not (workload.node_selector or workload.node_terms):
        return _NONE
    from multiaz_lint.model.nodes.node_pools import pools_by_label  # few inputs hold pools

    return _asked_of(workload, cluster) if pools_by_label(cluster) else _NONE


def _wish(workload: Workload, cluster: Cluster) -> str:
    """Return what pods ask of a node, and where: copies of a pool are told apart by that."""
    terms = [term.expressions for term in workload.node_terms]
    tolerations = [each.tree for each in workload.tolerations]
    place = () if cluster.nearness.plain else (workload.directory, workload.origin)
    return repr((workload.node_selector, terms, tolerations, place))


@once_each
@once_alike(_wish)
def _asked_of(workload: Workload, cluster: Cluster) -> _Asked:
    """Find the pools once for all workloads of a file that ask for the same."""
    return _Asked(_pools_of(workload, cluster), cluster.platform.zone_names)


def _pools_of(workload: Workload, cluster: Cluster) -> list[tuple[NodePool, str]] | None:
    from multiaz_lint.model.nodes.node_pools import asked_pools

    selected = workload.node_selector
    tolerations = [each.tree for each in workload.tolerations]
    found = []
    for expressions in [term.expressions for term in workload.node_terms] or [[]]:
        pools = asked_pools(selected, expressions, workload, cluster)
        if not pools:
            return None
        cluster.effort.left -= _LOOKS * len(pools)
        for pool in pools:
            why = pool.refusal(selected, expressions) or pool.shuts_out(tolerations)
            found.append((pool, why))
    return found


def zones_of_pools(workload: Workload, cluster: Cluster) -> frozenset[str] | None:
    """Return the zones of the pools that take the pods; None where they may be in any."""
    return _asked(workload, cluster).zones


def shutting_pools(workload: Workload, cluster: Cluster) -> list[tuple[NodePool, str]]:
    """Return the pools that are asked for where none takes the pods, and no other node can.

    They are meant by name; by other labels only where the input is all there is.
    """
    pools = pools_of(workload, cluster)
    if not pools or any(not why for _, why in pools):
        return []
    return pools if by_name(workload) or cluster.platform.closed else []


def asking_field(workload: Workload, cluster: Cluster) -> Field:
    """Return where a workload asks for pools."""
    found = workload.selecting(_asked(workload, cluster).keys)
    return next(found, workload.pod("nodeSelector"))


def by_name(workload: Workload) -> bool:
    """Whether it asks for pools by their names, so that no other nodes will do."""
    if NODE_POOL in workload.node_selector:
        return True
    terms = [names_pools(each.expressions) for each in workload.node_terms]
    return bool(terms) and all(terms)


def names_pools(expressions: Iterable[Tree]) -> bool:
    """Whether expressions name the pools whose nodes will do."""
    return any(
        each.get("key") == NODE_POOL and each.get("operator") == "In" for each in expressions
    )
