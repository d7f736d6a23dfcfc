"""What lets all pods of a workload stand in one zone, each with the change that spreads them."""

from __future__ import annotations

from multiaz_lint.drill.causes.suspect import TOGETHER, Suspect
from multiaz_lint.drill.pod import ZONE
from multiaz_lint.drill.template import REMOVED, changed, listed_at
from multiaz_lint.model import ScalableWorkload
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from multiaz_lint.drill.member import Member
    from multiaz_lint.drill.plan import Plan
    from multiaz_lint.model import Autoscaler, Cluster, Field
    from multiaz_lint.model import Workload as Manifest

    Tree = Mapping[str, Any]

_SPREAD = "topologySpreadConstraints"


def decider_of(manifest: Manifest, cluster: Cluster) -> Autoscaler | None:
    """Return the autoscaler that says how many pods a workload has, if one does."""
    return cluster.scale_of(manifest).decider if isinstance(manifest, ScalableWorkload) else None


def replicas_of(manifest: Manifest) -> Field:
    """Return where the number of replicas is written."""
    if isinstance(manifest, ScalableWorkload):
        return manifest.replicas
    return manifest.at("spec", "replicas")


def more_replicas(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield the number of replicas of a single pod, to be tried as two."""
    decider = decider_of(member.manifest, plan.cluster)
    field = replicas_of(member.manifest) if decider is None else decider.minimum
    hint = "two replicas or more can stand in two zones"
    yield Suspect(TOGETHER, field, hint, replicas=2, for_all=True)
    yield Suspect(TOGETHER, field, hint, replicas=2)
    hint = f"two replicas or more, with a hard constraint on {ZONE}, stand in two zones"
    yield Suspect(TOGETHER, field, hint, replicas=2, template=_spread_over_zones(member))


def spreading(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield constraints that are missing, too soft, or keep soft ones from being looked at.

    A node without the key of any soft constraint gets no score for any of them (scoring.go of
    PodTopologySpread, initPreScoreState, v1.37).
    """
    manifest, at = member.manifest, ("spec", _SPREAD)
    written = [mapping(each) for each in listed_at(member.template, _SPREAD)]
    for index, constraint in enumerate(written):
        mean = compile_selector(constraint.get("labelSelector"))
        if constraint.get("topologyKey") == ZONE and not mean.matches(manifest.pod_labels):
            own = changed(member.template, (*at, index, "labelSelector"), member.selector)
            hint = "let the labelSelector match these pods: it counts others, and spreads none"
            yield Suspect(TOGETHER, manifest.pod(_SPREAD, index), hint, template=own)
    for index, constraint in enumerate(written):
        key = string(constraint.get("topologyKey"))
        soft = constraint.get("whenUnsatisfiable") == "ScheduleAnyway"
        if soft and not any(key in node.labels for node in plan.shape.make()):
            without = changed(member.template, (*at, index), REMOVED)
            hint = f"leave it out: no node has the label {key}, so no soft constraint spreads"
            yield Suspect(TOGETHER, manifest.pod(_SPREAD, index), hint, template=without)
    for index, constraint in enumerate(written):
        soft = constraint.get("whenUnsatisfiable") == "ScheduleAnyway"
        if soft and constraint.get("topologyKey") == ZONE:
            hard = changed(member.template, (*at, index, "whenUnsatisfiable"), "DoNotSchedule")
            hard = changed(hard, (*at, index, "nodeTaintsPolicy"), "Honor")
            hint = "whenUnsatisfiable: DoNotSchedule, with nodeTaintsPolicy: Honor, always spreads"
            yield Suspect(TOGETHER, manifest.pod(_SPREAD, index), hint, template=hard)
    if all(constraint.get("topologyKey") != ZONE for constraint in written):
        hint = f"a hard constraint on {ZONE} spreads the pods over the zones"
        field = manifest.pod(_SPREAD)
        yield Suspect(TOGETHER, field, hint, template=_spread_over_zones(member))


def _spread_over_zones(member: Member) -> Tree:
    """Return the template with a hard constraint on zones in place of all others on them."""
    kept = [
        each
        for each in listed_at(member.template, _SPREAD)
        if mapping(each).get("topologyKey") != ZONE
    ]
    constraint = {
        "maxSkew": 1,
        "topologyKey": ZONE,
        "whenUnsatisfiable": "DoNotSchedule",
        "nodeTaintsPolicy": "Honor",
        "labelSelector": member.selector,
    }
    return changed(member.template, ("spec", _SPREAD), [*kept, constraint])
