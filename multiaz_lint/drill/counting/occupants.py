"""Who stands on a node, the most important pod first, as long as nothing of it changes.

A node is told apart by its stamp (see :mod:`multiaz_lint.drill.state`), so what was found out
holds until a pod comes or goes there.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.world import World


class Occupants:
    """The pods of one node, the most important first (MoreImportantPod, kube-scheduler v1.37)."""

    __slots__ = ("_below", "_guarded", "_pods", "known", "stamp")

    def __init__(self, world: World, index: int) -> None:
        state = world.state
        self.stamp = state.stamps[index]
        self.known: dict[Any, Any] = {}
        """What was found out about them, for whoever asks again."""
        self._pods: list[Pod] = sorted(state.pods_by_node[index], key=_importance)
        self._guarded = {pod for pod in self._pods if world.budgets_of(pod.shape)}
        self._below: dict[int, tuple[list[Pod], bool]] = {}

    def below(self, priority: int) -> tuple[list[Pod], bool]:
        """Return those of lower priority, and whether budgets cover any of them."""
        found = self._below.get(priority)
        if found is None:
            lower = [pod for pod in self._pods if pod.shape.priority < priority]
            found = self._below[priority] = lower, not self._guarded.isdisjoint(lower)
        return found


def _importance(pod: Pod) -> tuple[int, int]:
    return -pod.shape.priority, pod.bound
