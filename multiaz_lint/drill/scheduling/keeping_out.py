"""Which nodes keep pods out by their cordons and taints, found without trying each list of taints.

Nodes may have as many lists of taints as there are nodes, and each pod may tolerate others.
"""

from __future__ import annotations

from multiaz_lint.drill.nodes import node_set
from multiaz_lint.model.nodes.taint_index import TaintIndex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.drill.pod_shape import Placement
    from multiaz_lint.drill.state import State

    Taints = tuple[tuple[Any, Any, Any], ...]
    """Key, value and effect of each taint of a list."""


class KeepingOut:
    """The nodes of one version of a state: those that are cordoned, and those of each taint list.

    A list keeps its number in all versions, so that what a pod tolerates is found once.
    """

    __slots__ = ("_by_list", "_count", "_index", "_open", "cordoned")

    def __init__(self, state: State) -> None:
        lists: dict[Taints, int] = state.per_labels("taint lists", dict)
        self.cordoned = 0
        self._by_list: dict[int, int] = {}
        self._open: dict[int, int] = {}
        """The nodes that are open, by the numbers of the lists that are."""
        for (cordoned, taints), nodes in state.inventory.by_condition.items():
            number = lists.setdefault(taints, len(lists))
            self._by_list[number] = self._by_list.get(number, 0) | nodes
            if cordoned:
                self.cordoned |= nodes
        self._count = len(lists)
        self._index: TaintIndex = state.per_labels(
            ("taint index", self._count), lambda: _index_of(lists)
        )

    def tolerated(self, state: State, placement: Placement) -> int:
        """Return the nodes whose taints let the pod in."""
        lists: int = state.per_placement(
            ("open lists", self._count),
            placement,
            lambda: self._index.open_to(placement.tolerations),
            by_labels=True,
        )
        nodes = self._open.get(lists)
        if nodes is None:
            nodes = 0
            for number in node_set.members(lists):
                nodes |= self._by_list.get(number, 0)
            self._open[lists] = nodes
        return nodes


def keeping_out(state: State) -> KeepingOut:
    """Return what keeps pods out of the nodes as they are now."""
    found: KeepingOut = state.per_placement("keeping out", None, lambda: KeepingOut(state))
    return found


def _index_of(lists: dict[Taints, int]) -> TaintIndex:
    return TaintIndex(
        [{"key": key, "value": value, "effect": effect} for key, value, effect in taints]
        for taints in lists
    )
