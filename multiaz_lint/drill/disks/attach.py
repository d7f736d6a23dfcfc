"""Volumes that are attached to one node at a time (attach/detach controller, v1.37).

No filter keeps a second pod of a ReadWriteOnce claim, or of a disk that pods name without a claim
and that is attached likewise, from another node: it is placed there and then waits in
ContainerCreating until no pod of the first node uses the volume any more, pods that are being
deleted on a dead node included.
"""

from __future__ import annotations

from multiaz_lint.model.disks.mounts import MANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.drill.disks.storage import Storage
    from multiaz_lint.drill.disks.volumes import ClaimName
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.state import State
    from multiaz_lint.drill.world import World


def attach(world: World) -> None:
    """Say of each placed pod whether its volumes are where it is: the oldest pod decides."""
    state = world.state
    moved, bound = state.claimants.moved, state.storage.moved
    if not moved and not bound:
        return
    state.claimants.moved, state.storage.moved = {}, {}

    def undo() -> None:
        state.claimants.moved, state.storage.moved = moved, bound

    state.record(undo)
    holders: dict[ClaimName, int] = {}
    for pod in sorted(_concerned(state, [*moved, *bound]), key=lambda pod: pod.seq):
        attached = all(
            holders.setdefault(name, pod.node) == pod.node
            for name in _of_one_node(state.storage, pod)
        )
        if attached is not pod.attached:
            _set(world, pod, attached=attached)


def _concerned(state: State, names: list[ClaimName]) -> Iterable[Pod]:
    """Return the pods that name these claims and disks, and those that share others with them."""
    found: dict[Pod, None] = {}
    seen = set(names)
    while names:
        for pod in state.claimants.of(names.pop()):
            if pod not in found:
                found[pod] = None
                shared = [each for each in _of_one_node(state.storage, pod) if each not in seen]
                seen.update(shared)
                names += shared
    return found


def _of_one_node(storage: Storage, pod: Pod) -> list[ClaimName]:
    names = ((pod.shape.namespace, claim) for claim in pod.shape.claims)
    found = [name for name in names if _attaches(storage, name)]
    if storage.attaches_disks:
        found += [disk.source for disk in pod.shape.migrated if not disk.many]
    return found


def _attaches(storage: Storage, name: ClaimName) -> bool:
    claim = storage.claims.get(name)
    if claim is None:
        return False
    volume = storage.volumes.get(claim.volume or "") if claim.bound else None
    modes = volume.modes if volume is not None and volume.modes else claim.modes
    if not modes or not MANY.isdisjoint(modes):  # IsMultiAttachAllowed, but the driver may not
        return volume is not None and volume.alone
    if volume is not None and volume.attached is not None:
        return volume.attached
    storage_class = storage.classes.get(storage.class_of(claim))
    return storage_class is None or storage_class.attached


def _set(world: World, pod: Pod, *, attached: bool) -> None:
    before = pod.attached
    pod.attached = attached
    world.state.record(lambda: setattr(pod, "attached", before))
