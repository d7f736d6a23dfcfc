"""It cannot be told where a claim's volume will be.

The claim names no class, so the cluster's default class decides, which the input does not hold; or
it names a class that neither the input has nor managed clusters come with. Whether the volume
outlives its zone, and whether it is made before its pod is placed, is decided elsewhere.

A class that is named but not in the input is reported only in a closed context, where the input is
said to hold everything.

```yaml bad
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:  # <-- names no storage class
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 10Gi}}
```

```yaml good
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: regional
  annotations: {storageclass.kubernetes.io/is-default-class: "true"}
provisioner: pd.csi.storage.gke.io
parameters: {replication-type: regional-pd}
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 10Gi}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Field, PersistentVolumeClaim, StatefulSet, mapping
from multiaz_lint.model.disks.provisioners import COMMON, WELL_KNOWN
from multiaz_lint.model.storage import claim_class
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Resource


class Parameters:
    """``known`` are names of classes that exist in the cluster."""

    __slots__ = ("known",)
    known: tuple[str, ...]

    def __init__(self, known: tuple[str, ...] = ()) -> None:
        self.known = known


@rule(
    "storage-class-unknown",
    Severity.INFO,
    on=(PersistentVolumeClaim, StatefulSet),
    doc=__doc__,
    parameters=Parameters,
)
def check(resource: Resource, cluster: Cluster, parameters: Parameters) -> Iterator[Problem]:
    if isinstance(resource, PersistentVolumeClaim):
        if cluster.volumes.volume_of(resource) is None and not resource.spec.get("volumeName"):
            yield from _claim(resource.at(), str(resource), cluster, parameters)
    elif resource.spec.get("volumeClaimTemplates"):
        for template in resource.at("spec", "volumeClaimTemplates").items():
            name = mapping(mapping(template.value).get("metadata")).get("name")
            words = f"claim template {name} of {resource}"
            yield from _claim(template, words, cluster, parameters)


def _claim(claim: Field, words: str, cluster: Cluster, parameters: Parameters) -> Iterator[Problem]:
    name = claim_class(mapping(claim.value))
    if name == "" or cluster.volumes.storage_class(name, claim.resource) is not None:
        return
    field = claim.child("spec").child("storageClassName")
    if name is None:
        yield Problem(
            field,
            f"{words} names no storage class, and the input holds no default class: "
            "whether the volume outlives its zone cannot be told",
            hint="name a class, or add the default class to what is checked",
        )
    elif (
        cluster.platform.closed
        and name not in WELL_KNOWN
        and name not in COMMON
        and name not in parameters.known
    ):
        yield Problem(
            field,
            f"{words} names storage class {name}, which the input does not hold: "
            "whether the volume outlives its zone cannot be told",
            hint="add the class to what is checked, or name it under `known` of this rule",
        )
