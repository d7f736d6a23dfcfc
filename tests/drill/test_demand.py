"""What pods ask for, and what nodes offer, with all zones and without each: numbers by hand."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.report.drill import room
from tests.drilled import deployment, node, reported, scaler, workload

Tree = dict[str, Any]
GI = 2**30


def asking(cpu: str, memory: str) -> Tree:
    requests = {"cpu": cpu, "memory": memory}
    return {"containers": [{"name": "c", "image": "i", "resources": {"requests": requests}}]}


def with_pods(made: Tree, spec: Tree) -> Tree:
    made["spec"]["template"]["spec"].update(spec)
    return made


WEB = with_pods(deployment("web", 4), asking("1500m", "1Gi"))


def rooms(*documents: Tree) -> dict[str, tuple[float, float, float, float]]:
    """Return cpu and memory that are asked for and there, in cores and Gi, by the zone lost."""
    return {
        each["zone"]: (
            each["cpu"]["asked"], each["cpu"]["there"],
            each["memory"]["asked"] / GI, each["memory"]["there"] / GI,
        )
        for each in reported(*documents)["room"]
    }  # fmt: skip


def test_requests_of_all_pods_are_held_against_the_nodes_that_are_left() -> None:
    made_up = rooms(WEB)  # two nodes of 8 cpu and 32Gi in each of three zones
    assert made_up == {
        "": (6, 48, 4, 192), "a": (6, 32, 4, 128), "b": (6, 32, 4, 128), "c": (6, 32, 4, 128)
    }  # fmt: skip


def sized(name: str, zone: str, cpu: str, **spec: Any) -> Tree:
    return {**node(name, zone, **spec), "status": {"allocatable": {"cpu": cpu, "memory": "8Gi"}}}


def test_real_nodes_count_as_they_are() -> None:
    found = rooms(WEB, sized("n1", "a", "3900m"), sized("n2", "b", "2"), sized("n3", "b", "2"))
    assert found == {"": (6, 7.9, 4, 24), "a": (6, 4, 4, 16), "b": (6, 3.9, 4, 8)}


@pytest.mark.parametrize("cpu", [f"{milli}m" for milli in range(1, 60)] + ["3900m"])
def test_what_fills_all_nodes_is_all_of_them(cpu: str) -> None:
    """Binary fractions of cores do not make it 101 %."""
    cores = int(cpu[:-1]) / 1000
    full = {"cpu": {"asked": cores, "there": cores}, "memory": {"asked": GI, "there": GI}}
    assert "cpu (100 %)" in next(room({"room": [{"zone": "", **full}]}))


def test_pods_of_a_daemon_set_go_with_their_nodes() -> None:
    agent = with_pods(workload("DaemonSet", "agent", 0), asking("250m", "512Mi"))
    del agent["spec"]["replicas"]
    assert rooms(WEB, agent)[""] == (6 + 6 * 0.25, 48, 4 + 6 * 0.5, 192)
    assert rooms(WEB, agent)["a"] == (6 + 4 * 0.25, 32, 4 + 4 * 0.5, 128)


def test_nodes_whose_taints_keep_all_pods_out_are_no_room() -> None:
    taint = {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}
    nodes = [sized("n1", "a", "4"), sized("n2", "b", "4"), sized("n3", "b", "4", taints=[taint])]
    assert rooms(WEB, *nodes)[""] == (6, 8, 4, 16)
    tolerant = with_pods(deployment("web", 4), {"tolerations": [{"operator": "Exists"}]})
    assert rooms(tolerant, *nodes)[""][1] == 12


def test_nodes_that_no_pod_selects_are_no_room() -> None:
    nodes = [sized("n1", "a", "4"), sized("n2", "b", "4"), sized("n3", "b", "4")]
    nodes[2]["metadata"]["labels"]["pool"] = "gpu"
    elsewhere = {"key": "pool", "operator": "NotIn", "values": ["gpu"]}
    terms = {"nodeSelectorTerms": [{"matchExpressions": [elsewhere]}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": terms}
    web = with_pods(deployment("web", 4), {"affinity": {"nodeAffinity": required}})
    assert rooms(web, *nodes)[""][1] == 8
    assert rooms(web, deployment("api", 2), *nodes)[""][1] == 12, "others may use it"


def test_an_autoscaled_workload_counts_at_its_minimum() -> None:
    assert rooms(WEB, scaler("web", 2, 9))[""][0] == 3


@pytest.mark.parametrize(
    ("there", "lines"),
    [
        ({"": 48, "a": 32, "b": 32, "c": 32},
         ["pods ask for 33 of 48 cpu (69 %), 1.5Gi of 4Gi memory (38 %)",
          "without zone a, b or c: 33 of 32 cpu (104 %), 1.5Gi of 4Gi memory (38 %)"]),
        ({"": 48, "a": 16, "b": 32},
         ["pods ask for 33 of 48 cpu (69 %), 1.5Gi of 4Gi memory (38 %)",
          "without zone a: 33 of 16 cpu (207 %), 1.5Gi of 4Gi memory (38 %)",
          "without zone b: 33 of 32 cpu (104 %), 1.5Gi of 4Gi memory (38 %)"]),
        ({"": 0}, ["pods ask for 33 of 0 cpu, 1.5Gi of 4Gi memory (38 %)"]),
        ({}, []),
    ],
)  # fmt: skip
def test_zones_whose_loss_leaves_the_same_are_told_together(
    there: dict[str, float], lines: list[str]
) -> None:
    memory = {"asked": 1.5 * GI, "there": 4 * GI}
    told = [
        {"zone": zone, "cpu": {"asked": 33, "there": cpu}, "memory": memory}
        for zone, cpu in there.items()
    ]
    assert list(room({"room": told})) == lines


def test_what_is_more_than_all_never_looks_like_all() -> None:
    cpu = {"asked": 32.01, "there": 32}
    memory = {"asked": 100 * 2**20 + 1, "there": 2**41}
    (line,) = room({"room": [{"zone": "", "cpu": cpu, "memory": memory}]})
    assert line == "pods ask for 32.01 of 32 cpu (101 %), 100Mi of 2Ti memory (1 %)"


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (6, "6B memory (over 1000 %)"),
        (3 * 2**10, "3Ki memory (over 1000 %)"),
        (10 * 2**20, "10Mi memory (1000 %)"),
        (0, "of 0 memory"),
    ],
)
def test_no_room_at_all_is_told_in_numbers_that_can_be_read(there: int, words: str) -> None:
    """`--capacity memory=1` is one byte: 300Mi of 0Mi (5242880000 %) said nothing."""
    cpu = {"asked": 1, "there": 1}
    memory = {"asked": 100 * 2**20, "there": there}
    (line,) = room({"room": [{"zone": "", "cpu": cpu, "memory": memory}]})
    assert line.endswith(words)


def test_amounts_that_nobody_has_are_written_as_kubernetes_writes_them() -> None:
    """A request of 1e+21 counts as the largest number of 64 bits, which is thousandths of cores."""
    cpu = {"asked": 3 * (2**63 - 1) / 1000, "there": 48}
    memory = {"asked": 3 * (2**63 - 1), "there": 192 * GI}
    (line,) = room({"room": [{"zone": "", "cpu": cpu, "memory": memory}]})
    shares = "of 48 cpu (over 1000 %), 24Ei of 192Gi memory (over 1000 %)"
    assert line == f"pods ask for 27.67P {shares}"
    cpu = {"asked": 1_500_000, "there": 999_999}
    (line,) = room({"room": [{"zone": "", "cpu": cpu, "memory": {"asked": 0, "there": 2**50}}]})
    assert line == "pods ask for 1.5M of 999999 cpu (151 %), 0 of 1Pi memory (0 %)"
