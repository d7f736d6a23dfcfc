"""Pods that name their node: the scheduler does not see them, the node's kubelet decides (v1.37).

It looks at node selection, room, host ports and NoExecute taints, not at cordons, NoSchedule taints
or other pods' wishes. What it refuses fails, and its controller makes the next.
"""

from __future__ import annotations

from multiaz_lint.drill.scheduling.filters import (
    ephemeral_volumes,
    node_affinity,
    node_ports,
    node_resources_fit,
    taint_toleration,
    volume_binding,
    volume_restrictions,
)
from multiaz_lint.model.nodes.taints import NO_EXECUTE, untolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State

_UNPROVISIONED = "a claim waits for the scheduler, which does not see this pod, to name a node"


def admitting(state: State, shape: PodShape) -> int:
    """Return the node that a pod names, as a set that is empty if it cannot run there."""
    node = _named(state, shape)
    if node is None or any(_refused(state, shape, node)):
        return 0
    return 1 << node.index


def message(state: State, shape: PodShape) -> str:
    """Say why a pod does not run on the node that it names."""
    name = shape.placement.node_name
    node = _named(state, shape)
    if node is None:
        return f"there is no node {name}, which spec.nodeName names."
    return f"node {name}, which spec.nodeName names: {', '.join(_refused(state, shape, node))}."


def _named(state: State, shape: PodShape) -> Node | None:
    name = shape.placement.node_name
    return next((node for node in state.nodes if node.present and node.name == name), None)


def _refused(state: State, shape: PodShape, node: Node) -> Iterator[str]:
    """Yield what keeps a pod from running on a node."""
    bit = 1 << node.index
    if node_affinity.rejects(shape.placement, node):
        yield node_affinity.REASON
    if untolerated(node.taints, shape.placement.tolerations, (NO_EXECUTE,)) is not None:
        yield taint_toleration.REASON
    if shape.ports and node_ports.taken(shape.ports, state.inventory.by_port) & bit:
        yield node_ports.REASON
    yield from node_resources_fit.shortages(shape.requests, node)
    if shape.claims:
        yield from _by_volumes(state, shape, bit)
    elif any(state.storage.waits(claim) for claim in shape.ephemeral):
        yield _UNPROVISIONED
    elif problem := ephemeral_volumes.problem(state, shape):
        yield problem


def _by_volumes(state: State, shape: PodShape, bit: int) -> Iterator[str]:
    if volume_restrictions.rejects(state, shape):
        yield volume_restrictions.REASON
    claims = volume_binding.PodClaims(state.storage, shape)
    if claims.problem:
        yield claims.problem
    elif claims.waiting:
        yield _UNPROVISIONED
    else:
        for words, nodes in volume_binding.refused(state, claims, bit):
            if nodes & bit:
                yield from words
