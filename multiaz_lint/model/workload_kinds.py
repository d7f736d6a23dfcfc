"""The kinds of workloads, and how each replaces its pods."""

from __future__ import annotations

from multiaz_lint.model.cached import cached
from multiaz_lint.model.custom.makers import STATEFUL_SET, keeper
from multiaz_lint.model.digits import percent
from multiaz_lint.model.labels import compile_map
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.workload import GENERATED, ScalableWorkload, Workload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.field import Field
    from multiaz_lint.model.labels import Selector


POD_NAME = "statefulset.kubernetes.io/pod-name"
POD_INDEX = "apps.kubernetes.io/pod-index"
REVISION_HASH = "controller-revision-hash"
_JOB_NAMES = ("batch.kubernetes.io/job-name", "job-name")


class Deployment(ScalableWorkload):
    """apps/v1 Deployment."""

    __slots__ = ()
    added_labels = ("pod-template-hash",)
    revision_label = "pod-template-hash"

    @cached
    def strategy(self) -> str:
        """Recreate or RollingUpdate, the default."""
        return string(mapping(self.spec.get("strategy")).get("type")) or "RollingUpdate"

    @property
    def strategy_path(self) -> tuple[str, ...]:
        return ("spec", "strategy")

    @property
    def rolling_path(self) -> tuple[str, ...]:
        """Where it is written how many pods a rolling update adds and takes away at once."""
        return (*self.strategy_path, "rollingUpdate")

    def surge_and_unavailable(self, replicas: int) -> tuple[int, int]:
        """Return how many pods a rolling update may add, and how many may be missing.

        Percentages of maxSurge round up, of maxUnavailable down; if both are 0, maxUnavailable is
        1 (deployment controller ResolveFenceposts, 1.37). Recreate takes all pods away first.
        """
        if self.strategy == "Recreate":
            return 0, replicas
        rolling = mapping(mapping(self.spec.get("strategy")).get("rollingUpdate"))
        surge = scaled(rolling.get("maxSurge", "25%"), replicas, round_up=True)
        unavailable = scaled(rolling.get("maxUnavailable", "25%"), replicas, round_up=False)
        if surge == 0 and unavailable == 0:
            unavailable = 1
        return surge, unavailable


def scaled(value: Any, total: int, *, round_up: bool) -> int:
    """Resolve an IntOrString against a total; null is 25 %, what cannot be read is 0."""
    if value is None:
        value = "25%"
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    share = (percent(value) or 0) * total
    return -(-share // 100) if round_up else share // 100


class StatefulSet(ScalableWorkload):
    """apps/v1 StatefulSet."""

    __slots__ = ()
    added_labels = (REVISION_HASH, POD_NAME, POD_INDEX)
    unique_labels = (POD_NAME, POD_INDEX)

    @property
    def hash_label(self) -> str:
        return REVISION_HASH

    @property
    def names_kept_by(self) -> str:
        return keeper(STATEFUL_SET)

    @property
    def parallel(self) -> bool:
        """Whether its pods do not wait for one another."""
        return self.spec.get("podManagementPolicy") == "Parallel"

    @cached
    def claim_fields(self) -> tuple[Field, ...]:
        """Its volumeClaimTemplates: each pod gets a claim of each."""
        written = self.at("spec", "volumeClaimTemplates").items()
        return tuple([field for field in written if isinstance(field.value, dict)])

    @property
    def first_ordinal(self) -> int:
        """The number of its first pod."""
        start = mapping(self.spec.get("ordinals")).get("start")
        return start if type(start) is int else 0

    def volumes(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield those that no claim template of the same name replaces.

        The StatefulSet controller puts its claims in their place (updateStorage, 1.37).
        """
        names = {string(mapping(each.get("metadata")).get("name")) for each in self.claim_templates}
        for index, volume in super().volumes():
            if string(volume.get("name")) not in names:
                yield index, volume

    def unavailable(self, replicas: int) -> int:
        """Return how many pods a rolling update may take away at once.

        maxUnavailable, 1 by default, counts from 1.37 on; its percentages round down, to 1 at
        least (StatefulSet controller).
        """
        strategy = mapping(self.spec.get("updateStrategy"))
        written = mapping(strategy.get("rollingUpdate")).get("maxUnavailable", 1)
        return max(1, scaled(written, replicas, round_up=False))


class ReplicaSet(ScalableWorkload):
    """apps/v1 ReplicaSet."""

    __slots__ = ()


class ReplicationController(ScalableWorkload):
    """v1 ReplicationController; its selector is a plain map."""

    __slots__ = ()

    @cached
    def selector(self) -> Selector:
        return compile_map(mapping(self.spec.get("selector")) or self.template_labels)

    @property
    def written_selector(self) -> Any:
        labels = mapping(self.spec.get("selector")) or self.template_labels
        return {"matchLabels": labels} if labels else None


class DaemonSet(Workload):
    """apps/v1 DaemonSet: one pod on each node, never moved."""

    __slots__ = ()
    added_labels = (REVISION_HASH, "pod-template-generation")


class Job(Workload):
    """batch/v1 Job."""

    __slots__ = ()
    added_labels = ("batch.kubernetes.io/controller-uid", "controller-uid", *_JOB_NAMES)

    @cached
    def pod_labels(self) -> dict[str, str]:
        """The API server adds labels unless manualSelector is set; one is the name (1.37)."""
        if self.spec.get("manualSelector") is True:
            return self.template_labels
        labels = {**self.template_labels, **dict.fromkeys(self.added_labels, GENERATED)}
        name = string(self.metadata.get("name"))
        return {**labels, **dict.fromkeys(_JOB_NAMES, name)} if name else labels

    @property
    def idle(self) -> bool:
        """Whether it makes no pods, as written."""
        return _makes_no_pods(self.spec)


class CronJob(Job):
    """batch/v1 CronJob."""

    __slots__ = ()
    template_path: tuple[str, ...] = ("spec", "jobTemplate", "spec", "template")
    pod_path: tuple[str, ...] = (*template_path, "spec")

    @cached
    def pod_labels(self) -> dict[str, str]:
        """Each of its Jobs has a name of its own."""
        return {**self.template_labels, **dict.fromkeys(self.added_labels, GENERATED)}

    @property
    def idle(self) -> bool:
        """Whether it is suspended, or its Jobs make no pods."""
        return self.spec.get("suspend") is True or _makes_no_pods(self._job)

    @property
    def keeps_finished(self) -> bool:
        """Whether pods of Jobs that ended well are there between its runs (batch/v1, 1.37)."""
        none_kept = self.spec.get("successfulJobsHistoryLimit") == 0
        return not (self.idle or none_kept or "ttlSecondsAfterFinished" in self._job)

    @property
    def _job(self) -> dict[str, Any]:
        return mapping(mapping(self.spec.get("jobTemplate")).get("spec"))


class ScaledJob(CronJob):
    """keda.sh ScaledJob: makes Jobs while there is work, and keeps 100 of those that ended."""

    __slots__ = ()
    template_path = ("spec", "jobTargetRef", "template")
    pod_path = (*template_path, "spec")

    @property
    def idle(self) -> bool:
        """Whether it may make no Jobs (maxReplicaCount 0), or these no pods."""
        most = self.spec.get("maxReplicaCount")
        return (type(most) is int and most == 0) or _makes_no_pods(self._job)

    @property
    def _job(self) -> dict[str, Any]:
        return mapping(self.spec.get("jobTargetRef"))


def _makes_no_pods(job: dict[str, Any]) -> bool:
    parallelism = job.get("parallelism")
    return job.get("suspend") is True or (type(parallelism) is int and parallelism == 0)


MIRROR = "kubernetes.io/config.mirror"
"""The annotation of a Pod that shows one which the kubelet of a node runs by itself."""


class Pod(Workload):
    """v1 Pod, written by itself."""

    __slots__ = ()
    template_path = ()
    pod_path = ("spec",)

    @property
    def ends(self) -> bool:
        """Whether it ends by itself once its containers do."""
        return self.pod_spec.get("restartPolicy") in _ENDING

    @property
    def ended(self) -> bool:
        """Whether it has run to its end in a cluster.

        Of a manifest that no API server has stored, which would say its uid, the status counts for
        nothing (podStrategy.PrepareForCreate, 1.37).
        """
        phase = mapping(self.get("status")).get("phase")
        return phase in _ENDED and bool(string(self.metadata.get("uid")))


_ENDING = ("Never", "OnFailure")
_ENDED = ("Succeeded", "Failed")
ARGO_ROLLOUTS = "Argo Rollouts"


def _is_zero(value: Any) -> bool:
    return value in (0, "0", "0%") and not isinstance(value, bool)


class Rollout(Deployment):
    """argoproj.io Rollout: a Deployment with progressive delivery."""

    __slots__ = ()
    added_labels = ("rollouts-pod-template-hash",)
    revision_label = "rollouts-pod-template-hash"

    @property
    def reference(self) -> tuple[str, str, str, str] | None:
        """The identity of the resource whose pod template it runs, if it has none of its own."""
        written = self.get("spec", "workloadRef")
        if not isinstance(written, dict) or self.get("spec", "template", "spec"):
            return None
        group = string(written.get("apiVersion")).rpartition("/")[0]
        return (group, string(written.get("kind")), self.namespace, string(written.get("name")))

    @property
    def without_pods(self) -> str:
        if self.reference is None:
            return super().without_pods
        _, kind, _, name = self.reference
        return f"its pod template is that of {kind.lower()}/{name}, which the input does not hold"

    @property
    def strategy_path(self) -> tuple[str, ...]:
        return ("spec", "strategy", "canary")

    @property
    def rolling_path(self) -> tuple[str, ...]:
        return self.strategy_path

    @property
    def strategy(self) -> str:
        """Blue-green keeps all old pods until the new ones are ready; canary rolls."""
        return "RollingUpdate"

    @property
    def refusal(self) -> tuple[str, Field] | None:
        """What Argo Rollouts says to a canary that it does not roll out, and of which field.

        It marks the Rollout as InvalidSpec then, and makes no pod (argo-rollouts 1.8,
        invalidMaxSurgeMaxUnavailable): percentages count before they are rounded, and a number
        that is not written is 25 %.
        """
        strategy = mapping(self.spec.get("strategy"))
        if strategy.get("blueGreen") is not None:
            return None
        canary = mapping(strategy.get("canary"))
        if _is_zero(canary.get("maxSurge")) and _is_zero(canary.get("maxUnavailable")):
            words = "MaxSurge and MaxUnavailable both can not be zero"
            return words, self.at(*self.strategy_path, "maxSurge")
        return None

    def surge_and_unavailable(self, replicas: int) -> tuple[int, int]:
        """Return what the canary says, unless it routes traffic: then neither number counts."""
        if isinstance(mapping(self.spec.get("strategy")).get("blueGreen"), dict):
            return replicas, 0
        canary = mapping(self.get(*self.strategy_path))
        if canary.get("trafficRouting"):
            return replicas, 0
        surge = scaled(canary.get("maxSurge", "25%"), replicas, round_up=True)
        unavailable = scaled(canary.get("maxUnavailable", "25%"), replicas, round_up=False)
        return (surge, unavailable) if surge or unavailable else (0, 1)
