"""Pod affinity draws all pods into one zone.

Required pod affinity over the zone (or the node) that matches the workload's own pods sends every
pod to where the first one went (kube-scheduler InterPodAffinity, 1.37): the whole workload is
lost with that zone. Its replacements must go there too for as long as the lost pods are known,
that is until the nodes are back or deleted: they stay Pending, also that of a single replica.
Where anti-affinity or a hard spread constraint allows fewer pods in one place than there are, the
rest never runs. A preferred term does the same unless something stronger spreads the pods:
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
          - topologyKey: topology.kubernetes.io/zone  # <-- none is replaced until
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
from multiaz_lint.model.budgets.drains import drain_hangs
from multiaz_lint.model.company.neighbours import selects_only
from multiaz_lint.model.nodes.domains import domains
from multiaz_lint.model.outage.rollouts import crowded
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm, Scale, SpreadConstraint

_HINT = "let the affinity select other pods only, or leave it out"
_WHILE_THERE = "until its nodes are back or deleted"


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
    needs=("podAffinity",),
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
        scale = cluster.scale_of(workload)
        if not cluster.asks(workload):
            return
        if term.required:
            if not _is_in_vain(workload, cluster):
                yield from _required(workload, term, scale, cluster)
        elif scale.least > 1 and parameters.preferred and _outweighs(term, workload):
            yield _together(workload, term, f"preferred pod affinity draws {all_of(scale.least)}")


def _is_in_vain(workload: ScalableWorkload, cluster: Cluster) -> bool:
    """Whether no pod runs at all for want of a first one: `affinity-never-matches` says so."""
    from multiaz_lint.model.company.waiting import waits_in_vain

    return waits_in_vain(workload, cluster) is not None


def _required(
    workload: ScalableWorkload, term: AffinityTerm, scale: Scale, cluster: Cluster
) -> Iterator[Problem]:
    alone = _means_only(workload, term, cluster)
    limits = list(_limits(workload, term, cluster)) if alone else []
    # A pod is drawn to those that match all terms: where one means a revision, all do.
    drawing = [each for each in workload.own_terms if each.required and not each.anti]
    for limit in limits:
        words, at_the_maximum = crowded(workload, limit.room, scale, *drawing, limit.by)
        if words:
            severity = Severity.WARNING if at_the_maximum else Severity.ERROR
            yield _no_room(words, term, limit, severity)
            break
    if any(scale.least > each.room for each in limits):
        return
    if scale.least > 1:
        least, never = scale.least, ""
        if alone:
            never = f", and none is replaced {_WHILE_THERE}"
            never += drain_hangs(workload, least, least, cluster)
        yield _together(workload, term, f"required pod affinity puts {all_of(least)}", never)
    elif scale.most == 1 and alone:
        place = "zone" if term.topology_key in ZONE_KEYS else "node"
        words = (
            f"required pod affinity ties the only pod of {workload} to the {place} where it runs: "
            f"when that is lost the pod is not replaced {_WHILE_THERE}"
        )
        yield Problem(term.at("topologyKey"), words, hint=_HINT)


def _together(workload: ScalableWorkload, term: AffinityTerm, puts: str, more: str = "") -> Problem:
    zonal = term.topology_key in ZONE_KEYS
    place = "into one zone" if zonal else "onto one node, and so into one zone"
    words = f"{puts} pods of {workload} {place}: they are lost together{more}"
    return Problem(term.at("topologyKey"), words, hint=_HINT)


def _no_room(words: str, term: AffinityTerm, limit: _Limit, severity: Severity) -> Problem:
    place = "in one zone" if term.topology_key in ZONE_KEYS else "on one node"
    return Problem(
        term.at("topologyKey"),
        f"{words}: required pod affinity keeps its pods {place}, and {limit.what} allows "
        f"{limit.room} there",
        severity=severity,
        hint=_HINT,
        related=[Related(limit.field, f"allows {limit.room}")],
    )


class _Limit:
    """How many pods have room in the one place, and what says so."""

    __slots__ = ("by", "field", "room", "what")

    def __init__(self, room: int, by: AffinityTerm | SpreadConstraint, what: str) -> None:
        self.room = room
        self.by = by
        self.field = by.at("topologyKey")
        self.what = what


def _limits(workload: ScalableWorkload, term: AffinityTerm, cluster: Cluster) -> Iterator[_Limit]:
    """Yield what keeps pods apart, the tightest first: some of it may mean a revision only."""
    keys = (*ZONE_KEYS,) if term.topology_key in ZONE_KEYS else (HOSTNAME, *ZONE_KEYS)
    for apart in workload.apart_on(*keys, required=True, sure=True):
        yield _Limit(1, apart, "required anti-affinity")
    for constraint in sorted(workload.spread_over(*keys, hard=True), key=_max_skew):
        # Another domain without pods keeps the smallest count at 0.
        others = domains(constraint.topology_key, workload, cluster) != 1
        if others and _means_only(workload, constraint, cluster):
            yield _Limit(constraint.max_skew, constraint, "a hard spread constraint")


def _max_skew(constraint: SpreadConstraint) -> int:
    return constraint.max_skew


def _means_only(
    workload: ScalableWorkload, counting: AffinityTerm | SpreadConstraint, cluster: Cluster
) -> bool:
    """Whether the selector means the pods of this workload and, as far as is known, no others."""
    selector = counting.selector
    if not selector.equalities or {"namespaces", "namespaceSelector"} & counting.tree.keys():
        return False
    return selects_only(workload, selector, cluster)


def _outweighs(term: AffinityTerm, workload: ScalableWorkload) -> bool:
    """Whether nothing that spreads the pods over zones is stronger than a preferred term."""
    if workload.hard_zone_spread:
        return False
    against = 0
    for apart in workload.apart_on(HOSTNAME, *ZONE_KEYS):
        if apart.required:
            return apart.topology_key == HOSTNAME and term.topology_key in ZONE_KEYS
        if apart.topology_key in ZONE_KEYS:
            against += apart.weight
    return term.weight > against
