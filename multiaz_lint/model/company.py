"""Whose pods a term of pod affinity or anti-affinity means, and what required affinity waits for.

Required affinity lets a pod run where one pod runs that matches all its terms together. While no
pod of the cluster does, one that matches all of them itself may go anywhere: the first of its kind
(kube-scheduler InterPodAffinity, updateWithAffinityTerms and satisfyPodAffinity, 1.37).
"""

from __future__ import annotations

from itertools import islice

from multiaz_lint.model.contradictions import Demand, ask, impossible_key
from multiaz_lint.model.domains import zones_of
from multiaz_lint.model.labels import DOES_NOT_EXIST, EXISTS, IN, Selector
from multiaz_lint.model.neighbours import is_near
from multiaz_lint.model.operators import made_by_operator
from multiaz_lint.model.pins import pin_of
from multiaz_lint.model.placeholders import holds_placeholder, is_placeholder
from multiaz_lint.model.placement import HOSTNAME, ZONE_KEYS
from multiaz_lint.model.resource import sequence
from multiaz_lint.model.unfilled import open_selection
from multiaz_lint.model.words import listed
from multiaz_lint.model.workload import GENERATED, ScalableWorkload
from multiaz_lint.model.workload_kinds import POD_INDEX, POD_NAME, DaemonSet, Job

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import AffinityTerm
    from multiaz_lint.model.workload import Workload

_COUNTED = frozenset({POD_INDEX, "pod-template-generation"})
"""Generated labels whose values are numbers, so that pods of several workloads may share one."""
_OF_ONE_POD = frozenset({POD_NAME, POD_INDEX})
_MANY = 20
"""How many workloads that pods may stand beside, or must keep away from, are looked at."""


def means(term: AffinityTerm, workload: Workload, other: Workload) -> bool | None:
    """Whether a term of one workload means the pods of another; None where that is not known.

    The other may be the workload itself: then a pod of the same revision, the one that is placed.
    """
    near = term.reaches(other.namespace, workload.namespace)
    if near is False:
        return False
    found = _matches(term, workload, other)
    return found if near or found is False else None


def _may_be_first(workload: Workload) -> bool:
    """Whether its pods, as far as is known, match all that they require, so that one may start."""
    return all(means(each, workload, workload) is not False for each in workload.drawing_terms)


def _matches(term: AffinityTerm, workload: Workload, other: Workload) -> bool | None:
    labels, known = other.pod_labels, True
    asked = term.merged(workload.pod_labels)
    if asked.nothing:
        return False
    for key, operator, values in _demands(asked):
        if labels.get(key) != GENERATED:
            if not Selector({}, ((key, operator, values),)).matches(labels):
                if not is_placeholder(labels.get(key)):
                    return False
                known = False  # once it is filled in they may match
        elif operator in {EXISTS, DOES_NOT_EXIST}:
            if operator == DOES_NOT_EXIST:
                return False
        elif values != {GENERATED} or (key in _COUNTED and other is not workload):
            known = False  # a value written by hand, or one that two StatefulSets count alike
        else:
            # Revisions are told apart by hashes of the template: another's are its own.
            equal = other is workload or other.template == workload.template
            if equal != (operator == IN):
                return False
    return True if known else None


def _demands(selector: Selector) -> Iterator[tuple[str, str, frozenset[str]]]:
    for key, value in selector.equalities.items():
        yield key, IN, frozenset((value,))
    yield from selector.expressions


def waits_in_vain(workload: Workload, cluster: Cluster) -> tuple[AffinityTerm, str, str] | None:
    """Return a term of required affinity that no pod matches, why, and when that is so.

    What is outside of an open input may match a selector as well as what is inside.
    """
    terms = workload.drawing_terms
    if not terms or _may_be_first(workload):
        return None
    for term in terms:
        if term.tree.get("labelSelector") is None:
            return term, "a term without labelSelector matches no pod", ""
    if any(holds_placeholder(each.tree) for each in terms):
        return None
    demands: dict[str, Demand] = {}
    for term in terms:
        for demand in _demands(term.merged(workload.pod_labels)):
            if GENERATED not in demand[2]:
                ask(demands, *demand)
        key = impossible_key(demands)
        if key is not None:
            reason = f"what is asked of label {key} contradicts itself"
            return term, reason + (", and one pod must match all terms" if terms[1:] else ""), ""
    if not all(_at_home(each, workload) for each in terms):
        return None
    own = workload.pod_labels
    for term in terms:
        for key in term.match_label_keys:
            if own.get(key) == GENERATED and key not in _COUNTED:
                reason = f"no other workload's pods have the {key} that matchLabelKeys asks for"
                return term, reason, ""
    return _alone(terms, workload, cluster)


def _alone(
    terms: Sequence[AffinityTerm], workload: Workload, cluster: Cluster
) -> tuple[AffinityTerm, str, str] | None:
    """Return what no pod of the input matches, where that says all."""
    found = company(workload, cluster)
    others = [each for each in found if _has_pods(each, cluster)]
    if len(found) > _MANY or not all(is_near(workload, each, cluster) for each in others):
        return None
    if others:
        apart = next((each for each in terms if _kept_from(each, others, workload)), None)
        if apart is not None:
            return apart, "required anti-affinity keeps away from the same ones", ""
        if any(_starts(each, cluster, workload) for each in others):
            return None
        names = listed([str(each) for each in others], 3)
        reason = f"its pods and those of {names} wait for one another"
        if not all(workload in company(each, cluster) for each in others):
            reason = (
                f"its pods wait for those of {names}, which wait in turn, and none starts first"
            )
        return terms[0], reason, "on a new install "
    key = _leaves_out_itself(terms, workload)
    if key is not None:
        term = next(each for each in terms if key in each.mismatch_label_keys)
        whom = "each pod itself" if key in _OF_ONE_POD else "the pods of its own revision"
        reason = f"mismatchLabelKeys {key} leaves out {whom}"
        return term, f"{reason}, and no others match", "on a new install "
    if not cluster.platform.closed:
        return None
    if any(made_by_operator(each.selector, workload.namespace, cluster) for each in terms):
        return None
    if all(open_selection(each.selector, workload, cluster) for each in terms):
        return None
    reason = "no workload of the input has pods that match"
    return terms[0], f"{reason} {' and '.join(str(each.selector) for each in terms)}", ""


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


def _starts(first: Workload, cluster: Cluster, waiting: Workload) -> bool:
    """Whether pods of a workload start, as far as is known, without those that wait for them.

    They do when somebody whom they wait for, or who is waited for there, waits for nobody.
    """
    known, ahead = {waiting, first}, [first]
    while ahead:
        workload = ahead.pop()
        terms = workload.drawing_terms
        if not terms or _may_be_first(workload):
            return True
        if not all(_at_home(each, workload) for each in terms) or len(known) > _MANY:
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
        for key, operator, values in _demands(term.selector):
            if operator == IN and len(values) == 1:
                asked[key] = min(values)
    return keys[0] if chosen.items() <= asked.items() else None


def company(workload: Workload, cluster: Cluster) -> list[Workload]:
    """Return the other workloads of the namespace whose pods may match all required terms.

    Where there are many the first of them say enough: that there are some.
    """
    terms = workload.drawing_terms
    found = (
        each
        for each in _candidates(terms[0], workload, cluster)
        if all(means(term, workload, each) is not False for term in terms)
    )
    return list(islice(found, _MANY + 1))


def surely_meant(
    term: AffinityTerm, workload: Workload, cluster: Cluster
) -> Iterator[ScalableWorkload | DaemonSet]:
    """Yield the others of the namespace that run there too, and whose pods a term means."""
    if not term.reaches(workload.namespace, workload.namespace):
        return
    for other in _candidates(term, workload, cluster):
        if (
            isinstance(other, (ScalableWorkload, DaemonSet))
            and not other.is_hook
            and is_near(workload, other, cluster)
            and means(term, workload, other)
        ):
            yield other


def _candidates(term: AffinityTerm, workload: Workload, cluster: Cluster) -> list[Workload]:
    """Return the others that match what a term asks of labels that are written by hand."""
    added = cluster.added_labels(workload.namespace)
    selector = term.merged(workload.pod_labels)
    if selector.nothing:
        return []
    written = Selector(
        {key: value for key, value in selector.equalities.items() if key not in added},
        tuple([each for each in selector.expressions if each[0] not in added]),
    )
    return [
        each
        for each in cluster.select(written, workload.namespace, workload)
        if each.identity != workload.identity
    ]


def _at_home(term: AffinityTerm, workload: Workload) -> bool:
    """Whether a term looks at pods of the workload's namespace only."""
    if term.tree.get("namespaceSelector") is not None:
        return False
    return {workload.namespace}.issuperset(map(str, sequence(term.tree.get("namespaces"))))


def _has_pods(workload: Workload, cluster: Cluster) -> bool:
    """Whether a workload runs pods, or may: one that is switched off may be switched on again."""
    return not (cluster.platform.closed and _is_off(workload, cluster))


class FewZones:
    """How many zones at most hold pods that required affinity draws to, and whose they are.

    ``bound`` says that they cannot move to another zone.
    """

    __slots__ = ("bound", "others", "zones")

    def __init__(self, zones: int, others: list[Workload], *, bound: bool) -> None:
        self.zones = zones
        self.others = others
        self.bound = bound


def zones_of_company(workload: ScalableWorkload, cluster: Cluster) -> FewZones | None:
    """Return in how many zones those can run that a workload must stand beside.

    None where that is not known: some may be outside of the input, or of a kind that comes and
    goes; and where the first pod needs no company, as it matches all terms itself.
    """
    terms = workload.drawing_terms
    if not all(_at_home(each, workload) for each in terms):
        return None
    if _may_be_first(workload):
        return None
    others = [each for each in company(workload, cluster) if not _is_off(each, cluster)]
    if len(others) > _MANY or not any(is_near(workload, each, cluster) for each in others):
        return None
    zones, bound = 0, True
    for other in others:
        there = _zones_of_one(other, cluster)
        if there is None:
            return None
        zones += min(there, _pods(other, cluster))
        bound = bound and there == 1
    return FewZones(zones, others, bound=bound)


def _zones_of_one(other: Workload, cluster: Cluster) -> int | None:
    if other.is_hook or isinstance(other, Job):
        return None
    if isinstance(other, ScalableWorkload) and not cluster.scale_of(other).certain:
        return None
    if pin_of(other, cluster) is not None:
        return 1
    together = (HOSTNAME, *ZONE_KEYS)
    if any(
        not each.anti and each.required for each in other.own_terms if each.topology_key in together
    ):
        return 1
    return zones_of(other, cluster)


def _pods(other: Workload, cluster: Cluster) -> int:
    """Return how many pods a workload runs at least; a DaemonSet one on each node."""
    if isinstance(other, ScalableWorkload):
        return cluster.scale_of(other).least
    return cluster.platform.zones if isinstance(other, DaemonSet) else 1


def _is_off(other: Workload, cluster: Cluster) -> bool:
    return isinstance(other, ScalableWorkload) and cluster.scale_of(other).zero
