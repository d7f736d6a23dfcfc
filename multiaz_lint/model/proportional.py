"""The cluster-proportional-autoscaler, which sizes workloads by the nodes and cores there are.

It is a Deployment like any other, whose flags say what it scales and by which parameters (linear
and ladder controller of kubernetes-sigs/cluster-proportional-autoscaler).
"""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.workload_kinds import Deployment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.pods.container import Container
    from multiaz_lint.model.workload import Workload

    Target = tuple[str, str, str]
    """Namespace, kind and name, the kind in lower case."""

_PROGRAM = "cluster-proportional-autoscaler"
_MANY = 1_000_000
"""More of anything than there is: no number of it is read."""


class Sizer:
    """Who sizes a workload, and the fewest replicas in a cluster of so many zones, if known."""

    __slots__ = ("least", "workload")

    def __init__(self, workload: Workload, least: int | None) -> None:
        self.workload = workload
        self.least = least


def sizer_of(workload: Workload, cluster: Cluster) -> Sizer | None:
    """Return what sizes a workload by the cluster, if the input holds such a thing."""
    sizers = _sizers(cluster)
    if not sizers:
        return None
    found = sizers.get((workload.namespace, workload.kind.lower(), workload.name), ())
    apart = cluster.nearness.apart
    return next((each for each in found if not apart(each.workload, workload)), None)


@once
def _sizers(cluster: Cluster) -> dict[Target, list[Sizer]]:
    found: dict[Target, list[Sizer]] = {}
    for workload in cluster.of(Deployment):
        for container in workload.containers:
            if container.kind == "containers" and _is_it(container):
                flags = _flags(container)
                namespace = flags.get("namespace") or workload.namespace
                least = _least(flags, namespace, workload, cluster)
                for target in flags.get("target", "").split(","):
                    kind, _, name = target.strip().partition("/")
                    key = (namespace, kind.lower(), name)
                    cluster.effort.put(found, key, Sizer(workload, least))
    return found


def _is_it(container: Container) -> bool:
    if string(container.tree.get("image")).rpartition("/")[2].startswith(_PROGRAM):
        return True
    command = sequence(container.tree.get("command"))
    return bool(command) and str(command[0]).rpartition("/")[2] == _PROGRAM


def _flags(container: Container) -> dict[str, str]:
    """Return the flags of a container that have a value, by name."""
    tree = container.tree
    words = [*sequence(tree.get("command")), *sequence(tree.get("args"))]
    flags = {}
    for position, word in enumerate(map(str, words)):
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            after = str(words[position + 1]) if position + 1 < len(words) else ""
            flags[name] = value if equals else after
    return flags


def _least(flags: dict[str, str], namespace: str, near: Workload, cluster: Cluster) -> int | None:
    """Return the fewest replicas; a ConfigMap that is there counts, not the default parameters."""
    maps = cluster.find(("", "ConfigMap", namespace, flags.get("configmap", "")), near)
    by_mode = mapping(maps[0].get("data")) if maps else _json(flags.get("default-params"))
    nodes = cluster.platform.zones
    for mode, judge in (("linear", _linear), ("ladder", _ladder)):
        if mode in by_mode:
            written = by_mode[mode]
            return judge(_json(written) if isinstance(written, str) else mapping(written), nodes)
    return None


def _json(text: str | None) -> dict[str, Any]:
    import json

    try:
        return mapping(json.loads(text or "{}"))
    except (ValueError, RecursionError):
        return {}


def _linear(parameters: dict[str, Any], nodes: int) -> int | None:
    """By a number of nodes for each replica, within bounds, and two where there are two nodes."""
    least, most = parameters.get("min", 1), parameters.get("max", 0)
    each = parameters.get("nodesPerReplica", 0)
    if not (_is_number(least) and _is_number(most) and _is_number(each)):
        return None
    from math import ceil

    wanted = ceil(min(nodes / each, _MANY)) if each > 0 else 1
    if most > 0:
        wanted = min(wanted, int(most))
    if parameters.get("preventSinglePointFailure") is True and nodes > 1:
        wanted = max(wanted, 2)
    return max(wanted, int(least), 1)


def _ladder(parameters: dict[str, Any], nodes: int) -> int | None:
    """By the last step that is not above the nodes, or the cores, of which each node has one."""
    steps = [list(_steps(parameters.get(key))) for key in ("nodesToReplicas", "coresToReplicas")]
    return max((_step(each, nodes) for each in steps), default=None)


def _steps(written: Any) -> Iterator[tuple[int, int]]:
    for step in map(sequence, sequence(written)):
        if len(step) == 2 and _is_number(step[0]) and _is_number(step[1]):
            yield int(step[0]), int(step[1])


def _step(steps: list[tuple[int, int]], size: int) -> int:
    if not steps:
        return 1
    return next((replicas for least, replicas in reversed(steps) if least <= size), steps[0][1])


def _is_number(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and abs(value) < _MANY
