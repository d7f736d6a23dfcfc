"""Pods that two autoscalers select, as the selector of one workload means those of another too."""

from __future__ import annotations

from multiaz_lint.model.autoscaling import Autoscaler
from multiaz_lint.model.cached import once
from multiaz_lint.model.company.neighbours import neighbours
from multiaz_lint.model.workload import ScalableWorkload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster


class Shared:
    """What two autoscalers share: ``broad`` selects the pods of ``other`` as well as its own."""

    __slots__ = ("broad", "other", "rival")

    def __init__(self, rival: Autoscaler, broad: ScalableWorkload, other: ScalableWorkload) -> None:
        self.rival = rival
        self.broad = broad
        self.other = other


def shares_pods(autoscaler: Autoscaler, cluster: Cluster) -> Shared | None:
    """Return the first autoscaler of another workload that selects pods which this one selects.

    An autoscaler selects what the scale of its target says, the selector of the workload. That of a
    Deployment may match pods of another one: its ReplicaSets leave these alone, but the autoscaler
    does not (horizontal pod autoscaler, validateAndParseSelector, 1.37).
    """
    return _shared(cluster).get(autoscaler)


@once
def _shared(cluster: Cluster) -> dict[Autoscaler, Shared]:
    index: dict[Autoscaler, Shared] = {}
    asked = set()
    for autoscaler in cluster.of(Autoscaler):
        broad = cluster.target_of(autoscaler)
        if not isinstance(broad, ScalableWorkload) or not _scales(autoscaler, cluster):
            continue
        if not broad.selection_is_sound:
            continue
        question = broad.namespace, broad.selector.question, broad.directory, broad.origin
        if autoscaler in index and question in asked:
            continue  # who asked the same before has met all that it would meet
        asked.add(question)
        for other in neighbours(broad, broad.selector, cluster):
            if not isinstance(other, ScalableWorkload) or cluster.scale_of(other).zero:
                continue
            for rival in cluster.autoscalers_of(other):
                if _scales(rival, cluster):
                    index.setdefault(autoscaler, Shared(rival, broad, other))
                    index.setdefault(rival, Shared(autoscaler, broad, other))
    return index


def _scales(autoscaler: Autoscaler, cluster: Cluster) -> bool:
    kubernetes = cluster.platform.kubernetes
    return not (autoscaler.owned or autoscaler.stopped or autoscaler.scales_nothing(kubernetes))
