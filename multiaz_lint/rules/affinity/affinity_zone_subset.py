"""The pods may use fewer zones than there are.

Node selection names some of the zones. With two of three, a lost zone takes half of the pods and
leaves one zone for all of them; software that votes cannot keep a majority over two zones
whichever of them is lost.

`NotIn` takes zones away by name. Which names the cluster's zones have is a setting (`zones`); where
their number alone is known, all of them but one are taken to be there, with an *if*. Pods that ask
for a NodePool of Karpenter, by its name or a label of its nodes, may use the zones of that.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 6
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: topology.kubernetes.io/zone  # <-- may use 2 of 3 zones
                operator: In
                values: [eu-west-1a, eu-west-1b]
      containers:
      - name: web
        image: web:1.0
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 6
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: topology.kubernetes.io/zone
                operator: Exists
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import ZONE_KEYS, Cluster, ScalableWorkload, sequence
from multiaz_lint.model.nodes.domains import zones_of
from multiaz_lint.model.nodes.named_zones import named_zones, never_placed
from multiaz_lint.model.nodes.node_index import has_nodes
from multiaz_lint.model.nodes.pools_asked import asking_field, pools_of, zones_of_pools
from multiaz_lint.model.outage.quorum import software_that_votes
from multiaz_lint.model.outage.spread_limit import fullest_and_left
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.words import all_of
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Field, NodeTerm


@rule(
    "affinity-zone-subset",
    Severity.INFO,
    on=ScalableWorkload,
    needs=("nodeAffinity", "nodeSelector"),
    doc=__doc__,
)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not (workload.node_terms or workload.node_selector):
        return
    pools = None if has_nodes(workload, cluster) else zones_of_pools(workload, cluster)
    if not workload.node_terms and not has_nodes(workload, cluster) and pools is None:
        return
    least = cluster.scale_of(workload).least
    if least < 2 or not cluster.asks(workload):
        return
    all_zones, zones = cluster.platform.zones, zones_of(workload, cluster)
    if zones == all_zones:
        yield from _all_but_one(workload, least, cluster)
    if not 2 <= zones < all_zones or never_placed(workload, cluster):
        return
    left = _left(workload, least, cluster)
    votes = software_that_votes(workload)
    consequence = f"a lost zone leaves at least {left} of {least} pods"
    if left == 0:
        consequence = f"{all_of(least)} pods may run in the zone that is lost"
    if votes:
        consequence += f", and {votes} needs a majority of them"
    yield Problem(
        _selection(workload, cluster),
        f"{workload} may use {zones} of {all_zones} zones: {consequence}",
        severity=Severity.WARNING if votes or left < 2 else None,
        hint="let the pods run in every zone",
        related=_pools(workload, cluster) if pools is not None else (),
    )


def _pools(workload: ScalableWorkload, cluster: Cluster) -> list[Related]:
    """Return the pools of nodes that leave the pods these zones."""
    found = dict.fromkeys(pool for pool, why in pools_of(workload, cluster) or () if not why)
    return [
        Related(pool.resource.at("spec", "template", "spec", "requirements"), f"{pool} says so")
        for pool in found
    ]


def _all_but_one(workload: ScalableWorkload, least: int, cluster: Cluster) -> Iterator[Problem]:
    """Judge zones that are left out by name, where only the number of all there are is known.

    One name may be that of a zone which the cluster does not use; of several it is less likely.
    """
    zones = cluster.platform.zones
    if cluster.platform.zone_names or has_nodes(workload, cluster) or zones < 3:
        return
    out = [_left_out(term) for term in workload.node_terms]
    if not out or len(frozenset.intersection(*out)) != zones - 1:
        return
    yield Problem(
        workload.pod("affinity", "nodeAffinity"),
        f"{workload} may use one zone, if the {zones - 1} zones that it leaves out are among the "
        f"{zones} there are: when that is lost none of its {least} pods is left",
        severity=Severity.WARNING,
        hint="let the pods run in every zone, or name the zones in the setting `zones`",
    )


def _left_out(term: NodeTerm) -> frozenset[str]:
    return frozenset(
        value
        for _, expression in term.about(ZONE_KEYS)
        if expression.get("operator") == "NotIn"
        for value in sequence(expression.get("values"))
        if isinstance(value, str) and not is_placeholder(value)
    )


def _left(workload: ScalableWorkload, least: int, cluster: Cluster) -> int:
    """How many pods are sure to be left when one of the zones goes."""
    if any(workload.apart_on(*ZONE_KEYS, required=True, sure=True)):
        return min(least, zones_of(workload, cluster)) - 1
    hard = [
        fullest_and_left(workload, each, least, cluster)[1] for each in workload.hard_zone_spread
    ]
    return max(hard, default=0)


def _selection(workload: ScalableWorkload, cluster: Cluster) -> Field:
    if named_zones(workload, cluster) is not None:
        for term in workload.node_terms:
            for index, _ in term.about(ZONE_KEYS):
                return term.at("matchExpressions", index)
    if pools_of(workload, cluster) and not has_nodes(workload, cluster):
        return asking_field(workload, cluster)
    if workload.node_selector:
        return workload.pod("nodeSelector")
    return workload.pod("affinity", "nodeAffinity")
