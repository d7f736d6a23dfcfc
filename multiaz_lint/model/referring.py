"""Argo Rollouts that run the pod template of another resource (``workloadRef``)."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.workload_kinds import Rollout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource

TEMPLATES = {
    ("apps", "Deployment"): ("spec", "template"),
    ("apps", "ReplicaSet"): ("spec", "template"),
    ("", "PodTemplate"): ("template",),
}
"""Where the kinds that a Rollout can refer to hold it (argo-rollouts, templateref.go)."""
_TAKES_OVER = frozenset({"onsuccess", "progressively"})


class ReferringRollout(Rollout):
    """A Rollout and the resource that it refers to; fields of the template are fields of that."""

    __slots__ = ("source", "source_path")

    def __init__(self, rollout: Rollout, source: Resource) -> None:
        self.source = source
        self.source_path = TEMPLATES[source.group, source.kind]
        super().__init__(rollout.tree, rollout.manifest, rollout.prefix, rollout.namespace)
        self.facts = rollout.facts
        self.verdict = rollout.verdict

    def _look(self) -> None:
        self._look_at(mapping(self.source.get(*self.source_path)), self.source)

    @property
    def takes_over(self) -> bool:
        """Whether it scales what it refers to down to nothing (``scaleDown``)."""
        return self.get("spec", "workloadRef", "scaleDown") in _TAKES_OVER

    @property
    def without_pods(self) -> str:
        return f"its pod template is that of {self.source}, which has none"

    @property
    # A value there, a property here.
    def pod_path(self) -> tuple[str, ...]:  # type: ignore[override]
        return (*self.source_path, "spec")

    def pod(self, *path: str | int, default: Any = None) -> Field:
        return self.source.at(*self.pod_path, *path, default=default)

    @property
    def written_selector(self) -> Any:
        """Its own selector, else that of what it refers to."""
        own = super().written_selector
        return self.source.get("spec", "selector") if own is None else own

    @property
    def selection_is_sound(self) -> bool:
        source = self.source
        parts = source.at("spec", "selector"), source.at(*self.source_path, "metadata", "labels")
        return super().selection_is_sound and all(each.sound for each in parts)


def taker_of(resource: Resource, cluster: Cluster) -> ReferringRollout | None:
    """Return the Rollout that scales a resource down to nothing, if there is one."""
    return _takers(cluster).get(id(resource)) if resource.facts.taken_over else None


@once
def _takers(cluster: Cluster) -> dict[int, ReferringRollout]:
    """Find them by the identity of the Python object that they refer to."""
    rollouts = cluster.of(ReferringRollout)
    return {id(each.source): each for each in rollouts if each.takes_over}
