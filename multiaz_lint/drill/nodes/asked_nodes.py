"""What workloads ask of nodes that nobody describes: the labels of their pools.

Where no nodes are given, those that a workload asks for are taken to be there, in every zone: that
it asks for spot nodes or for a pool of its own says nothing of zones.
"""

from __future__ import annotations

from multiaz_lint.drill.nodes.shape import PLACE_KEYS
from multiaz_lint.model import HOSTNAME, Workload
from multiaz_lint.model.labels import DOES_NOT_EXIST, EXISTS, IN, NOT_IN
from multiaz_lint.model.nodes.node_pools import asked_pools
from multiaz_lint.model.nodes.node_selector import GT, LT, NodeSelector, Term, integer
from multiaz_lint.model.nodes.pools_asked import names_pools
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.placement import NODE_POOL
from multiaz_lint.model.resource import by_identity, mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.model import Cluster
    from multiaz_lint.model.nodes.node_pool import NodePool

    Tree = Mapping[str, Any]

_MADE_UP = "made-up"
_MOST_POOLS = 50


class AskedPool:
    """Nodes with the same labels, besides those of every node.

    ``asked_by`` are the workloads that ask for them, ``takers`` what all ask for that stand there,
    by the labels that it is about. They are nodes of ``node_pool``, where the input has the one
    that is asked for.
    """

    __slots__ = ("asked_by", "labels", "node_pool", "takers")

    def __init__(self, node_pool: NodePool | None = None) -> None:
        self.labels: dict[str, str] = {}
        self.asked_by: list[Workload] = []
        self.takers: dict[str, list[NodeSelector]] = {}
        self.node_pool = node_pool

    def take(self, selector: NodeSelector) -> None:
        """Keep what pods ask for that stand on these nodes."""
        for key in selector.asked_keys:
            self.takers.setdefault(key, []).append(selector)


def pools(cluster: Cluster, plain: Sequence[Node]) -> list[AskedPool]:
    """Return the pools that all workloads together need, as few as can be.

    The first one is that of workloads which ask for nothing. ``plain`` is a node of each zone, with
    the labels that all have. There are nodes for each term of node affinity, though any one of them
    will do, as one may be for some of the zones.
    """
    found = [AskedPool()]
    for workload in sorted(cluster.of(Workload), key=by_identity):
        for term in workload.node_terms:
            _find_place(workload, term.tree, found, plain, cluster)
        if workload.node_selector and not workload.node_terms:
            _find_place(workload, None, found, plain, cluster)
    return found


def _find_place(
    workload: Workload,
    term: Tree | None,
    found: list[AskedPool],
    plain: Sequence[Node],
    cluster: Cluster,
) -> None:
    """Give the pods nodes by one of their terms, in a pool that is there or one more."""
    selected = workload.node_selector
    expressions = [mapping(each) for each in sequence((term or {}).get("matchExpressions"))]
    asked = asked_pools(selected, expressions, workload, cluster)
    fitting = [each for each in asked if not each.refusal(selected, expressions)]
    if asked and not fitting and (NODE_POOL in selected or names_pools(expressions)):
        return  # no other nodes will do
    for node_pool in fitting:
        _find_place_in(node_pool, workload, term, found, plain)
    if not fitting:
        _find_place_in(None, workload, term, found, plain)


def _find_place_in(
    node_pool: NodePool | None,
    workload: Workload,
    term: Tree | None,
    found: list[AskedPool],
    plain: Sequence[Node],
) -> None:
    """Give the pods nodes of a NodePool, or such as belong to none of the input."""
    selector = NodeSelector(workload.node_selector, None if term is None else [term])
    alike = [pool for pool in found if pool.node_pool is node_pool]
    chosen = next((pool for pool in alike if _stands(selector, pool.labels, plain)), None)
    if chosen is None:
        labels = _labels(node_pool, workload.node_selector, term or {}, plain[0].labels)
        if labels is None or not _stands(selector, labels, plain):
            return
        chosen = _with_room(alike, labels, selector, plain)
        if chosen is None:
            if len(found) == _MOST_POOLS:
                return
            chosen = AskedPool(node_pool)
            found.append(chosen)
        chosen.labels.update(labels)
    elif node_pool is None:
        chosen.take(selector)
        return  # what all nodes have, or others have asked for
    chosen.take(selector)
    if workload not in chosen.asked_by:
        chosen.asked_by.append(workload)


def _labels(
    node_pool: NodePool | None, selected: Tree, term: Tree, plain: Tree
) -> dict[str, str] | None:
    """Return the labels that would do, with those of the NodePool that is asked for."""
    if node_pool is None:
        return _wanted(selected, term, plain)
    return _wanted({**node_pool.labels, **selected}, _together(node_pool, term), plain)


def _together(node_pool: NodePool, term: Tree) -> Tree:
    """Return a term with what a NodePool requires; one expression for all values that may be."""
    written = [*node_pool.requirements, *map(mapping, sequence(term.get("matchExpressions")))]
    every: dict[str, list[Tree]] = {}
    for each in written:
        every.setdefault(str(each.get("key")), []).append(each)
    expressions: list[Tree] = []
    for key, several in every.items():
        listed = [each for each in several if each.get("operator") == IN]
        alone = Term({"matchExpressions": several})
        values = [
            value
            for value in (sequence(listed[0].get("values")) if listed else ())
            if alone.matches("", {key: value})
        ]
        both = {"key": key, "operator": IN, "values": values}
        expressions += [both] if values else several
    return {**term, "matchExpressions": expressions}


def _with_room(
    alike: Iterable[AskedPool], labels: Tree, selector: NodeSelector, plain: Sequence[Node]
) -> AskedPool | None:
    """Return a pool that can have these labels besides its own; None where none can."""
    for pool in alike:
        if _may_have(pool, labels, selector, plain):
            return pool
    return None


def _stands(selector: NodeSelector, labels: Tree, plain: Sequence[Node]) -> bool:
    """Whether nodes with these labels will do in some zone."""
    return any(selector.matches(node.name, {**node.labels, **labels}) for node in plain)


def _may_have(pool: AskedPool, labels: Tree, selector: NodeSelector, plain: Sequence[Node]) -> bool:
    """Whether a pool can have labels besides its own, which all that shall stand there allow.

    To those that stand there already only a label matters which they ask about.
    """
    own = {**plain[0].labels, **pool.labels}
    if any(own.get(key, value) not in {value, _MADE_UP} for key, value in labels.items()):
        return False
    together = {**pool.labels, **labels}
    changed = [key for key, value in labels.items() if pool.labels.get(key) != value]
    asking = {id(each): each for key in changed for each in pool.takers.get(key, ())}
    return all(_stands(each, together, plain) for each in (selector, *asking.values()))


def _wanted(selected: Tree, term: Tree, plain: Tree) -> dict[str, str] | None:
    """Return the labels that would do; None where a node is named, or a placeholder stands."""
    labels = {key: value for key, value in selected.items() if key not in PLACE_KEYS}
    labels.update(_of_term(term, {**plain, **labels}))
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
