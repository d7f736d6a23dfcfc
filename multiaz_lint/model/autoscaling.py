"""Autoscalers: HorizontalPodAutoscaler and KEDA ScaledObject, seen as one."""

from __future__ import annotations

from itertools import islice

from multiaz_lint.model.cached import cached
from multiaz_lint.model.digits import whole
from multiaz_lint.model.resource import Resource, mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.model.field import Field

PAUSED = "autoscaling.keda.sh/paused-replicas"
_STOPPED = "autoscaling.keda.sh/paused"
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
"""What Go's strconv.ParseBool takes for false."""
_OF_APPS = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "DaemonSet"})
_OF_RESOURCES = frozenset({"cpu", "memory"})
_SCALED = {"apps": ("Deployment", "StatefulSet", "ReplicaSet"), "": ("ReplicationController",)}
"""The kinds of Kubernetes that have a scale, by group; those of ``batch`` have none."""
_REMOVED = frozenset({"extensions"})
_REFUSED_SINCE = (1, 34)
"""The API server refuses a target without a group from here on, which another finding says."""


class Autoscaler(Resource):
    """Sets the number of replicas of its target, between a minimum and a maximum."""

    __slots__ = ()

    @cached
    def target(self) -> tuple[str, str, str, str]:
        """The identity of what it scales: group, kind, namespace, name.

        Versions do not matter: the scale client resolves by group and kind. A workload without
        apiVersion is taken as meant; the API server refuses that from 1.34 on.
        """
        reference = mapping(self.spec.get("scaleTargetRef"))
        kind = string(reference.get("kind")) or self.default_target_kind
        version = string(reference.get("apiVersion")) or self.default_target_api
        if not version and kind in _OF_APPS:
            version = "apps/v1"
        group = version.rpartition("/")[0]
        return (group, kind, self.namespace, string(reference.get("name")))

    default_target_api = ""
    default_target_kind = ""

    def scales_nothing(self, kubernetes: tuple[int, int]) -> bool:
        """Whether it scales nothing, whatever the cluster holds."""
        _, kind, _, name = self.target
        nameless = not kind or not name
        return nameless or self.unscalable or self.removed or self.without_group(kubernetes)

    @property
    def unscalable(self) -> bool:
        """Whether its target is of a kind that has no scale, or that its group does not have."""
        group, kind, _, _ = self.target
        if group not in {"apps", "batch", ""}:
            return False
        return kind not in _SCALED.get(group, ()) and not (group == "" and kind in _SCALED["apps"])

    @property
    def meant_kind(self) -> str | None:
        """The kind that its target is to have, where only capitals are wrong."""
        group, kind, _, _ = self.target
        scaled = _SCALED.get(group, ())
        return next((each for each in scaled if each.lower() == kind.lower() != each), None)

    @property
    def removed(self) -> bool:
        """Whether its target is in a group that is not served any more."""
        return self.target[0] in _REMOVED

    def without_group(self, kubernetes: tuple[int, int]) -> bool:  # noqa: ARG002 - others need it
        """Whether it looks for its target in the core group, where that is not."""
        return False

    @cached
    def minimum(self) -> Field:
        """The least number of replicas."""
        raise NotImplementedError

    @property
    def least(self) -> Any:
        """The number of replicas that it never goes below, which the minimum may not be."""
        return self.minimum.value

    @cached
    def maximum(self) -> Field:
        """The greatest number of replicas."""
        raise NotImplementedError

    @property
    def scale_up(self) -> Field:
        """Which of its policies for scaling up counts; Max is the default (autoscaling/v2)."""
        return self.at(*self.behavior, "scaleUp", "selectPolicy", default="Max")

    behavior: tuple[str, ...] = ("spec", "behavior")
    """Where it says how fast it scales."""

    @property
    def idle(self) -> Field | None:
        """The field by which it leaves no replica while there is nothing to do, if there is one."""
        return None

    @property
    def paused_at(self) -> int | None:
        """The number of replicas that it holds while it is paused; None where it scales."""
        return None

    @property
    def stopped(self) -> bool:
        """Whether it is paused without a number, so that what the workload says holds."""
        return False


class HorizontalPodAutoscaler(Autoscaler):
    """autoscaling HorizontalPodAutoscaler; minReplicas is 1 by default (autoscaling/v2, 1.37)."""

    __slots__ = ()

    def without_group(self, kubernetes: tuple[int, int]) -> bool:
        if kubernetes >= _REFUSED_SINCE or self.target[1] == "ReplicationController":
            return False
        return "/" not in str(self.get("spec", "scaleTargetRef", "apiVersion") or "")

    @cached
    def minimum(self) -> Field:
        """The replicas that it keeps at least: 1 where nothing is written."""
        return self.at("spec", "minReplicas", default=1)

    @cached
    def maximum(self) -> Field:
        """The replicas that it makes at most; the API server asks for it."""
        return self.at("spec", "maxReplicas", default=1)


class ScaledObject(Autoscaler):
    """keda.sh ScaledObject: between 0 and 100 replicas of a Deployment by default."""

    __slots__ = ()
    default_target_api = "apps/v1"
    default_target_kind = "Deployment"
    behavior = ("spec", "advanced", "horizontalPodAutoscalerConfig", "behavior")

    @cached
    def minimum(self) -> Field:
        """The replicas that it keeps at least: 0 where nothing is written."""
        return self.at("spec", "minReplicaCount", default=0)

    @cached
    def least(self) -> Any:
        """The minimum; 1 for 0 where all triggers are cpu and memory.

        Only a trigger of another kind lets KEDA scale to 0 (its cpu scaler, 2.13), and the HPA
        that it makes has a minimum of 1 then.
        """
        least = self.minimum.value
        return 1 if least == 0 and self._of_resources else least

    @cached
    def maximum(self) -> Field:
        """The replicas that it makes at most: 100 where nothing is written."""
        return self.at("spec", "maxReplicaCount", default=100)

    @property
    def idle(self) -> Field | None:
        """Its idleReplicaCount of 0, if KEDA ever comes to it.

        Another number does not hold (the HPA keeps its minimum), one that is not below the minimum
        is refused, and triggers on cpu and memory alone are never idle (KEDA 2.17).
        """
        field = self.at("spec", "idleReplicaCount")
        minimum = self.minimum.value
        above = isinstance(minimum, int) and minimum > 0
        return field if field.value == 0 and above and not self._of_resources else None

    @property
    def paused_at(self) -> int | None:
        """The number of its annotation ``autoscaling.keda.sh/paused-replicas``."""
        return whole(self.annotations.get(PAUSED))

    @property
    def stopped(self) -> bool:
        """Whether it is paused as it is: KEDA scales nothing then and deletes its HPA.

        What is no boolean counts as true, and a number to hold comes first
        (NeedToBePausedByAnnotation, KEDA 2.17).
        """
        written = self.annotations.get(_STOPPED)
        return isinstance(written, str) and written not in _FALSE and PAUSED not in self.annotations

    @property
    def _of_resources(self) -> bool:
        """Whether all its triggers are cpu and memory."""
        triggers = sequence(self.spec.get("triggers"))
        kinds = {string(mapping(each).get("type")) for each in triggers}
        return bool(kinds) and kinds <= _OF_RESOURCES


class Rivals:
    """The autoscalers that scale one workload, in the order of their names, of copies the first."""

    __slots__ = ("_by_identity",)

    def __init__(self, autoscalers: Iterable[Autoscaler]) -> None:
        found = [each for each in autoscalers if not each.owned]
        found.sort(key=lambda each: (each.kind, each.name, each.origin))
        self._by_identity: dict[tuple[str, str, str, str], Autoscaler] = {}
        for each in found:
            self._by_identity.setdefault(each.identity, each)

    def count_beside(self, autoscaler: Autoscaler) -> int:
        """Return how many there are besides an autoscaler and its copies."""
        return len(self._by_identity) - (autoscaler.identity in self._by_identity)

    def first_beside(self, autoscaler: Autoscaler, most: int) -> list[Autoscaler]:
        """Return the first of them: to go through all, for each of them, would take too long."""
        own = autoscaler.identity
        others = (each for key, each in self._by_identity.items() if key != own)
        return list(islice(others, most))
