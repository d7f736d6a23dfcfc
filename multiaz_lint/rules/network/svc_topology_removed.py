"""A Service routes by a feature that is gone.

`spec.topologyKeys` was removed in Kubernetes 1.22: the API server refuses the field, or drops it
where validation is not strict, and traffic goes everywhere. Annotation
`service.kubernetes.io/topology-aware-hints` is deprecated since 1.27 for
`service.kubernetes.io/topology-mode`.

```yaml bad
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  topologyKeys: [topology.kubernetes.io/zone, "*"]  # <-- removed in Kubernetes 1.22
  ports:
  - port: 80
```

```yaml fixed
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
  - port: 80
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Service
from multiaz_lint.rule import Drop, Problem, Rename, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OLD = "service.kubernetes.io/topology-aware-hints"
NEW = "service.kubernetes.io/topology-mode"


@rule(
    "svc-topology-removed",
    Severity.ERROR,
    on=Service,
    needs=("topologyKeys", "annotations"),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(service: Service, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    field = service.at("spec", "topologyKeys")
    if field.present:
        yield Problem(
            field,
            f"{service} sets topologyKeys, removed in Kubernetes 1.22: it is refused, or dropped "
            "without a word",
            hint="remove it; trafficDistribution PreferSameZone keeps traffic in its zone",
            edits=[Drop(field)],
        )
    annotations = service.annotations
    if OLD in annotations:
        hints = service.at("metadata", "annotations", OLD)
        # The old one has precedence (endpointslice hintsEnabled, 1.37), and the API server refuses
        # two that differ: which of them is meant, nobody but their author can tell.
        differ = NEW in annotations and annotations[NEW] != annotations[OLD]
        edit = Drop(hints) if NEW in annotations else Rename(hints, NEW)
        yield Problem(
            hints,
            f"{service} uses annotation {OLD}, deprecated since Kubernetes 1.27",
            severity=Severity.WARNING,
            hint=f"use {NEW}, or trafficDistribution",
            edits=[] if differ else [edit],
        )
