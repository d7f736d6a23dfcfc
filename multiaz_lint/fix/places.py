"""Where a new key belongs among those that are written, as people order them."""

from __future__ import annotations

from bisect import bisect

_ORDERS = [
    order.split()
    for order in (
        "apiVersion kind metadata spec",
        "name namespace labels annotations",
        "replicas minReadySeconds selector serviceName strategy updateStrategy template",
        "nodeSelector affinity topologySpreadConstraints tolerations initContainers containers",
        "nodeAffinity podAffinity podAntiAffinity",
        (
            "maxSkew minDomains topologyKey whenUnsatisfiable nodeTaintsPolicy labelSelector "
            "matchLabelKeys"
        ),
        "weight podAffinityTerm",
        "labelSelector matchLabelKeys topologyKey",
        "key operator value values effect tolerationSeconds",
        "minAvailable maxUnavailable unhealthyPodEvictionPolicy selector",
        "scaleTargetRef minReplicas maxReplicas minReplicaCount maxReplicaCount metrics triggers",
        "type rollingUpdate",
        "maxSurge maxUnavailable",
    )
]


def place(names: list[str], new: str, *, alphabetical: bool) -> int:
    """Return the index among the written keys before which a new one belongs."""
    if alphabetical:
        return bisect(names, new)
    order = max(
        (order for order in _ORDERS if new in order),
        key=lambda order: len(set(order).intersection(names)),
        default=None,
    )
    if order is None:
        return len(names)
    at = order.index(new)
    for name in reversed(order[:at]):
        if name in names:
            return names.index(name) + 1
    for name in order[at + 1 :]:
        if name in names:
            return names.index(name)
    return len(names)
