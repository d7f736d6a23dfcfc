"""Pod affinity draws all pods into one zone.

Required pod affinity over the zone (or the node) that matches the workload's own pods sends every
pod to where the first one went (kube-scheduler InterPodAffinity, 1.37): the whole workload is
lost with that zone. A preferred term does the same unless something stronger spreads the pods:
affinity scores keep their full weight, the score of a soft spread constraint does not.

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
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: topology.kubernetes.io/zone  # <-- into one zone
            labelSelector:
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
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: topology.kubernetes.io/zone
            labelSelector:
              matchLabels: {app: cache}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm


class Parameters:
    """``preferred``: look at preferred terms too."""

    __slots__ = ("preferred",)
    preferred: bool

    def __init__(self, *, preferred: bool = True) -> None:
        self.preferred = preferred


@rule(
    "affinity-self-colocation",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("affinity",),
    doc=__doc__,
    parameters=Parameters,
    profiles={"survive": {"preferred": False}},
)
def check(
    workload: ScalableWorkload, cluster: Cluster, parameters: Parameters
) -> Iterator[Problem]:
    if not workload.pod_terms:
        return
    for term in workload.own_terms:
        key = term.topology_key
        if term.anti or not (key == HOSTNAME or key in ZONE_KEYS):
            continue
        least = cluster.scale_of(workload).least
        if least < 2 or not cluster.asks(workload):
            return
        if not term.required and not (parameters.preferred and _outweighs(term, workload)):
            continue
        place = "into one zone" if key in ZONE_KEYS else "onto one node, and so into one zone"
        verb = "puts" if term.required else "draws"
        strength = "required" if term.required else "preferred"
        yield Problem(
            term.at("topologyKey"),
            f"{strength} pod affinity {verb} {all_of(least)} pods of {workload} {place}: they are "
            "lost together",
            hint="let the affinity select other pods only, or leave it out",
        )


def _outweighs(term: AffinityTerm, workload: ScalableWorkload) -> bool:
    """Whether nothing that spreads the pods over zones is stronger than a preferred term."""
    if any(workload.spread_over(*ZONE_KEYS, hard=True)):
        return False
    against = 0
    for apart in workload.apart_on(HOSTNAME, *ZONE_KEYS):
        if apart.required:
            return apart.topology_key == HOSTNAME and term.topology_key in ZONE_KEYS
        if apart.topology_key in ZONE_KEYS:
            against += apart.weight
    return term.weight > against
