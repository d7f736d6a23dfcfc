"""Nodes and the zones that they stand in."""

from __future__ import annotations

from multiaz_lint.model.cached import once_each
from multiaz_lint.model.nodes.taints import (
    CONDITIONS,
    HARD_EFFECTS,
    NO_SCHEDULE,
    NOT_READY,
    OF_STATES,
    UNREACHABLE,
)
from multiaz_lint.model.placement import BETA_ZONE, ZONE
from multiaz_lint.model.resource import Resource, mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.cluster import Cluster


class Node(Resource):
    """v1 Node."""

    __slots__ = ()

    @property
    def zone(self) -> str | None:
        """The zone, by the stable label first and the deprecated one after it."""
        zone = self.labels.get(ZONE) or self.labels.get(BETA_ZONE)
        return zone if isinstance(zone, str) else None

    @property
    def taints(self) -> list[dict[str, Any]]:
        """The taints that are written in its spec."""
        return [mapping(taint) for taint in sequence(self.spec.get("taints"))]

    @property
    def lasting_taints(self) -> list[dict[str, Any]]:
        """The taints that stay: not those that tell its state."""
        return [taint for taint in self.taints if string(taint.get("key")) not in OF_STATES]

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """Types and states of the conditions for which a controller taints it."""
        written = map(mapping, sequence(mapping(self.get("status")).get("conditions")))
        states = ((string(each.get("type")), string(each.get("status"))) for each in written)
        return [each for each in states if each in CONDITIONS]

    @property
    def awaited_taints(self) -> list[dict[str, Any]]:
        """The taints for its conditions that the controller has still to put on it."""
        there = {(taint.get("key"), taint.get("effect")) for taint in self.taints}
        return [
            {"key": key, "effect": effect}
            for key in map(CONDITIONS.__getitem__, self.conditions)
            for effect in (HARD_EFFECTS if key in {NOT_READY, UNREACHABLE} else (NO_SCHEDULE,))
            if (key, effect) not in there
        ]

    @property
    def unschedulable(self) -> bool:
        """Whether it is cordoned."""
        return self.spec.get("unschedulable") is True


def carry_only(old: str, new: str, cluster: Cluster) -> bool:
    """Whether nodes of the input carry a label and do not carry a newer one with its value.

    Whoever asks for the newer one in place of the old then loses these nodes.
    """
    return _carry_only((old, new), cluster)


@once_each
def _carry_only(keys: tuple[str, str], cluster: Cluster) -> bool:
    old, new = keys
    return any(
        old in node.labels and node.labels.get(new) != node.labels[old] for node in cluster.of(Node)
    )
