"""A scalar without quotes is no string where a string belongs.

YAML reads `true`, `yes`, `on` and numbers as what they look like, while label values, annotations,
environment values and arguments are strings: the API server cannot decode the manifest. Label
keys such as `on` and `y` are worse: they silently become "true" (sigs.k8s.io/yaml).

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, ready: true}  # <-- true is a boolean, not a string
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

from multiaz_lint.api.findings import refused, stands_for_a_string, undecodable
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.api.verdict import Complaint


@rule("api-unquoted-scalar", Severity.ERROR, on=Resource, doc=__doc__, profiles={"survive": {}})
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    complaints = undecodable(resource, cluster)
    return _problems(resource, complaints) if complaints else ()


def _problems(resource: Resource, complaints: Iterable[Complaint]) -> Iterable[Problem]:
    for complaint in complaints:
        value = stands_for_a_string(complaint)
        if value is None:
            continue
        text = resource.text(complaint.path)
        kind = "boolean" if isinstance(value, bool) else "number"
        written = text if text.isprintable() and 0 < len(text) <= 40 else str(value)
        yield refused(
            resource,
            complaint,
            f"{written} is a {kind}, not a string: {resource} cannot be decoded",
            hint=f'write "{written}" in quotes',
            edits=(Put(resource.at(*complaint.path), written),) if written == text else (),
        )
