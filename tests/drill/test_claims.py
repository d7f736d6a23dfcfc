"""A drill creates claims as the API server admits them: LimitRanges and ResourceQuotas count."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from multiaz_lint.api.quantity import NANO
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.playing.play import Play
from tests.drill_admission import drill, dump, event, limits, quota, web
from tests.manifests import cluster

__all__ = ["drill"]  # a fixture

CLASS = """\
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
---
"""


def spec(size: str = "10Gi") -> str:
    requests = f"requests: {{storage: {size}}}"
    return f"spec: {{accessModes: [ReadWriteOnce], resources: {{{requests}}}}}"


def database(*names: str, parallel: bool = False, more: str = "") -> str:
    """Three pods of a StatefulSet, each with a claim of 10Gi for each name."""
    written = "".join(f"    - metadata: {{name: {name}}}\n      {spec()}\n" for name in names)
    policy = "  podManagementPolicy: Parallel\n" if parallel else ""
    return web(kind="StatefulSet", more=f"{policy}  volumeClaimTemplates:\n{written}{more}") + CLASS


def scratch(size: str = "10Gi", more: str = "") -> str:
    """Three pods of a Deployment, each with a claim for itself."""
    volume = f"{{name: tmp, ephemeral: {{volumeClaimTemplate: {{{spec(size)}}}}}}}"
    return web(more=more).replace(
        "      containers:", f"      volumes: [{volume}]\n      containers:"
    )


def claim(name: str, size: str = "10Gi", more: str = "") -> str:
    head = "apiVersion: v1\nkind: PersistentVolumeClaim\n"
    return f"{head}metadata: {{name: {name}}}\n{spec(size)}\n{more}---\n"


# StatefulSets


@pytest.mark.parametrize(
    ("hard", "words"),
    [
        (
            "requests.storage: 25Gi",
            (
                "requested: requests.storage=10Gi, used: requests.storage=20Gi, "
                "limited: requests.storage=25Gi"
            ),
        ),
        (
            "count/persistentvolumeclaims: 2",
            (
                "requested: count/persistentvolumeclaims=1, used: count/persistentvolumeclaims=2, "
                "limited: count/persistentvolumeclaims=2"
            ),
        ),
        (
            "fast.storageclass.storage.k8s.io/persistentvolumeclaims: 2",
            (
                "requested: fast.storageclass.storage.k8s.io/persistentvolumeclaims=1, "
                "used: fast.storageclass.storage.k8s.io/persistentvolumeclaims=2, "
                "limited: fast.storageclass.storage.k8s.io/persistentvolumeclaims=2"
            ),
        ),
    ],
)
def test_a_replica_without_its_claim_is_not_created(drill: Any, hard: str, words: str) -> None:
    drilled, found = drill(database("data") + quota(hard))
    first = event(drilled, "initial")
    assert first["ready"] == [2, 2]
    assert first["reasons"] == [f"claim data is forbidden: exceeded quota: compute, {words}"]
    (finding,) = (each for rule, each in found.items() if rule == "drill-zone-loss")
    assert finding["field"] == "spec.volumeClaimTemplates"
    assert finding["drill"]["cause_proven"]
    assert finding["related"][0]["message"] == "resourcequota/compute refuses them"


@pytest.mark.parametrize(
    "hard",
    [
        "requests.storage: 30Gi, persistentvolumeclaims: 3",
        "slow.storageclass.storage.k8s.io/persistentvolumeclaims: 0",
        "requests.ephemeral-storage: 1",
    ],
)
def test_replicas_have_their_claims_where_the_quota_has_room(drill: Any, hard: str) -> None:
    text = database("data") + quota(hard).replace("requests.ephemeral-storage: 1", "services: 0")
    drilled, _ = drill(text)
    assert event(drilled, "initial")["ready"] == [3, 3]
    assert event(drilled, "outage, after evictions", "a")["missing"] == [1, 1]
    assert event(drilled, "recovery", "a")["ready"] == [3, 3]  # a claim outlives its pod


def test_nobody_waits_for_a_quota_of_claims_to_forget_pods(drill: Any) -> None:
    drilled, _ = drill(database("data") + quota("persistentvolumeclaims: 2, pods: 9"))
    parts = {part["name"] for part in drilled["workloads"][0]["recovery"]["parts"]}
    assert "quota" not in parts


def test_a_pod_needs_all_of_its_claims(drill: Any) -> None:
    """The first of the second pod's two claims is made and takes the last of the room."""
    text = database("data", "logs") + quota("persistentvolumeclaims: 3")
    drilled, _ = drill(text)
    first = event(drilled, "initial")
    assert first["ready"] == [1, 1]
    words = "requested: persistentvolumeclaims=1, used: persistentvolumeclaims=3, limited: "
    assert first["reasons"] == [
        f"claim logs is forbidden: exceeded quota: compute, {words}persistentvolumeclaims=3"
    ]
    drilled, _ = drill(text.replace("claims: 3", "claims: 5"))
    assert event(drilled, "initial")["ready"] == [2, 2]


def test_claims_that_are_there_count_and_are_not_asked_about(drill: Any) -> None:
    there = "status: {phase: Bound}\n"
    text = database("data") + claim("data-web-0", more=there) + claim("other", more=there)
    drilled, _ = drill(text + quota("persistentvolumeclaims: 3"))
    assert event(drilled, "initial")["ready"] == [2, 2]
    drilled, _ = drill(text + quota("persistentvolumeclaims: 4"))
    assert event(drilled, "initial")["ready"] == [3, 3]
    drilled, _ = drill(text + quota("persistentvolumeclaims: 1"))
    assert event(drilled, "initial")["ready"] == [1, 1]


def test_a_default_class_is_what_a_claim_without_one_has(drill: Any) -> None:
    of_class = quota("fast.storageclass.storage.k8s.io/requests.storage: 10Gi")
    drilled, _ = drill(database("data") + of_class)
    assert event(drilled, "initial")["ready"] == [1, 1]
    drilled, _ = drill(database("data").replace("is-default-class", "is-not") + of_class)
    assert event(drilled, "initial")["ready"] == [3, 3]


# claims that are written


def test_a_claim_that_is_refused_is_not_there(drill: Any) -> None:
    volume = "      volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]\n"
    text = web().replace("      containers:", f"{volume}      containers:") + claim("data")
    text = text.replace("replicas: 3", "replicas: 1")
    drilled, found = drill(text + limits("{type: PersistentVolumeClaim, max: {storage: 5Gi}}"))
    words = "maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 10Gi"
    said = f"persistentvolumeclaim/data is never created: forbidden: {words}"
    assert said in drilled["assumptions"]
    first = event(drilled, "initial")
    assert first["ready"] == [0, 0]
    assert first["reasons"] == ['0/6 nodes are available: persistentvolumeclaim "data" not found.']
    finding = found["drill-zone-loss"]
    assert finding["field"] == "spec.template.spec.volumes[0]"
    assert finding["drill"]["cause_proven"]
    drilled, _ = drill(text)
    assert event(drilled, "initial")["ready"] == [1, 1]


def test_a_claim_outside_of_the_input_is_taken_to_be_there(drill: Any) -> None:
    volume = "      volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]\n"
    text = web().replace("      containers:", f"{volume}      containers:")
    text = text.replace("replicas: 3", "replicas: 1")
    least = limits("{type: PersistentVolumeClaim, min: {storage: 1Gi}}")
    drilled, _ = drill(text + least + quota("persistentvolumeclaims: 0"))
    assert event(drilled, "initial")["ready"] == [1, 1]


def test_claims_are_made_in_the_order_of_their_names_and_before_pods(drill: Any) -> None:
    text = database("data") + claim("b") + claim("a") + quota("persistentvolumeclaims: 1")
    drilled, _ = drill(text)
    said = [each for each in drilled["assumptions"] if "never created" in each]
    words = "requested: persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited: "
    assert said == [
        (
            "persistentvolumeclaim/b is never created: forbidden: exceeded quota: compute, "
            f"{words}persistentvolumeclaims=1"
        )
    ]
    assert event(drilled, "initial")["ready"] == [0, 0]


# claims of ephemeral volumes

WAITS = "0/6 nodes are available: waiting for ephemeral volume controller to create the "


def test_a_pod_waits_for_a_claim_that_a_limit_range_refuses(drill: Any) -> None:
    small = limits("{type: PersistentVolumeClaim, max: {storage: 5Gi}}")
    drilled, found = drill(scratch() + small)
    first = event(drilled, "initial")
    assert first["missing"] == [3, 3]
    (reason,) = first["reasons"]
    assert reason.startswith(f'{WAITS}persistentvolumeclaim "web-')
    assert reason.endswith(
        '-tmp": claim tmp is forbidden: maximum storage usage per PersistentVolumeClaim is 5Gi, '
        "but request is 10Gi."
    )
    finding = found["drill-zone-loss"]
    assert finding["field"] == "spec.template.spec.volumes[0]"
    assert finding["drill"]["cause_proven"]
    drilled, _ = drill(scratch("5Gi") + small)
    assert event(drilled, "initial")["ready"] == [3, 3]


def test_a_quota_has_room_for_some_of_them(drill: Any) -> None:
    drilled, found = drill(scratch() + quota("requests.storage: 20Gi"))
    first = event(drilled, "initial")
    assert first["missing"] == [1, 1]
    assert "exceeded quota: compute, requested: requests.storage=10Gi" in first["reasons"][0]
    assert found["drill-zone-loss"]["related"][0]["message"] == (
        "resourcequota/compute refuses them"
    )


def test_the_claim_of_a_dead_pod_is_there_as_long_as_the_pod(drill: Any) -> None:
    drilled, _ = drill(scratch() + quota("persistentvolumeclaims: 3"))
    assert event(drilled, "initial")["ready"] == [3, 3]
    for zone in "abc":
        after = event(drilled, "outage, after evictions", zone)
        assert after["missing"] == [1, 1]
        assert event(drilled, "recovery", zone)["ready"] == [3, 3]
        assert event(drilled, "nodes deleted", zone)["ready"] == [3, 3]
        assert event(drilled, "drain", zone)["ready"] == [3, 3]
    drilled, _ = drill(scratch() + quota("persistentvolumeclaims: 4"))
    assert event(drilled, "outage, after evictions", "a")["missing"] == [0, 0]


@pytest.mark.parametrize(
    ("strategy", "ends"), [("", "stuck"), ("maxUnavailable: 1, maxSurge: 0", "complete")]
)
def test_a_rollout_needs_room_for_the_claims_of_its_surge(
    drill: Any, strategy: str, ends: str
) -> None:
    more = f"  strategy: {{rollingUpdate: {{{strategy}}}}}\n"
    drilled, _ = drill(scratch(more=more) + quota("persistentvolumeclaims: 3"))
    assert event(drilled, "rollout")["ends"] == [ends]


def test_the_claims_of_pods_that_stand_count_once(drill: Any) -> None:
    text = dump("persistentvolumeclaims: 4").replace("limits", "unused")
    head, _, items = text.rpartition("---\n")
    found = json.loads(items)
    asked = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    volume = {"name": "tmp", "ephemeral": {"volumeClaimTemplate": {"spec": asked}}}
    for pod in [each for each in found["items"] if each["metadata"]["name"].startswith("web")]:
        pod["spec"]["volumes"] = [volume]
        owner = {"kind": "Pod", "name": pod["metadata"]["name"], "controller": True}
        made_for = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": f"{pod['metadata']['name']}-tmp", "ownerReferences": [owner]},
            "spec": asked,
            "status": {"phase": "Bound"},
        }
        found["items"].append(made_for)
    head = head.replace(
        "      containers:", f"      volumes: [{json.dumps(volume)}]\n      containers:"
    )
    whole = f"{head}---\n{json.dumps(found)}"
    drilled, _ = drill(whole)
    assert event(drilled, "initial")["ready"] == [3, 3]
    assert event(drilled, "outage, after evictions", "a")["missing"] == [0, 0]
    drilled, _ = drill(whole.replace("claims: 4", "claims: 3"))
    assert event(drilled, "initial")["ready"] == [3, 3]
    assert event(drilled, "outage, after evictions", "a")["missing"] == [1, 1]


@pytest.mark.parametrize("seed", range(4))
def test_the_books_are_right_at_every_moment_and_when_all_is_taken_back(seed: int) -> None:
    more = "  strategy: {rollingUpdate: {maxUnavailable: 1}}\n"
    text = (
        scratch(more=more) + database("data", "logs").replace("name: web", "name: db")
        + claim("a", "1Gi") + quota("persistentvolumeclaims: 8, requests.storage: 75Gi")
    )  # fmt: skip
    plan = Plan(cluster(text), made([Pool(["a", "b", "c"], nodes_per_zone=2)]))
    world, workloads = plan.world(Random(seed))
    quotas: dict[int, Any] = {}
    for workload in workloads.values():
        assert workload.admission is not None
        for each in (*workload.admission.of_claims, *workload.admission.of_volumes):
            quotas.update({id(quota): quota for quota in each.quotas})
    (only,) = quotas.values()
    seen: set[tuple[int, int]] = set()

    def look() -> None:
        pods = {*world.state.pods, *world.pending}
        own = sum(pod.claimed for pod in pods)
        number = len(world.state.storage.claims) + own
        used = {name: amount.nano / NANO for name, amount in only.used.items()}
        assert used == {
            "persistentvolumeclaims": number,
            "requests.storage": (10 * (number - 1) + 1) * 2**30,
        }
        seen.add((own, number))

    look()
    members = [(member, workloads[id(member.manifest)]) for member in plan.judged]
    for _ in Play(world, members, lambda *_: look()).everything("abc"):
        look()
    assert max(number for _, number in seen) == 8
    assert len(seen) > 2
