"""Which volumes are on the nodes that attach a limited number of them."""

from __future__ import annotations

from multiaz_lint.drill.nodes import node_set
from multiaz_lint.model.disks.migrated import counted_driver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from multiaz_lint.drill.disks.storage import Storage
    from multiaz_lint.drill.disks.volumes import Claim
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.model.disks.migrated import Source


class OnNodes:
    """The volumes of placed pods by node and driver, each once; of nodes with limits alone."""

    __slots__ = ("_held", "_limits", "_used", "nodes")

    def __init__(self, nodes: Sequence[Node], limits: Mapping[str, Mapping[str, int]]) -> None:
        self._limits = {n.index: limits[n.name] for n in nodes if n.name in limits}
        self.nodes = sum(1 << index for index in self._limits)
        self._used: dict[int, dict[str, dict[str, int]]] = {index: {} for index in self._limits}
        self._held: dict[Pod, list[Source]] = {}

    def put(self, pod: Pod, storage: Storage) -> None:
        """Count the volumes of a pod that came to its node."""
        if not self.nodes >> pod.node & 1:
            return
        held = self._held[pod] = [*_claimed(storage, pod.shape), *_made(storage, pod.shape, pod)]
        used = self._used[pod.node]
        for driver, handle in held:
            of_driver = used.setdefault(driver, {})
            of_driver[handle] = of_driver.get(handle, 0) + 1

    def take(self, pod: Pod) -> None:
        """Count the volumes of a pod no more."""
        for driver, handle in self._held.pop(pod, ()):
            of_driver = self._used[pod.node][driver]
            of_driver[handle] -= 1
            if not of_driver[handle]:
                del of_driver[handle]

    def full(self, storage: Storage, shape: PodShape, nodes: int) -> int:
        """Return those of some nodes that attach no more volumes of a pod."""
        wanted = {*_claimed(storage, shape), *_made(storage, shape, None)}
        found = 0
        for index in node_set.members(nodes & self.nodes if wanted else 0):
            used, limits = self._used[index], self._limits[index]
            more: dict[str, int] = {}
            for driver, handle in wanted:
                if driver in limits and handle not in used.get(driver, ()):
                    more[driver] = more.get(driver, 0) + 1
            if any(len(used.get(driver, ())) + n > limits[driver] for driver, n in more.items()):
                found |= 1 << index
        return found


def _claimed(storage: Storage, shape: PodShape) -> Iterator[Source]:
    """Yield the volumes of the claims that a pod names, bound or not, and the disks that it names.

    As getCSIDriverInfo and checkAttachableInlineVolume have them (v1.37).
    """
    yield from (disk.source for disk in shape.migrated if disk.counted)
    for name in shape.claims:
        claim = storage.claims.get((shape.namespace, name))
        if claim is None:
            continue
        volume = storage.volumes.get(claim.volume or "")
        if volume is None:
            yield _to_be_made(storage, claim, f"{claim.namespace}/{claim.name}")
        elif volume.source is not None:
            yield volume.source


def _made(storage: Storage, shape: PodShape, pod: Pod | None) -> Iterator[Source]:
    """Yield the volumes that a pod has for itself."""
    for claim in shape.ephemeral:
        whose = "" if pod is None else f"{pod.name} {pod.seq}"
        yield _to_be_made(storage, claim, f"{claim.namespace}/{whose}/{claim.name}")


def _to_be_made(storage: Storage, claim: Claim, handle: str) -> Source:
    maker = storage.classes.get(storage.class_of(claim))
    return ("" if maker is None else counted_driver(maker.provisioner)), f"to be made: {handle}"
