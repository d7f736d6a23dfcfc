"""What operators make of custom resources that serve: Ray, collectors of telemetry and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from tests.drilled import missing, reported
from tests.test_operators import custom, seen

if TYPE_CHECKING:
    from multiaz_lint.model.custom.adapted import CustomWorkload
    from tests.drilled import Tree


def counts(tree: Tree) -> dict[str, int | None]:
    """Return the numbers of pods that a resource asks for, by component."""
    return {part: found.replicas.value for part, found in seen(tree).items()}


def only(tree: Tree) -> CustomWorkload:
    (found,) = seen(tree).values()
    return found


def pods(name: str, cpu: str = "100m", **labels: str) -> Tree:
    resources = {"requests": {"cpu": cpu}}
    container = {"name": name, "image": "a:1", "resources": resources}
    return {"metadata": {"labels": labels}, "spec": {"containers": [container]}}


# Ray


def ray(kind: str = "RayCluster", workers: Tree | None = None, **cluster: Any) -> Tree:
    config = {"headGroupSpec": {"template": pods("head")}, **cluster}
    if workers is not None:
        config["workerGroupSpecs"] = [{"groupName": "gpu", "template": pods("ray"), **workers}]
    spec = config if kind == "RayCluster" else {"rayClusterConfig": config}
    return custom(f"ray.io/{kind}", **spec)


@pytest.mark.parametrize("kind", ["RayCluster", "RayService"])
@pytest.mark.parametrize(
    ("workers", "cluster", "found"),
    [
        pytest.param({"replicas": 3, "minReplicas": 1}, {}, {"head": 1, "gpu": 3}, id="replicas"),
        pytest.param({"minReplicas": 2}, {}, {"head": 1, "gpu": 2}, id="the least"),
        pytest.param({}, {}, {"head": 1, "gpu": 0}, id="nothing is written"),
        pytest.param(
            {"replicas": 3, "minReplicas": 1}, {"enableInTreeAutoscaling": True},
            {"head": 1, "gpu": 1}, id="with the autoscaler",
        ),
        pytest.param({"replicas": 3}, {"suspend": True}, {}, id="suspended"),
        pytest.param({"replicas": 3, "numOfHosts": 4}, {}, {"head": 1}, id="several hosts"),
        pytest.param({"replicas": 3, "numOfHosts": 1}, {}, {"head": 1, "gpu": 3}, id="one host"),
    ],
)  # fmt: skip
def test_ray_has_a_head_and_groups_of_workers(
    kind: str, workers: Tree, cluster: Tree, found: dict[str, int]
) -> None:
    assert counts(ray(kind, workers, **cluster)) == found


def test_the_labels_of_ray_are_on_its_pods() -> None:
    found = seen(ray(workers={"replicas": 1}))
    assert found["head"].pod_labels["ray.io/node-type"] == "head"
    assert found["gpu"].pod_labels["ray.io/group"] == "gpu"
    assert {each.pod_labels["ray.io/cluster"] for each in found.values()} == {"x"}
    service = seen(ray("RayService", {"replicas": 1}))["gpu"]
    assert "ray.io/cluster" not in service.pod_labels  # that name ends in random letters


def test_a_head_of_ray_stays_away_until_its_old_pod_is_gone() -> None:
    assert {each.names_kept_by for each in seen(ray(workers={})).values()} == {"the operator"}


def test_ray_clusters_of_another_cluster_are_not_seen() -> None:
    assert counts(ray(workers={"replicas": 1}, managedBy="kueue.x-k8s.io/multikueue")) == {}


def test_requests_in_the_templates_of_ray_are_played() -> None:
    tree = ray(workers={"replicas": 3})
    tree["spec"]["workerGroupSpecs"][0]["template"] = pods("ray", "100")
    found = {each["component"]: missing(each) for each in reported(tree)["workloads"]}
    assert found == {"head": [0, 0], "gpu": [3, 3]}
    assert not any("requests" in each for each in seen(tree)["gpu"].unknown)


def test_the_one_head_of_ray_is_told_without_advice_to_run_more() -> None:
    source = Source("m.yaml", yaml.safe_dump(ray(workers={"replicas": 3})))
    told = pipeline.check([source], Settings(plugins=False)).diagnostics
    (found,) = [each for each in told if each.rule == "replicas-too-few"]
    assert "raycluster/x (head) runs 1 replica," in found.message
    assert found.hint is not None
    assert "set " not in found.hint
