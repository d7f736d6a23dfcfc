"""The API server refuses a toleration.

Without a valid toleration nothing of the workload is created: not the pods, not the workload
itself. The usual causes (kube-apiserver 1.37): `tolerationSeconds` without the effect NoExecute,
a value together with `Exists`, a number as the effect's name, an operator that does not exist.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      tolerations:
        - key: node.kubernetes.io/unreachable
          operator: Exists
          effect: NoSchedule  # <-- effect must be 'NoExecute' when `tolerationSeconds` is set
          tolerationSeconds: 30
      containers: [{name: web, image: "web:1.0"}]
```

```yaml fixed
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      tolerations:
        - key: node.kubernetes.io/unreachable
          operator: Exists
          effect: NoExecute
          tolerationSeconds: 30
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, said
from multiaz_lint.model import Cluster, Workload
from multiaz_lint.rule import Drop, Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.rule import Edit

_ON_DEAD_NODES = frozenset({"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"})
"""Taints that evict: who tolerates them for some seconds means NoExecute."""


@rule(
    "api-invalid-toleration",
    Severity.ERROR,
    on=Workload,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    return _with_edits(resource, said(resource, cluster, "api-invalid-toleration"))


def _with_edits(resource: Workload, problems: Iterable[Problem]) -> Iterator[Problem]:
    for problem in problems:
        problem.edits = tuple(_edits(resource, problem))
        problem.unsafe = True
        yield problem


def _edits(resource: Workload, problem: Problem) -> Iterator[Edit]:
    """Mend seconds that another effect cannot have, and values that Exists cannot have."""
    path = problem.field.path
    if len(path) < 2 or path[-1] not in {"effect", "operator", "value"}:
        return
    toleration = resource.at(*path[:-1])
    written = toleration.value
    if not isinstance(written, dict):
        return
    if path[-1] == "effect" and written.get("effect") in {"NoSchedule", "PreferNoSchedule"}:
        if written.get("key") in _ON_DEAD_NODES:
            yield Put(toleration.child("effect"), "NoExecute")
        else:
            yield Drop(toleration.child("tolerationSeconds"))
    elif path[-1] != "effect" and written.get("operator") == "Exists" and written.get("value"):
        yield Drop(toleration.child("value"))
