"""What is otherwise in a world than the manifests say."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from multiaz_lint.model import Resource

    Tree = Mapping[str, Any]


class Changes:
    """What is otherwise in a world than it is written: by the id of the manifest it is about.

    Templates, replicas and strategies (maxSurge, maxUnavailable) are in place of those of members;
    `unclaimed` members have no volumeClaimTemplates. `budgets` has the specs of other disruption
    budgets, None where there is none. `late` names storage classes that wait for the first pod;
    `without` is a LimitRange or a ResourceQuota that is not there.
    """

    __slots__ = (
        "budgets", "late", "replicas", "strategies", "templates", "unclaimed", "without",
    )  # fmt: skip

    def __init__(
        self,
        *,
        templates: Mapping[int, Tree] | None = None,
        budgets: Mapping[int, Tree | None] | None = None,
        strategies: Mapping[int, tuple[Any, Any]] | None = None,
        replicas: Mapping[int, int] | None = None,
        unclaimed: Collection[int] = (),
        late: Collection[str] = (),
        without: Resource | None = None,
    ) -> None:
        self.templates = templates or {}
        self.budgets = budgets or {}
        self.strategies = strategies or {}
        self.replicas = replicas or {}
        self.unclaimed = unclaimed
        self.late = late
        self.without = without


AS_WRITTEN = Changes()
