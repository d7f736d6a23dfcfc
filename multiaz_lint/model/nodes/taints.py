"""Taints and tolerations, as the scheduler and the taint eviction controller match them (v1.37)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    Taint = Mapping[str, Any]
    Toleration = Mapping[str, Any]

NO_SCHEDULE = "NoSchedule"
PREFER_NO_SCHEDULE = "PreferNoSchedule"
NO_EXECUTE = "NoExecute"
HARD_EFFECTS = (NO_SCHEDULE, NO_EXECUTE)

UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
UNREACHABLE = "node.kubernetes.io/unreachable"
NOT_READY = "node.kubernetes.io/not-ready"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
MEMORY_PRESSURE = "node.kubernetes.io/memory-pressure"
DISK_PRESSURE = "node.kubernetes.io/disk-pressure"
PID_PRESSURE = "node.kubernetes.io/pid-pressure"
NETWORK_UNAVAILABLE = "node.kubernetes.io/network-unavailable"

OF_STATES = frozenset({
    UNSCHEDULABLE, UNREACHABLE, NOT_READY, MEMORY_PRESSURE, DISK_PRESSURE, PID_PRESSURE,
    NETWORK_UNAVAILABLE, "node.kubernetes.io/out-of-service",
    "node.cloudprovider.kubernetes.io/uninitialized", "node.cloudprovider.kubernetes.io/shutdown",
    "ToBeDeletedByClusterAutoscaler", "karpenter.sh/disrupted", "karpenter.sh/unregistered",
})  # fmt: skip
"""What controllers put on a node and take away again: it says how the node is, not what it is."""
CONDITIONS = {
    ("Ready", "False"): NOT_READY,
    ("Ready", "Unknown"): UNREACHABLE,
    ("MemoryPressure", "True"): MEMORY_PRESSURE,
    ("DiskPressure", "True"): DISK_PRESSURE,
    ("NetworkUnavailable", "True"): NETWORK_UNAVAILABLE,
    ("PIDPressure", "True"): PID_PRESSURE,
}
"""Types and states of conditions for which the node lifecycle controller taints a node.

The taints of Ready are for NoExecute, too (nodeConditionToTaintKeyStatusMap, v1.37).
"""
CORDONED = {"key": UNSCHEDULABLE, "effect": NO_SCHEDULE}
"""The taint of a node that is cordoned."""
SILENT = {"key": UNREACHABLE, "effect": NO_SCHEDULE}
"""The taint that keeps new pods from a node that does not answer."""

DEFAULT_TOLERATION_SECONDS = 300


def _tolerating(key: str, effect: str) -> dict[str, str]:
    return {"key": key, "operator": "Exists", "effect": effect}


DAEMON_TOLERATIONS = (
    _tolerating(NOT_READY, NO_EXECUTE),
    _tolerating(UNREACHABLE, NO_EXECUTE),
    _tolerating(DISK_PRESSURE, NO_SCHEDULE),
    _tolerating(MEMORY_PRESSURE, NO_SCHEDULE),
    _tolerating(PID_PRESSURE, NO_SCHEDULE),
    _tolerating(UNSCHEDULABLE, NO_SCHEDULE),
)
"""What the DaemonSet controller lets each of its pods tolerate (v1.37)."""
NETWORK_TOLERATION = _tolerating(NETWORK_UNAVAILABLE, NO_SCHEDULE)
"""What it adds with hostNetwork."""


def tolerates(toleration: Toleration, taint: Taint) -> bool:
    """Whether one toleration tolerates one taint (core/v1 ToleratesTaint, Lt and Gt gated off)."""
    effect = toleration.get("effect")
    if effect and effect != taint.get("effect"):
        return False
    key = toleration.get("key")
    if key and key != taint.get("key"):
        return False
    operator = toleration.get("operator")
    if operator == "Exists":
        return True
    if operator and operator != "Equal":
        return False
    return (toleration.get("value") or "") == (taint.get("value") or "")


def tolerated(taint: Taint, tolerations: Iterable[Toleration]) -> bool:
    """Whether one of some tolerations tolerates a taint."""
    return any(tolerates(toleration, taint) for toleration in tolerations)


def includes(toleration: Toleration, other: Toleration) -> bool:
    """Whether one toleration tolerates every taint that another one does."""
    effect, key = toleration.get("effect"), toleration.get("key")
    if effect and effect != other.get("effect"):
        return False
    if key and key != other.get("key"):
        return False
    if toleration.get("operator") == "Exists":
        return True
    return other.get("operator") != "Exists" and (
        (toleration.get("value") or "") == (other.get("value") or "")
    )


def untolerated(
    taints: Iterable[Taint],
    tolerations: Sequence[Toleration],
    effects: Sequence[str] = HARD_EFFECTS,
) -> Taint | None:
    """Return the first taint of these effects that nothing tolerates."""
    return next(iter(all_untolerated(taints, tolerations, effects)), None)


def all_untolerated(
    taints: Iterable[Taint],
    tolerations: Sequence[Toleration],
    effects: Sequence[str] = HARD_EFFECTS,
) -> Iterator[Taint]:
    """Yield the taints of these effects that nothing tolerates."""
    many = Tolerated(tolerations) if len(tolerations) > _FEW else None
    for taint in taints:
        if taint.get("effect") in effects and not (
            tolerated(taint, tolerations) if many is None else many.has(taint)
        ):
            yield taint


_FEW = 20
"""Tolerations that are sooner tried one by one."""


class Tolerated:
    """The taints that any of many tolerations tolerates, found without trying each."""

    __slots__ = ("_values",)

    def __init__(self, tolerations: Iterable[Toleration]) -> None:
        self._values: dict[tuple[str, str], set[str | None]] = {}
        """The tolerated values by key and effect, empty ones for all; None stands for all."""
        for each in tolerations:
            operator = word(each.get("operator")) or "Equal"
            if operator in {"Equal", "Exists"}:
                about = word(each.get("key")), word(each.get("effect"))
                value = None if operator == "Exists" else word(each.get("value"))
                self._values.setdefault(about, set()).add(value)

    def has(self, taint: Taint) -> bool:
        """Whether one of them tolerates a taint."""
        value = word(taint.get("value"))
        for key in {"", word(taint.get("key"))}:
            for effect in {"", word(taint.get("effect"))}:
                values = self._values.get((key, effect), ())
                if None in values or value in values:
                    return True
        return False


def word(value: Any) -> str:
    """Return a text as it is; what is none, as custom resources may hold it, is like no text."""
    if isinstance(value, str):
        return value
    return f"\0{value!r}" if value else ""


def mentioning(tolerations: Iterable[Toleration], key: str) -> int | None:
    """Return the index of the toleration that keeps the default for a taint away; None without one.

    DefaultTolerationSeconds looks at key and effect only (v1.37), so one whose value cannot match
    does so, too.
    """
    for index, toleration in enumerate(tolerations):
        found = toleration.get("key") or key, toleration.get("effect") or NO_EXECUTE
        if found == (key, NO_EXECUTE):
            return index
    return None


def with_default_seconds(tolerations: Sequence[Toleration]) -> list[Toleration]:
    """Add what admission plugin DefaultTolerationSeconds adds to a pod."""
    missing = (key for key in (NOT_READY, UNREACHABLE) if mentioning(tolerations, key) is None)
    return [*tolerations, *(_default_toleration(key) for key in missing)]


def _default_toleration(key: str) -> Toleration:
    return {
        "key": key,
        "operator": "Exists",
        "effect": NO_EXECUTE,
        "tolerationSeconds": DEFAULT_TOLERATION_SECONDS,
    }


def eviction_seconds(tolerations: Sequence[Toleration]) -> int | None:
    """Seconds that a pod stays on a node that is unreachable; None is for ever.

    `tolerations` are those written in the manifest; the defaults of admission are added here.
    The taint eviction controller takes the first toleration that matches.
    """
    unreachable = {"key": UNREACHABLE, "effect": NO_EXECUTE}
    return seconds_under([unreachable], with_default_seconds(tolerations))


def seconds_under(taints: Iterable[Taint], tolerations: Sequence[Toleration]) -> int | None:
    """Seconds until the taint eviction controller deletes a pod under taints; None is never."""
    shortest: int | None = None
    for taint in taints:
        if taint.get("effect") != NO_EXECUTE:
            continue
        match = next((t for t in tolerations if tolerates(t, taint)), None)
        if match is None:
            return 0
        seconds = match.get("tolerationSeconds")
        if seconds is not None:
            shortest = max(0, seconds if shortest is None else min(shortest, seconds))
    return shortest


def enters_dead_nodes(tolerations: Sequence[Toleration]) -> bool:
    """Whether pods may be placed on the nodes of a drained zone and of an unreachable one.

    The node lifecycle controller gives such nodes a NoSchedule taint; admission lets every pod
    tolerate the NoExecute taint that comes with it for some minutes.
    """
    return all(tolerated(taint, tolerations) for taint in (CORDONED, SILENT))
