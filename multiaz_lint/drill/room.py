"""Which nodes have room for certain requests, and how their use scores: kept up to date.

Shared by all shapes of pods that ask for the same. Nodes in the same state get the same answer,
so each state is judged once.
"""

from __future__ import annotations

from multiaz_lint.drill.filters import node_resources_fit
from multiaz_lint.drill.requests import CPU, MEMORY
from multiaz_lint.drill.scores import resources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.requests import Requests


class Room:
    """For one set of requests: `fits` and `scores` by node."""

    __slots__ = ("_changed", "_judged", "_nodes", "_plain", "_requests", "_upto", "fits", "scores")

    def __init__(self, requests: Requests, nodes: Sequence[Node], changed: list[int]) -> None:
        self._requests = requests
        self._nodes = nodes
        self._changed = changed
        self._upto = -1
        self._judged: dict[Any, tuple[bool, int]] = {}
        # cpu and memory are all that a node's state has to be told apart by
        self._plain = all(name in (CPU, MEMORY) for name, _ in requests.amounts)
        self.fits: list[bool] = []
        self.scores: list[int] = []

    def refresh(self) -> Room:
        """Judge the nodes again whose pods have changed."""
        changed = self._changed
        upto = len(changed)
        if self._upto == upto:
            return self
        stale: Iterable[int] = range(len(self._nodes))
        if self._upto < 0:
            self.fits = [False] * len(self._nodes)
            self.scores = [0] * len(self._nodes)
        elif upto - self._upto < len(self._nodes):
            stale = set(changed[self._upto :])
        self._upto = upto
        nodes, fits, scores, judged = self._nodes, self.fits, self.scores, self._judged
        for index in stale:
            node = nodes[index]
            free = node.free
            cpu, memory = node.weighed
            key = (
                node.kind,
                free.get(CPU, 0),
                free.get(MEMORY, 0),
                cpu,
                memory,
                node.pods < node.most_pods,
            )
            found = judged.get(key) if self._plain else None
            if found is None:
                found = (
                    node_resources_fit.fits(self._requests, node),
                    resources.score(self._requests, node),
                )
                judged[key] = found
            fits[index], scores[index] = found
        return self
