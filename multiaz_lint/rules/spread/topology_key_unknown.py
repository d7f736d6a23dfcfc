"""A topology key that no node is known to carry.

The API server takes any text as topology key (1.37). To the scheduler a node without the label
belongs to no domain: a hard spread constraint or required pod affinity on a key that no node has
leaves every pod Pending, soft ones and anti-affinity do nothing.

Usual causes are `zone`, `kubernetes.io/zone`, a letter too much, or another case of a known name.
Where the zone's or the host's label is surely meant the finding is an error, and the rules that
miss a constraint over zones or anti-affinity over nodes are silent. Labels of your own nodes belong
into the configuration, as `topology_keys`, or are known from Nodes in the input.

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
      - maxSkew: 1
        topologyKey: kubernetes.io/zone  # <-- no node is known to carry the label
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
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
  template:
    metadata:
      labels: {app: web}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels: {app: web}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Pod, SpreadConstraint, Workload
from multiaz_lint.model.nodes.node_index import has_nodes
from multiaz_lint.model.nodes.topology_keys import WELL_KNOWN, carried, closest, mistyped
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import AffinityTerm


class Parameters:
    """``proven``: speak only where Nodes in the input prove that no node carries the label."""

    __slots__ = ("proven",)
    proven: bool

    def __init__(self, *, proven: bool = False) -> None:
        self.proven = proven


@rule(
    "topology-key-unknown",
    Severity.WARNING,
    on=Workload,
    needs=("topologySpreadConstraints", "podAffinity", "podAntiAffinity"),
    doc=__doc__,
    parameters=Parameters,
    profiles={"survive": {"proven": True}},
)
def check(workload: Workload, cluster: Cluster, parameters: Parameters) -> Iterator[Problem]:
    if not (workload.spread or workload.pod_terms):
        return
    places: list[SpreadConstraint | AffinityTerm] = [*workload.spread, *workload.pod_terms]
    for written in places:
        key = written.topology_key
        if not key or key in WELL_KNOWN or key in cluster.platform.topology_keys:
            continue
        if carried(key, cluster):
            continue
        grave, consequence = _consequence(written, workload)
        proven = has_nodes(workload, cluster)
        if parameters.proven and not (proven and grave):
            continue
        surely = mistyped(key, cluster)
        near = surely or closest(key, cluster)
        who = "no node of the input carries" if proven else "no node is known to carry"
        yield Problem(
            written.at("topologyKey"),
            f"{who} the label {key}: {consequence}",
            severity=Severity.ERROR if surely or (grave and proven) else None,
            hint=f"did you mean {near}?"
            if near
            else "use a label of your nodes, and name it in the configuration as topology_keys",
            edits=[Put(written.at("topologyKey"), surely)] if surely else (),
            unsafe=True,
        )


def _consequence(written: SpreadConstraint | AffinityTerm, workload: Workload) -> tuple[bool, str]:
    """Whether the pods can never run if no node has the label, and what happens then."""
    whose = f"{workload}" if isinstance(workload, Pod) else f"every pod of {workload}"
    pending = f"without it {whose} stays Pending"
    if isinstance(written, SpreadConstraint):
        if written.hard:
            return True, pending
        soft = sum(not each.hard for each in workload.spread)
        if soft > 1:
            return False, (
                f"a node without it counts for none of the {soft} soft constraints, so that "
                f"none of them spreads {workload}"
            )
        return False, f"without it the constraint does not spread {workload}"
    if written.required and not written.anti:
        return True, pending
    if written.anti:
        return False, f"without it the anti-affinity does not keep the pods of {workload} apart"
    return False, f"without it the preferred affinity of {workload} means nothing"
