"""Karpenter's NodePools of the input: what their nodes are like, and which pods ask for them.

Semantics of karpenter.sh/v1: a node of a pool has the labels and taints of its template and the
pool's name as a label, and all requirements hold for it. Its ``startupTaints`` go by themselves.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once, once_alike, once_each
from multiaz_lint.model.company.contradictions import demanded, impossible_key
from multiaz_lint.model.labels import readable
from multiaz_lint.model.nodes.taints import untolerated
from multiaz_lint.model.placeholders import holds_placeholder
from multiaz_lint.model.placement import BETA_ZONE, ZONE, ZONE_KEYS
from multiaz_lint.model.resource import by_identity, mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.company.contradictions import LabelDemand
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

    Tree = Mapping[str, Any]

NODE_POOL = "karpenter.sh/nodepool"
_PROVIDERS = (
    *("kubernetes.io", "k8s.io", "karpenter.sh", "k8s.aws", "amazonaws.com", "aws.com"),
    *("azure.com", "google.com", "gke.io", "nvidia.com", "amd.com", "intel.com", "cilium.io"),
)
"""Ends of the domains of labels that the provider, a driver or an agent writes on its nodes.

A pool need not name them: EKS Auto Mode has ``eks.amazonaws.com``, the EBS driver
``topology.ebs.csi.aws.com``, GPU feature discovery ``nvidia.com``. Every provider of Karpenter has
a domain that begins with ``karpenter.k8s.``, too.
"""
_LOOKS = 5
"""What it costs to ask a pool, in looks from one resource at another."""


class NodePool:
    """One pool that can be decoded: what the nodes have that Karpenter makes for it.

    ``labels`` are those of its template and its name, ``requirements`` expressions on labels,
    ``domains`` those of labels that the pools of the input name.
    """

    __slots__ = ("domains", "labels", "own", "requirements", "resource", "taints")

    def __init__(self, resource: Resource) -> None:
        template = mapping(resource.get("spec", "template"))
        spec = mapping(template.get("spec"))
        labels = mapping(mapping(template.get("metadata")).get("labels"))
        self.resource = resource
        self.labels: dict[str, str] = {**readable(labels), NODE_POOL: resource.name}
        self.requirements = [_known(mapping(each)) for each in sequence(spec.get("requirements"))]
        self.taints: list[Tree] = list(map(mapping, sequence(spec.get("taints"))))
        self.own = demanded(self.labels, self.requirements)
        self.domains = frozenset(map(_domain, self.own if isinstance(self.own, dict) else ()))

    def __str__(self) -> str:
        return f"NodePool {self.resource.name}"

    def given(self) -> Iterator[tuple[str, str]]:
        """Yield the labels and values by which pods can ask for this pool."""
        for key, value in self.labels.items():
            if key not in ZONE_KEYS:
                yield key, value
        for each in self.requirements:
            key = string(each.get("key"))
            if each.get("operator") == "In" and not _of_provider(_domain(key)):
                yield from ((key, string(value)) for value in sequence(each.get("values")))

    def refusal(self, selected: Tree, expressions: Iterable[Tree]) -> str:
        """Say why none of its nodes has what is asked of their labels; empty where one may."""
        own, wishes = self.own, [*_equalities(selected), *map(_known, expressions)]
        asked = demanded({}, wishes)
        if not isinstance(own, dict) or not isinstance(asked, dict):
            return ""
        for key, demand in asked.items():
            if demand.present and key not in own and self._surely_lacks(key):
                return f"its nodes have no label {key}"
        labels = {key: value for key, value in self.labels.items() if key in asked}
        required = [each for each in self.requirements if string(each.get("key")) in asked]
        together = demanded(labels, [*required, *wishes])
        key_ = impossible_key(together) if isinstance(together, dict) else None
        key_ = key_ or impossible_key(own)
        return f"its nodes have another {key_}" if key_ else ""

    def _surely_lacks(self, key: str) -> bool:
        """Whether nobody writes a label that the pool does not name: none but pools would."""
        domain = _domain(key)
        return not domain or (domain in self.domains and not _of_provider(domain))

    def shuts_out(self, tolerations: Sequence[Tree]) -> str:
        """Say which of its taints keeps pods out; empty where none does."""
        taint = untolerated(self.taints, tolerations)
        return "" if taint is None else f"its taint {taint_text(taint)} is not tolerated"

    def zones(self, names: Sequence[str]) -> frozenset[str] | None:
        """Return the zones that its nodes may be in, of all that have names; None for any."""
        demand = self.own.get(ZONE) if isinstance(self.own, dict) else None
        if demand is None or _unknown(demand, names):
            return None
        return (frozenset(names) if demand.allowed is None else demand.allowed) - demand.excluded


def _unknown(demand: LabelDemand, names: Sequence[str]) -> bool:
    return demand.allowed is None and (not names or not demand.excluded)


def _known(expression: Tree) -> dict[str, Any]:
    """Return an expression on the label that Karpenter takes another one for."""
    key = string(expression.get("key"))
    return {**expression, "key": ZONE if key == BETA_ZONE else key}


def _equalities(selected: Tree) -> Iterator[Tree]:
    for key, value in selected.items():
        yield _known({"key": key, "operator": "In", "values": [value]})


def _domain(key: str) -> str:
    return key.rpartition("/")[0]


def _of_provider(domain: str) -> bool:
    """Whether nodes may have labels of a domain that no pool names."""
    return domain.startswith("karpenter.k8s.") or any(
        domain == end or domain.endswith(f".{end}") for end in _PROVIDERS
    )


def taint_text(taint: Tree) -> str:
    """Write a taint as kubectl does."""
    value = f"={taint['value']}" if taint.get("value") else ""
    return f"{taint.get('key')}{value}:{taint.get('effect')}"


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
    by_label = _by_label(cluster)
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
def _by_label(cluster: Cluster) -> dict[tuple[str, str], list[NodePool]]:
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
    return [NodePool(each) for each in _written(cluster) if _decodes(each)]


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
    if not (workload.node_selector or workload.node_terms) or not _by_label(cluster):
        return _NONE
    return _asked_of(workload, cluster)


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
