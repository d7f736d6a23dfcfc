"""A ResourceQuota has no room for the pods that are needed.

The API server refuses each pod that a quota of its namespace has no room for (admission plugin
ResourceQuota, 1.37). The workload is accepted all the same, and only its events say why pods are
missing. So it is with the replicas themselves, with those that an autoscaler adds when load grows,
as it does when a zone is lost, and with the one that a rollout starts before an old one goes: where
maxUnavailable is 0, as 25 % of up to 3 replicas is, that rollout never ends.

A quota of `count/pods` counts objects, and those of pods on dead nodes stay there until these are
back or deleted: what replaces the pods of a lost zone needs room beside them. To `pods` they no
longer count once their grace is over.

What a pod uses is counted as the API server counts it: the requests and limits of containers, of
sidecars and of the largest init container, those of the pod as a whole, what LimitRanges give by
default, limits that become requests, and the overhead of its RuntimeClass. Scopes of the quota
count. Pods of all workloads of the namespace count that the input shows, each at its least number
of replicas; where the namespace is not written, those beside the quota in its folder. What
DaemonSets have is not counted, nor pods that end, cpu and memory that a VerticalPodAutoscaler sets,
and what is not in the input, so there may be less room than is said here.

A quota of cpu or memory refuses each pod that does not say it for all containers. That is a warning
unless the input is said to be complete, as another LimitRange may give it.

```yaml bad
apiVersion: v1
kind: ResourceQuota
metadata: {name: team}
spec:
  hard: {requests.cpu: "1"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  strategy:
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}  # <-- deployment/web can never roll out at 4 replicas
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1.0
        resources: {requests: {cpu: 250m}}
```

```yaml fixed
apiVersion: v1
kind: ResourceQuota
metadata: {name: team}
spec:
  hard: {requests.cpu: "1"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  strategy:
    rollingUpdate: {maxSurge: 0, maxUnavailable: 1}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1.0
        resources: {requests: {cpu: 250m}}
```
"""

from __future__ import annotations

from multiaz_lint.api.admission.pod_quota import COUNT
from multiaz_lint.api.admission.quota_room import assumed_of, room_of, rooms_of
from multiaz_lint.model import Cluster, Resource, ResourceQuota, ScalableWorkload
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.nodes.taints import eviction_seconds
from multiaz_lint.model.outage.old_pods import keeping
from multiaz_lint.model.outage.rollouts import blue_green, stuck_at
from multiaz_lint.model.words import agree, cannot_roll_out, counted, listed
from multiaz_lint.model.workload_kinds import Deployment, ReplicaSet, ReplicationController
from multiaz_lint.rule import Holding, Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.api.admission.quota_room import Counted, Room
    from multiaz_lint.api.quantity import Quantity
    from multiaz_lint.model import Field, Scale

_SHOWN = 5
_REPLACING = (Deployment, ReplicaSet, ReplicationController)
"""Whose controllers start new pods while those on dead nodes are still being deleted."""


@rule(
    "api-quota-exceeded",
    Severity.ERROR,
    on=(ScalableWorkload, ResourceQuota),
    where=Holding(ResourceQuota),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    if isinstance(resource, ResourceQuota):
        return _of_all(resource, cluster)
    if isinstance(resource, ScalableWorkload) and cluster.asks(resource):
        return _of_one(resource, cluster)
    return ()


def _of_all(quota: ResourceQuota, cluster: Cluster) -> Iterator[Problem]:
    """Judge what several workloads need together, none of which needs too much by itself."""
    room = room_of(quota, cluster)
    if room is None:
        return
    needed = {
        name: room.total(name)
        for name in room.overdrawn()
        if not any(name in room.exceeded_alone(each) for each in room.users[name])
    }
    if not needed:
        return
    users = {each.workload: each for name in needed for each in room.users[name]}
    pods = sum(each.least for each in users.values())
    first = list(users.values())[:_SHOWN]
    names = listed([str(each.workload) for each in first[:3]], 3, count=len(users))
    yield Problem(
        quota.at("spec", "hard", next(iter(needed))),
        f"some of the {pods} pods of {names} can never be created: {quota} "
        f"{_too_little(room, needed, 'they')}{assumed_of(quota, cluster)}",
        hint=_allow(quota, needed),
        related=[_pods_of(each, cluster) for each in first],
    )


def _of_one(workload: ScalableWorkload, cluster: Cluster) -> Iterable[Problem]:
    """Judge one workload by the quota that leaves it the least room."""
    rooms = rooms_of(workload, cluster)
    tightest: tuple[int, Room, Counted] | None = None
    for room in rooms:
        if workload in room.lacking:
            return [_lacking(workload, room, cluster)]
        own = room.counted[workload]
        fits = room.fits(own)
        if fits is not None and (tightest is None or fits < tightest[0]):
            tightest = fits, room, own
    if tightest is None:
        return ()
    found = list(_judged(workload, *tightest, cluster))
    if found or cluster.scale_of(workload).least > tightest[0]:
        return found  # the rest is said of the quota
    return _unreplaced(workload, rooms, cluster)


def _judged(
    workload: ScalableWorkload, fits: int, room: Room, own: Counted, cluster: Cluster
) -> Iterator[Problem]:
    scale = cluster.scale_of(workload)
    if scale.least > fits:
        if room.exceeded_alone(own):
            yield _too_many(workload, room, own, cluster)
        return
    stuck = stuck_at(workload, fits, scale)
    if stuck is not None and stuck == max(1, scale.least):
        yield _deadlock(workload, room, own, stuck, cluster)
    elif scale.most > fits:
        yield _problem(
            workload.replicas,
            f"the maximum of {scale.most} pods of {workload} can never be created",
            room, own, scale.most, cluster,
            severity=Severity.WARNING,
            related=_set_by(scale, most=True),
        )  # fmt: skip
    elif stuck is not None:
        yield _deadlock(workload, room, own, stuck, cluster, severity=Severity.WARNING)


def _unreplaced(
    workload: ScalableWorkload, rooms: Sequence[Room], cluster: Cluster
) -> Iterator[Problem]:
    """Judge quotas of objects, for which pods on dead nodes count as long as they are there.

    They are deleted, but nobody ends them (QuotaV1Pod). Some zone has its share of the pods at
    least, and only a StatefulSet waits until they are gone.
    """
    zones, least = zones_of(workload, cluster), cluster.scale_of(workload).least
    if not isinstance(workload, _REPLACING) or zones < 2 or not least:
        return
    if eviction_seconds([each.tree for each in workload.tolerations]) is None:
        return  # they stay on dead nodes for ever, as is said of that
    lost = -(-least // zones)
    for room in rooms:
        fits = room.fits(room.counted[workload], COUNT)
        missing = 0 if fits is None else least + lost - fits
        if missing > 0:
            yield _problem(
                workload.replicas,
                f"{missing} of {least} pods of {workload} {agree(missing, 'is', 'are')} not "
                "created anew when the zone of most is lost",
                room, room.counted[workload], least + lost, cluster,
                who=f"{counted(least, 'pod')}, {lost} lost",
                why=", as lost ones count until their nodes are back or deleted",
                severity=Severity.WARNING,
            )  # fmt: skip
            return


def _too_many(workload: ScalableWorkload, room: Room, own: Counted, cluster: Cluster) -> Problem:
    """Say how many of its pods there is no room for, though no other workload took any."""
    least, most = own.least, room.fits_alone(own)
    pods = f"{least - most} of {least} pods" if most else "no pod"
    return _problem(
        workload.replicas,
        f"{pods} of {workload} can {'never' if most else 'ever'} be created",
        room, own, least, cluster,
        related=_set_by(cluster.scale_of(workload)),
    )  # fmt: skip


def _deadlock(
    workload: ScalableWorkload,
    room: Room,
    own: Counted,
    replicas: int,
    cluster: Cluster,
    severity: Severity | None = None,
) -> Problem:
    """Say that a rollout waits for a new pod for ever, before an old one goes."""
    assert isinstance(workload, Deployment)  # others take an old pod away first
    keeps = keeping(workload, replicas)
    found = _problem(
        keeps.field,
        cannot_roll_out(workload, replicas),
        room, own, replicas * 2 if blue_green(workload) else replicas + 1, cluster,
        why=f", and {keeps.why}",
        severity=severity,
        related=[Related(keeps.field, keeps.how)],
    )  # fmt: skip
    if keeps.rolling and replicas > 1:  # the only pod would go before another is there
        found.hint = f"{found.hint}, or {keeps.way_out}"
        found.edits = [
            Put(workload.at(*workload.rolling_path, "maxSurge"), 0),
            Put(workload.at(*workload.rolling_path, "maxUnavailable"), 1),
        ]
        found.unsafe = True
    return found


def _problem(
    field: Field,
    message: str,
    room: Room,
    own: Counted,
    pods: int,
    cluster: Cluster,
    *,
    who: str = "",
    why: str = "",
    severity: Severity | None = None,
    related: Sequence[Related] = (),
) -> Problem:
    """Say what the quota allows, and what so many pods of one workload need beside the others."""
    quota = room.quota
    needed = {name: room.needed(name, own, pods) for name in room.exceeded(own, pods)}
    first = next(iter(needed))
    others, count = room.others(first, own, _SHOWN)
    who = who or counted(pods, "pod")
    if others:
        names = [str(each.workload) for each in others[:2]]
        who += f" and those of {listed(names, 2, count=count)}"
    return Problem(
        field,
        f"{message}: {quota} {_too_little(room, needed, who)}{why}{assumed_of(quota, cluster)}",
        severity=severity,
        hint=_allow(quota, needed),
        related=[
            *related,
            Related(quota.at("spec", "hard", first), f"allows {room.hard[first]} of {first}"),
            *[_pods_of(each, cluster) for each in others],
        ],
    )


def _pods_of(each: Counted, cluster: Cluster) -> Related:
    """Say how many pods of a workload are counted, where that is written."""
    workload, field = each.workload, each.workload.name_field
    if isinstance(workload, ScalableWorkload):
        decider = cluster.scale_of(workload).decider
        field = workload.replicas if decider is None else decider.minimum
    return Related(field, f"{workload}: {counted(each.least, 'pod')}")


def _too_little(room: Room, needed: Mapping[str, Quantity], who: str) -> str:
    """Say what the quota allows and what is needed: of many resources of the first."""
    (name, amount), *more = needed.items()
    besides = f", and too little of {listed([each for each, _ in more], 3)}" if more else ""
    verb = "needs" if who == "1 pod" else "need"
    return f"allows {room.hard[name]} of {name} where {who} {verb} {amount}{besides}"


def _allow(quota: ResourceQuota, needed: Mapping[str, Quantity]) -> str:
    return f"allow {listed([f'{name}: {each}' for name, each in needed.items()], 4)} in {quota}"


def _set_by(scale: Scale, *, most: bool = False) -> list[Related]:
    """Return the bound of the autoscaler that says how many pods there are, if it is one."""
    decider = scale.decider
    if decider is None:
        return []
    return [Related(decider.maximum if most else decider.minimum, f"set by {decider}")]


def _lacking(workload: ScalableWorkload, room: Room, cluster: Cluster) -> Problem:
    """Say what the quota has each pod say, and these do not."""
    words = f"failed quota: {room.quota.name}: {room.lacking[workload]}"
    closed = cluster.platform.closed
    unless = "" if closed else ", unless a LimitRange that is not in the input gives it"
    return Problem(
        workload.pod("containers"),
        f"{workload} is accepted, but every pod of it is refused: {words}{unless}",
        severity=None if closed else Severity.WARNING,
        hint="say it in resources of each container, or give it to all by a LimitRange",
        related=[Related(room.quota.at("spec", "hard"), f"{room.quota} has them say it")],
        api={"type": "Forbidden", "object": "Pod", "words": words} if closed else None,
    )
