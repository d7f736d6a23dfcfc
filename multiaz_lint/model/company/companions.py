"""Whose pods a term of pod affinity or anti-affinity means, and in how many zones those run.

Required affinity lets a pod run where one pod runs that matches all its terms together. While no
pod of the cluster does, one that matches all of them itself may go anywhere: the first of its kind
(kube-scheduler InterPodAffinity, updateWithAffinityTerms and satisfyPodAffinity, 1.37).
"""

from __future__ import annotations

from itertools import islice

from multiaz_lint.model.cached import once_each
from multiaz_lint.model.company.neighbours import is_near
from multiaz_lint.model.labels import DOES_NOT_EXIST, EXISTS, IN, Selector
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.nodes.pins import pin_of
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.placement import HOSTNAME, ZONE_KEYS
from multiaz_lint.model.resource import sequence, without_copies
from multiaz_lint.model.words import listed
from multiaz_lint.model.workload import GENERATED, ScalableWorkload
from multiaz_lint.model.workload_kinds import POD_INDEX, DaemonSet, Job

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import AffinityTerm
    from multiaz_lint.model.workload import Workload

COUNTED = frozenset({POD_INDEX, "pod-template-generation"})
"""Generated labels whose values are numbers, so that pods of several workloads may share one."""
MANY = 20
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


def may_be_first(workload: Workload) -> bool:
    """Whether its pods, as far as is known, match all that they require, so that one may start."""
    return all(means(each, workload, workload) is not False for each in workload.drawing_terms)


def _matches(term: AffinityTerm, workload: Workload, other: Workload) -> bool | None:
    labels, known = other.pod_labels, True
    asked = term.merged(workload.pod_labels)
    if asked.nothing:
        return False
    for key, operator, values in demands_of(asked):
        if labels.get(key) != GENERATED:
            if not Selector({}, ((key, operator, values),)).matches(labels):
                if not is_placeholder(labels.get(key)):
                    return False
                known = False  # once it is filled in they may match
        elif operator in {EXISTS, DOES_NOT_EXIST}:
            if operator == DOES_NOT_EXIST:
                return False
        elif values != {GENERATED} or (key in COUNTED and other is not workload):
            known = False  # a value written by hand, or one that two StatefulSets count alike
        else:
            # Revisions are told apart by hashes of the template: another's are its own.
            equal = other is workload or other.template == workload.template
            if equal != (operator == IN):
                return False
    return True if known else None


def demands_of(selector: Selector) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield what a selector asks, as key, operator and values."""
    for key, value in selector.equalities.items():
        yield key, IN, frozenset((value,))
    yield from selector.expressions


@once_each
def company(workload: Workload, cluster: Cluster) -> list[Workload]:
    """Return the other workloads of the namespace whose pods may match all required terms.

    Where there are many the first of them say enough: that there are some.
    """
    terms = workload.drawing_terms
    found = (
        each
        for each in candidates(terms[0], workload, cluster)
        if all(means(term, workload, each) is not False for term in terms)
    )
    return list(islice(found, MANY + 1))


def surely_meant(
    term: AffinityTerm, workload: Workload, cluster: Cluster, kinds: tuple[type[Workload], ...]
) -> Iterator[Workload]:
    """Yield the others of the namespace that run there too, and whose pods a term means."""
    if not term.reaches(workload.namespace, workload.namespace):
        return
    for other in candidates(term, workload, cluster):
        if (
            isinstance(other, kinds)
            and not other.is_hook
            and is_near(workload, other, cluster)
            and means(term, workload, other)
        ):
            yield other


def candidates(
    term: AffinityTerm, workload: Workload, cluster: Cluster, namespace: str | None = None
) -> list[Workload]:
    """Return the others that match what a term asks of labels that are written by hand.

    They are those of the workload's namespace, unless another one is named.
    """
    namespace = workload.namespace if namespace is None else namespace
    added = cluster.added_labels(namespace)
    selector = term.merged(workload.pod_labels)
    if selector.nothing:
        return []
    written = Selector(
        {key: value for key, value in selector.equalities.items() if key not in added},
        tuple([each for each in selector.expressions if each[0] not in added]),
    )
    found = without_copies(cluster.select(written, namespace, workload))
    return [each for each in found if each.identity != workload.identity]


def at_home(term: AffinityTerm, workload: Workload) -> bool:
    """Whether a term looks at pods of the workload's namespace only."""
    if term.tree.get("namespaceSelector") is not None:
        return False
    return {workload.namespace}.issuperset(map(str, sequence(term.tree.get("namespaces"))))


class FewZones:
    """How many zones at most hold pods that required affinity draws to, and whose they are.

    ``bound`` says that they cannot move to another zone.
    """

    __slots__ = ("bound", "others", "zones")

    def __init__(self, zones: int, others: list[Workload], *, bound: bool) -> None:
        self.zones = zones
        self.others = others
        self.bound = bound


class FewNodes:
    """How many nodes at most hold pods that required affinity draws to, and whose they are."""

    __slots__ = ("nodes", "others")

    def __init__(self, nodes: int, others: list[Workload]) -> None:
        self.nodes = nodes
        self.others = others

    @property
    def beside(self) -> str:
        """Say which nodes they are."""
        nodes = "the one node" if self.nodes == 1 else f"the {self.nodes} nodes"
        return f"{nodes} with pods of {listed([str(each) for each in self.others], 3)}"


def zones_of_company(workload: ScalableWorkload, cluster: Cluster) -> FewZones | None:
    """Return in how many zones those can run that a workload must stand beside.

    None where that is not known: some may be outside of the input, or of a kind that comes and
    goes; and where the first pod needs no company, as it matches all terms itself.
    """
    terms = workload.drawing_terms
    if not all(at_home(each, workload) for each in terms):
        return None
    if may_be_first(workload):
        return None
    others = [each for each in company(workload, cluster) if not is_off(each, cluster)]
    if len(others) > MANY or not any(is_near(workload, each, cluster) for each in others):
        return None
    zones, bound = 0, True
    for other in others:
        there = _zones_of_one(other, cluster)
        if there is None:
            return None
        zones += min(there, _pods(other, cluster))
        bound = bound and there == 1
    return FewZones(zones, others, bound=bound)


def nodes_of_company(workload: ScalableWorkload, cluster: Cluster) -> FewNodes | None:
    """Return on how many nodes those can run that a workload must stand beside on one.

    There are no more of these nodes than pods of the others, whatever nodes the cluster has. None
    where nothing has to be on one node with them, or their number is not known or may change.
    """
    terms = workload.drawing_terms
    if not any(each.topology_key == HOSTNAME for each in terms):
        return None
    if not all(at_home(each, workload) for each in terms) or may_be_first(workload):
        return None
    others = [each for each in company(workload, cluster) if not is_off(each, cluster)]
    if len(others) > MANY or not any(is_near(workload, each, cluster) for each in others):
        return None
    pods = 0
    for other in others:
        if other.is_hook or not isinstance(other, ScalableWorkload):
            return None
        scale = cluster.scale_of(other)
        if not scale.certain or scale.least != scale.most:
            return None
        pods += scale.most
    return FewNodes(pods, others)


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


def is_off(other: Workload, cluster: Cluster) -> bool:
    """Whether a workload is kept at 0 replicas."""
    return isinstance(other, ScalableWorkload) and cluster.scale_of(other).zero
