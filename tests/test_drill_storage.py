"""Claims that several volumes, pods or namespaces name: bound once, and taken back whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.shape import Pool, made
from multiaz_lint.drill.storage import Storage
from multiaz_lint.drill.volumes import Claim, Volume
from multiaz_lint.drill.volumes import StorageClass as PlayedClass
from multiaz_lint.model import Cluster, Platform, StatefulSet, StorageClass
from tests.manifests import resources
from tests.oracle.scenario import world_of

if TYPE_CHECKING:
    from multiaz_lint.drill.world import World

CLAIM = {
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "d"},
    "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "late"},
}
LATE = {
    "kind": "StorageClass",
    "metadata": {"name": "late"},
    "provisioner": "ebs.csi.aws.com",
    "volumeBindingMode": "WaitForFirstConsumer",
}
LOCAL = {**LATE, "provisioner": "kubernetes.io/no-provisioner"}


def volume(name: str) -> dict[str, Any]:
    spec = {"storageClassName": "late", "accessModes": ["ReadWriteOnce"]}
    return {"kind": "PersistentVolume", "metadata": {"name": name}, "spec": spec}


def uses(*claims: str) -> list[dict[str, Any]]:
    return [
        {"name": f"v{number}", "persistentVolumeClaim": {"claimName": claim}}
        for number, claim in enumerate(claims)
    ]


def world(*manifests: Any, **workload: Any) -> World:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"volumes": uses("d", "d")}}
    short = {"name": "web", "replicas": 1, "template": template, **workload}
    nodes = [{"name": zone, "zone": zone} for zone in "ab"]
    return world_of({"nodes": nodes, "workloads": [short], "manifests": manifests})


def settle(world: World) -> None:
    world.reconcile()
    world.settle()


@pytest.mark.parametrize(
    "manifests",
    [
        pytest.param([CLAIM, LATE], id="made"),
        pytest.param([CLAIM, LATE, volume("x")], id="one found, so another would be made"),
        pytest.param([CLAIM, LOCAL, volume("x"), volume("y")], id="two found"),
    ],
)
def test_a_claim_that_two_volumes_of_a_pod_name_is_bound_once(manifests: list[Any]) -> None:
    played = world(*manifests, replicas=2)
    storage = played.state.storage
    mark = played.state.mark()

    settle(played)

    assert len(played.state.pods) == 2
    claim = storage.claims["default", "d"]
    assert [each.name for each in storage.volumes.values() if each.claim] == [claim.volume]

    played.state.back_to(mark)
    assert claim.volume is None
    assert [each.name for each in storage.volumes.values() if each.claim] == []


def test_a_volume_is_looked_for_each_time_that_a_pod_names_the_claim() -> None:
    # As the scheduler does (FindMatchingVolume): each mention takes a volume of its own.
    played = world(CLAIM, LOCAL, volume("x"))
    settle(played)
    assert len(played.state.pods) == 0
    assert len(played.pending) == 1


def test_a_volume_may_name_the_claim_that_a_template_makes() -> None:
    template = {"metadata": {"name": "data"}, "spec": CLAIM["spec"]}
    spec = {"volumes": uses("data-web-0")}
    played = world(
        LATE,
        kind="StatefulSet",
        replicas=2,
        template={"metadata": {"labels": {"app": "web"}}, "spec": spec},
        volumeClaimTemplates=[template],
    )
    mark = played.state.mark()
    settle(played)
    assert len(played.state.pods) == 2
    played.state.back_to(mark)
    assert played.state.storage.claims == {}


def test_volumes_that_are_made_are_told_apart() -> None:
    late = PlayedClass(LATE)
    claims = [
        Claim({**CLAIM, "metadata": {"name": "b-c"}}, "a"),
        Claim({**CLAIM, "metadata": {"name": "c"}}, "a-b"),
    ]
    storage = Storage([Volume(volume("pv-a-b-c"))], claims, [late])
    for claim, zone in zip(claims, "xy", strict=True):
        storage.provision(claim, late, zone)
    assert len(storage.volumes) == 3
    while storage.undo:
        storage.undo.pop()()
    assert list(storage.volumes) == ["pv-a-b-c"]


CLASS = """\
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {{name: {0}, annotations: {{storageclass.kubernetes.io/is-default-class: "true"}}}}
provisioner: {1}
"""
DATABASE = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "db:1"}]}
  volumeClaimTemplates:
  - metadata: {name: d}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""
DISK, SHARED = CLASS.format("fast", "ebs.csi.aws.com"), CLASS.format("fast", "efs.csi.aws.com")
NAMED = DATABASE.replace("spec: {accessModes", "spec: {storageClassName: fast, accessModes")


@pytest.mark.parametrize(
    ("texts", "provisioner"),
    [
        pytest.param({"a": f"{DISK}---\n{NAMED}", "b": SHARED}, "ebs.csi.aws.com", id="its file"),
        pytest.param({"x/a": NAMED, "x/b": DISK, "c": SHARED}, "ebs.csi.aws.com", id="its folder"),
        pytest.param({"a": DISK, "b": SHARED, "c": NAMED}, "ebs.csi.aws.com", id="the first"),
        pytest.param(
            {"a": CLASS.format("slow", "efs.csi.aws.com"), "b": DISK, "c": DATABASE},
            "ebs.csi.aws.com",
            id="the first default by name",
        ),
        pytest.param(
            {
                "a": DISK,
                "b": SHARED.replace("name: fast", 'name: new, creationTimestamp: "2026-01-01"'),
                "c": DATABASE,
            },
            "efs.csi.aws.com",
            id="the newest default",
        ),
    ],
)
def test_a_check_and_a_drill_take_the_same_of_several_classes(
    texts: dict[str, str], provisioner: str
) -> None:
    every = [each for name, text in texts.items() for each in resources(text, f"{name}.yaml")]
    cluster = Cluster(every, Platform())
    (database,) = cluster.of(StatefulSet)
    (mount,) = cluster.volumes.mounts_of(database)
    assert cluster.volumes.storage_of(mount).provisioner == provisioner
    plan = Plan(cluster, made([Pool(["a"], nodes_per_zone=1)]))
    storage = plan.stored.make()
    asked = mount.class_name or storage.default_class
    assert asked is not None
    assert storage.classes[asked].provisioner == provisioner
    twice = [each.rpartition(": ")[0] for each in plan.assumptions if "more than once" in each]
    names = [each.name for each in cluster.of(StorageClass)]
    said = [f"storageclass/{name} is defined more than once" for name in set(names)]
    assert twice == (said if len(set(names)) < len(names) else [])
