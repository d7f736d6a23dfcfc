"""A spread constraint does not count the workload's own pods.

The scheduler counts the pods that `labelSelector`, together with `matchLabelKeys`, selects. A
constraint without a selector matches none, one with `{}` counts none (kube-scheduler
PodTopologySpread, 1.37): both spread nothing. One that selects other pods only steers by theirs:
the workload's own pods may all go to the zone where those are few. `matchLabelKeys` with a label
that no two pods have in common, such as `apps.kubernetes.io/pod-index`, lets each pod of a
StatefulSet count itself alone.

The API server accepts all of them; only a missing selector gets a warning.

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
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:  # <-- labelSelector app=web does not select the pods of deployment/web
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
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app.kubernetes.io/name: web}
      containers:
      - name: web
        image: web:1.0
```

A constraint without a selector gets that of the workload:

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
      - maxSkew: 1  # <-- has no labelSelector, so it counts no pod
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: ScheduleAnyway
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
        whenUnsatisfiable: ScheduleAnyway
        labelSelector:
          matchLabels:
            app: web
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.company.neighbours import neighbours
from multiaz_lint.model.remedies import own_selector
from multiaz_lint.model.resource import by_identity
from multiaz_lint.model.selectors.unfilled import open_labels
from multiaz_lint.rule import Problem, Put, Related, Severity, rule, to_fill_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import SpreadConstraint


class Parameters:
    """``zones_count_own``: a constraint over zones may not mean another workload's pods."""

    __slots__ = ("zones_count_own",)
    zones_count_own: bool

    def __init__(self, *, zones_count_own: bool = False) -> None:
        self.zones_count_own = zones_count_own


@rule(
    "spread-selector-self",
    Severity.ERROR,
    on=ScalableWorkload,
    needs=("topologySpreadConstraints",),
    doc=__doc__,
    parameters=Parameters,
    profiles={"multi-az": {"zones_count_own": True}},
)
def check(
    workload: ScalableWorkload, cluster: Cluster, parameters: Parameters
) -> Iterator[Problem]:
    if not workload.spread:
        return
    own = workload.own_spread
    for constraint in workload.spread:
        if constraint in own or not constraint.sound or not cluster.asks(workload):
            continue
        written = constraint.tree.get("labelSelector")
        if constraint.selector.matches(workload.pod_labels) and _unique(workload, constraint):
            yield _mismatch(workload, constraint, cluster, parameters)
        elif written is None or constraint.selector.empty:
            if written is not None or not constraint.match_label_keys:
                yield _void(workload, constraint, written)
        elif workload.template_labels and not constraint.selector.nothing:
            yield _mismatch(workload, constraint, cluster, parameters)


def _void(workload: ScalableWorkload, constraint: SpreadConstraint, written: object) -> Problem:
    field = constraint.at("labelSelector")
    selector = own_selector(workload)
    what = "has no labelSelector" if written is None else "has labelSelector {}"
    keys = constraint.match_label_keys
    if keys:
        what += f" and matchLabelKeys {', '.join(keys)} that the pods do not have"
    return Problem(
        field,
        f"the constraint over {constraint.topology_key} {what}, so it counts no pod: it does not "
        f"spread {workload}",
        hint="write the labels of the workload's own selector",
        edits=[Put(field, selector)] if selector is not None else (),
        unsafe=constraint.hard,
    )


def _mismatch(
    workload: ScalableWorkload,
    constraint: SpreadConstraint,
    cluster: Cluster,
    parameters: Parameters,
) -> Problem:
    selector, unique = constraint.selector, _unique(workload, constraint)
    others = sorted(neighbours(workload, selector, cluster), key=by_identity)
    others = [each for each in others if each.pod_labels.keys() >= unique]
    severity = None
    if others:
        over_zones = constraint.topology_key in ZONE_KEYS
        if not (over_zones and constraint.hard and parameters.zones_count_own):
            severity = Severity.WARNING
        consequence = f"it places them by the pods of {others[0]}"
    else:
        consequence = "they are not counted, so they may all run in one place"
    if unique and selector.matches(workload.pod_labels):
        keys = ", ".join(sorted(unique))
        field, hint = constraint.at("matchLabelKeys"), f"leave {keys} out"
        what = f"matchLabelKeys {keys} tells each pod of {workload} from all others"
    else:
        own = ", ".join(f"{key}={value}" for key, value in workload.template_labels.items())
        field, hint = constraint.at("labelSelector"), f"select labels that the pods have: {own}"
        what = f"labelSelector {selector} does not select the pods of {workload}"
    return Problem(
        field,
        f"{what}: {consequence}",
        severity=severity,
        hint=hint,
        related=[
            *[Related(other.name_field, "its pods are counted") for other in others[:3]],
            *to_fill_in(open_labels(selector, workload)),
        ],
    )


def _unique(workload: ScalableWorkload, constraint: SpreadConstraint) -> set[str]:
    """Return the matchLabelKeys that no two pods of the workload have in common."""
    return set(constraint.match_label_keys).intersection(workload.unique_labels)
