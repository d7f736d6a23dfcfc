"""What controllers of the input have made: the pods, ReplicaSets and Jobs of a dump of a cluster.

They say what their controllers say, which are asked in their place. Who has made them stands in
their ownerReferences; where that is not in the input, as in a dump of Deployments and Pods, its
name tells by whom it was made itself.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.workload import ScalableWorkload, Workload
from multiaz_lint.model.workload_kinds import Deployment, Rollout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource

    Identity = tuple[str, str, str, str]

_HASHES = (
    (Deployment.revision_label, "apps", "Deployment"),
    (Rollout.revision_label, "argoproj.io", "Rollout"),
)


def without_made(resources: Sequence[Resource]) -> Sequence[Resource]:
    """Return the resources without those that a workload among them has made."""
    owned = [each for each in resources if isinstance(each, Workload) and each.owned]
    if not owned:
        return resources
    known = {_named(each) for each in resources if isinstance(each, Workload)}
    made = {id(each) for each in owned if not known.isdisjoint(_makers(each))}
    return [each for each in resources if id(each) not in made] if made else resources


def why_not_asked(workload: ScalableWorkload, cluster: Cluster) -> str:
    """Say why nobody asks a workload for replicas, or what stands for it; empty where somebody is.

    It is the business of its controller, if that is not a workload of the input.
    """
    if not workload.owned or cluster.scale_of(workload).zero:
        return ""
    makers = list(_makers(workload))
    if not makers or not _workloads(cluster).isdisjoint(makers):
        return ""
    _, kind, _, name = makers[0]
    why = f"it belongs to {kind.lower()}/{name}, "
    if cluster.find(makers[0], workload):
        return f"{why}and no adapter says what pods that makes"
    return f"{why}which the input does not hold"


@once
def _workloads(cluster: Cluster) -> set[Identity]:
    return {_named(each) for each in cluster.of(Workload)}


def _named(workload: Workload) -> Identity:
    """Return as what others know it: a component by the name of the whole resource."""
    return workload.group, workload.kind, workload.namespace, workload.name


def _makers(workload: Workload) -> Iterator[Identity]:
    """Yield the controller of a resource, and who makes controllers of such a name."""
    namespace = workload.namespace
    for owner in map(mapping, sequence(workload.metadata.get("ownerReferences"))):
        if owner.get("controller") is not True:
            continue
        group = string(owner.get("apiVersion")).rpartition("/")[0]
        kind, name = string(owner.get("kind")), string(owner.get("name"))
        yield group, kind, namespace, name
        before, _, last = name.rpartition("-")
        if (group, kind) == ("batch", "Job") and last.isdigit():
            yield group, "CronJob", namespace, before
        if (group, kind) == ("apps", "ReplicaSet"):
            for label, group_of_maker, maker in _HASHES:
                if workload.labels.get(label) == last:
                    yield group_of_maker, maker, namespace, before
