"""Budgets of other software than Kubernetes, whose webhooks are asked about each eviction."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.effort import EffortError
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

_KINDS = frozenset({
    ("rollout-operator.grafana.com", "ZoneAwarePodDisruptionBudget"),
    ("policy.kruise.io", "PodUnavailableBudget"),
    ("zonecontrol.k8s.aws", "ZoneDisruptionBudget"),
})  # fmt: skip
"""Grafana's for Mimir and Loki, that of OpenKruise, and that of AWS."""


def guarded_otherwise(workload: Workload, cluster: Cluster) -> bool:
    """Whether such a budget selects the pods of a workload, or names it (OpenKruise)."""
    return id(workload) in _guarded(cluster)


@once
def _guarded(cluster: Cluster) -> set[int]:
    """Find the workloads that they guard, by the identity of the Python object."""
    found: set[int] = set()
    for budget in cluster.resources:
        if (budget.group, budget.kind) in _KINDS:
            found.update(map(id, _guarded_by(budget, cluster)))
            if cluster.effort.spent:
                raise EffortError
    return found


def _guarded_by(budget: Resource, cluster: Cluster) -> Iterable[Resource]:
    spec = mapping(budget.get("spec"))
    target = mapping(spec.get("targetRef"))
    if target:
        group, _, _ = string(target.get("apiVersion")).rpartition("/")
        name = string(target.get("name"))
        return cluster.find((group, string(target.get("kind")), budget.namespace, name), budget)
    return cluster.select(compile_selector(spec.get("selector")), budget.namespace, budget)
