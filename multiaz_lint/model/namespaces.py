"""The labels of namespaces, as far as the input holds the Namespaces."""

from __future__ import annotations

from functools import partial

from multiaz_lint.model.placeholders import holds_placeholder
from multiaz_lint.model.placement import NAMESPACE_NAME
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource


def add_namespaces(cluster: Cluster) -> None:
    """Let the terms of pod affinity know the labels of the namespaces that they choose among."""
    for workload in cluster.of(Workload):
        for term in workload.pod_terms:
            if "namespaceSelector" in term.tree:
                term.labels_of = partial(labels_of, near=workload, cluster=cluster)


def labels_of(namespace: str, near: Resource, cluster: Cluster) -> dict[str, str] | None:
    """Return the labels of a namespace, its name among them, which the API server writes.

    It is None where the input does not hold it, where copies differ, and where labels are still to
    be filled in (v1.37 SetDefaults_Namespace).
    """
    found = [each.labels for each in cluster.find(("", "Namespace", "", namespace), near)]
    if not found or any(each != found[0] for each in found) or holds_placeholder(found[0]):
        return None
    return {**found[0], NAMESPACE_NAME: namespace}
