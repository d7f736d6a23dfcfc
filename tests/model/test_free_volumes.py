"""Free volumes: what looking at each of them would find, found faster."""

from __future__ import annotations

import random
from typing import Any

from multiaz_lint.drill.disks.free import FreeVolumes
from multiaz_lint.drill.disks.storage import Storage
from multiaz_lint.drill.disks.volumes import Claim, Volume
from multiaz_lint.drill.nodes.node import Node

MODES = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany"]


def volume(pick: random.Random, number: int) -> Volume:
    spec: dict[str, Any] = {
        "capacity": {"storage": f"{pick.randrange(1, 6)}Gi"},
        "accessModes": pick.sample(MODES, pick.randrange(1, 4)),
        "storageClassName": pick.choice(["", "slow", "fast"]),
        "volumeMode": pick.choice([None, "Block"]),
    }
    if pick.random() < 0.5:
        term = {"key": "zone", "operator": "In", "values": [pick.choice("ab")]}
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": [{"matchExpressions": [term]}]}}
    labels = {"disk": pick.choice("xy"), "rack": pick.choice(["1", "2", ["no", "text"]])}
    return Volume({"metadata": {"name": f"v{number}", "labels": labels}, "spec": spec})


def claim(pick: random.Random, number: int) -> Claim:
    spec: dict[str, Any] = {
        "accessModes": pick.sample(MODES, pick.randrange(1, 3)),
        "storageClassName": pick.choice(["", "slow", "fast"]),
        "volumeMode": pick.choice([None, "Block"]),
        "resources": {"requests": {"storage": f"{pick.randrange(1, 7)}Gi"}},
    }
    if pick.random() < 0.3:
        spec["selector"] = {"matchLabels": {"disk": pick.choice("xyz")}}
        if pick.random() < 0.5:
            spec["selector"]["matchLabels"]["rack"] = pick.choice("12")
    return Claim({"metadata": {"name": f"c{number}"}, "spec": spec}, "default")


def test_what_is_found_is_what_trying_each_would_find() -> None:
    pick = random.Random(11)
    node = Node("n", {"zone": "a"})
    counts = [0, 0]
    for _ in range(150):
        volumes = [volume(pick, number) for number in range(pick.randrange(12))]
        free = FreeVolumes()
        for each in volumes:
            free.add(each)
        for number in range(6):
            wanted = claim(pick, number)
            name = wanted.storage_class or ""
            fitting = [
                each
                for each in volumes
                if each.storage_class == name
                and each.holds(wanted)
                and each.serves(wanted)
                and wanted.selects(each)
            ]
            best = min(
                fitting,
                key=lambda each: (len(each.modes), sorted(each.modes), each.capacity, each.name),
                default=None,
            )
            assert free.best(wanted, name) is best
            taken = {each.name for each in volumes if pick.random() < 0.2}
            near = [each for each in fitting if each.name not in taken and each.reaches(node)]
            smallest = min(near, key=lambda each: (each.capacity, each.name), default=None)
            assert free.smallest(wanted, name, node, taken) is smallest
            counts[0] += best is not None
            counts[1] += smallest is not None
            if best is not None and pick.random() < 0.5:
                assert free.take(best)
                assert not free.take(best)
                volumes.remove(best)
        assert sorted(each.name for each in free) == sorted(each.name for each in volumes)
    assert min(counts) > 50


class _Watched(Volume):
    asked = 0

    def holds(self, claim: Claim) -> bool:
        _Watched.asked += 1
        return super().holds(claim)

    def serves(self, claim: Claim) -> bool:
        _Watched.asked += 1
        return super().serves(claim)


def test_not_each_claim_is_held_against_each_volume() -> None:
    many = range(200)
    spec = {"storageClassName": "slow", "accessModes": MODES[:1]}
    volumes = [
        _Watched({"metadata": {"name": f"v{i}"}, "spec": {**spec, "capacity": {"storage": "1Gi"}}})
        for i in many
    ]
    asks = {**spec, "resources": {"requests": {"storage": "1Gi"}}}
    claims = [Claim({"metadata": {"name": f"c{i}"}, "spec": asks}, "default") for i in many]
    storage = Storage(volumes, claims)
    assert [each.volume for each in claims] == sorted(f"v{i}" for i in many)
    assert all(each.bound for each in storage.claims.values())
    assert _Watched.asked <= len(many)


class _Selecting(Claim):
    asked = 0

    def selects(self, volume: Volume) -> bool:
        _Selecting.asked += 1
        return super().selects(volume)


def test_nor_is_one_that_selects_by_labels() -> None:
    many = range(200)
    spec = {"storageClassName": "slow", "accessModes": MODES[:1]}
    free = FreeVolumes()
    for i in many:
        metadata = {"name": f"v{i}", "labels": {"disk": f"{i}", "kind": "ssd"}}
        free.add(Volume({"metadata": metadata, "spec": {**spec, "capacity": {"storage": "1Gi"}}}))
    for i in many:
        selector = {"matchLabels": {"kind": "ssd", "disk": f"{i + 100}"}}
        asks = {**spec, "selector": selector, "resources": {"requests": {"storage": "1Gi"}}}
        asking = _Selecting({"metadata": {"name": f"c{i}"}, "spec": asks}, "default")
        found = free.best(asking, "slow")
        assert (found.name if found else None) == (f"v{i + 100}" if i < 100 else None)
    assert _Selecting.asked <= len(many)
