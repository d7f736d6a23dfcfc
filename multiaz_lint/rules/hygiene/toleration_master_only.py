"""The control plane is named by a role that it no longer has.

kubeadm and the distributions after it mark control plane nodes with
`node-role.kubernetes.io/control-plane`. Of the old name, `node-role.kubernetes.io/master`, the
label is gone since Kubernetes 1.24 and the taint since 1.25: a toleration of the old taint alone
lets no pod onto the control plane, a node selector on the old label leaves every pod Pending, and
an affinity that keeps away from the old label keeps away from nothing.

Some distributions keep both names, so the new one is added beside the old. Where nodes of the
input bear the old name alone, they have to get the new one first.

```yaml bad
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      tolerations:
      - key: node-role.kubernetes.io/master  # <-- control plane nodes since 1.24
        operator: Exists
        effect: NoSchedule
      containers:
      - name: agent
        image: agent:1.0
```

```yaml fixed
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      tolerations:
      - key: node-role.kubernetes.io/master
        operator: Exists
        effect: NoSchedule
      - key: node-role.kubernetes.io/control-plane
        operator: Exists
        effect: NoSchedule
      containers:
      - name: agent
        image: agent:1.0
```
"""

from __future__ import annotations

from multiaz_lint.model import PREFERRED, REQUIRED, Cluster, Field, Node, Workload, mapping
from multiaz_lint.model.node import carry_only
from multiaz_lint.model.nodes.taints import CONTROL_PLANE, tolerates
from multiaz_lint.model.nodes.topology_keys import carried
from multiaz_lint.rule import Append, Problem, Rename, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.rule import Edit

MASTER = "node-role.kubernetes.io/master"
HINT = f"name {CONTROL_PLANE} as well"
_NO_LABEL = "which is no label of control plane nodes since 1.24"


@rule(
    "toleration-master-only",
    Severity.WARNING,
    on=Workload,
    needs=("tolerations", "nodeSelector", "nodeAffinity"),
    doc=__doc__,
)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if workload.tolerations:
        yield from _tolerations(workload, cluster)
    if MASTER in workload.node_selector:
        yield _node_selector(workload, cluster)
    if mapping(workload.pod_spec.get("affinity")).get("nodeAffinity"):
        yield from _affinity(workload, cluster)


def _tolerations(workload: Workload, cluster: Cluster) -> Iterator[Problem]:
    tolerated = [each for each in workload.tolerations if each.key in {MASTER, CONTROL_PLANE}]
    if any(each.everything for each in workload.tolerations):
        return
    for toleration in tolerated:
        if toleration.key != MASTER or any(
            each.key == CONTROL_PLANE and each.effect in {"", toleration.effect}
            for each in tolerated
        ):
            continue
        tainted = any(
            tolerates(toleration.tree, taint)
            for node in cluster.of(Node)
            for taint in node.taints
            if taint.get("key") == MASTER
        )
        yield Problem(
            toleration.at("key"),
            f"{workload} tolerates {MASTER}, which is no taint of control plane nodes since 1.24: "
            + ("only nodes of the input bear it" if tainted else "it lets no pod onto them"),
            hint=HINT,
            edits=_twin(workload.pod("tolerations"), toleration.field),
        )


def _node_selector(workload: Workload, cluster: Cluster) -> Problem:
    field = workload.pod("nodeSelector", MASTER)
    alone = carry_only(MASTER, CONTROL_PLANE, cluster)
    may = not alone and CONTROL_PLANE not in workload.node_selector
    return Problem(
        field,
        f"{workload} selects nodes by {MASTER}, {_NO_LABEL}: "
        f"{_consequence(cluster, 'its pods stay Pending')}",
        hint=(
            f"label these nodes with {CONTROL_PLANE}, then select that"
            if alone
            else f"select {CONTROL_PLANE}"
        ),
        edits=[Rename(field, CONTROL_PLANE)] if may else [],
    )


def _consequence(cluster: Cluster, words: str) -> str:
    """Say what comes of the old label: nodes of the input may have it still."""
    return "only nodes of the input carry it" if carried(MASTER, cluster) else words


def _affinity(workload: Workload, cluster: Cluster) -> Iterator[Problem]:
    affinity = workload.pod("affinity", "nodeAffinity")
    required = affinity.child(REQUIRED).child("nodeSelectorTerms")
    yield from _terms(workload, cluster, required, ())
    yield from _terms(workload, cluster, affinity.child(PREFERRED), ("preference",))


def _terms(
    workload: Workload, cluster: Cluster, terms: Field, inner: tuple[str, ...]
) -> Iterator[Problem]:
    """Judge ORed terms: attraction needs a twin term, aversion a twin in the same term."""
    written = [_expressions(term, inner) for term in terms.items()]
    attracted = any(
        expression.child("key").value == CONTROL_PLANE and not _averse(expression)
        for expressions in written
        for expression in expressions.items()
    )
    for term, expressions in zip(terms.items(), written, strict=True):
        keys = {expression.child("key").value for expression in expressions.items()}
        for expression in expressions.items():
            key = expression.child("key")
            if key.value != MASTER:
                continue
            if _averse(expression):
                if CONTROL_PLANE not in keys:
                    yield Problem(
                        key,
                        f"{workload} keeps away from {MASTER}, {_NO_LABEL}: "
                        f"{_consequence(cluster, 'it keeps away from none of them')}",
                        hint=HINT,
                        edits=_twin(expressions, expression),
                        unsafe=_none_left(cluster),
                    )
            elif not attracted:
                yield Problem(
                    key,
                    f"{workload} asks for nodes with {MASTER}, {_NO_LABEL}: "
                    f"{_consequence(cluster, 'it finds none of them')}",
                    hint=HINT,
                    edits=_twin(terms, term),
                )


def _none_left(cluster: Cluster) -> bool:
    """Whether who keeps away from the control plane by its new name finds no node of the input."""
    nodes = cluster.of(Node)
    return bool(nodes) and all(CONTROL_PLANE in node.labels for node in nodes)


def _expressions(term: Field, inner: tuple[str, ...]) -> Field:
    for step in inner:
        term = term.child(step)
    return term.child("matchExpressions")


def _averse(expression: Field) -> bool:
    return expression.child("operator").value in {"DoesNotExist", "NotIn"}


def _twin(sequence: Field, written: Field) -> list[Edit]:
    """Return the edit that adds a copy with the new role, once all of it can be decoded."""
    return [Append(sequence, _renamed(written.value))] if written.sound else []


def _renamed(tree: Any) -> Any:
    """Copy plain data with the old role replaced by the new one."""
    if isinstance(tree, dict):
        return {key: _renamed(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_renamed(value) for value in tree]
    return CONTROL_PLANE if tree == MASTER else tree
