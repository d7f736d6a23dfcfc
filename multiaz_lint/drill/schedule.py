"""One pod's turn in the scheduler: which nodes will do, which are best, why the others will not.

Filter and Score semantics of the default profile of kube-scheduler v1.37, without preemption and
without the sampling of nodes that starts at 100 feasible ones.
"""

from __future__ import annotations

from multiaz_lint.drill.eligible import eligible, refusals
from multiaz_lint.drill.filters import (
    inter_pod_affinity,
    node_affinity,
    node_ports,
    node_resources_fit,
    pod_topology_spread,
    volume_binding,
    volume_restrictions,
    volume_zone,
)
from multiaz_lint.drill.scores import image_locality
from multiaz_lint.drill.scores import inter_pod_affinity as affinity_score
from multiaz_lint.drill.scores import node_affinity as node_affinity_score
from multiaz_lint.drill.scores import pod_topology_spread as spread_score
from multiaz_lint.drill.scores import taint_toleration as taint_score
from multiaz_lint.drill.scores import volume_binding as volume_score

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.drill.pod import PodShape
    from multiaz_lint.drill.state import State

GATED = "Scheduling is blocked due to non-empty scheduling gates"
NO_NODES = "no nodes available to schedule pods"
BAD_PREFERENCE = "a preferred node affinity term cannot be parsed"


def feasible(state: State, shape: PodShape) -> list[int]:
    """Return the nodes that pass every filter, in order of their names."""
    if shape.gated:
        return []
    view = state.view(shape)
    if view.failed_at == state.version:
        return []
    nodes = eligible(state, shape.placement)
    if nodes:
        fits = state.room(shape.requests).fits
        nodes = [i for i in nodes if fits[i]]
    if nodes and shape.ports:
        nodes = [i for i in nodes if not node_ports.conflicts(shape.ports, state.nodes[i])]
    if nodes and shape.claims:
        nodes = _reachable(state, shape, nodes)
    if nodes and view.hard_spread:
        nodes = pod_topology_spread.narrow(view, nodes)
    if nodes:
        nodes = inter_pod_affinity.narrow(view, nodes)
    if not nodes:
        view.failed_at = state.version
    return nodes


def best(state: State, shape: PodShape, nodes: list[int]) -> list[int]:
    """Return the feasible nodes with the highest score; the scheduler picks one at random."""
    if len(nodes) < 2:
        return nodes
    if shape.placement.unplaceable:
        return []
    totals = totals_of(state, shape, nodes)
    most = max(totals)
    return [i for i, total in zip(nodes, totals, strict=True) if total == most]


def totals_of(state: State, shape: PodShape, nodes: list[int]) -> list[int]:
    """Return the weighted sum of all scores, up to what is equal for all nodes."""
    view = state.view(shape)
    scores = state.room(shape.requests).scores
    totals = [scores[i] for i in nodes]
    for weight, found in (
        (taint_score.WEIGHT, taint_score.scores(state, shape.placement, nodes)),
        (node_affinity_score.WEIGHT, node_affinity_score.scores(state, shape.placement, nodes)),
        (spread_score.WEIGHT, spread_score.scores(view, nodes)),
        (affinity_score.WEIGHT, affinity_score.scores(view, nodes)),
        (image_locality.WEIGHT, image_locality.scores(view, nodes)),
        (volume_score.WEIGHT, _volume_scores(state, shape, nodes)),
    ):
        if found is not None:
            totals = [total + weight * score for total, score in zip(totals, found, strict=True)]
    return totals


def reasons(state: State, shape: PodShape) -> dict[str, list[str]]:
    """Say for every node that is refused why: the words of the first filter that fails."""
    judge = _judge(state, shape)
    found: dict[str, list[str]] = {}
    for index, words in enumerate(refusals(state, shape.placement)):
        if words is not None:
            all_words = judge(index, words)
            if all_words:
                found[state.nodes[index].name] = all_words
    return found


def message(state: State, shape: PodShape) -> str:
    """Return what the scheduler writes into the events of a pod that fits nowhere."""
    if shape.gated:
        return GATED
    total = sum(node.present for node in state.nodes)
    if not total:
        return NO_NODES
    by_node = reasons(state, shape)
    head = f"0/{total} nodes are available:"
    if len(by_node) < total and shape.placement.unplaceable:
        return BAD_PREFERENCE
    whole = _of_all_nodes(state, shape)
    if whole is not None:
        return f"{head} {whole}."
    counts: dict[str, int] = {}
    for words in by_node.values():
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    return f"{head} {', '.join(sorted(f'{count} {word}' for word, count in counts.items()))}."


def _of_all_nodes(state: State, shape: PodShape) -> str | None:
    """Return what refuses a pod before any node is looked at."""
    if shape.gated:
        return GATED
    if node_affinity.named_nodes(shape.placement) == frozenset():
        return node_affinity.CONFLICT
    return volume_binding.PodClaims(state.storage, shape).problem if shape.claims else None


def _judge(state: State, shape: PodShape) -> Callable[[int, str], list[str]]:
    """Return what gives the words for one node, after those of the filters on the node alone."""
    whole = _of_all_nodes(state, shape)
    if whole is not None:
        return lambda _index, _words: [whole]
    view = state.view(shape)
    fits = state.room(shape.requests).fits
    named = node_affinity.named_nodes(shape.placement)
    claims = volume_binding.PodClaims(state.storage, shape) if shape.claims else None
    spread = pod_topology_spread.reasons(view) if view.hard_spread else None
    affinity = inter_pod_affinity.reasons(view)

    def judge(index: int, words: str) -> list[str]:
        node = state.nodes[index]
        if named is not None and node.name not in named:
            return [node_affinity.ABSENT]
        if words:
            return [words]
        if shape.ports and node_ports.conflicts(shape.ports, node):
            return [node_ports.REASON]
        if not fits[index]:
            return node_resources_fit.shortages(shape.requests, node)
        found = _volume_words(state, shape, claims, index) if claims is not None else []
        if found:
            return found
        reason = spread(index) if spread is not None else None
        reason = reason or affinity(index)
        return [reason] if reason else []

    return judge


def _volume_words(
    state: State, shape: PodShape, claims: volume_binding.PodClaims, index: int
) -> list[str]:
    if volume_restrictions.rejects(state, shape):
        return [volume_restrictions.REASON]
    node = state.nodes[index]
    found = volume_binding.reasons(state.storage, claims, node)
    if not found and volume_zone.rejects(state.storage, claims.bound, node):
        return [volume_zone.REASON]
    return found


def _reachable(state: State, shape: PodShape, nodes: list[int]) -> list[int]:
    if volume_restrictions.rejects(state, shape):
        return []
    storage = state.storage
    claims = volume_binding.PodClaims(storage, shape)
    if claims.problem:
        return []
    return [
        i
        for i in nodes
        if not volume_binding.reasons(storage, claims, state.nodes[i])
        and not volume_zone.rejects(storage, claims.bound, state.nodes[i])
    ]


def _volume_scores(state: State, shape: PodShape, nodes: list[int]) -> list[int] | None:
    if not shape.claims:
        return None
    claims = volume_binding.PodClaims(state.storage, shape)
    if not claims.waiting:
        return None
    bindings = (volume_binding.binding(state.storage, claims, state.nodes[i]) for i in nodes)
    return [volume_score.score(binding) for binding in bindings]
