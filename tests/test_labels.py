"""Facts about real workloads, judged by hand, against what the model derives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.load import files
from multiaz_lint.model import (
    HOSTNAME,
    ZONE,
    PodDisruptionBudget,
    ScalableWorkload,
    StatefulSet,
    Workload,
    mapping,
)
from multiaz_lint.settings import Settings
from multiaz_lint.stages import loading
from multiaz_lint.stages.assembling import assemble
from tests.corpus import CORPUS, needs_corpus
from tests.label_cases import CASES, UNREADABLE

if TYPE_CHECKING:
    from multiaz_lint.model import Cluster
    from multiaz_lint.stages.loading import Loaded

pytestmark = needs_corpus


def load(case: dict[str, Any]) -> tuple[Cluster, Loaded]:
    settings = Settings()
    paths = [str(CORPUS / name) for name in case["inputs"]]
    loaded = loading.load(files.read(paths), settings)
    return assemble(loaded, settings), loaded


def workload_of(case: dict[str, Any], cluster: Cluster) -> Workload | None:
    """Find the workload of a label: by file, kind and name, then by its place."""
    found = [
        each
        for each in cluster.of(Workload)
        if each.origin.endswith(case["file"])
        and each.kind == case["kind"]
        and each.name == (case["name"] or "")
    ]
    if len(found) > 1:
        found = [each for each in found if each.span(()).line >= case["line"]][:1]
    return found[0] if found else None


def strongest(hard: bool, soft: bool, present: bool, words: tuple[str, str]) -> str:
    if hard:
        return words[0]
    if soft:
        return words[1]
    return "ineffective" if present else "none"


def spread(workload: Workload, key: str) -> str:
    present = any(each.topology_key == key for each in workload.spread)
    hard = any(workload.spread_over(key, hard=True))
    return strongest(hard, any(workload.spread_over(key)), present, ("hard", "soft"))


def apart(workload: Workload, key: str) -> str:
    present = any(each.anti and each.topology_key == key for each in workload.pod_terms)
    required = any(workload.apart_on(key, required=True))
    words = ("required", "preferred")
    return strongest(required, any(workload.apart_on(key)), present, words)


def share(workload: Workload, *path: str) -> str | None:
    """Over regular containers: all, some or none of them have the field."""
    containers = [each for each in workload.containers if each.kind == "containers"]
    if not containers:
        return None
    have = sum(1 for each in containers if each.at(*path).value not in (None, {}))
    return "all" if have == len(containers) else "some" if have else "none"


def derived(workload: Workload, cluster: Cluster) -> dict[str, Any]:
    scalable = isinstance(workload, ScalableWorkload)
    scale = cluster.scale_of(workload) if isinstance(workload, ScalableWorkload) else None
    budgets = cluster.budgets_of(workload)
    written = workload.tolerations
    facts: dict[str, Any] = {
        "declared": workload.written(("spec", "replicas")) if scalable else None,
        "effective": scale.least if scale and scale.certain else None,
        "zone_spread": spread(workload, ZONE),
        "host_spread": spread(workload, HOSTNAME),
        "zone_anti_affinity": apart(workload, ZONE),
        "host_anti_affinity": apart(workload, HOSTNAME),
        "pdb": sorted(each.name for each in budgets),
        "blocks_drain": bool(budgets and scale) and any(blocks(b, scale.least) for b in budgets),  # type: ignore[union-attr]
        "tolerations": len(written),
        "deprecated_master": any(each.key == "node-role.kubernetes.io/master" for each in written),
        "tolerates_everything": any(each.everything and not each.effect for each in written),
    }
    for probe in ("readiness", "liveness", "startup"):
        facts[probe] = share(workload, f"{probe}Probe")
    for kind in ("requests", "limits"):
        for name in ("cpu", "memory"):
            facts[f"{kind} {name}"] = share(workload, "resources", kind, name)
    if isinstance(workload, StatefulSet):
        facts["claims"] = [
            mapping(claim.get("metadata")).get("name") for claim in workload.claim_templates
        ]
    return facts


def blocks(budget: PodDisruptionBudget, replicas: int) -> bool:
    return budget.allowed(replicas) == 0


def expected(case: dict[str, Any]) -> dict[str, Any]:
    tolerations = case["tolerations"]
    facts: dict[str, Any] = {
        "declared": case["replicas"]["declared"],
        "effective": case["replicas"]["effective"],
        "zone_spread": case["zone_spread"],
        "host_spread": case["host_spread"],
        "zone_anti_affinity": case["zone_anti_affinity"],
        "host_anti_affinity": case["host_anti_affinity"],
        "pdb": sorted(case["pdb"]["matches"]),
        "blocks_drain": bool(case["pdb"]["blocks_drain"]),
        "tolerations": tolerations["count"],
        "deprecated_master": tolerations["deprecated_master"],
        "tolerates_everything": tolerations["tolerates_everything"],
        **case["probes"],
    }
    for kind in ("requests", "limits"):
        for name in ("cpu", "memory"):
            facts[f"{kind} {name}"] = case[kind][name]
    if "storage" in case and case["storage"].get("vct") is not None:
        facts["claims"] = case["storage"]["vct"]
    return facts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_facts_equal_those_judged_by_hand(case: dict[str, Any]) -> None:
    cluster, loaded = load(case)
    workload = workload_of(case, cluster)
    if case["id"] in UNREADABLE:
        assert workload is None
        assert any(UNREADABLE[case["id"]] in each.message for each in loaded.diagnostics)
        return
    if case["role"] == "kustomize-patch":
        assert workload is None
        assert any("Kustomize patch" in each.why for each in loaded.not_checked)
        return
    assert workload is not None
    if case["role"] == "malformed":
        return
    wanted = expected(case)
    found = derived(workload, cluster)
    if "scaleTargetRef has no apiVersion" in case.get("ambiguous", ""):
        del wanted["effective"]  # by intent 9, for the real controller 1: both are right
    assert {name: found.get(name) for name in wanted} == wanted
