"""VolumeBinding: bound volumes must reach the node, unbound ones must be findable there (v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.disks.volumes import MANY_WRITERS
from multiaz_lint.drill.nodes import node_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.drill.disks.storage import Binding, Storage
    from multiaz_lint.drill.disks.volumes import Claim, Volume
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.state import State

UNBOUND_IMMEDIATE = "pod has unbound immediate PersistentVolumeClaims"
NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity"
BIND_CONFLICT = "node(s) didn't find available persistent volumes to bind"
NO_ROOM = "node(s) did not have enough free storage"
NOT_MADE = "makes no volume that is"


class PodClaims:
    """The claims of one pod, as they are bound now."""

    __slots__ = ("bound", "problem", "waiting")

    def __init__(self, storage: Storage, shape: PodShape) -> None:
        self.bound: list[Claim] = []
        self.waiting: list[Claim] = []
        found = [(name, storage.claims.get((shape.namespace, name))) for name in shape.claims]
        claims = [claim for _, claim in found if claim is not None]
        self.problem = next((_not_found(name) for name, claim in found if claim is None), None)
        if self.problem is None:
            self.problem = next((claim.problem for claim in claims if claim.problem), None)
        if self.problem is not None:
            return
        for claim in claims:
            if claim.bound:
                self.bound.append(claim)
            elif storage.waits(claim) and not claim.volume:
                self.waiting.append(claim)
            else:
                self.problem = UNBOUND_IMMEDIATE


def _not_found(name: str) -> str:
    return f'persistentvolumeclaim "{name}" not found'


def refused(state: State, claims: PodClaims, nodes: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield reasons with the nodes they refuse; a node may have one of each kind of claim."""
    unfindable: dict[str, int] = {}
    if claims.waiting:
        unknown = unfound(state.storage, claims.waiting)
        for binding, part in bindings(state, claims, nodes):
            if binding is None:
                node = state.nodes[node_set.first(part)]
                why = NO_ROOM if state.storage.is_full(claims.waiting, node) else unknown
                unfindable[why] = unfindable.get(why, 0) | part
    for words, part in _conflicts(state, claims, nodes):
        left = part
        for why, away in unfindable.items():
            both = left & away
            if both:
                yield (*words, why), both
                left ^= both
        if words and left:
            yield words, left


def unfound(storage: Storage, waiting: Iterable[Claim]) -> str:
    """Say why claims find nothing on a node.

    Where a driver never makes the volume, the scheduler waits for it and tries again.
    """
    maker = next(filter(None, map(storage.cannot_make, waiting)), None)
    return BIND_CONFLICT if maker is None else f"node(s) where {maker} {NOT_MADE} {MANY_WRITERS}"


def _conflicts(
    state: State, claims: PodClaims, nodes: int
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield what bound volumes refuse, and last the nodes that they do not."""
    for claim in claims.bound:
        volume = state.storage.volumes.get(claim.volume or "")
        away = nodes & ~_reached(state, volume) if volume is not None else 0
        if away:
            yield (NODE_CONFLICT,), away
            nodes ^= away
    yield (), nodes


def _reached(state: State, volume: Volume) -> int:
    """Return the nodes on which a volume can be used."""
    if volume.everywhere:
        return -1
    found: int = state.per_labels(
        ("reached", volume.reach),
        lambda: node_set.where([volume.reaches(node) for node in state.nodes]),
    )
    return found


def bindings(state: State, claims: PodClaims, nodes: int) -> Iterator[tuple[Binding | None, int]]:
    """Yield what the waiting claims get on nodes; None where they find nothing."""
    storage, waiting = state.storage, claims.waiting
    if any(claim.selected_node is not None for claim in waiting):
        for index in node_set.members(nodes):
            yield storage.find(waiting, state.nodes[index]), 1 << index
        return
    for _, alike in state.inventory.alike(storage.node_keys):
        part = alike & nodes
        if part:
            yield storage.find(waiting, state.nodes[node_set.first(part)]), part
