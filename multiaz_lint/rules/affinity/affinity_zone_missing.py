"""Node affinity does not ask for a zone label.

Nodes without the label `topology.kubernetes.io/zone` stand in no zone. Pods that run there are
outside of every zone rule: soft spread ignores such nodes, required anti-affinity over zones does
not bind there, and nobody can say which outage takes them. Required node affinity with operator
`Exists` on the label keeps the pods where the zone is known.

The terms of a required node affinity are ORed (kube-scheduler NodeAffinity, 1.37), so each of them
has to ask for the label. A hard spread constraint over zones keeps pods off unlabelled nodes too.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:  # <-- no required node affinity keeps deployment/web on nodes with a zone label
      containers:
      - name: web
        image: web:1.0
```

```yaml fixed
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: topology.kubernetes.io/zone
                operator: Exists
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import REQUIRED, ZONE, ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.company.contradictions import shut_out
from multiaz_lint.model.nodes.named_zones import asks_for_zone
from multiaz_lint.model.nodes.pins import pin_of
from multiaz_lint.model.nodes.placed_by_others import placed_by
from multiaz_lint.rule import Append, Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LABELLED = {"key": ZONE, "operator": "Exists"}


class Parameters:
    """``spread_suffices``: beside a hard spread over zones the affinity is only advice."""

    __slots__ = ("spread_suffices",)
    spread_suffices: bool

    def __init__(self, *, spread_suffices: bool = True) -> None:
        self.spread_suffices = spread_suffices


@rule(
    "affinity-zone-missing",
    Severity.WARNING,
    on=ScalableWorkload,
    doc=__doc__,
    parameters=Parameters,
    profiles={"multi-az": {"spread_suffices": False}},
)
def check(
    workload: ScalableWorkload, cluster: Cluster, parameters: Parameters
) -> Iterator[Problem]:
    terms = workload.node_terms
    lacking = terms and [term for term in terms if not term.empty and not asks_for_zone(term)]
    if (terms and not lacking) or not cluster.asks(workload):
        return
    if placed_by(workload, cluster) is not None:
        return
    if not ZONE_KEYS.isdisjoint(workload.node_selector) or pin_of(workload, cluster) is not None:
        return
    severity, consequence = None, "its pods may run where no zone rule counts them"
    if any(each.hard and each.topology_key in ZONE_KEYS for each in workload.spread):
        severity = Severity.INFO if parameters.spread_suffices else None
        consequence = "only its hard spread constraint over zones does"
    if not lacking:
        field = workload.pod("affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms")
        yield Problem(
            field,
            f"no required node affinity keeps {workload} on nodes with a zone label: {consequence}",
            severity=severity,
            hint=f"require {ZONE} with operator Exists",
            edits=[Append(field, {"matchExpressions": [_LABELLED]})],
            unsafe=True,
        )
        return
    ored = ", and the terms are ORed" if len(terms) > 1 else ""
    for term in lacking:
        if shut_out(term, workload.labels_of_nodes) in ZONE_KEYS:
            continue  # it matches no node
        without = shut_out(term, ZONE_KEYS)
        yield Problem(
            term.field,
            f"this term of the required node affinity of {workload} does not ask for a zone "
            f"label{ored}: {consequence}",
            severity=severity,
            hint=f"ask for {without} with operator Exists in place of DoesNotExist"
            if without
            else f"add {ZONE} with operator Exists to the term",
            edits=[] if without else [Append(term.at("matchExpressions"), _LABELLED)],
            unsafe=True,
        )
