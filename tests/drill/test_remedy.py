"""What a drill says helps lost pods to come back, and the field that it marks."""

from __future__ import annotations

from typing import Any

import pytest

from multiaz_lint.drill.findings.remedy import remedy
from multiaz_lint.model import Workload
from multiaz_lint.model.outage.recovery import recovery_of
from tests.drilled import Tree, cluster_of, deployment, workload

UNREACHABLE = "node.kubernetes.io/unreachable"
POD = "spec.template.spec"
OUT = (
    "let failed nodes be deleted, or tainted node.kubernetes.io/out-of-service once they are off, "
    "automatically"
)
FREE = "a volume that nodes of every zone can use at once lets pods start elsewhere"
SOONER = f"tolerationSeconds for {UNREACHABLE} says how soon pods leave a node that does not answer"


def helps(*documents: Tree) -> tuple[str, str | None]:
    cluster = cluster_of(*documents)
    (manifest,) = cluster.of(Workload)
    field, hint = remedy(manifest, recovery_of(manifest, cluster), cluster)
    return str(field), hint


def storing(provisioner: str, mode: str) -> list[Tree]:
    """Return a StatefulSet with claims of its own."""
    web = workload("StatefulSet", "web")
    asked = {"requests": {"storage": "1Gi"}}
    claim = {"accessModes": [mode], "storageClassName": "fast", "resources": asked}
    web["spec"]["volumeClaimTemplates"] = [{"metadata": {"name": "d"}, "spec": claim}]
    made_of = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "fast"},
        "provisioner": provisioner,
        "volumeBindingMode": "WaitForFirstConsumer",
    }
    return [web, made_of]


def test_what_keeps_a_pod_of_a_stateful_set_is_its_name_first() -> None:
    files = storing("efs.csi.aws.com", "ReadWriteMany")
    assert helps(*files) == ("metadata.name", OUT)
    disks = storing("rancher.io/local-path", "ReadWriteOnce")
    assert helps(*disks) == ("metadata.name", f"{OUT}; besides, {FREE}")


def test_each_part_that_never_ends_has_its_help() -> None:
    tolerated: Tree = {"key": UNREACHABLE, "operator": "Exists", "effect": "NoExecute"}
    stays = workload("StatefulSet", "web", tolerations=[tolerated])
    assert helps(stays) == (f"{POD}.tolerations[0]", f"{SOONER}; besides, {OUT}")
    leaves = workload("StatefulSet", "web", tolerations=[{**tolerated, "tolerationSeconds": 300}])
    assert helps(leaves) == ("metadata.name", OUT)


def probed(name: str, **probes: Any) -> Tree:
    get = {"httpGet": {"port": 80}}
    return {
        "name": name,
        "image": "c:1",
        **{kind: {**get, **written} for kind, written in probes.items()},
    }


@pytest.mark.parametrize(
    ("written", "field", "words"),
    [
        ({"initialDelaySeconds": 900, "periodSeconds": 1}, ".initialDelaySeconds", "a shorter"),
        ({"initialDelaySeconds": 10, "periodSeconds": 900}, "", "that looks more often"),
    ],
    ids=["delay", "period"],
)
def test_the_probe_that_takes_longest_is_marked(written: Tree, field: str, words: str) -> None:
    quick, slow = probed("quick", readinessProbe={}), probed("slow", readinessProbe=written)
    where, hint = helps(deployment("web", containers=[quick, slow]))
    assert where == f"{POD}.containers[1].readinessProbe{field}"
    assert words in str(hint)


def test_a_startup_probe_allows_as_long_as_it_may_fail() -> None:
    sidecar = probed("side", startupProbe={"failureThreshold": 900, "periodSeconds": 1})
    where, hint = helps(
        deployment(
            "web",
            initContainers=[{**sidecar, "restartPolicy": "Always"}],
            containers=[probed("c", startupProbe={})],
        )
    )
    assert where == f"{POD}.initContainers[0].startupProbe"
    assert (
        hint == "failureThreshold times periodSeconds is how long the container may take to start"
    )
