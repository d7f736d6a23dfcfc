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
    from collections.abc import Iterable, Sequence

    from multiaz_lint.api.verdict import Complaint
    from multiaz_lint.model.tree import Path
    from multiaz_lint.rule import Edit

    Advice = tuple[str | None, Sequence[Edit]]
    """What to write instead, if that is known, and the edits that write it."""


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
    root = root_type(resource)
    for complaint in complaints:
        if complaint.reason != "unknown":
            continue
        if resource.kind == "Service" and complaint.path == ("spec", "topologyKeys"):
            continue  # svc-topology-removed says more
        field = path_text(complaint.path)
        words = f"has no field {field}: kubectl refuses it, other clients have it dropped"
        kind = resource.kind
        hint, edits = (None, ()) if not root else _of_other_version(resource, complaint.path)
        if hint is not None:
            kind = f"{resource.api_version} of {kind}"
        elif root:
            hint, edits = _meant(resource, complaint.path, root)
        yield refused(resource, complaint, f"{kind} {words}", hint=hint, edits=edits, unsafe=True)


def _of_other_version(resource: Resource, path: Path) -> Advice:
    from multiaz_lint.api.versions.other_versions import in_its_place

    found = in_its_place(resource.tree, path)
    if found is None:
        return None, ()
    hint, changes = found
    return hint, [
        Drop(resource.at(*steps)) if value is None else Put(resource.at(*steps), value)
        for steps, value in changes
    ]


def _meant(resource: Resource, path: Path, root: str) -> Advice:
    from multiaz_lint.api.decoding.suggestions import suggestion

    found = suggestion(root, resource.tree, path)
    if found is None:
        return None, ()
    why, steps = found
    if why == "written":
        return f"leave it out: {path_text(steps)} is written", ()
    written = resource.at(*path)
    if why == "level":
        edits = Put(resource.at(*steps), written.value), Drop(written)
        return f"move it to {path_text(steps)}", edits
    hint = f"write {steps[-1]}"
    parent = resource.get(*path[:-1])
    if not isinstance(parent, dict) or steps[-1] in parent:
        return hint, ()
    return hint, (Rename(written, str(steps[-1])),)
