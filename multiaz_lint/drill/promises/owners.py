"""Whose pods a rule counts."""

from __future__ import annotations

from multiaz_lint.drill.workload import STATEFUL_SET
from multiaz_lint.model import StatefulSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from multiaz_lint.drill.counting.terms import PodMatch
    from multiaz_lint.drill.promises.board import Owns
    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World

    Tree = Mapping[str, Any]


class Owners:
    """Tells whether rules count all pods of one workload, and those alone."""

    __slots__ = ("_by_namespace", "_known")

    def __init__(self, world: World) -> None:
        self._by_namespace: dict[str, list[tuple[Workload | None, Tree]]] = {}
        self._known: dict[Hashable, set[Workload | None]] = {}
        for workload in world.workloads:
            self._add(workload.namespace, workload, workload.current.shape().labels)
        bare = dict.fromkeys(pod.shape for pod in world.state.pods if pod.revision is None)
        for shape in bare:
            self._add(shape.namespace, None, shape.labels)

    def _add(self, namespace: str, workload: Workload | None, labels: Tree) -> None:
        self._by_namespace.setdefault(namespace, []).append((workload, labels))

    def of(self, workload: Workload) -> Owns:
        alike = workload.kind != STATEFUL_SET

        def owns(match: PodMatch) -> bool:
            if not (alike or match.selector.keys.isdisjoint(StatefulSet.unique_labels)):
                return False  # it tells the pods apart
            if match.namespaces != {workload.namespace} or not match.namespace_selector.nothing:
                return False
            return self._meant(workload.namespace, match) <= {workload}

        return owns

    def _meant(self, namespace: str, match: PodMatch) -> set[Workload | None]:
        """Return whose pods a rule counts; None is a pod that nobody controls."""
        found = self._known.get(match.key)
        if found is None:
            found = self._known[match.key] = {
                workload
                for workload, labels in self._by_namespace.get(namespace, ())
                if match.selector.matches(labels)
            }
        return found
