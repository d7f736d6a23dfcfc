"""One workload that takes part in a drill, or why it does not."""

from __future__ import annotations

from multiaz_lint.api import filled
from multiaz_lint.drill.casting import devices
from multiaz_lint.drill.workload import (
    BARE_POD,
    DAEMON_SET,
    DEPLOYMENT,
    JOB,
    REPLICA_SET,
    STATEFUL_SET,
)
from multiaz_lint.model import (
    CronJob,
    Deployment,
    HorizontalPodAutoscaler,
    Job,
    Pod,
    Rollout,
    ScalableWorkload,
)
from multiaz_lint.model.custom.adapted import CustomWorkload
from multiaz_lint.model.made_pods import why_not_asked
from multiaz_lint.model.pods.probes import never_ready
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.workload_kinds import ReplicaSet, ReplicationController

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.model import Cluster, Field
    from multiaz_lint.model import Workload as Manifest

    Tree = Mapping[str, Any]

MOST_REPLICAS = 10_000


class Member:
    """One workload that takes part: its manifest and how many replicas it keeps.

    ``least`` and ``most`` are the autoscaler's bounds, or both the written number; ``written`` is
    what the manifest says where an autoscaler decides. ``judged`` is false for what only takes
    room: DaemonSets, Jobs, pods of unknown controllers. ``rolls`` is false where no controller
    makes other pods of a changed template; ``paused`` says that a Deployment's does not for now,
    and ``unmade`` that it has not made any yet. ``unready`` is the probe for which no new pod of it
    is ever ready.
    """

    __slots__ = (
        "deviceless",
        "judged",
        "kind",
        "least",
        "manifest",
        "most",
        "paused",
        "preempts",
        "priority",
        "replicas",
        "rolls",
        "scaled",
        "template",
        "unmade",
        "unready",
        "wanted",
        "written",
    )

    def __init__(
        self, kind: str, manifest: Manifest, template: Tree, replicas: int, *, judged: bool
    ) -> None:
        self.kind = kind
        self.manifest = manifest
        self.template: Tree = filled("core/v1.PodTemplateSpec", template)
        self.wanted = replicas
        self.replicas = self.least = self.most = min(replicas, MOST_REPLICAS)
        self.deviceless: frozenset[str] = frozenset()
        self.priority = 0
        self.preempts = True
        self.written: int | None = None
        self.scaled = False  # whether an autoscaler decides
        self.judged = judged
        self.paused = _paused(manifest)
        self.unmade = False
        self.unready = never_ready(manifest)
        self.rolls = not (self.paused or isinstance(manifest, (ReplicaSet, ReplicationController)))

    @property
    def selector(self) -> Tree:
        """The selector that its controller has; where none is written, the template's labels."""
        manifest = self.manifest
        return mapping(manifest.written_selector) or {"matchLabels": manifest.template_labels}

    def __repr__(self) -> str:
        return f"Member({self.manifest}, {self.replicas})"


class LeftOut:
    """A workload without a verdict, and why; `field` is what the `refuser` refuses."""

    __slots__ = ("field", "manifest", "refuser", "why")

    def __init__(
        self,
        manifest: Manifest,
        why: str,
        field: Field | None = None,
        refuser: str = "the API server",
    ) -> None:
        self.manifest = manifest
        self.why = why
        self.field = field
        self.refuser = refuser

    @property
    def refused(self) -> bool:
        """Whether it is left out for what a field says."""
        return self.field is not None

    @property
    def refused_object(self) -> str:
        """What is refused: the workload, or that whose pod template it runs."""
        other = self.field.resource if self.field is not None else self.manifest
        if other.identity == self.manifest.identity:
            return "it"
        return f"{other}, whose pod template it runs"


def member_of(manifest: Manifest, cluster: Cluster, assumptions: list[str]) -> Member | str:
    """Return a workload as a member, or why it is none; empty when that needs no words."""
    if manifest.owned:
        return why_not_asked(manifest, cluster) if isinstance(manifest, ScalableWorkload) else ""
    if manifest.is_hook:
        return "a Helm hook"
    if isinstance(manifest, Pod):
        return _bare_pod(manifest)
    if not manifest.pod_spec:
        return manifest.without_pods
    if isinstance(manifest, CronJob):
        return f"a {manifest.kind} has no running pods between its runs"
    if isinstance(manifest, Job):
        return _job(manifest)
    if not isinstance(manifest, ScalableWorkload):
        return Member(DAEMON_SET, manifest, manifest.template, 0, judged=False)
    scale = cluster.scale_of(manifest)
    if scale.zero:
        return "scaled to zero"
    if _scaling_disabled(manifest, cluster):
        return "scaled to zero, where a HorizontalPodAutoscaler does nothing"
    if scale.decider is None and not scale.certain:
        return "it does not say a readable number of replicas"
    kind = DEPLOYMENT if isinstance(manifest, Rollout) else manifest.kind
    member = Member(kind, manifest, manifest.played_template, scale.least, judged=True)
    if kind not in {DEPLOYMENT, STATEFUL_SET, REPLICA_SET}:
        member.kind = STATEFUL_SET if manifest.names_kept_by else REPLICA_SET
        if member.rolls:
            member.rolls = False
            assumptions.append(
                f"how pods of {manifest} are replaced by a changed template is not known: no "
                "rollout of it is played"
            )
    member.scaled = scale.decider is not None
    written = manifest.replicas.value
    if member.scaled and isinstance(written, int) and not isinstance(written, bool):
        member.written = written
    member.wanted = max(scale.least, scale.most)
    if scale.decider is not None and scale.decider.scale_up.value == "Disabled":
        # never above what there is, but up to the minimum (calculateScaleUpLimit, v1.37)
        member.wanted = max(scale.least, min(scale.most, member.written or 1))
    member.least, member.most = member.replicas, min(member.wanted, MOST_REPLICAS)
    if isinstance(manifest, CustomWorkload):
        assumptions += manifest.unknown
    assumptions += devices.assumed(manifest, cluster)
    if not scale.certain:
        assumptions.append(f"{manifest} does not say a readable number of replicas: 1")
    decider = scale.decider
    idle = decider is not None and decider.idle is not None and decider.paused_at is None
    if member.least == 0:
        member.replicas = member.least = 1
        idle = True
    if idle:
        assumptions.append(f"{manifest} is scaled down to 0 at times: played with {member.least}")
    return member


def _paused(manifest: Manifest) -> bool:
    """Whether the Deployment controller makes no ReplicaSet of a template (sync, v1.37)."""
    paused = isinstance(manifest, Deployment) and manifest.spec.get("paused") is True
    return paused and not isinstance(manifest, Rollout)


def _scaling_disabled(manifest: ScalableWorkload, cluster: Cluster) -> bool:
    """Whether all autoscalers leave a workload at the 0 replicas that are written.

    The HPA controller scales nothing that has none (reconcileAutoscaler, v1.37); KEDA does, and so
    it does by an HPA that it owns.
    """
    autoscalers = cluster.autoscalers_of(manifest)
    return (
        manifest.replicas.value == 0
        and bool(autoscalers)
        and all(
            isinstance(each, HorizontalPodAutoscaler) and not each.owned for each in autoscalers
        )
        and all(each.minimum.value != 0 for each in autoscalers)
    )


def runs(manifest: Manifest) -> bool:
    """Whether it is a pod of a dump, which no API server is asked about again."""
    return isinstance(manifest, Pod) and bool(manifest.get("status", "phase"))


def _bare_pod(manifest: Pod) -> Member | str:
    if manifest.ended:
        return ""
    template = {"metadata": {"labels": manifest.labels}, "spec": manifest.pod_spec}
    return Member(BARE_POD, manifest, template, 1, judged=False)


def _job(manifest: Job) -> Member | str:
    done = mapping(manifest.get("status")).get("completionTime")
    if (done and manifest.metadata.get("uid")) or manifest.get("spec", "suspend") is True:
        return ""
    parallel = manifest.get("spec", "parallelism")
    count = parallel if isinstance(parallel, int) else 1
    return Member(JOB, manifest, manifest.template, count, judged=False)
