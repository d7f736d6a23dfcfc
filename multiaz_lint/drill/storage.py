"""How claims get their volumes (v1.37 volume binder and PV controller)."""

from __future__ import annotations

from multiaz_lint.drill.pod import ZONE
from multiaz_lint.drill.volumes import IN_ZONE, ON_NODE, Volume

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from multiaz_lint.drill.node import Node
    from multiaz_lint.drill.volumes import Claim, ClaimName, StorageClass


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
        self._free: dict[str, Volume] = {}
        self._reserved: dict[ClaimName, list[Volume]] = {}
        for volume in self.volumes.values():
            if volume.claim is None:
                self._free[volume.name] = volume
                continue
            self._reserved.setdefault(volume.claim, []).append(volume)
            claim = self.claims.get(volume.claim)
            if claim is not None and claim.volume in (None, volume.name):
                claim.volume, claim.bound = volume.name, True
        self._unbound = {key: claim for key, claim in self.claims.items() if not claim.bound}
        self.node_keys = self._node_keys()

    def _node_keys(self) -> tuple[str, ...] | None:
        """Return the labels by which free volumes and classes tell nodes apart; None is names."""
        keys: set[str] = set()
        for volume in self._free.values():
            for term in volume.terms or ():
                if term.fields:
                    return None
                keys.update(expression.key for expression in term.expressions)
        for storage_class in self.classes.values():
            keys.update(key for term in storage_class.topologies for key, _ in term)
        return tuple(sorted(keys))

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
            self.claims[key] = self._unbound[key] = claim

            def undo() -> None:
                del self.claims[key], self._unbound[key]

            self.undo.append(undo)

    def bind(self, claim: Claim, volume: Volume) -> None:
        before = (claim.volume, claim.bound, volume.claim)
        key = (claim.namespace, claim.name)
        claim.volume, claim.bound, volume.claim = volume.name, True, key
        del self._unbound[key]
        was_free = self._free.pop(volume.name, None) is not None

        def undo() -> None:
            claim.volume, claim.bound, volume.claim = before
            self._unbound[key] = claim
            if was_free:
                self._free[volume.name] = volume

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
        made = f"{claim.namespace}/{claim.name}"  # no name of the input has a slash
        volume = Volume({"metadata": {"name": made}, "spec": spec})
        volume.capacity = claim.size
        self.volumes[made] = volume
        self.undo.append(lambda: self.volumes.__delitem__(made))
        self.bind(claim, volume)

    def bind_immediate(self, nodes: Iterable[Node]) -> bool:
        """Bind what need not wait for a pod, as the PV controller does; say whether it did."""
        if all(self.waits(claim) for claim in self._unbound.values()):
            return False
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
        """Find volumes for claims that wait for a pod on this node (FindMatchingVolume).

        A claim that the pod names twice is looked for twice, as the scheduler does.
        """
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
        """Bind what a placed pod waited for, once: several of its volumes may name one claim."""
        for claim, volume in binding.static:
            if not claim.bound:
                self.bind(claim, volume)
        for claim in binding.provisioned:
            if not claim.bound:
                self.provision(claim, self.classes[self.class_of(claim)], node.zone, node)

    def _smallest(self, claim: Claim, node: Node | None, taken: Iterable[str]) -> Volume | None:
        wanted = (claim.namespace, claim.name)
        storage_class = self.class_of(claim)
        best: Volume | None = None
        for volume in (*self._reserved.get(wanted, ()), *self._free.values()):
            if volume.name in taken:
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
