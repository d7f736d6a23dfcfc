"""What in the manifests of a workload may be to blame, and each with the mildest change to try."""

from __future__ import annotations

from multiaz_lint.api import pod_quota
from multiaz_lint.drill import play
from multiaz_lint.drill.shape import PLACE_KEYS
from multiaz_lint.drill.size import SIZES
from multiaz_lint.drill.story import ROLLOUTS
from multiaz_lint.drill.template import REMOVED, changed
from multiaz_lint.drill.workload import DEPLOYMENT, STATEFUL_SET
from multiaz_lint.model import ScalableWorkload, StatefulSet
from multiaz_lint.model.priority import missing_class
from multiaz_lint.model.resource import mapping, sequence
from multiaz_lint.model.runtime_class import class_of, is_absent
from multiaz_lint.model.taints import NO_EXECUTE, UNREACHABLE, tolerated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.member import Member
    from multiaz_lint.drill.plan import Plan
    from multiaz_lint.model import Autoscaler, Field, PodDisruptionBudget, Resource
    from multiaz_lint.model import Workload as Manifest

    Tree = Mapping[str, Any]

HASH = "pod-template-hash"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_SPREAD, _APART, _NEAR, _NODES = "spread", "apart", "near", "nodes"
_ROOM, _PORTS, _VOLUMES, _BUDGET, _STRATEGY = "room", "ports", "volumes", "budget", "strategy"
_TOGETHER, _IDENTITY, _STAYS = "together", "identity", "stays"
_QUOTA, _LIMITS, _RUNTIME = "quota", "limits", "runtime class"
_AFFINITY = ("affinity", "nodeAffinity", _REQUIRED)
_GONE = {"key": UNREACHABLE, "effect": NO_EXECUTE}
_ROLLOUTS = frozenset((play.ROLLOUT, *ROLLOUTS, *(size.rollout for size in SIZES)))
_WORDS = (
    (" quota: ", _QUOTA),
    ("claim ", _LIMITS),
    ("no PriorityClass", _RUNTIME),
    ("pod rejected: ", _RUNTIME),
    ("conflict: runtimeClass", _RUNTIME),
    ("forbidden: ", _LIMITS),
    ("invalid: ", _LIMITS),
    ("topology spread", _SPREAD),
    ("pod anti-affinity", _APART),
    ("pod affinity rules", _NEAR),
    ("node affinity/selector", _NODES),
    ("free ports", _PORTS),
    ("Multi-Attach", _VOLUMES),
    ("PersistentVolume", _VOLUMES),
    ("volume", _VOLUMES),
    ("disruption budget", _BUDGET),
    ("PodDisruptionBudget", _BUDGET),
    ("Insufficient", _ROOM),
    ("Too many pods", _ROOM),
)
"""What the words of a refusal point at, the most telling first."""


class Suspect:
    """A field that may be to blame, what is changed to find out, and what to do about it."""

    __slots__ = ("budgets", "field", "hint", "kind", "proven", "strategy", "template", "without")

    def __init__(
        self,
        kind: str,
        field: Field,
        hint: str,
        *,
        template: Tree | None = None,
        budgets: Sequence[PodDisruptionBudget] | None = None,
        strategy: tuple[Any, Any] | None = None,
        without: Resource | None = None,
    ) -> None:
        self.kind = kind
        self.field = field
        self.hint = hint
        self.template = template
        self.budgets = budgets
        self.strategy = strategy
        self.without = without
        self.proven = False

    def concerns(self, event: str) -> bool:
        """Whether there is something to try, and it can matter to an event at all."""
        changes = (self.template, self.budgets, self.strategy, self.without)
        if all(change is None for change in changes):
            return False
        if self.kind == _STRATEGY:
            return event in _ROLLOUTS
        if self.kind == _BUDGET:
            return event in {play.DRAIN, play.DRAIN_ROLLOUT, *(size.drain for size in SIZES)}
        return True


def suspects(member: Member, plan: Plan) -> list[Suspect]:
    """Return all suspects of a workload, the mildest change of each first."""
    return [
        *_spread(member),
        *_terms(member),
        *_budgets(member, plan),
        *_strategy(member),
        *_stays(member),
        *_admission(member, plan),
        *_runtime(member, plan),
        *_removals(member),
    ]


def likeliest(found: Sequence[Suspect], reasons: Iterable[str]) -> Suspect | None:
    """Return the suspect that the words of a refusal point at."""
    text = " ".join(reasons)
    for words, kind in _WORDS:
        if words in text:
            for suspect in found:
                if suspect.kind == kind:
                    return suspect
    return None


def together(member: Member, plan: Plan) -> Suspect | None:
    """Return what lets all pods stand in one zone, where no rule stands in their way."""
    decider = _decider(member, plan)
    if member.replicas < 2:
        field = _number(member.manifest) if decider is None else decider.minimum
        return Suspect(_TOGETHER, field, "two replicas or more can stand in two zones")
    if not _at(member, "topologySpreadConstraints"):
        field = member.manifest.pod("topologySpreadConstraints")
        hint = "a hard constraint on topology.kubernetes.io/zone spreads the pods over the zones"
        return Suspect(_TOGETHER, field, hint)
    return None


def identity(member: Member) -> Suspect | None:
    """Return what holds a StatefulSet back: its pod on a dead node keeps its name."""
    if member.kind != STATEFUL_SET:
        return None
    hint = (
        "once the node is known to be off, the taint node.kubernetes.io/out-of-service lets the "
        "pod be made again"
    )
    return Suspect(_IDENTITY, member.manifest.name_field, hint)


def _number(manifest: Manifest) -> Field:
    """Return where the number of replicas is written."""
    if isinstance(manifest, ScalableWorkload):
        return manifest.replicas
    return manifest.at("spec", "replicas")


def _decider(member: Member, plan: Plan) -> Autoscaler | None:
    manifest = member.manifest
    return (
        plan.cluster.scale_of(manifest).decider if isinstance(manifest, ScalableWorkload) else None
    )


def _budgets(member: Member, plan: Plan) -> Iterator[Suspect]:
    namespace, labels = member.manifest.namespace, member.manifest.pod_labels
    for budget in plan.budgets:
        if budget.namespace != namespace or not budget.selector.matches(labels):
            continue
        others = [each for each in plan.budgets if each is not budget]
        yield Suspect(
            _BUDGET,
            budget.bound,
            "maxUnavailable: 1 lets one pod go at a time",
            budgets=others,
        )


def _spread(member: Member) -> Iterator[Suspect]:
    pod = member.manifest
    written = sequence(mapping(member.template.get("spec")).get("topologySpreadConstraints"))
    for index, constraint in enumerate(written):
        if mapping(constraint).get("whenUnsatisfiable") != "DoNotSchedule":
            continue
        at = ("spec", "topologySpreadConstraints", index)
        field = pod.pod("topologySpreadConstraints", index)
        honest = changed(member.template, (*at, "nodeTaintsPolicy"), "Honor")
        if constraint.get("nodeTaintsPolicy") != "Honor":
            yield Suspect(
                _SPREAD,
                field,
                "nodeTaintsPolicy: Honor leaves drained and dead zones out of the count",
                template=honest,
            )
        if constraint.get("minDomains"):
            freed = changed(member.template, (*at, "minDomains"), REMOVED)
            where = pod.pod("topologySpreadConstraints", index, "minDomains")
            hint = "without minDomains a missing zone does not count as an empty one"
            yield Suspect(_SPREAD, where, hint, template=freed)
            both = changed(honest, (*at, "minDomains"), REMOVED)
            hint = "nodeTaintsPolicy: Honor, and no minDomains, leave the missing zone out"
            yield Suspect(_SPREAD, where, hint, template=both)
        if member.kind == DEPLOYMENT and not constraint.get("matchLabelKeys"):
            keyed = changed(member.template, (*at, "matchLabelKeys"), [HASH])
            hint = f"matchLabelKeys: [{HASH}] counts each revision by itself"
            yield Suspect(_SPREAD, field, hint, template=keyed)


def _terms(member: Member) -> Iterator[Suspect]:
    """Yield required anti-affinity that may count by revision instead."""
    path = ("affinity", "podAntiAffinity", _REQUIRED)
    for index, _ in enumerate(_at(member, *path)):
        if member.kind == DEPLOYMENT:
            keyed = changed(member.template, ("spec", *path, index, "matchLabelKeys"), [HASH])
            hint = f"matchLabelKeys: [{HASH}] lets a new pod stand beside one of the old revision"
            yield Suspect(_APART, member.manifest.pod(*path, index), hint, template=keyed)


def _strategy(member: Member) -> Iterator[Suspect]:
    if member.kind != DEPLOYMENT:
        return
    if mapping(member.manifest.get("spec", "strategy")).get("type") == "Recreate":
        field = member.manifest.at("spec", "strategy", "type")
        hint = "RollingUpdate does not wait until pods on a dead node are gone"
        yield Suspect(_STRATEGY, field, hint, strategy=(None, None))
    else:
        field = member.manifest.at("spec", "strategy", "rollingUpdate", "maxUnavailable")
        hint = "maxUnavailable: 1 lets an old pod go before its successor is placed"
        yield Suspect(_STRATEGY, field, hint, strategy=(0, 1))


def _stays(member: Member) -> Iterator[Suspect]:
    """Yield tolerations that keep pods on a node that does not answer for ever."""
    for index, written in enumerate(_at(member, "tolerations")):
        toleration = mapping(written)
        if toleration.get("tolerationSeconds") is None and tolerated(_GONE, [toleration]):
            without = changed(member.template, ("spec", "tolerations", index), REMOVED)
            field = member.manifest.pod("tolerations", index)
            hint = "tolerationSeconds says how long pods stay on a node that does not answer"
            yield Suspect(_STAYS, field, hint, template=without)


def _admission(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield what changes and refuses pods as they are created, to be tried without it."""
    manifest = member.manifest
    claims = plan.stored.used_by(manifest)
    for each in plan.admissions.of(manifest.namespace):
        if each.kind == "ResourceQuota":
            decider = _decider(member, plan)
            field = _number(manifest) if decider is None else decider.maximum
            hint = f"more room in {each}, smaller requests or fewer pods"
            if claims and not pod_quota.measured(mapping(each.spec.get("hard"))):
                field = _claims_field(member)
                hint = f"more room in {each}, smaller claims or fewer of them"
            yield Suspect(_QUOTA, field, hint, without=each)
        elif plan.admissions.refuses(each, claims):
            field = _claims_field(member)
            yield Suspect(_LIMITS, field, f"ask for as much as {each} allows", without=each)
        else:
            field = manifest.pod("containers", 0, "resources")
            hint = f"give each container requests and limits that {each} allows"
            yield Suspect(_LIMITS, field, hint, without=each)


def _claims_field(member: Member) -> Field:
    """Return the field that pods have their claims from."""
    manifest = member.manifest
    for index, volume in manifest.volumes():
        if not {"ephemeral", "persistentVolumeClaim"}.isdisjoint(volume):
            return manifest.pod("volumes", index)
    return _claims(manifest)


def _runtime(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield what a RuntimeClass or Priority refuses, to be tried as they would have it."""
    manifest, template = member.manifest, member.template
    spec, runtime = mapping(template.get("spec")), class_of(manifest)
    name = spec.get("runtimeClassName")
    if missing_class(manifest, plan.cluster):
        without = changed(template, ("spec", "priorityClassName"), REMOVED)
        hint = "define the PriorityClass, or name one that exists"
        yield Suspect(_RUNTIME, manifest.pod("priorityClassName"), hint, template=without)
    if is_absent(manifest, plan.cluster):
        without = changed(template, ("spec", "runtimeClassName"), REMOVED)
        hint = "define the RuntimeClass, or name one that exists"
        yield Suspect(_RUNTIME, manifest.pod("runtimeClassName"), hint, template=without)
    fixed = {} if runtime is None else mapping(runtime.get("overhead", "podFixed"))
    if spec.get("overhead") and spec["overhead"] != fixed:
        mended = changed(template, ("spec", "overhead"), fixed if name and fixed else REMOVED)
        hint = "leave it out: the overhead of a pod is that of its RuntimeClass"
        yield Suspect(_RUNTIME, manifest.pod("overhead"), hint, template=mended)
    wanted = {} if runtime is None else mapping(runtime.get("scheduling", "nodeSelector"))
    for key, value in wanted.items():
        if mapping(spec.get("nodeSelector")).get(key) != value:
            mended = changed(template, ("spec", "nodeSelector", key), value)
            hint = f"{runtime} adds {key}: {value} to each pod"
            yield Suspect(_RUNTIME, manifest.pod("nodeSelector", key), hint, template=mended)


def _removals(member: Member) -> Iterator[Suspect]:
    """Yield each hard rule, to be tried without it."""
    for kind, path, hint in (
        (
            _SPREAD,
            ("topologySpreadConstraints",),
            "whenUnsatisfiable: ScheduleAnyway, or maxSkew: 2",
        ),
        (
            _APART,
            ("affinity", "podAntiAffinity", _REQUIRED),
            "preferred anti-affinity spreads without refusing",
        ),
        (
            _NEAR,
            ("affinity", "podAffinity", _REQUIRED),
            "preferred affinity attracts without refusing",
        ),
    ):
        for index, written in enumerate(_at(member, *path)):
            soft = mapping(written).get("whenUnsatisfiable") == "ScheduleAnyway"
            if not soft:
                without = changed(member.template, ("spec", *path, index), REMOVED)
                yield Suspect(kind, member.manifest.pod(*path, index), hint, template=without)
    for kind, path, hint in (
        (_NODES, _AFFINITY, _hint_on_nodes(member, *_AFFINITY)),
        (_NODES, ("nodeSelector",), _hint_on_nodes(member, "nodeSelector")),
        (_NODES, ("nodeName",), "leave the choice of the node to the scheduler"),
        (_VOLUMES, ("volumes",), "a volume that more than one zone can reach lets the pod move"),
    ):
        if _raw(member, *path):
            without = changed(member.template, ("spec", *path), REMOVED)
            yield Suspect(kind, member.manifest.pod(*path), hint, template=without)
    yield from _volumes(member)
    yield from _room(member)


def _hint_on_nodes(member: Member, *path: str) -> str:
    """Say what helps where no node matches: whether it asks for places, or for other labels."""
    written = repr(_raw(member, *path))
    if any(repr(key) in written for key in PLACE_KEYS):
        return "let nodes of other zones match too"
    return "let other nodes match too, or have nodes with such labels in every zone"


def _volumes(member: Member) -> Iterator[Suspect]:
    if member.manifest.claim_templates:
        hint = "a volume that more than one zone can reach lets the pod move"
        yield Suspect(_VOLUMES, _claims(member.manifest), hint)


def _claims(manifest: Manifest) -> Field:
    """Return where the claims that each pod gets are written."""
    if isinstance(manifest, StatefulSet):
        return manifest.at("spec", "volumeClaimTemplates")
    return next(iter(manifest.claim_fields), manifest.name_field)


def _room(member: Member) -> Iterator[Suspect]:
    light = member.template
    for index, container in enumerate(_at(member, "containers")):
        if mapping(mapping(container).get("resources")):
            light = changed(light, ("spec", "containers", index, "resources"), {})
    if light is not member.template:
        field = member.manifest.pod("containers", 0, "resources", "requests")
        hint = "keep room for the pods of a lost zone: more or larger nodes, or smaller requests"
        yield Suspect(_ROOM, field, hint, template=light)
    bare = member.template
    for index, container in enumerate(_at(member, "containers")):
        if mapping(container).get("ports"):
            bare = changed(bare, ("spec", "containers", index, "ports"), [])
    if bare is not member.template:
        field = member.manifest.pod("containers", 0, "ports")
        yield Suspect(_PORTS, field, "a Service needs no host port", template=bare)


def _raw(member: Member, *path: str) -> Any:
    tree: Any = mapping(member.template.get("spec"))
    for step in path:
        tree = mapping(tree).get(step)
    return tree


def _at(member: Member, *path: str) -> list[Any]:
    return sequence(_raw(member, *path))
