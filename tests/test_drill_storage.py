"""Claims that several volumes, pods or namespaces name: bound once, and taken back whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.drill.storage import Storage
from multiaz_lint.drill.volumes import Claim, StorageClass, Volume
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
    late = StorageClass(LATE)
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
