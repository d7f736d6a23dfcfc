"""Workloads that do the same for a zone each, and whose anti-affinity keeps them apart."""

from __future__ import annotations

from multiaz_lint.model.labels import IN, NOT_IN
from multiaz_lint.model.workload import ScalableWorkload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Labels, Selector
    from multiaz_lint.model.placement import AffinityTerm
    from multiaz_lint.model.workload import Workload


_MANY = 8
"""How many others of a group are looked for: as many say enough."""


def set_apart_from(workload: ScalableWorkload, cluster: Cluster) -> list[ScalableWorkload]:
    """Return the others of a group that keeps its members apart, but no pods of one member.

    Software that copies its data over zones by itself asks for that (Mimir, Loki): each member
    stands for a zone, and one that is spread over all of them takes part of every copy with any.
    """
    found: dict[int, ScalableWorkload] = {}
    for term in workload.pod_terms:
        if not _means_the_rest(term, workload):
            continue
        selector = term.merged(workload.pod_labels)
        for other in cluster.select(selector, workload.namespace, workload):
            if isinstance(other, ScalableWorkload) and _keeps_away(other, workload):
                found[id(other)] = other
                if len(found) > _MANY:
                    return list(found.values())
    return list(found.values())


def _keeps_away(other: ScalableWorkload, workload: Workload) -> bool:
    return any(
        _means_the_rest(term, other) and term.matches(workload.pod_labels, other.pod_labels)
        for term in other.pod_terms
    )


def _means_the_rest(term: AffinityTerm, workload: Workload) -> bool:
    here, own = workload.namespace, workload.pod_labels
    required = term.anti and term.required and term.reaches(here, here) is True
    return required and _all_but(own, term.merged(own))


def _all_but(own: Labels, selector: Selector) -> bool:
    """Whether a selector asks for a label that these have, and leaves them out by another."""
    if selector.nothing or not selector.equalities.items() <= own.items():
        return False
    shared, left_out = bool(selector.equalities), False
    for key, operator, values in selector.expressions:
        if operator == NOT_IN and own.get(key) in values:
            left_out = True
        elif operator == IN:
            if own.get(key) not in values:
                return False
            shared = True
    return shared and left_out
