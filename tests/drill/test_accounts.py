"""What pods name and a closed input does not hold: accounts refuse them, configuration is told."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.settings import Settings
from tests.drilled import Tree, cluster_of, deployment

ACCOUNT = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "web"}}


def report(*documents: Tree, closed: bool = True) -> Any:
    cluster = cluster_of(*documents, settings=Settings(plugins=False, closed=closed))
    return run(cluster, made([Pool(("a", "b", "c"))]), DrillOptions(seeds=1))


@pytest.mark.parametrize("field", ["serviceAccountName", "serviceAccount"])
def test_pods_of_an_account_that_is_not_there_are_never_created(field: str) -> None:
    named: Tree = {field: "web"}
    web = deployment("web", **named)
    (found,) = report(web).diagnostics
    assert "are not created" in found.message
    assert found.message.endswith(
        'error looking up service account default/web: serviceaccount "web" not found'
    )
    assert found.field == f"spec.template.spec.{field}"
    assert found.hint == "define the ServiceAccount, or name one that exists"
    assert found.drill["cause_proven"]


def test_an_account_that_may_be_there_refuses_nobody() -> None:
    web = deployment("web", serviceAccountName="web")
    assert report(web, closed=False).diagnostics == []
    assert report(web, ACCOUNT).diagnostics == []
    assert report(deployment("web", serviceAccountName="default")).diagnostics == []
    assert report(deployment("web", serviceAccountName="${ACCOUNT}")).diagnostics == []


def test_a_pod_that_stands_had_its_account() -> None:
    stands = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "x"},
        "spec": {
            "containers": [{"name": "c", "image": "c:1"}],
            "nodeName": "n-a",
            "serviceAccountName": "web",
        },
        "status": {"phase": "Running"},
    }
    cluster = cluster_of(stands, settings=Settings(plugins=False, closed=True))
    plan = Plan(cluster, made([Pool("a")]))
    assert [each for each in plan.assumptions if "never created" in each] == []


def test_configuration_that_is_not_there_is_told() -> None:
    needed = deployment(
        "web",
        volumes=[
            {"name": "a", "configMap": {"name": "there"}},
            {"name": "b", "configMap": {"name": "optional", "optional": True}},
            {"name": "c", "secret": {"secretName": "key"}},
            {"name": "d", "projected": {"sources": [{"configMap": {"name": "kube-root-ca.crt"}}]}},
        ],
    )
    container = needed["spec"]["template"]["spec"]["containers"][0]
    container["envFrom"] = [{"configMapRef": {"name": "settings"}}]
    source = {"secretKeyRef": {"name": "key", "key": "k"}}
    container["env"] = [{"name": "KEY", "valueFrom": source}]
    there = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "there"}}

    def told(closed: bool) -> list[str]:
        said = report(needed, there, closed=closed).assumptions
        return [each for each in said if "does not start" in each]

    assert told(closed=False) == []
    (words,) = told(closed=True)
    assert words == (
        "secret/key, configmap/settings, without which deployment/web does not start, are not in "
        "the input: taken to be there, as a generator or another program may make it"
    )
