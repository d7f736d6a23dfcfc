"""Karpenter's NodePools of the input: what their nodes are like, and which pods ask for them.

Semantics of karpenter.sh/v1: a node of a pool has the labels and taints of its template and the
pool's name as a label, and all requirements hold for it. Its ``startupTaints`` go by themselves.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once, once_each
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
    from multiaz_lint.model.company.contradictions import Demand
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

    Tree = Mapping[str, Any]

NODE_POOL = "karpenter.sh/nodepool"
_KNOWN_TO_ALL = ("kubernetes.io", "k8s.io", "karpenter.sh", "k8s.aws", "azure.com", "google.com")
"""Ends of the domains of labels that nodes have by themselves, whether a pool names them or not."""


class NodePool:
    """One pool that can be decoded: what the nodes have that Karpenter makes for it.

    ``labels`` are those of its template and its name, ``requirements`` expressions on labels.
    """

    __slots__ = ("labels", "requirements", "resource", "taints")

    def __init__(self, resource: Resource) -> None:
        template = mapping(resource.get("spec", "template"))
        spec = mapping(template.get("spec"))
        labels = mapping(mapping(template.get("metadata")).get("labels"))
        self.resource = resource
        self.labels: dict[str, str] = {**readable(labels), NODE_POOL: resource.name}
        self.requirements = [_known(mapping(each)) for each in sequence(spec.get("requirements"))]
        self.taints: list[Tree] = list(map(mapping, sequence(spec.get("taints"))))

    def __str__(self) -> str:
        return f"NodePool {self.resource.name}"

    def given(self) -> Iterator[tuple[str, str]]:
        """Yield the labels and values by which pods can ask for this pool."""
        for key, value in self.labels.items():
            if key not in ZONE_KEYS:
                yield key, value
        for each in self.requirements:
            key = string(each.get("key"))
            if each.get("operator") == "In" and not _of_all_nodes(key):
                yield from ((key, string(value)) for value in sequence(each.get("values")))

    def refusal(self, selected: Tree, expressions: Iterable[Tree]) -> str:
        """Say why none of its nodes has what is asked of their labels; empty where one may."""
        own = demanded(self.labels, self.requirements)
        asked = demanded(selected, list(map(_known, expressions)))
        if not isinstance(own, dict) or not isinstance(asked, dict):
            return ""
        for key, demand in asked.items():
            if demand.present and key not in own and not _of_all_nodes(key):
                return f"its nodes have no label {key}"
        both = [*self.requirements, *_equalities(selected), *map(_known, expressions)]
        together = demanded(self.labels, both)
        key_ = impossible_key(together) if isinstance(together, dict) else None
        return f"its nodes have another {key_}" if key_ else ""

    def shuts_out(self, tolerations: Sequence[Tree]) -> str:
        """Say which of its taints keeps pods out; empty where none does."""
        taint = untolerated(self.taints, tolerations)
        return "" if taint is None else f"its taint {taint_text(taint)} is not tolerated"

    def zones(self, names: Sequence[str]) -> frozenset[str] | None:
        """Return the zones that its nodes may be in, of all that have names; None for any."""
        own = demanded(self.labels, self.requirements)
        demand = own.get(ZONE) if isinstance(own, dict) else None
        if demand is None or _unknown(demand, names):
            return None
        return (frozenset(names) if demand.allowed is None else demand.allowed) - demand.excluded


def _unknown(demand: Demand, names: Sequence[str]) -> bool:
    return demand.allowed is None and (not names or not demand.excluded)


def _known(expression: Tree) -> dict[str, Any]:
    """Return an expression on the label that Karpenter takes another one for."""
    key = string(expression.get("key"))
    return {**expression, "key": ZONE if key == BETA_ZONE else key}


def _equalities(selected: Tree) -> Iterator[Tree]:
    for key, value in selected.items():
        yield _known({"key": key, "operator": "In", "values": [value]})


def _of_all_nodes(key: str) -> bool:
    """Whether nodes may have a label that no pool names."""
    domain = key.rpartition("/")[0]
    return any(domain == end or domain.endswith(f".{end}") for end in _KNOWN_TO_ALL)


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
    for pool in sorted(node_pools(cluster), key=lambda each: by_identity(each.resource)):
        if not holds_placeholder(pool.resource.get("spec", "template")):
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
    if not (workload.node_selector or workload.node_terms) or not _by_label(cluster):
        return None
    return _pools_of(workload, cluster)


@once_each
def _pools_of(workload: Workload, cluster: Cluster) -> list[tuple[NodePool, str]] | None:
    selected = workload.node_selector
    tolerations = [each.tree for each in workload.tolerations]
    found = []
    for expressions in [term.expressions for term in workload.node_terms] or [[]]:
        pools = asked_pools(selected, expressions, workload, cluster)
        if not pools:
            return None
        for pool in pools:
            why = pool.refusal(selected, expressions) or pool.shuts_out(tolerations)
            found.append((pool, why))
    return found


def zones_of_pools(workload: Workload, cluster: Cluster) -> frozenset[str] | None:
    """Return the zones of the pools that take the pods; None where they may be in any."""
    pools = [pool for pool, why in pools_of(workload, cluster) or () if not why]
    zones = [pool.zones(cluster.platform.zone_names) for pool in pools]
    known = [each for each in zones if each]
    return frozenset().union(*known) if known and len(known) == len(zones) else None


def asking_field(workload: Workload, cluster: Cluster) -> Field:
    """Return where a workload asks for pools."""
    keys = {key for pool, _ in pools_of(workload, cluster) or () for key, _ in pool.given()}
    for key in workload.node_selector:
        if key in keys:
            return workload.pod("nodeSelector", key)
    for term in workload.node_terms:
        for index, _ in term.about(frozenset(keys)):
            return term.at("matchExpressions", index)
    return workload.pod("nodeSelector")


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
