"""What in the manifests of a workload may be to blame, and each with the mildest change to try."""

from __future__ import annotations

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
    STRATEGY,
    TOGETHER,
    VOLUMES,
    Suspect,
)
from multiaz_lint.drill.causes.suspect_admission import of_admission, of_classes, of_gates
from multiaz_lint.drill.causes.suspect_budgets import tighter_budgets, without_budgets
from multiaz_lint.drill.causes.suspect_claims import of_claims
from multiaz_lint.drill.causes.suspect_counts import (
    by_revision,
    counted,
    mistyped,
    of_own_alone,
    revision_key,
)
from multiaz_lint.drill.causes.suspect_spread import (
    constraints,
    hard_over_zones,
    more_replicas,
    over_zones,
    spread_over_zones,
    spreading,
)
from multiaz_lint.drill.causes.suspect_tolerations import (
    of_dead_nodes,
    of_endless_stay,
    of_pools,
)
from multiaz_lint.drill.causes.suspect_volumes import of_classes_too_early, of_volumes
from multiaz_lint.drill.causes.trouble import is_down, is_short, is_unplaced
from multiaz_lint.drill.nodes.shape import PLACE_KEYS
from multiaz_lint.drill.template import REMOVED, changed, listed_at, written_at
from multiaz_lint.drill.workload import DEPLOYMENT, STATEFUL_SET
from multiaz_lint.model.placement import DO_NOT_SCHEDULE, PREFERRED, REQUIRED, SCHEDULE_ANYWAY, ZONE
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.causes.trouble import Trouble
    from multiaz_lint.drill.plan import Plan

    Tree = Mapping[str, Any]

FULL = ("Insufficient", "Too many pods")
"""What the scheduler says of a node without room, or begins with."""
NOT_ALONE = "none of the changes that were tried helps by itself"
_AFFINITY = ("affinity", "nodeAffinity", REQUIRED)
_WORDS = (
    ("scheduling gates", GATES),
    (" quota: ", QUOTA),
    ("claim ", LIMITS),
    ("no PriorityClass", RUNTIME),
    ("looking up service account", RUNTIME),
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
        *mistyped(member, plan),
        *counted(member),
        *_terms(member, plan),
        *of_classes_too_early(member, plan),
        *of_dead_nodes(member, plan),
        *of_endless_stay(member),
        *tighter_budgets(member, plan),
        *_strategy(member),
        *of_admission(member, plan),
        *of_classes(member, plan),
        *of_gates(member),
        *of_pools(member, plan),
        *_instead(member, plan),
        *_softer(member),
        *_removals(member),
        *of_claims(member, plan, reasons),
        *of_volumes(member, plan),
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


def held_up(member: Member) -> Suspect | None:
    """Return what waits for pods on dead nodes: the names of a StatefulSet's, or Recreate."""
    known_off = "once the node is known to be off, the taint node.kubernetes.io/out-of-service"
    if member.kind == STATEFUL_SET:
        hint = f"{known_off} lets the pod be made again"
        return Suspect(IDENTITY, member.manifest.name_field, hint)
    if _recreates(member):
        hint = f"Recreate waits until all old pods are gone: {known_off} takes those on it away"
        return Suspect(STRATEGY, member.manifest.at("spec", "strategy", "type"), hint)
    return None


def _recreates(member: Member) -> bool:
    strategy = mapping(member.manifest.get("spec", "strategy"))
    return member.kind == DEPLOYMENT and strategy.get("type") == "Recreate"


def _terms(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield required anti-affinity that may count by revision instead."""
    path = ("affinity", "podAntiAffinity", REQUIRED)
    for index, term in enumerate(listed_at(member.template, *path)):
        label = revision_key(member)
        if label and of_own_alone(mapping(term), member, plan):
            keyed = changed(member.template, ("spec", *path, index, "matchLabelKeys"), [label])
            hint = f"matchLabelKeys: [{label}] lets a new pod stand beside one of the old revision"
            yield Suspect(APART, member.manifest.pod(*path, index), hint, template=keyed)


def _strategy(member: Member) -> Iterator[Suspect]:
    if member.kind != DEPLOYMENT:
        return
    if _recreates(member):
        field = member.manifest.at("spec", "strategy", "type")
        hint = "RollingUpdate does not wait until pods on a dead node are gone"
        yield Suspect(STRATEGY, field, hint, strategy=(None, None))
        keyed, label = _keyed(member), revision_key(member)
        if keyed is not member.template:
            hint += f"; with it matchLabelKeys: [{label}] counts each revision by itself"
            yield Suspect(STRATEGY, field, hint, strategy=(None, None), template=keyed)
    else:
        field = member.manifest.at("spec", "strategy", "rollingUpdate", "maxUnavailable")
        hint = "maxSurge: 0 and maxUnavailable: 1 let an old pod go before its successor is placed"
        yield Suspect(STRATEGY, field, hint, strategy=(0, 1))


def _keyed(member: Member) -> Tree:
    """Return the template with hard constraints that count each revision by itself."""
    template, label = member.template, revision_key(member)
    for index, written in enumerate(listed_at(template, "topologySpreadConstraints")):
        constraint = mapping(written)
        hard = constraint.get("whenUnsatisfiable") == DO_NOT_SCHEDULE
        if hard and by_revision(constraint, member):
            at = ("spec", "topologySpreadConstraints", index, "matchLabelKeys")
            template = changed(template, at, [label])
    return template


def _instead(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield required anti-affinity over zones, to be tried as a constraint that spreads."""
    path = ("affinity", "podAntiAffinity", REQUIRED)
    for index, term in enumerate(listed_at(member.template, *path)):
        if mapping(term).get("topologyKey") != ZONE or not of_own_alone(term, member, plan):
            continue
        label = revision_key(member)
        even = spread_over_zones(member, label)
        without = changed(even, ("spec", *path, index), REMOVED)
        keys = f", matchLabelKeys: [{label}]" if label else ""
        hint = "spread over zones by a constraint with maxSkew: 1, DoNotSchedule, "
        hint += f"nodeTaintsPolicy: Honor{keys} instead"
        replaced = over_zones(member.template)
        if replaced:  # two of the same key and whenUnsatisfiable are refused
            hint += f" of this, and of {constraints(replaced)}"
        yield Suspect(APART, member.manifest.pod(*path, index), hint, template=without)


def _softer(member: Member) -> Iterator[Suspect]:
    """Yield each hard rule, to be tried as a wider or a soft one."""
    spread = ("topologySpreadConstraints",)
    for index, written in enumerate(listed_at(member.template, *spread)):
        constraint = mapping(written)
        if constraint.get("whenUnsatisfiable") == SCHEDULE_ANYWAY:
            continue
        at, field = ("spec", *spread, index), member.manifest.pod(*spread, index)
        skew = constraint.get("maxSkew")
        wider = skew + 1 if isinstance(skew, int) else 2
        loose = changed(member.template, (*at, "maxSkew"), wider)
        yield Suspect(SPREAD, field, f"maxSkew: {wider} leaves room for one more", template=loose)
        soft = changed(member.template, (*at, "whenUnsatisfiable"), SCHEDULE_ANYWAY)
        if "minDomains" in constraint:  # which only hard ones may have
            soft = changed(soft, (*at, "minDomains"), REMOVED)
        hint = "whenUnsatisfiable: ScheduleAnyway spreads without refusing"
        yield Suspect(SPREAD, field, hint, template=soft)
    for kind, name, hint in (
        (APART, "podAntiAffinity", "preferred anti-affinity spreads without refusing"),
        (NEAR, "podAffinity", "preferred affinity attracts without refusing"),
    ):
        for index, term in enumerate(listed_at(member.template, "affinity", name, REQUIRED)):
            liked = _preferred(member, name, index, mapping(term))
            field = member.manifest.pod("affinity", name, REQUIRED, index)
            yield Suspect(kind, field, hint, template=liked)


def _preferred(member: Member, name: str, index: int, term: Tree) -> Tree:
    """Return the template with one required term as a preferred one of the greatest weight."""
    at = ("spec", "affinity", name)
    wanted = [
        *listed_at(member.template, "affinity", name, PREFERRED),
        {"weight": 100, "podAffinityTerm": term},
    ]
    freed = changed(member.template, (*at, REQUIRED, index), REMOVED)
    return changed(freed, (*at, PREFERRED), wanted)


def _removals(member: Member) -> Iterator[Suspect]:
    """Yield each hard rule, to be tried without it."""
    for kind, path, hint in (
        (SPREAD, ("topologySpreadConstraints",), "leave this constraint out"),
        (APART, ("affinity", "podAntiAffinity", REQUIRED), "leave this anti-affinity out"),
        (NEAR, ("affinity", "podAffinity", REQUIRED), "leave this affinity out"),
    ):
        for index, written in enumerate(listed_at(member.template, *path)):
            soft = mapping(written).get("whenUnsatisfiable") == SCHEDULE_ANYWAY
            if not soft:
                without = changed(member.template, ("spec", *path, index), REMOVED)
                yield Suspect(kind, member.manifest.pod(*path, index), hint, template=without)
    for kind, path, hint in (
        (NODES, _AFFINITY, _hint_on_nodes(member, *_AFFINITY)),
        (NODES, ("nodeSelector",), _hint_on_nodes(member, "nodeSelector")),
        (NODES, ("nodeName",), "leave the choice of the node to the scheduler"),
    ):
        if written_at(member.template, *path):
            without = changed(member.template, ("spec", *path), REMOVED)
            yield Suspect(kind, member.manifest.pod(*path), hint, template=without)
            spread = hard_over_zones(member, without, revision_key(member))
            if spread is not None:
                even, words = spread
                both = f"{hint}; {words} spreads the pods over them"
                yield Suspect(kind, member.manifest.pod(*path), both, template=even)


def _hint_on_nodes(member: Member, *path: str) -> str:
    """Say what helps where no node matches: whether it asks for places, or for other labels."""
    written = repr(written_at(member.template, *path))
    if any(repr(key) in written for key in PLACE_KEYS):
        return "let nodes of other zones match too"
    return "let other nodes match too, or have nodes with such labels in every zone"


def _may_lack_room(reasons: Sequence[str], trouble: Trouble) -> bool:
    """Whether want of room can make pods wait: then a node says so; of a drain none is asked."""
    full = any(words in reason for reason in reasons for words in FULL)
    return full or trouble not in {is_short, is_unplaced}


def _room(member: Member) -> Iterator[Suspect]:
    light = member.template
    for index, container in enumerate(listed_at(member.template, "containers")):
        if mapping(mapping(container).get("resources")):
            light = changed(light, ("spec", "containers", index, "resources"), {})
    if light is not member.template:
        field = member.manifest.pod("containers", 0, "resources", "requests")
        hint = "keep room for the pods of a lost zone: more or larger nodes, or smaller requests"
        yield Suspect(ROOM, field, hint, template=light)


def _ports(member: Member) -> Iterator[Suspect]:
    """Yield host ports: those that are written, and all of pods in the network of their host."""
    host, bare = written_at(member.template, "hostNetwork") is True, member.template
    for index, container in enumerate(listed_at(member.template, "containers")):
        ports = [mapping(port) for port in sequence(mapping(container).get("ports"))]
        if any(host or port.get("hostPort") for port in ports):
            bare = changed(bare, ("spec", "containers", index, "ports"), [])
    if bare is not member.template:
        field = member.manifest.pod("containers", 0, "ports")
        hint = "a Service needs no host port"
        if host:
            field, hint = member.manifest.pod("hostNetwork"), f"{hint}, nor hostNetwork"
        yield Suspect(PORTS, field, hint, template=bare)
        spread = hard_over_zones(member, bare, revision_key(member))
        if spread is not None:
            even, words = spread
            yield Suspect(PORTS, field, f"{hint}; {words} spreads the pods instead", template=even)
