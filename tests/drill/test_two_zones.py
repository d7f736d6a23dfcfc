"""Disks that are replicated between two zones: in which they are, and what a lost zone does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from multiaz_lint.drill.disks import two_zones
from multiaz_lint.drill.disks.volumes import StorageClass
from multiaz_lint.drill.nodes.node import Node, plain_labels
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.settling import settle
from multiaz_lint.model.placement import REGION, ZONE
from tests.drilled import HARD, drilled, means, missing, node, reported, workload
from tests.manifests import cluster

REGIONAL = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {"name": "regional"},
    "provisioner": "pd.csi.storage.gke.io",
    "parameters": {"type": "pd-balanced", "replication-type": "regional-pd"},
    "volumeBindingMode": "WaitForFirstConsumer",
}
APART = {"podAntiAffinity": {HARD: [{"topologyKey": ZONE, **means("db")}]}}


def allowed(*zones: str, key: str = "topology.gke.io/zone") -> dict[str, Any]:
    return {
        **REGIONAL,
        "allowedTopologies": [{"matchLabelExpressions": [{"key": key, "values": [*zones]}]}],
    }


def database(replicas: int, **spec: Any) -> dict[str, Any]:
    found = workload("StatefulSet", "db", replicas, **spec)
    wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Gi"}}}
    claim = {"metadata": {"name": "data"}, "spec": {**wanted, "storageClassName": "regional"}}
    found["spec"] |= {"serviceName": "db", "volumeClaimTemplates": [claim]}
    return found


def nodes(zones: str) -> list[Node]:
    return [Node(zone, plain_labels(zone, zone)) for zone in zones]


@pytest.mark.parametrize(
    ("topologies", "first", "found"),
    [
        ([], "a", ["a", "b"]),
        ([], "b", ["b", "c"]),
        ([], "c", ["c", "a"]),
        (["d", "b"], "b", ["b", "d"]),
        (["d", "b"], "d", ["d", "b"]),
        (["a", "c", "b"], "c", ["c", "a"]),
        (["b"], "b", ["b"]),
    ],
)
def test_the_zone_of_the_pod_and_the_next_by_name_are_picked(
    topologies: list[str], first: str, found: list[str]
) -> None:
    made_of = StorageClass(allowed(*topologies) if topologies else REGIONAL)
    assert two_zones.picked(made_of, nodes("cab"), "data-db-0", first) == found


def test_both_zones_are_of_one_region() -> None:
    there = [Node(z, {**plain_labels(z, z), REGION: r}) for z, r in ("ax", "by", "cx", "dy")]
    found = [two_zones.picked(StorageClass(REGIONAL), there, "d", zone) for zone in "abcd"]
    assert found == [["a", "c"], ["b", "d"], ["c", "a"], ["d", "b"]]


# What getPVCNameHashAndIndexOffset of k8s.io/cloud-provider v0.37.2 makes of names among so many
# zones, which external-provisioner does alike.
FIRST = [
    ("web", 2, "b"),
    ("data-web-0", 2, "b"),
    ("data-web-1", 2, "a"),
    ("logs-web-1", 2, "a"),
    ("my-data", 2, "a"),
    ("data-4294967296", 2, "a"),
    ("web", 3, "a"),
    ("data-web-0", 3, "a"),
    ("data-web-1", 3, "b"),
    ("logs-web-1", 3, "b"),
    ("data-web-2", 3, "c"),
    ("my-data", 3, "b"),
    ("data-4294967296", 3, "a"),
    ("data-db-main-2", 3, "b"),
    ("web", 4, "b"),
    ("data-web-0", 4, "b"),
    ("data-web-2", 4, "d"),
    ("x-7", 4, "c"),
    ("data-db-main-2", 4, "a"),
]


@pytest.mark.parametrize(("claim", "zones", "first"), FIRST)
def test_the_name_of_a_claim_says_which_zone_is_first_where_no_pod_is_placed(
    claim: str, zones: int, first: str
) -> None:
    names = "abcd"[:zones]
    found = two_zones.picked(StorageClass(REGIONAL), nodes(names), claim, None)
    assert found == [first, (names + names)[names.index(first) + 1]]


def test_a_pod_of_a_lost_zone_moves_to_the_other_zone_of_its_disk() -> None:
    found = drilled(database(1), REGIONAL)["db"]
    for event in ("outage", "outage, after evictions"):
        assert missing(found, event) == [0, 1]
    assert missing(found, "nodes deleted") == [0, 0]
    assert found["verdict"] == "down"


def test_it_moves_to_no_other() -> None:
    """Both disks are in a and b: once one of them is lost, the other one has its pod already."""
    found = drilled(database(2, affinity=APART), allowed("a", "b"))["db"]
    deleted = [event for event in found["events"] if event["event"] == "nodes deleted"]
    assert {event["zone"] for event in deleted} == {"a", "b", "c"}
    for event in deleted:
        assert event["missing"] == ([0, 0] if event["zone"] == "c" else [1, 1])
        assert event["reasons"] == (
            []
            if event["zone"] == "c"
            else [
                (
                    "0/4 nodes are available: 2 node(s) didn't match PersistentVolume's node "
                    "affinity, 2 node(s) didn't match pod anti-affinity rules."
                )
            ]
        )


@pytest.mark.parametrize("binding", ["Immediate", "WaitForFirstConsumer"])
def test_the_volumes_that_are_made_have_two_zones(binding: str) -> None:
    text = "---\n".join(
        f"{json.dumps(each)}\n"
        for each in (database(3), {**REGIONAL, "volumeBindingMode": binding})
    )
    plan = Plan(cluster(text), made([Pool(["a", "b", "c"], nodes_per_zone=1)]))
    world, _ = plan.world()
    settle(world)
    for volume in world.state.storage.volumes.values():
        zones = {each.zone for each in world.state.nodes if volume.reaches(each)}
        assert len(zones) == 2
    placed = {pod.ordinal: world.state.nodes[pod.node].zone for pod in world.state.pods}
    assert sorted(placed) == [0, 1, 2]
    if binding == "Immediate":
        volume = world.state.storage.volumes["default/data-db-0"]
        zones = {each.zone for each in world.state.nodes if volume.reaches(each)}
        assert zones == {*two_zones.picked(StorageClass(REGIONAL), nodes("abc"), "data-db-0", None)}


def test_volumes_say_themselves_in_which_zones_they_are() -> None:
    expression = {"key": ZONE, "operator": "In", "values": ["a", "c"]}
    terms = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": "disk"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "10Gi"},
            "storageClassName": "regional",
            "claimRef": {"namespace": "default", "name": "data-db-0"},
            "nodeAffinity": {"required": terms},
            "csi": {"driver": "pd.csi.storage.gke.io", "volumeHandle": "x"},
        },
    }
    there = [node("n-a", "a"), node("n-b", "b")]
    found = drilled(database(1), REGIONAL, volume, *there)["db"]
    gone = {e["zone"]: e["missing"] for e in found["events"] if e["event"] == "nodes deleted"}
    assert gone == {"a": [1, 1], "b": [0, 0]}  # c has no node


@pytest.mark.parametrize(
    ("binding", "which"),
    [
        ("WaitForFirstConsumer", "that of the first pod and the next by name"),
        ("Immediate", "by the claim's name"),
    ],
)
def test_which_they_are_is_told(binding: str, which: str) -> None:
    assumed = reported(database(1), {**REGIONAL, "volumeBindingMode": binding})["assumptions"]
    said = f"volumes of storageclass/regional live in two zones: {which}, as the driver does"
    assert said in assumed
