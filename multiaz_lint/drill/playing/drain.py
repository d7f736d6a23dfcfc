"""Draining a zone with kubectl: evictions, budgets, and whether it ever ends (v1.37).

The pods that stand on the nodes when it begins are evicted, not those that come later because they
tolerate the cordon. All evictions are tried, what is refused is tried again once replacements are
ready; the drain hangs when nothing more can go. Pods of DaemonSets stay.
"""

from __future__ import annotations

from multiaz_lint.drill.playing import events
from multiaz_lint.drill.playing.eviction import SEVERAL, Evictions
from multiaz_lint.drill.settling import settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.world import World


class Drain:
    """How a drain went: the pods that could not go, with the words of the eviction API."""

    __slots__ = ("refused", "steps")

    def __init__(self) -> None:
        self.refused: dict[Pod, str] = {}
        self.steps = 0

    @property
    def ended(self) -> bool:
        """Whether all pods could go."""
        return not self.refused


def drain(world: World, nodes: Sequence[Node], observe: Callable[[], None] | None = None) -> Drain:
    """Cordon nodes and evict their pods as far as budgets allow; `observe` follows each step."""
    outcome = Drain()
    events.cordon(world, nodes)
    indexes = [node.index for node in nodes]
    listed = {pod for pod in world.pods_on(indexes) if not events.of_daemon(pod)}
    while True:
        evicted = False
        outcome.refused = {}
        evictions = Evictions(world)
        for pod in world.pods_on(indexes):
            if pod not in listed or pod.terminating:
                continue
            words = evictions.refusal(pod)
            if words is None:
                evictions.evict(pod)
                evicted = True
            else:
                outcome.refused[pod] = words
        if observe is not None:
            observe()  # what was evicted together is missing until replacements are ready
        if evicted:
            outcome.steps += 1
            settle(world)
        retried = any(words != SEVERAL for words in outcome.refused.values())
        if not (evicted and retried):
            return outcome
