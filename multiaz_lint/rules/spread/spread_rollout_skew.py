"""A rolling update undoes the spread.

Without `matchLabelKeys: [pod-template-hash]` the scheduler counts old and new pods together while
it places the new ones. Then the ReplicaSet controller (1.37) takes the old ones away without
looking at zones. What is left need not be even: 3 pods over 3 zones may end 2, 1, 0, and 2 pods
over 2 zones may both end in one. Nothing moves them afterwards.

With the key each revision is spread by itself. It is known since Kubernetes 1.27.

Each zone has to take its share of the new pods then, beside the old ones. If required anti-affinity
over nodes, or a port of the node, keeps pods apart, a rollout needs a spare node in each zone:
without a spare node in each zone rollouts hang, so only `fix --unsafe` adds the key. The same holds
for a constraint over nodes that counts nodes with taints (`nodeTaintsPolicy`), such as cordoned
ones.

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
    spec:
      topologySpreadConstraints:
      - maxSkew: 1  # <-- rolling updates of deployment/web count old and new pods together
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: web}
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
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: web}
        matchLabelKeys:
        - pod-template-hash
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, ZONE_KEYS, Cluster, Deployment
from multiaz_lint.model.nodes.pins import pin_of
from multiaz_lint.model.outage.rollouts import crowded_apart
from multiaz_lint.rule import Append, Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import SpreadConstraint


@rule(
    "spread-rollout-skew",
    Severity.WARNING,
    on=Deployment,
    needs=("topologySpreadConstraints",),
    doc=__doc__,
)
def check(workload: Deployment, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.spread:
        return
    key = workload.revision_label
    skewed = [
        each
        for each in workload.spread_over(HOSTNAME, *ZONE_KEYS)
        if key not in each.match_label_keys
        and not _by_revision(each, key)
        and not _does_nothing(each, workload, cluster)
    ]
    if not skewed or not _overlaps(workload, cluster):
        return
    for constraint in skewed:
        keys = constraint.at("matchLabelKeys")
        why = crowded_apart(workload, constraint)
        places = "nodes" if constraint.topology_key == HOSTNAME else "zones"
        yield Problem(
            keys,
            f"rolling updates of {workload} count old and new pods together: once the old ones "
            f"are gone the pods need no longer be even over {places}",
            severity=None if constraint.hard else Severity.INFO,
            hint=f"add matchLabelKeys: [{key}]"
            + (f", and see that rollouts end: {why}" if why else ""),
            edits=[Append(keys, key)],
            unsafe=bool(why),
        )


def _overlaps(workload: Deployment, cluster: Cluster) -> bool:
    """Whether a rollout places new pods among old ones that go away afterwards.

    Without surge its last step places a pod, under the constraint; required anti-affinity over
    zones keeps every two pods in different zones.
    """
    scale = cluster.scale_of(workload)
    if workload.strategy == "Recreate" or scale.most < 2 or not cluster.asks(workload):
        return False
    surge, _ = workload.surge_and_unavailable(max(2, scale.least))
    return surge > 0 and not any(workload.apart_on(*ZONE_KEYS, required=True))


def _by_revision(constraint: SpreadConstraint, key: str) -> bool:
    """Whether the selector itself names the label of a revision."""
    selector = constraint.selector
    return key in selector.equalities or any(each[0] == key for each in selector.expressions)


def _does_nothing(constraint: SpreadConstraint, workload: Deployment, cluster: Cluster) -> bool:
    """Whether it spreads no pods: all are bound to one zone, or the API server makes none.

    It refuses pods with a key that matchLabelKeys and the selector both name (api-pod-rejected).
    """
    if not constraint.selector.keys.isdisjoint(constraint.match_label_keys):
        return True
    return constraint.topology_key in ZONE_KEYS and pin_of(workload, cluster) is not None
