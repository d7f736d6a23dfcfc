"""How claims get their volumes (v1.37 volume binder and PV controller)."""

from __future__ import annotations

from multiaz_lint.drill.disks import two_zones
from multiaz_lint.drill.disks.free import FreeVolumes
from multiaz_lint.drill.disks.volumes import IN_TWO_ZONES, IN_ZONE, ON_NODE, Volume
from multiaz_lint.model.disks.migrated import counted_driver
from multiaz_lint.model.placement import ZONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from multiaz_lint.drill.disks.volumes import Claim, ClaimName, StorageClass
    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.model.disks.capacities import Capacity


class Binding:
    """What a pod's unbound claims would get on one node."""

    __slots__ = ("provisioned", "static")

    def __init__(self) -> None:
        self.static: list[tuple[Claim, Volume]] = []
        self.provisioned: list[tuple[Claim, StorageClass, Capacity | None]] = []


class Storage:
    """All storage of a cluster, as it is bound now.

    ``attaches_disks`` is whether disks that pods name without a claim are attached to nodes.
    """

    def __init__(
        self,
        volumes: Iterable[Volume] = (),
        claims: Iterable[Claim] = (),
        classes: Iterable[StorageClass] = (),
        default_class: str | None = None,
        *,
        attaches_disks: bool = True,
    ) -> None:
        self.attaches_disks = attaches_disks
        self.volumes = {volume.name: volume for volume in volumes}
        self.claims = {claim.key: claim for claim in claims}
        self.classes = {storage_class.name: storage_class for storage_class in classes}
        self.default_class = default_class
        self.undo: list[Callable[[], None]] = []
        self._free = FreeVolumes()
        self._reserved: dict[ClaimName, list[Volume]] = {}
        for volume in self.volumes.values():
            if volume.claim is None:
                self._free.add(volume)
            else:
                self._reserved.setdefault(volume.claim, []).append(volume)
        unbound = [claim for claim in self.claims.values() if not claim.bound]
        self._to_make = {claim.key: claim for claim in unbound if self._is_made_at_once(claim)}
        self.moved: dict[ClaimName, None] = {}
        """Claims that got or lost a volume since somebody asked."""
        for key, claim in self.claims.items():
            kept = self.volumes.get(claim.volume or "") if claim.bound else None
            if kept is not None and self._free.take(kept):
                kept.claim = key
        for claim in sorted(unbound, key=lambda claim: claim.volume is None):
            self._bind_existing(claim)
        self.undo.clear()
        self.node_keys = self._node_keys()

    def _node_keys(self) -> tuple[str, ...]:
        """Return the labels by which free volumes and classes tell nodes apart."""
        keys: set[str] = set()
        for volume in self._free:
            for term in volume.terms or ():
                keys.update(expression.key for expression in term.expressions)
        for storage_class in self.classes.values():
            keys.update(key for term in storage_class.topologies for key, _ in term)
            for capacity in storage_class.capacities or ():
                keys.update(capacity.node_keys())
        return tuple(sorted(keys))

    def class_of(self, claim: Claim) -> str:
        """Return the name of the class that a claim asks for, the default one filled in."""
        name = claim.storage_class
        return (self.default_class or "") if name is None else name

    def cannot_make(self, claim: Claim) -> str:
        """Return the driver that can make no volume such as a claim asks for; empty if it can."""
        maker = self.classes.get(self.class_of(claim))
        return "" if maker is None or maker.makes(claim) else maker.provisioner

    def maker_of(self, claim: Claim) -> StorageClass | None:
        """Return the class that makes a volume such as a claim asks for; None for nobody."""
        maker = self.classes.get(self.class_of(claim))
        able = maker is not None and maker.provisions and maker.makes(claim)
        return maker if able else None

    def has_free(self, claim: Claim) -> bool:
        """Whether a volume that nobody has would do for a claim."""
        return self._free.best(claim, self.class_of(claim)) is not None

    def has(self, claim: Claim, node: Node) -> bool:
        """Whether a new claim gets a volume that can be used on a node, be it made for it."""
        maker = self.maker_of(claim)
        if maker is not None and maker.allows(node) and maker.has_room(claim, node):
            return True
        return self._free.smallest(claim, self.class_of(claim), node, ()) is not None

    def waits(self, claim: Claim) -> bool:
        """Whether binding waits for a pod to be placed."""
        storage_class = self.classes.get(self.class_of(claim))
        return storage_class is not None and storage_class.waits

    def add_claim(self, claim: Claim) -> None:
        """Enter a claim, unless it is there."""
        key = claim.key
        if key not in self.claims:
            self.claims[key] = claim
            if self._is_made_at_once(claim):
                self._to_make[key] = claim

            def undo() -> None:
                del self.claims[key]
                self._to_make.pop(key, None)

            self.undo.append(undo)
            self._bind_existing(claim)

    def _bind_existing(self, claim: Claim) -> None:
        """Bind a claim that waits for no pod to a volume that there is (syncUnboundClaim)."""
        volume = self._named(claim) if claim.volume else self._best(claim)
        if volume is not None:
            self.bind(claim, volume)

    def _named(self, claim: Claim) -> Volume | None:
        """Return the volume that a claim names, if it can have it: in any binding mode."""
        volume = self.volumes.get(claim.volume or "")
        if volume is None:
            return None
        can = self._fits(volume, claim) if volume.claim is None else volume.is_for(claim)
        return volume if can else None

    def _best(self, claim: Claim) -> Volume | None:
        """Return a volume of the fewest modes: reserved, or the smallest if binding is immediate.

        What is reserved need not be of the same class (findByClaim, FindMatchingVolume).
        """
        found = [volume for volume in self._reserved_for(claim) if volume.serves(claim)]
        free = None if self.waits(claim) else self._free.best(claim, self.class_of(claim))
        if free is not None:
            found.append(free)
        return min(found, key=_rank, default=None)

    def _reserved_for(self, claim: Claim) -> list[Volume]:
        volumes = self._reserved.get(claim.key, ())
        return [volume for volume in volumes if volume.is_for(claim) and volume.holds(claim)]

    def _fits(self, volume: Volume, claim: Claim) -> bool:
        """Whether a volume has all that a claim asks for (checkVolumeSatisfyClaim)."""
        alike = volume.storage_class == self.class_of(claim)
        return alike and volume.holds(claim) and volume.serves(claim)

    def bind(self, claim: Claim, volume: Volume) -> None:
        """Bind a claim and a volume to one another."""
        before = (claim.volume, claim.bound, volume.claim)
        key = claim.key
        claim.volume, claim.bound, volume.claim = volume.name, True, key
        waited = self._to_make.pop(key, None)
        was_free = self._free.take(volume)
        is_new = key not in self.moved
        self.moved[key] = None

        def undo() -> None:
            claim.volume, claim.bound, volume.claim = before
            if is_new:
                self.moved.pop(key, None)
            if waited is not None:
                self._to_make[key] = waited
            if was_free:
                self._free.add(volume)

        self.undo.append(undo)

    def provision(
        self,
        claim: Claim,
        storage_class: StorageClass,
        zone: str | None,
        node: Node | None = None,
        nodes: Iterable[Node] = (),
    ) -> None:
        """Make a volume for a claim, as near to the node as its class does, and bind it.

        ``nodes`` are those of the cluster; ``node`` is None where no pod is placed yet.
        """
        spec: dict[str, Any] = {
            "accessModes": list(claim.modes),
            "storageClassName": storage_class.name,
            "volumeMode": claim.mode,
            "volumeAttributesClassName": claim.attributes,
        }
        reach = storage_class.reach_of(claim)
        if reach in {IN_ZONE, IN_TWO_ZONES}:
            zones = [zone or ""]
            if reach == IN_TWO_ZONES:
                first = None if node is None else zone
                zones = two_zones.picked(storage_class, nodes, claim.name, first)
            expression = {"key": ZONE, "operator": "In", "values": zones}
            terms = [{"matchExpressions": [expression]}]
            spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": terms}}
        made = f"{claim.namespace}/{claim.name}"  # no name of the input has a slash
        spec["csi"] = {"driver": counted_driver(storage_class.provisioner), "volumeHandle": made}
        own = node.name if reach == ON_NODE and node is not None else None
        manifest = {"metadata": {"name": made}, "spec": spec}
        alone = storage_class.attaches_alone(claim)
        volume = Volume(manifest, attached=storage_class.attached, alone=alone, node=own)
        volume.capacity = claim.size
        self.volumes[made] = volume
        self.undo.append(lambda: self.volumes.__delitem__(made))
        self.bind(claim, volume)

    def bind_immediate(self, nodes: Iterable[Node]) -> bool:
        """Make volumes for what need not wait for a pod; say whether any was made."""
        if not self._to_make:
            return False
        nodes = list(nodes)
        for claim in list(self._to_make.values()):
            storage_class = self.maker_of(claim)
            assert storage_class is not None  # else it would not be made
            zone = self.picked_zone(storage_class, nodes)
            self.provision(claim, storage_class, zone, nodes=nodes)
        return True

    def _is_made_at_once(self, claim: Claim) -> bool:
        """Whether a volume is made for a claim before a pod is placed."""
        return not (claim.volume or self.waits(claim)) and self.maker_of(claim) is not None

    def picked_zone(self, storage_class: StorageClass, nodes: Iterable[Node]) -> str | None:
        """Return the zone that a provisioner without a hint picks: here the first."""
        zone = min((node.zone for node in nodes if node.present and node.zone), default=None)
        for term in storage_class.topologies[:1]:
            for key, values in term[:1]:
                zone = min(values) if key == ZONE and values else zone
        return zone

    def find(self, claims: Iterable[Claim], node: Node) -> Binding | None:
        """Find volumes for claims that wait for a pod on this node (FindMatchingVolume).

        A claim that the pod names twice is looked for twice, as the scheduler does.
        """
        return self._found(claims, node)[0]

    def is_full(self, claims: Iterable[Claim], node: Node) -> bool:
        """Whether claims find nothing on a node because there is no room for new volumes."""
        return self._found(claims, node)[1]

    def _found(self, claims: Iterable[Claim], node: Node) -> tuple[Binding | None, bool]:
        binding = Binding()
        unmatched = []
        for claim in sorted(claims, key=lambda claim: claim.size):
            if claim.selected_node is not None:
                if claim.selected_node != node.name:
                    return None, False
                unmatched.append(claim)
                continue
            storage_class = self.class_of(claim)
            if any(v.storage_class == storage_class for v in self._reserved_for(claim)):
                return None, False  # found for it, yet never bound: its access modes are others
            taken = [volume.name for _, volume in binding.static]
            volume = self._free.smallest(claim, storage_class, node, taken)
            if volume is None:
                unmatched.append(claim)
            else:
                binding.static.append((claim, volume))
        for claim in unmatched:
            maker = self.maker_of(claim)
            if maker is None or not maker.allows(node):
                return None, False
            if not maker.has_room(claim, node):
                return None, True
            binding.provisioned.append((claim, maker, maker.capacity(claim, node)))
        return binding, False

    def commit(self, binding: Binding, node: Node, nodes: Iterable[Node] = ()) -> None:
        """Bind what a placed pod waited for, once: several of its volumes may name one claim."""
        for claim, volume in binding.static:
            if not claim.bound:
                self.bind(claim, volume)
        for claim, maker, _ in binding.provisioned:
            if not claim.bound:
                self.provision(claim, maker, node.zone, node, nodes)


def _rank(volume: Volume) -> tuple[int, list[str], bool, int, str]:
    """Order volumes as the PV controller tries them, equal ones by name."""
    modes = sorted(volume.modes)
    return len(modes), modes, volume.claim is None, volume.capacity, volume.name
