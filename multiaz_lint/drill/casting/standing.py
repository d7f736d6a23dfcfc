"""Pods that stand already, as a dump of a cluster tells: a drill starts from where they are."""

from __future__ import annotations

from multiaz_lint.drill.casting.member import Member
from multiaz_lint.drill.workload import DAEMON_SET, DEPLOYMENT, JOB, REPLICA_SET, STATEFUL_SET
from multiaz_lint.model import Pod as PodManifest
from multiaz_lint.model.custom.adapted import CustomWorkload
from multiaz_lint.model.digits import whole
from multiaz_lint.model.resource import controllers, mapping, sequence, string
from multiaz_lint.model.workload_kinds import MIRROR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World
    from multiaz_lint.model import Cluster, Resource

    Key = tuple[str, str, str]

_OF_THEIR_OWN = frozenset({DAEMON_SET, JOB, "Node", "Pod"})
"""Kinds whose pods are none that a resource of an operator counts."""


class Standing:
    """Placed pods of the input, each with the member that it belongs to.

    ``strangers`` are members made up for pods whose controllers the input does not hold: they
    take room, and their controllers would make them again.
    """

    __slots__ = ("_claims", "_placed", "strangers")

    def __init__(self, cluster: Cluster, members: Sequence[Member]) -> None:
        self._placed: list[tuple[PodManifest, Member, int]] = []
        self._claims: dict[int, dict[int, list[str]]] = {}
        """By manifest and ordinal, the claims that pods of operators have."""
        self.strangers: list[Member] = []
        owners = _owners(cluster)
        by_name: dict[Key, list[Member]] = {}
        operated: dict[str, list[Member]] = {}
        for each in members:
            of = each.manifest
            by_name.setdefault((of.kind, of.namespace, of.name), []).append(each)
            if isinstance(of, CustomWorkload):
                operated.setdefault(of.namespace, []).append(each)
        made: dict[Key, Member] = {}
        for pod in cluster.of(PodManifest):
            if not _stands(pod):
                continue
            key = _controller(pod, owners, by_name)
            found = by_name.get(key, [])
            if not found and key[0] not in _OF_THEIR_OWN:
                found = _labelled(pod, operated.get(pod.namespace, ()))
            elif found[1:]:
                found = _labelled(pod, found)
            member = found[0] if len(found) == 1 else made.get(key)
            if member is None:
                member = made[key] = _stranger(key[0], pod)
                self.strangers.append(member)
            elif key in made:
                member.replicas = member.least = member.most = member.replicas + 1
            number = 0
            if _is_operated(member):
                kept = self._claims.setdefault(id(member.manifest), {})
                number = len(kept)
                kept[number] = list(_claims_of(pod))
            self._placed.append((pod, member, number))

    def claims_of(self, member: Member) -> Mapping[int, Sequence[str]]:
        """Return the claims that standing pods have, by their number, where an operator named them.

        Those of a StatefulSet that the input holds have the names that its controller gives.
        """
        return self._claims.get(id(member.manifest), {})

    def has(self, member: Member) -> bool:
        """Whether pods of a member stand."""
        return any(each is member for _, each, _ in self._placed)

    def place(self, world: World, workloads: Mapping[int, Workload]) -> None:
        """Put every standing pod where it stands, as a pod of its controller."""
        index = {node.name: node.index for node in world.state.nodes}
        for manifest, member, number in self._placed:
            node = index.get(string(manifest.pod_spec.get("nodeName")))
            workload = workloads.get(id(member.manifest))
            if node is None or workload is None:
                continue
            ordinal = 0
            if _is_operated(member):
                ordinal = number  # which one its name has is the operator's affair
                if ordinal >= workload.replicas:
                    continue
            elif workload.kind == STATEFUL_SET:
                ordinal = _ordinal(manifest.name) - workload.first_ordinal
                if ordinal < 0 or ordinal in workload.ordinals:
                    continue
            if workload.kind != DAEMON_SET and len(workload.current.pods) >= workload.replicas:
                continue  # of a revision that is on its way out
            name = world.state.nodes[node].name if workload.kind == DAEMON_SET else None
            pod = world.make(workload.current, ordinal, name)
            pod.name = manifest.name
            pod.ready = _ready(manifest)
            world.bind(pod, node)


def _stands(pod: PodManifest) -> bool:
    return bool(string(pod.pod_spec.get("nodeName"))) and not pod.ended and pod.owned


def _is_operated(member: Member) -> bool:
    """Whether an operator makes its pods, and keeps their names."""
    return member.kind == STATEFUL_SET and isinstance(member.manifest, CustomWorkload)


def _labelled(pod: PodManifest, members: Iterable[Member]) -> list[Member]:
    """Return those whose pods an operator gives labels that this one has."""
    return [
        each
        for each in members
        if isinstance(each.manifest, CustomWorkload)
        and each.manifest.adapter.labels
        and each.manifest.template_labels.items() <= pod.labels.items()
    ]


def _claims_of(pod: PodManifest) -> Iterator[str]:
    for _, volume in pod.volumes():
        name = string(mapping(volume.get("persistentVolumeClaim")).get("claimName"))
        if name:
            yield name


def _owners(cluster: Cluster) -> dict[Key, tuple[str, str]]:
    """Return who controls each controller of the input."""
    found = {}
    for resource in cluster.resources:
        if resource.owned and resource.kind != "Pod":
            owner = _controller_of(resource)
            if owner is not None:
                found[resource.kind, resource.namespace, resource.name] = owner
    return found


def _controller_of(resource: Resource) -> tuple[str, str] | None:
    found = controllers(resource.metadata)
    return (string(found[0].get("kind")), string(found[0].get("name"))) if found else None


def _controller(
    pod: PodManifest, owners: Mapping[Key, tuple[str, str]], known: Container[Key]
) -> Key:
    """Return who controls a pod, or whoever controls that, up to the first who takes part."""
    where = pod.namespace
    kind, name = _controller_of(pod) or ("Pod", pod.name)
    if kind == REPLICA_SET:
        template_hash = pod.labels.get("pod-template-hash")
        guess = (DEPLOYMENT, name.removesuffix(f"-{template_hash}")) if template_hash else None
        kind, name = owners.get((kind, where, name)) or guess or (kind, name)
    first = kind, where, name
    seen: set[Key] = set()
    while (kind, where, name) not in known:
        if (kind, where, name) in seen or (kind, where, name) not in owners:
            return first
        seen.add((kind, where, name))
        kind, name = owners[kind, where, name]
    return kind, where, name


def _stranger(kind: str, pod: PodManifest) -> Member:
    spec = {key: value for key, value in pod.pod_spec.items() if key != "nodeName"}
    template = {"metadata": {"labels": pod.labels}, "spec": spec}
    static = MIRROR in pod.annotations or kind == "Node"
    controller = DAEMON_SET if static or kind == DAEMON_SET else REPLICA_SET
    return Member(controller, pod, template, 1, judged=False)


def _ordinal(name: str) -> int:
    number = whole(name.rpartition("-")[2])
    return number if number is not None and number < _MOST_ORDINALS else 0


_MOST_ORDINALS = 10**9


def _ready(pod: PodManifest) -> bool:
    conditions = sequence(mapping(pod.get("status")).get("conditions"))
    for condition in conditions:
        if mapping(condition).get("type") == "Ready":
            return mapping(condition).get("status") == "True"
    return True
