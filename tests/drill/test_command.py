"""The drill command: exit codes, findings at their causes, JSON, and the map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from multiaz_lint.cli import run
from multiaz_lint.drill import run as drill_run
from multiaz_lint.drill.causes.cause import STEPS
from tests.drill_command import HONOR, SCHEMA, TYPE, WEB, drill, node

__all__ = ["drill"]  # a fixture
APPS = Path(__file__).parents[2] / "fixtures" / "apps"

BUDGET = """\
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 3
  selector: {matchLabels: {app: web}}
"""


def findings(report: Any) -> dict[str, Any]:
    return {each["rule"]: each for each in report["diagnostics"]}


def test_a_dead_zone_that_counts_is_found_at_its_constraint(drill: Any) -> None:
    code, report, _ = drill(WEB)
    assert code == 1
    found = findings(report)["drill-zone-loss"]
    assert found["field"] == "spec.template.spec.topologySpreadConstraints[0]"
    assert found["line"] == 11
    assert "nodeTaintsPolicy: Honor" in found["hint"]
    assert (
        "2 node(s) had untolerated taint(s), 4 node(s) didn't match pod topology"
        in found["message"]
    )
    assert found["drill"]["cause_proven"] is True
    assert findings(report)["drill-rollout-stuck"]["drill"]["event"] == "rollout during the outage"


def test_the_mended_one_survives(drill: Any) -> None:
    code, report, _ = drill(HONOR)
    assert (code, report["diagnostics"]) == (0, [])
    (only,) = report["drill"][0]["workloads"]
    assert only["verdict"] == "survives"
    assert only["promised"]["survivors"] == {"a": 2, "b": 2, "c": 2}
    assert only["promised"]["running_again"] == {"a": 3, "b": 3, "c": 3}


def test_the_report_keeps_to_its_schema(drill: Any) -> None:
    for text in (WEB, HONOR + BUDGET):
        _, report, _ = drill(text)
        jsonschema.validate(report, SCHEMA)
    assert report["drill"][0]["workloads"][0]["events"]


def test_a_budget_that_blocks_is_named(drill: Any) -> None:
    _, report, _ = drill(HONOR + BUDGET)
    found = findings(report)["drill-drain-stuck"]
    assert found["resource"]["kind"] == "PodDisruptionBudget"
    assert found["field"] == "spec.minAvailable"
    assert "Cannot evict pod" in found["message"]


def test_a_budget_that_is_written_twice_is_one(drill: Any) -> None:
    mild = BUDGET.replace("minAvailable: 3", "maxUnavailable: 1")
    code, report, _ = drill(HONOR + mild + mild)
    assert code == 0
    assert report["diagnostics"] == []
    assert any("defined more than once" in each for each in report["drill"][0]["assumptions"])


def test_the_last_definition_of_a_budget_counts(drill: Any) -> None:
    mild = BUDGET.replace("minAvailable: 3", "maxUnavailable: 1")
    found = findings(drill(HONOR + mild + BUDGET)[1])["drill-drain-stuck"]
    assert found["field"] == "spec.minAvailable"


AUTOSCALER = """\
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: %s
  maxReplicas: %s
  metrics:
  - type: Resource
    resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}
"""


@pytest.mark.parametrize("bounds", [((1, 2), (3, 6)), ((3, 6), (1, 2))])
def test_the_last_definition_of_an_autoscaler_counts(
    drill: Any, bounds: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    _, report, _ = drill(HONOR + "".join(AUTOSCALER % each for each in bounds))
    (only,) = report["drill"][0]["workloads"]
    assert (only["replicas"], only["sizes"][-1]["replicas"]) == bounds[-1]
    told = [each for each in report["drill"][0]["assumptions"] if "more than once" in each]
    (words,) = told
    assert words.startswith(
        "horizontalpodautoscaler/web is defined more than once: the last definition counts, that of"
    )


@pytest.mark.parametrize(
    "bound",
    ['maxUnavailable: "-5%"', "maxUnavailable: -1", "maxUnavailable: 1.5", 'minAvailable: "150%"'],
)
def test_a_budget_that_the_api_server_refuses_blocks_nothing(drill: Any, bound: str) -> None:
    code, report, _ = drill(HONOR + BUDGET.replace("minAvailable: 3", bound))
    assert code == 0
    assert report["diagnostics"] == []
    (said,) = (each for each in report["drill"][0]["assumptions"] if "refuses" in each)
    assert said.startswith("poddisruptionbudget/web is left out, for the API server refuses it: ")


def test_a_budget_with_an_unknown_field_counts_as_in_a_check(drill: Any) -> None:
    unknown = "maxAvailable: 1\n  minAvailable: 3"
    code, report, _ = drill(HONOR + BUDGET.replace("minAvailable: 3", unknown))
    assert code == 1
    assert "drill-drain-stuck" in findings(report)
    assert (
        "poddisruptionbudget/web is played without spec.maxAvailable, which it does not have: "
        "kubectl refuses that, other clients have it dropped"
    ) in report["drill"][0]["assumptions"]


@pytest.mark.parametrize("more", ["replica: 2", "replicas: 3"])
def test_a_workload_whose_field_is_unknown_or_written_twice_runs(drill: Any, more: str) -> None:
    _, report, _ = drill(HONOR.replace("  replicas: 3", f"  {more}\n  replicas: 3"))
    assert [each["refused"] for each in report["drill"][0]["workloads"]] == [None]
    assert report["drill"][0]["verdict"] == "survives"


def test_requirements_are_a_gate(drill: Any) -> None:
    code, report, _ = drill(HONOR, "--require", "survivors>=3, pending=0")
    assert code == 1
    (only,) = report["diagnostics"]
    assert "survivors>=3: 2 ready when a zone is lost" in only["message"]
    assert drill(HONOR, "--require", "survivors>=2, pending=0, recovery<=400s")[0] == 0
    code, _, err = drill(HONOR, "--require", "survivors=>2")
    assert code == 2
    assert "is not a requirement" in err


@pytest.mark.parametrize(
    ("better", "same", "worse"),
    [
        ("survivors=1", "survivors=2", "survivors=3"),
        ("pending=1", "pending=0", "pending<0"),
        ("recovery=372s", "recovery=371s", "recovery=370s"),
        ("verdict=down", "verdict=survives", ""),
        ("verdict<=stuck", "verdict<=survives", ""),
    ],
)
def test_one_sign_has_one_meaning_that_or_better(
    drill: Any, better: str, same: str, worse: str
) -> None:
    code, report, _ = drill(HONOR, "--require", f"{better}, {same}")
    assert (code, report["diagnostics"]) == (0, [])
    if worse:
        code, report, _ = drill(HONOR, "--require", worse)
        assert code == 1
        assert f"breaks the requirement {worse}: " in report["diagnostics"][0]["message"]


def test_a_verdict_is_no_worse_than_required(drill: Any) -> None:
    for text, held in (("stuck", True), ("down", True), ("degraded", False), ("survives", False)):
        _, report, _ = drill(WEB, "--require", f"verdict={text}", "--no-causes", "--plays", "1")
        broken = [each for each in report["diagnostics"] if "requirement" in each["message"]]
        assert (broken == []) == held


def test_findings_are_silenced_as_others_are(drill: Any) -> None:
    text = WEB.replace(
        "        - maxSkew: 1",
        "        # multiaz-lint: ignore[drill-zone-loss, drill-rollout-stuck] known\n"
        "        - maxSkew: 1",
    )
    code, report, _ = drill(text)
    assert code == 0
    assert {each["suppressed"] for each in report["diagnostics"]} == {"known"}


@pytest.mark.parametrize(
    ("field", "kind"),
    [("serviceAccountName", "ServiceAccount"), ("priorityClassName", "PriorityClass")],
)
def test_pods_are_refused_and_not_what_makes_them(drill: Any, field: str, kind: str) -> None:
    text = WEB.replace("      containers:", f"      {field}: gone\n      containers:")
    code, report, _ = drill(text, "--context", "closed")
    assert code == 1
    (only,) = report["diagnostics"]
    assert "3 of 3 pods are not created" in only["message"]
    assert only["field"] == f"spec.template.spec.{field}"
    assert only["hint"] == f"define the {kind}, or name one that exists"


def test_a_refused_workload_is_down(drill: Any) -> None:
    code, report, _ = drill(WEB.replace("maxSkew: 1", "maxSkew: 0"))
    assert code == 1
    (only,) = report["diagnostics"]
    assert "the API server refuses it" in only["message"]
    assert only["field"].endswith("maxSkew")
    assert report["drill"][0]["workloads"][0]["verdict"] == "down"


def test_one_replica_is_down(drill: Any) -> None:
    _, report, _ = drill(HONOR.replace("replicas: 3", "replicas: 1"))
    found = findings(report)["drill-zone-loss"]
    assert "is down when zone" in found["message"]
    assert found["field"] == "spec.replicas"


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


def test_nothing_is_promised_of_pods_that_wait_for_others(drill: Any) -> None:
    other = WEB.replace("web", "api").replace("replicas: 3", "replicas: 1")
    other = other.partition("      topologySpreadConstraints:")[0] + (
        '      containers: [{name: c, image: "x:1"}]\n'
    )
    away = APART.replace("app: web", "app: api") + "      containers:"
    _, report, _ = drill(HONOR.replace("      containers:", away) + "---\n" + other)
    (web,) = [each for each in report["drill"][0]["workloads"] if each["name"] == "web"]
    assert set(web["promised"]["survivors"].values()) == {0}
    assert web["promised"]["how"] == "waiting"
    jsonschema.validate(report, SCHEMA)
    _, report, _ = drill(HONOR)
    (web,) = report["drill"][0]["workloads"]
    assert set(web["promised"]["survivors"].values()) == {2}


SCALER = """\
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  minReplicas: 3
  maxReplicas: 9
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
"""


def sizes(report: Any) -> list[tuple[str, int, str]]:
    (only,) = report["drill"][0]["workloads"]
    return [(each["size"], each["replicas"], each["verdict"]) for each in only["sizes"]]


def test_an_autoscaled_workload_is_judged_at_each_size(drill: Any) -> None:
    skewed = WEB.replace("maxSkew: 1", "maxSkew: 2").replace("replicas: 3", "replicas: 6")
    _, report, _ = drill(skewed + SCALER)
    assert sizes(report) == [
        ("minimum", 3, "survives"),
        ("written", 6, "degraded"),
        ("maximum", 9, "degraded"),
    ]
    assert report["drill"][0]["verdict"] == "degraded"
    found = findings(report)["drill-zone-loss"]
    assert (
        "2 of 6 pods of deployment/web stay Pending while zone a, b or c is lost"
        in (found["message"])
    )
    assert "at the written replicas" in found["message"]
    assert found["field"] == "spec.template.spec.topologySpreadConstraints[0]"
    jsonschema.validate(report, SCHEMA)


def test_written_replicas_outside_the_bounds_are_not_a_size(drill: Any) -> None:
    for written in (1, 3, 9, 20):
        _, report, _ = drill(HONOR.replace("replicas: 3", f"replicas: {written}") + SCALER)
        assert [each[:2] for each in sizes(report)] == [("minimum", 3), ("maximum", 9)]
    _, report, _ = drill(HONOR)
    assert sizes(report) == [("written", 3, "survives")]


def test_a_drain_that_hangs_at_the_maximum(drill: Any) -> None:
    skewed = WEB.replace("maxSkew: 1", "maxSkew: 2") + SCALER
    budget = BUDGET.replace("minAvailable: 3", "maxUnavailable: 1")
    _, report, _ = drill(skewed + budget)
    assert sizes(report) == [("minimum", 3, "survives"), ("maximum", 9, "stuck")]
    found = findings(report)["drill-drain-stuck"]
    assert "at the maximum of 9" in found["message"]


APART = """\
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: web}}}
"""


def test_a_rollout_that_hangs_at_the_maximum(drill: Any) -> None:
    head, _, tail = HONOR.partition("      topologySpreadConstraints:")
    apart = head + APART + tail[tail.index("      containers:") :]
    scaler = SCALER.replace("minReplicas: 3", "minReplicas: 2")
    _, report, _ = drill(apart + scaler.replace("maxReplicas: 9", "maxReplicas: 3"))
    assert sizes(report)[1] == ("maximum", 3, "stuck")
    (found,) = [each for each in report["diagnostics"] if "maximum of 3" in each["message"]
                and each["rule"] == "drill-rollout-stuck"]  # fmt: skip
    assert found["severity"] == "error"
    assert found["message"].startswith(
        "a rollout of deployment/web never ends, with all zones there, at the maximum of 3: "
    )
    assert found["drill"]["cause_proven"]
    jsonschema.validate(report, SCHEMA)


def test_the_map_has_a_row_for_each_size(drill: Any) -> None:
    _, out, _ = drill(WEB.replace("maxSkew: 1", "maxSkew: 2") + SCALER, form="text")
    (row,) = [line for line in out.splitlines() if line.startswith("  at the maximum of 9")]
    assert "degraded" in row
    assert "9 > 5-7 > 5-7 -4 ?2-4" in row  # another draw of ties is no move


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (3, [("minimum", 3, "survives")]),
        (4, [("minimum", 3, "survives"), ("maximum", 4, "survives")]),
    ],
)
def test_an_autoscaler_that_never_scales_up_has_no_greater_size(
    drill: Any, written: int, expected: Any
) -> None:
    scaler = SCALER.replace("maxReplicas: 9", "maxReplicas: 5000")
    scaler += "  behavior: {scaleUp: {selectPolicy: Disabled}}\n"
    _, report, _ = drill(HONOR.replace("replicas: 3", f"replicas: {written}") + scaler)
    assert sizes(report) == expected
    assert not report["diagnostics"]


def test_an_autoscaler_with_placeholders_may_still_scale(drill: Any) -> None:
    _, report, _ = drill(HONOR + SCALER.replace("minReplicas: 3", 'minReplicas: "${MIN}"'))
    assert not report["drill"][0]["workloads"]


def test_an_autoscaler_that_cannot_reach_its_maximum(drill: Any) -> None:
    affinity = """\
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: {matchLabels: {app: web}}
      containers:"""
    _, report, _ = drill(HONOR.replace("      containers:", affinity) + SCALER)
    found = findings(report)["drill-scale-stuck"]
    assert "cannot grow to 9 pods: 3 stay Pending" in found["message"]
    assert "podAntiAffinity" in found["field"]


def test_a_stateful_set_never_comes_back_by_itself(drill: Any) -> None:
    text = HONOR.replace("Deployment", "StatefulSet").replace(
        "spec:\n", "spec:\n  serviceName: w\n", 1
    )
    _, report, _ = drill(text)
    found = findings(report)
    assert found.keys() == {"drill-zone-loss"}  # one loss, told once
    lost = found["drill-zone-loss"]
    assert "1 of 3 pods of statefulset/web is not replaced while zone" in lost["message"]
    held = "; lost pods never come back by themselves, and a rollout meanwhile never ends: "
    assert f"{held}a StatefulSet makes no second pod" in lost["message"]
    assert lost["drill"]["recovery_seconds"] is None


def test_a_rollout_that_waits_for_something_else_is_told_by_itself(drill: Any) -> None:
    term = "{topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: db}}}"
    required = f"requiredDuringSchedulingIgnoredDuringExecution: [{term}]"
    apart = f"affinity: {{podAntiAffinity: {{{required}}}}}"
    gone_at_once = f"spec: {{terminationGracePeriodSeconds: 0, {apart}, containers: ["
    found = findings(drill(STATEFUL.replace("spec: {containers: [", gone_at_once))[1])
    assert "stays Pending" in found["drill-zone-loss"]["message"]
    assert found["drill-rollout-stuck"]["drill"]["reasons"]


def test_a_single_pod_that_is_down_and_never_comes_back_is_told_once(drill: Any) -> None:
    found = findings(drill(STATEFUL.replace("replicas: 3", "replicas: 1"))[1])
    assert "drill-slow-recovery" not in found
    lost = found["drill-zone-loss"]
    assert "is down when zone" in lost["message"]
    assert "lost pods never come back by themselves" in lost["message"]
    assert lost["field"] == "spec.replicas"
    assert "two replicas or more" in lost["hint"]
    assert "node.kubernetes.io/out-of-service" in lost["hint"]


def test_pods_that_stay_for_ever_are_blamed_on_their_toleration_for_want_of_more(
    drill: Any,
) -> None:
    stays = HONOR.replace(
        "      containers:", "      tolerations: [{operator: Exists}]\n      containers:"
    )
    ports = stays.replace('"x:1",', '"x:1", ports: [{containerPort: 80, hostPort: 80}],')
    found = findings(drill(ports, "--nodes-per-zone", "1")[1])["drill-zone-loss"]
    assert found["drill"]["cause_proven"] is False
    assert "its pods tolerate node.kubernetes.io/unreachable for ever" in found["message"]
    assert found["field"] == "spec.template.spec.tolerations[0]"
    assert "tolerationSeconds" in found["hint"]


def test_a_single_pod_that_is_meant_is_still_told_never_to_come_back(drill: Any) -> None:
    meant = STATEFUL.replace("replicas: 3", "replicas: 1").replace(
        "{name: db}", '{name: db, annotations: {multiaz-lint/singleton: "one writer"}}', 1
    )
    found = findings(drill(meant)[1])
    assert found["drill-zone-loss"]["severity"] == "info"
    assert "never come back by themselves" in found["drill-slow-recovery"]["message"]


def test_the_map_tells_workloads_of_several_namespaces_apart(drill: Any, tmp_path: Path) -> None:
    web = WEB.replace("{name: web}", "{name: web, namespace: NAMESPACE}", 1)
    run = "apiVersion: v1\nkind: Pod\nmetadata: {name: run, namespace: NAMESPACE}\n"
    run += "spec: {containers: [{name: run, image: run}]}"
    each = f"{web}\n---\n{run}\n"
    both = f"{each.replace('NAMESPACE', 'shop')}---\n{each.replace('NAMESPACE', 'stage')}"
    page = tmp_path / "page.html"
    _, text, _ = drill(both, "--no-causes", "--report", str(page), form="text")
    for shown in (text, page.read_text(encoding="utf-8")):
        assert "deployment/web (namespace shop)" in shown
        assert "deployment/web (namespace stage)" in shown
        assert "pod/run (namespace shop)" in shown
    assert "namespace" not in drill(WEB, "--no-causes", form="text")[1]


def test_the_map(drill: Any) -> None:
    code, out, _ = drill(WEB, "--no-causes", form="text")
    assert code == 1
    assert "3 > 2 > 2 -1 ?1" in out
    assert "2, 1 after rollouts" in out
    assert "assumed" in out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--lose", "x"], "there is no zone 'x'"),
        (["--plays", "0"], "is not a number from 1 to 100"),
        (["--nodes-per-zone", "many"], "is not a number"),
        (["--capacity", "cpu=8,memory"], "option --capacity: 'memory' is not like cpu=8"),
        (["--capacity", "=8"], "option --capacity: '=8' is not like cpu=8"),
        (["--capacity", "cpu="], "option --capacity: 'cpu=' is not like cpu=8"),
        (["--capacity", "cpu=eight"], "option --capacity: 'cpu=eight': 'eight' is not a quantity"),
        (["--capacity", "cpu=8,cpu=9"], "option --capacity: cpu is there twice"),
        (["--capacity", "mem=4Gi"], "there is no resource 'mem'; did you mean 'memory'?"),
        (["--capacity", "pods=1.5"], "option --capacity: 'pods=1.5': 1.5 is not a whole number"),
        (["--capacity", "a.b/gpu=500m"], "'a.b/gpu=500m': 500m is not a whole number"),
        (
            ["--capacity", "memory=100m"],
            "'memory=100m': 100m is not a whole number of bytes; did you mean 100M?",
        ),
        (["--capacity", "ephemeral-storage=0.5"], "0.5 is not a whole number of bytes"),
        (["--capacity", "hugepages-2Mi=1.5"], "1.5 is not a whole number of bytes"),
        (["--capacity", "a/b/c=3"], "option --capacity: 'a/b/c=3': no pod can ask for 'a/b/c'"),
        (["--capacity", "requests.a.b/gpu=1"], "no pod can ask for 'requests.a.b/gpu'"),
        (["--capacity", "hugepages-2 Mi=4Mi"], "no pod can ask for 'hugepages-2 Mi'"),
        (["--capacity", "cpu=-1"], "option --capacity: 'cpu=-1': -1 is less than nothing"),
    ],
)
def test_wrong_options_are_usage_errors(drill: Any, options: list[str], words: str) -> None:
    code, _, err = drill(WEB, *options)
    assert code == 2
    assert words in err


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


KAFKA = """\
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: {name: k}
spec:
  kafka: {replicas: 3, listeners: [], storage: {type: ephemeral}}
  zookeeper: {replicas: 3, storage: {type: ephemeral}}
"""


def test_components_of_a_custom_resource_are_told_apart(drill: Any, tmp_path: Path) -> None:
    _, report, _ = drill(KAFKA)
    jsonschema.validate(report, SCHEMA)
    components = [each["component"] for each in report["drill"][0]["workloads"]]
    assert components == ["kafka", "zookeeper"]
    page = tmp_path / "drill.html"
    _, text, _ = drill(KAFKA, "--report", str(page), form="text")
    for shown in (text, page.read_text()):
        assert "kafka/k (kafka)" in shown
        assert "kafka/k (zookeeper)" in shown


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


def test_the_same_input_gives_the_same_report(drill: Any) -> None:
    assert drill(WEB) == drill(WEB)


def test_the_example_application(capsys: pytest.CaptureFixture[str]) -> None:
    """As published it never runs; mended, it survives every zone."""
    assert run(["drill", str(APPS / "cryptobot-fixed"), "--isolated", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    for workload in report["drill"][0]["workloads"]:
        assert workload["verdict"] == "survives"
        for event in workload["events"]:
            if event["event"] != "outage":  # at its first moment nothing has been replaced yet
                assert event["missing"] == [0, 0], event
            assert event.get("ends", ["complete"]) == ["complete"]
    assert run(["drill", str(APPS / "cryptobot"), "--isolated", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    refused = [w for w in report["drill"][0]["workloads"] if w["refused"]]
    assert {"trade", "data", "strategy", "backtest", "dashboard"} <= {w["name"] for w in refused}


DISK = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: gp3, resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: disk}
spec:
  replicas: 1
  selector: {matchLabels: {app: disk}}
  template:
    metadata: {labels: {app: disk}}
    spec:
      containers: [{name: c, image: "x:1"}]
      volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
"""


def test_a_disk_of_one_zone_holds_its_pod_and_its_rollout(drill: Any) -> None:
    _, report, _ = drill(DISK)
    found = findings(report)
    assert "PersistentVolume's node affinity" in found["drill-zone-loss"]["message"]
    assert found["drill-zone-loss"]["field"] == "spec.template.spec.volumes"
    assert "Multi-Attach" in found["drill-rollout-stuck"]["message"]


def test_a_named_volume_that_is_not_in_the_input_is_taken_to_be_the_claims(drill: Any) -> None:
    _, report, _ = drill(DISK.replace("gp3,", "gp3, volumeName: old,"))
    (disk,) = report["drill"][0]["workloads"]
    gone = [event["ready"] for event in disk["events"] if event["event"] == "nodes deleted"]
    assert gone == [[1, 1]] * 3
    words = "volume old of claim data is not in the input: taken to be reachable from every zone"
    assert words in report["drill"][0]["assumptions"]


def test_a_disk_and_recreate_roll_out(drill: Any) -> None:
    text = DISK.replace("  replicas: 1\n", "  replicas: 1\n  strategy: {type: Recreate}\n")
    _, report, _ = drill(text)
    (only,) = report["drill"][0]["workloads"]
    rollout = next(each for each in only["events"] if each["event"] == "rollout")
    assert rollout["ends"] == ["complete"]
    assert rollout["lowest"] == [0, 0]


def test_siblings_that_define_the_same_are_drilled_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("one", WEB), ("two", HONOR)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "web.yaml").write_text(text)
    assert run(["drill", str(tmp_path), "--isolated", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    verdicts = {each["context"].rpartition("/")[2]: each["verdict"] for each in report["drill"]}
    assert verdicts == {"one": "stuck", "two": "survives"}


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


def test_nothing_to_drill_is_not_green(drill: Any) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n"
    assert drill(service)[0] == 3
    assert drill(service, "--allow-empty")[0] == 0


def test_a_file_that_cannot_be_read_is_a_finding_of_the_drill_too(
    drill: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit codes say the same of it for both commands, also where no workload is left."""
    broken = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: [}\n"
    code, report, err = drill(broken)
    assert [each["rule"] for each in report["diagnostics"]] == ["unreadable-manifest"]
    assert "no workload was drilled" in err
    assert code == 1 == run(["check", str(tmp_path / "web.yaml"), "--isolated"])
    capsys.readouterr()
    assert drill(broken, "--fail-on", "never")[0] == 3  # it is no success that nothing was drilled
    assert drill(broken, "--fail-on", "never", "--allow-empty")[0] == 0


def test_a_file_that_cannot_be_read_is_told_even_where_that_is_no_finding(
    drill: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: [}\n"
    off = ["--severity", "unreadable-manifest=off", "--allow-empty"]
    _, report, _ = drill(broken, *off)
    assert report["diagnostics"] == []
    run(["check", str(tmp_path / "web.yaml"), "--isolated", "--format", "json", *off])
    checked = json.loads(capsys.readouterr().out)
    assert report["summary"]["not_checked"] == checked["summary"]["not_checked"] != []


def test_a_bare_pod_is_not_made_again(drill: Any) -> None:
    pod = """\
---
apiVersion: v1
kind: Pod
metadata: {name: lone, labels: {app: lone}}
spec: {containers: [{name: c, image: "x:1", resources: {requests: {cpu: 8}}}]}
"""
    code, report, _ = drill(HONOR + pod)
    assert code == 0
    assert [each["name"] for each in report["drill"][0]["workloads"]] == ["web"]


def test_a_stateful_set_that_waits_for_its_terminating_pod_is_not_blamed_on_its_spread(
    drill: Any,
) -> None:
    text = WEB[: WEB.index("      topologySpread")] + WEB[WEB.index("      containers") :]
    text = text.replace("Deployment", "StatefulSet")
    _, report, _ = drill(text)
    lost = findings(report)["drill-zone-loss"]
    assert lost["field"] == "metadata.name"
    assert "out-of-service" in lost["hint"]


def test_a_recreate_that_waits_for_a_dead_node_is_told_of_rolling_updates(drill: Any) -> None:
    _, report, _ = drill(HONOR.replace("replicas: 3", "replicas: 3\n  strategy: {type: Recreate}"))
    found = findings(report)["drill-rollout-stuck"]
    assert "during the outage" in found["message"]
    assert found["field"] == "spec.strategy.type"
    assert "RollingUpdate" in found["hint"]
    assert found["drill"]["cause_proven"] is True


def test_a_recreate_that_no_rolling_update_helps_is_told_what_it_waits_for(drill: Any) -> None:
    recreate = HONOR.replace("replicas: 3", "replicas: 3\n  strategy: {type: Recreate}")
    ports = recreate.replace('"x:1",', '"x:1", ports: [{containerPort: 80, hostPort: 80}],')
    _, report, _ = drill(ports, "--nodes-per-zone", "1")
    found = findings(report)["drill-rollout-stuck"]
    assert found["drill"]["cause_proven"] is False
    assert found["drill"]["reasons"] == []
    assert found["field"] == "spec.strategy.type"
    assert found["hint"] == (
        "Recreate waits until all old pods are gone: once the node is known to be off, the taint "
        "node.kubernetes.io/out-of-service takes those on it away"
    )


def test_a_toleration_for_ever_is_the_cause_of_pods_that_stay(drill: Any) -> None:
    text = HONOR + "      tolerations:\n        - {key: dedicated, operator: Exists}\n"
    _, report, _ = drill(text + "        - {operator: Exists, effect: NoExecute}\n")
    found = findings(report)["drill-zone-loss"]
    assert "is not replaced" in found["message"]
    assert found["field"] == "spec.template.spec.tolerations[1]"
    assert found["drill"]["cause_proven"] is True


def test_contexts_share_the_steps_in_which_causes_are_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty-seven overlays took nine minutes, as each had all of them."""
    shares = []
    looked_for = [900, 0, 0]

    def drilled(*arguments: Any, steps: float = STEPS, **named: Any) -> Any:
        shares.append(steps)
        report = played(*arguments, **named)
        report.sought = looked_for[len(shares) - 1]
        return report

    played = drill_run.run
    monkeypatch.setattr(drill_run, "run", drilled)
    for folder in ("dev", "prod", "test"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "web.yaml").write_text(WEB)
    run(["drill", str(tmp_path), "--isolated", "--plays", "1", "--no-causes"])
    assert "prod" in capsys.readouterr().out
    assert shares == [STEPS / 3, (STEPS - 900) / 2, STEPS - 900]


def test_a_search_that_stopped_promises_nothing_and_says_so(drill: Any) -> None:
    many = HONOR.replace("replicas: 3", "replicas: 40")
    _, out, _ = drill(many, "--plays", "1", "--no-rollouts", "--no-causes", form="text")
    assert "26, not known after rollouts" in out
    assert "0 after rollouts" not in out


def test_more_replicas_than_are_played_are_said(drill: Any) -> None:
    many = HONOR.replace("replicas: 3", "replicas: 20000").replace("cpu: 100m", "cpu: '8'")
    _, report, _ = drill(many, "--plays", "1", "--no-rollouts", "--no-causes")
    (said,) = [each for each in report["drill"][0]["assumptions"] if "20000" in each]
    assert said == "deployment/web wants 20000 pods: played with 10000"


def test_no_more_pods_are_played_than_kubernetes_is_made_for(
    drill: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multiaz_lint.drill.casting.cast.MOST_PODS", 30)
    sizes = {"web": 4, "one": 1000, "two": 20_000}
    several = [
        HONOR.replace("web", name).replace("replicas: 3", f"replicas: {count}")
        for name, count in sizes.items()
    ]
    _, report, _ = drill("---\n".join(several), "--plays", "1", "--no-rollouts", "--no-causes")
    assert [each for each in report["drill"][0]["assumptions"] if "wants" in each] == [
        "deployment/one wants 1000 pods: played with 13",
        "deployment/two wants 20000 pods: played with 13",
    ]


def test_what_is_played_without_a_verdict_is_said(drill: Any) -> None:
    job = """\
---
apiVersion: batch/v1
kind: Job
metadata: {name: load}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: "x:1"}]}}}
"""
    _, report, _ = drill(HONOR + job)
    assert "job/load takes room, and gets no verdict" in report["drill"][0]["assumptions"]


MAKER = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c, image: "x:1"}]}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec:
        accessModes: [ReadWriteMany]
        storageClassName: late
        resources: {requests: {storage: 1Gi}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: late}
provisioner: efs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
---
"""


def test_a_claim_that_a_stateful_set_makes_is_not_of_the_default_class(drill: Any) -> None:
    user = DISK.partition("---\n")[2].replace("claimName: data", "claimName: data-db-0")
    _, report, _ = drill(MAKER + user)
    assumed = " ".join(report["drill"][0]["assumptions"])
    assert "claim data-db-0 of deployment/disk is not in the input: taken as statefulset/db" in (
        assumed
    )
    assert "default storage class" not in assumed
    assert "Multi-Attach" not in str(report["diagnostics"])


def test_a_claim_that_two_volumes_name_is_no_fault(drill: Any) -> None:
    twice = DISK.replace(
        "volumes: [", "volumes: [{name: e, persistentVolumeClaim: {claimName: data}}, "
    )
    for text in (twice, twice.partition("---\n")[2]):
        code, report, _ = drill(text)
        assert code == 1
        assert "PersistentVolume's node affinity" in findings(report)["drill-zone-loss"]["message"]


def test_attach_limits_are_assumed_away_where_there_are_volumes(drill: Any) -> None:
    words = "nodes attach any number of volumes: no CSINode says otherwise"
    _, report, _ = drill(HONOR)
    assert words not in report["drill"][0]["assumptions"]
    claim = """\
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""
    _, report, _ = drill(HONOR.replace("Deployment", "StatefulSet") + claim)
    assert words in report["drill"][0]["assumptions"]
    volume = "      volumes: [{name: v, persistentVolumeClaim: {claimName: v}}]\n"
    _, report, _ = drill(HONOR + volume)
    assert words in report["drill"][0]["assumptions"]


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


def test_requirements_are_quoted_as_they_are_written(drill: Any) -> None:
    _, report, _ = drill(WEB, "--require", "verdict=survives", "--no-causes", "--plays", "1")
    (found,) = [each for each in report["diagnostics"] if "requirement" in each["message"]]
    assert "breaks the requirement verdict=survives: stuck" in found["message"]


def test_an_empty_requirement_is_no_gate(drill: Any) -> None:
    code, _, err = drill(WEB, "--require", " , ", form="text")
    assert (code, "requires nothing" in err) == (2, True)


def test_pods_that_stay_pending_are_not_back_in_time(drill: Any) -> None:
    _, report, _ = drill(WEB, "--require", "recovery<=400s", "--no-causes", "--plays", "1")
    (only,) = report["drill"][0]["workloads"]
    assert only["recovery"]["seconds"] is None
    last = only["recovery"]["parts"][-1]
    assert (last["name"], last["seconds"]) == ("placement", None)
    broken = [each["message"] for each in report["diagnostics"] if "requirement" in each["message"]]
    assert broken == [
        "deployment/web breaks the requirement recovery<=400s: it never recovers by itself"
    ]
    _, report, _ = drill(HONOR, "--require", "recovery<=400s", "--plays", "1")
    assert report["diagnostics"] == []


# What a table and its findings say.


STATEFUL = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  podManagementPolicy: Parallel
  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 100%}}
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "db:1"}]}
"""


def test_a_stateful_set_that_rolls_all_pods_at_once_is_told_where(drill: Any) -> None:
    found = findings(drill(STATEFUL)[1])["drill-rollout-outage"]
    assert found["field"] == "spec.updateStrategy.rollingUpdate.maxUnavailable"
    assert found["hint"] == "maxUnavailable: 1, the default, replaces one pod after the other"


def test_pods_that_keep_their_names_are_told_how_they_come_back(drill: Any) -> None:
    found = findings(drill(STATEFUL)[1])["drill-zone-loss"]
    assert found["field"] == "metadata.name"
    assert "node.kubernetes.io/out-of-service" in found["hint"]


QUOTA = """---
apiVersion: v1
kind: ResourceQuota
metadata: {name: q}
spec: {hard: {pods: "4"}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 3, maxReplicas: 9}
"""  # noqa: E501


def test_each_row_of_the_table_is_about_its_own_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    honor = "nodeTaintsPolicy: Honor\n"
    spread = HONOR.replace(honor, f"{honor}          matchLabelKeys: [pod-template-hash]\n")
    (tmp_path / "web.yaml").write_text(spread + QUOTA)
    assert run(["drill", str(tmp_path), "--isolated"]) == 1
    out = capsys.readouterr().out
    rows = [line.split()[:7] for line in out.splitlines()[1:3]]
    assert rows[0][:6] == ["deployment/web", "at", "the", "minimum", "of", "3"]
    assert rows[0][6] == "survives"
    assert rows[1][:6] == ["at", "the", "maximum", "of", "9", "stuck"]
    assert (
        "a rollout of deployment/web never ends, with all zones there, at the maximum of 9" in out
    )


def test_of_a_drill_of_nothing_the_reason_is_all_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "web.yaml").write_text(HONOR.replace("replicas: 3", "replicas: 0"))
    assert run(["drill", str(tmp_path), "--isolated"]) == 3
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "not drilled: deployment/web: scaled to zero"
    assert "assumed" not in told.out
    assert (told.out + told.err).count("no workload was drilled") == 1


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
