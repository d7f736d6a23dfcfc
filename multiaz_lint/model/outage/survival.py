"""What is left of a spread workload when a zone goes, computed from numbers alone.

Semantics of kube-scheduler's PodTopologySpread, v1.37, for one hard constraint on the zone that
counts the workload's own pods. A pod may enter a zone while that zone's count plus one, less the
smallest count of all zones, is no more than maxSkew. Nothing moves a running pod.
"""

from __future__ import annotations


def fullest_zone(replicas: int, max_skew: int, zones: int) -> int:
    """Return the most pods that one zone may hold after a fresh placement."""
    if replicas <= max_skew or zones < 2:
        return replicas
    return (replicas + (zones - 1) * max_skew) // zones


def most_pending(replicas: int, max_skew: int, zones: int) -> int:
    """Return how many pods may stay Pending while one zone is dead: those of the worst placement.

    The others end with maxSkew pods each, unless they hold more already.
    """
    lost = fullest_zone(replicas, max_skew, zones)
    return max(0, min(lost, replicas - (zones - 1) * max_skew))


def always_even(replicas: int, max_skew: int, zones: int) -> bool:
    """Whether every placement puts the same number of pods into each zone."""
    return max_skew == 1 and replicas % zones == 0


def stranded_from(max_skew: int, zones: int) -> int:
    """Return the least number of replicas for which a dead zone leaves a pod Pending.

    Up to ``(zones - 1) * max_skew`` pods always fit into the other zones, from every placement
    that the constraint allows; one more never does when the fullest zone goes.
    """
    return (zones - 1) * max_skew + 1


def crowded_from(max_skew: int, zones: int) -> int:
    """Return the least number of replicas for which a zone may hold more than maxSkew pods.

    With fewer, pods that can run nowhere but in their zone come back to it whatever is counted.
    """
    return zones + max_skew
