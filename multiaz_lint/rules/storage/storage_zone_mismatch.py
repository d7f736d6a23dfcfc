"""Pods and their volumes can never meet in one zone.

The zones that a volume can be mounted in (its node affinity, its labels, or what its class allows)
and the zones that the pod may run in have none in common; or the pod mounts volumes of different
zones; or a hard spread over more zones than the volumes have room in allows only a few pods: the
zones without a volume stay empty, so each of the others may hold `maxSkew` pods and no more. The
scheduler does not leave them out: nodeAffinityPolicy looks at the pod's own affinity, not at the
volumes'. A claim that all pods share has one volume: where that is a disk of a zone, pods of that
zone alone can mount it, whichever it is. Required anti-affinity over zones leaves one pod for each
zone of the volumes in the same way. Where there is room for all pods and no more, a rolling update
with maxUnavailable 0 hangs: the first new pod finds no place. And while one zone of the volumes is
gone the others take no more pods than before.

Against the zones that the pod may run in, the volume of a single pod of a StatefulSet counts as
well, where it is there already: named by the pod's claim, or reserved for it by `claimRef`. Where
all pods have theirs, each in one zone, they count together against hard rules over zones.

```yaml bad
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
allowedTopologies:
- matchLabelExpressions:
  - key: topology.kubernetes.io/zone
    values: [eu-1a, eu-1b]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      nodeSelector: {topology.kubernetes.io/zone: eu-1c}
      containers: [{name: db, image: "db:1.0"}]
  volumeClaimTemplates:
  - metadata: {name: data}  # <-- the volumes data of statefulset/db are in zones eu-1a, eu-1b
    spec:
      storageClassName: fast
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Gi}}
```

```yaml good
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
allowedTopologies:
- matchLabelExpressions:
  - key: topology.kubernetes.io/zone
    values: [eu-1a, eu-1b, eu-1c]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      nodeSelector: {topology.kubernetes.io/zone: eu-1c}
      containers: [{name: db, image: "db:1.0"}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      storageClassName: fast
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Gi}}
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    ZONE_KEYS,
    Cluster,
    ScalableWorkload,
    SpreadConstraint,
    StatefulSet,
)
from multiaz_lint.model.budgets.drains import drain_hangs
from multiaz_lint.model.disks.kept import kept_elsewhere, kept_volumes
from multiaz_lint.model.disks.mounts import class_zone_ids
from multiaz_lint.model.disks.zone_limits import zone_limits
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.nodes.named_zones import named_zones, selects_by_zone_id
from multiaz_lint.model.outage.rollouts import stuck_at
from multiaz_lint.model.words import cannot_roll_out, stays_pending
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.model import Workload
    from multiaz_lint.model.disks.mounts import Mount
    from multiaz_lint.model.disks.zone_limits import ZoneLimit

    Pinned = tuple[Mount, frozenset[str]]


@rule(
    "storage-zone-mismatch",
    Severity.ERROR,
    on=ScalableWorkload,
    needs=("volumes", "volumeClaimTemplates"),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    mounts = cluster.volumes.mounts_of(workload)
    if not mounts or not cluster.asks(workload):
        return
    pods = None if selects_by_zone_id(workload) else named_zones(workload, cluster)
    found = list(_kept(workload, mounts, pods, cluster))
    found = found or list(_kept_in_few(workload, mounts, cluster))[:1]
    if found:
        yield from found
        return
    pinned = [
        (mount, zones)
        for mount in mounts
        if (zones := cluster.volumes.storage_of(mount).zones) is not None
    ]
    if not pinned:
        yield from _in_few(workload, mounts, cluster)
        return
    for mount, zones in pinned:
        if pods is not None and zones.isdisjoint(pods):
            yield Problem(
                mount.field,
                f"the volumes {mount.name} of {workload} are in {_named(zones)}, but its pods may "
                f"run in {_named(pods)} only: they stay Pending",
                hint="let both have a zone in common",
                related=_source(mount, cluster),
            )
            return
    common = frozenset.intersection(*(zones for _, zones in pinned))
    if not common:
        yield _apart(workload, pinned, cluster)
        return
    usable = common if pods is None else common & pods
    few = list(_in_few(workload, mounts, cluster)) if len(usable) > 1 else []
    yield from few
    # Once the volume of a file system is there it is mounted from every zone.
    bound = [
        mount
        for mount, _ in pinned
        if not (_spreads(mount, cluster) or _is_one_disk(mount, len(usable), cluster))
    ]
    if usable and bound and not few:
        mount = bound[0]
        words = f"the volumes {mount.name} of {workload} are in {_named(usable)}"
        yield from _too_many(workload, mount, len(usable), words, cluster)


def _spreads(mount: Mount, cluster: Cluster) -> bool:
    storage = cluster.volumes.storage_of(mount)
    return storage.shared and storage.volume is None and not mount.per_pod


def _is_one_disk(mount: Mount, usable: int, cluster: Cluster) -> bool:
    """Whether it is one disk for all pods, which is in fewer zones than it may be made in.

    Of disks that one node can mount `storage-rwo-shared` speaks.
    """
    most = cluster.volumes.storage_of(mount).most_zones
    return mount.one_node and not mount.per_pod and 0 < most < usable


def _in_few(
    workload: ScalableWorkload, mounts: Iterable[Mount], cluster: Cluster
) -> Iterator[Problem]:
    """Judge volumes of zones that cannot be named.

    They are the one volume of a claim that all pods share, wherever it will be made, and those of a
    class that names its zones by identifiers. Of disks that one node can mount
    `storage-rwo-shared` speaks.
    """
    for mount in mounts:
        storage = cluster.volumes.storage_of(mount)
        words, zones = "", 0
        ids = class_zone_ids(storage.storage_class) if storage.storage_class else None
        if ids is not None and storage.zonal and not storage.shared:
            words, zones = f"the volumes {mount.name} of {workload} are in {_named(ids)}", len(ids)
        elif not (mount.per_pod or mount.one_node):
            zones = storage.most_zones
            reached = "one zone" if zones == 1 else "two zones"
            words = f"claim {mount.name} of {workload} reaches {reached}"
        found = list(_too_many(workload, mount, zones, words, cluster)) if zones else []
        if found:
            yield from found
            return


def _kept(
    workload: ScalableWorkload,
    mounts: Iterable[Mount],
    pods: frozenset[str] | None,
    cluster: Cluster,
) -> Iterator[Problem]:
    """Judge the volumes that are there already for pods of a StatefulSet, the first of each."""
    if pods is None or not isinstance(workload, StatefulSet):
        return
    for mount in mounts:
        found = kept_elsewhere(workload, mount, pods, cluster)
        if found is not None:
            pod = f"{workload.name}-{found.ordinal}"
            yield Problem(
                mount.field,
                f"the volume of claim {mount.name}-{pod} is in {_named(found.zones)}, but pods of "
                f"{workload} may run in {_named(pods)} only: {pod} stays Pending",
                hint="let both have a zone in common",
                related=[Related(found.volume.name_field, "decides the zone of the volume")],
            )


def _kept_in_few(
    workload: ScalableWorkload, mounts: Iterable[Mount], cluster: Cluster
) -> Iterator[Problem]:
    """Judge hard rules over zones against the volumes that all pods of a StatefulSet have."""
    if not isinstance(workload, StatefulSet):
        return
    rules = [*workload.hard_zone_spread, *workload.apart_on(*ZONE_KEYS, required=True, sure=True)]
    for mount in mounts if rules else ():
        kept = kept_volumes(workload, mount, cluster)
        if kept is not None and kept.room < kept.pods:
            zone, volumes = next(iter(kept.by_zone.items()))
            yield Problem(
                mount.field,
                f"the volumes {mount.name} of {workload} are there already, {kept.counted}, but "
                f"its pods have to be in different zones: no more than {kept.room} of {kept.pods} can "
                "run",
                hint="make volumes anew in the other zones, one after another, from copies of "
                "their data",
                related=[
                    Related(rules[0].field, "the rule over zones"),
                    *[Related(each.name_field, f"a volume in {zone}") for each in volumes[:3]],
                ],
            )


def _apart(workload: Workload, pinned: list[Pinned], cluster: Cluster) -> Problem:
    first, zones = pinned[0]
    mount, others = next(
        ((each, found) for each, found in pinned[1:] if zones.isdisjoint(found)), pinned[-1]
    )
    return Problem(
        mount.field,
        f"{workload} mounts volume {first.name} of {_named(zones)} and volume {mount.name} of "
        f"{_named(others)}: no node is in both, and its pods stay Pending",
        hint="keep all volumes of a pod in one zone, or use storage of the region",
        related=[Related(first.field, "the other volume"), *_source(mount, cluster)],
    )


def _too_many(
    workload: ScalableWorkload, mount: Mount, usable: int, words: str, cluster: Cluster
) -> Iterator[Problem]:
    """Judge pods that have to be in more zones than the volumes are."""
    if usable >= zones_of(workload, cluster):
        return
    scale = cluster.scale_of(workload)
    limits = list(zone_limits(workload, usable, cluster))
    limits.sort(key=lambda each: stuck_at(workload, each.room, scale, each.by) is None)
    for judge in (_short, _tight):
        for limit in limits:
            found = judge(workload, mount, words, limit, cluster)
            if found is not None:
                yield found
                return


def _around(limit: ZoneLimit) -> str:
    """Say how pods get out of the zones of their volumes, or of the rule."""
    if isinstance(limit.by, SpreadConstraint):
        return (
            "use storage of all zones, or require the zones of the volumes by node affinity, which "
            "the constraint honours"
        )
    return "use storage of all zones, or keep the pods apart over kubernetes.io/hostname"


def _short(
    workload: ScalableWorkload, mount: Mount, words: str, limit: ZoneLimit, cluster: Cluster
) -> Problem | None:
    """Say how many pods can run, where that is less than are wanted."""
    scale, room = cluster.scale_of(workload), limit.room
    if not 0 < room < scale.most:
        return None
    return Problem(
        mount.field,
        f"{words}, but {limit.why}, so only {room} of {scale.most} pods can run",
        severity=None if room < scale.least else Severity.WARNING,
        hint=_around(limit),
        related=[Related(limit.field, limit.what), *_source(mount, cluster)],
    )


def _tight(
    workload: ScalableWorkload, mount: Mount, words: str, limit: ZoneLimit, cluster: Cluster
) -> Problem | None:
    """Say that all pods can run, but none of the next revision, or not while a zone is gone.

    Of one that waits for the disk of the old one `storage-rwo-rolling` speaks, and of volumes in
    one zone `storage-zonal-singleton`.
    """
    if mount.one_node and not mount.per_pod:
        return None
    scale = cluster.scale_of(workload)
    outcomes, severity, hint = [], Severity.WARNING, _around(limit)
    replicas = stuck_at(workload, limit.room, scale, limit.by)
    if replicas is not None:
        severity, hint = Severity.ERROR, f"set maxSurge: 0 and maxUnavailable: 1, or {hint}"
        outcomes.append(f"and maxUnavailable is 0, so {cannot_roll_out(workload, replicas)}")
    pending = scale.least - (limit.room - limit.each)
    bound = mount.per_pod and not mount.ephemeral  # each pod waits for its own volume
    if 0 < pending < scale.least and not bound:
        stays = stays_pending(pending, scale.least, workload)
        drain = drain_hangs(workload, pending, scale.least, cluster)
        outcomes.append(f"{'and' if outcomes else 'so'} while one of them is gone, {stays}{drain}")
    if not outcomes:
        return None
    return Problem(
        mount.field,
        f"{words}, but {limit.why}, {', '.join(outcomes)}",
        severity=severity,
        hint=hint,
        related=[Related(limit.field, limit.what), *_source(mount, cluster)],
    )


def _source(mount: Mount, cluster: Cluster) -> list[Related]:
    storage = cluster.volumes.storage_of(mount)
    source = storage.volume or storage.storage_class
    return [Related(source.name_field, "decides the zones of the volume")] if source else []


def _named(zones: frozenset[str]) -> str:
    return ("zone " if len(zones) == 1 else "zones ") + ", ".join(sorted(zones))
