"""PodDisruptionBudgets: how many disruptions are allowed now (disruption controller, v1.37).

Percentages round up for both fields. `{}` selects every pod of the namespace, null none.
"""

from __future__ import annotations

from multiaz_lint.drill.workload import BARE_POD, DEPLOYMENT, JOB, REPLICA_SET, STATEFUL_SET
from multiaz_lint.model.digits import whole
from multiaz_lint.model.labels import compile_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from multiaz_lint.drill.counting.census import Census
    from multiaz_lint.drill.counting.view import View
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.workload import Workload

    Tree = Mapping[str, Any]

ALWAYS_ALLOW = "AlwaysAllow"
_SCALABLE = (DEPLOYMENT, REPLICA_SET, STATEFUL_SET, "ReplicationController")


class Budget:
    """One PodDisruptionBudget, and the shapes of pods that it covers in its world."""

    __slots__ = (
        "_looked_at",
        "_views",
        "always_allow",
        "covers_finished",
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
        self.covers_finished = False
        """Whether it covers pods of Jobs that ended, which are played by nobody."""
        self._views: list[View] = []
        self._looked_at = 0

    def covers(self, shape: PodShape) -> bool:
        """Whether pods of a shape count for it."""
        return shape.namespace == self.namespace and self.selector.matches(shape.labels)

    def views(self, census: Census) -> list[View]:
        """Return the shapes that it covers; only what is new is looked at."""
        candidates = census.views(self.selector)
        fresh = candidates[self._looked_at :]
        self._looked_at = len(candidates)
        self._views += [view for view in fresh if self.covers(view.shape)]
        return self._views


class Status:
    """What the disruption controller writes into the status of a budget."""

    __slots__ = ("_budget", "_controllers", "_pods", "desired", "expected", "healthy", "problem")

    def __init__(self, budget: Budget, pods: Iterable[Pod]) -> None:
        self._budget = budget
        self._controllers: dict[Workload, None] = {}
        self._pods = 0
        self.healthy = 0
        for pod in pods:
            self._count(pod)
        self._decide()

    def went(self, pod: Pod) -> None:
        """Count a pod as healthy no more that was evicted.

        What the budget wants stays: the eviction API lowers what is allowed, and when the
        controller looks again, a replacement stands for the controller of the pod.
        """
        self.healthy -= _is_healthy(pod)

    @property
    def allowed(self) -> int:
        """How many disruptions are allowed."""
        spare = self.healthy - self.desired
        return spare if self.expected > 0 and spare > 0 and not self.problem else 0

    def _count(self, pod: Pod) -> None:
        self._pods += 1
        self.healthy += _is_healthy(pod)
        if pod.revision is not None:
            self._controllers[pod.revision.workload] = None

    def _decide(self) -> None:
        self.problem: str | None = None
        lowest, most = self._budget.min_available, self._budget.max_unavailable
        if isinstance(lowest, int):
            self.expected, self.desired = self._pods, lowest
        elif lowest is None and most is None:
            self.expected = self.desired = 0
        else:
            self.expected = scale = self._scale()
            wanted = share(lowest, scale) if lowest is not None else scale - share(most, scale)
            self.desired = max(0, wanted)

    def _scale(self) -> int:
        """Sum up the wanted replicas of the controllers of the pods; bare pods have none."""
        controllers = [each for each in self._controllers if each.kind != BARE_POD]
        unscalable = [each.kind for each in controllers if each.kind not in _SCALABLE]
        if self._budget.covers_finished:
            unscalable.append(JOB)
        for kind in unscalable:
            self.problem = f"{kind.lower()}s does not implement the scale subresource"
        return sum(workload.replicas for workload in controllers)


def _is_healthy(pod: Pod) -> bool:
    return pod.node >= 0 and pod.ready and not pod.terminating


def share(value: object, total: int) -> int:
    """Resolve a number or a percentage of a total, rounding up."""
    if isinstance(value, int):
        return value
    return -(-(whole(str(value).removesuffix("%")) or 0) * total // 100)
