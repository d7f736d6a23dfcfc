"""Why a pod fits nowhere: what the scheduler writes into its events (FitError, v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.scheduling import preset
from multiaz_lint.drill.scheduling.eligible import eligible, refusals
from multiaz_lint.drill.scheduling.filters import (
    dynamic_resources,
    ephemeral_volumes,
    inter_pod_affinity,
    node_affinity,
    node_ports,
    node_volume_limits,
    pod_topology_spread,
    volume_binding,
    volume_restrictions,
    volume_zone,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.drill.admitting.refusal import Refusal
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State

    Reasons = tuple[tuple[str, ...], int]
    """What is said of nodes, and the nodes."""

GATED = "Scheduling is blocked due to non-empty scheduling gates"
NO_NODES = "no nodes available to schedule pods"
BAD_PREFERENCE = "a preferred node affinity term cannot be parsed"


def message(state: State, shape: PodShape) -> str:
    """Return the message of a pod that fits nowhere."""
    if shape.gated:
        return GATED
    if shape.placement.node_name is not None:
        return preset.message(state, shape)
    total = state.inventory.present.bit_count()
    if not total:
        return NO_NODES
    head = f"0/{total} nodes are available:"
    whole = _of_all_nodes(state, shape)
    if whole is not None:
        return f"{head} {whole}."
    counts: dict[str, int] = {}
    refused = 0
    for all_words, nodes in reasons(state, shape):
        number = nodes.bit_count()
        refused += number
        for words in all_words:
            counts[words] = counts.get(words, 0) + number
    if refused < total and shape.placement.unplaceable:
        return BAD_PREFERENCE
    return f"{head} {', '.join(sorted(f'{count} {words}' for words, count in counts.items()))}."


def unclaimed(state: State, pod: Pod, refusal: Refusal) -> str:
    """Return the message of a pod that waits for a claim, with why nobody can make it."""
    total = state.inventory.present.bit_count()
    name = f"{pod.name}-{pod.shape.ephemeral[pod.claimed].name}"
    what = f'waiting for ephemeral volume controller to create the persistentvolumeclaim "{name}"'
    return f"0/{total} nodes are available: {what}: {refusal.words}."


def reasons(state: State, shape: PodShape) -> Iterator[Reasons]:
    """Yield the words of the first filter that refuses nodes, with these nodes."""
    whole = _of_all_nodes(state, shape)
    if whole is not None:
        yield (whole,), state.inventory.present
        return
    left = state.inventory.present
    for all_words, nodes in _in_turn(state, shape):
        refused = nodes & left
        if refused:
            yield all_words, refused
            left ^= refused
    view = state.view(shape)
    for refuse in (pod_topology_spread.refused, inter_pod_affinity.refused):
        for words, nodes in refuse(view, left):
            yield (words,), nodes
            left ^= nodes
    deviceless = dynamic_resources.refused(state, shape) & left
    if deviceless:
        yield (dynamic_resources.REASON,), deviceless


def _in_turn(state: State, shape: PodShape) -> Iterator[Reasons]:
    """Yield what filters that look at nodes one by one refuse; the first that speaks counts."""
    placement = shape.placement
    names = node_affinity.named_nodes(placement)
    if names is not None:
        yield (node_affinity.ABSENT,), ~state.inventory.named(names)
    for words, nodes in refusals(state, placement).items():
        if words:
            yield (words,), nodes
    if shape.ports:
        yield (node_ports.REASON,), node_ports.taken(shape.ports, state.inventory.by_port)
    room = state.room(shape.requests)
    fits = room.among(eligible(state, placement))
    for lacking, nodes in room.lacking.items():
        if lacking:
            yield lacking, nodes
    if shape.disks:
        taken = volume_restrictions.taken(shape.disks, state.inventory.by_disk)
        yield (volume_restrictions.DISK_CONFLICT,), taken
    if shape.claims and volume_restrictions.rejects(state, shape):
        yield (volume_restrictions.REASON,), fits
    yield (node_volume_limits.REASON,), node_volume_limits.refused(state, shape, fits)
    if shape.claims:
        yield from _of_volumes(state, shape, fits)
    for words, nodes in ephemeral_volumes.refused(state, shape, fits):
        yield (words,), nodes


def _of_volumes(state: State, shape: PodShape, nodes: int) -> Iterator[Reasons]:
    claims = volume_binding.PodClaims(state.storage, shape)
    yield from volume_binding.refused(state, claims, nodes)
    yield (volume_zone.REASON,), volume_zone.refused(state, claims.bound, nodes)


def _of_all_nodes(state: State, shape: PodShape) -> str | None:
    """Return what refuses a pod before any node is looked at."""
    if shape.gated:
        return GATED
    if node_affinity.named_nodes(shape.placement) == frozenset():
        return node_affinity.CONFLICT
    found = volume_binding.PodClaims(state.storage, shape).problem if shape.claims else None
    return found or ephemeral_volumes.problem(state, shape)
