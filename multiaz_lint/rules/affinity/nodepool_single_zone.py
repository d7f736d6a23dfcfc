"""Karpenter makes the nodes of a pool in one zone only.

When that zone is lost no node can be made elsewhere: the pods that the pool is for stay Pending,
and constraints that spread over zones have a single zone to spread over.

All requirements on one label hold together, and so do labels of the pool's template. An id of AWS
(`topology.k8s.aws/zone-id`) is a zone as well. What NotIn leaves is known where the zones have
names (`zones` of the configuration, or Nodes in the input).

A subnet of AWS lies in one zone, so an EC2NodeClass whose `subnetSelectorTerms` name the id of a
single subnet keeps the nodes of all its pools there. What subnets tags select is not known.

Pools of one zone each, together one for every zone, are fine: say so by ignoring this rule at the
pools.

```yaml bad
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: default}
spec:
  template:
    spec:
      requirements:
      - key: topology.kubernetes.io/zone
        operator: In
        values: [eu-west-1a]  # <-- in one zone
```

```yaml good
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: default}
spec:
  template:
    spec:
      requirements:
      - key: topology.kubernetes.io/zone
        operator: In
        values: [eu-west-1a, eu-west-1b, eu-west-1c]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Resource, mapping, sequence, string
from multiaz_lint.model.cached import once
from multiaz_lint.model.nodes.named_zones import ZONE_ID
from multiaz_lint.model.placement import BETA_ZONE, ZONE
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.field import Field

_POOL = ("karpenter.sh", "NodePool")
_CLASS = ("karpenter.k8s.aws", "EC2NodeClass")


@rule(
    "nodepool-single-zone",
    Severity.WARNING,
    on=Resource,
    needs=("NodePool", "EC2NodeClass"),
    doc=__doc__,
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    kind = resource.group, resource.kind
    if kind == _POOL:
        place = _pinned(resource, cluster)
        if place is not None:
            what = "label" if "labels" in place.path else "requirement"
            yield Problem(
                place,
                f"all nodes of {resource} stand in one zone",
                hint=f"allow the zones of the region, or leave the {what} out",
            )
    elif kind == _CLASS:
        yield from _single_subnet(resource, cluster)


def _pinned(pool: Resource, cluster: Cluster) -> Field | None:
    """Return what leaves a pool a single zone; None where it has several."""
    for keys in ((ZONE, BETA_ZONE), (ZONE_ID,)):  # Karpenter takes the beta label for the other
        zones: set[str] | None = None
        excluded: set[str] = set()
        place: Field | None = None
        excluding: Field | None = None
        for field, operator, values in _requirements(pool, keys):
            if operator == "NotIn":
                excluded |= values
                excluding = field
            elif operator == "In":
                if zones is None or len(values) < len(zones):
                    place = field
                zones = values if zones is None else zones & values
        if zones is None and excluding is not None and ZONE in keys:
            zones, place = set(cluster.platform.zone_names), excluding
            if zones.isdisjoint(excluded):
                continue
        if zones is not None and len(zones - excluded) == 1:
            return place
    return None


def _single_subnet(node_class: Resource, cluster: Cluster) -> Iterator[Problem]:
    """Report a class of one subnet, unless its pools are known to have a single zone anyway.

    Its terms add up, and a term of an id has nothing else (EC2NodeClass, karpenter.k8s.aws/v1).
    """
    terms = node_class.at("spec", "subnetSelectorTerms")
    ids = {string(mapping(each.value).get("id")) for each in terms.items()}
    if len(ids) != 1 or "" in ids:
        return
    apart = cluster.nearness.apart
    pools = [
        each for each in _pools(cluster).get(node_class.name, ()) if not apart(each, node_class)
    ]
    if not pools or any(_pinned(each, cluster) is None for each in pools):
        yield Problem(
            terms,
            f"all nodes of {node_class} stand in one subnet, so in one zone",
            hint="name a subnet of each zone, or select them by tags",
        )


@once
def _pools(cluster: Cluster) -> dict[str, list[Resource]]:
    """Return the pools by the name of the class of their nodes."""
    found: dict[str, list[Resource]] = {}
    for each in cluster.of(Resource):
        if (each.group, each.kind) == _POOL:
            name = string(each.get("spec", "template", "spec", "nodeClassRef", "name"))
            found.setdefault(name, []).append(each)
    return found


def _requirements(
    resource: Resource, keys: tuple[str, ...]
) -> Iterator[tuple[Field, str, set[str]]]:
    """Yield the field, operator and values of what a pool says of a label of its nodes."""
    for key in keys:
        label = resource.at("spec", "template", "metadata", "labels", key)
        if isinstance(label.value, str):
            yield label, "In", {label.value}
    for requirement in resource.at("spec", "template", "spec", "requirements").items():
        written = mapping(requirement.value)
        if written.get("key") in keys:
            values = {string(value) for value in sequence(written.get("values"))}
            yield requirement.child("values"), string(written.get("operator")), values
