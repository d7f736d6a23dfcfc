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

    Verdict = tuple[tuple[str, ...], int]


class Room:
    """For one set of requests, nodes by what they lack, () for nothing, and nodes by score."""

    __slots__ = (
        "_changed",
        "_judged",
        "_known",
        "_nodes",
        "_plain",
        "_ranked",
        "_requests",
        "_scored",
        "_upto",
        "lacking",
    )

    def __init__(self, requests: Requests, nodes: Sequence[Node], changed: list[int]) -> None:
        self._requests = requests
        self._nodes = nodes
        self._changed = changed
        self._upto = -1
        self._known: dict[Any, Verdict] = {}
        # cpu and memory are all that a node's state has to be told apart by
        self._plain = all(name in (CPU, MEMORY) for name, _ in requests.amounts)
        self._judged: list[Verdict | None] = [None] * len(nodes)
        self.lacking: dict[tuple[str, ...], int] = {}
        self._scored: dict[int, int] = {}
        self._ranked: list[tuple[int, int]] | None = None

    @property
    def fits(self) -> int:
        """The nodes that have room."""
        return self.lacking.get((), 0)

    def ranked(self) -> list[tuple[int, int]]:
        """Return scores with their nodes, the best first."""
        if self._ranked is None:
            self._ranked = sorted(self._scored.items(), reverse=True)
        return self._ranked

    def refresh(self) -> Room:
        """Judge the nodes again whose pods have changed."""
        changed = self._changed
        upto = len(changed)
        if self._upto == upto:
            return self
        stale: Iterable[int] = range(len(self._nodes))
        if self._upto >= 0 and upto - self._upto < len(self._nodes):
            stale = set(changed[self._upto :])
        self._upto = upto
        judged = self._judged
        for index in stale:
            before, now = judged[index], self._judge(self._nodes[index])
            if before is not now:
                judged[index] = now
                self._move(1 << index, before, now)
        return self

    def _judge(self, node: Node) -> Verdict:
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
        found = self._known.get(key) if self._plain else None
        if found is None:
            lacking = tuple(node_resources_fit.shortages(self._requests, node))
            found = self._known[key] = (lacking, resources.score(self._requests, node))
        return found

    def _move(self, bit: int, before: Verdict | None, now: Verdict) -> None:
        """Let a node be among those of its new verdict."""
        self._ranked = None
        sets: tuple[dict[Any, int], ...] = (self.lacking, self._scored)
        for number, by_verdict in enumerate(sets):
            key = now[number]
            if before is not None:
                old = before[number]
                if old == key:
                    continue
                by_verdict[old] ^= bit
                if not by_verdict[old]:
                    del by_verdict[old]
            by_verdict[key] = by_verdict.get(key, 0) | bit
