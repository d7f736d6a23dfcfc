"""Made-up nodes of several instance types and regions, as workloads name them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from multiaz_lint.drill.nodes.named_places import named_places, regions_of
from multiaz_lint.drill.nodes.named_zones import wishes
from multiaz_lint.model import REGION
from multiaz_lint.model.placement import ZONE
from tests.drill_command import TYPE, drill
from tests.drilled import HARD, deployment, missing
from tests.manifests import cluster

__all__ = ["drill"]  # a fixture
ZONE_ID = "topology.k8s.aws/zone-id"


def on(name: str, *terms: dict[str, list[str]], **labels: str) -> dict[str, Any]:
    """Return a workload with a term for each mapping, and a node selector."""
    written = [
        {
            "matchExpressions": [
                {"key": key, "operator": "In", "values": values} for key, values in term.items()
            ]
        }
        for term in terms
    ]
    affinity = {"nodeAffinity": {HARD: {"nodeSelectorTerms": written}}} if written else {}
    return deployment(name, 3, affinity=affinity, nodeSelector=labels)


def text(*documents: dict[str, Any]) -> str:
    return yaml.safe_dump_all(documents)


def starts(report: dict[str, Any]) -> dict[str, list[int]]:
    return {each["name"]: missing(each) for each in report["drill"][0]["workloads"]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({TYPE: "m5.large"}, {TYPE: "r5.large"}),
        ({REGION: "eu-west-1"}, {REGION: "us-east-1"}),
        ({REGION: "eu", TYPE: "m5"}, {REGION: "us", TYPE: "r5"}),
        ({REGION: "eu", ZONE: "b"}, {REGION: "us", ZONE: "a"}),
    ],
)
def test_each_workload_has_nodes_that_it_can_use(
    drill: Any, one: dict[str, str], other: dict[str, str]
) -> None:
    _, report, _ = drill(text(on("one", **one), on("other", **other)))
    assert starts(report) == {"one": [0, 0], "other": [0, 0]}


def test_no_loss_of_a_zone_takes_a_region_away(drill: Any) -> None:
    """Each region has as many zones as the cluster would have with one region."""
    web = [on("one", **{REGION: "eu"}), on("other", **{REGION: "us"})]
    _, report, _ = drill(text(*web))
    found = report["drill"][0]
    assert found["zones"] == ["a", "b", "c", "d", "e", "f"]
    said = f"{REGION} of the zones, as manifests name it: eu of a, b, c; us of d, e, f"
    assert said in found["assumptions"]
    for each in found["workloads"]:
        assert missing(each, "outage, after evictions") == [0, 0]


def test_zones_that_are_given_are_all_there_are(drill: Any) -> None:
    web = [on("one", **{REGION: "eu"}), on("other", **{REGION: "us"})]
    _, report, _ = drill(text(*web), "--zones", "eu-1,us-1,us-2,x")
    found = report["drill"][0]
    assert found["zones"] == ["eu-1", "us-1", "us-2", "x"]
    said = f"{REGION} of the zones, as manifests name it: eu of eu-1, x; us of us-1, us-2"
    assert said in found["assumptions"]


def test_types_are_in_pools_of_their_own_and_told(drill: Any) -> None:
    web = [on("one", **{TYPE: "m5"}), on("other", **{TYPE: "r5"})]
    _, report, _ = drill(text(*web), "--nodes-per-zone", "1")
    assumed = report["drill"][0]["assumptions"]
    assert f"nodes have {TYPE}=m5, as deployment/one asks" in assumed
    assert f"the nodes of pool-2 have {TYPE}=r5, as deployment/other asks" in assumed
    assert starts(report) == {"one": [0, 0], "other": [0, 0]}


@pytest.mark.parametrize(
    ("documents", "found"),
    [
        ([], {}),
        ([on("a")], {}),
        ([on("a", **{REGION: "m"})], {REGION: ["m"]}),
        ([on("a", **{REGION: "m"}), on("b", **{REGION: "r"})], {REGION: ["m", "r"]}),
        ([on("a", {REGION: ["m", "r"]}), on("b", **{REGION: "r"})], {REGION: ["r"]}),
        ([on("a", {REGION: ["m", "r"]}), on("b", {REGION: ["r", "m"]})], {REGION: ["m"]}),
        ([on("a", {TYPE: ["m"]}, {REGION: ["eu"]}), on("b", **{REGION: "eu"})], {REGION: ["eu"]}),
        ([on("a", {REGION: ["m"]}, {"disk": ["ssd"]})], {}),
        ([on("a", {REGION: ["m", "r"]}, **{REGION: "r"})], {REGION: ["r"]}),
        ([on("a", {REGION: ["us"]}, {REGION: ["eu"]})], {REGION: ["eu"]}),
        ([on("a", **{REGION: "${HERE}"}), on("b", **{ZONE_ID: "z1"})], {ZONE_ID: ["z1"]}),
    ],
)
def test_there_are_as_few_regions_as_do(
    documents: list[dict[str, Any]], found: dict[str, list[str]]
) -> None:
    assert named_places(wishes(cluster(text(*documents)))) == found
    assert named_places(wishes(cluster(text(*documents[::-1])))) == found


def test_a_zone_is_in_the_region_of_its_name_or_that_is_named_with_it() -> None:
    web = [on("a", **{REGION: "us-east-1", ZONE: "x"}), on("b", **{REGION: "us-east-10"})]
    zones = ["us-east-1a", "us-east-10a", "x", "y"]
    found = regions_of(zones, ["eu", "us-east-1", "us-east-10"], wishes(cluster(text(*web))))
    assert found == dict(zip(zones, ["us-east-1", "us-east-10", "us-east-1", "eu"], strict=True))
