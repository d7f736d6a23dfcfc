"""Anti-affinity does not select the workload's own pods.

Anti-affinity keeps a pod away from those that its labelSelector matches. When the selector still
names labels that the pods have no longer, typically `app` where they carry
`app.kubernetes.io/name`, or a label is mistyped, it keeps away from nothing, and all pods may share
a node or a zone. A term without labelSelector matches no pod at all, and `matchLabelKeys` with a
label that no two pods have in common, such as `apps.kubernetes.io/pod-index`, no second one; the
API server (1.37) accepts all three.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app.kubernetes.io/name: web}
  template:
    metadata:
      labels: {app.kubernetes.io/name: web}
    spec:
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 100
            podAffinityTerm:
              topologyKey: kubernetes.io/hostname
              labelSelector:  # <-- app=web does not select the pods of deployment/web
                matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app.kubernetes.io/name: web}
  template:
    metadata:
      labels: {app.kubernetes.io/name: web}
    spec:
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 100
            podAffinityTerm:
              topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels: {app.kubernetes.io/name: web}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, Cluster, ScalableWorkload
from multiaz_lint.model.company.avoidance import terms_that_miss
from multiaz_lint.model.selectors.unfilled import open_labels
from multiaz_lint.rule import Problem, Severity, rule, to_fill_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "antiaffinity-self-mismatch",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("podAntiAffinity",),
    doc=__doc__,
    profiles={"multi-az": {"severity": Severity.ERROR}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.pod_terms or not workload.template_labels or not cluster.asks(workload):
        return
    for term in terms_that_miss(workload, cluster):
        place = "run on one node" if term.topology_key == HOSTNAME else "run in one place"
        own = ", ".join(f"{key}={value}" for key, value in workload.template_labels.items())
        field, hint = term.at("labelSelector"), f"select labels that the pods have: {own}"
        if term.tree.get("labelSelector") is None:
            what = (
                f"the anti-affinity of {workload} over {term.topology_key} has no labelSelector, "
                "so it selects no pod"
            )
        elif term.selector.matches(workload.pod_labels):
            keys = ", ".join(
                each for each in term.match_label_keys if each in workload.unique_labels
            )
            field, hint = term.at("matchLabelKeys"), f"leave {keys} out"
            what = f"matchLabelKeys {keys} tells each pod of {workload} from all others"
        else:
            what = f"anti-affinity to {term.selector} does not select the pods of {workload}"
        yield Problem(
            field,
            f"{what}: all may {place}",
            hint=hint,
            related=to_fill_in(open_labels(term.selector, workload)),
        )
