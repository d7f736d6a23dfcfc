"""Claims, volumes and storage classes."""

from __future__ import annotations

from multiaz_lint.model import quantity
from multiaz_lint.model.disks.migrated import counted_source
from multiaz_lint.model.disks.mounts import MANY
from multiaz_lint.model.disks.provisioners import heeds_no_mode, refuses_many
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.nodes.named_zones import ZONE_NAME_KEYS
from multiaz_lint.model.nodes.node_selector import Term
from multiaz_lint.model.placement import BETA_REGION, BETA_ZONE, REGION, ZONE
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.storage import BETA_CLASS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.model.disks.capacities import Capacity
    from multiaz_lint.model.labels import Selector

    Tree = Mapping[str, Any]
    ClaimName = tuple[str, str]

IN_ZONE, IN_TWO_ZONES, ON_NODE, ANYWHERE = "zone", "two zones", "node", "region"
"""Where a volume that a class makes can be reached from."""
UNSAID = "unsaid"
"""In one zone, unless it holds files that several nodes can share."""
NANO = 10**9
MANY_WRITERS = "ReadWriteMany"
NO_PROVISIONER = "kubernetes.io/no-provisioner"
TOPOLOGY_LABELS = (
    BETA_ZONE,
    BETA_REGION,
    ZONE,
    REGION,
)
_SELECTED_NODE = "volume.kubernetes.io/selected-node"
_BOUND = "pv.kubernetes.io/bind-completed"


def _name(manifest: Tree) -> str:
    return str((manifest.get("metadata") or {}).get("name"))


def _phase(manifest: Tree) -> object:
    return mapping(manifest.get("status")).get("phase")


def _size(resources: Tree | None) -> int:
    try:
        return quantity.nanos((resources or {}).get("storage") or 0)
    except quantity.QuantityError:
        return 0


class Volume:
    """A PersistentVolume; ``attached`` is None where its class tells whether it is attached.

    ``alone`` says that its driver attaches it to one node, whatever its access modes are; ``node``
    is the one whose own disk it is, for those that a drill makes there.
    """

    __slots__ = (
        "alone",
        "attached",
        "attributes",
        "capacity",
        "claim",
        "claim_uid",
        "labels",
        "mode",
        "modes",
        "name",
        "node",
        "reach",
        "released",
        "source",
        "storage_class",
        "terms",
    )

    def __init__(
        self,
        manifest: Tree,
        *,
        attached: bool | None = None,
        alone: bool = False,
        node: str | None = None,
    ) -> None:
        spec = manifest.get("spec") or {}
        metadata = manifest.get("metadata") or {}
        self.node = node
        self.attached = attached
        self.alone = alone
        self.name = _name(manifest)
        self.labels: Tree = metadata.get("labels") or {}
        self.capacity = _size(spec.get("capacity"))
        annotations = metadata.get("annotations") or {}
        self.storage_class = annotations.get(BETA_CLASS) or spec.get("storageClassName") or ""
        self.modes = frozenset(spec.get("accessModes") or ())
        self.mode = spec.get("volumeMode") or "Filesystem"
        self.attributes = spec.get("volumeAttributesClassName") or ""
        self.source = counted_source(spec)  # its driver, and what that knows it by
        reference = spec.get("claimRef")
        self.claim: ClaimName | None = None
        self.claim_uid: str | None = None
        if reference:
            self.claim = (str(reference.get("namespace")), str(reference.get("name")))
            self.claim_uid = reference.get("uid")
        # its claim was deleted: another of the same name does not get it
        self.released = bool(self.claim_uid) and _phase(manifest) == "Released"
        affinity = (spec.get("nodeAffinity") or {}).get("required")
        self.terms: list[Term] | None = None
        if affinity is not None:
            self.terms = [Term(term) for term in affinity.get("nodeSelectorTerms") or ()]
        # the same for volumes that reach the same nodes
        self.reach: Hashable = (node, repr(affinity))

    @property
    def everywhere(self) -> bool:
        """Whether every node reaches it."""
        return self.terms is None and self.node is None

    def reaches(self, node: Node) -> bool:
        """Whether its node affinity lets it be used on a node.

        Only labels are looked at: the scheduler leaves out the `matchFields` of a volume
        (storage/volume CheckNodeAffinity, v1.37).
        """
        if self.node is not None:
            return self.node == node.name
        if self.terms is None:
            return True
        return any(term.matches(None, node.labels) for term in self.terms)

    def is_for(self, claim: Claim) -> bool:
        """Whether it is reserved for or bound to a claim (IsVolumeBoundToClaim)."""
        another = claim.uid and self.claim_uid and claim.uid != self.claim_uid
        named = self.claim == claim.key
        return named and not (another or self.released)

    def holds(self, claim: Claim) -> bool:
        """Whether it is large enough for a claim, and of its mode and attributes."""
        alike = self.mode == claim.mode and self.attributes == claim.attributes
        return alike and self.capacity >= claim.size

    def serves(self, claim: Claim) -> bool:
        """Whether it can be accessed as a claim asks for."""
        return claim.modes <= self.modes


class Claim:
    """A PersistentVolumeClaim."""

    __slots__ = (
        "attributes",
        "bound",
        "lost",
        "mode",
        "modes",
        "name",
        "namespace",
        "problem",
        "selected_node",
        "selector",
        "size",
        "storage_class",
        "uid",
        "volume",
    )

    def __init__(self, manifest: Tree, namespace: str, name: str | None = None) -> None:
        spec = manifest.get("spec") or {}
        metadata = manifest.get("metadata") or {}
        annotations = metadata.get("annotations") or {}
        self.name = name or _name(manifest)
        self.namespace = namespace
        self.uid: str | None = metadata.get("uid")
        # null stands for the default class, "" for none at all
        self.storage_class: str | None = annotations.get(BETA_CLASS, spec.get("storageClassName"))
        self.size = _size((spec.get("resources") or {}).get("requests"))
        self.modes = frozenset(spec.get("accessModes") or ())
        self.mode = spec.get("volumeMode") or "Filesystem"
        self.attributes = spec.get("volumeAttributesClassName") or ""
        self.volume: str | None = spec.get("volumeName") or None
        self.bound = bool(self.volume and annotations.get(_BOUND))
        self.selected_node: str | None = annotations.get(_SELECTED_NODE)
        self.problem: str | None = None  # why no pod that mounts it is placed (podHasPVCs, v1.37)
        self.lost = _phase(manifest) == "Lost"
        if self.lost:
            what = f'persistentvolumeclaim "{self.name}" bound to non-existent persistentvolume'
            self.problem = f'{what} "{spec.get("volumeName") or ""}"'
        elif metadata.get("deletionTimestamp"):
            self.problem = f'persistentvolumeclaim "{self.name}" is being deleted'
        selector = spec.get("selector")
        self.selector: Selector | None = None if selector is None else compile_selector(selector)

    @property
    def key(self) -> ClaimName:
        """Its namespace and name."""
        return (self.namespace, self.name)

    def selects(self, volume: Volume) -> bool:
        """Whether a volume has the labels that it asks for."""
        return self.selector is None or self.selector.matches(volume.labels)


class StorageClass:
    """A StorageClass: who makes volumes, when, and where."""

    __slots__ = (
        "attached",
        "capacities",
        "name",
        "parameters",
        "provisioner",
        "reach",
        "topologies",
        "waits",
    )

    def __init__(
        self,
        manifest: Tree,
        reach: str = IN_ZONE,
        *,
        attached: bool = True,
        capacities: tuple[Capacity, ...] | None = None,
    ) -> None:
        self.capacities = capacities  # None where its driver has the scheduler look for no room
        self.name = _name(manifest)
        self.provisioner = str(manifest.get("provisioner"))
        self.parameters = mapping(manifest.get("parameters"))
        self.waits = manifest.get("volumeBindingMode") == "WaitForFirstConsumer"
        self.topologies: list[list[tuple[str, frozenset[str]]]] = [
            [
                (string(e.get("key")), frozenset(e.get("values") or ()))
                for e in map(mapping, mapping(term).get("matchLabelExpressions") or ())
            ]
            for term in manifest.get("allowedTopologies") or ()
        ]
        self.reach = reach
        self.attached = attached

    @property
    def provisions(self) -> bool:
        """Whether volumes are made for claims of it."""
        return self.provisioner not in ("", NO_PROVISIONER)

    def attaches_alone(self, claim: Claim) -> bool:
        """Whether its driver attaches a disk to one node whatever access modes the claim has.

        Raw ones are taken to be of a volume type that can be attached to several.
        """
        return heeds_no_mode(self.provisioner) and claim.mode == "Filesystem"

    def makes(self, claim: Claim) -> bool:
        """Whether its driver makes the volume: that of most disks makes none for several nodes.

        The driver refuses the claim, and tries again for ever.
        """
        block = claim.mode == "Block"
        many = MANY_WRITERS in claim.modes
        return not (many and refuses_many(self.provisioner, self.parameters, block=block))

    def named_zones(self) -> list[str]:
        """Return the zones that its topologies name, in order."""
        named = (e for term in self.topologies for e in term if e[0] in ZONE_NAME_KEYS)
        return sorted({zone for _, zones in named for zone in zones})

    def reach_of(self, claim: Claim) -> str:
        """Return from where the volume that is made for a claim can be reached."""
        if self.reach != UNSAID:
            return self.reach
        shared = not (self.attached and MANY.isdisjoint(claim.modes))
        return ANYWHERE if shared and claim.mode == "Filesystem" else IN_ZONE

    def capacity(self, claim: Claim, node: Node) -> Capacity | None:
        """Return what has room for the volume of a claim on a node."""
        size = -(-claim.size // NANO)
        found = (each for each in self.capacities or () if each.has_room(size, node.labels))
        return next(found, None)

    def has_room(self, claim: Claim, node: Node) -> bool:
        """Whether there is room for the volume of a claim on a node, or nobody asks."""
        asked = self.capacities is not None and claim.size
        return not asked or self.capacity(claim, node) is not None

    def allows(self, node: Node) -> bool:
        """Whether a volume may be made for a node; an empty term allows none."""
        if not self.topologies:
            return True
        return any(
            term and all(node.labels.get(key) in values for key, values in term)
            for term in self.topologies
        )
