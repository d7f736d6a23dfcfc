"""A field is written twice.

`kubectl` sends the last of them without a word, and the earlier one never counts; the API server
itself refuses such a body (sigs.k8s.io/yaml, kube-apiserver 1.37). A key that overrides one of a
merged anchor (`<<`) is meant so and is no finding.

Where apiVersion and kind are repeated, a `---` was forgotten: several objects stand in one
document, and only the values of the last ones count.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  replicas: 1  # <-- replicas is written twice
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, strict, verdict_of
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.tree import DuplicateMap
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.tree import Path


@rule(
    "api-duplicate-field",
    Severity.ERROR,
    on=Resource,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    complaints = strict(resource, cluster)
    known = verdict_of(resource, cluster).known and not resource.facts.custom
    if known and not complaints:
        return ()
    if known and all(complaint.reason != "duplicate" for complaint in complaints):
        return ()
    if not getattr(resource.manifest, "written", True):
        return ()  # the quick reader leaves documents with repeated keys to the other one
    repeated = list(_repeated(resource.tree))
    if {("apiVersion",), ("kind",)} <= set(repeated):
        return [_merged(resource), *(_problem(resource, p) for p in repeated if len(p) > 1)]
    return [_problem(resource, path) for path in repeated]


def _merged(resource: Resource) -> Problem:
    """Say that several objects have become one mapping."""
    count = getattr(resource.tree, "duplicates", ()).count("kind") + 1
    first = next(name for name in ("apiVersion", "kind") if name in resource.tree)
    return Problem(
        resource.at(first),
        f"{count} objects stand in one document: kubectl takes the last value of each key and "
        f"forgets the others, so only {resource} is left, made of all of them",
        hint="write --- between them",
        api={"type": "duplicate", "words": 'key "apiVersion" already set in map'},
    )


def _problem(resource: Resource, path: Path) -> Problem:
    from multiaz_lint.api.golang import quoted

    name = str(path[-1])
    return Problem(
        resource.at(*path),
        f"{name} is written twice: kubectl takes the last and forgets the other",
        hint="remove one of them",
        api={"type": "duplicate", "words": f"key {quoted(name)} already set in map"},
    )


def _repeated(tree: Any) -> Iterator[Path]:
    nodes: list[tuple[Any, Path]] = [(tree, ())]
    while nodes:
        node, path = nodes.pop()
        if isinstance(node, dict):
            if isinstance(node, DuplicateMap):
                for name in dict.fromkeys(node.duplicates):
                    yield (*path, name)
            nodes += [(each, (*path, name)) for name, each in node.items()]
        elif isinstance(node, list):
            nodes += [(each, (*path, index)) for index, each in enumerate(node)]
