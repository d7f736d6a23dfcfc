"""What a spread constraint counts besides the pods of its own workload: how many, and whose.

Thousands of workloads may share the label that each of them spreads by. What their constraints
count is the same but for the own pods, so it is summed up once, and these are taken away from it.
"""

from __future__ import annotations

from multiaz_lint.model.cached import Recent, once
from multiaz_lint.model.company.neighbours import is_near
from multiaz_lint.model.effort import Metered
from multiaz_lint.model.resource import by_identity, without_copies
from multiaz_lint.model.workload import ScalableWorkload
from multiaz_lint.model.workload_kinds import Job, Pod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.placement import SpreadConstraint
    from multiaz_lint.model.workload import Workload

_SHOWN = 3
"""How many of the others are named."""


class Totals:
    """How many workloads there are, how many pods they may have, and which labels."""

    __slots__ = ("labels", "lasting", "number", "pods", "unknown")

    def __init__(self, workloads: Sequence[Workload], cluster: Cluster) -> None:
        most = [_most(each, cluster) for each in workloads]
        self.number = len(workloads)
        self.lasting = sum([not isinstance(each, (Job, Pod)) for each in workloads])
        """How many of them are no Jobs and no bare Pods."""
        self.pods = sum(filter(None, most))
        self.unknown = most.count(None)
        """Of how many nobody knows how many pods they may have."""
        self.labels: dict[tuple[str, str], int] = {}
        labels = self.labels
        for workload in workloads:
            for label in workload.template_labels.items():
                labels[label] = labels.get(label, 0) + 1


class Others:
    """Those of some workloads that are not a given one, nor copies of it."""

    __slots__ = ("_all", "_own", "first")

    def __init__(self, first: Sequence[Workload], everyone: Totals, own: Totals) -> None:
        self.first = first
        """The first few, by what they are called."""
        self._all = everyone
        self._own = own

    @property
    def number(self) -> int:
        """How many there are."""
        return self._all.number - self._own.number

    @property
    def lasting(self) -> bool:
        """Whether there are others among them than Jobs and bare Pods."""
        return self._all.lasting > self._own.lasting

    @property
    def most(self) -> int | None:
        """How many pods they may have together; None where nobody knows."""
        known = self._all.unknown == self._own.unknown
        return self._all.pods - self._own.pods if known else None

    def have(self, key: str, value: str) -> bool:
        """Whether the pods of any of them have a label."""
        label = (key, value)
        return self._all.labels.get(label, 0) > self._own.labels.get(label, 0)


class _Counted:
    """All that constraints which ask the same count."""

    __slots__ = ("_all", "_by_identity", "_cluster", "_own", "_selected")

    def __init__(self, found: list[Workload], selected: list[Workload], cluster: Cluster) -> None:
        self._cluster = cluster
        self._selected = selected
        """What they were found in: no other list is taken for it while it is there."""
        self._all = Totals(found, cluster)
        self._by_identity: dict[object, list[Workload]] = {}
        self._own: dict[object, Totals] = {}
        for each in sorted(found, key=by_identity):
            self._by_identity.setdefault(each.identity, []).append(each)

    def __len__(self) -> int:
        return self._all.number

    def besides(self, workload: Workload) -> Others:
        identity = workload.identity
        first: list[Workload] = []
        for other, copies in self._by_identity.items():
            if len(first) >= _SHOWN:
                break
            if other != identity:
                first += copies[:_SHOWN]
        return Others(first[:_SHOWN], self._all, self._totals(identity))

    def _totals(self, identity: object) -> Totals:
        found = self._own.get(identity)
        if found is None:
            copies = self._by_identity.get(identity, [])
            found = self._own[identity] = Totals(copies, self._cluster)
        return found


def others_counted(
    workload: ScalableWorkload, constraint: SpreadConstraint, cluster: Cluster
) -> Others | None:
    """Return the other workloads whose pods a constraint counts; None where there are none.

    They are those that surely run in the same namespace, and no hooks. What a controller makes up,
    such as the hash of a template, is never the same for two.
    """
    found = cluster.select(constraint.selector, workload.namespace, workload)
    if not found or (len(found) == 1 and found[0] is workload):
        return None
    recent = _recent(cluster)
    question = _question(workload, constraint, found, cluster)
    counted = recent.get(question)
    if counted is None:
        counts = [
            each
            for each in without_copies(found)
            if _is_counted(each, workload, constraint, cluster)
        ]
        counted = _Counted(counts, found, cluster)
        recent.put(question, counted, len(counted))
    others: Others = counted.besides(workload)
    return others if others.number else None


@once
def _recent(cluster: Cluster) -> Recent:
    """Return what constraints have counted, by what they ask."""
    return Recent(len(cluster.resources))


def _question(
    workload: ScalableWorkload,
    constraint: SpreadConstraint,
    found: list[Workload],
    cluster: Cluster,
) -> Hashable:
    """Return what is alike where the same workloads are counted, the own one among them.

    Selectors that are written otherwise may match the same ones. Where they ask about labels that
    controllers add, what is matched may not be counted; an empty one matches all and counts none.
    """
    own = workload.pod_labels
    selector = constraint.selector
    added = cluster.added_labels(workload.namespace)
    same = isinstance(found, Metered) and selector.keys.isdisjoint(added)
    return (
        workload.namespace,
        workload.directory,
        "" if cluster.nearness.plain else workload.origin,
        workload.says_namespace,
        (id(found), selector.empty) if same else selector.question,
        tuple([(key, own[key]) for key in constraint.match_label_keys if key in own]),
    )


def _is_counted(
    other: Workload, workload: Workload, constraint: SpreadConstraint, cluster: Cluster
) -> bool:
    return (
        not other.is_hook
        and is_near(workload, other, cluster)
        and constraint.counts(other.template_labels, workload.pod_labels)
        and not (isinstance(other, ScalableWorkload) and cluster.scale_of(other).zero)
    )


def _most(other: Workload, cluster: Cluster) -> int | None:
    """Return how many pods another workload may have; None where nobody knows."""
    if isinstance(other, ScalableWorkload):
        return cluster.scale_of(other).most
    return 1 if isinstance(other, Pod) else None
