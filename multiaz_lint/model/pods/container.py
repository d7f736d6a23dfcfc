"""One container of a pod template."""

from __future__ import annotations

from multiaz_lint.model.placement import Written
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path


class Container(Written):
    """One container; ``kind`` is ``containers``, or ``initContainers`` for init and sidecars."""

    __slots__ = ("kind", "runs")

    def __init__(self, resource: Resource, path: Path, tree: dict[str, Any], kind: str) -> None:
        super().__init__(resource, path, tree)
        self.kind = kind
        self.runs = kind == "containers" or self.sidecar
        """Whether it runs as long as the pod: a regular container or a sidecar."""

    def __str__(self) -> str:
        """Name it; Knative gives the one that has no name a name of its own."""
        return f"container {self.name}" if self.name else "the container"

    @property
    def name(self) -> str:
        return string(self.tree.get("name"))

    @property
    def sidecar(self) -> bool:
        """Whether it is an init container that keeps running (restartPolicy Always)."""
        return self.kind == "initContainers" and self.tree.get("restartPolicy") == "Always"

    @property
    def injected(self) -> bool:
        """Whether Istio's injection writes its image and its readinessProbe when the pod is made.

        That is what ``auto`` stands for (istio-discovery files/injection-template.yaml and
        files/gateway-injection-template.yaml); what is written besides is kept.
        """
        return self.name == "istio-proxy" and self.tree.get("image") == "auto"

    def quantity(self, name: str) -> object:
        """What the scheduler takes as request: the written request, else the limit, else None."""
        resources = mapping(self.tree.get("resources"))
        request = mapping(resources.get("requests")).get(name)
        return request if request is not None else mapping(resources.get("limits")).get(name)


def containers(resource: Resource, path: Path, spec: dict[str, Any]) -> tuple[Container, ...]:
    """Return the containers of a pod spec: regular ones, then init containers and sidecars."""
    found = []
    for kind in ("containers", "initContainers"):
        if kind in spec:
            for index, tree in enumerate(sequence(spec[kind])):
                if isinstance(tree, dict):
                    found.append(Container(resource, (*path, kind, index), tree, kind))
    return tuple(found)
