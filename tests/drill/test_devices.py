"""Devices of Dynamic Resource Allocation: who claims some runs where a ResourceSlice has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.drilled import cluster_of, deployment, missing, node, reported

if TYPE_CHECKING:
    from tests.drilled import Tree

GPU = "gpu.example.com"
EVERYWHERE = "the devices that deployment/web claims are taken to be on every node"
ENOUGH = (
    "where the ResourceSlices of a node have enough devices of a driver that deployment/web "
    "claims, these are taken to be free for each of its pods, and to fit"
)
NODES = [node(f"{zone}-{number}", zone) for zone in "abc" for number in (1, 2)]


def slices(name: str, count: int = 1, driver: str = GPU, generation: int = 1, **spec: Any) -> Tree:
    """Return a slice of the devices of one node, unless ``spec`` says otherwise."""
    devices = [{"name": f"gpu-{index}"} for index in range(count)]
    pool = {"name": name, "generation": generation, "resourceSliceCount": 1}
    where = spec or {"nodeName": name}
    return {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "ResourceSlice",
        "metadata": {"name": f"{name}-{driver}-{generation}"},
        "spec": {"driver": driver, "pool": pool, "devices": devices, **where},
    }


def device_class(expression: str = f'device.driver == "{GPU}"') -> Tree:
    return {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "DeviceClass",
        "metadata": {"name": "gpu"},
        "spec": {"selectors": [{"cel": {"expression": expression}}]},
    }


def template(**request: Any) -> Tree:
    exactly = {"deviceClassName": "gpu", **request}
    return {
        "apiVersion": "resource.k8s.io/v1",
        "kind": "ResourceClaimTemplate",
        "metadata": {"name": "t"},
        "spec": {"spec": {"devices": {"requests": [{"name": "g", "exactly": exactly}]}}},
    }


WEB = deployment("web", resourceClaims=[{"name": "g", "resourceClaimTemplateName": "t"}])


def lost(*documents: Tree) -> tuple[list[int], list[int]]:
    """Return how many pods are not placed, and how many are missing once a zone is evicted."""
    report = reported(*NODES, WEB, *documents)
    (found,) = report["workloads"]
    return missing(found), missing(found, "outage, after evictions")


def on(*names: str, **more: Any) -> list[Tree]:
    return [slices(name, **more) for name in names]


def assumed(*documents: Tree) -> list[str]:
    return [each for each in reported(*documents)["assumptions"] if "deployment/web claims" in each]


def test_pods_stay_where_the_devices_are() -> None:
    """Those of a lost zone have nowhere to go: no other node has any."""
    here = [*on("a-1", "a-2"), device_class(), template()]
    unplaced, gone = lost(*here)
    assert unplaced == [0, 0]
    assert gone[1] == 3
    assert assumed(*NODES, WEB, *here) == [ENOUGH]


@pytest.mark.parametrize(
    ("documents", "unplaced"),
    [
        pytest.param([*on("a-1"), device_class(), template(count=2)], 3, id="too few"),
        pytest.param([*on("a-1", count=2), device_class(), template(count=2)], 0, id="enough"),
        pytest.param([*on("a-1", driver="nic"), device_class(), template()], 3, id="others"),
        pytest.param(
            [*on("a-1", driver="nic"), device_class("true || device.driver == 'x'"), template()],
            0,
            id="no driver is named for sure",
        ),
        pytest.param([*on("a-1", driver="nic"), template()], 0, id="no class"),
        pytest.param(
            [*on("a-1", driver="nic"), template(
                selectors=[{"cel": {"expression": f"device.driver == '{GPU}' && true"}}]
            )],
            3,
            id="the request names the driver",
        ),
        pytest.param(
            [*on("a-1", count=0, generation=2), *on("a-1"), device_class(), template()],
            3,
            id="an older generation of the pool",
        ),
        pytest.param([slices("all", allNodes=True), device_class(), template()], 0, id="for all"),
        pytest.param(
            [*on("a-1"), device_class(), template(allocationMode="All")], 0, id="all there are"
        ),
    ],
)  # fmt: skip
def test_a_node_without_enough_devices_is_none(documents: list[Tree], unplaced: int) -> None:
    assert lost(*documents)[0] == [unplaced, unplaced]


def test_devices_of_a_slice_may_be_of_nodes_of_their_own() -> None:
    found = slices("pool", perDeviceNodeSelection=True)
    found["spec"]["devices"] = [{"name": "x", "nodeName": "b-1"}]
    assert lost(found, device_class(), template()) == ([0, 0], [0, 3])
    zone = {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["b"]}
    selector = {"nodeSelectorTerms": [{"matchExpressions": [zone]}]}
    assert lost(slices("p", nodeSelector=selector), device_class(), template())[1] == [0, 3]


def test_the_first_of_several_requests_may_be_another() -> None:
    tree = template()
    wanted = [
        {"name": "a", "deviceClassName": "gpu", "count": 9},
        {"name": "b", "deviceClassName": "x"},
    ]
    tree["spec"]["spec"]["devices"]["requests"] = [{"name": "g", "firstAvailable": wanted}]
    assert lost(*on("a-1"), device_class(), tree)[0] == [0, 0]
    del wanted[1]
    assert lost(*on("a-1"), device_class(), tree)[0] == [3, 3]


def test_the_scheduler_says_it_in_its_words() -> None:
    report = reported(*NODES, WEB, *on("a-1", driver="nic"), device_class(), template())
    (said,) = [each for each in report["said"] if each.startswith("drill-zone-loss")]
    assert "0/6 nodes are available: 6 cannot allocate all claims" in said


@pytest.mark.parametrize(
    "documents",
    [
        pytest.param([*NODES, device_class(), template()], id="no slices"),
        pytest.param([*on("x-1"), device_class(), template()], id="made-up nodes"),
        pytest.param([*NODES, *on("a-1"), device_class()], id="no template"),
    ],
)
def test_devices_are_everywhere_where_nothing_says_where(documents: list[Tree]) -> None:
    assert assumed(WEB, *documents) == [EVERYWHERE]


@pytest.mark.parametrize("kind", ["DeviceClass", "DeviceTaintRule", "ResourceSlice"])
def test_what_is_about_devices_of_a_cluster_is_in_no_namespace(kind: str) -> None:
    tree = {"apiVersion": "resource.k8s.io/v1", "kind": kind, "metadata": {"name": "x"}}
    (found,) = cluster_of(tree).resources
    assert found.identity == ("resource.k8s.io", kind, "", "x")
