"""What few manifests say, put into a drawn scenario at random: odd scenarios get it, even ones not.

The same number gives the same additions. Each scenario gets a few themes, so that they meet.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Tree = dict[str, Any]
ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
REGION, BETA = "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone"
HARD = "requiredDuringSchedulingIgnoredDuringExecution"
SOFT = "preferredDuringSchedulingIgnoredDuringExecution"
_MODES = (
    ["ReadWriteOnce"],
    ["ReadWriteMany"],
    ["ReadWriteOncePod"],
    ["ReadWriteOnce", "ReadOnlyMany"],
)
_MIGRATED: Tree = {
    "pd.csi.storage.gke.io": {"gcePersistentDisk": {"pdName": "d1"}},
    "ebs.csi.aws.com": {"awsElasticBlockStore": {"volumeID": "v1"}},
    "csi.vsphere.vmware.com": {"vsphereVolume": {"volumePath": "p1"}},
}
"""Drivers with the disks named in-tree that they run."""
_CLASS = "volume.beta.kubernetes.io/storage-class"
_NAMESPACES = {"default": {"team": "x"}, "other": {"team": "y"}, "third": {}}


def add(scenario: Tree, number: int) -> None:
    """Put some rarities into a scenario."""
    _Rarities(scenario, number).add()


class _Rarities:
    def __init__(self, scenario: Tree, number: int) -> None:
        self.random = Random(f"rarities {number}")
        self.scenario = scenario
        self.apps = [workload["name"] for workload in scenario["workloads"]]
        self.classes = ["late", "early", "picky", "static", "static-now"]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def add(self) -> None:
        themes: list[Callable[[], None]] = [
            self.images, self.namespaces, self.node_labels, self.taints, self.resources,
            self.pod_resources, self.priorities, self.node_affinity, self.spread, self.ports,
            self.claims, self.claims, self.preferences, self.inline_volumes, self.stateful_sets,
        ]  # fmt: skip
        for theme in self.random.sample(themes, self.random.randint(2, 5)):
            theme()

    def specs(self, share: float = 0.6) -> list[Tree]:
        """Pod specs of some workloads."""
        chosen = [w["template"]["spec"] for w in self.scenario["workloads"] if self.chance(share)]
        return chosen or [self.scenario["workloads"][0]["template"]["spec"]]

    def nodes(self, share: float = 0.5) -> list[Tree]:
        return [node for node in self.scenario["nodes"] if self.chance(share)]

    # nodes

    def images(self) -> None:
        names = ["shop:latest", "shop:1", "registry.example:5000/shop:latest", "base:latest"]
        for node in self.nodes():
            size = self.one(10, 90, 400, 3000)
            some = self.random.sample(names, self.random.randint(1, 4))
            node["images"] = dict.fromkeys(some, size * 1024 * 1024)
        for spec in self.specs():
            image = self.one("shop", "shop:1", "registry.example:5000/shop", "base:latest")
            spec["containers"][0]["image"] = image
            for container in spec.get("initContainers") or ():
                container["image"] = self.one("base", "shop:1", "base:latest")
            if self.chance(0.3):
                spec["containers"].append({"name": "d", "image": self.one("base", "absent")})
            if self.chance(0.3):
                reference = self.one("base", "shop:1", "absent")
                volume = {"name": "model", "image": {"reference": reference}}
                spec.setdefault("volumes", []).append(volume)

    def node_labels(self) -> None:
        for node in self.nodes(0.7):
            labels = node["labels"]
            if self.chance(0.6):
                labels[REGION] = self.one("r1", "r2")
            if self.chance(0.3) and node["zone"]:
                labels[BETA] = self.one(node["zone"], "a", "z")
            if self.chance(0.15):
                labels[HOST] = self.one("", "same", "same")
            if self.chance(0.2):
                labels["rack"] = ""
            if self.chance(0.3):
                labels["size"] = self.one("05", "5", "9223372036854775808", "4.5", "")

    def taints(self) -> None:
        for node in self.nodes(0.6):
            effects = ("NoSchedule", "PreferNoSchedule", "NoExecute", "PreferNoSchedule")
            found = {(t["key"], t["effect"]): t for t in node.get("taints") or ()}
            for _ in range(self.random.randint(1, 3)):
                taint = {"key": self.one("team", "soft", "gpu"), "effect": self.one(*effects)}
                if self.chance(0.6):
                    taint["value"] = self.one("x", "y")
                found.setdefault((taint["key"], taint["effect"]), taint)
            node["taints"] = list(found.values())
        for spec in self.specs():
            spec["tolerations"] = [*(spec.get("tolerations") or ()), *map(self.toleration, "ab")]

    def toleration(self, _: str) -> Tree:
        made: Tree = {"key": self.one("team", "soft", "gpu")}
        if self.chance(0.5):
            made["operator"] = "Exists"
        elif self.chance(0.8):
            made |= {"operator": "Equal", "value": self.one("x", "y")}
        if self.chance(0.6):
            made["effect"] = self.one("NoSchedule", "PreferNoSchedule", "NoExecute")
        if made.get("effect") == "NoExecute" and self.chance(0.5):
            made["tolerationSeconds"] = self.one(0, 60)
        return made

    # what is asked of nodes

    def resources(self) -> None:
        for node in self.nodes(0.7):
            offered = node["allocatable"]
            offered["ephemeral-storage"] = self.one("1Gi", "10G", "0")
            if self.chance(0.5):
                offered["hugepages-2Mi"] = self.one("100Mi", "20Mi")
            if self.chance(0.2):
                offered["cpu"] = self.one("1500m", "0", "2.5")
            if self.chance(0.2):
                offered["memory"] = self.one("3e9", "1500M", "0", "2147483648500m")
            if self.chance(0.1):
                offered["pods"] = self.one("0", "2")
            if self.chance(0.3):
                offered["example.com/fpga"] = self.one("2", "0")
        for spec in self.specs():
            container = spec["containers"][0]
            asked: Tree = container.setdefault("resources", {}).setdefault("requests", {})
            limits: Tree = container["resources"].get("limits") or {}
            if self.chance(0.4):
                asked["ephemeral-storage"] = self.one("300Mi", "1G", "0")
            if self.chance(0.3):
                limits["hugepages-2Mi"] = asked["hugepages-2Mi"] = self.one("20Mi", "40Mi")
                asked.setdefault("cpu", "10m")
            if self.chance(0.2):
                limits["example.com/fpga"] = asked["example.com/fpga"] = self.one("1", "0")
            if self.chance(0.3) and "memory" not in limits:
                asked["memory"] = self.one("128974848000m", "0.5", "1e8", "0")
            if self.chance(0.2) and "cpu" not in limits:
                asked["cpu"] = self.one("0.1", "0.3335", "0", "1e-1")
            if limits:
                container["resources"]["limits"] = limits
            if self.chance(0.3):
                asked = {"cpu": self.one("100m", "0"), "memory": self.one("10Mi", "0.5")}
                more = {"name": "second", "image": "x", "resources": {"requests": asked}}
                spec["containers"].append(more)
            if self.chance(0.4):
                over = {"cpu": self.one("50m", "250m"), "memory": self.one("64Mi", "120M")}
                spec["overhead"] = over if self.chance(0.7) else {"cpu": over["cpu"]}

        if self.chance(0.4):  # more than there is of a node
            node = self.one(*self.scenario["nodes"])["name"]
            asked = {"cpu": self.one("20", "3"), "memory": self.one("64Gi", "1Gi")}
            container = {"name": "c", "image": "x", "resources": {"requests": asked}}
            metadata = {"name": "huge", "labels": {"app": "huge"}}
            pod = {"metadata": metadata, "spec": {"nodeName": node, "containers": [container]}}
            self.scenario.setdefault("pods", []).append(pod)

    def pod_resources(self) -> None:
        for spec in self.specs():
            both = self.one({"cpu": "2"}, {"cpu": "1500m", "memory": "1Gi"}, {"memory": "2Gi"})
            kind = self.one("requests", "limits", "both")
            made: Tree = {}
            if kind != "limits":
                made["requests"] = both
            if kind != "requests":
                made["limits"] = {
                    name: self.one("4", "3") if name == "cpu" else "4Gi" for name in both
                }
            spec["resources"] = made
            if self.chance(0.5):
                spec["containers"][0]["resources"] = {}
            for number in range(self.one(0, 1, 3)):
                asked = {"cpu": self.one("100m", "700m")}
                made = {"name": f"j{number}", "image": "x", "resources": {"requests": asked}}
                if self.chance(0.5):
                    made["restartPolicy"] = "Always"
                spec.setdefault("initContainers", []).append(made)

    def priorities(self) -> None:
        for name, value in (("urgent", 100_000), ("lowly", -5), ("usual", 10)):
            made = {
                "apiVersion": "scheduling.k8s.io/v1",
                "kind": "PriorityClass",
                "metadata": {"name": name},
                "value": value,
            }
            if self.chance(0.4):
                made["preemptionPolicy"] = "Never"
            if name == "usual" and self.chance(0.5):
                made["globalDefault"] = True
            self.scenario["manifests"].append(made)
        for spec in self.specs():
            spec["priorityClassName"] = self.one("urgent", "lowly", "usual")

    def ports(self) -> None:
        for spec in self.specs():
            if self.chance(0.3):
                spec["hostNetwork"] = True
            found: dict[Any, Tree] = {}
            for _ in range(self.random.randint(1, 3)):
                port = self.one(8080, 8081)
                made = {
                    "containerPort": port if spec.get("hostNetwork") else 80,
                    "protocol": self.one("TCP", "UDP", "SCTP"),
                    "hostIP": self.one("", "0.0.0.0", "10.0.0.1", "::", "::1"),
                    "hostPort": port,
                }
                if not made["hostIP"] or (spec.get("hostNetwork") and self.chance(0.5)):
                    del made["hostIP"]
                found.setdefault((port, made["protocol"]), made)
            spec["containers"][0]["ports"] = list(found.values())
            if self.chance(0.2):
                ports = [{"containerPort": 9090, "hostPort": 9090}]
                made = {"name": "p", "image": "x", "ports": ports}
                if self.chance(0.5):
                    made["restartPolicy"] = "Always"
                spec.setdefault("initContainers", []).append(made)

    # nodes by label and name

    def node_affinity(self) -> None:
        for spec in self.specs():
            node = spec.setdefault("affinity", {}).setdefault("nodeAffinity", {})
            if self.chance(0.6):
                terms = [self.node_term() for _ in range(self.random.randint(1, 3))]
                node[HARD] = {"nodeSelectorTerms": terms}
            node[SOFT] = [
                {"weight": self.one(1, 7, 50, 100), "preference": self.node_term(soft=True)}
                for _ in range(self.random.randint(1, 3))
            ]

    def node_term(self, *, soft: bool = False) -> Tree:
        made: Tree = {}
        if self.chance(0.8):
            count = self.random.randint(1, 2)
            made["matchExpressions"] = [self.expression(soft=soft) for _ in range(count)]
        if self.chance(0.3):
            name = self.one(*self.scenario["nodes"])["name"]
            operator = self.one("In", "In", "NotIn")
            made["matchFields"] = [{"key": "metadata.name", "operator": operator, "values": [name]}]
        return made

    def expression(self, *, soft: bool) -> Tree:
        numbers = ("4", "05") if soft else ("4", "05", "x", "9223372036854775808")
        chosen: Tree = self.one(
            {"key": ZONE, "operator": "In", "values": ["a", "b"]},
            {"key": ZONE, "operator": "NotIn", "values": ["a", "c"]},
            {"key": "rack", "operator": "In", "values": ["", "r1"]},
            {"key": "disk", "operator": "NotIn", "values": ["ssd"]},
            {"key": "disk", "operator": self.one("Exists", "DoesNotExist")},
            {"key": HOST, "operator": "Exists"},
            {"key": REGION, "operator": "In", "values": ["r1"]},
            {"key": "size", "operator": self.one("Gt", "Lt"), "values": [self.one(*numbers)]},
        )
        return chosen

    # pods of each other

    def pod_selector(self) -> Tree:
        chosen: Tree = self.one(
            {"matchLabels": {"app": self.one(*self.apps)}},
            {"matchLabels": {"app": self.one(*self.apps), "tier": "web"}},
            {"matchExpressions": [{"key": "tier", "operator": "Exists"}]},
            {"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]},
            {"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["web", "x"]}]},
            {"matchExpressions": [{"key": "app", "operator": "In", "values": self.apps[:1]}],
             "matchLabels": {"app": self.apps[0]}},
            {},
        )  # fmt: skip
        return chosen

    def free_keys(self, selector: Tree) -> list[str]:
        """Labels that a selector does not speak of, for it may not name them twice."""
        said = {*(selector.get("matchLabels") or ())}
        said |= {each["key"] for each in selector.get("matchExpressions") or ()}
        keys: list[str] = self.one(["tier"], ["pod-template-hash", "tier"], ["absent"])
        return [key for key in keys if key not in said]

    def namespaces(self) -> None:
        for name, labels in _NAMESPACES.items():
            if name == "default" or self.chance(0.8):
                given = {"kubernetes.io/metadata.name": name, **labels}
                metadata = {"name": name, "labels": given}
                self.scenario["manifests"].append(
                    {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
                )
        pods = self.scenario.setdefault("pods", [])
        for number in range(self.random.randint(1, 5)):
            container = {"name": "c", "image": "x", "resources": {"requests": {"cpu": "50m"}}}
            spec: Tree = {
                "nodeName": self.one(*self.scenario["nodes"])["name"],
                "containers": [container],
            }
            labels = {"app": self.one(*self.apps, "x"), "tier": self.one("web", "db")}
            spec["affinity"] = self.pod_affinity(0.4)
            metadata = {
                "name": f"far{number}",
                "namespace": self.one("other", "third"),
                "labels": labels,
            }
            pods.append({"metadata": metadata, "spec": spec})
        for spec in self.specs():
            spec.setdefault("affinity", {}).update(self.pod_affinity(0.7))

    def pod_affinity(self, share: float) -> Tree:
        made: Tree = {}
        for kind in ("podAffinity", "podAntiAffinity"):
            if not self.chance(share):
                continue
            terms = [self.pod_term(namespaced=True) for _ in range(self.random.randint(1, 2))]
            hard = self.chance(0.2 if kind == "podAffinity" else 0.6)
            made[kind] = {HARD: terms} if hard else {SOFT: self.weighted(terms)}
        return made

    def weighted(self, terms: list[Tree]) -> list[Tree]:
        return [{"weight": self.one(1, 10, 33, 100), "podAffinityTerm": term} for term in terms]

    def pod_term(self, *, namespaced: bool = False) -> Tree:
        made: Tree = {"topologyKey": self.one(HOST, ZONE, "rack", REGION)}
        if self.chance(0.95):
            made["labelSelector"] = self.pod_selector()
            if self.chance(0.3):
                keys = self.free_keys(made["labelSelector"])
                made[self.one("matchLabelKeys", "mismatchLabelKeys")] = keys
        if namespaced and self.chance(0.5):
            made["namespaces"] = self.one(["default"], ["other"], ["default", "third"], ["absent"])
        if namespaced and self.chance(0.5):
            made["namespaceSelector"] = self.one(
                {},
                {"matchLabels": {"team": self.one("x", "y")}},
                {"matchLabels": {"kubernetes.io/metadata.name": self.one("default", "third")}},
                {"matchExpressions": [{"key": "team", "operator": "DoesNotExist"}]},
            )
        return made

    def preferences(self) -> None:
        for spec in self.specs():
            affinity = spec.setdefault("affinity", {})
            for kind in ("podAffinity", "podAntiAffinity"):
                terms = [self.pod_term() for _ in range(self.random.randint(0, 3))]
                if terms:
                    affinity.setdefault(kind, {})[SOFT] = self.weighted(terms)

    def spread(self) -> None:
        for spec in self.specs():
            found: dict[Any, Tree] = {}
            for _ in range(self.random.randint(1, 4)):
                when = self.one("DoNotSchedule", "ScheduleAnyway", "ScheduleAnyway")
                made: Tree = {
                    "maxSkew": self.one(1, 1, 2, 3, 7),
                    "topologyKey": self.one(ZONE, HOST, "rack", REGION, "size"),
                    "whenUnsatisfiable": when,
                    "labelSelector": self.pod_selector(),
                }
                if self.chance(0.4):
                    made["matchLabelKeys"] = self.free_keys(made["labelSelector"])
                if when == "DoNotSchedule" and self.chance(0.4):
                    made["minDomains"] = self.random.randint(1, 5)
                for policy in ("nodeTaintsPolicy", "nodeAffinityPolicy"):
                    if self.chance(0.5):
                        made[policy] = self.one("Honor", "Ignore")
                found[made["topologyKey"], when] = made
            spec["topologySpreadConstraints"] = list(found.values())

    # how pods are replaced

    def stateful_sets(self) -> None:
        for workload in self.scenario["workloads"]:
            if not self.chance(0.6):
                continue
            for each in ("strategy", "maxSurge", "maxUnavailable"):
                workload.pop(each, None)
            workload["kind"] = "StatefulSet"
            workload["podManagementPolicy"] = self.one("OrderedReady", "Parallel", "Parallel")
            if self.chance(0.6):
                workload["maxUnavailable"] = self.one(1, 2, 3, "30%", "50%", "100%")
            if self.chance(0.4):
                workload["partition"] = self.random.randint(0, 5)
            if self.chance(0.6):
                rollout = {"do": "rollout", "workload": workload["name"]}
                events = self.scenario["events"]
                events.insert(self.random.randint(0, len(events)), rollout)

    # volumes

    def inline_volumes(self) -> None:
        for spec in self.specs():
            chosen = self.one(
                {
                    "rbd": {
                        "monitors": [self.one("m1", "m2"), "m3"],
                        "image": self.one("i", "j"),
                        "pool": "p",
                    }
                },
                {
                    "iscsi": {
                        "targetPortal": "10.0.0.1",
                        "iqn": self.one("iqn.2001-04.com.example:a", "iqn.2001-04.com.example:b"),
                        "lun": 0,
                    }
                },
                {"gcePersistentDisk": {"pdName": self.one("d1", "d2")}},
                {"awsElasticBlockStore": {"volumeID": self.one("v1", "v2")}},
            )
            if self.chance(0.4):
                next(iter(chosen.values()))["readOnly"] = True
            spec.setdefault("volumes", []).append({"name": "inline", **chosen})
        if self.chance(0.3):
            self.csi_nodes()

    def claims(self) -> None:
        manifests = self.scenario["manifests"]
        there = {each["metadata"]["name"] for each in manifests}
        if "picky" in there:
            return
        manifests += [
            each for each in self.storage_classes() if each["metadata"]["name"] not in there
        ]
        manifests += [self.volume(number) for number in range(self.random.randint(1, 4))]
        claims = [self.claim(f"c{number}") for number in range(self.random.randint(1, 3))]
        manifests += claims
        names = [claim["metadata"]["name"] for claim in claims]
        for spec in self.specs():
            for number in range(self.one(1, 1, 2)):
                name = self.one(*names, *names, "absent")
                volume = {"name": f"v{number}", "persistentVolumeClaim": {"claimName": name}}
                spec.setdefault("volumes", []).append(volume)
        if self.chance(0.4):
            self.csi_nodes()
        for workload in self.scenario["workloads"]:
            if workload.get("kind") == "StatefulSet" and self.chance(0.5):
                names = self.one(["data"], ["data", "more"])
                workload["volumeClaimTemplates"] = [self.claim(name, whole=False) for name in names]
        if self.chance(0.4):
            self.room()

    def room(self) -> None:
        """Say how much room for new volumes zones have, once of each: the list is in no order."""
        manifests = self.scenario["manifests"]
        kind = {"apiVersion": "storage.k8s.io/v1", "kind": "CSIDriver"}
        spec = {"storageCapacity": self.chance(0.9)}
        manifests.append({**kind, "metadata": {"name": "disk.example"}, "spec": spec})
        for name in ("late", "picky"):
            for zone in "abc":
                if self.chance(0.7):
                    manifests.append(self.capacity(name, zone))

    def capacity(self, name: str, zone: str) -> Tree:
        made: Tree = {"apiVersion": "storage.k8s.io/v1", "kind": "CSIStorageCapacity"}
        made |= {"metadata": {"name": f"{name}-{zone}", "namespace": "default"}}
        made |= {"storageClassName": name, "capacity": self.one("1Gi", "2Gi", "7Gi", "40G", "0")}
        expression = {"key": ZONE, "operator": "In", "values": [zone]}
        made["nodeTopology"] = self.one(
            {"matchLabels": {ZONE: zone}}, {"matchExpressions": [expression]}
        )
        if self.chance(0.2):
            made["maximumVolumeSize"] = self.one("1Gi", "3Gi")
        return made

    def csi_nodes(self) -> None:
        manifests = self.scenario["manifests"]
        if not any(each["kind"] == "CSINode" for each in manifests):
            manifests += [self.csi_node(node["name"]) for node in self.nodes(0.8)]

    def csi_node(self, name: str) -> Tree:
        drivers = [
            driver
            for driver, share in (("disk.example", 1), *((driver, 0.3) for driver in _MIGRATED))
            if self.chance(share)
        ]
        spec = {"drivers": [self.csi_driver(driver, name) for driver in drivers]}
        kind = {"apiVersion": "storage.k8s.io/v1", "kind": "CSINode"}
        return {**kind, "metadata": {"name": name}, "spec": spec}

    def csi_driver(self, driver: str, node: str) -> Tree:
        made: Tree = {"name": driver, "nodeID": node, "topologyKeys": []}
        if self.chance(0.8):
            made["allocatable"] = {"count": self.one(0, 1, 1, 2)}
        return made

    def storage_classes(self) -> list[Tree]:
        late, now = "WaitForFirstConsumer", "Immediate"
        made: list[Tree] = []
        for name, mode, who in (
            ("late", late, "disk.example"),
            ("early", now, "disk.example"),
            ("picky", self.one(late, late, now), "disk.example"),
            ("static", late, "kubernetes.io/no-provisioner"),
            ("static-now", now, "kubernetes.io/no-provisioner"),
        ):
            made.append(
                {
                    "apiVersion": "storage.k8s.io/v1",
                    "kind": "StorageClass",
                    "metadata": {"name": name},
                    "provisioner": who,
                    "volumeBindingMode": mode,
                }
            )
        terms = [{"key": ZONE, "values": self.one(["a", "b"], ["b"], ["c", "z"])}]
        if self.chance(0.3):
            terms.append({"key": "rack", "values": ["r1"]})
        made[2]["allowedTopologies"] = [{"matchLabelExpressions": terms}]
        if self.chance(0.3):
            other = [{"key": ZONE, "values": ["c"]}]
            made[2]["allowedTopologies"].append({"matchLabelExpressions": other})
        return made

    def volume(self, number: int) -> Tree:
        spec: Tree = {
            "accessModes": self.one(*_MODES, ["ReadWriteOnce", "ReadWriteMany"]),
            "capacity": {"storage": self.one("1Gi", "1500M", "3Gi", "10Gi")},
            "csi": {"driver": "disk.example", "volumeHandle": f"volume{number}"},
        }
        if self.chance(0.15):
            del spec["csi"]
            spec |= self.one(*_MIGRATED.values(), {"nfs": {"server": "s", "path": "/"}})
        storage_class = self.one(*self.classes, "static", "")
        if storage_class:
            spec["storageClassName"] = storage_class
        if self.chance(0.2):
            spec["volumeMode"] = "Block"
        if "csi" in spec and self.chance(0.15):
            spec["volumeAttributesClassName"] = "fast"
        if self.chance(0.85):
            terms = [self.volume_term() for _ in range(self.one(1, 1, 2))]
            spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": terms}}
        if self.chance(0.2):
            name = self.one("c0", "c1", f"data-{self.apps[0]}-0", "elsewhere")
            spec["claimRef"] = {"namespace": self.one("default", "default", "other"), "name": name}
            if self.chance(0.2):
                spec["claimRef"]["uid"] = f"pvc-{name}"
        labels = {}
        if self.chance(0.3):
            labels[ZONE] = self.one("a", "b", "a__b", "z", "", "a____b")
        if self.chance(0.15):
            labels[self.one(REGION, BETA)] = self.one("r1", "a", "")
        if self.chance(0.4):
            labels["tier"] = self.one("fast", "slow")
        metadata: Tree = {"name": f"volume{number}", "labels": labels}
        if self.chance(0.1):
            metadata["annotations"] = {_CLASS: self.one("late", "static")}
        return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": metadata, "spec": spec}

    def volume_term(self) -> Tree:
        name = self.one(*self.scenario["nodes"])["name"]
        chosen: Tree = self.one(
            {"matchExpressions": [{"key": ZONE, "operator": "In", "values": ["a", "b"]}]},
            {"matchExpressions": [{"key": ZONE, "operator": "NotIn", "values": ["a"]}]},
            {"matchExpressions": [{"key": HOST, "operator": "In", "values": [name]}]},
            {
                "matchExpressions": [
                    {"key": ZONE, "operator": "Exists"},
                    {"key": "disk", "operator": "DoesNotExist"},
                ]
            },
            {
                "matchExpressions": [
                    {"key": "size", "operator": "Gt", "values": [self.one("4", "x")]}
                ]
            },
            {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [name]}]},
        )
        return chosen

    def claim(self, name: str, *, whole: bool = True) -> Tree:
        spec: Tree = {
            "accessModes": self.one(*_MODES),
            "resources": {"requests": {"storage": self.one("1Gi", "1Gi", "1400M", "4Gi")}},
        }
        storage_class = self.one(*self.classes, *self.classes, "", "missing", None)
        if storage_class is not None:
            spec["storageClassName"] = storage_class
        if self.chance(0.15):
            spec["volumeMode"] = "Block"
        if self.chance(0.1):
            spec["volumeAttributesClassName"] = "fast"
        if self.chance(0.15):
            spec["selector"] = self.one(
                {"matchLabels": {"tier": "fast"}},
                {"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["slow"]}]},
            )
        if whole and self.chance(0.15):
            spec["volumeName"] = self.one("volume0", "volume1", "gone")
        metadata: Tree = {"name": name}
        if self.chance(0.1):
            metadata["annotations"] = {_CLASS: self.one("late", "static", "early")}
        if not whole:
            return {"metadata": metadata, "spec": spec}
        made = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": metadata,
            "spec": spec,
        }
        if self.chance(0.04):
            made["status"] = {"phase": "Lost"}
            spec["volumeName"] = "gone"
        if self.chance(0.04):
            metadata["deletionTimestamp"] = "2025-01-01T00:00:00Z"
            metadata["finalizers"] = ["kubernetes.io/pvc-protection"]
        return made
