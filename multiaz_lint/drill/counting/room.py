"""Which nodes have room for certain requests, and how their use scores: kept up to date.

Shared by all shapes of pods that ask for the same. Nodes in the same state get the same answer,
so each state is judged once.
"""

from __future__ import annotations

from multiaz_lint.drill.nodes.node_set import members
from multiaz_lint.drill.requests import CPU, MEMORY
from multiaz_lint.drill.scheduling.filters import node_resources_fit
from multiaz_lint.drill.scheduling.scores import resources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.drill.requests import Requests

    Verdict = tuple[tuple[str, ...], int]


_KNOWN = 5_000
"""Verdicts that are kept for states of nodes that may come again."""


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
        "_seen",
        "_stale",
        "_stamps",
        "_upto",
        "lacking",
    )

    def __init__(
        self,
        requests: Requests,
        nodes: Sequence[Node],
        changed: Sequence[int],
        stamps: Sequence[int],
    ) -> None:
        self._requests = requests
        self._nodes = nodes
        self._changed = changed
        self._upto = len(changed)
        self._stale = (1 << len(nodes)) - 1
        self._stamps = stamps
        self._seen = [-1] * len(nodes)  # the stamps at which nodes were judged
        self._known: dict[Any, Verdict] = {}
        # cpu and memory are all that a node's state has to be told apart by
        self._plain = all(name in (CPU, MEMORY) for name, _ in requests.amounts)
        self._judged: list[Verdict | None] = [None] * len(nodes)
        self.lacking: dict[tuple[str, ...], int] = {}
        self._scored: dict[int, int] = {}
        self._ranked: list[tuple[int, int]] | None = None

    def among(self, nodes: int) -> int:
        """Return those of some nodes that have room; only they are judged."""
        self._note_changes()
        todo = self._stale & nodes
        if todo:
            self._stale ^= todo
            judged, stamps, seen = self._judged, self._stamps, self._seen
            for index in members(todo):
                if seen[index] != stamps[index]:  # else what happened was taken back
                    seen[index] = stamps[index]
                    before, now = judged[index], self._judge(self._nodes[index])
                    if before is not now:
                        judged[index] = now
                        self._move(1 << index, before, now)
        return nodes & self.lacking.get((), 0)

    def ranked(self) -> list[tuple[int, int]]:
        """Return scores with their nodes, the best first; of nodes judged for this state."""
        if self._ranked is None:
            self._ranked = sorted(self._scored.items(), reverse=True)
        return self._ranked

    def _note_changes(self) -> None:
        """Remember which nodes are to be judged again."""
        changed = self._changed
        upto = len(changed)
        if upto - self._upto < len(self._nodes):
            for index in set(changed[self._upto :]):
                self._stale |= 1 << index
        else:
            self._stale = (1 << len(self._nodes)) - 1
        self._upto = upto

    def _judge(self, node: Node) -> Verdict:
        if not self._plain:
            return self._verdict(node)
        free = node.free
        cpu, memory = node.weighed
        key = (
            node.capacity,
            free.get(CPU, 0),
            free.get(MEMORY, 0),
            cpu,
            memory,
            node.pods < node.most_pods,
        )
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            found = self._known[key] = self._verdict(node)
        return found

    def _verdict(self, node: Node) -> Verdict:
        lacking = node_resources_fit.shortages(self._requests, node)
        return lacking, resources.score(self._requests, node)

    def _move(self, bit: int, before: Verdict | None, now: Verdict) -> None:
        """Let a node be among those of its new verdict."""
        lacking, score = now
        if before is not None:
            if before[0] != lacking:
                _take(self.lacking, before[0], bit)
            if before[1] != score:
                _take(self._scored, before[1], bit)
        if before is None or before[0] != lacking:
            self.lacking[lacking] = self.lacking.get(lacking, 0) | bit
        if before is None or before[1] != score:
            self._scored[score] = self._scored.get(score, 0) | bit
            self._ranked = None


def _take(sets: dict[Any, int], key: object, bit: int) -> None:
    left = sets[key] ^ bit
    if left:
        sets[key] = left
    else:
        del sets[key]
