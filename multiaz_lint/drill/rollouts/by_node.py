"""A DaemonSet's rolling update: node by node, or new beside old when it may surge (v1.37).

Pods on nodes that do not answer are replaced when they come back; they hold nothing up.
"""

from __future__ import annotations

from multiaz_lint.drill.rollouts.rollout import COMPLETE, STUCK, replace, scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World


def roll_by_node(world: World, workload: Workload) -> str:
    """Play the update and say how it ends."""
    old = workload.current
    new = replace(world, workload)
    surges = scaled(workload.max_surge, len(old.pods), up=True, default="0") > 0
    for pod in sorted(old.pods, key=lambda pod: pod.seq):
        if not pod.available:
            continue
        node_name = world.state.nodes[pod.node].name
        if not surges:
            world.delete(pod)
        replacement = world.create(new, node_name=node_name)
        world.settle()
        if replacement is None or not replacement.available:
            return STUCK
        if surges:
            world.delete(pod)
    return COMPLETE
