"""How fast the drill plays: one application on six nodes, and a cluster with all zones and events.

python -m bench.drill             the large cluster
python -m bench.drill small       one application, beyond start-up
python -m bench.drill linear      a tenth, a half and all of the pods on the same nodes
"""

from __future__ import annotations

import sys
from time import process_time
from typing import Any

from multiaz_lint.drill.plan import Plan
from multiaz_lint.drill.play import Moment, Play
from multiaz_lint.drill.shape import Pool, made
from multiaz_lint.model import Cluster
from multiaz_lint.model.kinds import resource

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"


class _Manifest:
    """A manifest without a text."""

    origin = "bench.yaml"

    def span(self, path: Any) -> Any:
        raise NotImplementedError(path)


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


def plan(workloads: int, replicas: int, nodes_per_zone: int) -> Plan:
    trees = [workload(i, replicas) for i in range(workloads)]
    cluster = Cluster([resource(tree, _Manifest()) for tree in trees])
    return Plan(cluster, made([Pool("abc", nodes_per_zone=nodes_per_zone)]))


def play(of: Plan) -> tuple[float, int]:
    """Play everything once; return the CPU seconds and how many moments there were."""
    moments = 0

    def tell(_member: object, _moment: Moment) -> None:
        nonlocal moments
        moments += 1

    start = process_time()
    world, workloads = of.world()
    members = [(member, workloads[id(member.manifest)]) for member in of.judged]
    for _ in Play(world, members, tell).everything("abc"):
        pass
    return process_time() - start, moments


def main(arguments: list[str]) -> None:
    mode = arguments[0] if arguments else "large"
    if mode == "small":
        plan(1, 3, 2).world()
        seconds, moments = min(play(plan(1, 3, 2)) for _ in range(5))
        print(f"1 workload, 3 pods, 6 nodes: {seconds * 1000:.0f} ms, {moments} moments")
    elif mode == "linear":
        for share in (20, 100, 200):
            seconds, _ = play(plan(share, 10, 100))
            print(f"{share * 10} pods on 300 nodes: {seconds:.2f} CPU s")
    else:
        seconds, moments = play(plan(200, 10, 100))
        print(f"200 workloads, 2000 pods, 300 nodes: {seconds:.2f} CPU s, {moments} moments")


if __name__ == "__main__":
    main(sys.argv[1:])
