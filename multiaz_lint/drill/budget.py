"""PodDisruptionBudgets: how many pods may be evicted now (disruption controller, v1.37).

Percentages round up for both fields. `{}` selects every pod of the namespace, null none.
"""

from __future__ import annotations

from multiaz_lint.drill.workload import DEPLOYMENT, REPLICA_SET, STATEFUL_SET
from multiaz_lint.model.digits import whole
from multiaz_lint.model.labels import compile_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.drill.placed import Pod
    from multiaz_lint.drill.world import World

    Tree = Mapping[str, Any]

ALWAYS_ALLOW = "AlwaysAllow"
_SCALABLE = (DEPLOYMENT, REPLICA_SET, STATEFUL_SET, "ReplicationController")
SEVERAL = (
    "This pod has more than one PodDisruptionBudget, "
    "which the eviction subresource does not support."
)
REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."


class Budget:
    """One PodDisruptionBudget."""

    __slots__ = (
        "always_allow",
        "max_unavailable",
        "min_available",
        "name",
        "namespace",
        "selector",
        "source",
    )

    def __init__(self, namespace: str, name: str, spec: Tree, *, source: object = None) -> None:
        self.namespace = namespace
        self.name = name
        self.min_available = spec.get("minAvailable")
        self.max_unavailable = spec.get("maxUnavailable")
        self.selector = compile_selector(spec.get("selector"))
        self.always_allow = spec.get("unhealthyPodEvictionPolicy") == ALWAYS_ALLOW
        self.source = source

    def covers(self, pod: Pod) -> bool:
        shape = pod.shape
        return shape.namespace == self.namespace and self.selector.matches(shape.labels)


class Status:
    """What the disruption controller writes into the status of a budget."""

    __slots__ = ("allowed", "desired", "expected", "healthy", "problem")

    def __init__(self, budget: Budget, world: World) -> None:
        pods = [pod for pod in (*world.state.pods, *world.pending) if budget.covers(pod)]
        self.healthy = sum(pod.node >= 0 and pod.ready and not pod.terminating for pod in pods)
        self.problem: str | None = None
        self.expected, self.desired = self._expected(budget, pods)
        spare = self.healthy - self.desired
        self.allowed = spare if self.expected > 0 and spare > 0 and not self.problem else 0

    def _expected(self, budget: Budget, pods: list[Pod]) -> tuple[int, int]:
        lowest, most = budget.min_available, budget.max_unavailable
        if isinstance(lowest, int):
            return len(pods), lowest
        if lowest is None and most is None:
            return 0, 0
        scale = self._scale(pods)
        if lowest is not None:
            return scale, share(lowest, scale)
        return scale, max(0, scale - share(most, scale))

    def _scale(self, pods: list[Pod]) -> int:
        """Sum up the wanted replicas of the controllers of these pods."""
        controllers = {}
        for pod in pods:
            if pod.revision is None:
                continue
            workload = pod.revision.workload
            if workload.kind not in _SCALABLE:
                plural = f"{workload.kind.lower()}s"
                self.problem = f"{plural} does not implement the scale subresource"
            controllers[id(workload)] = workload.replicas
        return sum(controllers.values())


def share(value: object, total: int) -> int:
    """Resolve a number or a percentage of a total, rounding up."""
    if isinstance(value, int):
        return value
    return -(-(whole(str(value).removesuffix("%")) or 0) * total // 100)


def refusal(world: World, pod: Pod) -> str | None:
    """Say why the eviction API would not evict a pod now; None when it would (v1.37)."""
    if pod.node < 0 or pod.terminating:
        return None
    budgets = [budget for budget in world.budgets if budget.covers(pod)]
    if len(budgets) > 1:
        return SEVERAL
    if not budgets:
        return None
    status = Status(budgets[0], world)
    if not pod.ready:
        if budgets[0].always_allow:
            return None
        if status.healthy >= status.desired > 0:
            return None
    return None if status.allowed > 0 else REFUSED
