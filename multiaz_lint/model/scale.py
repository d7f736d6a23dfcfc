"""How many replicas of a workload the controllers keep."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.model.autoscaling import Autoscaler
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.workload import ScalableWorkload


class Scale:
    """How many replicas the controllers keep: ``least`` to ``most``, and who decides.

    ``decider`` is the autoscaler in charge, if the input holds one. ``certain`` is false where the
    number cannot be read.
    """

    __slots__ = ("certain", "decider", "least", "most")

    def __init__(
        self, least: int, most: int, decider: Autoscaler | None = None, *, certain: bool = True
    ) -> None:
        self.least = least
        self.most = most
        self.decider = decider
        self.certain = certain

    @property
    def zero(self) -> bool:
        """Whether the workload is switched off."""
        return self.certain and self.most == 0 and self.decider is None


def decide(workload: ScalableWorkload, autoscalers: Sequence[Autoscaler]) -> Scale:
    """Return the scale of a workload: that of its autoscalers, else what is written.

    What an Argo Rollout takes over ends with no pods (``adapters/refer.py``).
    """
    if "taken over" in workload.facts:
        return Scale(0, 0)
    if autoscalers:
        decider = min(autoscalers, key=_severest) if autoscalers[1:] else autoscalers[0]
        least, most = decider.minimum.value, decider.maximum.value
        if _is_sound(decider.minimum, decider.maximum) and _is_count(least) and _is_count(most):
            return Scale(least, max(least, most), decider)
        return Scale(1, 1, decider, certain=False)
    written = workload.replicas.value
    if _is_sound(workload.replicas) and _is_count(written):
        return Scale(written, written)
    return Scale(1, 1, certain=False)


def _is_sound(*fields: Field) -> bool:
    """Whether none of the fields holds a value that the API server cannot decode."""
    return not any(each.path in each.resource.facts.get("unsound", ()) for each in fields)


def _severest(autoscaler: Autoscaler) -> tuple[int, str, str]:
    """Of several autoscalers the one that may shrink the workload the most counts."""
    least = autoscaler.minimum.value
    return (least if _is_count(least) else 0, autoscaler.origin, autoscaler.name)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
