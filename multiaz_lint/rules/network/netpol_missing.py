"""Network policies leave the workload out.

The namespace has NetworkPolicies, so traffic is meant to be regulated, but none selects these
pods: everything may talk to them, and they may talk to everything. The policies of the others
have to let them in, from every zone, by the labels they carry.

Pods on the host network are outside of network policies and are not asked for one.

```yaml bad
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api}
spec:
  podSelector: {matchLabels: {app: api}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}  # <-- none of the network policies of namespace default selects
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers: [{name: api, image: "api:1.0"}]
```

```yaml good
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all}
spec:
  podSelector: {}
  ingress: [{from: [{podSelector: {}}]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, DaemonSet, NetworkPolicy, ScalableWorkload
from multiaz_lint.model.custom.labels_unknown import may_have
from multiaz_lint.model.selectors.unfilled import open_selectors
from multiaz_lint.rule import Holding, Problem, Related, Severity, rule, to_fill_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Workload


@rule(
    "netpol-missing",
    Severity.INFO,
    on=(ScalableWorkload, DaemonSet),
    where=Holding(NetworkPolicy),
    doc=__doc__,
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not cluster.in_namespace(NetworkPolicy, workload.namespace) or cluster.policies_of(workload):
        return
    if workload.is_hook or workload.owned or workload.pod_spec.get("hostNetwork") is True:
        return
    if isinstance(workload, ScalableWorkload) and cluster.scale_of(workload).zero:
        return
    if may_have(NetworkPolicy, workload, cluster):
        return
    near = cluster.first_near(NetworkPolicy, workload, workload.namespace)
    if near is None:
        return
    yield Problem(
        workload.name_field,
        f"none of the network policies of namespace {workload.namespace} selects {workload}: "
        "its traffic is not regulated",
        hint="add a NetworkPolicy for its pods, or one with podSelector {} for the namespace",
        related=[
            Related(near.at("spec", "podSelector"), "a network policy of the namespace"),
            *to_fill_in(open_selectors(workload, NetworkPolicy, cluster)),
        ],
    )
