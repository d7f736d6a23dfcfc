"""Small scenarios at random: clusters, workloads and events in the format that the oracle plays.

The same number gives the same scenario. What few manifests say is in those with odd numbers.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from tests.oracle import rarities

if TYPE_CHECKING:
    from collections.abc import Sequence

Tree = dict[str, Any]
ZONE, HOST, RACK = "topology.kubernetes.io/zone", "kubernetes.io/hostname", "rack"
HARD = "requiredDuringSchedulingIgnoredDuringExecution"
SOFT = "preferredDuringSchedulingIgnoredDuringExecution"
_LOST, _CORDONED = "node.kubernetes.io/unreachable", "node.kubernetes.io/unschedulable"
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_EVENTS = (
    "drain", "drain", "outage", "outage-fresh", "remove", "cordon", "uncordon", "recover",
    "rollout", "rollout", "scale", "taint",
)  # fmt: skip


class Draw:
    """Draws the parts of one scenario."""

    def __init__(self, number: int) -> None:
        self.random = Random(f"scenario {number}")
        self.apps = [f"w{i}" for i in range(self.random.randint(1, 4))]
        self.tight = self.chance(0.4)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    # nodes

    def nodes(self) -> list[Tree]:
        zones = "abcd"[: self.random.randint(2, 4)]
        even = self.chance(0.7)
        count = self.random.randint(len(zones), 10)
        return [
            self.node(i, zones[i % len(zones)] if even else self.one(*zones)) for i in range(count)
        ]

    def node(self, number: int, zone: str) -> Tree:
        made: Tree = {"name": f"n{number}{zone}", "zone": zone, "labels": {}}
        if self.chance(0.04):
            made["zone"] = ""
        if self.chance(0.4):
            made["labels"][RACK] = self.one("r1", "r2")
        if self.chance(0.4):
            made["labels"]["disk"] = self.one("ssd", "hdd")
        if self.chance(0.4):
            made["labels"]["size"] = self.one("2", "8", "big")
        if self.chance(0.15):
            value, effect = self.one("x", "y"), self.one(*_EFFECTS)
            made["taints"] = [{"key": "team", "value": value, "effect": effect}]
        if self.chance(0.06):
            made["unschedulable"] = True
        cpu = self.one("1", "2", "4") if self.tight else self.one("4", "8")
        made["allocatable"] = {"cpu": cpu, "memory": self.one("2Gi", "4Gi", "8Gi")}
        if self.chance(0.1):
            made["allocatable"]["pods"] = str(self.random.randint(1, 4))
        if self.chance(0.2):
            made["allocatable"]["example.com/gpu"] = self.one("1", "3")
        return made

    # what pods say of each other and of nodes

    def selector(self, app: str) -> Tree | None:
        within = {"key": "app", "operator": "In", "values": self.apps}
        apart = {"key": "app", "operator": "NotIn", "values": [app]}
        own = {"matchLabels": {"app": app}}
        chosen: Tree | None = self.one(
            own, own, own, own, own, {"matchLabels": {"tier": "web"}},
            {"matchExpressions": [within]}, {"matchExpressions": [apart]},
            {"matchLabels": {"app": "nobody"}}, {}, None,
        )  # fmt: skip
        return chosen

    def spread(self, app: str) -> Tree:
        made: Tree = {
            "maxSkew": self.one(1, 1, 1, 2),
            "topologyKey": self.one(ZONE, ZONE, ZONE, HOST, RACK),
            "whenUnsatisfiable": self.one("DoNotSchedule", "DoNotSchedule", "ScheduleAnyway"),
        }
        selector = self.selector(app)
        if selector is not None:
            made["labelSelector"] = selector
            if self.chance(0.25):
                made["matchLabelKeys"] = ["pod-template-hash"]
        if made["whenUnsatisfiable"] == "DoNotSchedule" and self.chance(0.25):
            made["minDomains"] = self.random.randint(1, 4)
        for policy in ("nodeTaintsPolicy", "nodeAffinityPolicy"):
            if self.chance(0.35):
                made[policy] = self.one("Honor", "Ignore")
        return made

    def term(self, app: str) -> Tree:
        made: Tree = {"topologyKey": self.one(HOST, HOST, ZONE, RACK)}
        selector = self.selector(app)
        if selector is not None:
            made["labelSelector"] = selector
            if self.chance(0.2):
                made[self.one("matchLabelKeys", "mismatchLabelKeys")] = ["pod-template-hash"]
        return made

    def affinity(self, app: str) -> Tree:
        made: Tree = {}
        for kind, whose, share in (
            ("podAntiAffinity", app, 0.45),
            ("podAffinity", self.one(*self.apps), 0.2),
        ):
            if self.chance(share):
                terms = [self.term(whose) for _ in range(self.one(1, 1, 1, 2))]
                weighted = [
                    {"weight": self.random.randint(1, 100), "podAffinityTerm": term}
                    for term in terms
                ]
                made[kind] = {HARD: terms} if self.chance(0.55) else {SOFT: weighted}
        node: Tree = {}
        if self.chance(0.25):
            selects = [{"matchExpressions": [self.requirement()]} for _ in range(self.one(1, 1, 2))]
            node[HARD] = {"nodeSelectorTerms": selects}
        if self.chance(0.15):
            preference = {"matchExpressions": [self.requirement()]}
            node[SOFT] = [{"weight": self.random.randint(1, 100), "preference": preference}]
        return {**made, "nodeAffinity": node} if node else made

    def requirement(self) -> Tree:
        chosen: Tree = self.one(
            {"key": ZONE, "operator": "Exists"},
            {"key": ZONE, "operator": "In", "values": ["a", "b"]},
            {"key": ZONE, "operator": "In", "values": ["a"]},
            {"key": ZONE, "operator": "NotIn", "values": [self.one("a", "b", "c")]},
            {"key": "disk", "operator": "In", "values": ["ssd"]},
            {"key": "disk", "operator": "DoesNotExist"},
            {"key": "size", "operator": self.one("Gt", "Lt"), "values": [self.one("4", "x")]},
        )
        return chosen

    def tolerations(self) -> list[Tree]:
        chosen: list[Tree] = self.one(
            [], [], [],
            [{"key": "team", "operator": "Exists"}],
            [{"key": "team", "value": "x", "effect": "NoSchedule"}],
            [{"key": _CORDONED, "operator": "Exists"}],
            [{"key": _LOST, "operator": "Exists"}],
            [{"key": _LOST, "operator": "Exists", "effect": self.one("NoSchedule", "NoExecute")}],
            [{"operator": "Exists"}],
        )  # fmt: skip
        return chosen

    def before_it(self, number: int) -> Tree:
        """A container that runs before the others, or beside them as well."""
        requests = {"cpu": self.one("200m", "600m"), "memory": self.one("64Mi", "512Mi")}
        made: Tree = {"name": f"i{number}", "image": "x", "resources": {"requests": requests}}
        return {**made, "restartPolicy": "Always"} if self.chance(0.5) else made

    # workloads

    def template(self, app: str) -> Tree:
        requests = {}
        if self.chance(0.85):
            choices = ("300m", "500m", "900m") if self.tight else ("50m", "100m", "250m")
            requests["cpu"] = self.one(*choices)
        if self.chance(0.6):
            requests["memory"] = self.one("64Mi", "256Mi", "1Gi")
        resources = {self.one("requests", "requests", "limits"): requests}
        if self.chance(0.06):
            resources = {"limits": {**requests, "example.com/gpu": "1"}}
        container: Tree = {"name": "c", "image": "x", "resources": resources}
        if self.chance(0.08):
            container["ports"] = [
                {
                    "containerPort": 80,
                    "hostPort": 8080,
                    "protocol": self.one("TCP", "TCP", "UDP"),
                    "hostIP": self.one("", "", "10.0.0.1", "10.0.0.2"),
                }
            ]
        constraints = {}
        for _ in range(self.one(0, 1, 1, 1, 2)):
            made = self.spread(app)
            constraints[made["topologyKey"], made["whenUnsatisfiable"]] = made
        spec = {
            "containers": [container],
            "topologySpreadConstraints": list(constraints.values()),
            "affinity": self.affinity(app),
            "tolerations": self.tolerations(),
            "nodeSelector": self.one({"disk": "ssd"}, {ZONE: "b"}, {RACK: "r1"})
            if self.chance(0.1)
            else {},
            "priorityClassName": "high" if self.chance(0.2) else "",
        }
        if self.chance(0.1):
            spec["terminationGracePeriodSeconds"] = 0
        if self.chance(0.15):
            spec["initContainers"] = [self.before_it(number) for number in range(self.one(1, 2))]
        if self.chance(0.05):
            spec["resources"] = {"requests": {"cpu": self.one("1", "2")}}
        if self.chance(0.02):
            spec["schedulingGates"] = [{"name": "example.com/wait"}]
        labels = {"app": app, **({"tier": self.one("web", "db")} if self.chance(0.5) else {})}
        said = {key: value for key, value in spec.items() if value or value == 0}
        return {"metadata": {"labels": labels}, "spec": said}

    def workload(self, app: str) -> Tree:
        least = 0 if self.chance(0.1) else 1
        made: Tree = {"name": app, "replicas": self.random.randint(least, 7)}
        made["template"] = self.template(app)
        if self.chance(0.3):
            made["kind"] = "StatefulSet"
            made["podManagementPolicy"] = self.one("OrderedReady", "Parallel")
            if self.chance(0.5):
                made["volumeClaimTemplates"] = [self.claim()]
        elif self.chance(0.1):
            made["strategy"] = "Recreate"
        elif self.chance(0.6):
            made["maxSurge"] = self.one(0, 1, 2, "25%", "50%", "100%")
            least_unavailable = (1, 2, "34%", "50%")
            made["maxUnavailable"] = self.one(
                *(least_unavailable if made["maxSurge"] == 0 else (0, 0, *least_unavailable))
            )
        return made

    def claim(self) -> Tree:
        return {
            "metadata": {"name": "data"},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": self.one("late", "late", "early"),
                "resources": {"requests": {"storage": "1Gi"}},
            },
        }

    def manifests(self, *, storage: bool) -> list[Tree]:
        priority = {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"name": "high"},
            "value": 1000,
        }
        services = [
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": app},
                "spec": {"selector": {"app": app}, "ports": [{"port": 80}]},
            }
            for app in self.apps
            if self.chance(0.4)
        ]
        if not storage:
            return [priority, *services]
        classes = [
            {
                "apiVersion": "storage.k8s.io/v1",
                "kind": "StorageClass",
                "metadata": {"name": name},
                "provisioner": "disk.example",
                "volumeBindingMode": mode,
            }
            for name, mode in (("late", "WaitForFirstConsumer"), ("early", "Immediate"))
        ]
        volumes = [self.volume(i) for i in range(self.one(0, 0, 2, 3))]
        return [priority, *services, *classes, *volumes]

    def volume(self, number: int) -> Tree:
        zone = {"key": ZONE, "operator": "In", "values": [self.one("a", "b", "c")]}
        return {
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": {"name": f"disk{number}"},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "capacity": {"storage": self.one("1Gi", "2Gi")},
                "storageClassName": self.one("late", "early"),
                "hostPath": {"path": "/disk"},
                "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [zone]}]}},
            },
        }

    def bare(self, number: int, nodes: Sequence[Tree]) -> Tree:
        container = {"name": "c", "image": "x", "resources": {"requests": {"cpu": "100m"}}}
        spec: Tree = {"nodeName": self.one(*nodes)["name"], "containers": [container]}
        if self.chance(0.3):
            selector = {"matchLabels": {"app": self.apps[0]}}
            term = {"topologyKey": self.one(HOST, ZONE), "labelSelector": selector}
            spec["affinity"] = {"podAntiAffinity": {HARD: [term]}}
        labels = {"app": self.one(*self.apps, "other")}
        return {"metadata": {"name": f"bare{number}", "labels": labels}, "spec": spec}

    # events

    def events(self, nodes: Sequence[Tree], workloads: Sequence[Tree]) -> list[Tree]:
        zones = sorted({node["zone"] for node in nodes if node["zone"]})
        made: list[Tree] = []
        for _ in range(self.random.randint(1, 4)):
            do, zone, workload = self.one(*_EVENTS), self.one(*zones), self.one(*workloads)
            name = workload["name"]
            if do == "rollout":
                made.append({"do": do, "workload": name})
            elif do == "scale":
                made.append({"do": do, "workload": name, "replicas": self.random.randint(0, 8)})
            elif do == "taint":
                taint = {"key": "team", "value": "x", "effect": self.one(*_EFFECTS[:2])}
                made.append({"do": do, "zone": zone, "taint": taint})
            else:
                made.append({"do": do, "zone": zone})
        return made


def scenario(number: int) -> Tree:
    """Return one scenario."""
    draw = Draw(number)
    nodes = draw.nodes()
    workloads = [draw.workload(app) for app in draw.apps]
    storage = any("volumeClaimTemplates" in each for each in workloads)
    made: Tree = {"id": f"drawn-{number}", "nodes": nodes, "workloads": workloads}
    made["manifests"] = draw.manifests(storage=storage)
    zoned = any(node["zone"] for node in nodes)
    made["events"] = draw.events(nodes, workloads) if zoned else []
    if draw.chance(0.4):
        made["pods"] = [draw.bare(i, nodes) for i in range(draw.random.randint(1, 3))]
    if number % 2:
        rarities.add(made, number)
    return made
