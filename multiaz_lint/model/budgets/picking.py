"""Selectors that mean some of a workload's pods, by labels that its controller adds.

The StatefulSet controller writes the name and the ordinal of each pod into its labels (1.37), so
that it is known which pods a selector picks. Nobody knows what else controllers make up.
"""

from __future__ import annotations

from multiaz_lint.model.labels import IN, NOT_IN, Selector
from multiaz_lint.model.selectors.run_time_labels import picks_at_run_time
from multiaz_lint.model.workload import GENERATED
from multiaz_lint.model.workload_kinds import POD_INDEX, POD_NAME, StatefulSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

_MOST = 10_000
"""Replicas of a StatefulSet that are gone through one by one."""


def asks_for_names(selector: Selector) -> bool:
    """Whether a selector asks about the labels that tell the pods of a StatefulSet apart."""
    if POD_NAME in selector.equalities or POD_INDEX in selector.equalities:
        return True
    return any(key in {POD_NAME, POD_INDEX} for key, _, _ in selector.expressions)


def picked(selector: Selector, near: Resource, cluster: Cluster) -> dict[StatefulSet, list[int]]:
    """Return the StatefulSets of which a selector picks pods by name, with their ordinals.

    They are those of pods that there are with the least number of replicas.
    """
    found: dict[StatefulSet, list[int]] = {}
    if not asks_for_names(selector):
        return found
    for workload in _candidates(selector, near, cluster):
        if isinstance(workload, StatefulSet):
            ordinals = _ordinals(selector, workload, cluster.scale_of(workload).least)
            if ordinals:
                found[workload] = ordinals
    return found


def left_over(selector: Selector, workload: Workload, cluster: Cluster) -> list[int] | None:
    """Return the ordinals that a selector leaves of the pods of a StatefulSet that it matches.

    It leaves some out where it says so by name or ordinal, as NotIn; None where it leaves out none,
    or where there are too many replicas to go through. They are those of the least scale.
    """
    if not isinstance(workload, StatefulSet):
        return None
    out = _numbers(selector, workload, NOT_IN)
    replicas = cluster.scale_of(workload).least
    if not out or replicas > _MOST:
        return None
    start = workload.first_ordinal
    pods = cluster.metered(range(start, start + replicas))
    left = [number for number in pods if str(number) not in out]
    return left if len(left) < replicas else None


def may_pick(selector: Selector, near: Resource, cluster: Cluster) -> bool:
    """Whether a selector may mean pods by a label whose value a controller makes up.

    So may the program that runs in them.
    """
    if picks_at_run_time(selector, near, cluster):
        return True
    for workload in _candidates(selector, near, cluster):
        if not isinstance(workload, StatefulSet) or not _names_pods(selector):
            if _known(selector, workload).matches(workload.pod_labels):
                return True
        else:
            scale = cluster.scale_of(workload)
            most = scale.most if scale.certain and not scale.zero else None
            if _ordinals(selector, workload, most):
                return True
    return False


def _candidates(selector: Selector, near: Resource, cluster: Cluster) -> list[Workload]:
    """Return the workloads whose pods have such a label that the selector asks about."""
    namespace = near.namespace
    if selector.nothing or selector.keys.isdisjoint(cluster.added_labels(namespace)):
        return []
    names = {name.rpartition("-")[0] for name in _values(selector, POD_NAME)}
    if names:
        own = [("apps", "StatefulSet", namespace, name) for name in sorted(names)]
        found = [each for identity in own for each in cluster.find(identity, near)]
        return [each for each in found if isinstance(each, StatefulSet)]
    rest = _without(selector, cluster.added_labels(namespace))
    return [
        each
        for each in cluster.select(rest, namespace, near)
        if any(each.pod_labels.get(key) == GENERATED for key in selector.keys)
    ]


def _names_pods(selector: Selector) -> bool:
    return bool(_values(selector, POD_NAME) or _values(selector, POD_INDEX))


def _values(selector: Selector, key: str, operator: str = IN) -> set[str]:
    """Return the values of a label that a selector names."""
    equal = operator == IN and key in selector.equalities
    found = {selector.equalities[key]} if equal else set()
    return found.union(
        *[values for k, by, values in selector.expressions if (k, by) == (key, operator)]
    )


def _numbers(selector: Selector, workload: StatefulSet, operator: str = IN) -> set[str]:
    """Return what a selector names as ordinals of a StatefulSet's pods, by name or alone."""
    prefix = f"{workload.name}-"
    names = _values(selector, POD_NAME, operator)
    named = {name.removeprefix(prefix) for name in names if name.startswith(prefix)}
    return named | _values(selector, POD_INDEX, operator)


def _known(selector: Selector, workload: Workload) -> Selector:
    """Return the selector without what it asks of values that nobody knows."""
    labels = workload.pod_labels
    return _without(selector, {key for key, value in labels.items() if value == GENERATED})


def _without(selector: Selector, made_up: Collection[str]) -> Selector:
    """Return the selector without the values that it asks of some labels."""
    return Selector(
        {key: value for key, value in selector.equalities.items() if key not in made_up},
        tuple([
            each
            for each in selector.expressions
            if each[0] not in made_up or each[1] not in {IN, NOT_IN}
        ]),
    )  # fmt: skip


def _ordinals(selector: Selector, workload: StatefulSet, replicas: int | None) -> list[int]:
    """Return which of a number of pods a selector names; of all that may be where it is None."""
    start = workload.first_ordinal
    prefix = f"{workload.name}-"
    named = _numbers(selector, workload)
    numbers = {int(each) for each in named if each.isascii() and each.isdigit() and len(each) < 10}
    return [
        number
        for number in sorted(numbers)
        if number >= start and (replicas is None or number < start + replicas)
        if selector.matches({
            **workload.pod_labels, POD_NAME: f"{prefix}{number}", POD_INDEX: str(number)
        })
    ]  # fmt: skip
