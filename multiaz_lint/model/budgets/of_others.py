"""Budgets of other software than Kubernetes, whose webhooks are asked about each eviction."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import Workload

_KINDS = frozenset({
    ("rollout-operator.grafana.com", "ZoneAwarePodDisruptionBudget"),
    ("policy.kruise.io", "PodUnavailableBudget"),
    ("zonecontrol.k8s.aws", "ZoneDisruptionBudget"),
})  # fmt: skip
"""Grafana's for Mimir and Loki, that of OpenKruise, and that of AWS."""


def guarded_otherwise(workload: Workload, cluster: Cluster) -> bool:
    """Whether such a budget selects the pods of a workload, or names it (OpenKruise)."""
    return any(_guards(spec, workload) for spec in _budgets(cluster).get(workload.namespace, ()))


def _guards(spec: dict[str, Any], workload: Workload) -> bool:
    target = mapping(spec.get("targetRef"))
    if target:
        group, _, _ = string(target.get("apiVersion")).rpartition("/")
        named = (group, string(target.get("kind")), string(target.get("name")))
        return named == (workload.group, workload.kind, workload.name)
    return compile_selector(spec.get("selector")).matches(workload.pod_labels)


@once
def _budgets(cluster: Cluster) -> dict[str, list[dict[str, Any]]]:
    """Find what they say, by namespace."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in cluster.resources:
        if (each.group, each.kind) in _KINDS:
            found.setdefault(each.namespace, []).append(mapping(each.get("spec")))
    return found
