"""Scheduling gates of pods, and whose controllers take them away."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_TAKEN_AWAY = ("kueue.x-k8s.io/", "multiarch.openshift.io/", "scheduling.volcano.sh/")
"""What the gates begin with that widely used controllers take away."""


def gates_of(spec: Mapping[str, Any]) -> list[str]:
    """Return the names of the scheduling gates of a pod, in their order."""
    gates = map(mapping, sequence(spec.get("schedulingGates")))
    return [string(gate.get("name")) for gate in gates]


def taken_away(gate: str) -> bool:
    """Whether a widely used controller takes a gate away."""
    return gate.startswith(_TAKEN_AWAY)
