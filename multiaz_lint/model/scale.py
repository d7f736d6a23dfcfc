"""How many replicas of a workload the controllers keep."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.model.autoscaling import Autoscaler
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.proportional import Sizer
    from multiaz_lint.model.workload import ScalableWorkload


class Scale:
    """How many replicas the controllers keep: ``least`` to ``most``, and who decides.

    ``decider`` is the autoscaler in charge, if the input holds one. ``certain`` is false where the
    number cannot be read.
    """

    __slots__ = ("certain", "decider", "least", "most", "zero")

    def __init__(
        self, least: int, most: int, decider: Autoscaler | None = None, *, certain: bool = True
    ) -> None:
        self.least = least
        self.most = most
        self.decider = decider
        self.certain = certain
        self.zero = certain and most == 0 and decider is None
        """Whether the workload is switched off."""


def decide(
    workload: ScalableWorkload, autoscalers: Sequence[Autoscaler], sizer: Sizer | None = None
) -> Scale:
    """Return the scale of a workload: that of its autoscalers, else what is written.

    What an Argo Rollout takes over ends with no pods (``adapters/refer.py``), and what KEDA is
    paused at 0 for is switched off. While KEDA is paused without a number, what is written holds,
    unless a ``sizer`` decides by the size of the cluster: how many at least is known.
    """
    if workload.facts.taken_over:
        return Scale(0, 0)
    if autoscalers:
        autoscalers = [each for each in autoscalers if not each.stopped]
    if autoscalers:
        decider = min(autoscalers, key=_severest) if autoscalers[1:] else autoscalers[0]
        paused = decider.paused_at
        if paused is not None:
            return Scale(paused, paused, decider if paused else None)
        written, most = _count(decider.minimum), _count(decider.maximum)
        if written is not None and most is not None:
            return Scale(decider.least, max(decider.least, most), decider)
        return Scale(1, 1, decider, certain=False)
    if sizer is not None:
        least = sizer.least
        return Scale(1, 1, certain=False) if least is None else Scale(least, least)
    written = _count(workload.replicas)
    return Scale(1, 1, certain=False) if written is None else Scale(written, written)


def _severest(autoscaler: Autoscaler) -> tuple[int, str, str]:
    """Of several autoscalers the one that may shrink the workload the most counts."""
    return (_number(autoscaler.least) or 0, autoscaler.origin, autoscaler.name)


def _count(field: Field) -> int | None:
    """Return a number of replicas; None where there is none that the API server can decode."""
    return None if field.path in field.resource.facts.unsound else _number(field.value)


def _number(value: Any) -> int | None:
    counts = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if counts else None
