"""Placeholders where a drill has to know more: what they will be decides what happens."""

from __future__ import annotations

from multiaz_lint.model import ScalableWorkload
from multiaz_lint.model.placeholders import is_placeholder, is_unfilled
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.model import Cluster, Workload
    from multiaz_lint.rule import Problem

_SHOWN = 3
"""How many fields are named at most."""


def blames_placeholder(problem: Problem) -> bool:
    """Whether the API server refuses a placeholder, or what holds one."""
    return is_unfilled(problem.field)


def why(fields: Iterable[str]) -> str:
    """Say why something is not drilled."""
    return f"it holds placeholders that are still to be filled: {listed(list(fields), _SHOWN)}"


def why_of_scale(workload: Workload, cluster: Cluster) -> str:
    """Say which bounds of its autoscaler are placeholders; empty where none is."""
    decider = cluster.scale_of(workload).decider if isinstance(workload, ScalableWorkload) else None
    if decider is None:
        return ""
    bounds = (decider.minimum, decider.maximum)
    fields = [f"{decider} {each}" for each in bounds if is_placeholder(each.written)]
    return f"its autoscaler {why(fields).removeprefix('it ')}" if fields else ""
