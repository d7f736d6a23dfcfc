"""How many pods ResourceQuotas leave room for, beside those that the namespace keeps (1.37).

Only what is certain is counted: pods that controllers keep whatever happens, each with what it
requests at least. So the pods of a DaemonSet count for nothing, nobody knowing on how many nodes,
and neither do those of Jobs and other pods that end; nor do cpu and memory that a
VerticalPodAutoscaler gives. Pods that are being deleted count until they
are gone (QuotaV1Pod), which takes their grace period and is waited for.
"""

from __future__ import annotations

from multiaz_lint.api import misfits
from multiaz_lint.api.admission.limit_ranger import admitted
from multiaz_lint.api.admission.limited import is_sound, limited_pods
from multiaz_lint.api.admission.pod_quota import (
    matches,
    measured,
    scopes_of,
    unspecified,
    usage,
)
from multiaz_lint.api.admission.runtime_class import as_stored
from multiaz_lint.api.pods.resources import amount
from multiaz_lint.api.quantity import Quantity
from multiaz_lint.model import HorizontalPodAutoscaler, Pod, ResourceQuota, ScalableWorkload
from multiaz_lint.model.cached import once, once_each
from multiaz_lint.model.company.neighbours import is_near
from multiaz_lint.model.effort import EffortError
from multiaz_lint.model.pods.limit_ranges import container_defaults, limit_ranges
from multiaz_lint.model.pods.priority import default_class
from multiaz_lint.model.resource import by_identity, mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from multiaz_lint.model import Cluster, Resource, Workload

    Tree = Mapping[str, Any]

_LOOKS = 20
"""As long as so many looks it takes to measure one pod."""
_VERTICAL = ("autoscaling.k8s.io", "VerticalPodAutoscaler")
_RESIZED = ("cpu", "memory")
"""What a VerticalPodAutoscaler changes, with whatever prefix a quota names it."""


class Counted:
    """A workload that a quota counts: how many pods it keeps, and what each of them uses."""

    __slots__ = ("least", "one", "workload")

    def __init__(self, workload: Workload, least: int, one: Mapping[str, Quantity]) -> None:
        self.workload = workload
        self.least = least
        self.one = {name: each for name, each in one.items() if each.nano > 0}


class Room:
    """A quota, what it allows, and what the workloads that it counts keep using of it."""

    __slots__ = ("counted", "hard", "lacking", "quota", "used", "users")

    def __init__(self, quota: ResourceQuota, hard: Mapping[str, Quantity]) -> None:
        self.quota = quota
        self.hard = hard
        self.used = dict.fromkeys(hard, 0)
        """In billionths."""
        self.users: dict[str, list[Counted]] = {name: [] for name in hard}
        """Those that have pods which use it."""
        self.counted: dict[Workload, Counted] = {}
        self.lacking: dict[Workload, str] = {}
        """What the quota has pods say that those of a workload do not, in its words."""

    def add(self, each: Counted) -> None:
        """Count a workload."""
        self.counted[each.workload] = each
        for name, one in each.one.items():
            if name in self.used and each.least:
                self.used[name] += each.least * one.nano
                self.users[name].append(each)

    def beside(self, name: str, own: Counted) -> int:
        """Return what the other workloads use, in billionths."""
        return self.used[name] - own.least * own.one[name].nano

    def needed(self, name: str, own: Counted, pods: int) -> Quantity:
        """Return what is used with so many pods of a workload beside all others."""
        one = own.one[name]
        return Quantity(self.beside(name, own) + pods * one.nano, one.form)

    def names(self, own: Counted) -> Iterator[str]:
        """Yield what a workload uses of what is limited."""
        return (name for name in self.hard if name in own.one)

    def exceeded(self, own: Counted, pods: int) -> list[str]:
        """Return what so many pods of a workload exceed beside all others."""
        needed = ((name, self.needed(name, own, pods)) for name in self.names(own))
        return [name for name, each in needed if each.nano > self.hard[name].nano]

    def exceeded_alone(self, own: Counted) -> list[str]:
        """Return what the pods that a workload keeps exceed if there are no others."""
        return [
            name
            for name in self.names(own)
            if own.least * own.one[name].nano > self.hard[name].nano
        ]

    def fits(self, own: Counted, *names: str) -> int | None:
        """Return how many pods of a workload there is room for; None where none is limited.

        Where resources are named only these count.
        """
        found = [
            (self.hard[name].nano - self.beside(name, own)) // own.one[name].nano
            for name in self.names(own)
            if not names or name in names
        ]
        return max(0, min(found)) if found else None

    def fits_alone(self, own: Counted) -> int:
        """Return the same where there are no others."""
        return min(self.hard[name].nano // own.one[name].nano for name in self.names(own))

    def overdrawn(self) -> list[str]:
        """Return what is used beyond what is allowed."""
        return [name for name, hard in self.hard.items() if self.used[name] > hard.nano]

    def total(self, name: str) -> Quantity:
        """Return what all use of a resource, written as the first of them writes it."""
        return Quantity(self.used[name], self.users[name][0].one[name].form)

    def others(self, name: str, own: Counted, most: int) -> tuple[list[Counted], int]:
        """Return the first that use a resource besides one workload, and how many there are."""
        users = self.users[name]
        first = [each for each in users[: most + 1] if each is not own]
        return first[:most], len(users) - (own.least > 0)


def rooms_of(workload: Workload, cluster: Cluster) -> list[Room]:
    """Return the quotas that count the pods of a workload, in the order of their names.

    Where copies of one differ nobody knows which counts.
    """
    found: list[Room] = []
    for quota in _alone(cluster.in_namespace(ResourceQuota, workload.namespace), workload, cluster):
        room = room_of(quota, cluster)
        if room is not None and (workload in room.counted or workload in room.lacking):
            found.append(room)
    return found


def _alone(several: list[Any], near: Resource, cluster: Cluster) -> list[Any]:
    """Return the nearest copy of each object, but for those of which there are several."""
    by_object: dict[tuple[str, str, str, str], list[Resource]] = {}
    for each in cluster.nearness.nearest(several, near):
        by_object.setdefault(each.identity, []).append(each)
    return sorted((each[0] for each in by_object.values() if not each[1:]), key=by_identity)


@once_each
def room_of(quota: ResourceQuota, cluster: Cluster) -> Room | None:
    """Return what a quota allows and counts; None for one that the API server does not have."""
    if not is_sound(quota, cluster):
        return None
    hard = quota.spec.get("hard") or {}
    names = measured(hard)
    if not names:
        return None
    room = Room(quota, {name: amount(hard[name]) for name in names})
    for workload in _alone(cluster.beside(quota.namespace, quota), quota, cluster):
        if is_near(workload, quota, cluster):
            cluster.effort.spend(_LOOKS)
            if cluster.effort.spent:
                raise EffortError
            _count(room, workload, cluster)
    return room


def _count(room: Room, workload: Workload, cluster: Cluster) -> None:
    least = _kept(workload, cluster)
    spec = None if least is None else _admitted(workload, cluster)
    if least is None or spec is None or _is_refused(workload, cluster):
        return
    name = string(spec.get("priorityClassName")) or default_class(cluster)
    if matches(room.quota.spec, spec, name):
        lacking = unspecified(room.hard, spec)
        uses = _uses(workload, cluster)
        if (workload.namespace, workload.kind, workload.name) in _resized(cluster):
            uses = {name: each for name, each in uses.items() if not name.endswith(_RESIZED)}
            lacking = ""
        if not lacking:
            room.add(Counted(workload, least, uses))
        elif not workload.adapted:  # who makes those of a custom resource may say more of them
            room.lacking[workload] = lacking


def _kept(workload: Workload, cluster: Cluster) -> int | None:
    """Return how many pods are there whatever happens; None where nobody knows that."""
    if isinstance(workload, ScalableWorkload):
        scale = cluster.scale_of(workload)
        is_off = isinstance(scale.decider, HorizontalPodAutoscaler) and workload.replicas.value == 0
        knows = scale.certain and not is_off and cluster.asks(workload)
        return scale.least if knows else None
    if isinstance(workload, Pod):
        return 1 if cluster.runs(workload) and not (workload.ends or workload.ended) else None
    return None


@once
def _resized(cluster: Cluster) -> frozenset[tuple[str, str, str]]:
    """Return the namespaces, kinds and names of what VerticalPodAutoscalers give requests."""
    found = set()
    for each in cluster.resources:
        if (each.group, each.kind) == _VERTICAL:
            mode = mapping(each.get("spec", "updatePolicy")).get("updateMode")
            target = mapping(each.get("spec", "targetRef"))
            if mode != "Off":
                found.add((each.namespace, string(target.get("kind")), string(target.get("name"))))
    return frozenset(found)


@once_each
def _admitted(workload: Workload, cluster: Cluster) -> Tree | None:
    """Return the spec of its pods as the API server has them; None where it cannot decode it."""
    spec = workload.pod_spec if isinstance(workload, Pod) else as_stored(workload.pod_spec)
    if not spec or not workload.pod().sound or any(misfits("core/v1.PodSpec", spec)):
        return None
    return admitted(spec, _least_defaults(workload, cluster))


@once_each
def _is_refused(workload: Workload, cluster: Cluster) -> bool:
    """Whether each pod is refused before quotas are asked (AllOrderedPlugins)."""
    ranges = limit_ranges(cluster, workload.namespace)
    return any(True for _ in limited_pods(workload, ranges, cluster))


@once_each
def _uses(workload: Workload, cluster: Cluster) -> Mapping[str, Quantity]:
    spec = _admitted(workload, cluster)
    return {} if spec is None else usage(spec)


def _least_defaults(workload: Workload, cluster: Cluster) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what LimitRanges give to containers: where they differ, the least of it."""
    found: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for each in limit_ranges(cluster, workload.namespace):
        if cluster.nearness.apart(each, workload) or not is_sound(each, cluster):
            continue
        for side, given in zip(found, container_defaults(each.spec), strict=True):
            for name, value in given.items():
                if name not in side or amount(value).nano < amount(side[name]).nano:
                    side[name] = value
    return found


def assumed_of(quota: ResourceQuota, cluster: Cluster) -> str:
    """Say what a quota counts by that the input need not show; empty where nothing is assumed."""
    if cluster.platform.closed:
        return ""
    for scope, operator, _ in scopes_of(quota.spec):
        if scope == "BestEffort":
            return ", unless a LimitRange that is not in the input gives them requests"
        if scope == "PriorityClass" and operator in {"NotIn", "DoesNotExist"}:
            return ", unless a PriorityClass that is not in the input is the default"
    return ""
