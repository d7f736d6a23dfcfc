"""A disk is asked to be mounted by many nodes.

Disks of AWS, Google Cloud and Azure are attached to one node. The API server accepts a
`ReadWriteMany` claim on their classes, but the driver refuses to make the volume: the claim and
every pod that mounts it stay Pending. So it is with the claims that are made for each pod, by a
StatefulSet or for an ephemeral volume.

The Cinder driver of OpenStack does not look at access modes: it makes the disk, and pods on other
nodes than the first hang in ContainerCreating. Only a disk of a volume type with `multiattach` is
attached to several nodes, and a file system on it is damaged if more than one of them writes. That
is a warning.

Raw block volumes are an exception where the driver can share them: EBS io1 and io2, Azure disks
with `maxShares`, Cinder with `multiattach`.

```yaml bad
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: uploads}
spec:
  storageClassName: fast
  accessModes: [ReadWriteMany]  # <-- asks ebs.csi.aws.com for ReadWriteMany
  resources: {requests: {storage: 10Gi}}
```

```yaml good
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: files}
provisioner: efs.csi.aws.com
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: uploads}
spec:
  storageClassName: files
  accessModes: [ReadWriteMany]
  resources: {requests: {storage: 10Gi}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, PersistentVolumeClaim, Workload
from multiaz_lint.model.disks.mounts import Mount
from multiaz_lint.model.disks.provisioners import heeds_no_mode, refuses_many
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Resource

MODE = "ReadWriteMany"


@rule(
    "storage-rwx-block",
    Severity.ERROR,
    on=(PersistentVolumeClaim, Workload),
    needs=("accessModes", "volumes", "volumeClaimTemplates"),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if isinstance(resource, PersistentVolumeClaim):
        if MODE in resource.access_modes:
            claim = Mount(resource.at(), resource.name, resource.tree, claim=resource)
            yield from _claim(claim, str(resource), cluster)
    elif isinstance(resource, Workload):
        for mount in cluster.volumes.mounts_of(resource):
            if mount.per_pod and MODE in mount.access_modes:
                what = "ephemeral volume" if mount.ephemeral else "claim template"
                yield from _claim(mount, f"{what} {mount.name} of {resource}", cluster)


def _claim(mount: Mount, words: str, cluster: Cluster) -> Iterator[Problem]:
    storage = cluster.volumes.storage_of(mount)
    if storage.volume is not None:
        return
    block = mount.spec.get("volumeMode") == "Block"
    severity = None
    if refuses_many(storage.provisioner, storage.parameters, block=block):
        outcome = "which it cannot make: the claim, and what mounts it, stay Pending"
    elif heeds_no_mode(storage.provisioner) and not block and not mount.per_pod:
        outcome = "which it does not heed: pods on other nodes than the first cannot mount the disk"
        severity = Severity.WARNING
    else:
        return
    source = storage.storage_class
    yield Problem(
        mount.field.child("spec").child("accessModes"),
        f"{words} asks {storage.provisioner} for {MODE}, {outcome}",
        severity=severity,
        hint="use a file system (EFS, Filestore, Azure Files, NFS), or one volume for each pod",
        related=[Related(source.name_field, "the class")] if source else (),
    )
