"""Which scheduler is to place pods: kube-scheduler by its usual name, or another one."""

from __future__ import annotations

from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_DEFAULT = "default-scheduler"


def other_scheduler(spec: Mapping[str, Any]) -> str:
    """Return the name of the scheduler that a pod asks for, unless it is the default one.

    That is kube-scheduler with its usual profile (SetDefaults_PodSpec, 1.37). It is empty where a
    name is still to be filled in.
    """
    name = string(spec.get("schedulerName"))
    return "" if name == _DEFAULT or is_placeholder(name) else name
