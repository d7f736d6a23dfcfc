"""A DaemonSet is updated on half of the nodes at once, or by hand.

A rolling update of a DaemonSet takes `maxUnavailable` nodes' pods down at the same time, in any
zone. With 50 % or more a broken version of a network or storage agent stops most of the cluster
before the update halts. `OnDelete` is the opposite: a critical agent keeps running its old version
until somebody deletes each pod, so a zone that comes back with new nodes runs another version than
the rest.

```yaml bad
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  updateStrategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 100%  # <-- takes the agents of 100% of the nodes down at once
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: "agent:1.0"}]
```

```yaml good
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  updateStrategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 10%
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: "agent:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, DaemonSet, mapping, string
from multiaz_lint.model.digits import percent
from multiaz_lint.model.nodes.node_index import nodes_near
from multiaz_lint.model.pods.priority import SYSTEM_PRIORITIES
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("rollout-daemonset-wide", Severity.INFO, on=DaemonSet, needs=("updateStrategy",), doc=__doc__)
def check(workload: DaemonSet, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    strategy = mapping(workload.spec.get("updateStrategy"))
    if not strategy or workload.is_hook or workload.owned:
        return
    if strategy.get("type") == "OnDelete":
        if string(workload.pod_spec.get("priorityClassName")) in SYSTEM_PRIORITIES:
            yield Problem(
                workload.at("spec", "updateStrategy", "type"),
                f"{workload} is critical and updated only where its pods are deleted by hand: "
                "nodes that come back after a zone failure run another version",
                hint="set type: RollingUpdate",
            )
        return
    field = workload.at("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")
    if _half(field.value, len(nodes_near(workload, cluster))):
        share = field.value if isinstance(field.value, str) else f"{field.value} nodes, half"
        yield Problem(
            field,
            f"an update of {workload} takes the agents of {share} of the nodes down at once",
            hint="set maxUnavailable: 10%",
        )


def _half(value: object, nodes: int) -> bool:
    """Whether it is half of the nodes or more; a number is only known beside the Nodes."""
    share = percent(value)
    if share is not None:
        return share >= 50
    return isinstance(value, int) and nodes > 1 and value > 1 and value * 2 >= nodes
