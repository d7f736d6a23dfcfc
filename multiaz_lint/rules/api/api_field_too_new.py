"""A field that this release of Kubernetes does not have yet.

An API server that does not know the field refuses it, or drops it without a word while its feature
gate is off: what it should bring never happens. Which release counts is the setting `kubernetes`
(feature gates of Kubernetes 1.26 to 1.37; verdicts are proven with the code of 1.37 only).

```yaml bad
# multiaz-lint-test: kubernetes=1.33
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  resources:  # <-- spec.resources counts from Kubernetes 1.34
    requests: {cpu: 1}
  containers: [{name: web, image: "web:1.0"}]
```

```yaml good
# multiaz-lint-test: kubernetes=1.34
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  resources:
    requests: {cpu: 1}
  containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.api.versions.releases import OLDEST_WITH_ALL, too_new
from multiaz_lint.model import (
    Cluster,
    HorizontalPodAutoscaler,
    PodDisruptionBudget,
    Resource,
    Service,
    Workload,
)
from multiaz_lint.model.tree import path_text
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "api-field-too-new",
    Severity.WARNING,
    on=(Workload, Service, PodDisruptionBudget, HorizontalPodAutoscaler),
    where=lambda cluster: cluster.platform.kubernetes < OLDEST_WITH_ALL,
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if resource.part:
        return
    version = cluster.platform.kubernetes
    for steps, since in too_new(resource.tree, resource.kind, version):
        name = path_text(steps)
        words = "{} counts from Kubernetes {}.{}: {}.{} drops it or refuses the object"
        yield Problem(resource.at(*steps), words.format(name, *since, *version))
