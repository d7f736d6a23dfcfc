"""What in the manifests of a workload may be to blame, and each with the mildest change to try."""

from __future__ import annotations

from multiaz_lint.api import pod_quota
from multiaz_lint.drill.causes.suspect import (
    APART,
    BUDGET,
    GATES,
    IDENTITY,
    LIMITS,
    NEAR,
    NODES,
    PORTS,
    QUOTA,
    ROOM,
    RUNTIME,
    SPREAD,
    STAYS,
    STRATEGY,
    TOGETHER,
    VOLUMES,
    Suspect,
)
from multiaz_lint.drill.causes.suspect_budgets import tighter_budgets, without_budgets
from multiaz_lint.drill.causes.suspect_spread import (
    decider_of,
    more_replicas,
    replicas_of,
    spreading,
)
from multiaz_lint.drill.causes.trouble import is_down, is_short
from multiaz_lint.drill.nodes.shape import PLACE_KEYS
from multiaz_lint.drill.template import REMOVED, changed
from multiaz_lint.drill.workload import DEPLOYMENT, STATEFUL_SET
from multiaz_lint.model import StatefulSet
from multiaz_lint.model.gates import gates_of, taken_away
from multiaz_lint.model.nodes.taints import NO_EXECUTE, UNREACHABLE, tolerated
from multiaz_lint.model.priority import missing_class
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.runtime_class import class_of, is_absent
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.causes.trouble import Trouble
    from multiaz_lint.drill.member import Member
    from multiaz_lint.drill.plan import Plan
    from multiaz_lint.model import Field
    from multiaz_lint.model import Workload as Manifest

    Tree = Mapping[str, Any]

HASH = "pod-template-hash"
FULL = ("Insufficient", "Too many pods")
"""What the scheduler says of a node without room, or begins with."""
NOT_ALONE = "none of the changes that were tried helps by itself"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_AFFINITY = ("affinity", "nodeAffinity", _REQUIRED)
_GONE = {"key": UNREACHABLE, "effect": NO_EXECUTE}
_SECONDS = 300
"""The toleration seconds that the API server writes (DefaultTolerationSeconds)."""
_HARMLESS = frozenset({
    "configMap", "downwardAPI", "emptyDir", "gitRepo", "hostPath", "image", "projected", "secret",
})  # fmt: skip
"""Volumes that keep a pod nowhere."""
_WORDS = (
    ("scheduling gates", GATES),
    (" quota: ", QUOTA),
    ("claim ", LIMITS),
    ("no PriorityClass", RUNTIME),
    ("pod rejected: ", RUNTIME),
    ("conflict: runtimeClass", RUNTIME),
    ("forbidden: ", LIMITS),
    ("invalid: ", LIMITS),
    ("topology spread", SPREAD),
    ("pod anti-affinity", APART),
    ("pod affinity rules", NEAR),
    ("node affinity/selector", NODES),
    ("free ports", PORTS),
    ("Multi-Attach", VOLUMES),
    ("PersistentVolume", VOLUMES),
    ("volume", VOLUMES),
    ("disruption budget", BUDGET),
    ("PodDisruptionBudget", BUDGET),
    *((words, ROOM) for words in FULL),
)
"""What the words of a refusal point at, the most telling first."""


def suspects(member: Member, plan: Plan, reasons: Sequence[str], trouble: Trouble) -> list[Suspect]:
    """Return all suspects of a workload, the mildest change of each first."""
    if trouble is is_down and member.replicas < 2:
        return [*more_replicas(member, plan)]  # whatever else is written, its only pod is away
    return [
        *(spreading(member, plan) if trouble is is_down else ()),
        *_spread(member),
        *_terms(member),
        *tighter_budgets(member, plan),
        *_strategy(member),
        *_stays(member),
        *_admission(member, plan),
        *_runtime(member, plan),
        *_gates(member),
        *_softer(member),
        *_removals(member, plan),
        *(_room(member) if _may_lack_room(reasons, trouble) else ()),
        *_ports(member),
        *without_budgets(member, plan),
    ]


def likeliest(found: Sequence[Suspect], reasons: Iterable[str], trouble: Trouble) -> Suspect | None:
    """Return the suspect that the words of a refusal point at, with what is still to be tried."""
    text = " ".join(reasons)
    kinds = [kind for words, kind in _WORDS if words in text]
    if trouble is is_down:
        kinds.append(TOGETHER)  # they did stand in one zone
    for kind in kinds:
        alike = [suspect for suspect in found if suspect.kind == kind]
        for suspect in alike:
            if not suspect.refuted:
                return suspect
        if alike:
            return Suspect(kind, alike[0].field, NOT_ALONE)
    return None


def identity(member: Member) -> Suspect | None:
    """Return what holds a StatefulSet back: its pod on a dead node keeps its name."""
    if member.kind != STATEFUL_SET:
        return None
    hint = (
        "once the node is known to be off, the taint node.kubernetes.io/out-of-service lets the "
        "pod be made again"
    )
    return Suspect(IDENTITY, member.manifest.name_field, hint)


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
                SPREAD,
                field,
                "nodeTaintsPolicy: Honor leaves drained and dead zones out of the count",
                template=honest,
            )
        if constraint.get("minDomains"):
            freed = changed(member.template, (*at, "minDomains"), REMOVED)
            where = pod.pod("topologySpreadConstraints", index, "minDomains")
            hint = "without minDomains a missing zone does not count as an empty one"
            yield Suspect(SPREAD, where, hint, template=freed)
            both = changed(honest, (*at, "minDomains"), REMOVED)
            hint = "nodeTaintsPolicy: Honor, and no minDomains, leave the missing zone out"
            yield Suspect(SPREAD, where, hint, template=both)
        if member.kind == DEPLOYMENT and not constraint.get("matchLabelKeys"):
            keyed = changed(member.template, (*at, "matchLabelKeys"), [HASH])
            hint = f"matchLabelKeys: [{HASH}] counts each revision by itself"
            yield Suspect(SPREAD, field, hint, template=keyed)


def _terms(member: Member) -> Iterator[Suspect]:
    """Yield required anti-affinity that may count by revision instead."""
    path = ("affinity", "podAntiAffinity", _REQUIRED)
    for index, _ in enumerate(_at(member, *path)):
        if member.kind == DEPLOYMENT:
            keyed = changed(member.template, ("spec", *path, index, "matchLabelKeys"), [HASH])
            hint = f"matchLabelKeys: [{HASH}] lets a new pod stand beside one of the old revision"
            yield Suspect(APART, member.manifest.pod(*path, index), hint, template=keyed)


def _strategy(member: Member) -> Iterator[Suspect]:
    if member.kind != DEPLOYMENT:
        return
    if mapping(member.manifest.get("spec", "strategy")).get("type") == "Recreate":
        field = member.manifest.at("spec", "strategy", "type")
        hint = "RollingUpdate does not wait until pods on a dead node are gone"
        yield Suspect(STRATEGY, field, hint, strategy=(None, None))
    else:
        field = member.manifest.at("spec", "strategy", "rollingUpdate", "maxUnavailable")
        hint = "maxSurge: 0 and maxUnavailable: 1 let an old pod go before its successor is placed"
        yield Suspect(STRATEGY, field, hint, strategy=(0, 1))


def _stays(member: Member) -> Iterator[Suspect]:
    """Yield tolerations that keep pods on a node that does not answer for ever."""
    for index, written in enumerate(_at(member, "tolerations")):
        toleration = mapping(written)
        if toleration.get("tolerationSeconds") is None and tolerated(_GONE, [toleration]):
            at = ("spec", "tolerations", index)
            ending = changed(member.template, (*at, "effect"), NO_EXECUTE)
            ending = changed(ending, (*at, "tolerationSeconds"), _SECONDS)
            field = member.manifest.pod("tolerations", index)
            hint = "tolerationSeconds says how long pods stay on a node that does not answer"
            if toleration.get("effect") != NO_EXECUTE:
                hint = f"effect: {NO_EXECUTE} with {hint}"
            yield Suspect(STAYS, field, hint, template=ending)


def _admission(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield what changes and refuses pods as they are created, to be tried without it."""
    manifest = member.manifest
    claims = plan.stored.used_by(manifest)
    for each in plan.admissions.of(manifest.namespace):
        if each.kind == "ResourceQuota":
            decider = decider_of(manifest, plan.cluster)
            field = replicas_of(manifest) if decider is None else decider.maximum
            hint = f"more room in {each}, smaller requests or fewer pods"
            if claims and not pod_quota.measured(mapping(each.spec.get("hard"))):
                field = _claims_field(member)
                hint = f"more room in {each}, smaller claims or fewer of them"
            yield Suspect(QUOTA, field, hint, without=each)
        elif plan.admissions.refuses(each, claims):
            field = _claims_field(member)
            yield Suspect(LIMITS, field, f"ask for as much as {each} allows", without=each)
        else:
            field = manifest.pod("containers", 0, "resources")
            hint = f"give each container requests and limits that {each} allows"
            yield Suspect(LIMITS, field, hint, without=each)


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
        yield Suspect(RUNTIME, manifest.pod("priorityClassName"), hint, template=without)
    if is_absent(manifest, plan.cluster):
        without = changed(template, ("spec", "runtimeClassName"), REMOVED)
        hint = "define the RuntimeClass, or name one that exists"
        yield Suspect(RUNTIME, manifest.pod("runtimeClassName"), hint, template=without)
    fixed = {} if runtime is None else mapping(runtime.get("overhead", "podFixed"))
    if spec.get("overhead") and spec["overhead"] != fixed:
        mended = changed(template, ("spec", "overhead"), fixed if name and fixed else REMOVED)
        hint = "leave it out: the overhead of a pod is that of its RuntimeClass"
        yield Suspect(RUNTIME, manifest.pod("overhead"), hint, template=mended)
    wanted = {} if runtime is None else mapping(runtime.get("scheduling", "nodeSelector"))
    for key, value in wanted.items():
        if mapping(spec.get("nodeSelector")).get(key) != value:
            mended = changed(template, ("spec", "nodeSelector", key), value)
            hint = f"{runtime} adds {key}: {value} to each pod"
            yield Suspect(RUNTIME, manifest.pod("nodeSelector", key), hint, template=mended)


def _gates(member: Member) -> Iterator[Suspect]:
    """Yield the scheduling gates that nobody is known to take away."""
    gates = gates_of(mapping(member.template.get("spec")))
    foreign = [index for index, name in enumerate(gates) if not taken_away(name)]
    if foreign:
        without = changed(member.template, ("spec", "schedulingGates"), REMOVED)
        field = member.manifest.pod("schedulingGates", foreign[0])
        names = listed([gates[index] for index in foreign], 3)
        them = "it" if len(foreign) == 1 else "them"
        hint = f"leave {names} out of the pod template, or run what takes {them} away"
        yield Suspect(GATES, field, hint, template=without)


def _softer(member: Member) -> Iterator[Suspect]:
    """Yield each hard rule, to be tried as a wider or a soft one."""
    spread = ("topologySpreadConstraints",)
    for index, written in enumerate(_at(member, *spread)):
        constraint = mapping(written)
        if constraint.get("whenUnsatisfiable") == "ScheduleAnyway":
            continue
        at, field = ("spec", *spread, index), member.manifest.pod(*spread, index)
        skew = constraint.get("maxSkew")
        wider = skew + 1 if isinstance(skew, int) else 2
        loose = changed(member.template, (*at, "maxSkew"), wider)
        yield Suspect(SPREAD, field, f"maxSkew: {wider} leaves room for one more", template=loose)
        soft = changed(member.template, (*at, "whenUnsatisfiable"), "ScheduleAnyway")
        if "minDomains" in constraint:  # which only hard ones may have
            soft = changed(soft, (*at, "minDomains"), REMOVED)
        hint = "whenUnsatisfiable: ScheduleAnyway spreads without refusing"
        yield Suspect(SPREAD, field, hint, template=soft)
    for kind, name, hint in (
        (APART, "podAntiAffinity", "preferred anti-affinity spreads without refusing"),
        (NEAR, "podAffinity", "preferred affinity attracts without refusing"),
    ):
        for index, term in enumerate(_at(member, "affinity", name, _REQUIRED)):
            liked = _preferred(member, name, index, mapping(term))
            field = member.manifest.pod("affinity", name, _REQUIRED, index)
            yield Suspect(kind, field, hint, template=liked)


def _preferred(member: Member, name: str, index: int, term: Tree) -> Tree:
    """Return the template with one required term as a preferred one of the greatest weight."""
    at = ("spec", "affinity", name)
    wanted = [*_at(member, "affinity", name, _PREFERRED), {"weight": 100, "podAffinityTerm": term}]
    freed = changed(member.template, (*at, _REQUIRED, index), REMOVED)
    return changed(freed, (*at, _PREFERRED), wanted)


def _removals(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield each hard rule, to be tried without it."""
    for kind, path, hint in (
        (SPREAD, ("topologySpreadConstraints",), "leave this constraint out"),
        (APART, ("affinity", "podAntiAffinity", _REQUIRED), "leave this anti-affinity out"),
        (NEAR, ("affinity", "podAffinity", _REQUIRED), "leave this affinity out"),
    ):
        for index, written in enumerate(_at(member, *path)):
            soft = mapping(written).get("whenUnsatisfiable") == "ScheduleAnyway"
            if not soft:
                without = changed(member.template, ("spec", *path, index), REMOVED)
                yield Suspect(kind, member.manifest.pod(*path, index), hint, template=without)
    for kind, path, hint in (
        (NODES, _AFFINITY, _hint_on_nodes(member, *_AFFINITY)),
        (NODES, ("nodeSelector",), _hint_on_nodes(member, "nodeSelector")),
        (NODES, ("nodeName",), "leave the choice of the node to the scheduler"),
    ):
        if _raw(member, *path):
            without = changed(member.template, ("spec", *path), REMOVED)
            yield Suspect(kind, member.manifest.pod(*path), hint, template=without)
    yield from _volumes(member, plan)


def _hint_on_nodes(member: Member, *path: str) -> str:
    """Say what helps where no node matches: whether it asks for places, or for other labels."""
    written = repr(_raw(member, *path))
    if any(repr(key) in written for key in PLACE_KEYS):
        return "let nodes of other zones match too"
    return "let other nodes match too, or have nodes with such labels in every zone"


def _volumes(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield the volumes of pods, to be tried without them: one that all nodes can use is none."""
    manifest, claimed = member.manifest, []
    missing: dict[int, str] = {}
    for index, volume in manifest.volumes():
        name = string(mapping(volume.get("persistentVolumeClaim")).get("claimName"))
        if name and not plan.stored.has(manifest.namespace, name):
            missing[index] = name
        claimed.append(_HARMLESS.isdisjoint(volume))
    if missing:
        without = member.template
        for index in sorted(missing, reverse=True):  # those before keep their index
            without = changed(without, ("spec", "volumes", index), REMOVED)
        names = list(dict.fromkeys(missing.values()))
        several = "s" if names[1:] else ""
        whose = "their names or namespaces" if several else "its name or namespace"
        hint = f"add claim{several} {listed(names, 3)} to the input, or mend {whose}"
        yield Suspect(VOLUMES, manifest.pod("volumes", min(missing)), hint, template=without)
    if any(claimed):
        without = changed(member.template, ("spec", "volumes"), REMOVED)
        hint = "a volume that nodes of every zone can use at once lets the pods move"
        yield Suspect(VOLUMES, manifest.pod("volumes"), hint, template=without)
    if manifest.claim_templates:
        hint = "a volume that more than one zone can reach lets the pod move"
        yield Suspect(VOLUMES, _claims(manifest), hint, unclaimed=True)


def _claims(manifest: Manifest) -> Field:
    """Return where the claims that each pod gets are written."""
    if isinstance(manifest, StatefulSet):
        return manifest.at("spec", "volumeClaimTemplates")
    return next(iter(manifest.claim_fields), manifest.name_field)


def _may_lack_room(reasons: Sequence[str], trouble: Trouble) -> bool:
    """Whether want of room can make pods wait: then a node says so; of a drain none is asked."""
    full = any(words in reason for reason in reasons for words in FULL)
    return full or trouble is not is_short


def _room(member: Member) -> Iterator[Suspect]:
    light = member.template
    for index, container in enumerate(_at(member, "containers")):
        if mapping(mapping(container).get("resources")):
            light = changed(light, ("spec", "containers", index, "resources"), {})
    if light is not member.template:
        field = member.manifest.pod("containers", 0, "resources", "requests")
        hint = "keep room for the pods of a lost zone: more or larger nodes, or smaller requests"
        yield Suspect(ROOM, field, hint, template=light)


def _ports(member: Member) -> Iterator[Suspect]:
    """Yield host ports: those that are written, and all of pods in the network of their host."""
    host, bare = _raw(member, "hostNetwork") is True, member.template
    for index, container in enumerate(_at(member, "containers")):
        ports = [mapping(port) for port in sequence(mapping(container).get("ports"))]
        if any(host or port.get("hostPort") for port in ports):
            bare = changed(bare, ("spec", "containers", index, "ports"), [])
    if bare is not member.template:
        field = member.manifest.pod("containers", 0, "ports")
        hint = "a Service needs no host port"
        if host:
            field, hint = member.manifest.pod("hostNetwork"), f"{hint}, nor hostNetwork"
        yield Suspect(PORTS, field, hint, template=bare)


def _raw(member: Member, *path: str) -> Any:
    tree: Any = mapping(member.template.get("spec"))
    for step in path:
        tree = mapping(tree).get(step)
    return tree


def _at(member: Member, *path: str) -> list[Any]:
    return sequence(_raw(member, *path))
