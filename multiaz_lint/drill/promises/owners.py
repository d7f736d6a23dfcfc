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

    __slots__ = ("_known", "_labelled")

    def __init__(self, world: World) -> None:
        self._labelled: dict[tuple[str, Any], list[tuple[Workload | None, Tree]]] = {}
        """Whose pods have which labels: by namespace and each of these, and all of a namespace."""
        self._known: dict[Hashable, set[Workload | None]] = {}
        for workload in world.workloads:
            self._add(workload.namespace, workload, workload.current.shape().labels)
        bare = dict.fromkeys(pod.shape for pod in world.state.pods if pod.revision is None)
        for shape in bare:
            self._add(shape.namespace, None, shape.labels)

    def _add(self, namespace: str, workload: Workload | None, labels: Tree) -> None:
        for label in (None, *labels.items()):
            self._labelled.setdefault((namespace, label), []).append((workload, labels))

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
            label = next(iter(match.selector.equalities.items()), None)
            found = self._known[match.key] = {
                workload
                for workload, labels in self._labelled.get((namespace, label), ())
                if match.selector.matches(labels)
            }
        return found
