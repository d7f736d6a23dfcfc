"""Which priority pods have by their class, and whether they may take the place of others."""

from __future__ import annotations

from multiaz_lint.model.pods.priority import SYSTEM_PRIORITIES, default_class
from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.model import Cluster


class Priorities:
    """The values and preemption policies of priority classes, and which class is the default."""

    __slots__ = ("_classes", "default_class")

    def __init__(self, cluster: Cluster) -> None:
        self._classes = {name: (value, "") for name, value in SYSTEM_PRIORITIES.items()}
        for resource in cluster.resources:
            if resource.kind == "PriorityClass" and resource.group == "scheduling.k8s.io":
                value = resource.get("value")
                if isinstance(value, int):
                    policy = string(resource.get("preemptionPolicy"))
                    self._classes[resource.name] = value, policy
        self.default_class = default_class(cluster)

    def of_pods(self, spec: Mapping[str, Any]) -> tuple[int, bool]:
        """Return the priority of pods, and whether they may take the place of others.

        What they say of the second counts before their class, as the admission plugin Priority
        refuses those that say otherwise.
        """
        name, number = string(spec.get("priorityClassName")), spec.get("priority")
        value, policy = self._classes.get(name or self.default_class, (0, ""))
        if isinstance(number, int) and not name:
            value = number
        return value, (spec.get("preemptionPolicy") or policy) != "Never"
