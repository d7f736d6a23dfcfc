"""Nodes that nobody describes have what workloads ask of them, in every zone; not so zones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.cli import run
from multiaz_lint.drill.nodes.asked_nodes import pools
from multiaz_lint.drill.nodes.shape import Pool
from multiaz_lint.load.objects import read
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster
from tests.drilled import HARD, ZONE, Tree, deployment, spread, workload

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Drill = Callable[..., Any]

ZONES = ("a", "b", "c")


def asking(name: str, spec: Tree, resources: Tree | None = None) -> Tree:
    container: Tree = {"name": "c", "image": "c:1"}
    if resources is not None:
        container["resources"] = resources
    pod = {"topologySpreadConstraints": spread(name), "containers": [container], **spec}
    return deployment(name, **pod)


def required(*expressions: tuple[str, str, list[str]], others: Any = ()) -> Tree:
    def term(several: Any) -> dict[str, Any]:
        return {
            "matchExpressions": [
                {"key": key, "operator": operator, **({"values": values} if values else {})}
                for key, operator, values in several
            ]
        }

    terms = [term(expressions), *map(term, others)]
    return {"affinity": {"nodeAffinity": {HARD: {"nodeSelectorTerms": terms}}}}


@pytest.fixture
def drill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Drill:
    """Drill objects; return the exit code, verdicts by workload, what is assumed, and messages."""

    def drill(*objects: Any, options: tuple[str, ...] = (), config: str = "") -> Any:
        path = tmp_path / "all.json"
        path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
        apart = ["--isolated"]
        if config:
            (tmp_path / "c.yaml").write_text(config)
            apart = ["--config", str(tmp_path / "c.yaml")]
        code = run(["drill", str(path), "--format", "json", "--plays", "2", *apart, *options])
        report = json.loads(capsys.readouterr().out)
        (played,) = report["drill"]
        verdicts = {each["name"]: each["verdict"] for each in played["workloads"]}
        return code, verdicts, played["assumptions"], report["diagnostics"]

    return drill


@pytest.mark.parametrize("spec", [
    {"nodeSelector": {"kubernetes.io/arch": "arm64"}},
    {"nodeSelector": {"kubernetes.io/os": "windows"}},
    {"nodeSelector": {"karpenter.sh/nodepool": "g"}},
    {"nodeSelector": {"pool": "web", "cloud.google.com/gke-spot": "true"}},
    {"nodeSelector": {"node.kubernetes.io/instance-type": "m7g.large"}},
    required(("karpenter.sh/capacity-type", "In", ["on-demand"])),
    required(("karpenter.k8s.aws/instance-generation", "Gt", ["5"])),
    required(("karpenter.k8s.aws/instance-cpu", "Lt", ["9"])),
    required(("disk", "Exists", []), ("spot", "DoesNotExist", [])),
    required(("pool", "In", ["a", "b"]), ("pool", "NotIn", ["a"])),
    required(("kubernetes.io/hostname", "In", ["node-1"]), others=[[("pool", "In", ["a"])]]),
    {**required(("disk", "In", ["ssd"])), "nodeSelector": {"pool": "web"}},
])  # fmt: skip
def test_nodes_have_the_labels_that_a_workload_asks_for(drill: Drill, spec: Any) -> None:
    code, verdicts, assumed, found = drill(asking("web", spec))
    assert verdicts == {"web": "survives"}
    assert any(words.endswith("as deployment/web asks") for words in assumed)
    assert (code, found) == (0, [])


def test_what_all_nodes_have_is_not_made_up(drill: Drill) -> None:
    spec = {"nodeSelector": {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}}
    _, verdicts, assumed, _ = drill(asking("web", spec))
    assert verdicts == {"web": "survives"}
    assert not any("as deployment/web asks" in words for words in assumed)


@pytest.mark.parametrize("key", [
    "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
    "beta.kubernetes.io/instance-type", "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
])  # fmt: skip
def test_nodes_of_a_cloud_have_its_labels_by_the_earlier_name_too(drill: Drill, key: str) -> None:
    _, verdicts, assumed, found = drill(asking("web", required((key, "Exists", []))))
    assert verdicts == {"web": "survives"}
    assert not any("as deployment/web asks" in words for words in assumed)
    assert found == []


def test_both_names_of_a_label_have_the_value_that_is_asked_for(drill: Drill) -> None:
    earlier = {"beta.kubernetes.io/instance-type": "m7g.large", "beta.kubernetes.io/arch": "arm64"}
    earlier["failure-domain.beta.kubernetes.io/region"] = "eu-1"
    both = required(
        ("node.kubernetes.io/instance-type", "In", ["m7g.large"]),
        ("topology.kubernetes.io/region", "In", ["eu-1"]),
        ("kubernetes.io/arch", "In", ["arm64"]),
    )
    _, verdicts, assumed, _ = drill(asking("old", {"nodeSelector": earlier}), asking("new", both))
    assert verdicts == {"old": "survives", "new": "survives"}
    assert "topology.kubernetes.io/region of all nodes is eu-1, as manifests name it" in assumed


def test_the_earlier_zone_label_tells_the_zones_apart(drill: Drill) -> None:
    web = asking("web", {})
    constraint = web["spec"]["template"]["spec"]["topologySpreadConstraints"][0]
    constraint["topologyKey"] = "failure-domain.beta.kubernetes.io/zone"
    _, verdicts, _, found = drill(web)
    assert verdicts == {"web": "survives"}
    assert found == []


def test_what_does_not_go_together_is_in_pools_of_its_own(drill: Drill) -> None:
    _, verdicts, assumed, _ = drill(
        asking("arm", {"nodeSelector": {"kubernetes.io/arch": "arm64"}}),
        asking("blue", {"nodeSelector": {"pool": "blue"}}),
        asking("green", {"nodeSelector": {"pool": "green"}}),
        asking("none", required(("pool", "DoesNotExist", []))),
    )
    assert set(verdicts.values()) == {"survives"}
    blue, green, none = (words for words in assumed if " ask" in words)
    assert blue == "nodes have pool=blue, as deployment/blue asks"
    labels = "kubernetes.io/arch=arm64, pool=green"
    assert green == f"the nodes of pool-2 have {labels}, as deployment/arm, deployment/green ask"
    assert any("; pool-3: 2 nodes in each of a, b, c" in words for words in assumed)
    assert none == "the nodes of pool-3 have none of these labels, as deployment/none asks"


def test_there_are_nodes_for_each_term_as_one_may_be_for_some_zones(drill: Drill) -> None:
    web = asking("web", required(
        ("pool", "In", ["west"]), (ZONE, "In", ["w"]),
        others=[[("pool", "In", ["east"]), (ZONE, "In", ["e", "f"])]],
    ))  # fmt: skip
    _, verdicts, assumed, _ = drill(web)
    assert verdicts == {"web": "survives"}
    assert "nodes have pool=west, as deployment/web asks" in assumed
    assert "the nodes of pool-2 have pool=east, as deployment/web asks" in assumed


def test_nodes_have_the_devices_that_a_workload_asks_for(drill: Drill) -> None:
    gpu = {"limits": {"nvidia.com/gpu": "2"}}
    _, verdicts, assumed, found = drill(asking("ml", {}, gpu))
    assert verdicts == {"ml": "survives"}
    assert "each node has 16 nvidia.com/gpu, as workloads ask for such devices" in assumed
    assert found == []
    pages = {"limits": {"hugepages-2Mi": "1Gi", "memory": "64Mi", "cpu": "1"}}
    _, verdicts, assumed, _ = drill(asking("ml", {}, pages))
    assert verdicts == {"ml": "survives"}
    assert "each node has 8Gi hugepages-2Mi, as workloads ask for such devices" in assumed


def test_pools_of_the_configuration_are_all_there_is(drill: Drill) -> None:
    config = "drill: {pools: [{labels: {pool: web}}]}\n"
    web = asking("web", {"nodeSelector": {"pool": "web"}})
    lost = asking("lost", {"nodeSelector": {"pool": "other"}})
    code, verdicts, _, found = drill(web, lost, config=config)
    assert verdicts == {"web": "survives", "lost": "down"}
    assert code == 1
    (finding,) = (each for each in found if each["rule"] == "drill-zone-loss")
    assert finding["hint"] == (
        "let other nodes match too, or have nodes with such labels in every zone"
    )


@pytest.mark.parametrize("value", ["${POOL}", "{{ .Values.pool }}"])
def test_a_placeholder_is_no_label(value: str) -> None:
    tree = json.dumps(asking("web", {"nodeSelector": {"pool": value}}))
    cluster = Cluster(read(Source("x.json", tree)).resources)
    plain = list(Pool(ZONES, nodes_per_zone=1).nodes())
    assert [each.labels for each in pools(cluster, plain)] == [{}]


def test_zones_that_are_left_out_are_zones(drill: Drill) -> None:
    avoiding = asking("web", required((ZONE, "Exists", []), (ZONE, "NotIn", ["n", "s"])))
    _, verdicts, assumed, _ = drill(avoiding)
    assert verdicts == {"web": "down"}
    assert "zones n, s are those that manifests name" in assumed
    # More than there are leave one that is not named.
    avoiding = asking("web", required((ZONE, "NotIn", ["n", "o", "s", "w"])))
    _, verdicts, assumed, _ = drill(avoiding)
    assert verdicts == {"web": "down"}
    assert "zones n, o are those that manifests name" in assumed


def node_pool(name: str, *zones: str, **template: Any) -> Tree:
    requirements = [{"key": ZONE, "operator": "In", "values": list(zones)}] if zones else []
    requirements += template.pop("requirements", [])
    labels = {"labels": template.pop("labels", {})}
    return {
        "apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": name},
        "spec": {
            "template": {"metadata": labels, "spec": {"requirements": requirements, **template}}
        },
    }  # fmt: skip


def test_zones_of_node_pools_are_zones(drill: Drill) -> None:
    _, verdicts, assumed, _ = drill(node_pool("g", "eu-1a", "eu-1b", "eu-1c"), asking("web", {}))
    assert verdicts == {"web": "survives"}
    assert "zones eu-1a, eu-1b, eu-1c are those that manifests name" in assumed


@pytest.mark.parametrize("asked", [{"karpenter.sh/nodepool": "gpu"}, {"team": "ml"}])
def test_nodes_of_a_pool_that_the_input_binds_to_zones_are_in_these_alone(
    drill: Drill, asked: Tree
) -> None:
    pool = node_pool("gpu", "eu-1a", labels={"team": "ml"})
    web = asking("web", {"nodeSelector": {"pool": "web"}})
    _, verdicts, assumed, _ = drill(pool, asking("gpu", {"nodeSelector": asked}), web)
    assert verdicts == {"gpu": "down", "web": "survives"}
    assert "they are in eu-1a alone, as that NodePool says" in assumed


TAINT = {"key": "dedicated", "value": "ml", "effect": "NoSchedule"}


@pytest.mark.parametrize("asked", [{"karpenter.sh/nodepool": "gpu"}, {"team": "ml"}])
def test_nodes_of_a_pool_have_its_taints_and_in_the_end_not_those_of_its_start(
    drill: Drill, asked: Tree
) -> None:
    pool = node_pool(
        "gpu", labels={"team": "ml"}, taints=[TAINT],
        startupTaints=[{"key": "cni", "effect": "NoExecute"}],
    )  # fmt: skip
    tolerant = {"tolerations": [{"key": "dedicated", "operator": "Exists"}]}
    out = asking("out", {"nodeSelector": asked})
    inside = asking("inside", {"nodeSelector": asked, **tolerant})
    _, verdicts, assumed, found = drill(pool, out, inside)
    assert verdicts == {"out": "down", "inside": "survives"}
    assert "they have taint dedicated=ml:NoSchedule, as that NodePool says" in assumed
    (only,) = found
    assert only["field"] == "spec.template.spec.tolerations"
    assert only["hint"] == "tolerate taint dedicated=ml:NoSchedule of NodePool gpu"
    assert only["drill"]["cause_proven"]


def test_a_taint_is_told_with_the_pool_that_has_it(drill: Drill) -> None:
    free = node_pool("a", "eu-1a", labels={"team": "ml"})
    taken = node_pool("b", "eu-1a", "eu-1b", "eu-1c", labels={"team": "ml"}, taints=[TAINT])
    pod = asking("web", {"nodeSelector": {"team": "ml"}})
    pod["spec"]["template"]["spec"]["topologySpreadConstraints"][0]["minDomains"] = 3
    *_, found = drill(free, taken, pod)
    hints = {each["hint"] for each in found}
    assert "tolerate taint dedicated=ml:NoSchedule of NodePool b" in hints
    assert not any("NodePool a" in hint for hint in hints)


def test_a_pool_makes_no_nodes_that_its_requirements_leave_out(drill: Drill) -> None:
    both = {"key": "kubernetes.io/arch", "operator": "In", "values": ["amd64", "arm64"]}
    spot = {"key": "karpenter.sh/capacity-type", "operator": "NotIn", "values": ["spot"]}
    pool = node_pool("g", requirements=[both, spot])

    def on(name: str, **labels: str) -> Tree:
        return asking(name, {"nodeSelector": {"karpenter.sh/nodepool": "g", **labels}})

    _, verdicts, _, _ = drill(
        pool,
        on("arm", **{"kubernetes.io/arch": "arm64"}),
        on("amd", **{"kubernetes.io/arch": "amd64"}),
        on("s390", **{"kubernetes.io/arch": "s390x"}),
        on("spot", **{"karpenter.sh/capacity-type": "spot"}),
        on("disk", disk="ssd"),
        on("type", **{"node.kubernetes.io/instance-type": "m7g.large"}),
    )
    lost = {name for name, verdict in verdicts.items() if verdict == "down"}
    assert lost == {"s390", "spot", "disk"}


def test_pods_may_stand_on_nodes_of_each_pool_with_the_label_that_they_ask_for(
    drill: Drill,
) -> None:
    pools = [node_pool(zone, zone, labels={"team": "web"}) for zone in ("a", "b", "c")]
    _, verdicts, _, _ = drill(*pools, asking("web", {"nodeSelector": {"team": "web"}}))
    assert verdicts == {"web": "survives"}


@pytest.mark.parametrize("template", [
    {"spec": {"requirements": [{"key": "gen", "operator": ["In"], "values": ["3"]}]}},
    {"spec": {"requirements": [{"key": ["gen"], "operator": "In", "values": ["3"]}]}},
    {"spec": {"requirements": [{"key": "gen", "operator": "In", "values": 1.5}]}},
    {"spec": {"requirements": [{"key": "gen", "operator": "In", "values": [4]}]}},
    {"spec": {"requirements": [{"key": ZONE, "operator": "In", "values": [["a"]]}]}},
    {"spec": {"requirements": [{"key": ZONE, "operator": "NotIn", "values": [{}]}]}},
    {"spec": {"requirements": [{"key": "gen", "operator": "Exists", "minValues": "2"}]}},
    {"spec": {"requirements": {"gen": "3"}}},
    {"spec": {"requirements": ["gen"]}},
    {"spec": {"taints": [{"key": "d", "value": ["a"], "effect": "NoSchedule"}]}},
    {"spec": {"taints": [{"key": ["d"], "effect": "NoSchedule"}]}},
    {"spec": {"taints": [{"key": "d", "effect": 1}]}},
    {"spec": {"taints": "d"}},
    {"spec": [1]},
    {"metadata": {"labels": {"team": ["x"]}}},
    ["spec"],
])  # fmt: skip
def test_a_pool_that_no_server_can_decode_is_left_out(drill: Drill, template: Any) -> None:
    hostile = {**node_pool("g", "q"), "spec": {"template": template}}
    web = asking("web", {"nodeSelector": {"karpenter.sh/nodepool": "g"}})

    code, verdicts, assumed, _ = drill(hostile, web)

    assert (code, verdicts) == (0, {"web": "survives"})
    assert "nodepool/g cannot be decoded by the API server: it is left out" in assumed
    assert not [each for each in assumed if "NodePool" in each]


def requests(**resources: str) -> Tree:
    return {"requests": resources}


def test_nodes_have_room_for_the_largest_pod_and_what_stands_beside_it(drill: Drill) -> None:
    agent = workload("DaemonSet", "agent")
    agent["spec"]["template"]["spec"]["containers"][0]["resources"] = requests(cpu="1")
    del agent["spec"]["replicas"]
    large = asking("large", {}, requests(cpu="12", memory="64Gi"))
    small = asking("small", {}, requests(cpu="1"))
    _, verdicts, assumed, _ = drill(agent, large, small)
    assert {name: verdicts[name] for name in ("large", "small")} == dict.fromkeys(
        ("large", "small"), "survives"
    )
    assert (
        "each node has 32 cpu, 128Gi memory, as its pods need room, the largest those of "
        "deployment/large: their real size comes with --nodes or drill.capacity"
    ) in assumed


@pytest.mark.parametrize("spec", [
    {"initContainers": [{"name": "i", "image": "i:1", "resources": requests(cpu="20")}]},
    {"initContainers": [
        {"name": "i", "image": "i:1", "restartPolicy": "Always", "resources": requests(cpu="20")},
    ]},
    {"resources": requests(cpu="20")},
])  # fmt: skip
def test_nodes_have_room_for_all_that_a_pod_requests(drill: Drill, spec: Any) -> None:
    _, verdicts, assumed, _ = drill(asking("web", spec))
    assert verdicts == {"web": "survives"}
    assert any(words.startswith("each node has 32 cpu, as") for words in assumed)


def test_nodes_have_room_for_what_a_limit_range_has_pods_request(drill: Drill) -> None:
    item = {"type": "Container", "defaultRequest": {"cpu": "20"}, "default": {"cpu": "20"}}
    of_all = {
        "apiVersion": "v1", "kind": "LimitRange",
        "metadata": {"name": "all"}, "spec": {"limits": [item]},
    }  # fmt: skip
    _, verdicts, assumed, _ = drill(asking("web", {}), of_all)
    assert verdicts == {"web": "survives"}
    assert any(words.startswith("each node has 32 cpu, as") for words in assumed)


@pytest.mark.parametrize("always", [{}, {"restartPolicy": "Always"}])
def test_nodes_have_the_devices_that_init_containers_alone_ask_for(
    drill: Drill, always: Any
) -> None:
    init = {"name": "i", "image": "i:1", "resources": {"limits": {"nvidia.com/gpu": 1}}, **always}
    _, verdicts, assumed, _ = drill(asking("web", {"initContainers": [init]}))
    assert verdicts == {"web": "survives"}
    assert "each node has 8 nvidia.com/gpu, as workloads ask for such devices" in assumed


@pytest.mark.parametrize("kind", ["Job", "CronJob", "Pod"])
def test_what_gets_no_verdict_makes_nodes_no_larger(drill: Drill, kind: str) -> None:
    container = {"name": "c", "image": "c:1", "resources": requests(cpu="30")}
    pod = {"restartPolicy": "Never", "containers": [container]}
    job = {"template": {"spec": pod}}
    spec = {
        "Job": job, "Pod": pod, "CronJob": {"schedule": "* * * * *", "jobTemplate": {"spec": job}},
    }[kind]  # fmt: skip
    version = "v1" if kind == "Pod" else "batch/v1"
    once = {"apiVersion": version, "kind": kind, "metadata": {"name": "once"}, "spec": spec}
    web = asking("web", {}, requests(cpu="3"))
    web["spec"]["replicas"] = 12
    _, verdicts, assumed, _ = drill(once, web)
    assert verdicts["web"] == "survives"
    assert not any(words.startswith(("each node has", "no node is made")) for words in assumed)


def test_nodes_have_room_for_a_custom_resource_whose_pods_are_large(drill: Drill) -> None:
    container = {"name": "elasticsearch", "resources": requests(memory="64Gi")}
    nodes = {"name": "d", "count": 3, "podTemplate": {"spec": {"containers": [container]}}}
    logs = {
        "apiVersion": "elasticsearch.k8s.elastic.co/v1", "kind": "Elasticsearch",
        "metadata": {"name": "logs"}, "spec": {"version": "8.15.1", "nodeSets": [nodes]},
    }  # fmt: skip
    _, _, assumed, found = drill(logs)
    assert any(words.startswith("each node has 128Gi memory") for words in assumed)
    assert not any("Insufficient" in each["message"] for each in found)


def test_nodes_that_somebody_describes_and_machines_that_nobody_has_stay_as_they_are(
    drill: Drill,
) -> None:
    large = asking("web", {}, requests(cpu="12"))
    _, verdicts, _, _ = drill(large, config='drill: {capacity: {cpu: "8"}}\n')
    assert verdicts == {"web": "down"}
    _, verdicts, _, _ = drill(large, config="drill: {pools: [{labels: {pool: web}}]}\n")
    assert verdicts == {"web": "down"}
    _, verdicts, assumed, _ = drill(asking("web", {}, requests(cpu="100")))  # for 100m
    assert verdicts == {"web": "down"}
    assert not any("need room" in words for words in assumed)
    assert (
        "no node is made with the cpu that the largest pods ask for, those of deployment/web: the "
        "real size of nodes comes with --nodes or drill.capacity"
    ) in assumed


def test_what_is_switched_off_needs_no_room(drill: Drill) -> None:
    off = asking("off", {}, requests(cpu="12"))
    off["spec"]["replicas"] = 0
    _, _, assumed, _ = drill(off, asking("web", {}))
    assert not any("need room" in words for words in assumed)
