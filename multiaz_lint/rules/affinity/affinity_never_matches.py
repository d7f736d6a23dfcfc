"""Required affinity that no node, or no pod, can match.

The terms of a required node affinity are ORed, the expressions of a term ANDed with each other and
with the nodeSelector (kube-scheduler NodeAffinity, 1.37). An empty term matches nothing, `Gt` and
`Lt` with a value that is no integer match nothing, and no label has two values at once. When every
term is like that all pods stay Pending; the API server accepts it.

Two zones are one expression with two values, not two expressions. Where the names of the zones are
known (setting `zones`) some of them must be among those that node selection names. `DoesNotExist`
on the zone label beside a hard spread constraint over zones leaves no node: one wants nodes without
the label, the other leaves those out.

Pods that ask for a NodePool of Karpenter by its name (`karpenter.sh/nodepool`) run on its nodes
alone: they must tolerate its taints, its `startupTaints` aside, and ask for nothing that its
requirements and labels leave out. Where the input is all there is, so must pods that ask for a
label of its nodes.

The terms of a required pod affinity are ANDed, and one pod must match them all (kube-scheduler
InterPodAffinity, 1.37): `app: cache` in one term and `app: db` in the next match nothing, nor does
a term without labelSelector. `matchLabelKeys: [pod-template-hash]` asks for the workload's own
hash, which the pods of another never have. The first pod may run anywhere if it matches all terms
itself; with `mismatchLabelKeys: [pod-template-hash]` it does not, and on a new install there is no
other revision to stand beside. A selector that matches nothing of the input is reported where the
input is all there is (`context: closed`).

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
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:  # <-- no node can match the required node affinity of deployment/web
            - matchExpressions:
              - {key: topology.kubernetes.io/zone, operator: In, values: [eu-west-1a]}
              - {key: topology.kubernetes.io/zone, operator: In, values: [eu-west-1b]}
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
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - {key: topology.kubernetes.io/zone, operator: In, values: [eu-west-1a, eu-west-1b]}
      containers:
      - name: web
        image: web:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    REQUIRED,
    Cluster,
    DaemonSet,
    ScalableWorkload,
    Workload,
    string,
)
from multiaz_lint.model.company.contradictions import Contradiction, contradiction, shut_out
from multiaz_lint.model.nodes.named_zones import ZONE_NAME_KEYS, zones_elsewhere
from multiaz_lint.model.nodes.node_index import has_nodes
from multiaz_lint.model.nodes.pools_asked import asking_field, shutting_pools
from multiaz_lint.model.words import listed
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Field


_SHOWN = 20
"""How many of the pools are shown with why they take no pod."""


@rule(
    "affinity-never-matches",
    Severity.ERROR,
    on=Workload,
    needs=("nodeAffinity", "nodeSelector", "podAffinity"),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not (workload.node_terms or workload.node_selector or workload.pod_terms):
        return
    if isinstance(workload, ScalableWorkload) and cluster.scale_of(workload).zero:
        return
    if string(workload.pod_spec.get("nodeName")):
        return  # the scheduler has no part in it
    yield from _nodes(workload)
    yield from _zones(workload, cluster)
    yield from _node_pools(workload, cluster)
    yield from _pods(workload, cluster)


def _nodes(workload: Workload) -> Iterator[Problem]:
    terms = workload.node_terms
    found = []
    for term in terms:
        reason = contradiction(term, workload.node_selector)
        if reason is None:
            key = shut_out(term, workload.labels_of_nodes)
            if key is None:
                return
            reason = Contradiction(
                f"it wants nodes without label {key}, and {_asks_for(key, workload)} asks for it",
                f"ask for {key} with operator Exists, or leave the expression out",
            )
        found.append(reason)
    if not found:
        return
    yield Problem(
        workload.pod("affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"),
        f"no node can match the required node affinity of {workload}: {found[0].reason}, so every "
        "pod stays Pending",
        hint=found[0].remedy,
        related=[Related(term.field, each.reason) for term, each in zip(terms, found, strict=True)],
    )


def _zones(workload: Workload, cluster: Cluster) -> Iterator[Problem]:
    """Judge zones that are named, where the names of all there are are known."""
    elsewhere = zones_elsewhere(workload, cluster)
    if not elsewhere:
        return
    named, names = listed(sorted(elsewhere)), listed(cluster.platform.zone_names)
    yield Problem(
        _selection(workload),
        f"no node can take a pod of {workload}: it asks for zone {named}, and the zones are "
        f"{names}, so every pod stays Pending",
        hint="name zones of the cluster, or mend the setting `zones`",
    )


def _node_pools(workload: Workload, cluster: Cluster) -> Iterator[Problem]:
    """Judge NodePools that are asked for by name; by other labels, where the input is all."""
    if isinstance(workload, DaemonSet) or has_nodes(workload, cluster):
        return
    pools = shutting_pools(workload, cluster)
    if not pools:
        return
    pool, why = pools[0]
    yield Problem(
        asking_field(workload, cluster),
        f"no node of {pool} can take a pod of {workload}: {why}, so every pod stays Pending",
        hint="tolerate the taints of the pool, and ask for what its nodes have",
        related=[
            Related(each.resource.name_field, f"{each}: {words}") for each, words in pools[:_SHOWN]
        ],
    )


def _asks_for(key: str, workload: Workload) -> str:
    hard = any(each.hard and each.topology_key == key for each in workload.spread)
    return "a hard spread constraint" if hard else "the required pod affinity"


def _selection(workload: Workload) -> Field:
    """Return the first place where node selection names a zone."""
    return next(workload.selecting(ZONE_NAME_KEYS), workload.pod("affinity", "nodeAffinity"))


def _pods(workload: Workload, cluster: Cluster) -> Iterator[Problem]:
    if not workload.drawing_terms:
        return
    from multiaz_lint.model.company.waiting import waits_in_vain

    found = waits_in_vain(workload, cluster)
    if found is None:
        return
    when = "on a new install " if found.at_first else ""
    yield Problem(
        found.term.at("labelSelector"),
        f"no pod can match the required pod affinity of {workload}: {found.reason}, so {when}every "
        "pod stays Pending",
        hint=found.remedy,
    )
