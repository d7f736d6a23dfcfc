"""When a rolling update finds no place for its first new pod (deployment controller, 1.37)."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping
from multiaz_lint.model.workload_kinds import Rollout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.workload_kinds import Deployment


def stuck_at(workload: Deployment, places: int, least: int, most: int) -> int | None:
    """Return the least number of replicas at which a rollout hangs; None if it never does.

    ``places`` is how many pods of all revisions together can run. maxUnavailable only grows with
    the replicas, so the least number without a spare place decides.
    """
    if workload.strategy == "Recreate":
        return None
    if blue_green(workload):
        replicas = max(least, places // 2 + 1)
        return replicas if replicas <= most else None
    replicas = max(least, places)
    if replicas > most:
        return None
    surge, unavailable = workload.surge_and_unavailable(replicas)
    return replicas if surge > 0 and unavailable == 0 else None


def blue_green(workload: Deployment) -> bool:
    """Whether all new pods must be ready before the old ones go."""
    return isinstance(workload, Rollout) and "blueGreen" in mapping(
        workload.get("spec", "strategy")
    )
