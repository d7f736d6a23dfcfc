"""The section `drill` of the configuration: `config check` finds what a drill would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint.cli import run

if TYPE_CHECKING:
    from pathlib import Path

RIGHT = """\
drill:
  nodes_per_zone: 3
  capacity: {cpu: 4, memory: 16Gi, pods: "50", example.com/gpu: 1, hugepages-2Mi: 1Gi}
  plays: 3
  require: [survivors>=2, "pending=0, recovery<=400s"]
  pools:
  - {name: main, nodes_per_zone: 2, labels: {tier: web}}
  - name: gpu
    zones: [a, b]
    capacity: {cpu: 500m}
    taints: [{key: gpu, value: "yes", effect: NoSchedule}]
"""


def test_a_right_section_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.yaml").write_text(RIGHT)
    assert run(["config", "check", str(tmp_path / "c.yaml")]) == 0
    assert "in order" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (
            "nodes_a_zone: 3",
            "1:9: drill: there is no key 'nodes_a_zone'; did you mean 'nodes_per_zone'?",
        ),
        ("nodes_per_zone: 0", "1:9: drill.nodes_per_zone: 0 is not a whole number of at least 1"),
        ("nodes_per_zone: many", "'many' is not a whole number"),
        ("nodes_per_zone: 5001", "1:9: drill.nodes_per_zone: 5001 is more than 5000"),
        ("plays: 101", "1:9: drill.plays: 101 is more than 100"),
        ("plays: true", "true is not a whole number"),
        ("capacity: 8", "8 is not a mapping"),
        ("capacity: {cpu: eight}", "1:20: drill.capacity.cpu: 'eight' is not a quantity"),
        ("capacity: {cpu: -1}", "1:20: drill.capacity.cpu: -1 is less than nothing"),
        ("capacity: {pods: 1500m}", "1:20: drill.capacity.pods: 1500m is not a whole number"),
        ("capacity: {a.b/gpu: 0.5}", "1:20: drill.capacity[a.b/gpu]: 0.5 is not a whole number"),
        ("capacity: {a.b/g/u: 1}", "1:20: drill.capacity[a.b/g/u]: no pod can ask for 'a.b/g/u'"),
        ("capacity: {cpu: null}", "1:20: drill.capacity.cpu: null is not a quantity"),
        (
            "capacity: {mem: 4Gi}",
            "1:20: drill.capacity.mem: there is no resource 'mem'; did you mean 'memory'?",
        ),
        ("capacity: {CPU: 4}", "there is no resource 'CPU'; there are cpu, memory, pods, "),
        (
            "pools: [{capacity: {gpu: 4}}]",
            "1:29: drill.pools[0].capacity.gpu: there is no resource 'gpu'; did you mean 'cpu'?",
        ),
        ("capacity: {cpu: [1]}", "1:20: drill.capacity.cpu: [1] is not a quantity"),
        ("require: survivors=>2", "1:9: drill.require: 'survivors=>2' is not a requirement"),
        ("require: [survivors>=2, 3]", "3 is not a string"),
        ("require: ''", "1:9: drill.require: '' requires nothing"),
        ("require: {survivors: 2}", "a mapping is neither a requirement nor a list of them"),
        ("pools: main", "1:9: drill.pools: 'main' is not a list of pools"),
        ("pools: []", "1:9: drill.pools: there is no pool in it"),
        ("pools: [main]", "1:17: drill.pools[0]: 'main' is not a mapping"),
        (
            "pools: [{zone: a}]",
            "1:18: drill.pools[0]: there is no key 'zone'; did you mean 'zones'?",
        ),
        ("pools: [{zones: a}]", "1:18: drill.pools[0].zones: 'a' is not a list of strings"),
        ("pools: [{zones: [a, a]}]", "1:29: drill.pools[0].zones[1]: zone 'a' is written twice"),
        ("pools: [{zones: ['']}]", "1:18: drill.pools[0].zones: a zone has no name"),
        (
            "pools: [{zones: [a, 'b c']}]",
            "1:29: drill.pools[0].zones[1]: no zone is called 'b c': it is no value",
        ),
        (
            "pools: [{labels: {a b: c}}]",
            "1:27: drill.pools[0].labels.a b: 'a b' is no key of a label",
        ),
        (
            "pools: [{labels: {a: b c}}]",
            "1:27: drill.pools[0].labels.a: 'b c' is no value of a label",
        ),
        (
            "pools: [{taints: [{key: a b, effect: NoExecute}]}]",
            "1:28: drill.pools[0].taints[0].key: 'a b' is no key of a label",
        ),
        ("pools: [{zones: []}]", "1:18: drill.pools[0].zones: there is no zone in it"),
        ("pools: [{name: x}, {name: x}]", "1:28: drill.pools[1]: pool 'x' is written twice"),
        ("pools: [{}, {}]", "1:21: drill.pools[1]: pool '' is written twice"),
        ("pools: [{labels: {a: 1}}]", "1:27: drill.pools[0].labels.a: 1 is not a string"),
        (
            "pools: [{taints: {key: a}}]",
            "1:18: drill.pools[0].taints: a mapping is not a list of taints",
        ),
        ("pools: [{taints: [{effect: NoSchedule}]}]", "a taint needs a key"),
        ("pools: [{taints: [{key: a}]}]", "a taint needs an effect"),
        ("pools: [{taints: [{key: a, effect: Never}]}]", "'Never' is not one of NoSchedule"),
        ("pools: [{taints: [{key: a, efect: NoSchedule}]}]", "no key 'efect'; did you mean"),
        (
            "pools: [{capacity: {pods: x}}]",
            "1:29: drill.pools[0].capacity.pods: 'x' is not a quantity",
        ),
    ],
)
def test_what_a_drill_would_refuse_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, words: str
) -> None:
    (tmp_path / "c.yaml").write_text(f"drill: {{{written}}}\n")
    (tmp_path / "web.yaml").write_text("{}\n")
    path = str(tmp_path / "c.yaml")
    assert run(["config", "check", path]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert f"{path}:1:" in said
    assert run(["drill", str(tmp_path / "web.yaml"), "--config", path]) == 2
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("rules: {replicas: off}\n", "c.yaml:1:9: 'replicas' means several rules: name each"),
        (
            "adapters:\n- {kind: a.com/Ship, replicas: size, settles: [{rules: [any], why: so}]}\n",
            "c.yaml:2:49: no rule is called 'any'",
        ),
    ],
)
def test_a_drill_tells_the_mistakes_that_a_check_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, told: str
) -> None:
    (tmp_path / "c.yaml").write_text(written)
    (tmp_path / "web.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: web}\n")
    said = []
    for command in ("check", "drill"):
        arguments = [command, str(tmp_path / "web.yaml"), "--config", str(tmp_path / "c.yaml")]
        assert run(arguments) == 2
        said.append(capsys.readouterr().err)
    assert said[0] == said[1]
    assert told in said[0]
