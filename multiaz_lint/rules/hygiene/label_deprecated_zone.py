"""A zone label is used that new nodes do not carry.

`failure-domain.beta.kubernetes.io/zone` and `.../region` are deprecated since Kubernetes 1.17.
Cloud controllers still write both names; on-premises clusters and new distributions write
`topology.kubernetes.io/zone` alone. There a node selector or a hard spread constraint on the old
label leaves every pod Pending, and a soft one does nothing.

Where nodes of the input carry the old label alone, they have to get the new one first: nothing is
mended then.

The two labels are two topologies to the scheduler: workloads that spread over one of them do not
see those that spread over the other.

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
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: failure-domain.beta.kubernetes.io/zone  # <-- deprecated since Kubernetes 1.17
        whenUnsatisfiable: DoNotSchedule
        labelSelector: {matchLabels: {app: web}}
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
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        labelSelector: {matchLabels: {app: web}}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    BETA_REGION,
    BETA_ZONE,
    PREFERRED,
    REGION,
    REQUIRED,
    ZONE,
    Cluster,
    Field,
    Node,
    PersistentVolume,
    StorageClass,
    Workload,
    mapping,
)
from multiaz_lint.model.node import carry_only
from multiaz_lint.rule import Drop, Problem, Put, Rename, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Resource
    from multiaz_lint.rule import Edit

    Place = tuple[str, Field, Edit | None]

STABLE = {BETA_ZONE: ZONE, BETA_REGION: REGION}


@rule(
    "label-deprecated-zone",
    Severity.WARNING,
    on=(Workload, PersistentVolume, StorageClass),
    needs=(
        "nodeSelector",
        "affinity",
        "topologySpreadConstraints",
        "nodeAffinity",
        "allowedTopologies",
    ),
    doc=__doc__,
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    for label, field, edit in _places(resource):
        stable = STABLE[label]
        nodes = cluster.of(Node)
        missing = bool(nodes) and not any(label in node.labels for node in nodes)
        alone = carry_only(label, stable, cluster)
        if missing:
            consequence = "no node of the input carries it"
        elif alone:
            consequence = f"nodes of the input carry it without {stable}, which newer nodes have"
        else:
            consequence = f"nodes that carry only {stable} are left out"
        yield Problem(
            field,
            f"{resource} uses {label}, deprecated since Kubernetes 1.17: {consequence}",
            severity=Severity.ERROR if missing else None,
            hint=f"label these nodes with {stable}, then use that" if alone else f"use {stable}",
            edits=[edit] if edit and not alone else (),
        )


def _places(resource: Resource) -> Iterator[Place]:
    if isinstance(resource, Workload):
        yield from _in_node_selector(resource)
        yield from _in_node_affinity(resource)
        yield from _in_spread(resource)
        for term in resource.pod_terms:
            if term.topology_key in STABLE:
                field = term.at("topologyKey")
                yield term.topology_key, field, Put(field, STABLE[term.topology_key])
    elif isinstance(resource, StorageClass):
        for topology in resource.at("allowedTopologies").items():
            yield from _in_expressions(topology.child("matchLabelExpressions"), change=False)
    else:
        terms = resource.at("spec", "nodeAffinity", "required", "nodeSelectorTerms")
        for written in terms.items():
            yield from _in_expressions(written.child("matchExpressions"), change=False)


def _in_node_selector(workload: Workload) -> Iterator[Place]:
    selector = workload.node_selector
    for label, stable in STABLE.items():
        if label in selector:
            field = workload.pod("nodeSelector", label)
            if stable not in selector:
                yield label, field, Rename(field, stable)
            elif selector[stable] == selector[label]:
                yield label, field, Drop(field)
            else:
                yield label, field, None


def _in_node_affinity(workload: Workload) -> Iterator[Place]:
    if not mapping(workload.pod_spec.get("affinity")).get("nodeAffinity"):
        return
    affinity = workload.pod("affinity", "nodeAffinity")
    for term in affinity.child(REQUIRED).child("nodeSelectorTerms").items():
        yield from _in_expressions(term.child("matchExpressions"))
    for preferred in affinity.child(PREFERRED).items():
        yield from _in_expressions(preferred.child("preference").child("matchExpressions"))


def _in_expressions(expressions: Field, *, change: bool = True) -> Iterator[Place]:
    for expression in expressions.items():
        field = expression.child("key")
        if field.value in STABLE:
            yield field.value, field, Put(field, STABLE[field.value]) if change else None


def _in_spread(workload: Workload) -> Iterator[Place]:
    for constraint in workload.spread:
        label = constraint.topology_key
        if label in STABLE:
            field = constraint.at("topologyKey")
            twin = any(
                other.topology_key == STABLE[label] and other.hard == constraint.hard
                for other in workload.spread
            )
            yield label, field, None if twin else Put(field, STABLE[label])
