"""Placed pods by the claims and disks that they name, and which of them came and went."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from multiaz_lint.drill.disks.volumes import ClaimName
    from multiaz_lint.drill.pod import Pod


class Claimants:
    """The placed pods with claims or disks."""

    __slots__ = ("_users", "moved")

    def __init__(self) -> None:
        self._users: dict[ClaimName, dict[Pod, None]] = {}
        self.moved: dict[ClaimName, None] = {}
        """What pods name that were put on nodes or taken off them since somebody asked."""

    def put(self, pod: Pod) -> None:
        """Note that a pod is on a node."""
        for name in names_of(pod):
            self._users.setdefault(name, {})[pod] = None

    def take(self, pod: Pod) -> None:
        """Note that a pod is on a node no more."""
        for name in names_of(pod):
            self._users[name].pop(pod, None)  # it may name a claim twice

    def move(self, pod: Pod) -> Callable[[], None]:
        """Note that a pod came or went, and return what forgets it where that is undone."""
        new = [name for name in names_of(pod) if name not in self.moved]
        self.moved.update(dict.fromkeys(new))

        def undo() -> None:
            for name in new:
                self.moved.pop(name, None)

        return undo

    def of(self, name: ClaimName) -> Iterable[Pod]:
        """Return the pods that name a claim or disk."""
        return self._users.get(name, ())


def names_of(pod: Pod) -> list[ClaimName]:
    """Return the claims and disks that a pod names."""
    shape = pod.shape
    names = [(shape.namespace, claim) for claim in shape.claims]
    return [*names, *(disk.source for disk in shape.migrated)] if shape.migrated else names
