"""What the checks of one pod share."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Tree = dict[str, Any]


class PodChecks:
    """What is found once, and what one check leaves for another."""

    __slots__ = (
        "claims", "file_keys", "grace", "host_network", "host_ports", "host_users", "is_pod",
        "mirror", "padded", "restart_policy", "volumes", "windows",
    )  # fmt: skip

    def __init__(self, spec: Tree, *, is_pod: bool, mirror: bool) -> None:
        self.is_pod = is_pod
        self.mirror = mirror  # does an annotation say that it mirrors a static pod of a kubelet
        self.restart_policy = spec.get("restartPolicy") or "Always"
        grace = spec.get("terminationGracePeriodSeconds")
        self.grace = 30 if grace is None else grace
        if is_pod and self.grace < 0:
            self.grace = 1
        self.host_users = spec.get("hostUsers") is not False
        self.host_network = bool(spec.get("hostNetwork"))
        self.claims: set[str] = set()
        self.volumes: dict[str, bool] = {}
        self.padded = False  # does the image of any container have white space around it
        # Whether any container has such a thing, so that somebody has to look at all of them.
        self.file_keys = self.host_ports = self.windows = False
