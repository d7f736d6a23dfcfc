"""Survival in numbers, against exhaustive search and against the real scheduler."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.model import SpreadConstraint
from multiaz_lint.model.outage import survival
from tests.manifests import resource
from tests.oracle.files import recorded

if TYPE_CHECKING:
    from collections.abc import Iterable

SHAPES = list(product(range(1, 10), range(1, 4), range(2, 5)))  # replicas, maxSkew, zones


def placements(replicas: int, max_skew: int, zones: int) -> set[tuple[int, ...]]:
    """Every distribution, up to the zones' order, that placing pods one by one can reach."""
    reached = {(0,) * zones}
    for _ in range(replicas):
        reached = {
            one_more(counts, zone)
            for counts in reached
            for zone in range(zones)
            if counts[zone] + 1 - min(counts) <= max_skew
        }
    return reached


def one_more(counts: tuple[int, ...], zone: int) -> tuple[int, ...]:
    return tuple(sorted((*counts[:zone], counts[zone] + 1, *counts[zone + 1 :])))


def replaced(lost: int, others: list[int], max_skew: int) -> set[int]:
    """All numbers of Pending pods that replacing a dead zone's pods one by one can end with."""
    ends, states = set(), {(tuple(others), lost)}
    while states:
        counts, left = states.pop()
        open_zones = [i for i, count in enumerate(counts) if count + 1 <= max_skew]
        if not left or not open_zones:
            ends.add(left)
        else:
            states |= {(one_more(counts, zone), left - 1) for zone in open_zones}
    return ends


def left_pending(lost: int, others: Iterable[int], max_skew: int) -> int:
    """Return how many pods of a lost zone stay Pending while its nodes still count as a zone.

    The dead zone counts no pod and can take none, so the smallest count stays 0: each other zone
    holds at most maxSkew pods, or what it already has.
    """
    return max(0, lost - sum(max(0, max_skew - count) for count in others))


@pytest.mark.parametrize(("replicas", "max_skew", "zones"), SHAPES)
def test_the_fullest_zone_is_that_of_the_worst_placement(
    replicas: int, max_skew: int, zones: int
) -> None:
    worst = max(max(counts) for counts in placements(replicas, max_skew, zones))
    assert survival.fullest_zone(replicas, max_skew, zones) == worst


@pytest.mark.parametrize(("replicas", "max_skew", "zones"), SHAPES)
def test_left_pending_is_what_replacing_one_by_one_ends_with(
    replicas: int, max_skew: int, zones: int
) -> None:
    for counts in placements(replicas, max_skew, zones):
        for zone, lost in enumerate(counts):
            others = [*counts[:zone], *counts[zone + 1 :]]
            assert replaced(lost, others, max_skew) == {left_pending(lost, others, max_skew)}


@pytest.mark.parametrize(("replicas", "max_skew", "zones"), SHAPES)
def test_pods_are_stranded_from_one_number_of_replicas_on(
    replicas: int, max_skew: int, zones: int
) -> None:
    pending = {
        left_pending(lost, [*counts[:zone], *counts[zone + 1 :]], max_skew)
        for counts in placements(replicas, max_skew, zones)
        for zone, lost in enumerate(counts)
        if lost == max(counts)
    }
    stranded = replicas >= survival.stranded_from(max_skew, zones)
    assert (min(pending) > 0) == stranded
    assert (max(pending) > 0) == stranded
    assert (survival.most_pending(replicas, max_skew, zones) > 0) == stranded


@pytest.mark.parametrize(("replicas", "max_skew", "zones"), SHAPES)
def test_zones_are_crowded_from_one_number_of_replicas_on(
    replicas: int, max_skew: int, zones: int
) -> None:
    fullest = max(max(counts) for counts in placements(replicas, max_skew, zones))
    assert (fullest > max_skew) == (replicas >= survival.crowded_from(max_skew, zones))


@pytest.mark.parametrize(("replicas", "max_skew", "zones"), SHAPES)
def test_most_pending_is_that_of_the_worst_placement(
    replicas: int, max_skew: int, zones: int
) -> None:
    pending = {
        left_pending(lost, [*counts[:zone], *counts[zone + 1 :]], max_skew)
        for counts in placements(replicas, max_skew, zones)
        for zone, lost in enumerate(counts)
    }
    assert survival.most_pending(replicas, max_skew, zones) == max(pending)
    if survival.always_even(replicas, max_skew, zones):
        assert len(pending) == 1


def counts_dead_zone(constraint: SpreadConstraint, zones: int) -> bool:
    """Whether a zone that no pod can enter holds the smallest count at 0.

    It does while its nodes exist, unless nodeTaintsPolicy Honor leaves tainted nodes out; then
    too when fewer zones than minDomains are left.
    """
    return not constraint.honors_taints or counts_missing_zone(constraint, zones)


def counts_missing_zone(constraint: SpreadConstraint, zones: int) -> bool:
    """Whether the smallest count is taken as 0 once one of the zones has no node any more."""
    return (constraint.min_domains or 1) > zones - 1


def spread_alone() -> list[dict[str, Any]]:
    return [line for line in recorded("cryptobot-sched.jsonl") if _by_zone_spread_alone(line)]


def _pod_spec(line: dict[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = line["scenario"]["manifests"][0]["spec"]["template"]["spec"]
    return spec


def _by_zone_spread_alone(line: dict[str, Any]) -> bool:
    """Whether a hard zone constraint on the own pods is the only hard rule of the scenario."""
    spec = _pod_spec(line)
    constraints = spec.get("topologySpreadConstraints", [])
    anti = spec["affinity"].get("podAntiAffinity", {})
    return (
        len(constraints) == 1
        and constraints[0]["whenUnsatisfiable"] == "DoNotSchedule"
        and constraints[0]["labelSelector"] == {"matchLabels": {"service": "trade"}}
        and "requiredDuringSchedulingIgnoredDuringExecution" not in anti
    )


def _zone_events(line: dict[str, Any]) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Return the zone losses right after the first settling: what, which zone, before, after.

    The instant between a cordon and its taint, in which Honor does not help yet, is left out.
    """
    if line["scenario"]["events"][0].get("noTaint"):
        return []
    before, after = (stage["workloads"]["trade"] for stage in line["stages"][:2])
    what, _, zone = line["stages"][1]["event"].partition(" ")
    return [(what, zone, before, after)] if what in {"drain", "outage", "remove"} else []


def test_pending_pods_are_those_of_the_real_scheduler() -> None:
    lines = spread_alone()
    compared = 0
    for line in lines:
        constraint = SpreadConstraint(
            resource("kind: Pod"), (), _pod_spec(line)["topologySpreadConstraints"][0]
        )
        for what, zone, before, after in _zone_events(line):
            counts = {each: before["zones"].get(each, 0) for each in "abc"}
            counted = (
                counts_missing_zone(constraint, 3)
                if what == "remove"
                else counts_dead_zone(constraint, 3)
            )
            lost = counts.pop(zone)
            pending = left_pending(lost, counts.values(), constraint.max_skew)
            assert after["pending"] == (pending if counted else 0), line["id"]
            compared += 1
    assert compared > 200


def test_every_recorded_outcome_is_one_of_ours() -> None:
    lines = spread_alone()
    for line in lines:
        constraint = SpreadConstraint(
            resource("kind: Pod"), (), _pod_spec(line)["topologySpreadConstraints"][0]
        )
        for what, _, before, after in _zone_events(line):
            counted = (
                counts_missing_zone(constraint, 3)
                if what == "remove"
                else counts_dead_zone(constraint, 3)
            )
            possible = {
                left_pending(lost, [*counts[:at], *counts[at + 1 :]], constraint.max_skew)
                if counted
                else 0
                for counts in placements(before["replicas"], constraint.max_skew, 3)
                for at, lost in enumerate(counts)
            }
            seen = {int(outcome.split(";")[0].split()[1]) for outcome in after["outcomes"]}
            assert seen <= possible, line["id"]
