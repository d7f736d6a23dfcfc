"""An annotation keeps the autoscaler from emptying the pod's node.

`cluster-autoscaler.kubernetes.io/safe-to-evict: "false"` and `karpenter.sh/do-not-disrupt: "true"`
are made for pods whose work would be lost: batch jobs, games. On a replicated service they only
pin nodes: the cluster autoscaler does not remove these, and Karpenter does not consolidate them, so
after a zone failure the cluster stays as lopsided as the failure left it. Nor does Karpenter replace
them for drift, such as a new machine image, unless the NodePool sets a `terminationGracePeriod`. It
does not protect the pods when nodes expire or when somebody drains them. A disruption budget
protects a service better.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations:
        cluster-autoscaler.kubernetes.io/safe-to-evict: "false"  # <-- pins the nodes of deployment/web
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Deployment
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PINS = {  # karpenter.sh/do-not-evict is read until Karpenter 0.37 alone (HasDoNotDisrupt)
    "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
    "karpenter.sh/do-not-disrupt": "true",
}
GAMES = ("agones.dev/", "game.kruise.io/")


@rule("evict-blocked-annotation", Severity.INFO, on=Deployment, needs=("annotations",), doc=__doc__)
def check(workload: Deployment, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    annotations = workload.template_annotations
    if not annotations:
        return
    for name, value in PINS.items():
        if annotations.get(name) != value:
            continue
        if cluster.scale_of(workload).least < 2 or not cluster.asks(workload):
            return
        if any(key.startswith(GAMES) for key in (*annotations, *workload.template_labels)):
            return
        yield Problem(
            workload.at(*workload.template_path, "metadata", "annotations", name),
            f"{name}: {value!r} pins the nodes of {workload}: "
            "the autoscaler does not empty them, however many replicas there are",
            hint="remove it, and protect the replicas with a PodDisruptionBudget",
        )
