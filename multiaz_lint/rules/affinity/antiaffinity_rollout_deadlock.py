"""A rolling update can never finish, for want of a place for the first new pod.

Required anti-affinity counts the pods of the old revision too. With as many pods as zones (or
nodes) every place is taken; when the strategy starts a new pod before it takes an old one away
(maxUnavailable 0) the new pod stays Pending and the old ones stay: the rollout hangs until it is
reported as failed, and so does every later one (deployment controller and kube-scheduler, 1.37).
The default strategy, 25 % and 25 %, resolves to maxUnavailable 0 for up to 3 replicas.

A port that each pod takes of its node (`hostPort`, or any port with `hostNetwork`) does the same
with nodes, whatever the revision. How many there are is known where the input holds the Nodes, or
the pods name one. A DaemonSet that starts the new pod of a node first (maxSurge) never can.

`mismatchLabelKeys: [pod-template-hash]` turns it round: any number of pods of one revision share a
place, and none enters one that holds a pod of another. While old pods stand in every place no new
one starts, unless the strategy takes enough of them away to empty one. With
`controller-revision-hash` the same holds for a StatefulSet, which takes one pod away at a time; a
volume of a zone takes each of its pods back to that zone.

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

from multiaz_lint.model import (
    HOSTNAME,
    ZONE_KEYS,
    Cluster,
    DaemonSet,
    Deployment,
    ScalableWorkload,
    StatefulSet,
    Workload,
    mapping,
)
from multiaz_lint.model.company.avoidance import places_apart
from multiaz_lint.model.nodes.host_ports import host_ports, nodes_of, taken
from multiaz_lint.model.outage.rollouts import stuck_at
from multiaz_lint.model.resource import string
from multiaz_lint.model.words import cannot_roll_out, counted
from multiaz_lint.model.workload_kinds import REVISION_HASH, scaled
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm, Field, SpreadConstraint
    from multiaz_lint.rule import Edit


@rule(
    "antiaffinity-rollout-deadlock",
    Severity.ERROR,
    on=(DaemonSet, Deployment, StatefulSet),
    needs=("podAntiAffinity", "ports"),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if isinstance(workload, DaemonSet):
        yield from _on_each_node(workload)
    if not isinstance(workload, ScalableWorkload):
        return
    # Of pods that name their node nobody asks more than free ports (the kubelet, AdmissionCheck).
    placed = not string(workload.pod_spec.get("nodeName"))
    apart = placed and any(each.anti and each.required for each in workload.pod_terms)
    if apart:
        for term in workload.revision_terms():
            if term.anti and term.required:
                yield from _parted(workload, term, cluster)
    if not isinstance(workload, Deployment):
        return  # a StatefulSet takes an old pod away first
    for term in workload.own_terms if apart else ():
        if term.anti and term.required:
            hint = f", or add matchLabelKeys: [{workload.revision_label}] to the term"
            place, key = term.at("topologyKey"), term.topology_key
            yield from _judge(workload, cluster, "required anti-affinity", place, key, hint, term)
    if apart:
        yield from _beside_others(workload, cluster)
    if host_ports(workload) and not (placed and any(workload.apart_on(HOSTNAME, required=True))):
        what, field = _first_port(workload)
        gone = nodes_of(taken(workload, cluster))
        yield from _judge(workload, cluster, what, field, HOSTNAME, gone=len(gone))


def _on_each_node(daemon: DaemonSet) -> Iterator[Problem]:
    """Judge a DaemonSet whose new pod starts while the old one of its node is there.

    maxUnavailable 0 keeps the old one until the new one is ready (DaemonSet controller,
    rollingUpdate, 1.37).
    """
    strategy = daemon.at("spec", "updateStrategy")
    rolling = mapping(mapping(strategy.value).get("rollingUpdate"))
    if daemon.is_hook or daemon.owned or mapping(strategy.value).get("type") == "OnDelete":
        return
    surge = scaled(rolling.get("maxSurge", 0), 100, round_up=True)
    if surge <= 0 or scaled(rolling.get("maxUnavailable", 1), 100, round_up=True) > 0:
        return
    what, field = next(_own_of_its_node(daemon), ("", None))
    if field is None:
        return
    yield Problem(
        field,
        f"{daemon} can never roll out: {what} keeps a new pod from the node of the old one, which "
        "stays until the new one is ready (maxUnavailable 0)",
        hint="set maxSurge: 0 and maxUnavailable: 1",
        related=[Related(strategy.child("rollingUpdate"), "starts the new pod first")],
        edits=_one_by_one(daemon, ("spec", "updateStrategy", "rollingUpdate")),
        unsafe=True,
    )


def _own_of_its_node(daemon: DaemonSet) -> Iterator[tuple[str, Field]]:
    """Yield what a pod of a DaemonSet keeps another one of it from its node by."""
    if host_ports(daemon):
        yield _first_port(daemon)
    for term in daemon.apart_on(HOSTNAME, required=True, sure=True):
        if REVISION_HASH not in term.match_label_keys:
            yield "required anti-affinity", term.at("topologyKey")


def _first_port(workload: Workload) -> tuple[str, Field]:
    """Say that each pod takes a port of its node, the first one, and return where."""
    field = host_ports(workload)[0].field
    return f"port {field.value} of its node, which each pod takes,", field


def _judge(
    workload: Deployment,
    cluster: Cluster,
    what: str,
    field: Field,
    key: str,
    hint: str = "",
    *counting: AffinityTerm,
    gone: int = 0,
) -> Iterator[Problem]:
    """Judge something that lets one pod at most into each domain of a key, less those gone."""
    places, where = places_apart(key, workload, cluster)
    if where:
        gone = 0
    if places is None or not cluster.asks(workload):
        return
    places -= gone
    if gone and places < max(1, cluster.scale_of(workload).least):
        return  # there is no place for all pods, which is said of the port
    replicas = stuck_at(workload, places, cluster.scale_of(workload), *counting)
    if replicas is None:
        return
    causes = f"{what} leaves no place on {where or _places(places, key)} for a new pod,"
    yield _deadlock(workload, field, replicas, causes, hint)


def _places(count: int, key: str) -> str:
    one = "zone" if key in ZONE_KEYS else "node"
    return f"the one {one}" if count == 1 else f"{count} {one}s"


def _beside_others(workload: Deployment, cluster: Cluster) -> Iterator[Problem]:
    """Judge the zones that are left beside a workload whose zones no pod may enter."""
    apart = next(workload.apart_on(*ZONE_KEYS, required=True, sure=True), None)
    if apart is None and not workload.hard_zone_spread:
        return
    from multiaz_lint.model.company.conflicts import conflict_of, limit_beside_others

    limit: AffinityTerm | SpreadConstraint | None = apart
    each, how, field = 1, "one of its own pods", None if apart is None else apart.at("topologyKey")
    if apart is None and not any(workload.apart_on(*ZONE_KEYS, required=True)):
        limit = spread = limit_beside_others(workload, cluster)
        if spread is not None:
            each, field = spread.max_skew, spread.at("maxSkew")
            how = f"no more than {each} by the hard spread constraint"
    found = conflict_of(workload, cluster) if limit is not None else None
    if limit is None or field is None or found is None or not cluster.asks(workload):
        return
    scale, zones = cluster.scale_of(workload), cluster.platform.zones
    if apart is not None and stuck_at(workload, zones, scale, apart) is not None:
        return  # it is said of the term without the other one
    room = (zones - found.other_needs) * each
    replicas = stuck_at(workload, room, scale, limit) if scale.least <= room else None
    if replicas is None:
        return
    there = counted(found.other_needs, "zone")
    causes = f"required anti-affinity leaves {there} to {found.other}, each other one takes {how},"
    beside = Related(field, f"allows {each} beside a zone with none")
    yield _deadlock(workload, found.term.at("topologyKey"), replicas, causes, "", beside)


def _parted(workload: ScalableWorkload, term: AffinityTerm, cluster: Cluster) -> Iterator[Problem]:
    """Judge a term that keeps the pods of one revision away from those of all others."""
    from multiaz_lint.model.outage.parted import parted

    found = parted(workload, term, cluster) if cluster.asks(workload) else None
    if found is None:
        return
    what = "zone" if term.topology_key in ZONE_KEYS else "node"
    can, frees = ("can", "empties none") if found.surely else ("may", "need not empty one")
    related = []
    if isinstance(workload, Deployment):
        from multiaz_lint.model.outage.old_pods import keeping

        keeps = keeping(workload, found.replicas)
        related = [Related(keeps.field, keeps.how)]
    yield Problem(
        term.at("mismatchLabelKeys"),
        f"{workload} {can} never roll out at {counted(found.replicas, 'replica')}: required "
        f"anti-affinity keeps a new pod away from every {what} with an old one, and maxUnavailable "
        f"{found.unavailable} {frees} of {found.places}",
        severity=None if found.surely else Severity.WARNING,
        hint=f"leave {workload.hash_label} out of mismatchLabelKeys",
        related=related,
    )


def _deadlock(
    workload: Deployment,
    field: Field,
    replicas: int,
    causes: str,
    hint: str = "",
    *besides: Related,
) -> Problem:
    """Say that a rollout hangs, for these causes and because its old pods stay."""
    from multiaz_lint.model.outage.old_pods import keeping

    keeps = keeping(workload, replicas)
    return Problem(
        field,
        f"{cannot_roll_out(workload, replicas)}: {causes} and {keeps.why}",
        hint=keeps.way_out + hint,
        related=[*besides, Related(keeps.field, keeps.how)],
        edits=_one_by_one(workload, workload.rolling_path) if keeps.rolling else (),
        unsafe=True,
    )


def _one_by_one(workload: Workload, rolling: tuple[str, ...]) -> list[Edit]:
    """Return the edits by which an old pod goes before a new one starts."""
    return [
        Put(workload.at(*rolling, "maxSurge"), 0),
        Put(workload.at(*rolling, "maxUnavailable"), 1),
    ]
