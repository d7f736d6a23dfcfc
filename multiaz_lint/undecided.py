"""What rules found that hangs on values still to be filled."""

from __future__ import annotations

from multiaz_lint.model.placeholders import is_placeholder, is_unfilled, placeholders_in
from multiaz_lint.model.workload import Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.field import Field
    from multiaz_lint.rule import Problem

_DECIDING = frozenset({
    "selector", "labelSelector", "podSelector", "namespaceSelector", "matchLabels",
    "matchExpressions", "labels", "nodeSelector", "nodeSelectorTerms", "podAffinityTerm",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "preferredDuringSchedulingIgnoredDuringExecution", "topologySpreadConstraints", "topologyKey",
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
    if not field.resource.manifest.may_vary and not any(
        each.field.resource.manifest.may_vary for each in problem.related
    ):
        return None
    if is_placeholder(field.written):
        return field
    if problem.api is not None:
        return field if is_unfilled(field) else None
    places = [field, *[each.field for each in problem.related]]
    for place in places:
        if any(map(is_placeholder, place.path)):
            return place
        name = next((each for each in reversed(place.path) if isinstance(each, str)), "")
        if name in _DECIDING:
            found = set(placeholders_in(place.written))
            if found and not found <= _alike(places, place):
                return place
    return None


def _alike(places: list[Field], asked: Field) -> set[object]:
    """Return the names and labels of the workloads that a problem is about."""
    alike: set[object] = set()
    for each in places:
        workload = each.resource
        if isinstance(workload, Workload) and not (each is asked and asked.path[-1] == "labels"):
            alike.update((workload.name, *workload.pod_labels.values()))
    return alike
