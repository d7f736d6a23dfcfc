"""The API server accepts a workload but refuses every pod that is made of it.

A workload is judged by its template, a pod by what its controller and the API server make of it:
`matchLabelKeys` become part of the selector and clash with it, `image` may not begin or end with
blanks, a priority class must exist. The workload then stands there with no pod at all, and only its
events say why (kube-apiserver 1.37). A blank image is no mistake where the annotation
`image.openshift.io/triggers` lets OpenShift write one over it.

The LimitRanges of the namespace are asked too, after they have given containers what these do not
say (LimitRanger admission): limits that are too high, requests that are too low, a default limit
below what is requested. What a pod lacks is told only when the input holds all of the cluster, as
another LimitRange may give it. They are asked about the claims of a StatefulSet, too: these are
made before its first pod.

So is the RuntimeClass that pods name (RuntimeClass admission). Pods get their `overhead` of it: one
that is not that of the class, or that stands there without a class, is refused. So is a label of
the node selector that the class has with another value.

Whether a priority class, a RuntimeClass or a ServiceAccount exists is judged only when the input
holds all of the cluster (`context: closed`). `default` is in each namespace, and those of a custom
resource's name may be made by its operator.

```yaml bad
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
          image: " web:1.0"  # <-- accepted, but every pod of it is refused
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
          image: "web:1.0"
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import rejected_pods
from multiaz_lint.model import Cluster, Workload
from multiaz_lint.model.pods.limit_ranges import limit_ranges
from multiaz_lint.model.pods.priority import missing_class
from multiaz_lint.model.pods.service_accounts import account_field, missing_account
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@rule("api-pod-rejected", Severity.ERROR, on=Workload, doc=__doc__, profiles={"survive": {}})
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    found = rejected_pods(workload, cluster)
    spec = workload.pod_spec
    limited = limit_ranges(cluster, workload.namespace)
    if not found and (limited or "runtimeClassName" in spec or "overhead" in spec):
        from multiaz_lint.api.admission.limited import limited_pods

        found = limited_pods(workload, limited, cluster)
    if cluster.platform.closed:
        return [*found, *_unknown(workload, cluster)]
    return found


def _unknown(workload: Workload, cluster: Cluster) -> Iterable[Problem]:
    """Report what pods name and the API server does not find, in the order it looks."""
    for kind, said, field in (
        ("ServiceAccount", missing_account(workload, cluster), account_field(workload)),
        ("PriorityClass", missing_class(workload, cluster), workload.pod("priorityClassName")),
    ):
        if said:
            yield Problem(
                field,
                f"{workload} is accepted, but every pod of it is refused: {said}",
                hint=f"define the {kind}, or name one that exists",
                api={"type": "Forbidden", "object": "Pod", "words": said},
            )
