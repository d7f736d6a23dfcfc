"""A scalar without quotes is no string where a string belongs.

YAML reads `true`, `yes`, `on` and numbers as what they look like, while label values, annotations,
environment values and arguments are strings: the API server cannot decode the manifest. Keys of
labels, annotations and selectors such as `on` and `y` are worse: they become "true" without a word
(sigs.k8s.io/yaml v1.6.0).

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, ready: true}  # <-- true is a boolean, not a string
  annotations:
    on: call  # <-- the key on is read as true
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web:1.0
          env:
            - name: VERSION
              value: 1.10  # <-- 1.10 is a number, not a string
```

```yaml fixed
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, ready: "true"}
  annotations:
    "on": call
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web:1.0
          env:
            - name: VERSION
              value: "1.10"
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import (
    CHANGED_KEY,
    COMPLAINT,
    refused,
    stands_for_a_string,
    undecodable,
)
from multiaz_lint.api.label_keys import changed_keys
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.rule import Problem, Put, Rename, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.api.verdict import Complaint
    from multiaz_lint.model.tree import Path


@rule(
    "api-unquoted-scalar",
    Severity.ERROR,
    on=Resource,
    needs=(COMPLAINT, CHANGED_KEY),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    complaints = undecodable(resource, cluster)
    keys = () if resource.part else [*changed_keys(resource)]
    if not complaints and not keys:
        return ()
    return [*_problems(resource, complaints), *_of_keys(resource, keys)]


def _of_keys(resource: Resource, keys: Iterable[tuple[Path, str]]) -> Iterable[Problem]:
    for path, written in keys:
        parent = resource.written(path[:-1])
        yield Problem(
            resource.at(*path),
            f"the key {written} is read as {path[-1]}: {resource} gets it under that name",
            hint=f'write "{written}" in quotes',
            edits=() if written in parent else (Rename(resource.at(*path), written),),
        )


def _problems(resource: Resource, complaints: Iterable[Complaint]) -> Iterable[Problem]:
    for complaint in complaints:
        value = stands_for_a_string(complaint)
        if value is None:
            continue
        text = resource.scalar_text(complaint.path)
        kind = "boolean" if isinstance(value, bool) else "number"
        written = text if text.isprintable() and 0 < len(text) <= 40 else str(value)
        yield refused(
            resource,
            complaint,
            f"{written} is a {kind}, not a string: {resource} cannot be decoded",
            hint=f'write "{written}" in quotes',
            edits=(Put(resource.at(*complaint.path), written),) if written == text else (),
        )
