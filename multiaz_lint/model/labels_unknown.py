"""Labels that an operator may add to its pods: of a selector on them nobody can say what it picks.

An adapter knows some of the labels of the pods (``labels``, ``labels_from``), seldom all of them.
"""

from __future__ import annotations

from multiaz_lint.model.labels import EXISTS, IN
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.resource import Resource

COMMON = frozenset({"app.kubernetes.io", "helm.sh", "kubernetes.io", "k8s.io"})
"""Prefixes of labels that anybody writes by hand."""


def may_match(selector: Selector, workload: Workload) -> bool:
    """Whether a selector matches pods of a workload only if their operator adds labels to them.

    All that is known of the labels must agree, and something must speak for these pods: one that
    is known, or one of the domain of those that the operator is known to add.
    """
    lacking = labels_lacking(selector, workload)
    if not lacking:
        return False
    asked = wanted(selector)
    if len(lacking) < len(asked):
        return True
    return not _domains(lacking).isdisjoint(_domains(workload.pod_labels))


def labels_lacking(selector: Selector, workload: Workload) -> dict[str, str]:
    """Return with which labels beside the known ones the pods of a workload would be selected.

    It is empty where none are needed, none can help, or all labels are known.
    """
    if workload.labels_known or selector.nothing:
        return {}
    known = workload.pod_labels
    lacking = {key: value for key, value in wanted(selector).items() if key not in known}
    return lacking if lacking and selector.matches({**known, **lacking}) else {}


def wanted(selector: Selector) -> dict[str, str]:
    """Return labels that a selector asks for, of several values of one the first."""
    found = dict(selector.equalities)
    for key, operator, values in selector.expressions:
        if operator in (IN, EXISTS):
            found.setdefault(key, min(values, default=""))
    return found


def may_be_selected(selector: Selector, near: Resource, cluster: Cluster) -> bool:
    """Whether a selector may match pods of an operator in the namespace of a resource."""
    return any(may_match(selector, each) for each in _of_operators(near, cluster))


def _of_operators(near: Resource, cluster: Cluster) -> Iterator[Workload]:
    """Yield the workloads of a namespace whose labels are not all known."""
    index: dict[str, list[Workload]] | None = cluster.facts.get("labels unknown")
    if index is None:
        index = cluster.facts["labels unknown"] = {}
        for workload in cluster.of(Workload):
            if not workload.labels_known:
                cluster.effort.put(index, workload.namespace, workload)
    for each in index.get(near.namespace, ()):
        if not cluster.nearness.apart(each, near):
            yield each


def _domains(labels: dict[str, str]) -> set[str]:
    """Return the domains of labels that not everybody uses."""
    return {key.partition("/")[0] for key in labels if "/" in key} - COMMON
