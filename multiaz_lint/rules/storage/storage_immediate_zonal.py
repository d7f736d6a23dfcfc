"""A volume gets its zone before its pod does.

With `volumeBindingMode: Immediate`, the default of the API server, a volume is made as soon as it
is claimed, in whichever zone the provisioner picks. A disk of one zone then decides where its pod
may run, whatever the pod's own rules say: a pod that must run in another zone, or that mounts two
such volumes from different zones, stays Pending for ever. The zones of a StatefulSet's volumes are
left to chance. File systems of the network are mounted from every zone, wherever their data is.

With `WaitForFirstConsumer` the scheduler places the pod first, and the volume is made there. The
field cannot be changed: make a new class.

```yaml bad
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
volumeBindingMode: Immediate  # <-- places its volumes before their pods
```

```yaml good
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
```
"""

from __future__ import annotations

from multiaz_lint.model import ZONE_KEYS, Cluster, StorageClass
from multiaz_lint.model.disks.provisioners import FILE_SYSTEMS, NODE, ZONE, reach
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Field, Workload


@rule("storage-immediate-zonal", Severity.WARNING, on=StorageClass, doc=__doc__)
def check(storage: StorageClass, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if storage.binding_mode.value != "Immediate":
        return
    where = reach(storage.provisioner, storage.parameters)
    if where not in {ZONE, NODE} or storage.provisioner in FILE_SYSTEMS:
        return
    victim = _victim(storage, cluster)
    written = "" if storage.binding_mode.present else ", the default"
    consequence = (
        f"{victim[0]} {victim[1]}, and stays Pending where they do not meet"
        if victim
        else f"a pod can only follow its volume to the {where} that the provisioner picks"
    )
    yield Problem(
        storage.binding_mode,
        f"{storage} places its volumes before their pods (Immediate{written}), "
        f"each {'on one node' if where == NODE else 'in one zone'}: {consequence}",
        severity=Severity.ERROR if victim else None,
        hint="make a class with volumeBindingMode WaitForFirstConsumer: this field is immutable",
        related=[Related(victim[2], "mounts a volume of this class")] if victim else (),
    )


def _victim(storage: StorageClass, cluster: Cluster) -> tuple[Workload, str, Field] | None:
    """Find a workload that may never fit its volumes, with the reason."""
    seen: dict[int, Workload] = {}
    for workload, mount in cluster.volumes.users_of(storage):
        if id(workload) in seen:
            return workload, "mounts two volumes of this class", mount.field
        seen[id(workload)] = workload
        demand = _demand(workload)
        if demand:
            return workload, demand, mount.field
    return None


def _demand(workload: Workload) -> str:
    if workload.node_selector:
        return "must run where its nodeSelector says"
    if workload.node_terms:
        return "must run where its node affinity says"
    if workload.hard_zone_spread:
        return "must be spread over zones"
    if any(workload.apart_on(*ZONE_KEYS, required=True, sure=True)):
        return "must keep its pods in different zones"
    return ""
