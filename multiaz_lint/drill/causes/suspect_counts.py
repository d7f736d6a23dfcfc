"""What a hard rule counts: other nodes, zones or revisions than it should."""

from __future__ import annotations

from multiaz_lint.drill.causes.suspect import APART, NEAR, SPREAD, Suspect
from multiaz_lint.drill.template import REMOVED, changed, listed_at
from multiaz_lint.drill.workload import DEPLOYMENT, HASH_LABEL
from multiaz_lint.model.company.neighbours import selects_only
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.nodes.topology_keys import closest
from multiaz_lint.model.placement import DO_NOT_SCHEDULE, REQUIRED
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.plan import Plan


def revision_key(member: Member) -> str:
    """Return the label that tells the revisions of its pods apart; empty where none does."""
    return (member.manifest.revision_label or HASH_LABEL) if member.kind == DEPLOYMENT else ""


def mistyped(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield topology keys that no node has, to be tried as the one that was probably meant."""
    for kind, path in (
        (SPREAD, ("topologySpreadConstraints",)),
        (APART, ("affinity", "podAntiAffinity", REQUIRED)),
        (NEAR, ("affinity", "podAffinity", REQUIRED)),
    ):
        for index, written in enumerate(listed_at(member.template, *path)):
            key = string(mapping(written).get("topologyKey"))
            if not key or any(key in node.labels for node in plan.shape.nodes):
                continue
            near = closest(key, plan.cluster)
            if near is not None:
                at = (*path, index, "topologyKey")
                meant = changed(member.template, ("spec", *at), near)
                hint = f"no node has this label: perhaps {near} is meant"
                yield Suspect(kind, member.manifest.pod(*at), hint, template=meant)


def of_own_alone(term: Mapping[str, Any], member: Member, plan: Plan) -> bool:
    """Whether a term means the pods of a workload, and of the input no others."""
    if not _of_own(term, member):
        return False
    selector = compile_selector(term.get("labelSelector"))
    return selects_only(member.manifest, selector, plan.cluster)


def _of_own(rule: Mapping[str, Any], member: Member) -> bool:
    return compile_selector(rule.get("labelSelector")).matches(member.manifest.pod_labels)


def by_revision(constraint: Mapping[str, Any], member: Member) -> bool:
    """Whether a constraint may count each revision by itself: of others it would count none.

    matchLabelKeys joins the label of the revision to the selector, and no other pod has it.
    """
    return not constraint.get("matchLabelKeys") and _of_own(constraint, member)


def counted(member: Member) -> Iterator[Suspect]:
    """Yield hard constraints that count places which pods cannot enter, or old revisions."""
    pod = member.manifest
    for index, constraint in _hard(member):
        at = ("spec", "topologySpreadConstraints", index)
        field = pod.pod("topologySpreadConstraints", index)
        if constraint.get("nodeAffinityPolicy") == "Ignore":
            usable = changed(member.template, (*at, "nodeAffinityPolicy"), "Honor")
            where = pod.pod("topologySpreadConstraints", index, "nodeAffinityPolicy")
            hint = "nodeAffinityPolicy: Honor, the default, leaves out nodes that pods may not use"
            yield Suspect(SPREAD, where, hint, template=usable)
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
        label = revision_key(member)
        if label and by_revision(constraint, member):
            keyed = changed(member.template, (*at, "matchLabelKeys"), [label])
            hint = f"matchLabelKeys: [{label}] counts each revision by itself"
            yield Suspect(SPREAD, field, hint, template=keyed)
    counting = [index for index, each in _hard(member) if each.get("nodeTaintsPolicy") != "Honor"]
    if len(counting) > 1:
        template = member.template
        for index in counting:
            policy = ("spec", "topologySpreadConstraints", index, "nodeTaintsPolicy")
            template = changed(template, policy, "Honor")
        field = pod.pod("topologySpreadConstraints", counting[0])
        hint = f"nodeTaintsPolicy: Honor in {len(counting)} hard constraints leaves drained and "
        hint += "dead zones out of the count"
        yield Suspect(SPREAD, field, hint, template=template)


def _hard(member: Member) -> Iterator[tuple[int, Mapping[str, Any]]]:
    written = listed_at(member.template, "topologySpreadConstraints")
    for index, each in enumerate(map(mapping, written)):
        if each.get("whenUnsatisfiable") == DO_NOT_SCHEDULE:
            yield index, each
