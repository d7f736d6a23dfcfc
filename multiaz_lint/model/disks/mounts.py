"""The claims that a workload's pods mount, and where their volumes come from."""

from __future__ import annotations

from multiaz_lint.model.disks import provisioners
from multiaz_lint.model.disks.attaching import attaches, volume_attaches
from multiaz_lint.model.nodes.named_zones import ZONE_ID, ZONE_NAME_KEYS
from multiaz_lint.model.placement import BETA_ZONE, ZONE
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.storage import (
    PersistentVolume,
    PersistentVolumeClaim,
    StorageClass,
    claim_class,
    places_of_label,
)
from multiaz_lint.model.workload import ScalableWorkload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

MANY = frozenset({"ReadWriteMany", "ReadOnlyMany"})
"""The access modes of volumes that several nodes can mount at a time."""


class Mount:
    """One claim of a workload.

    ``field`` is where the workload names it and ``tree`` what is claimed, empty where the input
    does not hold the claim. ``per_pod`` says that each pod gets a claim of its own; a shared one
    is in ``claim``. An ``ephemeral`` one goes with its pod, so that the next pod starts afresh.
    ``by_several`` says that several pods of the workload mount it.
    """

    __slots__ = ("by_several", "claim", "ephemeral", "field", "name", "per_pod", "storage", "tree")

    def __init__(
        self,
        field: Field,
        name: str,
        tree: dict[str, Any],
        *,
        claim: PersistentVolumeClaim | None = None,
        per_pod: bool = False,
        ephemeral: bool = False,
        by_several: bool = False,
    ) -> None:
        self.by_several = by_several
        self.field = field
        self.name = name
        self.tree = tree
        self.claim = claim
        self.per_pod = per_pod
        self.ephemeral = ephemeral
        self.storage: ClaimStorage | None = None
        """Where its volume comes from, once the cluster has been asked."""

    @property
    def spec(self) -> dict[str, Any]:
        return mapping(self.tree.get("spec"))

    @property
    def access_modes(self) -> list[str]:
        return [mode for mode in sequence(self.spec.get("accessModes")) if isinstance(mode, str)]

    @property
    def one_node(self) -> bool:
        """Whether only pods of one node can mount it: ReadWriteOnce or ReadWriteOncePod alone."""
        modes = self.access_modes
        return bool(modes) and MANY.isdisjoint(modes)

    def held(self, *, attached: bool) -> bool:
        """Whether one node at a time can mount it, where its volume is ``attached`` or is not.

        So is one that is not in the input, the usual case, unless several pods mount it: they would
        not all run. The scheduler lets one pod have a ReadWriteOncePod claim, whatever it is stored
        on.
        """
        modes = self.access_modes
        if not modes:
            return not self.by_several
        return self.one_node and (attached or "ReadWriteOncePod" in modes)

    @property
    def one_pod(self) -> bool:
        return self.access_modes == ["ReadWriteOncePod"]

    @property
    def class_name(self) -> str | None:
        """The StorageClass that the claim asks for: empty for none, None for the default."""
        return claim_class(self.tree)


class ClaimStorage:
    """Where the volume of a claim comes from; ``immediate`` is None where that is not known.

    ``attached`` says whether it is attached to a node, and to one at a time as far as its access
    modes tell.
    """

    __slots__ = ("attached", "immediate", "parameters", "provisioner", "storage_class", "volume")

    def __init__(
        self,
        provisioner: str,
        parameters: dict[str, Any],
        *,
        immediate: bool | None = None,
        storage_class: StorageClass | None = None,
        volume: PersistentVolume | None = None,
        attached: bool = True,
    ) -> None:
        self.attached = attached
        self.provisioner = provisioner
        self.parameters = parameters
        self.immediate = immediate
        self.storage_class = storage_class
        self.volume = volume

    @property
    def reach(self) -> str:
        """How far it reaches: as its driver makes them, but for what a volume itself says."""
        reach = provisioners.reach(self.provisioner, self.parameters)
        if self.volume is not None and provisioners.replicates(self.provisioner):
            # Nothing but its zones tells a replicated disk from others of its driver.
            zones = volume_zones(self.volume)
            if zones is not None and len(zones) > 1:
                return provisioners.TWO_ZONES if len(zones) == 2 else provisioners.REGION
        return reach

    @property
    def zonal(self) -> bool:
        """Whether it is out of reach while its zone, or its node, is away."""
        return self.reach in {provisioners.ZONE, provisioners.NODE}

    @property
    def most_zones(self) -> int:
        """The number of zones in which one volume can be mounted; 0 where that is not known.

        File systems of the network are mounted from everywhere, wherever their data is.
        """
        if self.volume is not None or self.shared:
            return 0
        if self.zonal:
            return 1
        return 2 if self.reach == provisioners.TWO_ZONES else 0

    @property
    def shared(self) -> bool:
        """Whether several nodes can mount it at once, whatever access mode is written.

        Kubernetes enforces ReadWriteOnce by attaching; network file systems are not attached.
        """
        return not self.attached

    def networked(self, cluster: Cluster) -> bool:
        """Whether it is a file system of the network, not a disk that several nodes may attach."""
        if self.reach == provisioners.NODE:
            return False
        if self.volume is not None:
            return volume_attaches(self.volume.spec, cluster) is False
        return self.shared

    @property
    def zones(self) -> frozenset[str] | None:
        """The zones in which the volume can be mounted; None where nothing written says so.

        Of a file system of the network the parameters say where its data is, and only its
        topologies where the first pod may be.
        """
        if self.volume is not None:
            return volume_zones(self.volume)
        if self.storage_class is None or self.reach == provisioners.REGION:
            return None
        if self.shared:
            return frozenset(_allowed(self.storage_class, ZONE_NAME_KEYS) or ()) or None
        return class_zones(self.storage_class)


UNKNOWN = ClaimStorage("", {})


def mounts(workload: Workload, cluster: Cluster) -> Iterator[Mount]:
    """Yield the claims that a workload's pods mount."""
    for field in workload.claim_fields:
        name = string(mapping(field.value.get("metadata")).get("name"))
        yield Mount(field, name, field.value, per_pod=True)
    for index, _ in workload.volumes():
        yield from _mounted(workload.pod("volumes", index), workload, cluster)


def _mounted(volume: Field, workload: Workload, cluster: Cluster) -> Iterator[Mount]:
    template = mapping(volume.value.get("ephemeral")).get("volumeClaimTemplate")
    if isinstance(template, dict):
        field = volume.child("ephemeral").child("volumeClaimTemplate")
        yield Mount(field, string(volume.value.get("name")), template, per_pod=True, ephemeral=True)
    name = string(mapping(volume.value.get("persistentVolumeClaim")).get("claimName"))
    if name:
        only = cluster.sole(("", "PersistentVolumeClaim", workload.namespace, name), workload)
        claim = only if isinstance(only, PersistentVolumeClaim) else None
        field = volume.child("persistentVolumeClaim").child("claimName")
        several = isinstance(workload, ScalableWorkload) and cluster.scale_of(workload).most > 1
        yield Mount(field, name, claim.tree if claim else {}, claim=claim, by_several=several)


def zonal_template(workload: Workload, cluster: Cluster) -> Mount | None:
    """Return the first claim template whose volumes are bound to the zone of their first pod."""
    for mount in cluster.volumes.mounts_of(workload):
        if mount.per_pod and not mount.ephemeral and cluster.volumes.storage_of(mount).zonal:
            return mount
    return None


def storage(mount: Mount, cluster: Cluster) -> ClaimStorage:
    """Return where a mounted claim's volume comes from: a bound volume, else its class."""
    if not mount.tree:
        return UNKNOWN
    if mount.claim is not None:
        volume = cluster.volumes.volume_of(mount.claim)
        if volume is not None:
            spec = mapping(volume.get("spec"))
            modes = {str(mode) for mode in sequence(spec.get("accessModes"))}
            # IsMultiAttachAllowed looks at the modes of the volume, not of the claim.
            attached = volume_attaches(spec, cluster) is not False and MANY.isdisjoint(modes)
            provisioner = provisioners.of_source(spec)
            return ClaimStorage(provisioner, {}, immediate=False, volume=volume, attached=attached)
    name, pods = mount.class_name, mount.field.resource
    return class_storage(name, _decides(name, pods, mount.claim or pods, cluster), cluster)


def _decides(name: str | None, pods: Resource, claim: Resource, cluster: Cluster) -> Resource:
    """Return from where the nearest class is looked for: from the claim, but for one case.

    A claim above the folders of several workloads serves each, with the class that lies beside it.
    """
    if not name or not cluster.nearness.above(claim, pods):
        return claim
    return pods if cluster.volumes.has_class_beside(name, pods) else claim


def class_storage(name: str | None, near: Resource, cluster: Cluster) -> ClaimStorage:
    """Return what a class provides: as the input defines it, else as clusters come with it."""
    found = None if name == "" else cluster.volumes.storage_class(name, near)
    if found is not None:
        immediate = found.binding_mode.value == "Immediate"
        return ClaimStorage(
            found.provisioner,
            found.parameters,
            immediate=immediate,
            storage_class=found,
            attached=attaches(found.provisioner, cluster),
        )
    known = provisioners.WELL_KNOWN.get(name or "")
    if known is None:
        return UNKNOWN
    provisioner, parameters, binding = known
    attached = attaches(provisioner, cluster)
    return ClaimStorage(provisioner, parameters, immediate=binding, attached=attached)


def class_zones(storage_class: StorageClass) -> frozenset[str] | None:
    """Return the zones of allowedTopologies and of zone parameters; None is any zone."""
    zones = _allowed(storage_class, ZONE_NAME_KEYS)
    if zones is None:
        return None
    for name in ("zone", "zones", "availability"):
        written = storage_class.parameters.get(name)
        if isinstance(written, str):
            zones.update(zone.strip() for zone in written.split(",") if zone.strip())
    return frozenset(zones) or None


def class_zone_ids(storage_class: StorageClass) -> frozenset[str] | None:
    """Return the zones of allowedTopologies by their identifiers; None where it names none."""
    return frozenset(_allowed(storage_class, frozenset({ZONE_ID})) or ()) or None


def _allowed(storage_class: StorageClass, keys: frozenset[str]) -> set[str] | None:
    """Return the values of topology keys; None where some term leaves them open."""
    values: set[str] = set()
    for term in sequence(storage_class.get("allowedTopologies")):
        named = [
            expression
            for expression in map(mapping, sequence(mapping(term).get("matchLabelExpressions")))
            if expression.get("key") in keys
        ]
        if not named:
            return None
        for expression in named:
            values |= _strings(expression.get("values"))
    return values


def volume_zones(volume: PersistentVolume) -> frozenset[str] | None:
    """Return the zones that a volume's node affinity and labels allow; None is any zone.

    VolumeBinding reads the affinity, VolumeZone the labels (kube-scheduler, 1.37).
    """
    required = mapping(mapping(volume.spec.get("nodeAffinity")).get("required"))
    allowed: list[frozenset[str]] = []
    terms = [_zones_of_term(mapping(term)) for term in sequence(required.get("nodeSelectorTerms"))]
    named = [zones for zones in terms if zones is not None]
    if terms and len(named) == len(terms):
        allowed.append(frozenset().union(*named))
    for key in (ZONE, BETA_ZONE):
        label = volume.labels.get(key)
        places = places_of_label(label) if isinstance(label, str) else None
        if places is not None:
            allowed.append(places)
    return frozenset.intersection(*allowed) if allowed else None


def _zones_of_term(term: dict[str, Any]) -> frozenset[str] | None:
    allowed: frozenset[str] | None = None
    for expression in map(mapping, sequence(term.get("matchExpressions"))):
        if expression.get("operator") == "In" and expression.get("key") in ZONE_NAME_KEYS:
            named = frozenset(_strings(expression.get("values")))
            allowed = named if allowed is None else allowed & named
    return allowed


def _strings(values: Any) -> set[str]:
    return {value for value in sequence(values) if isinstance(value, str)}
