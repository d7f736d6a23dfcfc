"""Workloads in short, and what a drill on three zones says of them."""

from __future__ import annotations

from typing import Any

import yaml

from multiaz_lint.drill.data import data
from multiaz_lint.drill.nodes.of_input import of_manifests
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster, Node
from multiaz_lint.settings import Settings
from multiaz_lint.stages import loading
from multiaz_lint.stages.assembling import assemble

Tree = dict[str, Any]
ZONE = "topology.kubernetes.io/zone"
HARD = "requiredDuringSchedulingIgnoredDuringExecution"
EVEN = {
    "maxSkew": 1,
    "topologyKey": ZONE,
    "whenUnsatisfiable": "DoNotSchedule",
    "nodeTaintsPolicy": "Honor",
}
SETTINGS = Settings(plugins=False)


def source(*documents: Tree) -> Source:
    return Source("w.yaml", yaml.safe_dump_all(documents), named=True)


def cluster_of(*documents: Tree, settings: Settings = SETTINGS) -> Cluster:
    return assemble(loading.load([source(*documents)], settings), settings)


def reported(*documents: Tree) -> Tree:
    """Drill on three zones, or on the nodes that there are, and return everything found."""
    cluster = cluster_of(*documents)
    nodes = cluster.of(Node)
    shape = of_manifests(nodes) if nodes else made([Pool(("a", "b", "c"))])
    report = run(cluster, shape, DrillOptions(seeds=2, causes=False))
    said = [f"{each.rule}: {each.message}" for each in report.diagnostics]
    return {**data(report), "said": said}


def drilled(*documents: Tree) -> dict[str, Tree]:
    """Return what is found of each workload, by its name."""
    return {each["name"]: each for each in reported(*documents)["workloads"]}


def node(name: str, zone: str, **spec: Any) -> Tree:
    labels = {"kubernetes.io/hostname": name, ZONE: zone}
    metadata = {"name": name, "labels": labels}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec}


def deployment(name: str, replicas: int = 3, **spec: Any) -> Tree:
    return workload("Deployment", name, replicas, **spec)


def workload(kind: str, name: str, replicas: int = 3, **spec: Any) -> Tree:
    pod = {"containers": [{"name": "c", "image": "c:1"}], **spec}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod},
        },
    }


def budget(name: str, **bound: Any) -> Tree:
    spec = {**bound, "selector": {"matchLabels": {"app": name}}}
    kind = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget"}
    return {**kind, "metadata": {"name": name}, "spec": spec}


def scaler(name: str, least: int, most: int) -> Tree:
    """A HorizontalPodAutoscaler of a Deployment of its name."""
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name},
        "spec": {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most},
    }


def means(name: str) -> Tree:
    return {"labelSelector": {"matchLabels": {"app": name}}}


def spread(name: str) -> list[Tree]:
    return [{**EVEN, **means(name)}]


def required(kind: str, **term: Any) -> Tree:
    return {kind: {HARD: [{"topologyKey": ZONE, **term}]}}


def missing(found: Tree, event: str = "initial") -> list[int]:
    """Return the fewest and the most pods that do not run after an event."""
    numbers = [each["missing"] for each in found["events"] if each["event"] == event]
    return [min(least for least, _ in numbers), max(most for _, most in numbers)]


def played(found: Tree) -> set[str]:
    """Return the names of the events that were played."""
    return {each["event"] for each in found["events"]}


def ends(found: Tree, event: str) -> set[str]:
    """Return how the plays of an event end: complete, stuck."""
    events = (each for each in found["events"] if each["event"] == event)
    return {end for each in events for end in each["ends"]}
