"""The autoscaler may shrink the workload below one replica for each zone.

At night, or after a deploy, the autoscaler goes down to its minimum, whatever `replicas` says. A
zone that is lost then takes more than its share, and the autoscaler does not help: the metrics of
the lost pods are missing, and it waits for them. An absent `minReplicas` is 1; an absent
`minReplicaCount` of a KEDA ScaledObject is 0, but with triggers on cpu and memory alone KEDA never
scales to 0: one replica is left. `idleReplicaCount: 0` leaves none while no trigger is active,
whatever the minimum, and the annotation `autoscaling.keda.sh/paused-replicas` holds a number until
it is removed. Paused at 0 the workload is taken for switched off, and with the annotation
`autoscaling.keda.sh/paused` alone the workload's own `replicas` count.

```yaml bad
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2  # <-- lets deployment/web shrink to 2 replicas, fewer than the 3 zones
  maxReplicas: 10
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml fixed
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 10
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Autoscaler, Cluster, ScalableWorkload, ScaledObject
from multiaz_lint.model.autoscaling import PAUSED
from multiaz_lint.model.outage.minimum import Minimum
from multiaz_lint.model.outage.outcomes import left_of, outcome_of
from multiaz_lint.model.outage.singleton import elects_leader, intended_singleton, leader_needs
from multiaz_lint.model.words import counted
from multiaz_lint.rule import Drop, Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model import Resource
    from multiaz_lint.model.field import Field


@rule(
    "hpa-min-too-low",
    Severity.WARNING,
    on=Autoscaler,
    doc=__doc__,
    parameters=Minimum,
    profiles={
        "multi-az": {"severity": Severity.ERROR, "minimum": None, "served_only": False},
        "survive": {},
    },
)
def check(autoscaler: Autoscaler, cluster: Cluster, parameters: Minimum) -> Iterator[Problem]:
    place, least = _lowest(autoscaler)
    wanted = parameters.of(cluster)
    if not isinstance(least, int) or not 0 <= least < wanted:
        return
    if autoscaler.owned or not autoscaler.minimum.sound:
        return
    if autoscaler.paused_at == 0 or autoscaler.stopped:
        return
    if autoscaler.scales_nothing(cluster.platform.kubernetes):
        return  # hpa-dangling speaks
    target = cluster.target_of(autoscaler)
    severity, why, outcome = None, parameters.reason(cluster), None
    if isinstance(target, ScalableWorkload):
        if not cluster.asks(target) or intended_singleton(target, cluster):
            return
        if elects_leader(target, cluster):
            if least > 1:
                return
            wanted, (why, advice) = 2, leader_needs(target, cluster)
            severity = Severity.INFO if advice else None
        elif parameters.only_advice(target, cluster):
            severity = Severity.INFO
        if least > 0:
            outcome = outcome_of(target, least, wanted, cluster)
            if outcome is None:
                return
            if outcome.kept:
                severity = Severity.INFO
    elif target is not None:
        return  # nothing that an autoscaler can scale
    elif cluster.platform.closed:
        return  # there is no such target: hpa-dangling speaks
    elif parameters.served_only:
        severity = Severity.INFO
    yield Problem(
        place,
        f"{autoscaler} lets {_name(autoscaler, target)} shrink to "
        f"{_amount(autoscaler, place, least)}, fewer than {why}: "
        f"{outcome.words if outcome is not None else _outcome(autoscaler, least)}",
        severity=severity,
        hint=(outcome and outcome.hint) or _hint(autoscaler, place, wanted),
        related=_related(target),
        edits=() if outcome and outcome.hint else _edits(autoscaler, place, wanted),
        unsafe=True,
    )


def _lowest(autoscaler: Autoscaler) -> tuple[Field, Any]:
    """Return how few replicas it may leave, and the field that says so."""
    paused = autoscaler.paused_at
    if paused is not None:
        return autoscaler.at("metadata", "annotations", PAUSED), paused
    if autoscaler.idle is not None:
        return autoscaler.idle, 0
    return autoscaler.minimum, autoscaler.least


def _hint(autoscaler: Autoscaler, place: Field, wanted: int) -> str:
    """Name all that the edits change."""
    advice = []
    if place is not autoscaler.minimum:
        advice.append(f"leave {place.path[-1]} out")
    if _raises(autoscaler, place, wanted):
        advice.append(f"set {autoscaler.minimum.path[-1]}: {wanted}")
        if _caps(autoscaler, wanted):
            advice.append(f"{autoscaler.maximum.path[-1]}: {wanted}")
    if place is autoscaler.minimum and _idles(autoscaler):
        advice.append("leave idleReplicaCount out")
    return ", and ".join(advice)


def _raises(autoscaler: Autoscaler, place: Field, wanted: int) -> bool:
    """Whether its minimum is too low as well, where that is not what lets it shrink."""
    return place is autoscaler.minimum or autoscaler.least < wanted


def _idle(autoscaler: Autoscaler) -> Field:
    return autoscaler.at("spec", "idleReplicaCount")


def _idles(autoscaler: Autoscaler) -> bool:
    """Whether it would leave no replica while idle, once its minimum allows that (KEDA 2.17)."""
    return isinstance(autoscaler, ScaledObject) and _idle(autoscaler).value == 0


def _caps(autoscaler: Autoscaler, wanted: int) -> bool:
    """Whether its maximum is below what is wanted: a minimum above it is refused."""
    most = autoscaler.maximum.value
    return isinstance(most, int) and most < wanted


def _name(autoscaler: Autoscaler, target: Resource | None) -> str:
    if target is not None:
        return str(target)
    _, kind, _, name = autoscaler.target
    return f"{kind.lower()}/{name}"


def _amount(autoscaler: Autoscaler, place: Field, least: int) -> str:
    why = "" if place.present else " (the default)"
    if place is not autoscaler.minimum:
        why = " while it is paused" if least else " while no trigger is active"
    elif least != place.value:
        why = " (cpu and memory alone never scale to 0)"
    return f"{counted(least, 'replica')}{why}"


def _outcome(autoscaler: Autoscaler, least: int) -> str:
    if autoscaler.idle is not None and least == 0:
        return "nothing runs until the first event"
    if least == 0:
        return "nothing runs until the first event, and then all of it in one zone"
    return left_of(least)


def _related(target: Resource | None) -> list[Related]:
    if not isinstance(target, ScalableWorkload):
        return []
    if not target.replicas.present or target.replicas.value == 0:
        return [Related(target.name_field, "the target")]
    words = f"replicas: {target.replicas.value} does not hold: the autoscaler decides"
    return [Related(target.replicas, words)]


def _edits(autoscaler: Autoscaler, place: Field, wanted: int) -> list[Put | Drop]:
    edits: list[Put | Drop] = []
    if place is not autoscaler.minimum:
        edits.append(Drop(place))
    elif _idles(autoscaler):
        edits.append(Drop(_idle(autoscaler)))
    if _raises(autoscaler, place, wanted):
        edits.append(Put(autoscaler.minimum, wanted))
        if _caps(autoscaler, wanted):
            edits.append(Put(autoscaler.maximum, wanted))
    return edits
