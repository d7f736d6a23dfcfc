"""A rolling update can never finish, for want of a place for the first new pod.

Required anti-affinity counts the pods of the old revision too. With as many pods as zones (or
nodes) every place is taken; when the strategy starts a new pod before it takes an old one away
(maxUnavailable 0) the new pod stays Pending and the old ones stay: the rollout hangs until it is
reported as failed, and so does every later one (deployment controller and kube-scheduler, 1.37).
The default strategy, 25 % and 25 %, resolves to maxUnavailable 0 for up to 3 replicas.

Let the strategy take a pod away first (maxSurge 0, maxUnavailable 1), or let the term count pods
of the same revision only (`matchLabelKeys: [pod-template-hash]`, since Kubernetes 1.31), or
spread by a constraint instead.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: topology.kubernetes.io/zone  # <-- can never roll out at 3 replicas
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
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 0, maxUnavailable: 1}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: topology.kubernetes.io/zone
            labelSelector:
              matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import ZONE_KEYS, Cluster, Deployment, Rollout
from multiaz_lint.model.domains import domains
from multiaz_lint.model.rollouts import blue_green, stuck_at
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Field
    from multiaz_lint.rule import Edit


@rule(
    "antiaffinity-rollout-deadlock",
    Severity.ERROR,
    on=Deployment,
    needs=("podAntiAffinity",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Deployment, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.pod_terms:
        return
    for term in workload.own_terms:
        if not (term.anti and term.required):
            continue
        places = domains(term.topology_key, workload, cluster)
        if places is None or not cluster.asks(workload):
            continue
        replicas = stuck_at(workload, places, cluster.scale_of(workload), term)
        if replicas is None:
            continue
        what = "zones" if term.topology_key in ZONE_KEYS else "nodes"
        yield Problem(
            term.at("topologyKey"),
            f"{workload} can never roll out at {replicas} replicas: required anti-affinity leaves "
            f"no place on {places} {what} for a new pod, and maxUnavailable is 0, so that no old "
            "pod makes room",
            hint="set maxSurge: 0 and maxUnavailable: 1, or add matchLabelKeys: "
            f"[{workload.revision_label}] to the term",
            related=[Related(_strategy(workload), _resolved(workload, replicas))],
            edits=_edits(workload),
            unsafe=True,
        )


def _rolling(workload: Deployment) -> tuple[str, ...]:
    path = workload.strategy_path
    return path if isinstance(workload, Rollout) else (*path, "rollingUpdate")


def _strategy(workload: Deployment) -> Field:
    field = workload.at(*_rolling(workload), "maxUnavailable")
    return field if field.present else workload.at(*workload.strategy_path)


def _resolved(workload: Deployment, replicas: int) -> str:
    surge, unavailable = workload.surge_and_unavailable(replicas)
    return f"resolves to maxSurge {surge}, maxUnavailable {unavailable} at {replicas} replicas"


def _edits(workload: Deployment) -> list[Edit]:
    if blue_green(workload):
        return []
    rolling = _rolling(workload)
    return [
        Put(workload.at(*rolling, "maxSurge"), 0),
        Put(workload.at(*rolling, "maxUnavailable"), 1),
    ]
