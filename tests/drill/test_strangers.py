"""What others decide that are not in the input is told: schedulers, pods, and what idles."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.plan import Plan
from multiaz_lint.settings import Settings
from tests.drilled import Tree, cluster_of, deployment, means, required

SHAPE = made([Pool(("a", "b", "c"))])


def assumed(*documents: Tree, closed: bool = False) -> list[str]:
    return Plan(
        cluster_of(*documents, settings=Settings(plugins=False, closed=closed)), SHAPE
    ).assumptions


@pytest.mark.parametrize(
    ("name", "told"), [("volcano", True), ("default-scheduler", False), ("", False)]
)
def test_another_scheduler_is_told(name: str, told: bool) -> None:
    found = assumed(deployment("web", schedulerName=name))
    words = (
        f"scheduler {name}, which pods of deployment/web ask for, is not played: the default "
        "scheduler places them"
    )
    assert (words in found) is told


def other_values(operator: str, *values: str) -> Tree:
    asked = {"key": "app", "operator": operator, **({"values": [*values]} if values else {})}
    return {"labelSelector": {"matchExpressions": [asked]}, "namespaceSelector": {}}


@pytest.mark.parametrize(
    ("term", "told"),
    [
        (other_values("NotIn", "web"), True),
        (other_values("Exists"), True),
        (other_values("DoesNotExist"), True),
        ({"labelSelector": {}}, True),
        (other_values("In", "web"), False),
        (means("web"), False),
        ({}, False),
    ],
)
def test_anti_affinity_to_whoever_is_not_in_the_input_is_told(term: Tree, told: bool) -> None:
    web = deployment("web", affinity=required("podAntiAffinity", **term))
    words = "required anti-affinity of deployment/web keeps its pods away from all others but some"
    assert any(each.startswith(words) for each in assumed(web)) is told
    assert not any(each.startswith(words) for each in assumed(web, closed=True))


NOWHERE = (
    "pods that deployment/web must stand beside (required pod affinity) are not in the input: "
    "taken to be nowhere"
)


@pytest.mark.parametrize(
    ("term", "told"),
    [(means("cache"), True), (means("web"), False), (means("db"), False)],
)
def test_company_that_may_be_elsewhere_is_told(term: Tree, told: bool) -> None:
    web = deployment("web", affinity=required("podAffinity", **term))
    assert (NOWHERE in assumed(web, deployment("db"))) is told
    assert NOWHERE not in assumed(web, deployment("db"), closed=True)


def test_company_in_another_namespace_is_company() -> None:
    there = {**means("db"), "namespaces": ["data"]}
    web = deployment("web", affinity=required("podAffinity", **there))
    database = deployment("db")
    assert NOWHERE in assumed(web, database)
    database["metadata"]["namespace"] = "data"
    assert NOWHERE not in assumed(web, database)


def scaled(**spec: Any) -> Tree:
    trigger = {"type": "kafka", "metadata": {"topic": "t"}}
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": "web"},
        "spec": {"scaleTargetRef": {"name": "web"}, "triggers": [trigger], **spec},
    }


@pytest.mark.parametrize(
    ("scale", "played"),
    [
        ({"minReplicaCount": 3, "idleReplicaCount": 0}, 3),
        ({"minReplicaCount": 0}, 1),
        ({"minReplicaCount": 3}, None),
        ({"minReplicaCount": 3, "idleReplicaCount": 0, "triggers": [{"type": "cpu"}]}, None),
    ],
)
def test_what_is_without_pods_at_times_is_told(scale: Tree, played: int | None) -> None:
    said = [each for each in assumed(deployment("web"), scaled(**scale)) if "at times" in each]
    words = f"deployment/web is scaled down to 0 at times: played with {played}"
    assert said == ([] if played is None else [words])


def test_what_is_paused_at_a_number_is_never_idle() -> None:
    paused = scaled(minReplicaCount=3, idleReplicaCount=0)
    paused["metadata"]["annotations"] = {"autoscaling.keda.sh/paused-replicas": "3"}
    assert not any("at times" in each for each in assumed(deployment("web"), paused))
