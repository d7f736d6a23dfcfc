"""When pods leave a node that is gone: the two taints, and the tolerations that answer them.

The taint eviction controller deletes a pod when the toleration of its node's NoExecute taint ends;
the first toleration that matches the taint decides (v1.37). A node that is silent, as those of a
lost zone are, is ``unreachable``; one that reports trouble is ``not-ready``. Admission plugin
DefaultTolerationSeconds adds 300 s for each of the two keys that a pod does not mention.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.nodes.taints import (
    NO_EXECUTE,
    NOT_READY,
    UNREACHABLE,
    mentioning,
    tolerates,
)
from multiaz_lint.model.pods.priority import SYSTEM_PRIORITIES
from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.placement import Toleration
    from multiaz_lint.model.workload import Workload

KEYS = (UNREACHABLE, NOT_READY)


def deciding(workload: Workload, key: str) -> Toleration | None:
    """Return the written toleration that decides how long a pod stays; None for the default.

    One with seconds and without effect NoExecute is none: the API server refuses it.
    """
    taint = {"key": key, "effect": NO_EXECUTE}
    for toleration in workload.tolerations:
        if tolerates(toleration.tree, taint) and (
            toleration.effect == NO_EXECUTE or toleration.seconds is None
        ):
            return toleration
    return None


@once
def both_deciding(workload: Workload) -> list[tuple[str, Toleration]]:
    """Return the keys that a written toleration decides on, with that toleration."""
    if not workload.tolerations:
        return []
    found = ((key, deciding(workload, key)) for key in KEYS)
    return [(key, toleration) for key, toleration in found if toleration is not None]


def never_matching(workload: Workload, key: str) -> Toleration | None:
    """Return the toleration that only keeps the default for a taint away, as its value is another.

    The pod leaves at once then.
    """
    if not workload.tolerations or deciding(workload, key) is not None:
        return None
    index = mentioning([each.tree for each in workload.tolerations], key)
    return None if index is None else workload.tolerations[index]


def stays_on_purpose(workload: Workload) -> bool:
    """Whether it looks after its node: an agent, or critical for the node itself.

    No controller asks for the priority of a pod before it evicts it, nor for its namespace (taint
    eviction, pod garbage collector, v1.37).
    """
    spec = workload.pod_spec
    if spec.get("hostPID") is True or spec.get("nodeName"):
        return True
    return _critical_for(workload) == "system-node-critical"


def starts_nodes(workload: Workload) -> bool:
    """Whether nodes may need it to become ready, as they need the network's operator."""
    return _critical_for(workload) in SYSTEM_PRIORITIES


def _critical_for(workload: Workload) -> str:
    in_system = workload.namespace == "kube-system"
    return string(workload.pod_spec.get("priorityClassName")) if in_system else ""
