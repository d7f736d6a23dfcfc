"""Labels and selectors that may match once their placeholders are filled in."""

from __future__ import annotations

from multiaz_lint.model.cached import once_each
from multiaz_lint.model.labels import DOES_NOT_EXIST, EXISTS, IN
from multiaz_lint.model.placeholders import holds_placeholder, is_placeholder
from multiaz_lint.model.traffic import NetworkPolicy, PodMonitor, Service, ServiceMonitor
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeVar

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.disruption import PodDisruptionBudget
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.resource import Resource

    R = TypeVar("R", bound=Resource)
    Selecting = PodDisruptionBudget | NetworkPolicy | PodMonitor

_LONG = 300
"""Characters of a label with placeholders, beyond which nobody looks at what is between them."""
_HOLE = r"\$\{[^}]*\}|\{\{.*?\}\}|\$\([^)]*\)|\$\w+|<[^>]*>"


def open_labels(selector: Selector, workload: Workload) -> list[Field]:
    """Return the labels of a pod template that decide whether a selector matches, once filled in.

    There are none where it matches as written, and where no value makes it match.
    """
    if not _is_unfilled(workload) or not _may_match(selector, workload.pod_labels):
        return []
    labels, asked = workload.template_labels, selector.keys
    path = (*workload.template_path, "metadata", "labels")
    return [
        workload.at(*path, key)
        for key, value in labels.items()
        if is_placeholder(key) or (key in asked and is_placeholder(value))
    ]


def open_selection(selector: Selector, near: Resource, cluster: Cluster) -> list[Field]:
    """Return the labels by which a selector may mean pods of its namespace, once filled in."""
    for workload in _unfilled(Workload, cluster).get(near.namespace, ()):
        found = open_labels(selector, workload)  # type: ignore[arg-type]  # of the view, as asked
        if found and not cluster.nearness.apart(workload, near):
            return found
    return []


def open_selectors(workload: Workload, view: type[Selecting], cluster: Cluster) -> list[Field]:
    """Return what is to be filled in for a resource of a view to select a workload's pods."""
    filled = not _is_unfilled(workload)
    for each in _candidates(workload, view, cluster, filled=filled):
        if cluster.nearness.apart(each, workload) or not _may_select(each, workload, cluster):
            continue
        found = open_labels(each.selector, workload)
        return found or [_written(each)]
    return []


def _candidates(
    workload: Workload, view: type[Selecting], cluster: Cluster, *, filled: bool
) -> Iterable[Selecting]:
    if view is PodMonitor:
        monitors = _all_unfilled(view, cluster) if filled else cluster.of(view)
        return [each for each in monitors if each.watches(workload.namespace)]
    if filled:
        return _unfilled(view, cluster).get(workload.namespace, ())  # type: ignore[return-value]  # of the view, as asked
    return cluster.in_namespace(view, workload.namespace)


def _may_select(each: Selecting, workload: Workload, cluster: Cluster) -> bool:
    if not isinstance(each, ServiceMonitor):
        return _may_match(each.selector, workload.pod_labels)
    return any(
        _may_match(each.selector, service.labels)
        and _may_match(service.selector, workload.pod_labels)
        for service in cluster.in_namespace(Service, workload.namespace)
    )


@once_each
def _unfilled(view: type[Resource], cluster: Cluster) -> dict[str, list[Resource]]:
    """Return the resources of a view, by namespace, whose selection is to be filled in."""
    found: dict[str, list[Resource]] = {}
    for each in _all_unfilled(view, cluster):
        cluster.effort.put(found, each.namespace, each)
    return found


@once_each
def _all_unfilled(view: type[R], cluster: Cluster) -> list[R]:
    """Return the resources of a view whose selection is to be filled in."""
    return cluster.metered(each for each in cluster.of(view) if _is_unfilled(each))


def _is_unfilled(resource: Resource) -> bool:
    if not resource.manifest.may_vary:
        return False
    if isinstance(resource, Workload):
        return holds_placeholder(resource.template_labels)
    return holds_placeholder(_written(resource).value)


def _written(resource: Resource) -> Field:
    """Return the selector as it is written."""
    name = "podSelector" if isinstance(resource, NetworkPolicy) else "selector"
    return resource.at("spec", name)


def _may_match(selector: Selector, labels: Mapping[str, Any]) -> bool:
    """Whether a selector matches labels, as written or with some values for placeholders."""
    if selector.nothing:
        return False
    some_key = any(map(is_placeholder, labels))
    for key, value in selector.equalities.items():
        if key not in labels:
            if not (some_key or is_placeholder(key)):
                return False
        elif not _may_be(labels[key], value):
            return False
    for key, operator, values in selector.expressions:
        unknown = some_key or is_placeholder(key)
        if operator == DOES_NOT_EXIST:
            if key in labels:
                return False
        elif key not in labels:
            if operator in (IN, EXISTS) and not unknown:
                return False
        elif operator == IN:
            if not any(_may_be(labels[key], value) for value in values):
                return False
        elif operator != EXISTS and labels[key] in values and not is_placeholder(labels[key]):
            return False
    return True


def _may_be(one: str, other: str) -> bool:
    """Whether two texts may be the same once they are filled in."""
    if one == other:
        return True
    holes = is_placeholder(one), is_placeholder(other)
    if holes == (True, False):
        return _fits(one, other)
    return _fits(other, one) if holes == (False, True) else all(holes)


def _fits(pattern: str, text: str) -> bool:
    """Whether a text with placeholders may become another."""
    if len(pattern) > _LONG:
        return True
    import re  # which most runs do without

    first, *rest = re.split(_HOLE, pattern)
    if not rest:
        return True  # it stands in for something as a whole
    *between, last = rest
    if not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in between:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end
