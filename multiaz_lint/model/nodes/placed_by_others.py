"""Where pods go by other software than Kubernetes, whose webhooks bind each as it is created.

A WorkloadSpread of OpenKruise gives the pods of the workload that it names, one after another, the
node affinity of one of its subsets, or patches them with it (injectWorkloadSpreadIntoPod in
pkg/util/workloadspread, v1.8).
"""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.placement import ZONE_KEYS
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

_KIND = ("apps.kruise.io", "WorkloadSpread")
_PLACING = frozenset({"affinity", "nodeSelector", "topologySpreadConstraints"})
"""Fields of a pod spec by which a patch may bind pods to zones."""


def placed_by(workload: Workload, cluster: Cluster) -> Resource | None:
    """Return what may bind each pod of a workload to a zone as it is created."""
    return _placed(cluster).get(id(workload))


@once
def _placed(cluster: Cluster) -> dict[int, Resource]:
    """Find the workloads of which that is so, by the identity of the Python object."""
    found: dict[int, Resource] = {}
    for each in cluster.resources:
        if (each.group, each.kind) == _KIND and any(map(_of_zones, _subsets(each))):
            target = mapping(each.get("spec", "targetRef"))
            group, _, _ = string(target.get("apiVersion")).rpartition("/")
            identity = (
                group,
                string(target.get("kind")),
                each.namespace,
                string(target.get("name")),
            )
            for workload in cluster.find(identity, each):
                found.setdefault(id(workload), each)
    return found


def _subsets(spread: Resource) -> Iterator[dict[str, object]]:
    return map(mapping, sequence(spread.get("spec", "subsets")))


def _of_zones(subset: dict[str, object]) -> bool:
    """Whether the pods of a subset may have to run, or had better run, in some zones."""
    wished = map(mapping, sequence(subset.get("preferredNodeSelectorTerms")))
    terms = [mapping(each.get("preference")) for each in wished]
    terms.append(mapping(subset.get("requiredNodeSelectorTerm")))
    demands = [mapping(each) for term in terms for each in sequence(term.get("matchExpressions"))]
    if any(each.get("key") in ZONE_KEYS for each in demands):
        return True
    return not _PLACING.isdisjoint(mapping(mapping(subset.get("patch")).get("spec")))
