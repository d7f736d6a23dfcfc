"""A field that the kind does not have.

`kubectl apply` validates strictly by default and refuses the manifest; clients that do not (Helm
3, older kubectl, `--validate=false`) have it dropped without a word, and the setting never counts.
Most such fields are misspelt, or stand on the wrong level: the hint says where the field belongs.

Kinds that Kubernetes does not have are checked against the CustomResourceDefinitions in the input;
without one nothing is unknown.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  topologySpreadConstraints:  # <-- Deployment has no field spec.topologySpreadConstraints
    - maxSkew: 1
      topologyKey: topology.kubernetes.io/zone
      whenUnsatisfiable: DoNotSchedule
      labelSelector: {matchLabels: {app: web}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSecond: 30  # <-- Deployment has no field
      containers: [{name: web, image: "web:1.0"}]
```

```yaml fixed
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 30
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels: {app: web}
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, refused, root_type, strict
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.tree import path_text
from multiaz_lint.rule import Drop, Problem, Put, Rename, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.api.verdict import Complaint
    from multiaz_lint.model.tree import Path
    from multiaz_lint.rule import Edit


@rule(
    "api-unknown-field",
    Severity.ERROR,
    on=Resource,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    complaints = strict(resource, cluster)
    return _problems(resource, complaints) if complaints else ()


def _problems(resource: Resource, complaints: Iterable[Complaint]) -> Iterable[Problem]:
    from multiaz_lint.api.suggestions import suggestion

    root = root_type(resource)
    for complaint in complaints:
        if complaint.reason != "unknown":
            continue
        if resource.kind == "Service" and complaint.path == ("spec", "topologyKeys"):
            continue  # svc-topology-removed says more
        words = f"{resource.kind} has no field {path_text(complaint.path)}: kubectl refuses it, "
        words += "other clients have it dropped"
        found = suggestion(root, complaint.path) if root else None
        hint = None
        edits: tuple[Edit, ...] = ()
        if found is not None:
            why, steps = found
            if why == "level":
                hint = f"move it to {path_text(steps)}"
                edits = _moved(resource, complaint.path, steps)
            else:
                hint = f"write {steps[-1]}"
                parent = resource.get(*complaint.path[:-1])
                if isinstance(parent, dict) and steps[-1] not in parent:
                    edits = (Rename(resource.at(*complaint.path), str(steps[-1])),)
        yield refused(resource, complaint, words, hint=hint, edits=edits, unsafe=True)


def _moved(resource: Resource, path: Path, steps: Path) -> tuple[Edit, ...]:
    """Move a field to where it belongs, if nothing stands there and its parent is written."""
    if resource.get(*steps) is not None or not isinstance(resource.get(*steps[:-1]), dict):
        return ()
    written = resource.at(*path)
    return (Put(resource.at(*steps), written.value), Drop(written))
