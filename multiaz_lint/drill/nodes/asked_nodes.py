"""What workloads ask of nodes that nobody describes: the labels of their pools, and devices.

Where no nodes are given, those that a workload asks for are taken to be there, in every zone: that
it asks for spot nodes or for a pool of its own says nothing of zones.
"""

from __future__ import annotations

from multiaz_lint.drill.nodes.shape import DISK, PLACE_KEYS
from multiaz_lint.drill.requests import CPU, MEMORY, Requests
from multiaz_lint.model import HOSTNAME, ZONE, Workload
from multiaz_lint.model.labels import DOES_NOT_EXIST, EXISTS, IN, NOT_IN
from multiaz_lint.model.nodes.node_selector import GT, LT, NodeSelector, integer
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.resource import by_identity, mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.model import Cluster

    Tree = Mapping[str, Any]

NODE_POOL = "karpenter.sh/nodepool"
_MADE_UP = "made-up"
_MOST_POOLS = 50
_DEVICES = 8
"""How many pods a made-up node has devices for, as it has 8 cpu."""
_ORDINARY = frozenset({CPU, MEMORY, DISK, "pods"})
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


class AskedPool:
    """Nodes with the same labels, besides those of every node.

    ``asked_by`` are the workloads that ask for them, ``takers`` what all ask for that stand there.
    """

    __slots__ = ("asked_by", "labels", "takers")

    def __init__(
        self,
        labels: dict[str, str],
        asked_by: Sequence[Workload] = (),
        takers: Sequence[NodeSelector] = (),
    ) -> None:
        self.labels = labels
        self.asked_by = list(asked_by)
        self.takers = list(takers)


def pools(cluster: Cluster, plain: Sequence[Node]) -> list[AskedPool]:
    """Return the pools that all workloads together need, as few as can be.

    The first one is that of workloads which ask for nothing. ``plain`` is a node of each zone, with
    the labels that all have.
    """
    found = [AskedPool({})]
    known = bound_pools(cluster)
    for workload in sorted(cluster.of(Workload), key=by_identity):
        spec = workload.pod_spec
        if spec.get("nodeSelector") or spec.get("affinity"):
            for each in _by_term(spec):
                _find_place(workload, each, found, plain, known)
    return found


def bound_pools(cluster: Cluster) -> dict[str, list[str]]:
    """Return the zones that NodePools of the input require of their nodes, by their names."""
    found: dict[str, list[str]] = {}
    for resource in cluster.resources:
        if resource.kind == "NodePool" and resource.group == "karpenter.sh":
            written = sequence(resource.get("spec", "template", "spec", "requirements"))
            for each in map(mapping, written):
                if each.get("key") == ZONE and each.get("operator") == IN:
                    zones = [zone for zone in sequence(each.get("values")) if isinstance(zone, str)]
                    found[resource.name] = zones
    return found


def _by_term(spec: Tree) -> Iterator[Tree]:
    """Yield what a pod asks of its node with one of its terms alone, of which any one will do.

    There are nodes for each of them, as one may be for some of the zones.
    """
    affinity = mapping(mapping(spec.get("affinity")).get("nodeAffinity"))
    required = mapping(affinity.get(_REQUIRED))
    for term in sequence(required.get("nodeSelectorTerms")) or [None]:
        alone = {} if term is None else {_REQUIRED: {"nodeSelectorTerms": [term]}}
        yield {"nodeSelector": spec.get("nodeSelector"), "affinity": {"nodeAffinity": alone}}


def _find_place(
    workload: Workload,
    spec: Tree,
    found: list[AskedPool],
    plain: Sequence[Node],
    bound: Container[str],
) -> None:
    selector = NodeSelector(spec)
    if selector.anywhere:
        return
    for pool in found:
        if _stands(selector, pool.labels, plain):
            pool.takers.append(selector)
            return
    labels = _wanted(spec, plain[0].labels)
    if labels is None or not _stands(selector, labels, plain):
        return
    alone = labels.get(NODE_POOL) in bound  # its nodes are not in every zone
    for pool in found:
        if pool.labels.get(NODE_POOL) in bound or alone:
            continue
        if _may_have(pool, labels, [*pool.takers, selector], plain):
            pool.labels.update(labels)
            pool.takers.append(selector)
            break
    else:
        if len(found) == _MOST_POOLS:
            return
        pool = AskedPool(labels, (), [selector])
        found.append(pool)
    if workload not in pool.asked_by:
        pool.asked_by.append(workload)


def _stands(selector: NodeSelector, labels: Tree, plain: Sequence[Node]) -> bool:
    """Whether nodes with these labels will do in some zone."""
    return any(selector.matches(node.name, {**node.labels, **labels}) for node in plain)


def _may_have(
    pool: AskedPool, labels: Tree, takers: Iterable[NodeSelector], plain: Sequence[Node]
) -> bool:
    """Whether a pool can have labels besides its own, which all that shall stand there allow."""
    own = {**plain[0].labels, **pool.labels}
    if any(own.get(key, value) not in {value, _MADE_UP} for key, value in labels.items()):
        return False
    together = {**pool.labels, **labels}
    return all(_stands(each, together, plain) for each in takers)


def _wanted(spec: Tree, plain: Tree) -> dict[str, str] | None:
    """Return the labels that would do; None where a node is named, or a placeholder stands."""
    selected = {
        key: value
        for key, value in mapping(spec.get("nodeSelector")).items()
        if key not in PLACE_KEYS
    }
    affinity = mapping(mapping(spec.get("affinity")).get("nodeAffinity"))
    terms = sequence(mapping(affinity.get(_REQUIRED)).get("nodeSelectorTerms"))
    term = mapping(terms[0]) if terms else {}
    labels = {**selected, **_of_term(term, {**plain, **selected})}
    if HOSTNAME in labels or any(map(is_placeholder, (*labels, *labels.values()))):
        return None
    return labels


def _of_term(term: Tree, known: Tree) -> dict[str, str]:
    """Return labels for the expressions of a term that those which are known do not fulfil."""
    refused: dict[str, set[str]] = {}
    expressions = [mapping(each) for each in sequence(term.get("matchExpressions"))]
    for each in expressions:
        if each.get("operator") == NOT_IN:
            refused.setdefault(str(each.get("key")), set()).update(sequence(each.get("values")))
    labels: dict[str, str] = {}
    for each in expressions:
        key, operator = str(each.get("key")), each.get("operator")
        values = [value for value in sequence(each.get("values")) if isinstance(value, str)]
        if key in PLACE_KEYS or operator in {NOT_IN, DOES_NOT_EXIST}:
            continue
        value = _value(operator, values, refused.get(key, set()))
        there = labels.get(key, known.get(key))
        if value is not None and not _fulfils(there, operator, values):
            labels[key] = value
    return labels


def _value(operator: Any, values: Sequence[str], refused: set[str]) -> str | None:
    """Return a value that fulfils an expression; None where there is none."""
    if operator == IN:
        return next((value for value in values if value not in refused), None)
    if operator == EXISTS:
        return _MADE_UP
    bound = integer(values[0]) if len(values) == 1 else None
    if bound is None or operator not in {GT, LT}:
        return None
    return str(bound + 1 if operator == GT else bound - 1)


def _fulfils(value: Any, operator: Any, values: Sequence[str]) -> bool:
    if operator == IN:
        return value in values
    return operator == EXISTS and value is not None


def devices(cluster: Cluster) -> dict[str, str]:
    """Return what workloads ask for that no node has of itself, and how much of it one is to have.

    That is for so many pods of the one that asks for the most. Amounts are quantities: devices, or
    bytes of huge pages.
    """
    most: dict[str, int] = {}
    for workload in cluster.of(Workload):
        if not any("resources" in each.tree for each in workload.containers):
            continue
        for name, amount in Requests(workload.pod_spec).amounts:
            if name not in _ORDINARY:
                most[name] = max(most.get(name, 0), amount)
    return {name: _quantity(_DEVICES * amount) for name, amount in sorted(most.items())}


def _quantity(amount: int) -> str:
    for suffix, bits in (("Gi", 30), ("Mi", 20)):
        if amount % (1 << bits) == 0:
            return f"{amount >> bits}{suffix}"
    return str(amount)
