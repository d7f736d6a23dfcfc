"""Pods that stand already, as a dump of a cluster tells: a drill starts from where they are."""

from __future__ import annotations

from multiaz_lint.drill.member import Member
from multiaz_lint.drill.workload import DAEMON_SET, DEPLOYMENT, JOB, REPLICA_SET, STATEFUL_SET
from multiaz_lint.model import Pod as PodManifest
from multiaz_lint.model.digits import whole
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.workload import Workload
    from multiaz_lint.drill.world import World
    from multiaz_lint.model import Cluster

_KINDS = {DAEMON_SET, DEPLOYMENT, JOB, REPLICA_SET, STATEFUL_SET}
_MIRROR = "kubernetes.io/config.mirror"


class Standing:
    """Placed pods of the input, each with the member that it belongs to.

    ``strangers`` are members made up for pods whose controllers the input does not hold: they
    take room, and their controllers would make them again.
    """

    __slots__ = ("_placed", "strangers")

    def __init__(self, cluster: Cluster, members: Sequence[Member]) -> None:
        self._placed: list[tuple[PodManifest, Member]] = []
        self.strangers: list[Member] = []
        owners = _owners(cluster)
        by_name = {(m.manifest.kind, m.manifest.namespace, m.manifest.name): m for m in members}
        made: dict[tuple[str, str, str], Member] = {}
        for pod in cluster.of(PodManifest):
            if not _stands(pod):
                continue
            key = _controller(pod, owners)
            member = by_name.get(key) or made.get(key)
            if member is None:
                member = made[key] = _stranger(key[0], pod)
                self.strangers.append(member)
            elif key in made:
                member.replicas = member.least = member.most = member.replicas + 1
            self._placed.append((pod, member))

    def has(self, member: Member) -> bool:
        """Whether pods of a member stand."""
        return any(each is member for _, each in self._placed)

    def place(self, world: World, workloads: Mapping[int, Workload]) -> None:
        """Put every standing pod where it stands, as a pod of its controller."""
        index = {node.name: node.index for node in world.state.nodes}
        for manifest, member in self._placed:
            node = index.get(string(manifest.pod_spec.get("nodeName")))
            workload = workloads.get(id(member.manifest))
            if node is None or workload is None:
                continue
            ordinal = 0
            if workload.kind == STATEFUL_SET:
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
    phase = mapping(pod.get("status")).get("phase")
    placed = bool(string(pod.pod_spec.get("nodeName")))
    return placed and phase not in {"Succeeded", "Failed"} and pod.owned


def _owners(cluster: Cluster) -> dict[tuple[str, str], tuple[str, str]]:
    """Return who controls each ReplicaSet of the input."""
    found = {}
    for resource in cluster.resources:
        if resource.kind == REPLICA_SET:
            owner = _owner_of(resource.get("metadata", "ownerReferences"))
            if owner is not None:
                found[resource.namespace, resource.name] = owner
    return found


def _owner_of(references: Any) -> tuple[str, str] | None:
    for reference in sequence(references):
        owner = mapping(reference)
        if owner.get("controller") is True:
            return string(owner.get("kind")), string(owner.get("name"))
    return None


def _controller(
    pod: PodManifest, owners: Mapping[tuple[str, str], tuple[str, str]]
) -> tuple[str, str, str]:
    kind, name = _owner_of(pod.get("metadata", "ownerReferences")) or ("Pod", pod.name)
    if kind == REPLICA_SET:
        template_hash = pod.labels.get("pod-template-hash")
        guess = (DEPLOYMENT, name.removesuffix(f"-{template_hash}")) if template_hash else None
        kind, name = owners.get((pod.namespace, name)) or guess or (kind, name)
    return kind, pod.namespace, name


def _stranger(kind: str, pod: PodManifest) -> Member:
    spec = {key: value for key, value in pod.pod_spec.items() if key != "nodeName"}
    template = {"metadata": {"labels": pod.labels}, "spec": spec}
    static = _MIRROR in pod.annotations or kind == "Node"
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
