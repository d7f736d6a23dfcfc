"""Prints random scenarios in which pods of several priorities are short of room, one per line.

    python3 gen/preemption.py FIRST COUNT > short && bin/sched run -engine real -lines short

Only the complete scheduler preempts. What it leaves Pending with "found a potential placement" was
not at rest: there the deletion of the victims was over before the pod began to wait for it.
"""

from __future__ import annotations

import json
import random
import sys
from typing import Any

ZONE, HOSTNAME = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
NAMES = "wxyz"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def scenario(number: int) -> dict[str, Any]:
    """A tight cluster, workloads with and without priority classes, and the loss of a zone."""
    pick = random.Random(number)
    zones = "abc"[: pick.choice([2, 3])]
    per_zone = pick.choice([1, 1, 2])
    names = [f"n{zone}{i}" for zone in zones for i in range(per_zone)]
    return {
        "id": f"preemption-{number}",
        "nodes": [
            {
                "name": name,
                "zone": name[1],
                "allocatable": {
                    "cpu": str(pick.choice([4, 4, 6, 8])),
                    "memory": "32Gi",
                    "pods": "110",
                },
            }
            for name in names
        ],
        "manifests": [
            _class(pick, name, value) for name, value in (("low", 10), ("mid", 50), ("high", 100))
        ],
        "workloads": [_workload(pick, NAMES[i]) for i in range(pick.choice([2, 3, 3]))],
        "events": [{"do": pick.choice(["outage", "drain", "remove"]), "zone": zones[0]}],
    }


def _class(pick: random.Random, name: str, value: int) -> dict[str, Any]:
    made = {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": name},
        "value": value,
    }
    if pick.random() < 0.15:
        made["preemptionPolicy"] = "Never"
    return made


def _workload(pick: random.Random, name: str) -> dict[str, Any]:
    requests = {"cpu": pick.choice(["1", "1", "2", "2", "3"])}
    container: dict[str, Any] = {"name": "c", "image": "x", "resources": {"requests": requests}}
    spec: dict[str, Any] = {"containers": [container]}
    priority = pick.choice([None, "low", "mid", "high"])
    if priority:
        spec["priorityClassName"] = priority
    own = {"matchLabels": {"app": name}}
    other = {"matchLabels": {"app": pick.choice(NAMES[:3]) if pick.random() < 0.4 else name}}
    what = pick.random()
    if what < 0.25:
        action = pick.choice(["DoNotSchedule", "ScheduleAnyway"])
        spec["topologySpreadConstraints"] = [
            {"maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": action, "labelSelector": own}
        ]
    elif what < 0.5:
        key = pick.choice([HOSTNAME, HOSTNAME, ZONE])
        spec["affinity"] = {
            "podAntiAffinity": {REQUIRED: [{"topologyKey": key, "labelSelector": other}]}
        }
    elif what < 0.6:
        spec["affinity"] = {
            "podAffinity": {REQUIRED: [{"topologyKey": ZONE, "labelSelector": other}]}
        }
    if pick.random() < 0.15:
        container["ports"] = [{"containerPort": 80, "hostPort": 80}]
    return {
        "kind": "Deployment",
        "name": name,
        "replicas": pick.randint(1, 5),
        "template": {"metadata": {"labels": {"app": name}}, "spec": spec},
    }


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    for number in range(first, first + count):
        print(json.dumps(scenario(number)))
