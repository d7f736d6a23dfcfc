"""The pod keeps data on its node.

When the node is lost with its zone the data is gone too, and the replacement starts from nothing.
`kubectl drain` refuses to empty a node with a pod that has an `emptyDir` unless
`--delete-emptydir-data` is given, and then the data is lost; what lies in a path of the node stays
behind there. The cluster autoscaler removes such a node only if it runs with
`--skip-nodes-with-local-storage=false`.

Left out are volumes in memory, those with a `sizeLimit`, and those named as caches, temporary
files, sockets or configuration; and pods with the annotation
`cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes`.

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
        image: web:1.0
        volumeMounts: [{name: uploads, mountPath: /uploads}]
      volumes:
      - {name: uploads, emptyDir: {}}  # <-- deployment/web keeps volume uploads on its node
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
        volumeMounts: [{name: cache, mountPath: /var/cache}]
      volumes:
      - {name: cache, emptyDir: {sizeLimit: 1Gi}}
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, ScalableWorkload, mapping, string
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

ANNOTATION = "cluster-autoscaler.kubernetes.io/"
PASSING = (
    "tmp", "temp", "cache", "scratch", "run", "sock", "shm", "log", "conf", "cert", "tls",
    "secret", "token", "script", "plugin", "shared", "bin", "work", "lib", "tools", "home",
    "envoy", "istio", "proxy", "static", "keyring",
)  # fmt: skip
"""Parts of names of volumes that nobody misses: they are made anew when the pod starts."""
OF_THE_NODE = (
    "/var/run", "/run", "/dev", "/sys", "/proc", "/etc", "/lib/modules", "/usr", "/var/log",
    "/boot",
)  # fmt: skip
"""Paths of a node's own files: the pod looks at them, its data is elsewhere."""


@rule("drain-local-data", Severity.INFO, on=ScalableWorkload, needs=("volumes",), doc=__doc__)
def check(workload: ScalableWorkload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if not workload.pod_spec.get("volumes"):
        return
    for index, volume in workload.volumes():
        kind = _kept(volume)
        if kind is None:
            continue
        if not cluster.asks(workload) or _said_safe(workload):
            return
        name = string(volume.get("name"))
        if kind == "emptyDir":
            outcome = "a drain refuses to delete it, and its data is lost with the node"
            hint = "use a claim for data that matters; what has a sizeLimit is taken for temporary"
        else:
            outcome = "its data stays behind when the pod runs elsewhere"
            hint = "use a claim for data that matters"
        yield Problem(
            workload.pod("volumes", index),
            f"{workload} keeps volume {name} on its node ({kind}): {outcome}",
            hint=hint,
        )


def _kept(volume: dict[str, Any]) -> str | None:
    """Return the kind of a volume that seems to hold data of the pod's own."""
    if "emptyDir" in volume:
        written = mapping(volume.get("emptyDir"))
        if written.get("medium") == "Memory" or written.get("sizeLimit") is not None:
            return None
        name = string(volume.get("name")).lower()
        return None if any(part in name for part in PASSING) else "emptyDir"
    if "hostPath" in volume:
        written = mapping(volume.get("hostPath"))
        path = string(written.get("path"))
        if written.get("type") in {"Socket", "File", "CharDevice", "BlockDevice"}:
            return None
        return None if path in {"", "/"} or path.startswith(OF_THE_NODE) else "hostPath"
    return None


def _said_safe(workload: ScalableWorkload) -> bool:
    annotations = workload.template_annotations
    return (
        bool(annotations.get(f"{ANNOTATION}safe-to-evict-local-volumes"))
        or annotations.get(f"{ANNOTATION}safe-to-evict") == "true"
    )
