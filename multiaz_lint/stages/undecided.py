"""What rules found that hangs on values still to be filled."""

from __future__ import annotations

from multiaz_lint.model.placeholders import (
    is_placeholder,
    is_unfilled,
    may_hold_placeholder,
    placeholders_in,
)
from multiaz_lint.model.placement import PREFERRED, REQUIRED
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.field import Field
    from multiaz_lint.rule import Problem

_DECIDING = frozenset({
    "selector", "labelSelector", "podSelector", "namespaceSelector", "matchLabels",
    "matchExpressions", "labels", "nodeSelector", "nodeSelectorTerms", "podAffinityTerm",
    REQUIRED,
    PREFERRED, "topologySpreadConstraints", "topologyKey",
    "tolerations", "scaleTargetRef", "accessModes", "allowedTopologies",
})  # fmt: skip
"""Fields that say one thing with all that is in them: a rule compares them as a whole."""


def undecided(problem: Problem) -> Field | None:
    """Return a field that decides about a problem, but is still to be filled; None for no such.

    It is the field of the problem, or another place that decides with it: a selector, a
    toleration, a constraint or the like, that holds a placeholder. The same placeholder in the
    name or the labels of the workload is filled alike, so that both match with any value.
    """
    field = problem.field
    if not field.resource.manifest.may_vary:
        for each in problem.related:
            if each.field.resource.manifest.may_vary:
                break
        else:
            return None
    if is_placeholder(field.written):
        return field
    if problem.api is not None:
        return field if is_unfilled(field) else None
    if _is_open(field, problem):
        return field
    if problem.related:
        for each in problem.related:
            if _is_open(each.field, problem):
                return each.field
    return None


def _is_open(place: Field, problem: Problem) -> bool:
    """Whether a placeholder is the name of a field, or in one that is compared as a whole."""
    path = place.path
    name = path[-1] if path else ""
    if len(path) > 1 and path[-2] == "labels" and is_placeholder(place.written):
        return True
    if not isinstance(name, str):
        name = str(path[-2]) if len(path) > 1 else ""
    if name not in _DECIDING:
        return not name.isalnum() and is_placeholder(name)
    written = place.written
    if not written:
        return False
    if not may_hold_placeholder(repr(written)):  # in one step, as most hold none
        return False
    found = set(placeholders_in(written))
    return bool(found) and not found <= _alike(place, problem)


def _alike(asked: Field, problem: Problem) -> set[object]:
    """Return the names and labels of the workloads that a problem is about."""
    alike: set[object] = set()
    for each in (problem.field, *[each.field for each in problem.related]):
        workload = each.resource
        if isinstance(workload, Workload) and not (each is asked and asked.path[-1] == "labels"):
            alike.update((workload.name, *workload.pod_labels.values()))
    return alike
