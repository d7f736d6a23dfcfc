"""A network policy selects no pod.

Its namespace has workloads here, but the pod selector matches none of their pods: what the policy
was written for is open to everyone. A label was renamed, or mistyped.

```yaml bad
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: wbe}}  # <-- selects none of the pods
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

```yaml good
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: web}}
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

from multiaz_lint.model import Cluster, NetworkPolicy, Workload
from multiaz_lint.model.budgets.picking import may_pick
from multiaz_lint.model.custom.operators import asks_of_operator
from multiaz_lint.model.selectors.mentions import mentioned
from multiaz_lint.model.selectors.unfilled import open_selection
from multiaz_lint.rule import Problem, Severity, rule, to_fill_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("netpol-dangling", Severity.INFO, on=NetworkPolicy, doc=__doc__)
def check(policy: NetworkPolicy, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if policy.selector.empty:
        return
    if cluster.first_near(Workload, policy, policy.namespace) is None:
        return
    if cluster.select(policy.selector, policy.namespace, policy):
        return
    if may_pick(policy.selector, policy, cluster):
        return
    if mentioned(policy.selector, policy, cluster):
        return
    if asks_of_operator(policy.selector, policy, cluster):
        return
    yield Problem(
        policy.at("spec", "podSelector"),
        f"{policy} selects none of the pods of namespace {policy.namespace}: it protects nothing",
        hint="write the labels of the pod template that it is meant for",
        related=to_fill_in(open_selection(policy.selector, policy, cluster)),
    )
