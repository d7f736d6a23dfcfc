"""Scenarios in the oracle's format, turned into worlds of the drill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multiaz_lint.drill.disks.storage import Storage
from multiaz_lint.drill.disks.volumes import Claim, StorageClass, Volume
from multiaz_lint.drill.nodes.node import DEFAULT_ALLOCATABLE, Node, plain_labels
from multiaz_lint.drill.playing import events
from multiaz_lint.drill.pod import Pod
from multiaz_lint.drill.pod_shape import PodShape
from multiaz_lint.drill.rollouts.scale import scale
from multiaz_lint.drill.state import State
from multiaz_lint.drill.workload import Workload
from multiaz_lint.drill.world import World
from multiaz_lint.model.disks.capacities import Capacity
from multiaz_lint.model.nodes.taints import NO_SCHEDULE, UNSCHEDULABLE
from multiaz_lint.model.placement import HOSTNAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from random import Random

NAMESPACE = "default"


def node_of(short: Mapping[str, Any]) -> Node:
    """A node of a scenario; an empty hostname label in it means that there is none."""
    labels: dict[str, Any] = plain_labels(short["name"], short.get("zone") or None)
    for key, value in (short.get("labels") or {}).items():
        if value == "" and key == HOSTNAME:
            labels.pop(key, None)
        else:
            labels[key] = value
    taints = list(short.get("taints") or [])
    if short.get("unschedulable"):
        taints = events.with_taint(taints, {"key": UNSCHEDULABLE, "effect": NO_SCHEDULE})
    return Node(
        short["name"],
        labels,
        taints,
        {**DEFAULT_ALLOCATABLE, **(short.get("allocatable") or {})},
        unschedulable=bool(short.get("unschedulable")),
        images=short.get("images"),
    )


def _manifests(scenario: Mapping[str, Any], kind: str) -> Iterator[Any]:
    return (m for m in scenario.get("manifests") or () if m["kind"] == kind)


def _short_forms(scenario: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All workloads, full manifests reduced to what the oracle plays of them."""
    yield from scenario.get("workloads") or ()
    for manifest in scenario.get("manifests") or ():
        if manifest["kind"] not in ("Deployment", "StatefulSet"):
            continue
        spec = manifest["spec"]
        strategy = spec.get("strategy") or {}
        update = strategy or spec.get("updateStrategy") or {}
        rolling = update.get("rollingUpdate") or {}
        yield {
            "kind": manifest["kind"],
            "name": manifest["metadata"]["name"],
            "replicas": spec.get("replicas", 1),
            "template": spec["template"],
            "strategy": strategy.get("type"),
            "maxSurge": rolling.get("maxSurge"),
            "maxUnavailable": rolling.get("maxUnavailable"),
            "partition": rolling.get("partition"),
            "podManagementPolicy": spec.get("podManagementPolicy"),
            "volumeClaimTemplates": spec.get("volumeClaimTemplates"),
        }


def _workload(
    short: Mapping[str, Any],
    services: list[Any],
    priorities: Mapping[str | None, int],
    policies: Mapping[Any, Any],
    template_hash: str,
) -> Workload:
    template = short["template"]
    spec = template.get("spec") or {}
    if not spec.get("containers"):
        template = {**template, "spec": {**spec, "containers": [{"name": "c", "image": "x"}]}}
    return Workload(
        short.get("kind") or "Deployment",
        NAMESPACE,
        short["name"],
        short["replicas"],
        template,
        selector={"matchLabels": (template.get("metadata") or {}).get("labels") or {}},
        max_surge=short.get("maxSurge"),
        max_unavailable=short.get("maxUnavailable"),
        recreate=short.get("strategy") == "Recreate",
        parallel=short.get("podManagementPolicy") == "Parallel",
        partition=short.get("partition") or 0,
        claim_templates=short.get("volumeClaimTemplates") or (),
        services=services,
        priority=priorities.get(spec.get("priorityClassName"), priorities.get(None, 0)),
        preempts=(spec.get("preemptionPolicy") or policies.get(spec.get("priorityClassName")))
        != "Never",
        template_hash=template_hash,
    )


def _hashes(names: Iterable[str]) -> dict[str, str]:
    """The template hash of each Deployment, read off recorded pod names."""
    found = {}
    for name in names:
        workload, _, rest = name.partition("-")
        if "-" in rest:
            found[workload] = rest.split("-")[0]
    return found


def world_of(
    scenario: Mapping[str, Any],
    pod_names: Iterable[str] = (),
    chance: Random | None = None,
    *,
    preempts: bool = False,
) -> World:
    """The world of a scenario, with its bare pods placed and no workload pod made yet.

    Only the complete scheduler preempts, not the engine that tries one pod after the other.
    """
    priorities: dict[str | None, int] = {}
    policies = {
        manifest["metadata"]["name"]: manifest.get("preemptionPolicy")
        for manifest in _manifests(scenario, "PriorityClass")
    }
    for manifest in _manifests(scenario, "PriorityClass"):
        priorities[manifest["metadata"]["name"]] = manifest["value"]
        if manifest.get("globalDefault"):
            priorities[None] = manifest["value"]
    services = [m["spec"].get("selector") for m in _manifests(scenario, "Service")]
    hashes = _hashes(pod_names)
    workloads = [
        _workload(short, services, priorities, policies, hashes.get(short["name"], f"h{i}"))
        for i, short in enumerate(_short_forms(scenario))
    ]
    storage = Storage(  # the oracle lets any node use a volume without attaching it
        [Volume(m, attached=False) for m in _manifests(scenario, "PersistentVolume")],
        [Claim(m, NAMESPACE) for m in _manifests(scenario, "PersistentVolumeClaim")],
        [_class(m, scenario) for m in _manifests(scenario, "StorageClass")],
        attaches_disks=False,
    )
    namespaces = {
        m["metadata"]["name"]: m["metadata"].get("labels") or {}
        for m in _manifests(scenario, "Namespace")
    }
    limits = {
        m["metadata"]["name"]: {
            driver["name"]: driver["allocatable"]["count"]
            for driver in m["spec"]["drivers"]
            if driver.get("allocatable")
        }
        for m in _manifests(scenario, "CSINode")
    }
    nodes = [node_of(node) for node in scenario["nodes"]]
    state = State(nodes, namespaces, storage=storage, volume_limits=limits)
    world = World(state, workloads, chance=chance, preempts=preempts)
    index = {node.name: node.index for node in state.nodes}
    for manifest in scenario.get("pods") or ():
        place_bare(world, manifest, index)
    return world


def _class(manifest: Mapping[str, Any], scenario: Mapping[str, Any]) -> StorageClass:
    """Return a class with the room that its driver tells of."""
    drivers = [
        each["metadata"]["name"]
        for each in _manifests(scenario, "CSIDriver")
        if each["spec"].get("storageCapacity")
    ]
    room = [
        Capacity(each)
        for each in _manifests(scenario, "CSIStorageCapacity")
        if each["storageClassName"] == manifest["metadata"]["name"]
    ]
    tracked = manifest.get("provisioner") in drivers
    return StorageClass(manifest, attached=False, capacities=tuple(room) if tracked else None)


def place_bare(world: World, manifest: Mapping[str, Any], index: Mapping[str, int]) -> None:
    """Place a pod that stands where its manifest says."""
    spec = dict(manifest["spec"])
    node = spec.pop("nodeName", None)
    metadata = manifest["metadata"]
    shape = PodShape(metadata.get("namespace") or NAMESPACE, metadata.get("labels") or {}, spec)
    world.seq += 1
    pod = Pod(metadata["name"], shape, world.seq)
    if node:
        world.state.place(pod, index[node])
    else:
        world.pending[pod] = None


def apply(world: World, event: Mapping[str, Any]) -> None:
    """Play an event other than a rollout, as the oracle does."""
    state = world.state
    nodes = [
        node
        for node in state.nodes
        if node.present
        and (
            (event.get("zone") and node.labels.get("topology.kubernetes.io/zone") == event["zone"])
            or node.name in (event.get("nodes") or ())
        )
    ]
    do = event["do"]
    if do in ("cordon", "drain"):
        events.cordon(world, nodes, tainted=not event.get("noTaint"))
    if do == "drain":
        events.empty(world, nodes)
    elif do == "uncordon":
        events.uncordon(world, nodes)
    elif do == "taint":
        for node in nodes:
            state.change_node(node, taints=events.with_taint(node.taints, event["taint"]))
    elif do in ("outage", "outage-fresh"):
        events.lose(world, nodes)
        if do == "outage":
            events.evict_from_lost(world, nodes)
    elif do == "recover":
        events.recover(world, nodes)
    elif do == "remove":
        events.delete_nodes(world, nodes)
    elif do == "scale":
        workload = next(w for w in world.workloads if w.name == event["workload"])
        scale(world, workload, event["replicas"])
