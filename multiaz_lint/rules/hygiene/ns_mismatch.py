"""What is meant for a workload stands in another namespace.

A disruption budget, an autoscaler and a Service reach only into their own namespace. Here nothing
of that name, or with those labels, is in it, but another namespace has it: the budget protects
nothing, the autoscaler scales nothing, the Service leads nowhere.

Where one of the two names no namespace it goes into that of the command or tool that applies it,
so the finding is only a remark.

```yaml bad
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
  namespace: default  # <-- deployment/web is in namespace shop
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml fixed
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
  namespace: shop
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    Autoscaler,
    Cluster,
    PodDisruptionBudget,
    ScalableWorkload,
    Service,
    Workload,
)
from multiaz_lint.model.budgets.idle_budgets import in_another_namespace
from multiaz_lint.model.resource import by_identity
from multiaz_lint.model.selectors.unfilled import open_selection
from multiaz_lint.rule import Problem, Put, Related, Severity, rule, to_fill_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multiaz_lint.model import Field, Resource


@rule("ns-mismatch", Severity.WARNING, on=(PodDisruptionBudget, Autoscaler, Service), doc=__doc__)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    meant = _meant(resource, cluster)
    if not meant:
        return
    target = min(meant, key=by_identity)
    place = resource.at("metadata", "namespace")
    alone = isinstance(target, Workload) and in_another_namespace(target, cluster) is resource
    unsaid = not (resource.says_namespace and target.says_namespace)
    yield Problem(
        place,
        f"{resource} is in namespace {resource.namespace} and finds nothing there, but {target} "
        f"is in namespace {target.namespace}: it has no effect",
        severity=Severity.INFO if unsaid else None,
        hint="write the namespace of both" if unsaid else f"put it in {target.namespace}",
        related=[
            Related(target.at("metadata", "namespace"), "what it seems to be meant for"),
            *to_fill_in(_open(resource, cluster)),
        ],
        edits=[Put(place, target.namespace)] if alone else (),
        unsafe=True,
    )


def _meant(resource: Resource, cluster: Cluster) -> Sequence[Resource]:
    if isinstance(resource, Autoscaler):
        target = resource.target
        if not target[3] or cluster.target_of(resource) is not None:
            return ()
        return cluster.named_elsewhere(target, resource)
    if isinstance(resource, Service):
        found = cluster.backends_of(resource)
    elif isinstance(resource, PodDisruptionBudget):
        found = cluster.guarded_by(resource)
    else:
        return ()
    if found:
        return ()
    meant = cluster.elsewhere(resource.selector, resource.namespace, resource)
    if isinstance(resource, PodDisruptionBudget):
        return [each for each in meant if isinstance(each, ScalableWorkload)]
    return meant


def _open(resource: Resource, cluster: Cluster) -> Sequence[Field]:
    """Return the labels by which it may find pods in its own namespace, once they are filled in."""
    if isinstance(resource, (PodDisruptionBudget, Service)):
        return open_selection(resource.selector, resource, cluster)
    return ()
