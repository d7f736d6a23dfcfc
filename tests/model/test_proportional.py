"""The cluster-proportional-autoscaler decides how many replicas there are, as DNS has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.model import Deployment
from multiaz_lint.settings import Settings
from tests.drilled import cluster_of, deployment, drilled, source

if TYPE_CHECKING:
    from tests.drilled import Tree


def autoscaler(*flags: str) -> Tree:
    made = deployment("autoscaler", 1)
    (container,) = made["spec"]["template"]["spec"]["containers"]
    container["image"] = "registry.k8s.io/cpa/cluster-proportional-autoscaler:1.8.4"
    container["command"] = ["/cluster-proportional-autoscaler", *flags]
    return made


def parameters(**by_mode: Any) -> str:
    return f"--default-params={json.dumps(by_mode)}"


def dns() -> Tree:
    made = deployment("dns")
    del made["spec"]["replicas"]
    return made


def scale(*documents: Tree) -> tuple[int, bool]:
    cluster = cluster_of(dns(), *documents)
    (found,) = [each for each in cluster.of(Deployment) if each.name == "dns"]
    decided = cluster.scale_of(found)
    return decided.least, decided.certain


TARGET = "--target=Deployment/dns"
LINEAR = {"coresPerReplica": 256, "nodesPerReplica": 16}


@pytest.mark.parametrize(
    ("flags", "least"),
    [
        pytest.param([TARGET, parameters(linear=LINEAR)], 1, id="one in a small cluster"),
        pytest.param(
            [TARGET, parameters(linear={**LINEAR, "preventSinglePointFailure": True})], 2,
            id="no single point of failure",
        ),
        pytest.param([TARGET, parameters(linear={**LINEAR, "min": 4})], 4, id="a minimum"),
        pytest.param([TARGET, parameters(linear={"nodesPerReplica": 1})], 3, id="on each node"),
        pytest.param(
            [TARGET, parameters(linear={"nodesPerReplica": 0.5, "max": 5})], 5, id="a maximum"
        ),
        pytest.param(
            ["--target", "deployment/dns", parameters(linear={**LINEAR, "min": 2})], 2,
            id="a flag and its value apart",
        ),
        pytest.param(
            ["--target=deployment/other,deployment/dns", parameters(linear={"min": 2, **LINEAR})],
            2, id="one of several",
        ),
        pytest.param(
            [TARGET, parameters(ladder={"nodesToReplicas": [[1, 1], [3, 2], [9, 5]]})], 2,
            id="a ladder of nodes",
        ),
        pytest.param(
            [TARGET, parameters(ladder={"coresToReplicas": [[1, 3], [64, 4]]})], 3,
            id="a ladder of cores",
        ),
    ],
)  # fmt: skip
def test_the_parameters_say_how_many_there_are_at_least(flags: list[str], least: int) -> None:
    assert scale(autoscaler(*flags)) == (least, True)


@pytest.mark.parametrize(
    "flags",
    [
        pytest.param([TARGET, "--configmap=dns"], id="in a map that the input does not hold"),
        pytest.param([TARGET, "--default-params={"], id="no JSON"),
        pytest.param([TARGET, parameters(linear={"nodesPerReplica": 10**400})], id="a huge number"),
        pytest.param([TARGET, parameters(linear={"min": "two"})], id="a text"),
        pytest.param([TARGET, parameters(linear={"min": True})], id="a truth"),
    ],
)
def test_parameters_that_cannot_be_read_leave_the_number_open(flags: list[str]) -> None:
    _, certain = scale(autoscaler(*flags))
    assert not certain
    found = pipeline.check(
        [source(dns(), autoscaler(*flags))],
        Settings(plugins=False, select=("replicas-too-few",)),
    ).diagnostics
    assert all(each.resource is not None and each.resource.name != "dns" for each in found)


def test_a_map_of_the_input_counts_before_the_default_parameters() -> None:
    written = {"linear": json.dumps({**LINEAR, "min": 3})}
    parts = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "dns"}, "data": written}
    flags = [TARGET, "--configmap=dns", parameters(linear={**LINEAR, "min": 2})]
    assert scale(autoscaler(*flags), parts) == (3, True)


@pytest.mark.parametrize(
    "flags",
    [
        ["--target=Deployment/other", parameters(linear={**LINEAR, "min": 2})],
        [TARGET, "--namespace=elsewhere", parameters(linear={**LINEAR, "min": 2})],
        [parameters(linear={**LINEAR, "min": 2})],
    ],
)
def test_what_it_does_not_target_is_as_written(flags: list[str]) -> None:
    assert scale(autoscaler(*flags)) == (1, True)


def test_the_finding_names_who_decides_and_no_edit_is_offered() -> None:
    flags = [TARGET, parameters(linear={**LINEAR, "preventSinglePointFailure": True})]
    settings = Settings(plugins=False, select=("replicas-too-few",))
    documents = [dns(), autoscaler(*flags)]
    found = pipeline.check([source(*documents)], settings).diagnostics
    (one,) = [each for each in found if each.resource and each.resource.name == "dns"]
    assert one.message.startswith("deployment/dns runs 2 replicas, fewer than the 3 zones: ")
    assert (one.hint, one.fix) == ("let deployment/autoscaler keep 3 at least", None)
    assert drilled(*documents)["dns"]["replicas"] == 2
