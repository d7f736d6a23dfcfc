"""Pod affinity binds the pods to the few zones of another workload.

Required pod affinity over the zone (or the node) lets a pod run only where a pod of the other
workload runs (kube-scheduler InterPodAffinity, 1.37). Where that runs in one zone, because it has
one replica or is bound there, all pods end up in that zone and are lost with it. A hard spread
constraint beside it does not help: zones that the pods cannot enter count as zones with no pods, so
that each of the others takes maxSkew of them, and the rest stay Pending.

A preferred term draws the pods near and lets them run elsewhere too.

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
          - topologyKey: topology.kubernetes.io/zone  # <-- binds all 3 pods of
            labelSelector:
              matchLabels: {app: db}
      containers:
      - name: web
        image: web:1.0
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:
  replicas: 1
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      containers:
      - name: db
        image: db:1.0
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
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 10
            podAffinityTerm:
              topologyKey: topology.kubernetes.io/zone
              labelSelector:
                matchLabels: {app: db}
      containers:
      - name: web
        image: web:1.0
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:
  replicas: 1
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      containers:
      - name: db
        image: db:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, ZONE_KEYS, Cluster, ScalableWorkload
from multiaz_lint.model.budgets.drains import drain_hangs
from multiaz_lint.model.company.companions import zones_of_company
from multiaz_lint.model.company.neighbours import selects_only
from multiaz_lint.model.nodes.domains import counted_domains, zones_of
from multiaz_lint.model.outage.rollouts import crowded
from multiaz_lint.model.words import all_of, listed
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm, SpreadConstraint
    from multiaz_lint.model.company.companions import FewZones

_HINT = "prefer the company of these pods only, or run them in every zone"


@rule(
    "affinity-follows-few-zones",
    Severity.WARNING,
    on=ScalableWorkload,
    needs=("podAffinity",),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    term = next((each for each in workload.drawing_terms if _is_near(each)), None)
    if term is None or not cluster.asks(workload):
        return
    few = zones_of_company(workload, cluster)
    if few is None or few.zones >= zones_of(workload, cluster):
        return
    scale = cluster.scale_of(workload)
    limit = _limit(workload, few.zones, cluster)
    if limit is not None:
        words, at_the_maximum = crowded(workload, limit.room, scale, limit.by)
        if words:
            severity = Severity.WARNING if at_the_maximum else Severity.ERROR
            yield _no_room(words, term, limit, few, severity)
        if scale.least > limit.room:
            return
    if few.zones == 1 and (scale.least > 1 or (few.bound and scale.most == 1)):
        never = f"before {_names(few)} elsewhere"
        if few.bound:
            never = "until the zone is back"
            never += drain_hangs(workload, scale.least, scale.least, cluster)
        pods, lost = f"{all_of(scale.least)} pods", "they are lost together, and none is replaced"
        if scale.most == 1:
            pods, lost = "the only pod", "when that is lost the pod is not replaced"
        yield Problem(
            term.at("topologyKey"),
            f"required pod affinity binds {pods} of {workload} to {_where(few)}: {lost} {never}",
            hint=_HINT,
        )


def _no_room(
    words: str, term: AffinityTerm, limit: _Limit, few: FewZones, severity: Severity
) -> Problem:
    return Problem(
        term.at("topologyKey"),
        f"{words}: required pod affinity keeps its pods in {_where(few)}, and {limit.what} allows "
        f"{limit.each} {'there' if few.zones == 1 else 'in each'}",
        severity=severity,
        hint=_HINT,
        related=[Related(limit.by.at("topologyKey"), f"allows {limit.each} in a zone")],
    )


def _is_near(term: AffinityTerm) -> bool:
    return term.topology_key == HOSTNAME or term.topology_key in ZONE_KEYS


def _where(few: FewZones) -> str:
    zones = "the zone" if few.zones == 1 else f"the {few.zones} zones at most"
    return f"{zones} where {_names(few)}"


def _names(few: FewZones) -> str:
    return f"{listed([*map(str, few.others)], 3)} {'run' if few.others[1:] else 'runs'}"


class _Limit:
    """How many pods one zone takes, how many all together, and what says so."""

    __slots__ = ("by", "each", "room", "what")

    def __init__(
        self, each: int, zones: int, by: AffinityTerm | SpreadConstraint, what: str
    ) -> None:
        self.each = each
        self.room = each * zones
        self.by = by
        self.what = what


def _limit(workload: ScalableWorkload, zones: int, cluster: Cluster) -> _Limit | None:
    """Return what limits the pods of a zone while there are zones that they cannot enter."""
    apart = next(workload.apart_on(*ZONE_KEYS, required=True, sure=True), None)
    if apart is not None:
        return _Limit(1, zones, apart, "required anti-affinity")
    sure = [
        each
        for each in workload.hard_zone_spread
        if (counted_domains(each, workload, cluster) or 0) > zones
        and each.selector.equalities
        and selects_only(workload, each.selector, cluster)
    ]
    if not sure:
        return None
    tightest = min(sure, key=lambda each: each.max_skew)
    return _Limit(tightest.max_skew, zones, tightest, "a hard spread constraint")
