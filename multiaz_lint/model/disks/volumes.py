"""The claims and volumes of a cluster: who mounts which, and where they come from."""

from __future__ import annotations

from multiaz_lint.model import quantity
from multiaz_lint.model.digits import whole
from multiaz_lint.model.resource import by_identity, mapping, sequence, string
from multiaz_lint.model.storage import PersistentVolume, PersistentVolumeClaim, StorageClass
from multiaz_lint.model.workload import Workload
from multiaz_lint.model.workload_kinds import StatefulSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.disks.mounts import ClaimStorage, Mount
    from multiaz_lint.model.resource import Resource


class Volumes:
    """The relations between workloads, claims, volumes and classes, each found once."""

    __slots__ = (
        "_classes", "_cluster", "_kept", "_mounts", "_named", "_places", "_reserved", "_series",
        "_sharers", "_users",
    )  # fmt: skip

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._classes: dict[tuple[str | None, object], StorageClass | None] = {}
        self._named: dict[str | None, list[StorageClass]] | None = None
        """The classes by their names, and by None those that are the default."""
        self._mounts: dict[Workload, tuple[Mount, ...]] = {}
        self._places: frozenset[tuple[str, str]] | None = None
        self._users: dict[StorageClass, list[tuple[Workload, Mount]]] | None = None
        self._sharers: dict[PersistentVolumeClaim, list[Workload]] | None = None
        self._reserved: dict[tuple[str, str], list[PersistentVolume]] | None = None
        self._series: dict[tuple[str, str], list[StatefulSet]] | None = None
        self._kept: dict[tuple[str, str], list[tuple[int, PersistentVolume, bool]]] | None = None

    def storage_class(self, name: str | None, near: Resource) -> StorageClass | None:
        """Return a class by name, or the default class for None; None if it is not in the input.

        Of several definitions the first counts, as the API server refuses to change most of a
        class. Of several default classes the newest counts, and of those made at one moment the
        first by name (v1.37 GetDefaultClass in pkg/volume/util/storageclass.go).
        """
        plain = self._cluster.nearness.plain
        asked = (name, None if plain else (near.directory, near.origin))
        if asked not in self._classes:
            self._classes[asked] = self._find_class(name, near)
        return self._classes[asked]

    def _find_class(self, name: str | None, near: Resource) -> StorageClass | None:
        if self._named is None:
            self._named = {}
            for each in self._cluster.of(StorageClass):
                self._named.setdefault(each.name, []).append(each)
                if each.is_default:
                    self._named.setdefault(None, []).append(each)
        found = self._cluster.nearness.nearest(self._named.get(name, []), near)
        if name is not None:
            return next(iter(found), None)
        return max(sorted(found, key=by_identity), key=_created, default=None)

    def has_class_beside(self, name: str, resource: Resource) -> bool:
        """Whether a class of that name lies in the folder of a resource."""
        if self._places is None:
            classes = self._cluster.of(StorageClass)
            self._places = frozenset([(each.name, each.directory) for each in classes])
        return (name, resource.directory) in self._places

    def mounts_of(self, workload: Workload) -> tuple[Mount, ...]:
        """Return the claims that a workload's pods mount."""
        if not workload.pod_spec.get("volumes") and not workload.claim_fields:
            return ()
        found = self._mounts.get(workload)
        if found is None:
            from multiaz_lint.model.disks.mounts import mounts

            found = self._mounts[workload] = tuple(mounts(workload, self._cluster))
        return found

    def lasting_of(self, workload: Workload) -> Iterator[Mount]:
        """Yield the claims of a workload's pods that outlive them: not the ephemeral ones."""
        return (mount for mount in self.mounts_of(workload) if not mount.ephemeral)

    def held_of(self, workload: Workload) -> Mount | None:
        """Return the first of them that one node at a time can mount."""
        for mount in self.lasting_of(workload):
            if mount.held(attached=self.storage_of(mount).attached):
                return mount
        return None

    def storage_of(self, mount: Mount) -> ClaimStorage:
        """Return where the volume of a mounted claim comes from."""
        if mount.storage is None:
            from multiaz_lint.model.disks.mounts import storage

            mount.storage = storage(mount, self._cluster)
        return mount.storage

    def users_of(self, storage_class: StorageClass) -> list[tuple[Workload, Mount]]:
        """Return who mounts claims of a class, and through which claim."""
        if self._users is None:
            self._users = {}
            for workload in self._cluster.of(Workload):
                for mount in self.mounts_of(workload):
                    chosen = self.storage_of(mount).storage_class
                    if chosen is not None:
                        self._users.setdefault(chosen, []).append((workload, mount))
        return self._users.get(storage_class, [])

    def sharers_of(self, claim: PersistentVolumeClaim) -> list[Workload]:
        """Return the workloads whose pods mount a claim."""
        if self._sharers is None:
            self._sharers = {}
            for workload in self._cluster.of(Workload):
                for mount in self.mounts_of(workload):
                    if mount.claim is not None:
                        self._cluster.effort.put(self._sharers, mount.claim, workload)
        return self._sharers.get(claim, [])

    def volume_of(self, claim: PersistentVolumeClaim) -> PersistentVolume | None:
        """Return the volume that a claim names, or that is reserved for it; None without one.

        A reserved one that the claim does not fit is not bound (FindMatchingVolume, 1.37).
        """
        name = claim.spec.get("volumeName")
        if isinstance(name, str) and name:
            found = self._cluster.find(("", "PersistentVolume", "", name), claim)
            return found[0] if found and isinstance(found[0], PersistentVolume) else None
        reserved = self._by_claim().get((claim.namespace, claim.name), [])
        near = self._cluster.nearness.nearest(reserved, claim)
        return next((each for each in near if _fits(claim.tree, each)), None)

    def _by_claim(self) -> dict[tuple[str, str], list[PersistentVolume]]:
        """Return the volumes that are reserved, by the namespace and name of the claim.

        One whose claim was deleted serves none (phase Released).
        """
        if self._reserved is None:
            self._reserved = {}
            for volume in self._cluster.of(PersistentVolume):
                reference = mapping(volume.spec.get("claimRef"))
                key = (string(reference.get("namespace")), string(reference.get("name")))
                if all(key) and mapping(volume.get("status")).get("phase") != "Released":
                    self._cluster.effort.put(self._reserved, key, volume)
        return self._reserved

    def is_made(self, name: str, near: Workload) -> bool:
        """Whether a StatefulSet of the input makes a claim of this name for one of its pods.

        It has at most as many pods as its autoscaler allows.
        """
        if self._series is None:
            self._series = {}
            for each in self._cluster.of(StatefulSet):
                for template in each.claim_templates:
                    what = mapping(template.get("metadata")).get("name")
                    key = (each.namespace, f"{what}-{each.name}")
                    self._cluster.effort.put(self._series, key, each)
        series, _, number = name.rpartition("-")
        made = self._series.get((near.namespace, series), ())
        written = whole(number)
        if written is None or str(written) != number:
            return False
        apart, scale_of = self._cluster.nearness.apart, self._cluster.scale_of
        for each in made:
            scale, ordinal = scale_of(each), written - each.first_ordinal
            if not apart(each, near) and (not scale.certain or 0 <= ordinal < scale.most):
                return True
        return False

    def kept_of(self, workload: Workload, mount: Mount) -> dict[int, PersistentVolume]:
        """Return the volumes that are there for a claim template, by the pod's number.

        The claim of a pod may be in the input, or the volume reserved for the one to be made.
        Where there are several for one pod nobody knows which is meant.
        """
        if self._kept is None:
            self._kept = self._find_kept()
        found: dict[int, list[PersistentVolume]] = {}
        key = (workload.namespace, f"{mount.name}-{workload.name}")
        for number, volume, claimed in self._kept.get(key, ()):
            apart = self._cluster.nearness.apart(volume, workload)
            if not apart and (claimed or _fits(mount.tree, volume)):
                found.setdefault(number, []).append(volume)
        return {number: volumes[0] for number, volumes in found.items() if not volumes[1:]}

    def _find_kept(self) -> dict[tuple[str, str], list[tuple[int, PersistentVolume, bool]]]:
        """Return what volumes are there, by what precedes a pod's number, and if a claim has it."""
        found: dict[tuple[str, str], list[tuple[int, PersistentVolume, bool]]] = {}
        there: list[tuple[tuple[str, str], PersistentVolume, bool]] = []
        listed: set[tuple[str, str]] = set()
        volumes = self._cluster.of(PersistentVolume)
        for claim in self._cluster.of(PersistentVolumeClaim) if volumes else ():
            key = (claim.namespace, claim.name)
            listed.add(key)
            bound = self.volume_of(claim)
            if bound is not None:
                there.append((key, bound, True))
        for key, reserved in self._by_claim().items():
            if key not in listed:
                there += [(key, volume, False) for volume in reserved]
        for (namespace, name), volume, claimed in there:
            series, _, number = name.rpartition("-")
            ordinal = whole(number)
            if ordinal is not None and number == str(ordinal):
                found.setdefault((namespace, series), []).append((ordinal, volume, claimed))
        return found


def _fits(claim: dict[str, Any], volume: PersistentVolume) -> bool:
    """Whether a claim gets the volume that is reserved for it: it names one, or fits it."""
    spec = mapping(claim.get("spec"))
    if spec.get("volumeName"):
        return True
    asked = mapping(mapping(spec.get("resources")).get("requests")).get("storage", 0)
    offered = mapping(volume.spec.get("capacity")).get("storage", 0)
    modes = {str(mode) for mode in sequence(spec.get("accessModes"))}
    block = spec.get("volumeMode") or "Filesystem"
    attributes = spec.get("volumeAttributesClassName") or ""
    try:
        large = quantity.compare(offered, asked) >= 0
    except quantity.QuantityError:
        return False
    return (
        large
        and modes <= {str(mode) for mode in sequence(volume.spec.get("accessModes"))}
        and block == (volume.spec.get("volumeMode") or "Filesystem")
        and attributes == (volume.spec.get("volumeAttributesClassName") or "")
    )


def _created(storage_class: StorageClass) -> str:
    """Return when a class was made, as a text that compares as the time does."""
    return str(storage_class.get("metadata", "creationTimestamp") or "")
