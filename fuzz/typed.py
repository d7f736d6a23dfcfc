"""Objects made from the API's own tables: any kind, any field, now and then a wrong type."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from multiaz_lint.adapters.adapt import shipped
from multiaz_lint.api.decoding.go_types import fields_of, named
from multiaz_lint.api.tables.kinds import KINDS
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model.custom.adapted import asked_for

if TYPE_CHECKING:
    from random import Random

    from multiaz_lint.model.tree import Path

_WORDS = [
    "web", "a", "", "Web", "app", "topology.kubernetes.io/zone", "kubernetes.io/hostname", "50%",
    "100%", "0", "1", "-1", "In", "NotIn", "Exists", "Gt", "DoNotSchedule", "ScheduleAnyway",
    "Honor", "Ignore", "NoExecute", "NoSchedule", "Always", "OnFailure", "Recreate", "OnDelete",
    "Parallel", "TCP", "ClusterIP", "LoadBalancer", "ReadWriteOnce", "apps/v1",
    "Deployment", "StatefulSet", "RollingUpdate", "10.0.0.1", "::1", "* * * * *", "2001-01-01",
    "1Gi", "100m", "Immediate", "WaitForFirstConsumer", "é\u202e", "x" * 300, "${A}", "{{ .a }}",
]  # fmt: skip
_NUMBERS = [0, 1, 2, 3, 5, 100, -1, 2**31, 2**63 - 1, 2**64]
_WRONG: list[Any] = [None, True, 0, 1.5, "a", [], {}, [None], {"a": None}, [{}], [[]], {"": {}}]
_OTHERS: dict[str, list[Any]] = {
    "resource.Quantity": ["1", "100m", "1Gi", 1, 0.5, "x", "1e400"],
    "intstr.IntOrString": [0, 1, "50%", "100%", "x", "1"],
    "meta/v1.Time": ["2001-01-01T00:00:00Z", "x", None],
}
_OFTEN = (
    "Deployment StatefulSet DaemonSet Pod Job CronJob PodDisruptionBudget HorizontalPodAutoscaler "
    "Service PersistentVolumeClaim StorageClass Node Ingress ReplicaSet NetworkPolicy"
).split()
_ALL = sorted(
    (version, kind, described[0])
    for version, kinds in KINDS.items()
    for kind, described in kinds.items()
    if described[1] and not kind.endswith("List")
)
_COMMON = [each for each in _ALL if each[1] in _OFTEN]


def manifests(random: Random) -> list[dict[str, Any]]:
    """Return one to three objects that speak of each other: most have the same few names."""
    found = []
    for _ in range(random.randint(1, 3)):
        version, kind, go_type = random.choice(_COMMON if random.random() < 0.85 else _ALL)
        tree = _value(random, go_type, 0)
        tree = tree if isinstance(tree, dict) else {}
        tree.update(apiVersion=version, kind=kind)
        if random.random() < 0.9:
            tree["metadata"] = {"name": "web", "labels": {"app": "web"}}
        found.append(tree)
    return found


def of_unknown_versions(random: Random) -> list[dict[str, Any]]:
    """Return such objects in a version that their group does not have, with more wrong types."""
    found = copy.deepcopy(manifests(random))
    for tree in found:
        group, slash, _ = tree["apiVersion"].rpartition("/")
        tree["apiVersion"] = f"{group}{slash}v9"
        for _ in range(random.randint(0, 3)):
            _spoil(random, tree)
    return found


def _spoil(random: Random, tree: Any) -> None:
    """Put a value of another type somewhere below the top of a tree."""
    kept = {"apiVersion", "kind", "metadata"}
    while True:
        mapping = isinstance(tree, dict)
        steps = [each for each in tree if each not in kept] if mapping else [*range(len(tree))]
        if not steps:
            return
        step = random.choice(steps)
        if random.random() < 0.3 or not isinstance(tree[step], (dict, list)):
            tree[step] = copy.deepcopy(random.choice(_WRONG))
            return
        tree = tree[step]


def custom_resources(random: Random) -> list[dict[str, Any]]:
    """Return one to three objects of operators, whose pods adapters and KEDA's views know."""
    return [
        _scaled(random) if random.random() < 0.2 else _operated(random)
        for _ in range(random.randint(1, 3))
    ]


def _operated(random: Random) -> dict[str, Any]:
    adapter = random.choice(shipped())
    tree: dict[str, Any] = {
        "apiVersion": f"{adapter.group}/v1",
        "kind": adapter.kind,
        "metadata": {"name": "web", "labels": {"app": "web"}},
    }
    place = (*adapter.at, 0) if adapter.each else adapter.at
    if adapter.replicas:  # the one head of a Ray cluster has none
        path = (*place, *random.choice(adapter.replicas))
        _put(tree, path, random.choice([1, 3, "3", *_WRONG[2:]]))
    for resource in objects.read(Source("web.yaml", json.dumps(tree))).resources:
        for workload in asked_for(adapter, resource):
            for path, go_type in workload.parts:
                value = _value(random, go_type, 1)
                if path and not isinstance(value, dict):
                    _put(tree, path, value)
                for name in value if isinstance(value, dict) else ():
                    _put(tree, (*path, name), value[name])
    return tree


def _scaled(random: Random) -> dict[str, Any]:
    odd: list[Any] = [*_WORDS[:3], "cpu", "memory", 1, *_WRONG]
    trigger = {name: random.choice(odd) for name in ("type", "metricType", "metadata")}
    target = {"name": random.choice(["web", *_WRONG]), "kind": random.choice(["Kafka", *_WRONG])}
    spec = {
        "scaleTargetRef": random.choice([target, *_WRONG]) if random.random() < 0.3 else target,
        "minReplicaCount": random.choice([1, 3, *_WRONG]),
        "maxReplicaCount": random.choice([3, *_WRONG]),
        "triggers": random.choice([[trigger], [trigger], *_WRONG]),
    }
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": "web"},
        "spec": spec,
    }


def _put(tree: Any, path: Path, value: Any) -> None:
    """Write a value into a tree, with the mappings and sequences on the way to it."""
    for step, below in pairwise(path):
        missing: Any = [] if isinstance(below, int) else {}
        if isinstance(tree, list) and isinstance(step, int):
            tree.extend([missing] * (step == len(tree)))
            tree = tree[step]
        elif isinstance(tree, dict):
            if not isinstance(tree.get(step), (dict, list)):
                tree[step] = missing
            tree = tree[step]
    if isinstance(tree, dict):
        tree[path[-1]] = value


def _value(random: Random, go_type: str, depth: int) -> Any:
    go_type = go_type.lstrip("*")
    if depth and random.random() < 0.03:
        return random.choice(_WRONG)
    for name, values in _OTHERS.items():
        if go_type.endswith(name):
            return random.choice(values)
    if go_type.startswith("[]") and go_type != "[]uint8":
        return [_value(random, go_type[2:], depth + 1) for _ in range(random.choice((0, 1, 1, 2)))]
    if go_type.startswith("map["):
        below = go_type[go_type.index("]") + 1 :]
        keys = random.sample(_WORDS, random.choice((0, 1, 1, 2)))
        return {key: _value(random, below, depth + 1) for key in keys}
    if "." in go_type:
        fields = fields_of(go_type)
        if fields is not None:
            return _struct(random, fields, depth)
        go_type = named(go_type)
    return _plain(random, go_type)


def _struct(random: Random, fields: dict[str, Any], depth: int) -> dict[str, Any]:
    """Fill some of the fields: nearly all near the root, so that what matters is reached."""
    share = 0.7 if depth < 3 else 0.25 if depth < 8 else 0.05
    found = {}
    for name, described in fields.items():
        if name in {"apiVersion", "kind", "status"} or random.random() > share:
            continue
        go_type = described if isinstance(described, str) else described[0]
        found[name] = _value(random, go_type, depth + 1)
    return found


def _plain(random: Random, go_type: str) -> Any:
    if go_type == "bool":
        return random.random() < 0.5
    if go_type.startswith(("int", "uint", "float")):
        return random.choice(_NUMBERS)
    return random.choice(_WORDS)
