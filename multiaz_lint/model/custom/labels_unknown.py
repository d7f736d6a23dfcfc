"""Labels that an operator may add to its pods: of a selector on them nobody can say what it picks.

An adapter knows some of the labels of the pods (``labels``, ``labels_from``), seldom all of them.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once, once_each
from multiaz_lint.model.labels import EXISTS, IN
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.model.cluster import Cluster, Selecting
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.resource import Resource

COMMON = frozenset({"app.kubernetes.io", "helm.sh", "kubernetes.io", "k8s.io"})
"""Prefixes of labels that anybody writes by hand."""


def may_match(selector: Selector, workload: Workload) -> bool:
    """Whether a selector matches pods of a workload only if their operator adds labels to them.

    All that is known of the labels must agree, and something must speak for these pods: one that
    is known, or one of the operator's own domain, or of that of those that it is known to add.
    """
    lacking = labels_lacking(selector, workload)
    if not lacking:
        return False
    asked = wanted(selector)
    if len(lacking) < len(asked):
        return True
    return not _domains(lacking).isdisjoint({workload.group, *_domains(workload.pod_labels)})


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
    return any(
        not cluster.nearness.apart(each, near)
        for each in _candidates(selector, near.namespace, cluster)
    )


def may_have(view: type[Selecting], workload: Workload, cluster: Cluster) -> bool:
    """Whether a budget or policy (``view``) may match the pods of a workload."""
    if workload.labels_known:
        return False
    found = _that_may_match(view, cluster).get(id(workload), ())
    return any(not cluster.nearness.apart(each, workload) for each in found)


@once_each
def _that_may_match(view: type[Selecting], cluster: Cluster) -> dict[int, list[Selecting]]:
    """Return the budgets or policies that may match the pods of a workload, by its id."""
    found: dict[int, list[Selecting]] = {}
    for each in cluster.of(view):
        for candidate in _candidates(each.selector, each.namespace, cluster):
            cluster.effort.put(found, id(candidate), each)
    return found


def _candidates(selector: Selector, namespace: str, cluster: Cluster) -> Iterator[Workload]:
    """Yield the workloads of a namespace that a selector may match, found by what is known."""
    groups = _groups(cluster).get(namespace)
    if groups and not selector.nothing:
        asked = wanted(selector)
        cluster.effort.left -= len(groups) - 1
        for (group, keys), alike in groups.items():
            if keys >= asked.keys():
                continue
            domains = {group, *_domains(keys)}
            if not keys.isdisjoint(asked) or not _domains(asked).isdisjoint(domains):
                for each in alike.narrowest(selector, keys):
                    if may_match(selector, each):
                        yield each


@once
def _groups(cluster: Cluster) -> dict[str, dict[tuple[str, frozenset[str]], _Alike]]:
    """Return by namespace the workloads of which not all labels are known.

    They are told apart by their API group and the labels that are known.
    """
    index: dict[str, dict[tuple[str, frozenset[str]], _Alike]] = {}
    for workload in cluster.of(Workload):
        if not workload.labels_known:
            of_namespace = index.setdefault(workload.namespace, {})
            keys = frozenset(workload.pod_labels)
            of_namespace.setdefault((workload.group, keys), _Alike()).add(workload, cluster)
    return index


class _Alike:
    """Workloads whose pods are known to have labels of the same keys."""

    __slots__ = ("_all", "_by_label")

    def __init__(self) -> None:
        self._all: dict[None, list[Workload]] = {}
        self._by_label: dict[tuple[str, str], list[Workload]] = {}

    def add(self, workload: Workload, cluster: Cluster) -> None:
        cluster.effort.put(self._all, None, workload)
        for label in workload.pod_labels.items():
            cluster.effort.put(self._by_label, label, workload)

    def narrowest(self, selector: Selector, keys: frozenset[str]) -> Iterable[Workload]:
        """Return those that may match by the known label that the fewest have."""
        known = [each for each in selector.equalities.items() if each[0] in keys]
        if not known:
            return self._all[None]
        return min((self._by_label.get(each, []) for each in known), key=len)


def _domains(labels: Iterable[str]) -> set[str]:
    """Return the domains of labels that not everybody uses."""
    return {key.partition("/")[0] for key in labels if "/" in key} - COMMON
