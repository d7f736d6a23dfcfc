"""A field that may be to blame for what goes wrong in a drill."""

from __future__ import annotations

from multiaz_lint.drill.playing import moments
from multiaz_lint.drill.playing.event_groups import DRAINS, ROLLED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.model import Field, Resource

    Tree = Mapping[str, Any]

SPREAD, APART, NEAR, NODES = "spread", "apart", "near", "nodes"
ROOM, PORTS, VOLUMES, BUDGET, STRATEGY = "room", "ports", "volumes", "budget", "strategy"
TOGETHER, IDENTITY, STAYS, GATES = "together", "identity", "stays", "gates"
QUOTA, LIMITS, RUNTIME, PROBE = "quota", "limits", "runtime class", "probe"


class Suspect:
    """A field that may be to blame, what is changed to find out, and what to do about it.

    The hint says what is changed. ``budgets`` has other specs of budgets by their id, None for
    those that are left out; ``strategy`` is maxSurge and maxUnavailable; ``unclaimed`` pods have
    no claims of volumeClaimTemplates, and volumes of the classes ``late`` are made after their
    pods have a node. ``for_all`` tries the replicas for all workloads of one pod
    at once, to save time.
    """

    __slots__ = (
        "budgets", "field", "for_all", "hint", "kind", "late", "proven", "refuted", "replicas",
        "strategy", "template", "unclaimed", "without",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        field: Field,
        hint: str,
        *,
        template: Tree | None = None,
        budgets: Mapping[int, Tree | None] | None = None,
        strategy: tuple[Any, Any] | None = None,
        replicas: int | None = None,
        for_all: bool = False,
        unclaimed: bool = False,
        late: tuple[str, ...] = (),
        without: Resource | None = None,
    ) -> None:
        self.kind = kind
        self.field = field
        self.hint = hint
        self.template = template
        self.budgets = budgets
        self.strategy = strategy
        self.replicas = replicas
        self.for_all = for_all
        self.unclaimed = unclaimed
        self.late = late
        self.without = without
        self.proven = False
        self.refuted = False  # whether it was tried, and the trouble stayed

    def concerns(self, event: str) -> bool:
        """Whether there is something to try, and it can matter to an event at all."""
        changes = (self.template, self.budgets, self.strategy, self.replicas, self.without)
        if all(change is None for change in changes) and not (self.unclaimed or self.late):
            return False
        if self.kind == STRATEGY:
            return event in ROLLED
        if self.kind == BUDGET:
            return event in DRAINS or event == moments.DRAIN_ROLLOUT
        return True
