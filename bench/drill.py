"""How fast the drill plays: one application on six nodes, and a cluster with all zones and events.

python -m bench.drill             all of these
python -m bench.drill small       one application, beyond start-up
python -m bench.drill large       the large cluster
python -m bench.drill mixed       as large, with budgets, autoscalers, volumes and DaemonSets
python -m bench.drill linear      500 to 4,000 pods on the same nodes: instructions per pod
python -m bench.drill scheduler   the same scenarios on the scheduler's own code

The last needs the program that runs Kubernetes' scheduler: the environment variable MULTIAZ_SCHED
says where it is, and its outcomes are compared with ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from time import process_time
from typing import TYPE_CHECKING, Any

from bench import measure
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster
from tests.oracle import sched

if TYPE_CHECKING:
    from collections.abc import Iterable

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"


def workload(number: int, replicas: int) -> dict[str, Any]:
    """One Deployment of the kind that people write: hard zone spread, soft host anti-affinity."""
    labels = {"app": f"app-{number}"}
    selector = {"matchLabels": labels}
    constraint = {
        "maxSkew": 1,
        "topologyKey": ZONE,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": selector,
    }
    if number % 2:
        constraint["nodeTaintsPolicy"] = "Honor"
    spec: dict[str, Any] = {
        "containers": [
            {
                "name": "c",
                "image": "x",
                "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
            }
        ]
    }
    if number % 5:
        spec["topologySpreadConstraints"] = [constraint]
    if number % 3:
        term = {"topologyKey": HOST, "labelSelector": selector}
        spec["affinity"] = {
            "podAntiAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    {"weight": 100, "podAffinityTerm": term}
                ]
            }
        }
    template = {"metadata": {"labels": labels}, "spec": spec}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": f"app-{number}"},
        "spec": {"replicas": replicas, "selector": selector, "template": template},
    }


def mixed(number: int) -> list[dict[str, Any]]:
    """A workload of many kinds, with what belongs to it: no two ask for the same."""
    made = workload(number, 10)
    name, spec = made["metadata"]["name"], made["spec"]
    container = spec["template"]["spec"]["containers"][0]
    container["resources"]["requests"]["cpu"] = f"{50 + number}m"
    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": name},
        "spec": {"maxUnavailable": 1, "selector": spec["selector"]},
    }
    if number % 20 == 7:
        made["kind"] = "DaemonSet"
        del spec["replicas"]
        return [made]
    if number % 10 == 3:
        claim: dict[str, Any] = {"accessModes": ["ReadWriteOnce"], "storageClassName": "disk"}
        claim["resources"] = {"requests": {"storage": "1Gi"}}
        made["kind"] = "StatefulSet"
        spec["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": claim}]
        return [made, budget]
    scaler = {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name},
        "spec": {
            "minReplicas": 10,
            "maxReplicas": 12,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
        },
    }
    return [made, budget, scaler] if number % 10 == 5 else [made, budget]


DISK = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {"name": "disk"},
    "provisioner": "ebs.csi.aws.com",
    "volumeBindingMode": "WaitForFirstConsumer",
}


def cluster(manifests: Iterable[dict[str, Any]]) -> Cluster:
    texts = (json.dumps(each, indent=1) for each in manifests)
    found = (objects.read(Source(f"{i}.json", text)) for i, text in enumerate(texts))
    return Cluster([each for reading in found for each in reading.resources])


def play(manifests: Iterable[dict[str, Any]], nodes_per_zone: int) -> tuple[float, float, int]:
    """Drill once, all zones and events, without looking for causes; return CPU seconds.

    The second number leaves out what does not depend on the pods: building the nodes.
    """
    made_of = cluster(manifests)
    start = process_time()
    shape = made([Pool("abc", nodes_per_zone=nodes_per_zone)])
    shape.make()
    built = process_time()
    report = run(made_of, shape, DrillOptions(seeds=1, causes=False))
    moments = sum(len(found) for story in report.stories for found in story.moments.values())
    return process_time() - start, process_time() - built, moments


def alike(count: int, replicas: int = 10) -> list[dict[str, Any]]:
    return [workload(number, replicas) for number in range(count)]


def small() -> None:
    play(alike(1, 3), 2)
    seconds, _, moments = min(play(alike(1, 3), 2) for _ in range(5))
    print(f"1 workload, 3 pods, 6 nodes: {seconds * 1000:.0f} ms, {moments} moments")


def large() -> None:
    seconds, _, moments = play(alike(200), 100)
    print(f"200 workloads, 2000 pods, 300 nodes: {seconds:.2f} CPU s, {moments} moments")


def various() -> None:
    kinds = [DISK, *(each for number in range(200) for each in mixed(number))]
    seconds, _, moments = play(kinds, 100)
    print(f"200 workloads of many kinds, 300 nodes: {seconds:.2f} CPU s, {moments} moments")


def linear() -> None:
    """Print what a pod costs: the same for any number of pods when nothing is counted again."""
    start = counted(0, 100)
    if start is None:
        print("linear: neither perf events nor valgrind here")
        return
    each = []
    for count in (50, 100, 200, 400):
        found, pods = counted(count, 100) or 0, count * 10
        each.append((found - start) / pods)
        print(
            f"{pods} pods on 300 nodes: {found / 1e9:.2f} G instructions, "
            f"{each[-1] / 1e6:.2f} M for each pod"
        )
    print(f"a pod among 4000 costs {each[-1] / each[0]:.2f} times one among 500")


def counted(count: int, nodes_per_zone: int) -> int | None:
    """Count the instructions of a process that drills so many workloads of ten pods."""
    command = [sys.executable, "-m", "bench.drill", "play", str(count), str(nodes_per_zone)]
    return measure.instructions(command)


def scenario(event: str, count: int) -> dict[str, Any]:
    """One event of one zone, as both can play it."""
    nodes = [{"name": f"{zone}{i}", "zone": zone} for zone in "abc" for i in range(100)]
    return {
        "id": event,
        "nodes": nodes,
        "manifests": [workload(number, 10) for number in range(count)],
        "events": [{"do": event, "zone": "a"}],
    }


def scheduler(count: int = 20) -> None:
    """Play scenarios here and on the scheduler's own code; compare outcomes and time."""
    program = os.environ.get("MULTIAZ_SCHED", "")
    if not os.access(program, os.X_OK):
        print("scheduler: not compared, MULTIAZ_SCHED names no program")
        return
    for event in ("drain", "remove", "outage"):
        asked = scenario(event, count)
        start = process_time()
        ours = list(sched.play(asked))
        mine = process_time() - start
        begun = os.times().children_user + os.times().children_system
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write(json.dumps(asked) + "\n")
            file.flush()
            command = [program, "run", "-trials", "0", file.name]
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
        theirs = os.times().children_user + os.times().children_system - begun
        stages = json.loads(answer.stdout)["stages"]
        same = sum(_outcome(a) == _outcome(b) for a, b in zip(ours, stages, strict=True))
        print(
            f"{event}, {count * 10} pods on 300 nodes: {mine:.2f} CPU s here, "
            f"{theirs:.2f} there with start-up; {same} of {len(stages)} stages end alike"
        )


def _outcome(stage: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (found["placed"], found["pending"], found["zones"])
        for name, found in stage["workloads"].items()
    }


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["play"]:
        play(alike(int(arguments[1])), int(arguments[2]))
        return 0
    modes = {
        "small": small,
        "large": large,
        "mixed": various,
        "linear": linear,
        "scheduler": scheduler,
    }
    for name in arguments or modes:
        if name not in modes:
            print(f"{name!r} is none of {', '.join(modes)}", file=sys.stderr)
            return 2
        modes[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
