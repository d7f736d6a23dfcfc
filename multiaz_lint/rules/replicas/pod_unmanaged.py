"""A bare Pod that nothing makes again.

A Pod that no controller owns runs on the node that it was first put on, and on no other. When that
node or its zone is lost, or when the node is drained, the pod is deleted and nothing makes another
one: what it serves is down until somebody applies the manifest again. A Deployment or a StatefulSet
makes it anew elsewhere, and runs several.

Behind a Service this is the end of the service, unless the Service selects pods of workloads that
are sure to be left. Without a Service it is advice, and only for Pods with ports or probes, or
bound to a zone: nothing shows that the others are to stay, as samples and boxes to look around
from are not.

Passed over are Pods that end by themselves (`restartPolicy` Never or OnFailure, or a phase in a
dump that says so), Helm hooks and tests, Pods that a controller owns or would adopt, those that the
kubelet runs from files, and those with annotation `multiaz-lint/singleton: "reason"`.

```yaml bad
apiVersion: v1
kind: Pod
metadata:
  name: web  # <-- nothing makes pod/web again once its node or zone is lost
  labels: {app: web}
spec:
  containers: [{name: web, image: "web:1.0"}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers: [{name: web, image: "web:1.0"}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Pod
from multiaz_lint.model.nodes.pins import pin_of
from multiaz_lint.model.outage.keepers import kept_by_others
from multiaz_lint.model.pods.priority import SYSTEM_PRIORITIES
from multiaz_lint.model.resource import string
from multiaz_lint.rule import Problem, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_ANSWERS = frozenset({"ports", "readinessProbe", "livenessProbe"})
_FROM_FILES = ("kubernetes.io/config.mirror", "kubernetes.io/config.source")
_OF_CONTROLLERS = frozenset({"pod-template-hash", "controller-revision-hash"})


@rule(
    "pod-unmanaged",
    Severity.WARNING,
    on=Pod,
    doc=__doc__,
    profiles={"multi-az": {"severity": Severity.ERROR}, "survive": {}},
)
def check(pod: Pod, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if pod.owned or pod.is_hook or not pod.pod_spec or pod.ends:
        return
    if pod.singleton_reason is not None or _is_static(pod):
        return
    if pod.ended:
        return
    services = cluster.services_of(pod)
    if not (services or _is_to_stay(pod, cluster)) or _adopted(pod, cluster):
        return
    severity, outcome = None, ""
    if not services:
        severity = Severity.INFO
    elif (kept := kept_by_others(pod, cluster)) is not None:
        severity, outcome = Severity.INFO, f"; {kept}"
    else:
        outcome = f", and {services[0]} loses it for good"
    yield Problem(
        pod.name_field,
        f"nothing makes {pod} again once its node or zone is lost, or drained: no controller owns "
        f"it{outcome}",
        severity=severity,
        hint="let a Deployment or a StatefulSet run it",
        related=[
            Related(each.at("spec", "selector"), f"{each} selects it") for each in services[:3]
        ],
    )


def _is_to_stay(pod: Pod, cluster: Cluster) -> bool:
    """Whether it answers to somebody, or somebody has chosen its zone."""
    if pin_of(pod, cluster) is not None:
        return True
    return any(not _ANSWERS.isdisjoint(each.tree) for each in pod.containers if each.runs)


def _is_static(pod: Pod) -> bool:
    """Whether a kubelet runs it from a file: it says so, or it is a part of the cluster itself."""
    if any(pod.annotations.get(each, "api") != "api" for each in _FROM_FILES):
        return True
    spec = pod.pod_spec
    return spec.get("hostNetwork") is True and (
        pod.namespace == "kube-system" or string(spec.get("priorityClassName")) in SYSTEM_PRIORITIES
    )


def _adopted(pod: Pod, cluster: Cluster) -> bool:
    """Whether a controller takes it for its own, or its labels say that one has made it."""
    return not _OF_CONTROLLERS.isdisjoint(pod.template_labels) or bool(cluster.adopters_of(pod))
