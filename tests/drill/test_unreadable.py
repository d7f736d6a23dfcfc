"""A drill leaves out what it cannot read, and says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.cli import run
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

SET = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: c, image: "x:1"}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
"""
CLAIM = "apiVersion: v9\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: "
VOLUME = "apiVersion: v9\nkind: PersistentVolume\nmetadata: {name: data}\nspec: "
CLASS = "apiVersion: storage.k8s.io/v9\nkind: StorageClass\nmetadata: {name: data}\n"


@pytest.mark.parametrize(
    "text",
    [
        CLAIM + "{storageClassName: [a]}",
        CLAIM + "{storageClassName: {a: b}, accessModes: [[]]}",
        CLAIM + "{volumeName: [a]}",
        CLAIM + "{resources: [a], selector: 5}",
        CLAIM + "a",
        VOLUME + "{claimRef: a}",
        VOLUME + "{accessModes: [{}], nodeAffinity: [a]}",
        VOLUME + "{nodeAffinity: {required: {nodeSelectorTerms: [a]}}}",
        CLASS + "allowedTopologies: [{matchLabelExpressions: [{key: a, values: [[]]}]}]",
        CLASS + "allowedTopologies: 5",
    ],
)
def test_of_other_types(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "web.yaml").write_text(f"{SET}{text}\n")
    command = ["drill", str(tmp_path), "--isolated", "--plays", "1", "--format", "json"]
    assert run(command) in {0, 1}
    (played,) = json.loads(capsys.readouterr().out)["drill"]
    assert any("cannot be decoded" in each for each in played["assumptions"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(
            "apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\n"
            "metadata: {name: es}\n"
            "spec: {nodeSets: [{name: a, count: 3, podTemplate: {spec: {affinity: 5}}}]}",
            "its pod template cannot be read: json: cannot unmarshal number into Go struct field "
            "PodSpec.spec.template.spec.affinity of type v1.Affinity",
            id="a value of a wrong type is told in the words of the API server",
        ),
        pytest.param(
            "apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: a}\n"
            "spec: {kafka: {replicas: 3, template: {pod: {tolerations: "
            "[{operator: Exists, effect: NoExecute, tolerationSeconds: '300'}]}}}}",
            "its pod template cannot be read: json: cannot unmarshal string into Go struct field "
            "Toleration.spec.template.spec.tolerations.tolerationSeconds of type int64",
            id="seconds of a toleration",
        ),
        pytest.param(
            "apiVersion: apps.kruise.io/v1alpha1\nkind: CloneSet\nmetadata: {name: a}\n"
            "spec: {replicas: 3, selector: {matchLabels: {a: b}},\n"
            "  template: {metadata: {labels: {a: []}}, spec: {containers: []}}}",
            "its pod template cannot be read: json: cannot unmarshal array into Go struct field "
            "ObjectMeta.spec.template.metadata.labels of type string",
            id="a label",
        ),
        pytest.param(
            "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a}\n"
            "spec: {replicas: 3, template: {spec: {tolerations: [x]}}}",
            "its pod template cannot be read: json: cannot unmarshal string into Go struct field "
            "PodSpec.spec.template.spec.tolerations of type v1.Toleration",
            id="a Rollout is not played without what it says",
        ),
        pytest.param(
            "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\n"
            'spec: {replicas: "3", template: {spec: {containers: [{name: c, image: "x:1"}]}}}',
            "it does not say a readable number of replicas",
            id="a number that is none is not played as 1",
        ),
    ],
)
def test_custom_resources(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "custom.yaml").write_text(f"{text}\n")
    run(["drill", str(tmp_path), "--isolated", "--plays", "1", "--format", "json"])
    (played,) = json.loads(capsys.readouterr().out)["drill"]
    assert [each["why"] for each in played["not_drilled"]] == [why]


def test_null_entries_of_a_custom_resource_are_empty_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "apiVersion: psmdb.percona.com/v1\nkind: PerconaServerMongoDB\nmetadata: {name: db}\n"
        "spec: {replsets: [{name: rs0, size: 3, tolerations: [null]}]}\n---\n"
        "apiVersion: v1\nkind: Node\n"
        "metadata: {name: a, labels: {topology.kubernetes.io/zone: a}}\n"
        "spec: {taints: [{key: k, effect: NoSchedule}]}\n"
    )
    (tmp_path / "custom.yaml").write_text(text)
    code = run(["drill", str(tmp_path), "--isolated", "--plays", "1", "--format", "json"])
    (played,) = json.loads(capsys.readouterr().out)["drill"]
    assert code in {0, 1}
    assert len(played["workloads"]) == 1
    assert played["not_drilled"] == []


def test_an_annotation_that_is_no_text_leaves_nothing_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaConnect\nmetadata: {name: a}\n"
        "spec: {replicas: 3, template: {pod: {metadata: "
        "{annotations: {prometheus.io/scrape: true}}}}}\n"
    )
    (tmp_path / "custom.yaml").write_text(text)
    run(["drill", str(tmp_path), "--isolated", "--plays", "1", "--format", "json"])
    (played,) = json.loads(capsys.readouterr().out)["drill"]
    assert played["not_drilled"] == []


ROLLOUT = """\
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec:
  replicas: 3
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}
---
"""


@pytest.mark.parametrize("kind", ["Deployment", "PodTemplate"])
def test_a_rollout_never_runs_the_template_of_what_is_refused(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = SET.replace("  selector:", "  replicas: 0\n  selector:").replace("x:1", "")
    rollout = ROLLOUT
    if kind == "PodTemplate":
        rollout = rollout.replace("apps/v1, kind: Deployment", "v1, kind: PodTemplate")
        template = source[source.index("  template:") : source.index("---")].replace("\n  ", "\n")
        source = "apiVersion: v1\nkind: PodTemplate\nmetadata: {name: web}\n" + template[2:]
    (tmp_path / "web.yaml").write_text(rollout + source)
    command = ["drill", str(tmp_path), "--isolated", "--plays", "1", "--format", "json"]
    assert run(command) == 1
    report = json.loads(capsys.readouterr().out)
    (played,) = report["drill"]
    found = {each["kind"]: each for each in played["workloads"]}
    assert found["Rollout"]["verdict"] == "down"
    assert found["Rollout"]["refused"]
    words = f"the API server refuses {kind.lower()}/web, whose pod template it runs"
    said = f"rollout/web never runs: {words}: {found['Rollout']['refused']}"
    assert said in [each["message"] for each in report["diagnostics"]]


def test_a_claim_that_a_claim_template_replaces_is_not_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = "{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce]}}"
    claims = f"spec:\n  volumeClaimTemplates: [{claim}]\n"
    text = SET.replace("kind: Deployment", "kind: StatefulSet").replace("spec:\n", claims, 1)
    for kind, missed in ((text, False), (SET, True)):
        (tmp_path / "web.yaml").write_text(kind)
        run(["drill", str(tmp_path), "--isolated", "--plays", "1", "--format", "json"])
        (played,) = json.loads(capsys.readouterr().out)["drill"]
        assert any("claim data of" in each for each in played["assumptions"]) is missed


def test_a_rollout_that_may_change_nothing_never_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strategy = "  strategy: {canary: {maxSurge: 0, maxUnavailable: 0}}\n"
    (tmp_path / "web.yaml").write_text(
        ROLLOUT.replace("---\n", strategy + "---\n")
        + SET.replace("  selector:", "  replicas: 0\n  selector:")
    )
    command = ["drill", str(tmp_path), "--isolated", "--plays", "1", "--format", "json"]
    assert run(command) == 1
    report = json.loads(capsys.readouterr().out)
    (found,) = (each for each in report["drill"][0]["workloads"] if each["kind"] == "Rollout")
    assert found["verdict"] == "down"
    assert found["refused"] == "MaxSurge and MaxUnavailable both can not be zero"
    (told,) = (each for each in report["diagnostics"] if each["resource"]["kind"] == "Rollout")
    assert told["message"] == (
        f"rollout/web never runs: Argo Rollouts refuses it: {found['refused']}"
    )
    assert told["field"] == "spec.strategy.canary.maxSurge"


@pytest.mark.parametrize(
    ("image", "told"),
    [
        pytest.param('"n"', [], id="sound"),
        pytest.param(
            "n",
            ["cannot unmarshal bool into Go struct field Container.spec.template.spec.containers"],
            id="an image that YAML takes for false",
        ),
    ],
)
def test_a_check_tells_what_it_cannot_read_of_a_rollout(image: str, told: list[str]) -> None:
    text = SET.replace("apps/v1", "argoproj.io/v1alpha1").replace("Deployment", "Rollout")
    text = text.replace('"x:1"', image)
    result = pipeline.check([Source("a.yaml", text)], Settings(plugins=False))
    for each, words in zip(result.not_checked, told, strict=True):
        assert each.why.startswith("not all of rollout/web was judged: its pod template cannot")
        assert words in each.why
