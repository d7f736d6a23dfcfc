"""Karpenter makes the nodes of a pool in one zone only.

When that zone is lost no node can be made elsewhere: the pods that the pool is for stay Pending,
and constraints that spread over zones have a single zone to spread over.

All requirements on one label hold together, and so do labels of the pool's template. An id of AWS
(`topology.k8s.aws/zone-id`) is a zone as well.

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
from multiaz_lint.model.domains import ZONE_ID
from multiaz_lint.model.placement import BETA_ZONE, ZONE
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.field import Field


@rule("nodepool-single-zone", Severity.WARNING, on=Resource, needs=("NodePool",), doc=__doc__)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if resource.kind != "NodePool" or resource.group != "karpenter.sh":
        return
    for keys in ((ZONE, BETA_ZONE), (ZONE_ID,)):  # Karpenter takes the beta label for the other
        zones: set[str] | None = None
        excluded: set[str] = set()
        place: Field | None = None
        for field, operator, values in _requirements(resource, keys):
            if operator == "NotIn":
                excluded |= values
            elif operator == "In":
                if zones is None or len(values) < len(zones):
                    place = field
                zones = values if zones is None else zones & values
        if place is not None and zones is not None and len(zones - excluded) == 1:
            yield Problem(
                place,
                "all nodes of the pool stand in one zone",
                hint="allow the zones of the region, or leave the requirement out",
            )
            return


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
