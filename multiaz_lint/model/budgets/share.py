"""How many pods planned disruptions may take at once: no more than the loss of one zone would."""

from __future__ import annotations

from multiaz_lint.model.budgets.drains import surely_in_one_zone
from multiaz_lint.model.cached import once_each
from multiaz_lint.model.nodes.pins import twins_of
from multiaz_lint.model.outage.keepers import serve_together
from multiaz_lint.model.outage.quorum import software_that_votes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.budgets.guarded import Guarded
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import ScalableWorkload

_MANY = 30
"""More workloads than one budget guards on purpose: of more each is judged by itself."""


def serving_with(
    workload: ScalableWorkload, guarded: Guarded, cluster: Cluster
) -> list[ScalableWorkload]:
    """Return a workload and those under the same budget whose pods serve in place of its own.

    They stand behind the same Services, or are bound to a zone each. Members that vote are counted
    by themselves otherwise: those of another workload may be another cluster's.
    """
    if not 1 < len(guarded.scaled) <= _MANY:
        return [workload]
    twins = {each.identity for each in twins_of(workload, cluster)}
    votes = software_that_votes(workload) is not None
    return [workload] + [
        other
        for other in guarded.scaled
        if other is not workload
        and (other.identity in twins or (not votes and serve_together(workload, other, cluster)))
    ]


@once_each
def share_of_all(guarded: Guarded, cluster: Cluster) -> int:
    """Return how many pods of all workloads that budgets guard may go at once."""
    return share_of_a_zone(guarded.scaled, cluster)


def share_of_a_zone(workloads: list[ScalableWorkload], cluster: Cluster) -> int:
    """Return how many pods of workloads that serve together may go at once.

    As many as every zone holds of pods that are spread evenly, one at least. Where disks or node
    selection keep pods in their zone, as many as some zone surely holds: with fewer that zone can
    never be drained, and its loss takes them all.
    """
    pods = sum(cluster.scale_of(each).least for each in workloads)
    even = pods // cluster.platform.zones
    return max(1, even, surely_in_one_zone(workloads, cluster))
