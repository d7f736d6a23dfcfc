"""A drill is never green for what it did not play: lost zones, nodes, workloads of placeholders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from multiaz_lint.cli import run
from tests.drill_command import HONOR, SCHEMA, node

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Drill = Callable[..., Any]


@pytest.fixture
def drill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Drill:
    """Drill a text on nodes; return the exit code, the report and what went to standard error."""

    def drill(text: str, nodes: list[Any] | None = None, *options: str) -> Any:
        (tmp_path / "web.yaml").write_text(text)
        arguments = ["drill", str(tmp_path / "web.yaml"), "--isolated", "--format", "json"]
        if nodes is not None:
            (tmp_path / "nodes.json").write_text(
                json.dumps({"apiVersion": "v1", "kind": "List", "items": nodes})
            )
            arguments += ["--nodes", str(tmp_path / "nodes.json")]
        code = run([*arguments, "--plays", "2", *options])
        out, err = capsys.readouterr()
        report = json.loads(out) if out else None
        if report is not None:
            jsonschema.validate(report, SCHEMA)
        return code, report, err

    return drill


def unlabelled(name: str) -> dict[str, Any]:
    made = node(name, "")
    del made["metadata"]["labels"]["topology.kubernetes.io/zone"]
    return made


def messages(report: Any) -> list[str]:
    return [each["message"] for each in report["diagnostics"]]


# zones


SOFT = HONOR.replace("DoNotSchedule", "ScheduleAnyway").replace("Honor", "Ignore")


@pytest.mark.parametrize("nodes", [
    pytest.param([unlabelled(f"n{i}") for i in range(3)], id="no label"),
    pytest.param([node(f"n{i}", "") for i in range(3)], id="an empty one"),
])  # fmt: skip
def test_without_zones_nothing_is_green(drill: Drill, nodes: list[Any]) -> None:
    code, report, err = drill(SOFT, nodes)
    (played,) = report["drill"]
    assert code == 3
    assert "no zone was lost: no node says its zone" in err
    assert (played["verdict"], played["zones"], played["workloads"]) == (None, [], [])
    assert [(each["name"], each["why"]) for each in played["not_drilled"]] == [
        ("web", "no node says its zone, so none was lost")
    ]
    assert drill(SOFT, nodes, "--fail-on", "never")[0] == 3
    assert drill(SOFT, nodes, "--allow-empty")[0] == 0


def test_what_never_runs_is_told_without_zones_too(drill: Drill) -> None:
    code, report, _ = drill(HONOR, [unlabelled("n1")])
    (played,) = report["drill"]
    assert code == 1
    assert played["verdict"] == "down"
    assert played["not_drilled"] == []
    assert drill(HONOR, [unlabelled("n1")], "--fail-on", "never")[0] == 3


def test_requirements_do_not_hold_where_no_zone_was_lost(drill: Drill) -> None:
    nodes = [unlabelled(f"n{i}") for i in range(3)]
    code, report, _ = drill(SOFT, nodes, "--require", "pending=0, survivors>=1, verdict=survives")
    assert code == 1
    assert [each.partition("requirement ")[2] for each in messages(report)] == [
        "pending=0: no zone was lost",
        "survivors>=1: no zone was lost",
        "verdict=survives: no zone was lost",
    ]


def test_a_zone_cannot_be_lost_where_none_is_said(drill: Drill) -> None:
    code, _, err = drill(SOFT, [unlabelled("n1")], "--lose", "a")
    assert code == 2
    assert "there is no zone 'a'; no node says its zone" in err


def test_pods_on_nodes_without_a_zone_outlive_no_zone(drill: Drill) -> None:
    """Without the label of one node, the one replica on it would outlive all that is played."""
    single = SOFT.replace("replicas: 3", "replicas: 1")
    small = node("n2", "b", cpu="50m")
    code, report, _ = drill(single, [unlabelled("n1"), small])
    assert code == 1
    (found,) = report["diagnostics"]
    assert found["rule"] == "drill-zone-loss"
    assert found["message"] == (
        "pods of deployment/web stand on nodes that do not say their zone: its loss is not played"
    )
    assert found["hint"] == "label n1 with topology.kubernetes.io/zone"
    labelled = drill(single, [node("n1", "a"), small])
    assert labelled[0] == 1
    assert "down when zone a is lost" in str(messages(labelled[1]))


def test_nodes_without_a_zone_do_not_matter_to_pods_elsewhere(drill: Drill) -> None:
    control = unlabelled("control")
    control["spec"] = {"taints": [{"key": "control-plane", "effect": "NoSchedule"}]}
    nodes = [control, *(node(f"n{i}", zone) for i, zone in enumerate("abc"))]
    code, report, _ = drill(HONOR, nodes)
    assert (code, report["diagnostics"]) == (0, [])


# nodes


def broken_nodes(names: str = "abc", **changed: Any) -> list[Any]:
    return [{**node(f"n{zone}", zone), **changed} if zone in names else node(f"n{zone}", zone)
            for zone in "abc"]  # fmt: skip


UNDECODABLE = [
    pytest.param({"status": {"allocatable": {"cpu": "lots", "memory": "8Gi"}}}, id="a quantity"),
    pytest.param({"status": {"allocatable": [1]}}, id="a list"),
    pytest.param({"spec": {"taints": "all"}}, id="taints"),
    pytest.param({"spec": {"unschedulable": "yes"}}, id="a text for a truth"),
    pytest.param(
        {"metadata": {"name": "na", "labels": {"topology.kubernetes.io/zone": 5}}}, id="a number"
    ),
    pytest.param(
        {"metadata": {"name": "na", "labels": {"topology.kubernetes.io/zone": ["a"]}}}, id="a zone"
    ),
]


@pytest.mark.parametrize("changed", UNDECODABLE)
def test_a_node_that_cannot_be_decoded_is_left_out_and_told(
    drill: Drill, changed: dict[str, Any]
) -> None:
    code, report, _ = drill(SOFT, broken_nodes("a", **changed))
    (played,) = report["drill"]
    assert played["nodes"] == "2 nodes of the input in b, c"
    said = "node/na cannot be decoded by the API server: it is left out"
    assert said in played["assumptions"]
    assert code == (0 if "metadata" in changed else 3)  # its label says which zone was not lost
    sound = drill(SOFT, broken_nodes(""))[1]["drill"][0]
    assert sound["nodes"] == "3 nodes of the input in a, b, c"
    assert "left out" not in str(sound["assumptions"])


def test_a_node_with_a_placeholder_is_still_to_be_filled(drill: Drill) -> None:
    changed = {"status": {"allocatable": {"cpu": "${CPU}", "memory": "8Gi"}}}
    _, report, _ = drill(SOFT, broken_nodes("a", **changed))
    said = "node/na is left out: status.allocatable.cpu is still to be filled"
    assert said in report["drill"][0]["assumptions"]


@pytest.mark.parametrize("changed", UNDECODABLE)
@pytest.mark.parametrize("given", ["by --nodes", "in the input"])
def test_without_a_readable_node_nothing_is_green(
    drill: Drill, changed: dict[str, Any], given: str
) -> None:
    if given == "by --nodes":
        code, report, err = drill(SOFT, [{**node("na", "a"), **changed}])
    else:
        text = json.dumps({**node("na", "a"), **changed})
        code, report, err = drill(f"{SOFT}---\n{text}\n")
    (played,) = report["drill"]
    assert code == 3
    assert "no zone was lost: no node is left" in err
    assert (played["verdict"], played["nodes"]) == (None, "no node is left of the input")
    assert [each["why"] for each in played["not_drilled"]] == ["no node is left to drill it on"]


def test_a_node_that_the_api_server_refuses_is_left_out_unless_it_comes_from_there(
    drill: Drill,
) -> None:
    refused = {"spec": {"taints": [{"key": "k", "effect": "Bogus"}]}}
    (played,) = drill(SOFT, broken_nodes("a", **refused))[1]["drill"]
    assert played["nodes"] == "2 nodes of the input in b, c"
    said = "node/na is left out, for the API server refuses it: "
    assert [each for each in played["assumptions"] if each.startswith(said)]
    nodes = broken_nodes("a", **refused)
    nodes[0]["metadata"]["uid"] = "7c4bbd47-0000-4000-8000-000000000000"
    (played,) = drill(SOFT, nodes)[1]["drill"]
    assert played["nodes"] == "3 nodes of the input in a, b, c"


# placeholders


ZONAL = "nodeSelector: {topology.kubernetes.io/zone: '${ZONE}'}\n      containers:"


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        pytest.param("replicas: 3", 'replicas: "${N}"', "spec.replicas", id="a number"),
        pytest.param(
            "cpu: 100m", 'cpu: "{{ cpu }}"',
            "spec.template.spec.containers[0].resources.requests.cpu", id="a quantity",
        ),
        pytest.param(
            "app: web", 'app: "${APP}"',
            "spec.selector.matchLabels.app, spec.selector", id="a label and its selector",
        ),
        pytest.param(
            "containers:", ZONAL,
            "spec.template.spec.nodeSelector[topology.kubernetes.io/zone]", id="a zone",
        ),
        pytest.param("name: web", "name: <app>", "metadata.name", id="the name"),
    ],
)  # fmt: skip
def test_a_workload_with_placeholders_is_not_drilled_and_told(
    drill: Drill, old: str, new: str, fields: str
) -> None:
    code, report, err = drill(HONOR.replace(old, new))
    (played,) = report["drill"]
    assert report["diagnostics"] == []
    assert (code, played["verdict"], played["workloads"]) == (3, None, [])
    assert "no workload was drilled" in err
    assert [each["why"] for each in played["not_drilled"]] == [
        f"it holds placeholders that are still to be filled: {fields}"
    ]
    assert played["zones"] == ["a", "b", "c"]


def test_what_is_refused_whatever_fills_the_placeholders_is_refused(drill: Drill) -> None:
    text = HONOR.replace("containers:", ZONAL).replace("x:1", "${IMAGE}")
    code, report, _ = drill(text.replace("maxSkew: 1", "maxSkew: 0"))
    assert code == 1
    assert "the API server refuses it" in messages(report)[0]
    assert report["diagnostics"][0]["field"].endswith("maxSkew")


def test_placeholders_that_decide_nothing_are_played(drill: Drill) -> None:
    code, report, _ = drill(HONOR.replace("x:1", "${IMAGE}"))
    (played,) = report["drill"]
    assert (code, played["verdict"], played["not_drilled"]) == (0, "survives", [])


def test_a_placeholder_beside_a_sound_workload_leaves_that_alone(drill: Drill) -> None:
    other = HONOR.replace("web", "api").replace("replicas: 3", 'replicas: "${N}"')
    code, report, _ = drill(f"{HONOR}---\n{other}")
    (played,) = report["drill"]
    assert (code, played["verdict"]) == (0, "survives")
    assert [each["name"] for each in played["not_drilled"]] == ["api"]


UNFILLED_BUDGET = """\
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: "${MIN}", selector: {matchLabels: {app: web}}}
"""
UNFILLED_SCALER = """\
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  minReplicas: "${MIN}"
  maxReplicas: 9
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
"""


def test_a_budget_with_a_placeholder_is_left_out_and_told(drill: Drill) -> None:
    assumed = drill(HONOR + UNFILLED_BUDGET)[1]["drill"][0]["assumptions"]
    said = "poddisruptionbudget/web is left out: spec.minAvailable is still to be filled"
    assert said in assumed
    assert "refuses" not in str(assumed)


def test_what_an_autoscaler_of_placeholders_scales_is_not_drilled(drill: Drill) -> None:
    code, report, _ = drill(HONOR + UNFILLED_SCALER)
    assert (code, report["diagnostics"]) == (3, [])
    (left,) = report["drill"][0]["not_drilled"]
    assert left["why"] == (
        "its autoscaler holds placeholders that are still to be filled: "
        "horizontalpodautoscaler/web spec.minReplicas"
    )


# bare pods

LONE = """\
---
apiVersion: v1
kind: Pod
metadata: {name: lone}
spec: {containers: [{name: c, image: "x:1", resources: {requests: {cpu: 1000}}}]}
"""


def test_a_bare_pod_is_told(drill: Drill) -> None:
    code, report, _ = drill(HONOR + LONE)
    (played,) = report["drill"]
    assert code == 0
    assert [each["name"] for each in played["workloads"]] == ["web"]
    assert [(each["kind"], each["name"], each["why"]) for each in played["not_drilled"]] == [
        ("Pod", "lone", "a bare Pod takes room, and nothing makes it again once it is lost")
    ]


def test_a_pod_that_has_ended_needs_no_words(drill: Drill) -> None:
    ended = LONE.replace("name: lone", "name: lone, uid: u") + "status: {phase: Succeeded}\n"
    (played,) = drill(HONOR + ended)[1]["drill"]
    assert played["not_drilled"] == []


@pytest.mark.parametrize("uid", ["", "u"])
def test_a_job_has_ended_if_a_server_says_so(drill: Drill, uid: str) -> None:
    job = LONE.replace("v1\nkind: Pod", "batch/v1\nkind: Job").replace(
        "spec: {", "spec: {template: {spec: {restartPolicy: Never, "
    )
    job = job.replace("}}}]}\n", "}}}]}}}\n").replace("name: lone", f"name: lone, uid: '{uid}'")
    done = 'status: {completionTime: "2027-01-01T00:00:00Z"}\n'
    (played,) = drill(HONOR + job + done)[1]["drill"]
    assert ("job/lone takes room, and gets no verdict" in played["assumptions"]) == (not uid)


UID = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
RUNNING_JOB = f"""---
apiVersion: batch/v1
kind: Job
metadata: {{name: migrate, uid: {UID}, labels: {{controller-uid: {UID}, job-name: migrate}}}}
spec:
  parallelism: 2
  selector: {{matchLabels: {{batch.kubernetes.io/controller-uid: {UID}}}}}
  template:
    metadata:
      labels:
        batch.kubernetes.io/controller-uid: {UID}
        batch.kubernetes.io/job-name: migrate
        controller-uid: {UID}
        job-name: migrate
    spec:
      restartPolicy: Never
      containers: [{{name: c, image: "c:1"}}]
status: {{active: 2}}
"""


def test_a_job_that_a_server_has_stored_is_not_refused_for_its_own_uid(drill: Drill) -> None:
    code, report, _ = drill(HONOR + RUNNING_JOB)
    assert code == 0
    (played,) = report["drill"]
    assert [each["name"] for each in played["workloads"]] == ["web"]
    assert "job/migrate takes room, and gets no verdict" in played["assumptions"]


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        pytest.param(f" uid: {UID},", "", id="no server has stored it"),
        pytest.param("job-name: migrate\n    spec", "job-name: other\n    spec", id="a name"),
        pytest.param(
            f"controller-uid: {UID}\n        job", "controller-uid: x\n        job", id="uid"
        ),
        pytest.param("restartPolicy: Never", "restartPolicy: Always", id="a policy"),
    ],
)
def test_a_job_is_refused_for_anything_else(drill: Drill, sound: str, broken: str) -> None:
    assert sound in RUNNING_JOB
    code, report, _ = drill(HONOR + RUNNING_JOB.replace(sound, broken))
    assert code == 1
    assert any("job/migrate never runs" in each for each in messages(report))


def test_a_pod_that_no_server_has_stored_has_not_ended(drill: Drill) -> None:
    (played,) = drill(HONOR + LONE + "status: {phase: Succeeded}\n")[1]["drill"]
    assert [each["name"] for each in played["not_drilled"]] == ["lone"]


# pods of a dump


def standing(count: int, *, ready: str, owner: str = "ReplicaSet") -> list[Any]:
    """Pods of web as a dump has them, one on each of the nodes na, nb and nc."""
    name = "web-1" if owner == "ReplicaSet" else "web"
    return [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": f"{name}-{at}",
                "namespace": "default",
                "labels": {"app": "web", "pod-template-hash": "1"},
                "ownerReferences": [
                    {"apiVersion": "apps/v1", "kind": owner, "name": name, "controller": True}
                ],
            },
            "spec": {"nodeName": f"n{zone}", "containers": [{"name": "c", "image": "x:1"}]},
            "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": ready}]},
        }
        for at, zone in zip(range(count), "abc", strict=False)
    ]


NODES = [node(f"n{zone}", zone) for zone in "abc"]


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_pods_that_run_and_are_not_ready_are_not_pending(drill: Drill, kind: str) -> None:
    owner = "ReplicaSet" if kind == "Deployment" else kind
    text = SOFT.replace("Deployment", kind)
    if kind == "StatefulSet":
        text = text.replace("spec:\n", "spec:\n  serviceName: web\n", 1)
    _, report, _ = drill(text, [*NODES, *standing(3, ready="False", owner=owner)])
    found = next(each for each in report["diagnostics"] if each["rule"] == "drill-zone-loss")
    assert found["message"] == (
        f"{kind.lower()}/web does not run in full: 3 of 3 pods are not ready before anything "
        "happens, as their status says"
    )
    assert found["hint"] is None
    assert "Pending" not in str(messages(report))
    (web,) = report["drill"][0]["workloads"]
    assert web["verdict"] == "down"
    if kind == "Deployment":
        last = web["recovery"]["parts"][-1]
        assert last["why"] == "not all pods were ready before, as their status says"


def test_pending_pods_beside_those_that_are_not_ready(drill: Drill) -> None:
    text = SOFT.replace("replicas: 3", "replicas: 4").replace("cpu: 100m", "cpu: '5'")
    _, report, _ = drill(text, [*NODES, *standing(3, ready="False")])
    assert messages(report)[0].startswith(
        "deployment/web never runs in full: 1 of 4 pods stays Pending before anything happens, and "
        "3 are not ready, as their status says"
    )


def test_ready_pods_of_a_dump_need_no_words(drill: Drill) -> None:
    code, report, _ = drill(HONOR, [*NODES, *standing(3, ready="True")])
    assert (code, report["diagnostics"]) == (0, [])


# options and nodes


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--zones", "x,y"], "option --zones: x,y, but the nodes of the input stand in a, b, c"),
        (["--zones", "a,b"], "in a, b, c: leave it out; --lose chooses among them"),
        (["--zones", "5"], "option --zones: 5, but the nodes of the input stand in a, b, c"),
        (["--nodes-per-zone", "4"], "--nodes and --nodes-per-zone contradict each other"),
        (["--capacity", "cpu=4"], "--nodes and --capacity contradict each other"),
    ],
)  # fmt: skip
def test_options_that_the_nodes_contradict(drill: Drill, options: list[str], words: str) -> None:
    code, _, err = drill(HONOR, NODES, *options)
    assert code == 2
    assert words in err


@pytest.mark.parametrize("options", [["--zones", "c,a,b"], ["--zones", "3"], ["--lose", "a"]])
def test_options_that_agree_with_the_nodes(drill: Drill, options: list[str]) -> None:
    assert drill(HONOR, NODES, *options)[0] == 0


def test_nodes_of_the_input_are_nodes_too(drill: Drill) -> None:
    text = "---\n".join([HONOR, *(json.dumps(each) + "\n" for each in NODES)])
    assert drill(text)[0] == 0
    code, _, err = drill(text, None, "--nodes-per-zone", "4")
    assert code == 2
    assert "option --nodes-per-zone: the input has Nodes, so none are made up" in err
    code, _, err = drill(text, None, "--capacity", "cpu=4")
    assert code == 2
    assert "option --capacity: the input has Nodes, so none are made up" in err


def test_a_zone_is_lost_once_however_often_it_is_named(drill: Drill) -> None:
    (played,) = drill(HONOR, None, "--lose", "b", "--lose", "a,b")[1]["drill"]
    assert played["zones"] == ["b", "a"]


CONFIGURED = "zones: [east, west]\ndrill: {nodes_per_zone: 4}\n"


def test_a_configuration_that_is_not_heeded_is_told(drill: Drill, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(CONFIGURED)
    said = "the nodes of the input are played, not zones, drill.nodes_per_zone of the configuration"
    options = ("--config", str(tmp_path / "c.yaml"))
    (played,) = drill(HONOR, NODES, *options)[1]["drill"]
    assert said in played["assumptions"]
    (played,) = drill(HONOR, None, *options)[1]["drill"]
    assert "of the configuration" not in str(played["assumptions"])
    (tmp_path / "c.yaml").write_text("zones: [a, b, c]\n")
    (played,) = drill(HONOR, NODES, *options)[1]["drill"]
    assert "of the configuration" not in str(played["assumptions"])


def test_pools_say_how_many_nodes_there_are(drill: Drill, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("drill: {pools: [{nodes_per_zone: 3}]}\n")
    options = ("--config", str(tmp_path / "c.yaml"))
    assert drill(HONOR, None, *options)[0] == 0
    code, _, err = drill(HONOR, None, *options, "--nodes-per-zone", "4")
    assert code == 2
    assert "option --nodes-per-zone: the pools of the configuration say it" in err
    code, _, err = drill(HONOR, None, *options, "--capacity", "cpu=4")
    assert code == 2
    assert "option --capacity: the pools of the configuration say it" in err


def test_people_see_each_reason_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lone = [LONE.replace("lone", f"lone-{at:02d}") for at in range(12)]
    cron = HONOR.replace("name: web", "name: none").replace("replicas: 3", "replicas: 0")
    (tmp_path / "web.yaml").write_text(HONOR + "".join(lone) + "---\n" + cron)
    run(["drill", str(tmp_path / "web.yaml"), "--isolated", "--plays", "1"])
    told = [line for line in capsys.readouterr().out.splitlines() if "not drilled" in line]
    names = ", ".join(f"pod/lone-{at:02d}" for at in range(10))
    words = "a bare Pod takes room, and nothing makes it again once it is lost"
    assert told == [
        f"not drilled: {names} and 2 more: {words}",
        "not drilled: deployment/none: scaled to zero",
    ]


def test_a_workload_without_a_pod_in_a_zone_gets_no_verdict(drill: Drill) -> None:
    pinned = SOFT.replace("      containers:", "      nodeSelector: {pool: old}\n      containers:")
    old = unlabelled("n4")
    old["metadata"]["labels"]["pool"] = "old"
    nodes = [*(node(f"n{zone}", zone) for zone in "abc"), old]
    code, report, err = drill(pinned, nodes, "--ignore", "drill-zone-loss")
    (played,) = report["drill"]
    assert code == 3
    assert "no workload was drilled" in err
    assert (played["verdict"], played["workloads"]) == (None, [])
    why = "its pods stand on nodes that do not say their zone, which were not lost"
    assert [(each["name"], each["why"]) for each in played["not_drilled"]] == [("web", why)]


BY_NODE = HONOR.replace("topology.kubernetes.io/zone", "kubernetes.io/hostname")


def test_a_workload_with_some_pods_on_nodes_without_a_zone_survives_nothing(drill: Drill) -> None:
    """The node without the label may stand in any zone: what its loss does was not played."""
    nodes = [*(node(f"n{zone}", zone) for zone in "ab"), unlabelled("old")]
    code, report, err = drill(BY_NODE, nodes)
    (played,) = report["drill"]
    assert code == 1
    assert [each["rule"] for each in report["diagnostics"]] == ["drill-zone-loss"]
    assert (played["verdict"], played["workloads"]) == (None, [])
    why = "some of its pods stand on nodes that do not say their zone, which were not lost"
    assert [(each["name"], each["why"]) for each in played["not_drilled"]] == [("web", why)]
    code, _, err = drill(BY_NODE, nodes, "--ignore", "drill-zone-loss")
    assert (code, "no workload was drilled" in err) == (3, True)


def test_a_requirement_does_not_hold_where_some_nodes_do_not_say_their_zone(drill: Drill) -> None:
    nodes = [*(node(f"n{zone}", zone) for zone in "ab"), unlabelled("old")]
    _, report, _ = drill(BY_NODE, nodes, "--require", "verdict=survives")
    why = "some of its pods stand on nodes that do not say their zone, which were not lost"
    assert f"breaks the requirement verdict=survives: {why}" in str(messages(report))


def test_a_zone_of_which_no_node_is_left_was_not_lost(drill: Drill) -> None:
    broken = node("nc", "c")
    broken["status"] = {"allocatable": [1]}
    nodes = [node("na", "a"), node("nb", "b"), broken]
    code, _, err = drill(SOFT, nodes)
    assert code in {1, 3}
    assert "zone c was not lost: the drill has left out all nodes there" in err
    assert "was not lost" not in drill(SOFT, nodes, "--lose", "a")[2]
    assert "was not lost" not in drill(SOFT, [*nodes, node("nd", "c")])[2]
    broken["metadata"]["labels"]["topology.kubernetes.io/zone"] = "\x1b[31mred\u202e\nc"
    assert r"zone \x1b[31mred\u{202e}\nc was not lost" in drill(SOFT, nodes)[2]


def test_a_node_that_is_named_is_not_missed_among_made_up_ones(drill: Drill) -> None:
    named = SOFT.replace("      containers:", "      nodeName: worker-1\n      containers:")
    code, report, _ = drill(named)
    (played,) = report["drill"]
    assert (code, report["diagnostics"]) == (3, [])
    why = "it names node worker-1, and no nodes are given"
    assert [each["why"] for each in played["not_drilled"]] == [why]
    code, report, _ = drill(named, [node("n1", "a"), node("n2", "b")])
    assert code == 1
    assert "there is no node worker-1" in str(messages(report))


def required(field: str, key: str, *values: str) -> str:
    expression = {"key": key, "operator": "In", "values": list(values)}
    term = {"nodeSelectorTerms": [{field: [expression]}]}
    return json.dumps({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": term}})


@pytest.mark.parametrize(("written", "said"), [
    ("nodeSelector: {kubernetes.io/hostname: n1}", "it names node n1"),
    (f"affinity: {required('matchExpressions', 'kubernetes.io/hostname', 'n1', 'n2')}",
     "it names nodes n1, n2"),
    (f"affinity: {required('matchFields', 'metadata.name', 'n1')}", "it names node n1"),
])  # fmt: skip
def test_a_node_that_affinity_names_is_not_missed(drill: Drill, written: str, said: str) -> None:
    code, report, _ = drill(
        SOFT.replace("      containers:", f"      {written}\n      containers:")
    )
    (left,) = report["drill"][0]["not_drilled"]
    assert left["why"] == f"{said}, and no nodes are given"
    assert (code, report["diagnostics"]) == (3, [])


LOCAL = """
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: v%s}
spec:
  capacity: {storage: 10Gi}
  accessModes: [ReadWriteOnce]
  storageClassName: local
  local: {path: /mnt}
  nodeAffinity:
    required:
      nodeSelectorTerms:
      - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n%s]}]
"""
CLAIM = """
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: local, resources: {requests: {storage: 1Gi}}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: local}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
"""


@pytest.mark.parametrize(("volumes", "said"), [
    ((1,), "the volume that its pods use is on node n1"),
    ((1, 2), "its volumes are on nodes n1, n2"),
])  # fmt: skip
def test_a_node_that_a_volume_names_is_not_missed(
    drill: Drill, volumes: tuple[int, ...], said: str
) -> None:
    mounting = SOFT.replace(
        "      containers:",
        "      volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]\n      containers:",
    )
    code, report, _ = drill(mounting + CLAIM + "".join(LOCAL % (n, n) for n in volumes))
    (left,) = report["drill"][0]["not_drilled"]
    assert left["why"] == f"{said}, and no nodes are given"
    assert (code, report["diagnostics"]) == (3, [])


def test_all_claims_that_are_missing_are_the_cause(drill: Drill) -> None:
    volumes = "".join(
        f"{{name: {name}, persistentVolumeClaim: {{claimName: {name}}}}}, "
        for name in ("data", "logs")
    )
    text = SOFT.replace("      containers:", f"      volumes: [{volumes}]\n      containers:")
    _, report, _ = drill(text, None, "--context", "closed")
    found = next(each for each in report["diagnostics"] if each["rule"] == "drill-zone-loss")
    assert found["hint"] == "add claims data, logs to the input, or mend their names or namespaces"


def test_a_rollout_to_pods_that_are_never_ready_is_the_fault_of_their_probe(drill: Drill) -> None:
    lost = "readinessProbe: {httpGet: {port: http}}"
    text = HONOR.replace("resources:", f"{lost}, resources:")
    assert lost in text
    _, report, _ = drill(text, [*NODES, *standing(3, ready="True")])
    (found,) = [each for each in report["diagnostics"] if "rollout" in each["rule"]]
    assert "readinessProbe" in found["field"]
