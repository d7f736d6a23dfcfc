"""The manifest and an autoscaler both set the number of replicas.

Every apply writes the number of the manifest over that of the autoscaler: a workload that was
scaled to 12 drops to 2 in the middle of the day, and climbs back only as fast as the autoscaler
allows. `replicas: 0` is worse: a HorizontalPodAutoscaler does nothing for a target at zero.

Leave the field out. Where `kubectl apply` has managed it until now, remove it from the
last-applied annotation first (`kubectl apply edit-last-applied`), or the apply that drops it sets
1 once.

An Argo CD Application that ignores `/spec/replicas`, or the fields that `kube-controller-manager`
manages, leaves the number to others only with the sync option `RespectIgnoreDifferences=true`.
Without it the field makes no difference when Argo CD compares, and the next sync applies it all
the same.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3  # <-- every apply sets deployment/web back to 3 replicas
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 10
```

```yaml fixed
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 10
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    Autoscaler,
    Cluster,
    HorizontalPodAutoscaler,
    ScalableWorkload,
    mapping,
    sequence,
)
from multiaz_lint.model.cached import once
from multiaz_lint.model.words import counted
from multiaz_lint.rule import Drop, Holding, Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Resource
    from multiaz_lint.model.field import Field

RESPECTED = "RespectIgnoreDifferences=true"
_LEFT_ALONE = {
    "jsonPointers": "/spec/replicas",
    "jqPathExpressions": ".spec.replicas",
    "managedFieldsManagers": "kube-controller-manager",  # what scales on behalf of an autoscaler
}
"""By which words an entry of ignoreDifferences leaves the field alone (ResourceIgnoreDifferences)."""


@rule(
    "hpa-replicas-conflict",
    Severity.WARNING,
    on=ScalableWorkload,
    where=Holding(Autoscaler),
    doc=__doc__,
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    decider = cluster.scale_of(workload).decider
    if decider is None or workload.is_hook or workload.owned:
        return
    written = workload.replicas
    if not written.present or _entry(workload, cluster, respected=True) is not None:
        return
    if written.value == 0 and isinstance(decider, HorizontalPodAutoscaler):
        words = f"replicas: 0 switches {decider} off at every apply, and {workload} with it"
    elif workload.metadata.get("uid"):
        return  # in what the API server holds the number is the autoscaler's own
    else:
        words = (
            f"every apply sets {workload} back to {counted(written.value, 'replica')}, "
            f"whatever {decider} has scaled it to"
        )
    related = [Related(decider.at("spec", "scaleTargetRef"), "the autoscaler in charge")]
    if (ignored := _entry(workload, cluster, respected=False)) is not None:
        related.append(Related(ignored, "ignored for the comparison only: a sync applies it"))
    yield Problem(
        written,
        words,
        hint="leave replicas out where an autoscaler decides",
        related=related,
        edits=[Drop(written)],
        unsafe=True,
    )


def _entry(workload: ScalableWorkload, cluster: Cluster, *, respected: bool) -> Field | None:
    """Return where an Argo CD Application ignores the field, in its syncs too or for the diff."""
    entries = _ignored(cluster)
    for kind in ("*", workload.kind):
        for name in ("*", workload.name):
            if (field := entries.get((kind, name, respected))) is not None:
                return field
    return None


@once
def _ignored(cluster: Cluster) -> dict[tuple[str, str, bool], Field]:
    """Return where Applications ignore replicas: by kind, name, and whether in syncs too."""
    entries: dict[tuple[str, str, bool], Field] = {}
    for application in cluster.resources:
        if application.kind == "Application" and application.group == "argoproj.io":
            _add_entries(entries, application)
    return entries


def _add_entries(entries: dict[tuple[str, str, bool], Field], application: Resource) -> None:
    policy = mapping(application.spec.get("syncPolicy"))
    respected = RESPECTED in sequence(policy.get("syncOptions"))
    for field in application.at("spec", "ignoreDifferences").items():
        entry = mapping(field.value)
        if any(words in sequence(entry.get(key)) for key, words in _LEFT_ALONE.items()):
            key = (str(entry.get("kind", "*")), str(entry.get("name", "*")), respected)
            entries.setdefault(key, field)
