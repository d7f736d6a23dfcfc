"""Nothing keeps the pods on different nodes.

The loss of one node, and every reboot for an upgrade, then may take several pods at once, inside
a zone as well: an even spread over zones says nothing about the nodes in them. Preferred
anti-affinity over `kubernetes.io/hostname` keeps its full weight however many pods there are
(kube-scheduler InterPodAffinity, 1.37) and never leaves a pod Pending.

Pods that take a port of their node (`hostPort`, or any port with `hostNetwork`) never share one.

Required anti-affinity over zones keeps the pods on different nodes as well, as far as these have a
zone label: a node without one is in no zone, and may take them all (kube-scheduler
InterPodAffinity, 1.37). So it is a warning at most there, and nothing where node affinity asks for
the label, a hard spread constraint needs it, or all Nodes of the input that may take the pods have
it.

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
    spec:  # <-- nothing keeps the 3 pods of deployment/web on different nodes
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
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 100
            podAffinityTerm:
              topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels:
                  app: web
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    HOSTNAME,
    PREFERRED,
    ZONE_KEYS,
    Cluster,
    ScalableWorkload,
    sequence,
)
from multiaz_lint.model.company.avoidance import kept_apart, takes_host_port, terms_that_miss
from multiaz_lint.model.nodes.domains import only_nodes_with_zones, zones_of
from multiaz_lint.model.nodes.pins import pin_to_node
from multiaz_lint.model.nodes.topology_keys import mistyped
from multiaz_lint.model.outage.spreading import Spreading
from multiaz_lint.model.remedies import host_anti_affinity
from multiaz_lint.model.words import all_of, one_of
from multiaz_lint.rule import Append, Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm, SpreadConstraint
    from multiaz_lint.model.nodes.pins import Pin

_HINT = "add preferred anti-affinity over kubernetes.io/hostname that selects these pods"


@rule(
    "antiaffinity-missing",
    Severity.WARNING,
    on=ScalableWorkload,
    doc=__doc__,
    parameters=Spreading,
    profiles={"multi-az": {"severity": Severity.ERROR, "anti_affinity_suffices": False}},
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: Spreading) -> Iterator[Problem]:
    least = cluster.scale_of(workload).least
    if least < 2 or not cluster.asks(workload):
        return
    consequence = f"nothing keeps the {least} pods of {workload} on different nodes"
    when = "one lost node may take several"
    related: list[Related] = []
    severity = None
    if workload.spread or workload.pod_terms:
        if kept_apart(workload, HOSTNAME) or _meant(workload, cluster):
            return
        zonal = next(workload.apart_on(*ZONE_KEYS, required=True), None)
        if zonal is not None:
            if parameters.anti_affinity_suffices or zonal not in workload.own_terms:
                return
            if only_nodes_with_zones(workload, zonal.topology_key, cluster):
                return  # two pods on one node would stand in one zone
            consequence = (
                f"only the required anti-affinity over zones keeps the {least} pods of {workload} "
                "on different nodes, and on nodes without a zone label it does not"
            )
            severity = Severity.WARNING
            related = [Related(zonal.at("topologyKey"), "the anti-affinity over zones")]
        even = _one_in_each_zone(workload, least, cluster)
        if even is not None and zonal is None:
            consequence = (
                f"only the hard spread over zones keeps the {least} pods of {workload} on "
                "different nodes"
            )
            when = "with a zone gone, one node may take several"
            related = [Related(even.at("maxSkew"), "one pod in each zone while all are there")]
        wish = _wish_for_zones(workload, least, cluster)
        if wish is not None and even is None and zonal is None:
            consequence = (
                f"only the wish for different zones keeps the {least} pods of {workload} on "
                "different nodes"
            )
            when = "with a zone gone, one node may take several"
            related = [Related(wish.at("topologyKey"), "the wish for different zones")]
        related += [
            Related(term.field, f"keeps them away from {_others(term, workload)} only")
            for term in workload.pod_terms
            if term.anti and term.topology_key == HOSTNAME
        ]
    if takes_host_port(workload):
        return
    bound = pin_to_node(workload, cluster)
    if bound is not None:
        yield _of_one_node(workload, least, bound)
        return
    term = host_anti_affinity(workload)
    preferred = workload.pod("affinity", "podAntiAffinity", PREFERRED)
    yield Problem(
        workload.pod("affinity", "podAntiAffinity"),
        f"{consequence}: {when}",
        severity=severity,
        hint=_HINT,
        related=related,
        edits=[Append(preferred, term)] if term is not None else (),
        unsafe=True,
        unless="topology-key-unknown" if _mistyped(workload, cluster) else "",
    )


def _of_one_node(workload: ScalableWorkload, least: int, bound: Pin) -> Problem:
    """Say it of pods that nothing could keep apart as they are, so that no edit is of use."""
    return Problem(
        workload.pod("affinity", "podAntiAffinity"),
        f"nothing keeps the {least} pods of {workload} on different nodes: {all_of(least)} are "
        f"bound to {bound.to}, and lost with it",
        hint=f"let the pods run on every node first, then {_HINT}",
        related=[Related(bound.field, f"binds them to {bound.to}")],
    )


def _others(term: AffinityTerm, workload: ScalableWorkload) -> str:
    """Say which pods a term means that does not mean the own ones."""
    own = workload.pod_labels
    if not term.matches(own, own):
        return f"pods with {term.merged(own)}"
    namespaces = [str(each) for each in sequence(term.tree.get("namespaces"))]
    where = f"namespace {one_of(namespaces)}" if namespaces else "other namespaces"
    return f"such pods in {where}"


def _one_in_each_zone(
    workload: ScalableWorkload, least: int, cluster: Cluster
) -> SpreadConstraint | None:
    """Return what lets each zone hold one of the pods while all zones are there."""
    even = next((each for each in workload.hard_zone_spread if each.max_skew == 1), None)
    return None if even is None or least > zones_of(workload, cluster) else even


def _wish_for_zones(
    workload: ScalableWorkload, least: int, cluster: Cluster
) -> AffinityTerm | SpreadConstraint | None:
    """Return what asks for a zone for each pod, where there are as many and it is no rule."""
    if least > zones_of(workload, cluster):
        return None
    soft = next(workload.spread_over(*ZONE_KEYS, hard=False), None)
    return next(workload.apart_on(*ZONE_KEYS, required=False), soft)


def _meant(workload: ScalableWorkload, cluster: Cluster) -> bool:
    """Whether a rule over nodes is there but does not count the own pods: others say that."""
    written = [*workload.spread, *terms_that_miss(workload, cluster)]
    written += [each for each in workload.pod_terms if each.anti and not each.sound]
    return any(each.topology_key == HOSTNAME for each in written)


def _mistyped(workload: ScalableWorkload, cluster: Cluster) -> bool:
    """Whether one is there under a key that surely means nodes, but is not their label."""
    keys = [each.topology_key for each in workload.spread]
    keys += [each.topology_key for each in workload.terms_on_itself if each.anti]
    return any(mistyped(each, cluster) == HOSTNAME for each in keys)
