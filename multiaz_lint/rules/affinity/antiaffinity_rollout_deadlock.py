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
    Rollout,
    ScalableWorkload,
    StatefulSet,
    Workload,
    mapping,
)
from multiaz_lint.model.company.neighbours import selects_only
from multiaz_lint.model.disks.mounts import zonal_template
from multiaz_lint.model.nodes.domains import counted_domains, domains, nodes_by_affinity
from multiaz_lint.model.nodes.host_ports import host_ports, nodes_of, taken
from multiaz_lint.model.outage.rollouts import (
    blue_green,
    crowded_at,
    goes_with_traffic,
    parted_at,
    stuck_at,
)
from multiaz_lint.model.words import counted
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
    apart = any(each.anti and each.required for each in workload.pod_terms)
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
    if host_ports(workload) and not any(workload.apart_on(HOSTNAME, required=True)):
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
        edits=[
            Put(daemon.at("spec", "updateStrategy", "rollingUpdate", "maxSurge"), 0),
            Put(daemon.at("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"), 1),
        ],
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
    places, where = domains(key, workload, cluster), ""
    few = nodes_by_affinity(workload, cluster) if key == HOSTNAME else None
    if few is not None and (places is None or few.nodes < places):
        places, where, gone = few.nodes, few.beside, 0
    if places is None or not cluster.asks(workload):
        return
    places -= gone
    if gone and places < max(1, cluster.scale_of(workload).least):
        return  # there is no place for all pods, which is said of the port
    replicas = stuck_at(workload, places, cluster.scale_of(workload), *counting)
    if replicas is None:
        return
    yield Problem(
        field,
        f"{workload} can never roll out at {counted(replicas, 'replica')}: {what} "
        f"leaves no place on {where or _places(places, key)} for a new pod, and "
        f"{_no_room(workload)}",
        hint=_way_out(workload) + hint,
        related=_strategies(workload, replicas),
        edits=_edits(workload),
        unsafe=True,
    )


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
    there = "1 zone" if found.other_needs == 1 else f"{found.other_needs} zones"
    yield Problem(
        found.term.at("topologyKey"),
        f"{workload} can never roll out at {replicas} replicas: required anti-affinity leaves "
        f"{there} to {found.other}, each other one takes {how}, and {_no_room(workload)}",
        hint=_way_out(workload),
        related=[
            Related(field, f"allows {each} beside a zone with none"),
            *_strategies(workload, replicas),
        ],
        edits=_edits(workload),
        unsafe=True,
    )


def _parted(workload: ScalableWorkload, term: AffinityTerm, cluster: Cluster) -> Iterator[Problem]:
    """Judge a term that keeps the pods of one revision away from those of all others."""
    key = term.topology_key
    places = domains(key, workload, cluster)
    if places is None or not cluster.asks(workload):
        return
    if key in ZONE_KEYS:
        places = min(places, _zones_by_affinity(workload, cluster))
    if not places:
        return
    found = None
    if isinstance(workload, StatefulSet) and key in ZONE_KEYS and zonal_template(workload, cluster):
        found = crowded_at(workload, places, cluster)
    if found is None:
        found = parted_at(workload, places, _skew(workload, key, places, cluster), cluster)
    if found is None:
        return
    replicas, unavailable, surely = found
    what = "zone" if key in ZONE_KEYS else "node"
    frees = "empties none" if surely else "need not empty one"
    yield Problem(
        term.at("mismatchLabelKeys"),
        f"{workload} {'can' if surely else 'may'} never roll out at {replicas} replicas: required "
        f"anti-affinity keeps a new pod away from every {what} with an old one, and "
        f"maxUnavailable {unavailable} {frees} of {places}",
        severity=None if surely else Severity.WARNING,
        hint=f"leave {workload.hash_label} out of mismatchLabelKeys",
        related=_strategies(workload, replicas) if isinstance(workload, Deployment) else (),
    )


def _zones_by_affinity(workload: ScalableWorkload, cluster: Cluster) -> int:
    """Return how many zones required pod affinity leaves to a new pod beside the old ones.

    Drawn to old pods of its own it has their one zone; drawn to its own revision alone the first
    one has all, and the old ones stand in one of them; drawn to others it has theirs.
    """
    from multiaz_lint.model.company.companions import zones_of_company

    zones, near = cluster.platform.zones, (HOSTNAME, *ZONE_KEYS)
    terms = workload.drawing_terms
    own = [each for each in terms if each.topology_key in near and each in workload.own_terms]
    if own:
        by_revision = any(workload.hash_label in each.match_label_keys for each in own)
        return 0 if by_revision and zones > 1 else 1
    few = zones_of_company(workload, cluster) if terms else None
    return zones if few is None else few.zones


def _skew(workload: ScalableWorkload, key: str, places: int, cluster: Cluster) -> int | None:
    """Return by how many of the pods places differ at most; None where nothing limits that."""
    if any(workload.apart_on(key, required=True, sure=True)):
        return 1
    skews = [
        each.max_skew
        for each in workload.spread_over(key, hard=True)
        if counted_domains(each, workload, cluster) == places
        and each.selector.equalities
        and selects_only(workload, each.selector, cluster)
    ]
    return min(skews, default=None)


def _rolling(workload: Deployment) -> tuple[str, ...]:
    path = workload.strategy_path
    return path if isinstance(workload, Rollout) else (*path, "rollingUpdate")


def _strategy(workload: Deployment) -> Field:
    field = workload.at(*_rolling(workload), "maxUnavailable")
    return field if field.present else workload.at(*workload.strategy_path)


def _no_room(workload: Deployment) -> str:
    if blue_green(workload):
        return "all old pods stay until the new ones are ready"
    if goes_with_traffic(workload):
        return "an old pod goes only when traffic has moved to a new one"
    return "maxUnavailable is 0, so that no old pod makes room"


def _way_out(workload: Deployment) -> str:
    if blue_green(workload):
        return "ask for fewer replicas than half the places"
    if goes_with_traffic(workload):
        return "ask for fewer replicas than places"
    return "set maxSurge: 0 and maxUnavailable: 1"


def _strategies(workload: Deployment, replicas: int) -> list[Related]:
    if blue_green(workload):
        return [Related(workload.at("spec", "strategy"), "starts all new pods beside the old ones")]
    if goes_with_traffic(workload):
        field = workload.at(*workload.strategy_path, "trafficRouting")
        return [Related(field, "with it neither maxSurge nor maxUnavailable counts")]
    return [Related(_strategy(workload), _resolved(workload, replicas))]


def _resolved(workload: Deployment, replicas: int) -> str:
    surge, unavailable = workload.surge_and_unavailable(replicas)
    at = counted(replicas, "replica")
    return f"resolves to maxSurge {surge}, maxUnavailable {unavailable} at {at}"


def _edits(workload: Deployment) -> list[Edit]:
    if blue_green(workload) or goes_with_traffic(workload):
        return []
    rolling = _rolling(workload)
    return [
        Put(workload.at(*rolling, "maxSurge"), 0),
        Put(workload.at(*rolling, "maxUnavailable"), 1),
    ]
