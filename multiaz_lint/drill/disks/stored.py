"""The storage of a cluster as a drill plays it, with what the input does not say assumed."""

from __future__ import annotations

from multiaz_lint.drill.disks.classes import DEFAULT_CLASS, WAITS, made_up, played
from multiaz_lint.drill.disks.defined import counting
from multiaz_lint.drill.disks.storage import Storage
from multiaz_lint.drill.disks.uses import (
    claim_templates,
    default_class,
    ephemeral_of,
    mounts,
    shared_claims,
    templates_of,
    uses_of_claims,
    uses_of_classes,
)
from multiaz_lint.drill.disks.volumes import (
    ANYWHERE,
    NO_PROVISIONER,
    ON_NODE,
    Claim,
    StorageClass,
    Volume,
)
from multiaz_lint.model import PersistentVolume, PersistentVolumeClaim
from multiaz_lint.model import StorageClass as ClassManifest
from multiaz_lint.model.custom.operators import may_be_made
from multiaz_lint.model.disks.attaching import attaches, volume_attaches
from multiaz_lint.model.disks.capacities import capacities, tracking_drivers
from multiaz_lint.model.disks.migrated import counted_driver, counted_source
from multiaz_lint.model.disks.volume_limits import volume_limits
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.storage import claim_class
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.disks.volumes import ClaimName
    from multiaz_lint.model import Cluster, Resource
    from multiaz_lint.model import Workload as Manifest
    from multiaz_lint.model.disks.capacities import Capacity

    Tree = Mapping[str, Any]


class Stored:
    """Claims, volumes and classes of the input, and classes and claims made up for missing ones."""

    __slots__ = (
        "_assumed",
        "_capacities",
        "_claims",
        "_classes",
        "_cluster",
        "_volumes",
        "default",
        "volume_limits",
        "written",
    )

    def __init__(self, cluster: Cluster, members: Sequence[Member], assumptions: list[str]) -> None:
        self._cluster = cluster
        claims = counting(PersistentVolumeClaim, cluster, uses_of_claims(members), assumptions)
        self.written = {(claim.namespace, claim.name): claim for claim in claims}
        """The claims of the input that count, by namespace and name."""
        self._claims: dict[ClaimName, Tree] = {key: each.tree for key, each in self.written.items()}
        named = (("", string(claim.spec.get("volumeName")), claim) for claim in claims)
        volumes = counting(PersistentVolume, cluster, named, assumptions)
        self._volumes = [each.tree for each in volumes]
        users = [*uses_of_classes(claims, members)]
        by_name = (("", name, user) for name, user in users if name)
        classes = counting(ClassManifest, cluster, by_name, assumptions)
        self._classes = {each.name: played(each, assumptions) for each in classes}
        self.default = default_class(cluster, users, members)
        if self.default not in self._classes:
            self.default = None
        self._assumed = assumptions
        self._add_missing_volumes()
        self._add_missing_claims(members)
        self._add_missing_classes(members)
        if not cluster.platform.closed:
            self._supply_static_classes(members)
        self.volume_limits = volume_limits(cluster)
        self._capacities = dict(self._room(members))
        if any(mounts(member) for member in members):
            assumptions += dict.fromkeys(self._uncounted(members))
            assumptions += self._unlimited(members)

    def _room(self, members: Sequence[Member]) -> Iterator[tuple[str, tuple[Capacity, ...]]]:
        """Yield the classes for whose volumes the scheduler looks for room, with the room."""
        drivers = tracking_drivers(self._cluster)
        found = capacities(self._cluster) if drivers else {}
        wanted = {self.default if name is None else name for name in self._wanted(members)}
        for name, (tree, _) in self._classes.items():
            if tree.get("provisioner") not in drivers or tree.get("volumeBindingMode") != WAITS:
                continue
            if name in found:
                yield name, found[name]
                words = "stays as its CSIStorageCapacities say: what is made here uses up none"
            else:
                words = "is everywhere: no CSIStorageCapacity of it is in the input"
            if name in wanted:
                self._assumed.append(f"room for volumes of storageclass/{name} {words}")

    def _uncounted(self, members: Sequence[Member]) -> Iterator[str]:
        """Say of which volumes that are there each pod is taken to find one for itself."""
        for member in members:
            for name in map(claim_class, ephemeral_of(member.manifest)):
                which = self.default if name is None else name
                maker, _ = self._classes.get(which or "", ({}, ""))
                makes = maker.get("provisioner", NO_PROVISIONER) != NO_PROVISIONER
                if which is not None and not makes and self._has_volume(which):
                    kind = f"of storageclass/{which}" if which else "without a class"
                    yield (
                        f"each pod of {member.manifest} finds a free volume {kind} where there is "
                        "one at all: they are not counted"
                    )

    def _unlimited(self, members: Sequence[Member]) -> Iterator[str]:
        """Say which volumes nodes attach any number of, as no CSINode says otherwise."""
        if not self.volume_limits:
            yield "nodes attach any number of volumes: no CSINode says otherwise"
            return
        limited = {driver for limits in self.volume_limits.values() for driver in limits}
        wanted = {self.default if name is None else name for name in self._wanted(members)}
        makers = {
            str(tree.get("provisioner"))
            for name, (tree, _) in self._classes.items()
            if name in wanted
        }
        drivers = {counted_driver(each) for each in makers if attaches(each, self._cluster)}
        sources = map(counted_source, (mapping(volume.get("spec")) for volume in self._volumes))
        drivers |= {driver for driver, _ in filter(None, sources)}
        others = sorted(drivers - limited - {"", "unknown", NO_PROVISIONER})
        if others:
            yield (
                f"nodes attach any number of volumes of {listed(others)}: no CSINode says otherwise"
            )

    def _add_missing_claims(self, members: Sequence[Member]) -> None:
        made: dict[tuple[str, str], tuple[Tree, Resource]] | None = None
        shared = shared_claims(members)
        for member in members:
            namespace = member.manifest.namespace
            for _, volume in member.manifest.volumes():
                name = string(mapping(volume.get("persistentVolumeClaim")).get("claimName"))
                if not name or (namespace, name) in self._claims:
                    continue
                if made is None:
                    made = claim_templates(members)
                words = f"claim {name} of {member.manifest} is not in the input: taken as"
                series, _, ordinal = name.rpartition("-")
                if ordinal.isdecimal() and (namespace, series) in made:
                    template, maker = made[namespace, series]
                    metadata = {**mapping(template.get("metadata")), "name": name}
                    self._claims[namespace, name] = {**template, "metadata": metadata}
                    self._assumed.append(f"{words} {maker} makes it")
                    continue
                closed = self._cluster.platform.closed
                if closed and not may_be_made(name, member.manifest, self._cluster):
                    continue  # nobody makes it, and pods wait for it
                if (namespace, name) in shared:  # else they would not all run
                    self._share(namespace, name)
                    words += " ReadWriteMany, reachable from every zone"
                    self._assumed.append(f"{words}, as several pods mount it")
                    continue
                self._claims[namespace, name] = {
                    "metadata": {"name": name},
                    "spec": {"accessModes": ["ReadWriteOnce"]},
                    "status": {"phase": "Pending"},  # it is there already
                }
                self._assumed.append(f"{words} ReadWriteOnce, of the default class")

    def _share(self, namespace: str, name: str) -> None:
        """Add a claim that all pods can use at once, wherever they are, and its volume."""
        volume, modes = f"{namespace}/{name}", ["ReadWriteMany"]
        self._claims[namespace, name] = {
            "metadata": {"name": name},
            "spec": {"accessModes": modes, "volumeName": volume},
            "status": {"phase": "Bound"},
        }
        reference = {"namespace": namespace, "name": name}
        spec = {"accessModes": modes, "claimRef": reference}
        self._volumes.append({"metadata": {"name": volume}, "spec": spec})

    def _add_missing_classes(self, members: Sequence[Member]) -> None:
        for name in sorted({name for name in self._wanted(members) if name is not None}):
            if name and name not in self._classes and not self._has_volume(name):
                self._classes[name] = made_up(name, self._assumed)
        if self.default is None and None in set(self._wanted(members)):
            self.default = DEFAULT_CLASS
            self._classes[DEFAULT_CLASS] = made_up(DEFAULT_CLASS, self._assumed)

    def _add_missing_volumes(self) -> None:
        known = {mapping(volume.get("metadata")).get("name") for volume in self._volumes}
        for (namespace, claim), tree in self._claims.items():
            name = string(mapping(tree.get("spec")).get("volumeName"))
            lost = mapping(tree.get("status")).get("phase") == "Lost"  # there is no such volume
            if name and name not in known and not lost:
                known.add(name)
                reference = {"namespace": namespace, "name": claim}
                self._volumes.append({"metadata": {"name": name}, "spec": {"claimRef": reference}})
                self._assumed.append(
                    f"volume {name} of claim {claim} is not in the input: "
                    "taken to be reachable from every zone"
                )

    def _supply_static_classes(self, members: Sequence[Member]) -> None:
        """Let classes that only have volumes made by somebody have some, where none is here."""
        wanted = {self.default if name is None else name for name in self._wanted(members)}
        for name, (tree, _) in self._classes.items():
            static = tree.get("provisioner") == NO_PROVISIONER and name in wanted
            if static and not self._has_volume(name):
                self._classes[name] = ({**tree, "provisioner": "unknown"}, ON_NODE)
                self._assumed.append(
                    f"no volume of storageclass/{name}, which makes none, is in the input: taken "
                    "to have one free on every node"
                )

    def _wanted(self, members: Sequence[Member]) -> Iterator[str | None]:
        for claim in self._claims.values():
            if not mapping(claim.get("spec")).get("volumeName"):
                yield claim_class(dict(claim))
        yield from (name for name, _ in uses_of_classes((), members))

    def _has_volume(self, storage_class: str) -> bool:
        return any(
            mapping(volume.get("spec")).get("storageClassName") == storage_class
            for volume in self._volumes
        )

    def claims(self) -> Iterator[tuple[str, Tree]]:
        """Yield the claims that are there or made by hand, in order, each with its namespace.

        Those that are there come first. Claims that pods have for themselves come and go with them.
        """
        asked = []
        for (namespace, _), tree in sorted(self._claims.items()):
            if _belongs_to_pod(tree):
                continue
            if is_there(tree):
                yield namespace, tree
            else:
                asked.append((namespace, tree))
        yield from asked

    def has(self, namespace: str, name: str) -> bool:
        """Whether a claim is in the input, or taken to be there."""
        return (namespace, name) in self._claims

    def used_by(self, manifest: Manifest) -> list[Tree]:
        """Return the claims that pods use, and the templates of those that are made for them."""
        found = [
            self._claims.get((manifest.namespace, string(mapping(each).get("claimName"))))
            for _, volume in manifest.volumes()
            if (each := volume.get("persistentVolumeClaim"))
        ]
        return [each for each in found if each is not None] + [*templates_of(manifest)]

    def immediate(self, manifest: Manifest) -> list[str]:
        """Return the classes that make disks of one zone for a workload before it has pods."""
        names = {
            string(self.default if name is None else name)
            for name in map(claim_class, map(dict, self.used_by(manifest)))
        }
        classes = {name: self._classes[name] for name in sorted(names & self._classes.keys())}
        return [
            name
            for name, (tree, how_far) in classes.items()
            if how_far != ANYWHERE and tree.get("volumeBindingMode") != WAITS
        ]

    @property
    def class_names(self) -> Collection[str]:
        return self._classes.keys()

    def make(self, without: Collection[ClaimName] = (), late: Collection[str] = ()) -> Storage:
        """Build the storage of one play without some claims, and with ``late`` binding classes."""
        return Storage(
            [Volume(tree, attached=self._attaches(tree)) for tree in self._volumes],
            [Claim(tree, key[0]) for key, tree in self._claims.items() if key not in without],
            [
                StorageClass(
                    {**tree, "volumeBindingMode": WAITS} if name in late else tree,
                    how_far,
                    attached=attaches(str(tree.get("provisioner")), self._cluster),
                    capacities=self._capacities.get(name),
                )
                for name, (tree, how_far) in self._classes.items()
            ],
            self.default,
        )

    def _attaches(self, volume: Tree) -> bool | None:
        return volume_attaches(mapping(volume.get("spec")), self._cluster)


def is_there(claim: Tree) -> bool:
    """Whether a claim comes from an API server, which is not asked about it again."""
    metadata = mapping(claim.get("metadata"))
    return bool(metadata.get("uid") or mapping(claim.get("status")).get("phase"))


def _belongs_to_pod(claim: Tree) -> bool:
    owners = map(mapping, sequence(mapping(claim.get("metadata")).get("ownerReferences")))
    return any(owner.get("kind") == "Pod" for owner in owners)
