"""One object is defined twice, and differently.

`kubectl apply` on a folder sends both definitions one after the other: the last one wins, and
which one that is depends on the names of the files. What was checked in the first is undone by
the second.

Copies in different folders (environments, overlays) are taken for alternatives and are no
problem. Definitions of the same folder, or of one file, end up in the same cluster.

```yaml bad
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: web}  # <-- defined twice
spec:
  selector: {app: web}
  ports: [{port: 8080}]
```

```yaml good
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: staging}
spec:
  selector: {app: web}
  ports: [{port: 8080}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.cached import once
from multiaz_lint.model.tree import path_text
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.tree import Path


@rule(
    "resource-ambiguous",
    Severity.WARNING,
    on=Resource,
    where=lambda cluster: not cluster.nearness.plain,
    doc=__doc__,
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if len(cluster.copies(resource)) < 2 or not resource.metadata.get("name"):
        return
    first = _firsts(cluster)[resource.identity, resource.directory]
    if first is resource:
        return
    difference = _first_difference(_plain(first), _plain(resource))
    if difference is None:
        return
    yield Problem(
        resource.name_field,
        f"{resource} is defined twice, and differently (first in {path_text(difference)}): "
        "the one that is applied last wins",
        hint="remove one of them, or give them different names or namespaces",
        related=[Related(first.name_field, "the other definition")],
    )


def _plain(resource: Resource) -> dict[str, Any]:
    """The tree without its namespace: the definitions share it, written or not."""
    metadata = {key: value for key, value in resource.metadata.items() if key != "namespace"}
    return {**resource.tree, "metadata": metadata}


@once
def _firsts(cluster: Cluster) -> dict[Any, Resource]:
    """Return the first definition of each object in each folder, in linear time."""
    firsts: dict[Any, Resource] = {}
    for resource in sorted(cluster.of(Resource), key=lambda each: each.origin):
        firsts.setdefault((resource.identity, resource.directory), resource)
    return firsts


def _first_difference(one: Any, other: Any, path: Path = ()) -> Path | None:
    """Return the path of the first value in which two trees differ; None if there is none."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            left, right = one.get(key), other.get(key)
            if left.__class__ is str and left == right:
                continue  # as most values are; the rest tells 1 from True
            found = _first_difference(left, right, (*path, key))
            if found is not None:
                return found
        return None
    if isinstance(one, list) and isinstance(other, list):
        for index, (left, right) in enumerate(zip(one, other, strict=False)):
            found = _first_difference(left, right, (*path, index))
            if found is not None:
                return found
        return path if len(one) != len(other) else None
    return None if one == other and type(one) is type(other) else path
