"""The volumes of a StatefulSet may all be made in one zone.

Each pod's volume is made where the pod is first placed, and pins it there for good. A soft
constraint or a preferred anti-affinity is a wish: when one zone has room and the others have none
at that moment, or a node group is not scaled up, several volumes come to stand in the same zone,
and no later rollout or rebalancing moves them. When that zone is lost, these members are.

Where nothing at all spreads the pods, spread-missing says it.

Of volumes that are there already, as in a dump of a cluster, it is known: where one zone holds more
than its share of them, as many pods are lost with it, and no rule moves them elsewhere.

```yaml bad
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
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
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: ScheduleAnyway  # <-- may all be made in one zone, and stay there
        labelSelector: {matchLabels: {app: db}}
      containers: [{name: db, image: "db:1.0"}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      storageClassName: fast
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Gi}}
```

```yaml fixed
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
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
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector: {matchLabels: {app: db}}
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

from multiaz_lint.model import DO_NOT_SCHEDULE, ZONE_KEYS, Cluster, StatefulSet
from multiaz_lint.model.disks.kept import kept_volumes
from multiaz_lint.model.disks.mounts import zonal_template
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.outage.quorum import majority, software_that_votes
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.placement import SpreadConstraint
    from multiaz_lint.rule import Edit


@rule(
    "storage-sts-unspread",
    Severity.WARNING,
    on=StatefulSet,
    needs=("volumeClaimTemplates",),
    doc=__doc__,
)
def check(workload: StatefulSet, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.claim_templates or not cluster.asks(workload):
        return
    if cluster.scale_of(workload).most < 2 or cluster.platform.zones < 2:
        return
    there = next(_crowded(workload, cluster), None)
    if there is not None:
        yield there
        return
    zonal = zonal_template(workload, cluster)
    if zonal is None:
        return
    if workload.hard_zone_spread or any(workload.apart_on(*ZONE_KEYS, required=True)):
        return
    soft = next(workload.spread_over(*ZONE_KEYS), None)
    wish = next(workload.apart_on(*ZONE_KEYS), None)
    if soft is None and wish is None:
        return
    place = soft.at("whenUnsatisfiable") if soft else wish.field if wish else workload.name_field
    yield Problem(
        place,
        f"the volumes {zonal.name} of {workload}, each bound to one zone, may all be made in one "
        "zone, and stay there: the spread over zones is only a wish",
        hint="spread with whenUnsatisfiable DoNotSchedule and nodeTaintsPolicy Honor before the "
        "first pod is placed",
        related=[Related(zonal.field, "the claim template")],
        edits=_hardened(soft) if soft else (),
        unsafe=True,
    )


def _crowded(workload: StatefulSet, cluster: Cluster) -> Iterator[Problem]:
    """Report volumes that are there already, more of them in one zone than need be.

    Where hard rules over zones keep some of these pods Pending `storage-zone-mismatch` speaks.
    """
    zones = zones_of(workload, cluster)
    for mount in cluster.volumes.mounts_of(workload):
        kept = kept_volumes(workload, mount, cluster)
        if kept is None or kept.room < kept.pods:
            continue
        zone, lost = next(iter(kept.by_zone.items()))
        left = kept.pods - len(lost)
        if len(lost) <= -(-kept.pods // zones):
            continue
        votes = software_that_votes(workload) is not None
        stops = left < (majority(kept.pods) if votes else 1)
        yield Problem(
            mount.field,
            f"the volumes {mount.name} of {workload} are there already, {kept.counted}: when zone "
            f"{zone} is lost {len(lost)} of {kept.pods} pods are, and can start nowhere else",
            severity=Severity.ERROR if stops else None,
            hint="make volumes anew in the other zones, one after another, from copies of their "
            "data",
            related=[Related(each.name_field, f"a volume in {zone}") for each in lost[:3]],
        )


def _hardened(constraint: SpreadConstraint) -> list[Edit]:
    """Make a wish a rule, one that an outage does not turn into a deadlock."""
    edits: list[Edit] = [Put(constraint.at("whenUnsatisfiable"), DO_NOT_SCHEDULE)]
    if not constraint.honors_taints:
        edits.append(Put(constraint.at("nodeTaintsPolicy"), "Honor"))
    return edits
