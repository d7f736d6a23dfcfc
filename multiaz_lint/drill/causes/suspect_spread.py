"""What lets all pods of a workload stand in one zone, each with the change that spreads them."""

from __future__ import annotations

from multiaz_lint.drill.causes.suspect import TOGETHER, Suspect
from multiaz_lint.drill.template import REMOVED, changed, listed_at
from multiaz_lint.model import ScalableWorkload
from multiaz_lint.model.autoscaling import PAUSED
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.outage.alone import why_alone
from multiaz_lint.model.outage.singleton import elects_leader
from multiaz_lint.model.placement import DO_NOT_SCHEDULE, SCHEDULE_ANYWAY, ZONE
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.drill.casting.member import Member
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


def floor_of(decider: Autoscaler) -> Field:
    """Return what an autoscaler has its least number of pods from."""
    return decider.minimum if decider.paused_at is None else _paused(decider)


def ceiling_of(decider: Autoscaler) -> Field:
    """Return what an autoscaler has its greatest number of pods from."""
    return decider.maximum if decider.paused_at is None else _paused(decider)


def _paused(decider: Autoscaler) -> Field:
    return decider.at("metadata", "annotations", PAUSED)


def more_replicas(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield the number of replicas of a single pod, to be tried as two."""
    decider = decider_of(member.manifest, plan.cluster)
    field = replicas_of(member.manifest) if decider is None else floor_of(decider)
    alone = _why_alone(member.manifest, plan.cluster)
    hint = "two replicas or more can stand in two zones" + alone
    if decider is not None and decider.paused_at is not None:
        least = decider.minimum.value
        if isinstance(least, int) and least > 1:
            words = f"leave {PAUSED} out: {hint}"
            yield Suspect(TOGETHER, field, words, replicas=least)
    yield Suspect(TOGETHER, field, hint, replicas=2, for_all=True)
    yield Suspect(TOGETHER, field, hint, replicas=2)
    hint = f"two replicas or more, with a hard constraint on {ZONE}, stand in two zones{alone}"
    yield Suspect(TOGETHER, field, hint, replicas=2, template=spread_over_zones(member))


def _why_alone(manifest: Manifest, cluster: Cluster) -> str:
    """Say what has to change first where one pod acts alone."""
    if not isinstance(manifest, ScalableWorkload) or elects_leader(manifest, cluster):
        return ""
    why = why_alone(manifest, cluster)
    return f", once several can act side by side: {why}" if why else ""


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
            if constraint.get("whenUnsatisfiable") == DO_NOT_SCHEDULE:
                honest = changed(own, (*at, index, "nodeTaintsPolicy"), "Honor")
                hint = "let the labelSelector match these pods, with nodeTaintsPolicy: Honor: "
                hint += "it counts others, and spreads none"
                yield Suspect(TOGETHER, manifest.pod(_SPREAD, index), hint, template=honest)
    for index, constraint in enumerate(written):
        skew, hard = (
            constraint.get("maxSkew"),
            constraint.get("whenUnsatisfiable") == DO_NOT_SCHEDULE,
        )
        if hard and constraint.get("topologyKey") == ZONE and isinstance(skew, int) and skew > 1:
            field = manifest.pod(_SPREAD, index, "maxSkew")
            tight = changed(member.template, (*at, index, "maxSkew"), 1)
            hint = "maxSkew: 1 keeps one zone from taking all pods"
            yield Suspect(TOGETHER, field, hint, template=tight)
            honest = changed(tight, (*at, index, "nodeTaintsPolicy"), "Honor")
            hint = f"maxSkew: 1, with nodeTaintsPolicy: Honor,{hint.removeprefix('maxSkew: 1')}"
            yield Suspect(TOGETHER, field, hint, template=honest)
    for index, constraint in enumerate(written):
        key = string(constraint.get("topologyKey"))
        soft = constraint.get("whenUnsatisfiable") == SCHEDULE_ANYWAY
        if soft and not any(key in node.labels for node in plan.shape.nodes):
            without = changed(member.template, (*at, index), REMOVED)
            hint = f"leave it out: no node has the label {key}, so no soft constraint spreads"
            yield Suspect(TOGETHER, manifest.pod(_SPREAD, index), hint, template=without)
    for index, constraint in enumerate(written):
        soft = constraint.get("whenUnsatisfiable") == SCHEDULE_ANYWAY
        if soft and constraint.get("topologyKey") == ZONE:
            hard = changed(member.template, (*at, index, "whenUnsatisfiable"), DO_NOT_SCHEDULE)
            hard = changed(hard, (*at, index, "nodeTaintsPolicy"), "Honor")
            hint = "whenUnsatisfiable: DoNotSchedule, with nodeTaintsPolicy: Honor, always spreads"
            yield Suspect(TOGETHER, manifest.pod(_SPREAD, index), hint, template=hard)
    if all(constraint.get("topologyKey") != ZONE for constraint in written):
        hint = f"a hard constraint on {ZONE} spreads the pods over the zones"
        field = manifest.pod(_SPREAD)
        yield Suspect(TOGETHER, field, hint, template=spread_over_zones(member))


def over_zones(template: Tree) -> list[int]:
    """Return which constraints of a template are on zones."""
    written = enumerate(listed_at(template, _SPREAD))
    return [index for index, each in written if mapping(each).get("topologyKey") == ZONE]


def hard_over_zones(member: Member, template: Tree, label: str) -> tuple[Tree, str] | None:
    """Return a template that is spread over zones, and its words; None where it is already.

    Soft constraints on zones give way to the hard one.
    """
    written = listed_at(template, _SPREAD)
    soft = over_zones(template)
    if any(mapping(written[index]).get("whenUnsatisfiable") != SCHEDULE_ANYWAY for index in soft):
        return None
    words = f"a hard constraint on {ZONE}"
    words += f" in place of {constraints(soft)}" if soft else ""
    return spread_over_zones(member, label, template), words


def constraints(indices: Iterable[int]) -> str:
    """Name constraints as their fields are."""
    return listed([f"{_SPREAD}[{index}]" for index in indices], 3)


def spread_over_zones(member: Member, label: str = "", template: Tree | None = None) -> Tree:
    """Return its template, or another, with a hard constraint in place of all others on zones.

    It counts pods apart whose ``label`` differs.
    """
    template = member.template if template is None else template
    kept = [
        each for each in listed_at(template, _SPREAD) if mapping(each).get("topologyKey") != ZONE
    ]
    constraint = {
        "maxSkew": 1,
        "topologyKey": ZONE,
        "whenUnsatisfiable": DO_NOT_SCHEDULE,
        "nodeTaintsPolicy": "Honor",
        "labelSelector": member.selector,
        **({"matchLabelKeys": [label]} if label else {}),
    }
    return changed(template, ("spec", _SPREAD), [*kept, constraint])
