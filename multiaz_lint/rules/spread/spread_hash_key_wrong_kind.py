"""matchLabelKeys names a label that the pods do not have.

`pod-template-hash` is a label of the pods of a Deployment alone; those of an Argo Rollout have
`rollouts-pod-template-hash` instead, and those of a StatefulSet, DaemonSet or Job have none of
the two. The scheduler passes over keys that the pod lacks (kube-scheduler 1.37), so the entry
does nothing.

```yaml bad
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: db}
        matchLabelKeys:
        - pod-template-hash  # <-- the pods of statefulset/db have no label pod-template-hash
      containers:
      - name: db
        image: db:1.0
```

```yaml fixed
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: db}
      containers:
      - name: db
        image: db:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Deployment, SpreadConstraint, Workload
from multiaz_lint.model.company.companions import is_off
from multiaz_lint.model.outage.rollouts import crowded_apart
from multiaz_lint.rule import Drop, Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm
    from multiaz_lint.model.placement import Written
    from multiaz_lint.rule import Edit

_HASHES = frozenset({"pod-template-hash", "rollouts-pod-template-hash"})


@rule(
    "spread-hash-key-wrong-kind",
    Severity.INFO,
    on=Workload,
    needs=("matchLabelKeys",),
    doc=__doc__,
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if workload.adapted and not workload.names_kept_by:
        return  # its operator may make the pods by a Deployment
    places: list[SpreadConstraint | AffinityTerm] = [*workload.spread, *workload.pod_terms]
    for written in places:
        keys = written.match_label_keys if "matchLabelKeys" in written.tree else ()
        # Scaled to zero, its template may be that of a Rollout, with another hash.
        if _HASHES.isdisjoint(keys) or workload.owned or is_off(workload, cluster):
            continue
        for index, key in enumerate(keys):
            if key not in _HASHES or key in workload.pod_labels:
                continue
            right = workload.revision_label
            field = written.at("matchLabelKeys", index)
            edit: Edit
            if right and right not in keys:
                edit = Put(field, right)
            else:
                edit = Drop(field if len(keys) > 1 else written.at("matchLabelKeys"))
            yield Problem(
                field,
                f"the pods of {workload} have no label {key}: the key means nothing, and the pods "
                "of all revisions are counted together",
                hint=f"use {right}" if right else "leave it out",
                edits=[edit],
                unsafe=isinstance(edit, Put) and _crowds(workload, written),
            )


def _crowds(workload: Workload, written: Written) -> bool:
    """Whether the right key, which counts the revisions apart, may make rollouts hang."""
    return (
        isinstance(workload, Deployment)
        and isinstance(written, SpreadConstraint)
        and bool(crowded_apart(workload, written))
    )
