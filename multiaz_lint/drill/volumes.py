"""Claims, volumes and classes, and how claims get bound (v1.37 volume binder and PV controller)."""

from __future__ import annotations

from multiaz_lint.drill.pod import ZONE
from multiaz_lint.model import quantity
from multiaz_lint.model.labels import compile_selector
from multiaz_lint.model.node_selector import Term
from multiaz_lint.model.provisioners import FILE_SYSTEMS
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from multiaz_lint.drill.node import Node
    from multiaz_lint.model.labels import Selector

    Tree = Mapping[str, Any]
    ClaimName = tuple[str, str]

IN_ZONE, ON_NODE, ANYWHERE = "zone", "node", "region"
"""Where a volume that a class makes can be reached from."""
NO_PROVISIONER = "kubernetes.io/no-provisioner"
TOPOLOGY_LABELS = (
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
    ZONE,
    "topology.kubernetes.io/region",
)
_SELECTED_NODE = "volume.kubernetes.io/selected-node"
_BOUND = "pv.kubernetes.io/bind-completed"
_CLASS = "volume.beta.kubernetes.io/storage-class"


def _name(manifest: Tree) -> str:
    return str((manifest.get("metadata") or {}).get("name"))


def _size(resources: Tree | None) -> int:
    try:
        return quantity.nanos((resources or {}).get("storage") or 0)
    except quantity.QuantityError:
        return 0


class Volume:
    """A PersistentVolume."""

    __slots__ = ("capacity", "claim", "labels", "mode", "modes", "name", "storage_class", "terms")

    def __init__(self, manifest: Tree) -> None:
        spec = manifest.get("spec") or {}
        metadata = manifest.get("metadata") or {}
        self.name = _name(manifest)
        self.labels: Tree = metadata.get("labels") or {}
        self.capacity = _size(spec.get("capacity"))
        annotations = metadata.get("annotations") or {}
        self.storage_class = annotations.get(_CLASS) or spec.get("storageClassName") or ""
        self.modes = frozenset(spec.get("accessModes") or ())
        self.mode = spec.get("volumeMode") or "Filesystem"
        reference = spec.get("claimRef")
        self.claim: ClaimName | None = None
        if reference:
            self.claim = (str(reference.get("namespace")), str(reference.get("name")))
        affinity = (spec.get("nodeAffinity") or {}).get("required")
        self.terms: list[Term] | None = None
        if affinity is not None:
            self.terms = [Term(term) for term in affinity.get("nodeSelectorTerms") or ()]

    def reaches(self, node: Node) -> bool:
        """Whether its node affinity lets it be used on a node."""
        if self.terms is None:
            return True
        return any(term.matches(node.name, node.labels) for term in self.terms)


class Claim:
    """A PersistentVolumeClaim."""

    __slots__ = (
        "bound",
        "mode",
        "modes",
        "name",
        "namespace",
        "selected_node",
        "selector",
        "size",
        "storage_class",
        "volume",
    )

    def __init__(self, manifest: Tree, namespace: str, name: str | None = None) -> None:
        spec = manifest.get("spec") or {}
        annotations = (manifest.get("metadata") or {}).get("annotations") or {}
        self.name = name or _name(manifest)
        self.namespace = namespace
        # null stands for the default class, "" for none at all
        self.storage_class: str | None = annotations.get(_CLASS, spec.get("storageClassName"))
        self.size = _size((spec.get("resources") or {}).get("requests"))
        self.modes = frozenset(spec.get("accessModes") or ())
        self.mode = spec.get("volumeMode") or "Filesystem"
        self.volume: str | None = spec.get("volumeName") or None
        self.bound = bool(self.volume and annotations.get(_BOUND))
        self.selected_node: str | None = annotations.get(_SELECTED_NODE)
        selector = spec.get("selector")
        self.selector: Selector | None = None if selector is None else compile_selector(selector)


class StorageClass:
    """A StorageClass: who makes volumes, when, and where."""

    __slots__ = ("attached", "name", "provisioner", "reach", "topologies", "waits")

    def __init__(self, manifest: Tree, reach: str = IN_ZONE) -> None:
        self.name = _name(manifest)
        self.provisioner = str(manifest.get("provisioner"))
        self.waits = manifest.get("volumeBindingMode") == "WaitForFirstConsumer"
        self.topologies: list[list[tuple[str, frozenset[str]]]] = [
            [
                (string(e.get("key")), frozenset(e.get("values") or ()))
                for e in map(mapping, mapping(term).get("matchLabelExpressions") or ())
            ]
            for term in manifest.get("allowedTopologies") or ()
        ]
        self.reach = reach
        # network file systems are mounted, not attached
        self.attached = self.provisioner not in FILE_SYSTEMS

    @property
    def provisions(self) -> bool:
        return self.provisioner not in ("", NO_PROVISIONER)

    def allows(self, node: Node) -> bool:
        """Whether a volume may be made for a node; an empty term allows none."""
        if not self.topologies:
            return True
        return any(
            term and all(node.labels.get(key) in values for key, values in term)
            for term in self.topologies
        )


class Binding:
    """What a pod's unbound claims would get on one node."""

    __slots__ = ("provisioned", "static")

    def __init__(self) -> None:
        self.static: list[tuple[Claim, Volume]] = []
        self.provisioned: list[Claim] = []


class Storage:
    """All storage of a cluster, as it is bound now."""

    def __init__(
        self,
        volumes: Iterable[Volume] = (),
        claims: Iterable[Claim] = (),
        classes: Iterable[StorageClass] = (),
        default_class: str | None = None,
    ) -> None:
        self.volumes = {volume.name: volume for volume in volumes}
        self.claims = {(claim.namespace, claim.name): claim for claim in claims}
        self.classes = {storage_class.name: storage_class for storage_class in classes}
        self.default_class = default_class
        self.undo: list[Callable[[], None]] = []
        for volume in self.volumes.values():
            claim = self.claims.get(volume.claim) if volume.claim else None
            if claim is not None and claim.volume in (None, volume.name):
                claim.volume, claim.bound = volume.name, True

    def class_of(self, claim: Claim) -> str:
        name = claim.storage_class
        return (self.default_class or "") if name is None else name

    def waits(self, claim: Claim) -> bool:
        """Whether binding waits for a pod to be placed."""
        storage_class = self.classes.get(self.class_of(claim))
        return storage_class is not None and storage_class.waits

    def add_claim(self, claim: Claim) -> None:
        key = (claim.namespace, claim.name)
        if key not in self.claims:
            self.claims[key] = claim
            self.undo.append(lambda: self.claims.__delitem__(key))

    def bind(self, claim: Claim, volume: Volume) -> None:
        before = (claim.volume, claim.bound, volume.claim)
        claim.volume, claim.bound = volume.name, True
        volume.claim = (claim.namespace, claim.name)

        def undo() -> None:
            claim.volume, claim.bound, volume.claim = before

        self.undo.append(undo)

    def provision(
        self,
        claim: Claim,
        storage_class: StorageClass,
        zone: str | None,
        node: Node | None = None,
    ) -> None:
        """Make a volume for a claim, as near to the node as its class does, and bind it."""
        spec: dict[str, Any] = {
            "accessModes": list(claim.modes),
            "storageClassName": storage_class.name,
            "volumeMode": claim.mode,
        }
        if storage_class.reach == IN_ZONE:
            expression = {"key": ZONE, "operator": "In", "values": [zone or ""]}
            terms = [{"matchExpressions": [expression]}]
            spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": terms}}
        elif storage_class.reach == ON_NODE and node is not None:
            name = {"key": "metadata.name", "operator": "In", "values": [node.name]}
            terms = [{"matchFields": [name]}]
            spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": terms}}
        made = f"pv-{claim.namespace}-{claim.name}"
        volume = Volume({"metadata": {"name": made}, "spec": spec})
        volume.capacity = claim.size
        self.volumes[made] = volume
        self.undo.append(lambda: self.volumes.__delitem__(made))
        self.bind(claim, volume)

    def bind_immediate(self, nodes: Iterable[Node]) -> bool:
        """Bind what need not wait for a pod, as the PV controller does; say whether it did."""
        zones = sorted({node.zone for node in nodes if node.present and node.zone})
        did = False
        for claim in self.claims.values():
            if not (claim.bound or self.waits(claim)):
                did = self._bind_now(claim, zones) or did
        return did

    def _bind_now(self, claim: Claim, zones: list[str]) -> bool:
        volume = self._smallest(claim, None, ())
        if volume is not None:
            self.bind(claim, volume)
            return True
        storage_class = self.classes.get(self.class_of(claim))
        if claim.volume or storage_class is None or not storage_class.provisions:
            return False
        # A provisioner without a hint picks a zone of its own: here the first.
        zone = zones[0] if zones else None
        for term in storage_class.topologies[:1]:
            for key, values in term[:1]:
                zone = min(values) if key == ZONE and values else zone
        self.provision(claim, storage_class, zone)
        return True

    def find(self, claims: Iterable[Claim], node: Node) -> Binding | None:
        """Find volumes for claims that wait for a pod on this node (FindMatchingVolume)."""
        binding = Binding()
        unmatched = []
        for claim in sorted(claims, key=lambda claim: claim.size):
            if claim.selected_node is not None:
                if claim.selected_node != node.name:
                    return None
                unmatched.append(claim)
                continue
            taken = [volume.name for _, volume in binding.static]
            volume = self._smallest(claim, node, taken)
            if volume is None:
                unmatched.append(claim)
            else:
                binding.static.append((claim, volume))
        for claim in unmatched:
            storage_class = self.classes.get(self.class_of(claim))
            if storage_class is None or not (
                storage_class.provisions and storage_class.allows(node)
            ):
                return None
            binding.provisioned.append(claim)
        return binding

    def commit(self, binding: Binding, node: Node) -> None:
        """Bind what a placed pod waited for."""
        for claim, volume in binding.static:
            self.bind(claim, volume)
        for claim in binding.provisioned:
            self.provision(claim, self.classes[self.class_of(claim)], node.zone, node)

    def _smallest(self, claim: Claim, node: Node | None, taken: Iterable[str]) -> Volume | None:
        wanted = (claim.namespace, claim.name)
        storage_class = self.class_of(claim)
        best: Volume | None = None
        for volume in self.volumes.values():
            if volume.name in taken or volume.claim not in (None, wanted):
                continue
            if volume.capacity < claim.size or volume.mode != claim.mode:
                continue
            reaches = node is None or volume.reaches(node)
            if volume.claim == wanted or claim.volume == volume.name:
                return volume if reaches else None
            if (
                claim.volume
                or volume.storage_class != storage_class
                or not reaches
                or not claim.modes <= volume.modes
                or (claim.selector is not None and not claim.selector.matches(volume.labels))
            ):
                continue
            if best is None or (volume.capacity, volume.name) < (best.capacity, best.name):
                best = volume
        return best
