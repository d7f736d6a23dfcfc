"""The shape of the cluster: nodes, zones and labels that are given, named or made up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.cli import run
from tests.drill_command import (
    HONOR,
    TYPE,
    WEB,
    drill,
    findings,
    node,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["drill"]  # a fixture


def test_the_nodes_of_a_cluster(drill: Any, tmp_path: Path) -> None:
    """A dump holds nodes and pods: the drill starts from where pods stand."""
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "controller": True}
    pods = [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": f"web-1-{i}", "namespace": "default",
                "labels": {"app": "web", "pod-template-hash": "1"}, "ownerReferences": [owner],
            },
            "spec": {"nodeName": "n1", "containers": [{"name": "c", "image": "x:1"}]},
            "status": {"phase": "Running"},
        }
        for i in range(3)
    ]  # fmt: skip
    items = [node("n1", "west"), node("n2", "east"), node("n3", "north"), *pods]
    dump = tmp_path / "nodes.json"
    dump.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    _, report, _ = drill(HONOR, "--nodes", str(dump))
    drilled = report["drill"][0]
    assert drilled["zones"] == ["east", "north", "west"]
    (only,) = drilled["workloads"]
    assert only["by_zone"] == {"east": "survives", "north": "survives", "west": "down"}


def test_rooms_of_other_zones_are_too_small(drill: Any) -> None:
    text = HONOR.replace("cpu: 100m", "cpu: 5").replace("replicas: 3", "replicas: 6")
    _, report, _ = drill(text, "--nodes-per-zone", "2")
    found = findings(report)["drill-capacity"]
    assert "Insufficient cpu" in found["message"]
    assert found["field"].endswith("resources.requests")


@pytest.mark.parametrize(
    ("offered", "verdict"),
    [
        pytest.param({}, "survives", id="says nothing"),
        pytest.param({"cpu": "4"}, "survives", id="says a part"),
        pytest.param({"cpu": "4", "memory": "8Gi", "pods": "9"}, "down", id="has none"),
    ],
)
def test_nodes_offer_their_disks_unless_they_say_all_but_that(
    drill: Any, tmp_path: Path, offered: dict[str, str], verdict: str
) -> None:
    text = HONOR.replace("cpu: 100m", "cpu: 100m, ephemeral-storage: 1Gi")
    _, report, _ = drill(text)
    assert report["drill"][0]["workloads"][0]["verdict"] == "survives"
    assert report["drill"][0]["nodes"].endswith("8 cpu, 32Gi, 110 pods, 100Gi of disk each")
    nodes = [{**node(f"n{i}", f"z{i}"), "status": {"allocatable": offered}} for i in range(3)]
    dump = tmp_path / "nodes.json"
    dump.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": nodes}))
    _, report, _ = drill(text, "--nodes", str(dump))
    assert report["drill"][0]["workloads"][0]["verdict"] == verdict
    assumed = str(report["drill"][0]["assumptions"])
    assert ("does not say its capacity" in assumed) is (not offered)
    assert ("110 pods, 100Gi ephemeral-storage" in assumed) is (not offered)


def test_options_say_how_many_nodes_there_are_and_how_large(drill: Any, tmp_path: Path) -> None:
    sizes = ("--nodes-per-zone", "3", "--capacity", "cpu=3900m,memory=14Gi")
    (played,) = drill(HONOR, *sizes)[1]["drill"]
    assert played["nodes"].startswith("3 nodes in each of a, b, c, 3900m cpu, 14Gi")
    assert [each["cpu"]["there"] for each in played["room"]] == [35.1, 23.4, 23.4, 23.4]
    (tmp_path / "c.yaml").write_text("drill: {capacity: {cpu: 2, memory: 4Gi}}\n")
    options = ("--config", str(tmp_path / "c.yaml"), "--capacity", "cpu=4")
    (played,) = drill(HONOR, *options)[1]["drill"]
    assert "4 cpu, 4Gi" in played["nodes"], "the option wins, resource by resource"


def test_zones_that_manifests_name_are_played(drill: Any) -> None:
    text = HONOR.replace(
        "      containers:",
        "      nodeSelector: {topology.kubernetes.io/zone: eu-1a}\n      containers:",
    )
    _, report, _ = drill(text)
    drilled = report["drill"][0]
    assert "eu-1a" in drilled["zones"]
    assert drilled["workloads"][0]["by_zone"]["eu-1a"] == "down"


DRIVER = "topology.ebs.csi.aws.com/zone"


DISKS_OF_A = f"""\
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {{name: fast}}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
allowedTopologies: [{{matchLabelExpressions: [{{key: {DRIVER}, values: [a]}}]}}]
"""


DISK_OF_A = f"""\
---
apiVersion: v1
kind: PersistentVolume
metadata: {{name: data}}
spec:
  capacity: {{storage: 1Gi}}
  accessModes: [ReadWriteOnce]
  storageClassName: fast
  csi: {{driver: ebs.csi.aws.com, volumeHandle: v}}
  nodeAffinity:
    required:
      nodeSelectorTerms: [{{matchExpressions: [{{key: {DRIVER}, operator: In, values: [a]}}]}}]
"""


@pytest.mark.parametrize("storage", [DISKS_OF_A, DISK_OF_A], ids=["class", "volume"])
def test_made_up_nodes_have_the_zone_labels_of_storage_drivers(drill: Any, storage: str) -> None:
    text = (
        WEB.replace("kind: Deployment", "kind: StatefulSet")
        .replace("replicas: 3", "replicas: 1")
        .replace("spec:\n", "spec:\n  serviceName: w\n", 1)
        + "  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec: {storageClassName: fast,"
        " accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n"
    )
    _, report, _ = drill(text + storage, "--zones", "3")
    assert "is down when zone a is lost" in findings(report)["drill-zone-loss"]["message"]
    said = f"each node has the label {DRIVER} of a storage driver, with the name of its zone"
    assert said in report["drill"][0]["assumptions"]


REGION = "topology.kubernetes.io/region"


ZONE_ID = "topology.k8s.aws/zone-id"


SPREADING = HONOR[: HONOR.index("      topologySpread")], HONOR[HONOR.index("      containers") :]


MEANS_WEB = "labelSelector: {matchLabels: {app: web}}"


def over(key: str, more: str = "") -> str:
    hard = f"maxSkew: 1, whenUnsatisfiable: DoNotSchedule, {more}topologyKey: {key}"
    return f"topologySpreadConstraints: [{{{hard}, {MEANS_WEB}}}]"


def drawn(kind: str) -> str:
    term = f"[{{topologyKey: {REGION}, {MEANS_WEB}}}]"
    return f"affinity: {{{kind}: {{requiredDuringSchedulingIgnoredDuringExecution: {term}}}}}"


@pytest.mark.parametrize(
    ("part", "pending"),
    [
        (f"nodeSelector: {{{REGION}: eu}}", 0),
        (f"nodeSelector: {{{TYPE}: m5.large}}", 0),
        (f"nodeSelector: {{{ZONE_ID}: use1-az1}}", 0),
        (over(REGION), 0),
        (over(ZONE_ID, "minDomains: 3, "), 0),
        (drawn("podAffinity"), 0),
        (drawn("podAntiAffinity"), 2),
    ],
)
def test_made_up_nodes_have_the_labels_of_a_cloud(drill: Any, part: str, pending: int) -> None:
    start, end = SPREADING
    _, report, _ = drill(f"{start}      {part}\n{end}")
    (only,) = report["drill"][0]["workloads"]
    (initial,) = (each for each in only["events"] if each["event"] == "initial")
    assert initial["missing"] == [pending, pending]


def test_the_name_of_a_node_is_found_as_the_cause(drill: Any) -> None:
    one = "---\n{{apiVersion: v1, kind: Node, metadata: {{name: n{0}, labels: {{{1}: {0}}}}}}}\n"
    nodes = "".join(one.format(zone, "topology.kubernetes.io/zone") for zone in "abc")
    named = HONOR.replace("      containers", "      nodeName: na\n      containers")
    found = findings(drill(named + nodes)[1])["drill-zone-loss"]
    assert found["field"] == "spec.template.spec.nodeName"
    assert found["drill"]["cause_proven"] is True


def test_places_that_manifests_name_are_told(drill: Any) -> None:
    start, end = SPREADING
    _, report, _ = drill(f"{start}      nodeSelector: {{{REGION}: eu, {ZONE_ID}: use1-az1}}\n{end}")
    assumed = report["drill"][0]["assumptions"]
    assert f"{REGION} of all nodes is eu, as manifests name it" in assumed
    assert f"{ZONE_ID} of the zones, as manifests name it: a: use1-az1" in assumed


def test_the_configuration_shapes_the_cluster(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "web.yaml").write_text(HONOR)
    (tmp_path / ".multiaz-lint.yaml").write_text(
        "zones: [east, west]\n"
        "drill:\n"
        "  plays: 2\n"
        "  require: survivors>=2\n"
        "  pools:\n"
        "    - {name: main, nodes_per_zone: 1, capacity: {cpu: 2}}\n"
        "    - {name: gpu, zones: [east], taints: [{key: gpu, effect: NoSchedule}]}\n"
    )
    config = str(tmp_path / ".multiaz-lint.yaml")
    arguments = ["drill", str(tmp_path / "web.yaml"), "--config", config, "--format", "json"]
    assert run(arguments) == 1
    report = json.loads(capsys.readouterr().out)
    drilled = report["drill"][0]
    assert (drilled["zones"], drilled["plays"]) == (["east", "west"], 2)
    assert "pool gpu: 2 nodes in east" in drilled["nodes"]
    assert any("survivors>=2: 1 ready" in each["message"] for each in report["diagnostics"])


def test_an_unknown_key_of_the_configuration(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "web.yaml").write_text(WEB)
    (tmp_path / "c.yaml").write_text("drill: {nodes: 3}\n")
    assert run(["drill", str(tmp_path / "web.yaml"), "--config", str(tmp_path / "c.yaml")]) == 2
    assert "there is no key 'nodes'; there are capacity" in capsys.readouterr().err


@pytest.mark.parametrize(
    "written", ["capacity: {cpu: abc}", "pools: [{zones: [a], capacity: {memory: 1zz}}]"]
)
def test_a_capacity_that_is_no_quantity(tmp_path: Path, capsys: Any, written: str) -> None:
    (tmp_path / "web.yaml").write_text(WEB)
    (tmp_path / "c.yaml").write_text(f"drill: {{{written}}}\n")
    assert run(["drill", str(tmp_path / "web.yaml"), "--config", str(tmp_path / "c.yaml")]) == 2
    assert "is not a quantity" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["{}", '{"apiVersion": "v1", "kind": "List", "items": []}', "x: ["]
)
def test_a_file_of_nodes_without_nodes_is_not_passed_over(
    drill: Any, tmp_path: Path, text: str
) -> None:
    (tmp_path / "nodes.json").write_text(text)
    code, _, err = drill(HONOR, "--nodes", str(tmp_path / "nodes.json"), form="text")
    assert code == 2
    assert "option --nodes: there is no Node in" in err
    assert "nodes.json" in err
    if text == "x: [":
        assert "nodes.json: it cannot be read: while parsing" in err


def test_more_zones_than_a_drill_plays_are_refused_wherever_they_are_named(drill: Any) -> None:
    """Each zone is lost on the nodes of all: 800 of them in one line took half a minute."""
    named = ", ".join(f"eu-{number}" for number in range(101))
    term = f"{{key: topology.kubernetes.io/zone, operator: In, values: [{named}]}}"
    affinity = (
        "      affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        f"{{nodeSelectorTerms: [{{matchExpressions: [{term}]}}]}}}}}}\n"
    )
    text = WEB.replace("      containers", f"{affinity}      containers")
    code, _, err = drill(text)
    assert code == 2
    assert "101 zones, with those that manifests name, are more than 100" in err
    assert drill(text, "--zones", "eu-1,eu-2,eu-3")[0] in {0, 1}
    assert drill(text.replace(", eu-100]", "]"), "--plays", "1", form="concise")[0] in {0, 1}


def test_more_zones_of_nodes_than_a_drill_plays_are_refused_unless_some_are_named(
    drill: Any,
) -> None:
    nodes = "---\n".join(json.dumps(node(f"n{each}", f"z{each}")) + "\n" for each in range(101))
    text = f"{WEB}---\n{nodes}"
    code, _, err = drill(text)
    assert code == 2
    assert "the nodes of the input stand in 101 zones, more than 100; --lose names" in err
    code, told, _ = drill(text, "--lose", "z1", "--plays", "1", "--no-causes", "--no-rollouts")
    assert code in {0, 1}
    assert told["drill"][0]["zones"] == ["z1"]
