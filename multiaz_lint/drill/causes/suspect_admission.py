"""What keeps pods from being created, or from being looked at once they are."""

from __future__ import annotations

from multiaz_lint.api.admission import pod_quota
from multiaz_lint.drill.causes.suspect import GATES, LIMITS, QUOTA, RUNTIME, Suspect
from multiaz_lint.drill.causes.suspect_claims import claims_field
from multiaz_lint.drill.causes.suspect_spread import ceiling_of, decider_of, replicas_of
from multiaz_lint.drill.template import REMOVED, changed
from multiaz_lint.model.pods.gates import gates_of, taken_away
from multiaz_lint.model.pods.priority import missing_class
from multiaz_lint.model.pods.runtime_class import class_of, is_absent
from multiaz_lint.model.pods.service_accounts import ACCOUNT_FIELDS, account_field, missing_account
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.plan import Plan


def of_admission(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield what changes and refuses pods as they are created, to be tried without it."""
    manifest = member.manifest
    claims = plan.stored.used_by(manifest)
    for each in plan.admissions.of(manifest.namespace):
        if each.kind == "ResourceQuota":
            decider = decider_of(manifest, plan.cluster)
            field = replicas_of(manifest) if decider is None else ceiling_of(decider)
            hint = f"more room in {each}, smaller requests or fewer pods"
            if claims and not pod_quota.measured(mapping(each.spec.get("hard"))):
                field = claims_field(manifest)
                hint = f"more room in {each}, smaller claims or fewer of them"
            yield Suspect(QUOTA, field, hint, without=each)
        elif plan.admissions.refuses(each, claims):
            field = claims_field(manifest)
            yield Suspect(LIMITS, field, f"ask for as much as {each} allows", without=each)
        else:
            field = manifest.pod("containers", 0, "resources")
            hint = f"give each container requests and limits that {each} allows"
            yield Suspect(LIMITS, field, hint, without=each)


def of_classes(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield what ServiceAccount, RuntimeClass or Priority refuse, each to be tried as it asks."""
    manifest, template = member.manifest, member.template
    spec, runtime = mapping(template.get("spec")), class_of(manifest)
    name = spec.get("runtimeClassName")
    if missing_account(manifest, plan.cluster):
        without = {**template, "spec": {k: v for k, v in spec.items() if k not in ACCOUNT_FIELDS}}
        hint = "define the ServiceAccount, or name one that exists"
        yield Suspect(RUNTIME, account_field(manifest), hint, template=without)
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


def of_gates(member: Member) -> Iterator[Suspect]:
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
