"""Whether something keeps a workload's own pods apart, or was only meant to."""

from __future__ import annotations

from multiaz_lint.model.company.neighbours import neighbours
from multiaz_lint.model.nodes.domains import domains
from multiaz_lint.model.nodes.host_ports import host_ports
from multiaz_lint.model.placement import HOSTNAME
from multiaz_lint.model.selectors.slips import misspells

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.placement import AffinityTerm
    from multiaz_lint.model.workload import ScalableWorkload


def kept_apart(workload: ScalableWorkload, key: str) -> bool:
    """Whether an anti-affinity term or a spread constraint on a key counts the own pods."""
    return any(workload.apart_on(key)) or any(workload.spread_over(key))


def takes_host_port(workload: ScalableWorkload) -> bool:
    """Whether each pod takes a port of its node, which no second one then finds free."""
    return bool(host_ports(workload))


def places_apart(key: str, workload: ScalableWorkload, cluster: Cluster) -> tuple[int | None, str]:
    """Return how many domains of a key there are for pods that it keeps apart, None if unknown.

    Where these are the nodes that required pod affinity leaves, the second says whose they are.
    """
    places = domains(key, workload, cluster)
    if key != HOSTNAME or not workload.drawing_terms:
        return places, ""
    from multiaz_lint.model.company.companions import nodes_of_company  # few require affinity

    few = nodes_of_company(workload, cluster)
    if few is None or (places is not None and places <= few.nodes):
        return places, ""
    return few.nodes, few.beside


def terms_that_miss(workload: ScalableWorkload, cluster: Cluster) -> Iterator[AffinityTerm]:
    """Yield the anti-affinity terms that are meant for the own pods and do not select them.

    A term is meant for others when it names other namespaces, leaves out pods with an own label
    (mismatchLabelKeys), selects a workload of the input, or stands beside one on the same key that
    does select the own pods. A term without a selector selects no pod at all.
    """
    own = set(map(id, workload.terms_on_itself))
    for term in workload.pod_terms:
        if not term.anti or not term.sound or id(term) in own:
            continue
        if term.tree.get("labelSelector") is None or (
            not _means_others(term, workload, cluster)
            and (_tells_all_apart(term, workload) or _means_itself(term, workload, cluster))
        ):
            yield term


def _means_others(term: AffinityTerm, workload: ScalableWorkload, cluster: Cluster) -> bool:
    return bool(
        term.selector.nothing
        or term.tree.get("namespaces")
        or term.tree.get("namespaceSelector") is not None
        or any(key in workload.pod_labels for key in term.mismatch_label_keys)
        or any(workload.apart_on(term.topology_key))
        or any(neighbours(workload, term.selector, cluster))
    )


def _tells_all_apart(term: AffinityTerm, workload: ScalableWorkload) -> bool:
    """Whether it means the own pods, but for a key that no two of them have in common."""
    return term.selector.matches(workload.pod_labels)


def _means_itself(term: AffinityTerm, workload: ScalableWorkload, cluster: Cluster) -> bool:
    """Whether a term that selects nothing of the input can only mean the own pods."""
    if cluster.platform.closed or _renames(term.selector, workload):
        return True
    if misspells(term.selector, workload, cluster):
        return True
    wanted = term.topology_key == HOSTNAME and cluster.scale_of(workload).least >= 2
    return wanted and not (kept_apart(workload, HOSTNAME) or takes_host_port(workload))


def _renames(selector: Selector, workload: ScalableWorkload) -> bool:
    """Whether a selector asks for own values under labels that the pods do not have."""
    labels = workload.template_labels
    own = {*labels.values(), workload.name}
    known = False
    for key, value in selector.equalities.items():
        if labels.get(key, value) != value:
            return False
        known = known or value in own
    for key, operator, values in selector.expressions:
        if key in labels:
            if operator == "In" and labels[key] not in values:
                return False
        elif operator == "In":
            known = known or not own.isdisjoint(values)
    return known
