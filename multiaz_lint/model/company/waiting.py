"""What required pod affinity waits for in vain, and why.

Where no pod of the cluster matches all required terms together, and none of the workload's own does
either, the first one stays Pending (kube-scheduler InterPodAffinity, satisfyPodAffinity, 1.37).
"""

from __future__ import annotations

from multiaz_lint.model.cached import once, once_each
from multiaz_lint.model.company.companions import (
    COUNTED,
    MANY,
    at_home,
    candidates,
    company,
    demands_of,
    is_off,
    may_be_first,
    means,
)
from multiaz_lint.model.company.contradictions import LabelDemand, ask, impossible_key
from multiaz_lint.model.company.neighbours import is_near
from multiaz_lint.model.custom.operators import made_by_operator, namespaces_of_makers
from multiaz_lint.model.labels import IN
from multiaz_lint.model.placeholders import holds_placeholder
from multiaz_lint.model.placement import HOSTNAME, ZONE_KEYS
from multiaz_lint.model.selectors.unfilled import open_selection
from multiaz_lint.model.words import listed
from multiaz_lint.model.workload import GENERATED, Workload
from multiaz_lint.model.workload_kinds import POD_INDEX, POD_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import AffinityTerm
    from multiaz_lint.model.resource import Resource

_NOBODY = "select pods that run, or prefer their company only"
_OF_ONE_POD = frozenset({POD_NAME, POD_INDEX})
_LOOKS = 10
"""What it takes to look into a namespace for pods that terms mean."""


class Unmatched:
    """A term of required affinity that no pod matches, why, and what would mend it.

    That is so ``at_first`` where pods that run already could be matched.
    """

    __slots__ = ("at_first", "reason", "remedy", "term")

    def __init__(
        self, term: AffinityTerm, reason: str, remedy: str, *, at_first: bool = False
    ) -> None:
        self.term = term
        self.reason = reason
        self.remedy = remedy
        self.at_first = at_first


@once_each
def waits_in_vain(workload: Workload, cluster: Cluster) -> Unmatched | None:
    """Return what required affinity waits for in vain; None where it may find a pod.

    What is outside of an open input may match a selector as well as what is inside.
    """
    terms = workload.drawing_terms
    if not terms or may_be_first(workload):
        return None
    for term in terms:
        if term.tree.get("labelSelector") is None:
            remedy = "select pods by their labels, or leave the term out"
            return Unmatched(term, "a term without labelSelector matches no pod", remedy)
    if any(holds_placeholder(each.tree) for each in terms):
        return None
    demands: dict[str, LabelDemand] = {}
    for term in terms:
        for demand in demands_of(term.merged(workload.pod_labels)):
            if GENERATED not in demand[2]:
                ask(demands, *demand)
        key = impossible_key(demands)
        if key is not None:
            reason = f"what is asked of label {key} contradicts itself"
            if not terms[1:]:
                return Unmatched(term, reason, f"ask for one value of {key}, or for one of several")
            remedy = "let all terms select the same pods, or prefer the company of some only"
            return Unmatched(term, f"{reason}, and one pod must match all terms", remedy)
    if not all(at_home(each, workload) for each in terms):
        return _nobody_abroad(terms, workload, cluster)
    own = workload.pod_labels
    for term in terms:
        for key in term.match_label_keys:
            if own.get(key) == GENERATED and key not in COUNTED:
                reason = f"no other workload's pods have the {key} that matchLabelKeys asks for"
                return Unmatched(term, reason, f"leave {key} out of matchLabelKeys")
    return _alone(terms, workload, cluster)


def _alone(terms: Sequence[AffinityTerm], workload: Workload, cluster: Cluster) -> Unmatched | None:
    """Return what no pod of the input matches, where that says all."""
    found = company(workload, cluster)
    others = [each for each in found if _has_pods(each, cluster)]
    if len(found) > MANY or not all(is_near(workload, each, cluster) for each in others):
        return None
    if others:
        apart = next((each for each in terms if _kept_from(each, others, workload)), None)
        if apart is not None:
            remedy = "leave out the affinity, or the anti-affinity, to these pods"
            return Unmatched(apart, "required anti-affinity keeps away from the same ones", remedy)
        if any(_starts(each, cluster, workload) for each in others):
            return None
        names = listed([str(each) for each in others], 3)
        reason = f"its pods and those of {names} wait for one another"
        if not all(_awaits(each, workload, cluster) for each in others):
            reason = (
                f"its pods wait for those of {names}, which wait in turn, and none starts first"
            )
        remedy = "let one of them prefer the company of the others only"
        return Unmatched(terms[0], reason, remedy, at_first=True)
    key = _leaves_out_itself(terms, workload)
    if key is not None:
        term = next(each for each in terms if key in each.mismatch_label_keys)
        whom = "each pod itself" if key in _OF_ONE_POD else "the pods of its own revision"
        reason = f"mismatchLabelKeys {key} leaves out {whom}, and no others match"
        remedy = f"leave {key} out of mismatchLabelKeys, or prefer their company only"
        return Unmatched(term, reason, remedy, at_first=True)
    if not cluster.platform.closed:
        return None
    if any(made_by_operator(each.selector, workload, cluster) for each in terms):
        return None
    if all(open_selection(each.selector, workload, cluster) for each in terms):
        return None
    what = " and ".join(str(each.selector) for each in terms)
    return Unmatched(terms[0], f"no workload of the input has pods that match {what}", _NOBODY)


def _nobody_abroad(
    terms: Sequence[AffinityTerm], workload: Workload, cluster: Cluster
) -> Unmatched | None:
    """Return a term that looks into other namespaces too, where no workload of all has such pods.

    A namespace that the input does not hold is known by its name alone, and may be meant. Of those
    that it holds only some have pods with the labels, or an operator that may make them.
    """
    if not cluster.platform.closed:
        return None
    here, spaces = workload.namespace, _spaces(cluster)
    meant = [each.named_spaces(here) for each in terms]
    homes = cluster.homes(terms[0].merged(workload.pod_labels))
    if homes is not None:
        meant.append(homes | namespaces_of_makers(cluster))
    known = [each for each in meant if each is not None]
    asked = set.intersection(*known) if known else set(spaces)
    cluster.effort.spend(_LOOKS * len(asked))
    for space in sorted(asked & spaces.keys()):
        if any(each.reaches(space, here) is False for each in terms):
            continue
        somebody = cluster.nearness.first_beside(spaces[space], workload)
        if somebody is None:
            continue
        if any(made_by_operator(each.selector, somebody, cluster) for each in terms):
            return None
        for other in candidates(terms[0], workload, cluster, space):
            if all(means(each, workload, other) is not False for each in terms):
                return None
    what = " and ".join(str(each.selector) for each in terms)
    reason = f"no workload of the input has pods that match {what} in the namespaces that are meant"
    return Unmatched(next(each for each in terms if not at_home(each, workload)), reason, _NOBODY)


@once
def _spaces(cluster: Cluster) -> dict[str, list[Resource]]:
    """Return the namespaces that hold workloads or custom resources, each with these."""
    found: dict[str, list[Resource]] = {}
    for each in cluster.resources:
        if isinstance(each, Workload) or "." in each.group:
            cluster.effort.put(found, each.namespace, each)
    return found


def _kept_from(term: AffinityTerm, others: list[Workload], workload: Workload) -> bool:
    """Whether anti-affinity of either side keeps the pods from where a term draws them."""
    keys = {*ZONE_KEYS, HOSTNAME} if term.topology_key == HOSTNAME else ZONE_KEYS
    if term.topology_key not in keys:
        return False
    return all(_avoids(workload, other, keys) or _avoids(other, workload, keys) for other in others)


def _avoids(one: Workload, other: Workload, keys: Collection[str]) -> bool:
    return any(
        each.anti and each.required and each.topology_key in keys and means(each, one, other)
        for each in one.pod_terms
    )


def _awaits(other: Workload, workload: Workload, cluster: Cluster) -> bool:
    return any(each.identity == workload.identity for each in company(other, cluster))


def _starts(first: Workload, cluster: Cluster, waiting: Workload) -> bool:
    """Whether pods of a workload start, as far as is known, without those that wait for them.

    They do when somebody whom they wait for, or who is waited for there, waits for nobody.
    """
    known, ahead = {waiting, first}, [first]
    while ahead:
        workload = ahead.pop()
        terms = workload.drawing_terms
        if not terms or may_be_first(workload):
            return True
        if not all(at_home(each, workload) for each in terms) or len(known) > MANY:
            return True
        others = company(workload, cluster)
        if not others:
            return True  # they may be outside of the input
        ahead += [each for each in others if each not in known]
        known.update(ahead)
    return False


def _leaves_out_itself(terms: Sequence[AffinityTerm], workload: Workload) -> str | None:
    """Return the key by which terms that mean the workload's pods alone leave out its own."""
    own, chosen = workload.pod_labels, workload.selector.equalities
    keys = [each for term in terms for each in term.mismatch_label_keys]
    keys = [key for key in keys if own.get(key) == GENERATED]
    if not keys or not chosen or not all(term.selector.matches(own) for term in terms):
        return None
    asked: dict[str, str] = {}
    for term in terms:
        for key, operator, values in demands_of(term.selector):
            if operator == IN and len(values) == 1:
                asked[key] = min(values)
    return keys[0] if chosen.items() <= asked.items() else None


def _has_pods(workload: Workload, cluster: Cluster) -> bool:
    """Whether a workload runs pods, or may: one that is switched off may be switched on again."""
    return not (cluster.platform.closed and is_off(workload, cluster))
