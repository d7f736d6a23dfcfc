"""The storage of a cluster as a drill plays it, with what the input does not say assumed."""

from __future__ import annotations

from multiaz_lint.drill.casting import left_out
from multiaz_lint.drill.disks.storage import Storage
from multiaz_lint.drill.disks.uses import (
    claim_templates,
    default_class,
    mounts,
    templates_of,
    uses_of_claims,
    uses_of_classes,
)
from multiaz_lint.drill.disks.volumes import (
    ANYWHERE,
    IN_TWO_ZONES,
    IN_ZONE,
    NO_PROVISIONER,
    ON_NODE,
    UNSAID,
    Claim,
    StorageClass,
    Volume,
)
from multiaz_lint.model import PersistentVolume, PersistentVolumeClaim
from multiaz_lint.model import StorageClass as ClassManifest
from multiaz_lint.model.custom.operators import may_be_made
from multiaz_lint.model.disks.attaching import attaches, volume_attaches
from multiaz_lint.model.disks.migrated import counted_driver, counted_source
from multiaz_lint.model.disks.mounts import class_zones
from multiaz_lint.model.disks.provisioners import (
    FILE_SYSTEMS,
    NODE,
    REGION,
    REPLICATED,
    TWO_ZONES,
    UNKNOWN,
    WELL_KNOWN,
    reach,
)
from multiaz_lint.model.disks.volume_limits import volume_limits
from multiaz_lint.model.placement import ZONE
from multiaz_lint.model.resource import by_identity, mapping, sequence, string
from multiaz_lint.model.storage import claim_class
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeVar

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.drill.disks.volumes import ClaimName
    from multiaz_lint.model import Cluster, Resource
    from multiaz_lint.model import Workload as Manifest

    R = TypeVar("R", bound=Resource)

    Tree = Mapping[str, Any]

DEFAULT_CLASS = "(default)"
_WAITS = "WaitForFirstConsumer"


class Stored:
    """Claims, volumes and classes of the input, and classes and claims made up for missing ones."""

    __slots__ = (
        "_assumed",
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
        claims = _each(PersistentVolumeClaim, cluster, uses_of_claims(members), assumptions)
        self.written = {(claim.namespace, claim.name): claim for claim in claims}
        """The claims of the input that count, by namespace and name."""
        self._claims: dict[ClaimName, Tree] = {key: each.tree for key, each in self.written.items()}
        named = (("", string(claim.spec.get("volumeName")), claim) for claim in claims)
        volumes = _each(PersistentVolume, cluster, named, assumptions)
        self._volumes = [each.tree for each in volumes]
        users = [*uses_of_classes(claims, members)]
        by_name = (("", name, user) for name, user in users if name)
        classes = _each(ClassManifest, cluster, by_name, assumptions)
        self._classes: dict[str, tuple[Tree, str]] = {
            each.name: (self._with_zones(each, assumptions), self._reach(each, assumptions))
            for each in classes
        }
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
        if any(mounts(member) for member in members):
            assumptions += self._unlimited(members)

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

    def _reach(self, found: ClassManifest, assumptions: list[str]) -> str:
        how_far = reach(found.provisioner, found.parameters)
        if found.provisioner in FILE_SYSTEMS:
            if how_far != REGION:
                assumptions.append(
                    f"volumes of {found} ({found.provisioner}) are mounted over the network from "
                    "every zone: the loss of the file server with its own zone is not played"
                )
            return ANYWHERE
        if how_far == UNKNOWN and found.provisioner:
            assumptions.append(
                f"volumes of {found} ({found.provisioner}) are taken to live in one zone, "
                "and files that several nodes can share to be reachable from all"
            )
        if how_far == TWO_ZONES:
            late = found.binding_mode.value == _WAITS
            which = "that of the first pod and the next by name" if late else "by the claim's name"
            assumptions.append(f"volumes of {found} live in two zones: {which}, as the driver does")
        played = _played(how_far)
        if played in {IN_ZONE, UNSAID} and found.binding_mode.value == "Immediate":
            assumptions.append(
                f"volumes of {found} are made before their pods (Immediate): those of one zone "
                "all in the first, for their provisioner may pick any"
            )
        return played

    def _with_zones(self, found: ClassManifest, assumptions: list[str]) -> Tree:
        """Return a class with the zones of its parameters as allowed topologies.

        The CSI migration translates them so (csi-translation-lib, v1.37); a provisioner refuses
        the nodes of other zones, and the scheduler tries again until it comes upon one of these.
        """
        zones = None if found.get("allowedTopologies") else class_zones(found)
        where = reach(found.provisioner, found.parameters)
        if not zones or found.provisioner in FILE_SYSTEMS or where == REGION:
            return found.tree
        assumptions.append(
            f"volumes of {found} are made in {', '.join(sorted(zones))} alone, as its parameters "
            "say: the scheduler is taken to know it"
        )
        terms = [{"matchLabelExpressions": [{"key": ZONE, "values": sorted(zones)}]}]
        return {**found.tree, "allowedTopologies": terms}

    def _add_missing_claims(self, members: Sequence[Member]) -> None:
        made: dict[tuple[str, str], tuple[Tree, Resource]] | None = None
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
                if closed and not may_be_made(name, namespace, self._cluster):
                    continue  # nobody makes it, and pods wait for it
                self._claims[namespace, name] = {
                    "metadata": {"name": name},
                    "spec": {"accessModes": ["ReadWriteOnce"]},
                    "status": {"phase": "Pending"},  # it is there already
                }
                self._assumed.append(f"{words} ReadWriteOnce, of the default class")

    def _add_missing_classes(self, members: Sequence[Member]) -> None:
        for name in sorted({name for name in self._wanted(members) if name is not None}):
            if name and name not in self._classes and not self._has_volume(name):
                self._classes[name] = self._made_up(name)
        if self.default is None and None in set(self._wanted(members)):
            self.default = DEFAULT_CLASS
            self._classes[DEFAULT_CLASS] = self._made_up(DEFAULT_CLASS)

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

    def _made_up(self, name: str) -> tuple[Tree, str]:
        """Stand in for a class that the input does not hold."""
        provisioner, parameters, immediate = WELL_KNOWN.get(name, ("unknown", {}, None))
        how_far = reach(provisioner, parameters)
        mode = "Immediate" if immediate else _WAITS
        words = f"storage class {name}" if name != DEFAULT_CLASS else "the default storage class"
        where = {NODE: "on one node", REGION: "in every zone", REPLICATED: "in every zone"}
        if provisioner in FILE_SYSTEMS:
            how_far = REGION
        self._assumed.append(
            f"{words} is not in the input: taken to bind {mode} and to keep volumes "
            f"{where.get(how_far, 'in one zone')}"
        )
        tree = {
            "metadata": {"name": name},
            "provisioner": provisioner,
            "parameters": parameters,
            "volumeBindingMode": mode,
        }
        return tree, _played(how_far)

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
            if how_far != ANYWHERE and tree.get("volumeBindingMode") != _WAITS
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
                    {**tree, "volumeBindingMode": _WAITS} if name in late else tree,
                    how_far,
                    attached=attaches(str(tree.get("provisioner")), self._cluster),
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


def _played(how_far: str) -> str:
    if how_far == NODE:
        return ON_NODE
    if how_far == UNKNOWN:
        return UNSAID
    if how_far == TWO_ZONES:
        return IN_TWO_ZONES
    return ANYWHERE if how_far in {REGION, REPLICATED} else IN_ZONE


def _each(
    view: type[R],
    cluster: Cluster,
    uses: Iterable[tuple[str, str, Resource]],
    assumptions: list[str],
) -> list[R]:
    """Return one definition of each object: of several the one that a check takes.

    It is the nearest to the first who uses it, by namespace and name, and the first of those: the
    API server refuses to change most of what is stored.
    """
    readable = list(_readable(cluster.of(view), assumptions))
    chosen: dict[tuple[str, str, str, str], R] = {}
    for each in readable:
        chosen.setdefault(each.identity, each)
    if len(chosen) < len(readable):
        users: dict[tuple[str, str], Resource] = {}
        for namespace, name, user in uses:
            users.setdefault((namespace, name), user)
        known = {id(each): each for each in readable}
        for identity, first in chosen.items():
            near = users.get(identity[2:])
            found = map(id, cluster.find(identity, near)) if near is not None else ()
            chosen[identity] = next((known[at] for at in found if at in known), first)
        assumptions += [
            f"{each} is defined more than once: that of {chosen[each.identity].origin} counts"
            for each in readable
            if each is not chosen[each.identity]
        ]
    return list(chosen.values())


def _readable(found: Iterable[R], assumptions: list[str]) -> Iterator[R]:
    """Yield what can be decoded; of versions that the API server does not know, as the best."""
    for each in sorted(found, key=by_identity):
        if each.facts.unsound:
            assumptions.append(left_out.undecodable(each))
        else:
            yield each
