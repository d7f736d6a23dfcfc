"""An image is not pinned.

Without a tag, or with the tag `latest`, every node runs what the registry holds when the pod
starts there; with another `imagePullPolicy` than `Always`, the default then, what it has pulled
before. The pods that replace those of a lost zone may be of another version than the ones that are
left, and a rollback brings nothing back: the old revision names the same image.

Image volumes are asked, too. What a template fills in later is no image yet, nor is what `ko`
builds (`ko://...`). The `images` of a kustomization are set first.

```yaml bad
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
      - name: migrate
        image: registry.example:5000/migrate  # <-- no tag, or the tag latest
      containers:
      - name: web
        image: web:latest  # <-- no tag, or the tag latest
```

```yaml good
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
      - name: migrate
        image: registry.example:5000/migrate@sha256:b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c
      containers:
      - name: web
        image: web:1.25
```
"""

from __future__ import annotations

from multiaz_lint.model import Cluster, Workload, mapping, string
from multiaz_lint.rule import Problem, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("image-latest", Severity.INFO, on=Workload, doc=__doc__)
def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if workload.part:
        return
    for container in workload.containers:
        image = container.tree.get("image")
        if isinstance(image, str) and not (_is_pinned(image) or container.injected):
            yield Problem(
                container.at("image"),
                f"{workload}: the image has no tag, or the tag latest, so pods that start later "
                "may run something else",
                hint="name a version, or a digest",
            )
    for index, volume in workload.volumes():
        reference = mapping(volume.get("image")).get("reference")
        if isinstance(reference, str) and not _is_pinned(reference):
            yield Problem(
                workload.pod("volumes", index, "image", "reference"),
                f"{workload}: the image of volume {string(volume.get('name'))} has no tag, or the "
                "tag latest, so pods that start later may read something else",
                hint="name a version, or a digest",
            )


def _is_pinned(image: str) -> bool:
    """Whether an image has a digest or a tag of its own, or is none yet.

    A colon before the last slash belongs to the port of a registry.
    """
    if "@" in image or not image.strip():
        return True
    if image.startswith("ko://") or "$" in image or "<" in image or "{" in image:
        return True  # it is filled in later
    _, colon, tag = image.rpartition(":")
    return bool(colon and tag) and "/" not in tag and tag != "latest"
