"""Several pods share a volume that one node can mount.

`ReadWriteOnce` means one node. The scheduler knows nothing of it: no filter keeps a second pod
from a node that cannot attach the volume. It is bound to the node and hangs there in
ContainerCreating with a Multi-Attach error. So either all pods run on one node, or only those on
one node run. With `ReadWriteOncePod` all pods but one stay Pending.

Two workloads that mount one claim share it as two pods of one do, unless a required pod affinity
brings them to one node; a DaemonSet has a pod on every node. Disks that the pod template names
itself (`gcePersistentDisk`, `awsElasticBlockStore`, `azureDisk`, `cinder`) are attached to one node
as well, and of the first two the scheduler lets no second pod onto the node of the first.

Claim templates of a StatefulSet give every pod a volume of its own. File systems of the network
(`ReadWriteMany`) can be shared.

```yaml bad
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: uploads}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 10Gi}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
      volumes:
      - name: uploads
        persistentVolumeClaim:
          claimName: uploads  # <-- 3 pods of deployment/web share claim uploads
```

```yaml good
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: uploads}
spec:
  accessModes: [ReadWriteMany]
  resources: {requests: {storage: 10Gi}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
      volumes:
      - name: uploads
        persistentVolumeClaim:
          claimName: uploads
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, Cluster, DaemonSet, ScalableWorkload
from multiaz_lint.model.disks.inline_disks import inline_disks
from multiaz_lint.model.disks.provisioners import NODE
from multiaz_lint.model.nodes.pins import pin_to_node
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Workload
    from multiaz_lint.model.disks.inline_disks import InlineDisk
    from multiaz_lint.model.disks.mounts import Mount

_SHOWN = 3


@rule(
    "storage-rwo-shared",
    Severity.ERROR,
    on=(ScalableWorkload, DaemonSet),
    needs=("volumes", "volumeClaimTemplates"),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    mounts = cluster.volumes.mounts_of(workload)
    disks = list(inline_disks(workload))
    if not (mounts or disks) or not _runs(workload, cluster):
        return
    several = isinstance(workload, DaemonSet) or cluster.scale_of(workload).most > 1  # type: ignore[arg-type]  # scalable
    for mount in mounts:
        if mount.claim is None or not mount.one_node:
            continue
        if cluster.volumes.storage_of(mount).shared and not mount.one_pod:
            continue
        if several:
            yield from _among_themselves(workload, mount, cluster)
        else:
            yield from _with_others(workload, mount, cluster)
    if several:
        for disk in disks:
            if not disk.shared and (disk.exclusive or pin_to_node(workload, cluster) is None):
                yield _inline(workload, disk, cluster)


def _runs(workload: Workload, cluster: Cluster) -> bool:
    return isinstance(workload, (ScalableWorkload, DaemonSet)) and cluster.runs(workload)


def _pods(workload: Workload, cluster: Cluster) -> str:
    if isinstance(workload, ScalableWorkload):
        return f"{cluster.scale_of(workload).most} pods of {workload}"
    return f"the pods of {workload} on all nodes"


def _among_themselves(workload: Workload, mount: Mount, cluster: Cluster) -> Iterator[Problem]:
    mode = "ReadWriteOnce"
    consequence = "those on other nodes than the first hang in ContainerCreating"
    if mount.one_pod:
        mode, consequence = "ReadWriteOncePod", "all but one stay Pending"
    elif pin_to_node(workload, cluster) is not None or _drawn_together(workload):
        return
    elif cluster.volumes.storage_of(mount).reach == NODE:
        consequence = "all of them run on the node of the volume, and are lost with it"
        if isinstance(workload, DaemonSet):
            consequence = "all but the one on the node of the volume stay Pending"
    elif (
        isinstance(workload, ScalableWorkload)
        and workload.hard_zone_spread
        and _zonal(mount, cluster)
    ):
        consequence = (
            "the spread over zones keeps those Pending that are not to be in its zone, and those "
            "on other nodes there hang in ContainerCreating"
        )
    yield Problem(
        mount.field,
        f"{_pods(workload, cluster)} share claim {mount.name} ({mode}): {consequence}",
        hint=_way_out(workload),
        related=_mode(mount),
    )


def _way_out(workload: Workload) -> str:
    own = "use a StatefulSet with volumeClaimTemplates"
    if isinstance(workload, DaemonSet):
        own = "give each pod an ephemeral volume with a volumeClaimTemplate"
    return f"claim ReadWriteMany from a file system, or {own}"


def _zonal(mount: Mount, cluster: Cluster) -> bool:
    return cluster.volumes.storage_of(mount).zonal and cluster.platform.zones > 1


def _with_others(workload: Workload, mount: Mount, cluster: Cluster) -> Iterator[Problem]:
    """Look at a single pod: whether pods of other workloads mount the claim."""
    if not mount.one_pod and _drawn(workload, cluster):
        return
    if not mount.one_pod and cluster.volumes.storage_of(mount).reach == NODE:
        return
    by_identity: dict[tuple[str, str, str, str], Workload] = {}
    for other in cluster.volumes.sharers_of(mount.claim) if mount.claim is not None else ():
        if other.identity == workload.identity or not _runs(other, cluster):
            continue
        if cluster.nearness.apart(workload, other):
            continue
        if not mount.one_pod and _drawn(other, cluster):
            return
        by_identity.setdefault(other.identity, other)
        if len(by_identity) > _SHOWN:
            break
    if not by_identity:
        return
    others = list(by_identity.values())
    mode = "ReadWriteOncePod" if mount.one_pod else "ReadWriteOnce"
    consequence = (
        "all but one stay Pending"
        if mount.one_pod
        else "those on other nodes than the first hang in ContainerCreating"
    )
    names = listed(list(map(str, others)), _SHOWN)
    yield Problem(
        mount.field,
        f"pods of {workload} and {names} share claim {mount.name} ({mode}): {consequence}",
        severity=None if mount.one_pod else Severity.WARNING,
        hint="claim ReadWriteMany from a file system, or "
        + (
            "a volume of its own for each"
            if mount.one_pod
            else "bring the pods to one node by a required pod affinity"
        ),
        related=[*_mode(mount), *(Related(each.name_field, "mounts it too") for each in others)],
    )


def _drawn_together(workload: Workload) -> bool:
    """Whether required pod affinity brings all of its pods to the node of the first one."""
    return any(
        each.required and not each.anti and each.topology_key == HOSTNAME
        for each in workload.own_terms
        if workload.hash_label not in each.match_label_keys
    )


def _drawn(workload: Workload, cluster: Cluster) -> bool:
    """Whether something brings the pods to one node, maybe to that of the others."""
    together = any(
        term.required and not term.anti and term.topology_key == HOSTNAME
        for term in workload.pod_terms
    )
    return together or pin_to_node(workload, cluster) is not None


def _mode(mount: Mount) -> list[Related]:
    if mount.claim is None:
        return []
    return [Related(mount.claim.at("spec", "accessModes"), "the claim's access mode")]


def _inline(workload: Workload, disk: InlineDisk, cluster: Cluster) -> Problem:
    consequence = (
        "no two of them run on one node, and the disk is attached to one at a time"
        if disk.exclusive
        else "those on other nodes than the first hang in ContainerCreating"
    )
    named = f"disk {disk.name}" if disk.name else f"one {disk.source}"
    return Problem(
        disk.field,
        f"{_pods(workload, cluster)} share {named} ({disk.source}): {consequence}",
        hint=_way_out(workload),
    )
