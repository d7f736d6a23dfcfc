"""Tolerations that keep pods on dead nodes, let new ones be placed there, or are missing."""

from __future__ import annotations

from multiaz_lint.drill.causes.suspect import NODES, STAYS, Suspect
from multiaz_lint.drill.template import changed, listed_at
from multiaz_lint.model.nodes.node_pool import taint_text
from multiaz_lint.model.nodes.pools_asked import pools_of
from multiaz_lint.model.nodes.taints import (
    DEFAULT_TOLERATION_SECONDS,
    HARD_EFFECTS,
    NO_EXECUTE,
    NO_SCHEDULE,
    NOT_READY,
    SILENT,
    UNREACHABLE,
    UNSCHEDULABLE,
    tolerated,
    tolerates,
)
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.plan import Plan

_GONE = {"key": UNREACHABLE, "effect": NO_EXECUTE}
_PASSING = frozenset({NOT_READY, UNREACHABLE, UNSCHEDULABLE})
"""The taints that nodes have only while something is wrong with them."""


def of_dead_nodes(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield the tolerations that let pods be placed on dead nodes, to be tried without them.

    One without a key stays for the taints that nodes have all the time.
    """
    kept, guilty = [], []
    written = [mapping(each) for each in listed_at(member.template, "tolerations")]
    for index, toleration in enumerate(written):
        if not tolerates(toleration, SILENT) or toleration.get("effect") != NO_SCHEDULE:
            kept.append(toleration)  # without an effect it keeps pods there, too
            continue
        guilty.append(index)
        if not toleration.get("key"):
            taints = {
                (taint["key"], taint["effect"])
                for node in plan.shape.nodes
                for taint in node.taints
                if tolerates(toleration, taint) and taint["key"] not in _PASSING
            }
            kept += [
                {"key": key, "operator": "Exists", "effect": effect}
                for key, effect in sorted(taints)
            ]
    if guilty:
        told = written[guilty[0]].get("key")
        hint = "leave it out: it lets new pods be placed on dead nodes, where they never start"
        if not told:
            hint = "name the taints that are meant: without a key it lets new pods be placed on "
            hint += "dead nodes, where they never start"
        without = changed(member.template, ("spec", "tolerations"), kept)
        yield Suspect(STAYS, member.manifest.pod("tolerations", guilty[0]), hint, template=without)


def of_endless_stay(member: Member) -> Iterator[Suspect]:
    """Yield tolerations that keep pods on a node that does not answer for ever."""
    for index, written in enumerate(listed_at(member.template, "tolerations")):
        toleration = mapping(written)
        if toleration.get("tolerationSeconds") is None and tolerated(_GONE, [toleration]):
            at = ("spec", "tolerations", index)
            ending = changed(member.template, (*at, "effect"), NO_EXECUTE)
            ending = changed(ending, (*at, "tolerationSeconds"), DEFAULT_TOLERATION_SECONDS)
            field = member.manifest.pod("tolerations", index)
            hint = "tolerationSeconds says how long pods stay on a node that does not answer"
            if toleration.get("effect") != NO_EXECUTE:
                hint = f"effect: {NO_EXECUTE} with {hint}"
            yield Suspect(STAYS, field, hint, template=ending)


def of_pools(member: Member, plan: Plan) -> Iterator[Suspect]:
    """Yield the taints of the NodePools whose nodes are asked for, to be tried with tolerations."""
    if not plan.shape.made_up:
        return
    written = listed_at(member.template, "tolerations")
    hard = [
        (taint, pool)
        for pool, _ in pools_of(member.manifest, plan.cluster) or ()
        for taint in pool.taints
        if taint["effect"] in HARD_EFFECTS and not tolerated(taint, written)
    ]
    if hard:
        more = [
            {"operator": "Exists", "key": taint["key"], "effect": taint["effect"]}
            for taint, _ in hard
        ]
        tolerant = changed(member.template, ("spec", "tolerations"), [*written, *more])
        whose: dict[str, dict[str, None]] = {}
        for taint, pool in hard:
            whose.setdefault(taint_text(taint), {})[str(pool)] = None
        words = listed([f"taint {text} of {listed(list(of))}" for text, of in whose.items()])
        hint = f"tolerate {words}"
        yield Suspect(NODES, member.manifest.pod("tolerations"), hint, template=tolerant)
