"""Facts about real workloads, judged by hand, against what the rules say of them.

Both ways: no finding denies a label, and what a label says is wrong is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.settings import Settings
from tests.corpus import CORPUS, needs_corpus
from tests.label_cases import CASES, UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic

pytestmark = needs_corpus
SPREAD = {"hard", "soft"}
APART = {"required", "preferred"}
SCALED = {"Deployment", "StatefulSet", "ReplicaSet"}
LEADERS = {"open-46"}  # may hold leases: one leads, and two are enough for a fast failover
HOST_PORTS = {"open-39"}  # a port of the node keeps the pods apart, of which labels say nothing
WORKLOADS = [case for case in CASES if case["role"] == "workload" and case["id"] not in UNREADABLE]


def findings(case: dict[str, Any]) -> list[Diagnostic]:
    """Return what is found in the workload, and in what names it: its budgets and autoscalers."""
    name = f"{case['kind'].lower()}/{case['name']}"
    found = pipeline.lint([str(CORPUS / path) for path in case["inputs"]], Settings(plugins=False))
    return [each for each in found if concerns(each, case) or name in each.message.split()]


def concerns(finding: Diagnostic, case: dict[str, Any]) -> bool:
    about = finding.resource
    if about is None:
        return False
    if about.kind == "PodDisruptionBudget":
        return about.name in case["pdb"]["matches"]
    here = finding.place.origin.endswith(case["file"])
    return here and (about.kind, about.name) == (case["kind"], case["name"])


def allowed(case: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield the rules that a label speaks of, and whether it lets them speak."""
    replicas = case["replicas"]["effective"]
    zone, host = case["zone_spread"], case["host_spread"]
    zone_apart, host_apart = case["zone_anti_affinity"], case["host_anti_affinity"]
    budgets = case["pdb"]["matches"]
    tolerations = case["tolerations"]
    several = replicas is None or replicas >= 2
    yield "spread-missing", several and zone not in SPREAD
    yield "spread-hostname-only", several and zone not in SPREAD and host in SPREAD
    yield "spread-soft-zone", zone != "hard" and (zone == "soft" or zone_apart == "preferred")
    yield "spread-taints-ignore", zone == "hard"
    yield "spread-selector-self", "ineffective" in {zone, host}
    yield "antiaffinity-missing", several and host not in SPREAD and host_apart not in APART
    yield "antiaffinity-self-mismatch", "ineffective" in {zone_apart, host_apart}
    yield "antiaffinity-zone-outage", zone_apart == "required"
    yield "antiaffinity-too-many", "required" in {zone_apart, host_apart}
    yield "antiaffinity-rollout-deadlock", "required" in {zone_apart, host_apart}
    yield "pdb-missing", several and not budgets
    yield "pdb-overlap", len(budgets) > 1
    yield "pdb-blocks-drain", bool(case["pdb"]["blocks_drain"]) or autoscaled(case)
    yield "pdb-single-replica", bool(case["pdb"]["blocks_drain"]) and replicas == 1
    yield "replicas-too-few", replicas is None or replicas < 3
    yield "hpa-min-too-low", replicas is None or replicas < 3
    yield "affinity-single-zone", case["zone_pinned"] != "no"
    yield "affinity-never-matches", case["zone_pinned"] != "no"
    yield "api-invalid-toleration", tolerations["valid"] is False
    yield "toleration-master-only", bool(tolerations["deprecated_master"])
    yield "toleration-never-evicted", tolerations["count"] > 0
    yield "toleration-too-long", tolerations["count"] > 0
    yield "toleration-too-short", tolerations["count"] > 0
    yield "toleration-one-of-two", tolerations["count"] > 0
    yield "probe-readiness-missing", case["probes"]["readiness"] != "all"
    yield "probe-liveness-missing", case["probes"]["liveness"] != "all"
    probes = {case["probes"][name] for name in ("readiness", "liveness")}
    yield "probe-identical", "none" not in probes
    amounts = [case[kind][name] for kind in ("requests", "limits") for name in ("cpu", "memory")]
    yield "requests-missing", any(amount != "all" for amount in amounts)


def autoscaled(case: dict[str, Any]) -> bool:
    """Whether the number of replicas varies: a budget that blocks at any of them is told."""
    return bool(case["replicas"]["effective"] != case["replicas"]["declared"])


def required(case: dict[str, Any]) -> Iterator[str]:
    """Yield the rules, one of each group, that must speak of what the labels show."""
    replicas = case["replicas"]["effective"]
    if case["tolerations"]["valid"] is False:
        yield "api-invalid-toleration"
    if "ineffective" in {case["zone_spread"], case["host_spread"]}:
        yield "spread-selector-self"
    if case["kind"] not in SCALED or not replicas or owned(case):
        return
    if replicas < 3 and case["id"] not in LEADERS:
        yield "replicas-too-few hpa-min-too-low"
    if replicas < 2:
        return
    if case["zone_spread"] == "none":
        # Of required anti-affinity that strands the pod of a lost zone one finding says enough.
        alone = " antiaffinity-zone-outage" if case["zone_anti_affinity"] == "required" else ""
        yield f"spread-missing spread-hostname-only spread-soft-zone{alone}"
    if case["zone_spread"] == "soft":
        yield "spread-soft-zone"
    apart = case["host_spread"] in SPREAD or case["host_anti_affinity"] in APART
    if not apart and case["id"] not in HOST_PORTS:
        yield "antiaffinity-missing antiaffinity-self-mismatch"
    if not case["pdb"]["matches"]:
        yield "pdb-missing"
    if case["pdb"]["blocks_drain"]:
        yield "pdb-blocks-drain api-invalid-pdb"  # one that is refused blocks nothing
    if "none" in {case["requests"]["cpu"], case["requests"]["memory"]} and (
        case["limits"]["cpu"] == case["limits"]["memory"] == "none"
    ):
        yield "requests-missing"


def owned(case: dict[str, Any]) -> bool:
    return case["kind"] == "ReplicaSet" and "owner" in (case.get("note") or "")


@pytest.mark.parametrize("case", WORKLOADS, ids=lambda case: case["id"])
def test_no_finding_denies_a_label(case: dict[str, Any]) -> None:
    lets = dict(allowed(case))
    denied = [each for each in findings(case) if not lets.get(each.rule, True)]
    assert [(each.rule, each.message) for each in denied] == []


@pytest.mark.parametrize("case", WORKLOADS, ids=lambda case: case["id"])
def test_what_a_label_shows_to_be_wrong_is_found(case: dict[str, Any]) -> None:
    said = {each.rule for each in findings(case)}
    missing = [rules for rules in required(case) if said.isdisjoint(rules.split())]
    assert missing == []
