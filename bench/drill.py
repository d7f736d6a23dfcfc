"""How fast the drill plays: one application on six nodes, and a cluster with all zones and events.

python -m bench.drill             the large cluster
python -m bench.drill small       one application, beyond start-up
python -m bench.drill linear      a tenth, a half and all of the pods on the same nodes
"""

from __future__ import annotations

import json
import sys
from time import process_time
from typing import Any

from multiaz_lint.drill.run import Options, run
from multiaz_lint.drill.shape import Pool, made
from multiaz_lint.load import manifest
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster

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


def cluster(workloads: int, replicas: int) -> Cluster:
    texts = (json.dumps(workload(i, replicas), indent=1) for i in range(workloads))
    found = (manifest.read(Source(f"app-{i}.json", text)) for i, text in enumerate(texts))
    return Cluster([each for reading in found for each in reading.resources])


def play(workloads: int, replicas: int, nodes_per_zone: int) -> tuple[float, float, int]:
    """Drill once, all zones and events, without looking for causes; return CPU seconds.

    The second number leaves out what does not depend on the pods: building the nodes.
    """
    made_of = cluster(workloads, replicas)
    start = process_time()
    shape = made([Pool("abc", nodes_per_zone=nodes_per_zone)])
    shape.make()
    built = process_time()
    report = run(made_of, shape, Options(seeds=1, causes=False))
    moments = sum(len(found) for story in report.stories for found in story.moments.values())
    return process_time() - start, process_time() - built, moments


def main(arguments: list[str]) -> None:
    mode = arguments[0] if arguments else "large"
    if mode == "small":
        play(1, 3, 2)
        seconds, _, moments = min(play(1, 3, 2) for _ in range(5))
        print(f"1 workload, 3 pods, 6 nodes: {seconds * 1000:.0f} ms, {moments} moments")
    elif mode == "linear":
        for count in (20, 50, 100, 200):
            _, seconds, _ = play(count, 10, 100)
            pods = count * 10
            print(
                f"{pods} pods on 300 nodes: {seconds:.2f} CPU s, {seconds / pods * 1e3:.2f} ms each"
            )
    else:
        seconds, _, moments = play(200, 10, 100)
        print(f"200 workloads, 2000 pods, 300 nodes: {seconds:.2f} CPU s, {moments} moments")


if __name__ == "__main__":
    main(sys.argv[1:])
