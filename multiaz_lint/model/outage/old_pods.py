"""Why a rollout keeps its old pods until new ones are ready, and what would let them go."""

from __future__ import annotations

from multiaz_lint.model.outage.rollouts import blue_green
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.words import counted
from multiaz_lint.model.workload_kinds import Rollout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.workload_kinds import Deployment


class Keeping:
    """What keeps old pods: ``why``, the ``field`` that says so and how, and a ``way_out``.

    ``rolling`` is whether numbers of the rolling update keep them, which an edit can change.
    """

    __slots__ = ("field", "how", "rolling", "way_out", "why")

    def __init__(
        self, why: str, field: Field, how: str, way_out: str, *, rolling: bool = False
    ) -> None:
        self.why = why
        self.field = field
        self.how = how
        self.way_out = way_out
        self.rolling = rolling


def keeping(workload: Deployment, replicas: int) -> Keeping:
    """Return what keeps the old pods of a rollout that hangs at this number of replicas."""
    if blue_green(workload):
        return Keeping(
            "all old pods stay until the new ones are ready",
            workload.at("spec", "strategy"),
            "starts all new pods beside the old ones",
            "ask for fewer replicas than half the places",
        )
    if _goes_with_traffic(workload):
        return Keeping(
            "an old pod goes only when traffic has moved to a new one",
            workload.at(*workload.strategy_path, "trafficRouting"),
            "with it neither maxSurge nor maxUnavailable counts",
            "ask for fewer replicas than places",
        )
    written = workload.at(*workload.rolling_path, "maxUnavailable")
    surge, unavailable = workload.surge_and_unavailable(replicas)
    at = counted(replicas, "replica")
    return Keeping(
        "maxUnavailable is 0, so that no old pod makes room",
        written if written.present else workload.at(*workload.strategy_path),
        f"resolves to maxSurge {surge}, maxUnavailable {unavailable} at {at}",
        "set maxSurge: 0 and maxUnavailable: 1",
        rolling=True,
    )


def _goes_with_traffic(workload: Deployment) -> bool:
    """Whether old pods go as traffic moves to new ones, whatever maxUnavailable says."""
    if not isinstance(workload, Rollout):
        return False
    canary = mapping(mapping(workload.spec.get("strategy")).get("canary"))
    return bool(canary.get("trafficRouting"))
