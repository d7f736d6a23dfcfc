"""A rolling update starts the new pod while the old one keeps the volume.

With `maxSurge` above 0 the new pod is created first, and the old one is not stopped before the new
one is ready. A `ReadWriteOnce` volume is attached to the node of the old pod: on any other node the
new one hangs in ContainerCreating (Multi-Attach), the rollout never finishes, and neither does the
replacement after a node is lost. Pods bound to one node share the volume there, and so does a
volume on the disk of a node. With `ReadWriteOncePod` the new pod stays Pending on every node.
Required anti-affinity and hard spread constraints with maxSkew 1 count the old pod, and a port of
the node is its own: they keep the new one from its node, and it hangs for sure.

`strategy: Recreate` stops the old pod first.

```yaml bad
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 10Gi}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:  # <-- waits for claim data
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
      volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
```

```yaml fixed
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 10Gi}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:
  replicas: 1
  selector: {matchLabels: {app: db}}
  strategy: {type: Recreate}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1.0"}]
      volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
```
"""

from __future__ import annotations

from multiaz_lint.model import HOSTNAME, ZONE_KEYS, Cluster, Deployment, Rollout
from multiaz_lint.model.company.neighbours import selects_only
from multiaz_lint.model.disks.provisioners import NODE
from multiaz_lint.model.nodes.domains import counted_domains
from multiaz_lint.model.nodes.host_ports import host_ports
from multiaz_lint.model.nodes.pins import pin_to_node
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


_COUNTS = "counts the old pod"


@rule("storage-rwo-rolling", Severity.WARNING, on=Deployment, needs=("volumes",), doc=__doc__)
def check(deployment: Deployment, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    mounts = cluster.volumes.mounts_of(deployment)
    if not mounts or not cluster.asks(deployment) or cluster.scale_of(deployment).most != 1:
        return
    surge, unavailable = deployment.surge_and_unavailable(1)
    if surge == 0 or unavailable > 0:
        return
    for mount in mounts:
        storage = cluster.volumes.storage_of(mount)
        claim = mount.claim
        if claim is None or not mount.one_node:
            continue
        # A volume on the disk of a node draws the new pod to the node of the old one.
        near = storage.reach == NODE
        if not mount.one_pod and (storage.shared or pin_to_node(deployment, cluster) is not None):
            continue
        apart = next(_keeping_off(deployment, cluster), None)
        if near and apart is None and not mount.one_pod:
            continue
        strategy = deployment.at("spec", "strategy")
        related = [Related(mount.field, "the volume that one node can mount")]
        mode, surely, rest = "ReadWriteOncePod", True, ""
        if not mount.one_pod:
            surely = apart is not None
            mode, rest = "ReadWriteOnce", ", unless it lands on the same node"
            if apart is not None:
                what, where = apart
                rest = f": {what} keeps it from the node that has it"
                related.append(where)
        yield Problem(
            strategy,
            f"a rolling update of {deployment} starts the new pod first, which waits for claim "
            f"{mount.name} ({mode}) of the old one for ever{rest}",
            severity=Severity.ERROR if surely else None,
            hint=_way_out(deployment),
            related=related,
            edits=[] if isinstance(deployment, Rollout) else [Put(strategy, {"type": "Recreate"})],
            unsafe=True,
        )
        return


def _way_out(deployment: Deployment) -> str:
    """Say how the old pod goes first; Argo Rollouts has no Recreate."""
    if isinstance(deployment, Rollout):
        return "use a canary without trafficRouting, maxSurge: 0 and maxUnavailable: 1"
    return "use strategy Recreate, without rollingUpdate"


def _keeping_off(deployment: Deployment, cluster: Cluster) -> Iterator[tuple[str, Related]]:
    """Yield what keeps the new pod from the node of the old one, whatever the revision."""
    revision = deployment.revision_label
    for term in deployment.apart_on(HOSTNAME, *ZONE_KEYS, required=True, sure=True):
        if revision not in term.match_label_keys:
            yield "required anti-affinity", Related(term.at("topologyKey"), _COUNTS)
    for constraint in deployment.spread_over(HOSTNAME, *ZONE_KEYS, hard=True):
        selector = constraint.selector
        if (
            constraint.max_skew == 1
            and revision not in constraint.match_label_keys
            and counted_domains(constraint, deployment, cluster) != 1
            and selector.equalities
            and selects_only(deployment, selector, cluster)
        ):
            yield "a hard spread constraint", Related(constraint.at("maxSkew"), _COUNTS)
    for port in host_ports(deployment):
        what = f"port {port.field.value}, which the old pod takes too,"
        yield what, Related(port.field, "the old pod has it")
