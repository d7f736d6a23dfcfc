"""What a pod spec says to survive the loss of a zone: the fragments that fixes write."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.placement import DO_NOT_SCHEDULE, HOSTNAME, ZONE
from multiaz_lint.model.resource import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.field import Field
    from multiaz_lint.model.placement import AffinityTerm
    from multiaz_lint.model.workload import Workload


@once
def own_selector(workload: Workload) -> dict[str, Any] | None:
    """Return a copy of the workload's own selector.

    It is None where that does not select its pods, or where part of it or of their labels cannot
    be decoded: what is left of it says something else.
    """
    if not workload.selector.matches(workload.template_labels) or not workload.selection_is_sound:
        return None
    copy: dict[str, Any] = _plain(mapping(workload.written_selector))
    return copy or None


def zone_constraint(workload: Workload) -> dict[str, Any] | None:
    """Return the constraint that keeps the own pods even over zones, through outage and rollout."""
    selector = own_selector(workload)
    if selector is None:
        return None
    constraint: dict[str, Any] = {
        "maxSkew": 1,
        "topologyKey": ZONE,
        "whenUnsatisfiable": DO_NOT_SCHEDULE,
        "nodeTaintsPolicy": "Honor",
        "labelSelector": selector,
    }
    if workload.revision_label and not _mentions(selector, workload.revision_label):
        constraint["matchLabelKeys"] = [workload.revision_label]
    return constraint


def host_anti_affinity(workload: Workload) -> dict[str, Any] | None:
    """Return the preferred term that keeps the own pods on different nodes where there are any."""
    selector = own_selector(workload)
    if selector is None:
        return None
    return {"weight": 100, "podAffinityTerm": {"topologyKey": HOSTNAME, "labelSelector": selector}}


def removal_of(term: AffinityTerm) -> Field:
    """Return what to drop to be rid of a term: it, or the highest part that holds nothing else."""
    resource, path = term.resource, term.path
    while len(path) > 1 and path[-1] != "affinity":
        parent = resource.get(*path[:-1])
        if not isinstance(parent, (dict, list)) or len(parent) > 1:
            break
        path = path[:-1]
    return resource.at(*path)


def _mentions(selector: dict[str, Any], key: str) -> bool:
    expressions = selector.get("matchExpressions") or ()
    return key in mapping(selector.get("matchLabels")) or any(
        mapping(expression).get("key") == key for expression in expressions
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
