"""The eviction API: which pods may go now, as their budgets allow (v1.37)."""

from __future__ import annotations

from multiaz_lint.drill.budget import Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.drill.budget import Budget
    from multiaz_lint.drill.pod import Pod
    from multiaz_lint.drill.pod_shape import PodShape
    from multiaz_lint.drill.world import World

SEVERAL = (
    "This pod has more than one PodDisruptionBudget, "
    "which the eviction subresource does not support."
)
REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."


class Evictions:
    """Evictions one after another: budgets are counted once, then kept as pods go.

    Nothing else may change while they last.
    """

    __slots__ = ("_statuses", "_waiting", "_world")

    def __init__(self, world: World) -> None:
        self._world = world
        self._statuses: dict[Budget, Status] = {}
        self._waiting: dict[PodShape, list[Pod]] = {}
        if world.budgets:
            for pod in world.pending:
                self._waiting.setdefault(pod.shape, []).append(pod)

    def refusal(self, pod: Pod) -> str | None:
        """Say why the eviction API would not evict a pod now; None when it would."""
        if pod.node < 0 or pod.terminating:
            return None
        budgets = self._world.budgets_of(pod.shape)
        if len(budgets) > 1:
            return SEVERAL
        if not budgets:
            return None
        status = self.status(budgets[0])
        if not pod.ready:
            if budgets[0].always_allow:
                return None
            if status.healthy >= status.desired > 0:
                return None
        return None if status.allowed > 0 else REFUSED

    def evict(self, pod: Pod) -> None:
        """Delete a pod that may go."""
        for budget in self._world.budgets_of(pod.shape):
            self.status(budget).went(pod)
        self._world.delete(pod)

    def status(self, budget: Budget) -> Status:
        """Return what a budget allows now."""
        status = self._statuses.get(budget)
        if status is None:
            status = self._statuses[budget] = Status(budget, self._covered(budget))
        return status

    def _covered(self, budget: Budget) -> Iterator[Pod]:
        for view in budget.views(self._world.state.census):
            yield from view.pods
            yield from self._waiting.get(view.shape, ())
