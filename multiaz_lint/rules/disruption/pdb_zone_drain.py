"""A zone can never be drained, as its pods find no place elsewhere.

A pod whose disk stands in one zone, or that is bound to a zone, cannot leave it: once it is evicted
it stays Pending until a node of its zone takes pods again. The budget counts it as missing, so the
eviction API lets as many of them go as the budget allows, and refuses the next one for ever
(kube-apiserver and `kubectl drain`, 1.37). Where a zone holds more of them than that, draining all
of its nodes never ends.

This is advice: the budget keeps the pods that it is to keep, whoever drains. Draining nodes one
after another ends while other nodes of the zone take the pod. And a budget that lets all pods of a
zone go lets them go from several zones at once, too. But know before you evacuate a zone that it
will hang.

Of pods with disks a zone holds at least its share, rounded up, wherever they are placed. Where
`affinity-single-zone` says the same, this rule is silent.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec:
  maxUnavailable: 1  # <-- disks stay there: draining the zone never ends
  selector: {matchLabels: {app: db}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 5
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      storageClassName: gp3
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Gi}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: gp3}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
```

```yaml good
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: db}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      storageClassName: gp3
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Gi}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: gp3}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, PodDisruptionBudget
from multiaz_lint.model.budgets.drains import Stranded, stranded_by
from multiaz_lint.model.budgets.guard import guard_of
from multiaz_lint.model.nodes.pins import one_for_each_zone
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("pdb-zone-drain", Severity.INFO, on=PodDisruptionBudget, doc=__doc__)
def check(budget: PodDisruptionBudget, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not budget.judged or cluster.platform.zones < 2:
        return
    guarded = guard_of(budget, cluster).guarded
    if (
        guarded.most < 2
        or not guarded.certain
        or guarded.unscalable
        or guarded.bare
        or guarded.picked
    ):
        return
    stranded = stranded_by(budget, cluster)
    if stranded is None:
        return
    alone = len(guarded.scaled) == 1 and not one_for_each_zone(guarded.scaled[0], cluster)
    if alone and stranded.zone and not stranded.scaled:
        return  # affinity-single-zone speaks
    yield Problem(
        budget.bound,
        f"{_where(stranded)}: draining the zone never ends, as {budget} lets no more than "
        f"{stranded.allowed} of them go",
        hint=f"to empty a zone let the budget allow {stranded.pods} for that time; nodes can be "
        "drained one after another while others of the zone take the pods",
        related=[Related(each.name_field, "the pods") for each in stranded.workloads[:3]],
    )


def _where(stranded: Stranded) -> str:
    names = listed([str(each) for each in stranded.workloads], 3)
    scaled = ", once they are that many" if stranded.scaled else ""
    if stranded.zone:
        others = f" (as others are in {stranded.alike} more)" if stranded.alike else ""
        return f"{stranded.pods} pods of {names} are bound to {stranded.zone}{scaled}{others}"
    stay = "their disks stay there" if stranded.by_disks else "they cannot leave it"
    return (
        f"one of {stranded.zones} zones holds {stranded.pods} or more of {stranded.of} "
        f"pods of {names}{scaled}, and {stay}"
    )
