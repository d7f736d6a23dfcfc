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
from tests.drill_command import (
    APART,
    BUDGET,
    HONOR,
    SCHEMA,
    WEB,
    drill,
    findings,
)

__all__ = ["drill"]  # a fixture


APPS = Path(__file__).parents[2] / "fixtures" / "apps"


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WEB, "1 workload: 1 stuck"),
        (HONOR, "1 workload: 1 survives"),
        (
            f"{HONOR}---\n{HONOR.replace('web', 'app')}---\n{WEB.replace('web', 'shop')}",
            "3 workloads: 1 stuck, 2 survive",
        ),
    ],
)
def test_verdicts_are_counted_on_the_terminal_and_on_the_page(
    drill: Any, tmp_path: Path, text: str, words: str
) -> None:
    page = tmp_path / "page.html"
    quick = ("--plays", "1", "--no-causes")
    _, _, told = drill(text, "--report", str(page), *quick, form="text")
    assert f"\n  drilled {words}\n" in told
    assert f"</span> {words}</h1>" in page.read_text()


def test_the_report_keeps_to_its_schema(drill: Any) -> None:
    for text in (WEB, HONOR + BUDGET):
        _, report, _ = drill(text)
        jsonschema.validate(report, SCHEMA)
    assert report["drill"][0]["workloads"][0]["events"]


@pytest.mark.parametrize("more", ["replica: 2", "replicas: 3"])
def test_a_workload_whose_field_is_unknown_or_written_twice_runs(drill: Any, more: str) -> None:
    _, report, _ = drill(HONOR.replace("  replicas: 3", f"  {more}\n  replicas: 3"))
    assert [each["refused"] for each in report["drill"][0]["workloads"]] == [None]
    assert report["drill"][0]["verdict"] == "survives"


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


def test_of_a_drill_of_nothing_the_reason_is_all_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "web.yaml").write_text(HONOR.replace("replicas: 3", "replicas: 0"))
    assert run(["drill", str(tmp_path), "--isolated"]) == 3
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "not drilled: deployment/web: scaled to zero"
    assert "assumed" not in told.out
    assert (told.out + told.err).count("no workload was drilled") == 1
