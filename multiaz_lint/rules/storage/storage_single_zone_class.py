"""All volumes of a class are made in one zone.

`allowedTopologies`, or the `zone` parameter of older provisioners, leaves a single zone. The pods
that mount these volumes can run nowhere else, so all of them are down while that zone is, whatever
spreads them.

One class for each zone, with the same provisioner, is a way to place volumes by hand and is not
reported, unless the input uses one of them alone.

```yaml bad
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: pd.csi.storage.gke.io
volumeBindingMode: WaitForFirstConsumer
allowedTopologies:  # <-- makes all volumes in zone europe-west1-b
- matchLabelExpressions:
  - key: topology.gke.io/zone
    values: [europe-west1-b]
```

```yaml good
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: pd.csi.storage.gke.io
volumeBindingMode: WaitForFirstConsumer
allowedTopologies:
- matchLabelExpressions:
  - key: topology.gke.io/zone
    values: [europe-west1-b, europe-west1-c, europe-west1-d]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, StorageClass
from multiaz_lint.model.disks.mounts import class_zone_ids, class_zones
from multiaz_lint.model.disks.provisioners import REGION, reach
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Field


@rule(
    "storage-single-zone-class",
    Severity.WARNING,
    on=StorageClass,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(storage: StorageClass, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    zones = _zones(storage)
    if zones is None or len(zones) != 1 or cluster.platform.zones < 2:
        return
    if reach(storage.provisioner, storage.parameters) == REGION:
        return
    users = cluster.volumes.users_of(storage)
    if any(
        not users or cluster.volumes.users_of(other)
        for other in _others_of_the_set(storage, cluster)
    ):
        return
    (zone,) = zones
    yield Problem(
        _place(storage),
        f"{storage} makes all volumes in zone {zone}: "
        f"{users[0][0] if users else 'what mounts them'} is down for as long as that zone is",
        hint="allow all zones: with WaitForFirstConsumer each volume follows its pod",
        related=[Related(users[0][1].field, "mounts a volume of this class")] if users else (),
    )


def _place(storage: StorageClass) -> Field:
    for name in ("zone", "zones", "availability"):
        if name in storage.parameters:
            return storage.at("parameters", name)
    return storage.at("allowedTopologies")


def _zones(storage: StorageClass) -> frozenset[str] | None:
    return class_zones(storage) or class_zone_ids(storage)


def _others_of_the_set(storage: StorageClass, cluster: Cluster) -> Iterator[StorageClass]:
    """Yield the other classes of the same provisioner that serve another single zone each."""
    mine = _zones(storage)
    for other in cluster.of(StorageClass):
        if other.name == storage.name or cluster.nearness.apart(other, storage):
            continue  # the same one, or one of another cluster
        if other.provisioner == storage.provisioner:
            theirs = _zones(other)
            if theirs is not None and len(theirs) == 1 and theirs != mine:
                yield other
