"""The data is kept in one place although the driver could keep it in several.

Azure Files has one data center by default (`Standard_LRS`) and all zones with `Standard_ZRS`.
Filestore is zonal in its basic tiers, the default among them, and regional in tier `enterprise` or
`regional`. A persistent disk of Google Cloud, or a managed disk of Azure, stands in one zone unless
it is asked to be replicated; that matters where a single pod mounts it. So does a single copy that
Longhorn, LINSTOR, Mayastor or Portworx keeps: it is on one node.

```yaml bad
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: files}
provisioner: file.csi.azure.com
parameters:
  skuName: Standard_LRS  # <-- keeps its data in one place
```

```yaml good
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: files}
provisioner: file.csi.azure.com
parameters:
  skuName: Standard_ZRS
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, StorageClass
from multiaz_lint.model.disks.provisioners import COPIES, FILE_SYSTEMS, several_copies, single_copy
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Field

SETTINGS = ("skuname", "storageaccounttype", "tier", "replication-type")


@rule("storage-redundancy-unset", Severity.INFO, on=StorageClass, doc=__doc__)
def check(storage: StorageClass, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    setting = single_copy(storage.provisioner, storage.parameters)
    if setting is None:
        return
    alone = "a zone that is lost takes it along"
    if storage.provisioner not in FILE_SYSTEMS:
        single = next(
            (
                workload
                for workload, _ in cluster.volumes.users_of(storage)
                if isinstance(workload, ScalableWorkload) and cluster.scale_of(workload).most == 1
            ),
            None,
        )
        if single is None:
            return
        alone = f"the only pod of {single} cannot start in another zone"
        if storage.provisioner in COPIES:
            alone = f"the only pod of {single} cannot read it while that node or its zone is lost"
    yield Problem(
        _place(storage),
        f"{storage} keeps its data in one place ({setting}): {alone}",
        hint=f"make a class with {several_copies(storage.provisioner)}: parameters are immutable",
    )


def _place(storage: StorageClass) -> Field:
    copies = COPIES.get(storage.provisioner, ())
    for name in storage.parameters:
        if name.lower() in SETTINGS or name in copies:
            return storage.at("parameters", name)
    return storage.at("parameters")
