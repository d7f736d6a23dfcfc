"""Selectors on labels that operators may add: nobody knows whether they match."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint.cli import run
from tests.drilled import EVEN, Tree, deployment, means, required

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Drill = Callable[..., Tree]


RING = {
    "apiVersion": "example.org/v1",
    "kind": "Ring",
    "metadata": {"name": "ring"},
    "spec": {"size": 3, "pod": {}},
}
ADAPTER = {
    "kind": "example.org/Ring",
    "replicas": "spec.size",
    "pod": "spec.pod",
    "labels": {"example.org/ring": "{name}"},
}


def ring(**pod: Any) -> Tree:
    return {**RING, "spec": {"size": 3, "pod": pod}}


def selecting(labels: Tree) -> Tree:
    return {"labelSelector": {"matchLabels": labels}}


def spread(labels: Tree) -> list[Tree]:
    return [{**EVEN, **selecting(labels)}]


@pytest.fixture
def drill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Drill:
    def drill(*resources: Tree) -> Tree:
        (tmp_path / "all.yaml").write_text(yaml.safe_dump_all(resources), encoding="utf-8")
        (tmp_path / ".multiaz-lint.yaml").write_text(
            yaml.safe_dump({"adapters": [ADAPTER]}), encoding="utf-8"
        )
        run(["drill", str(tmp_path), "--plays", "3", "--no-causes", "--format", "json"])
        (played,) = json.loads(capsys.readouterr().out)["drill"]
        return {
            "verdicts": {each["name"]: each["verdict"] for each in played["workloads"]},
            "said": [each for each in played["assumptions"] if "operator may add" in each],
        }

    return drill


@pytest.mark.parametrize("key", ["example.org/name", "app"])
def test_a_constraint_on_an_unknown_label_means_its_own_pods(drill: Drill, key: str) -> None:
    found = drill(ring(topologySpreadConstraints=spread({key: "ring"})))
    assert found["verdicts"] == {"ring": "survives"}
    words = "which selectors ask for and their operator may add"
    assert found["said"] == [f"pods of ring/ring are taken to have {key}=ring, {words}"]


def test_a_constraint_on_another_value_of_a_known_label_does_not(drill: Drill) -> None:
    found = drill(ring(topologySpreadConstraints=spread({"example.org/ring": "other"})))
    assert found == {"verdicts": {"ring": "down"}, "said": []}


def test_a_constraint_that_matches_others_does_not_mean_its_own(drill: Drill) -> None:
    found = drill(ring(topologySpreadConstraints=spread({"app": "web"})), deployment("web"))
    assert found["said"] == []


def test_anti_affinity_on_an_unknown_label_means_its_own_pods(drill: Drill) -> None:
    """With one pod in each zone the pod of a lost one finds no place."""
    found = drill(
        ring(affinity=required("podAntiAffinity", **selecting({"example.org/name": "ring"})))
    )
    assert found["verdicts"] == {"ring": "degraded"}
    assert len(found["said"]) == 1


def test_anti_affinity_that_nothing_speaks_for_means_others(drill: Drill) -> None:
    found = drill(ring(affinity=required("podAntiAffinity", **selecting({"app": "heavy"}))))
    assert found == {"verdicts": {"ring": "survives"}, "said": []}


def test_required_affinity_to_pods_of_an_operator_finds_them(drill: Drill) -> None:
    region = "topology.kubernetes.io/region"
    asked = selecting({"example.org/ring": "ring", "role": "primary"})
    near = required("podAffinity", topologyKey=region, **asked)
    found = drill(RING, deployment("web", affinity=near))
    assert found["verdicts"] == {"ring": "survives", "web": "survives"}
    assert ["role=primary" in each for each in found["said"]] == [True]


def test_required_affinity_that_nothing_speaks_for_finds_none(drill: Drill) -> None:
    near = required("podAffinity", **means("db"))
    found = drill(RING, deployment("web", affinity=near))
    assert found == {"verdicts": {"ring": "survives", "web": "down"}, "said": []}


def test_what_budgets_and_others_ask_of_unknown_labels_is_left_open(drill: Drill) -> None:
    asked = {"example.org/ring": "ring", "role": "primary"}
    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "primary"},
        "spec": {"maxUnavailable": 0, "selector": {"matchLabels": asked}},
    }
    web = deployment("web", affinity=required("podAntiAffinity", **selecting(asked)))
    found = drill(RING, budget, web)
    assert found["verdicts"] == {"ring": "survives", "web": "survives"}
    tail = "depends on labels that their operator may add: played as if not"
    assert found["said"] == [
        f"whether poddisruptionbudget/primary guards pods of ring/ring {tail}",
        f"whether pods of deployment/web keep away from pods of ring/ring {tail}",
    ]
