"""The API server cannot decode the manifest.

A value has a type that its field does not have, a quantity or time cannot be read, or the kind
does not exist in this API version. Decoding ends at the first such value (kube-apiserver 1.37), so
`kubectl apply` tells one at a time; all of them are found here. Nothing of such an object is
created.

A scalar without quotes that YAML reads as a number or boolean where a string belongs is the
business of `api-unquoted-scalar`.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: "3"  # <-- cannot be decoded: cannot unmarshal string
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web:1.0
          resources:
            requests: {memory: 1 GiB}  # <-- cannot be decoded: quantities must match
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
      containers:
        - name: web
          image: web:1.0
          resources:
            requests: {memory: 1Gi}
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, refused, stands_for_a_string, undecodable
from multiaz_lint.api.versions.releases import removal
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.api.verdict import Complaint


_WHERE = ' in scheme "pkg/'  # a place in the server's own code


@rule(
    "api-decode-error",
    Severity.ERROR,
    on=Resource,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    complaints = undecodable(resource, cluster)
    return _problems(resource, complaints) if complaints else ()


def _problems(resource: Resource, complaints: Iterable[Complaint]) -> Iterable[Problem]:
    for complaint in complaints:
        if stands_for_a_string(complaint) is not None:
            continue
        if complaint.reason == "kind" and removal(resource.api_version, resource.kind):
            continue
        words = complaint.message.removeprefix("json: ").partition(_WHERE)[0]
        yield refused(resource, complaint, f"{resource} cannot be decoded: {words}")
