"""Drains that wait for ever: a budget holds pods back until others run that never can."""

from __future__ import annotations

from multiaz_lint.model.guard import guard_of
from multiaz_lint.model.taints import NO_SCHEDULE, UNSCHEDULABLE, tolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import ScalableWorkload


def drain_hangs(
    workload: ScalableWorkload,
    pending: int,
    replicas: int,
    cluster: Cluster,
    *,
    always: bool = True,
) -> str:
    """Say that draining the zone never ends; empty where it does, or where that is not known.

    ``pending`` of ``replicas`` pods find no place elsewhere. The eviction API lets as many go as
    the budget allows; once those are Pending the rest is refused (kube-apiserver and kubectl drain,
    1.37). Where it is not ``always`` that many, the drain may end. Pods that tolerate the cordon
    come back to where they were.
    """
    budgets = [budget for budget in cluster.budgets_of(workload) if not budget.refused]
    if len(budgets) != 1 or not cluster.scale_of(workload).certain:
        return ""
    cordon = {"key": UNSCHEDULABLE, "effect": NO_SCHEDULE}
    if tolerated(cordon, [each.tree for each in workload.tolerations]):
        return ""
    budget = budgets[0]
    guard = guard_of(budget, cluster)
    if guard.unscalable or guard.bare or len(guard.scaled) != 1:
        return ""
    allowed = budget.allowed(replicas)
    if not 0 < allowed < pending:
        return ""
    ends = "never ends" if always else "may never end"
    return f"; draining the zone {ends}, as {budget} lets no more than {allowed} of them go"
