"""Deployments and StatefulSets at random: what ``check`` claims beside what the drill sees.

Three zones with plenty of nodes, one workload, and selectors that mean its own pods alone; two
workloads whose terms of affinity mean one another; one whose pods share a claim; or several that
one Service and one budget select, with disks or bound to zones. All that counts is in the input, so
both must say the same. The same number gives the same workloads. ``python -m tests.claims FIRST
COUNT`` prints where they differ for one workload, with a third word ``two`` for two of them,
``disk`` for one with a claim, ``budget`` for several.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

import yaml

from multiaz_lint import pipeline
from multiaz_lint.drill.data import data
from multiaz_lint.drill.nodes.shape import Pool, made
from multiaz_lint.drill.run import DrillOptions, run
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from multiaz_lint.stages import loading
from multiaz_lint.stages.assembling import assemble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Tree = dict[str, Any]
ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
UNREACHABLE = "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
HARD = "requiredDuringSchedulingIgnoredDuringExecution"
SOFT = "preferredDuringSchedulingIgnoredDuringExecution"
SETTINGS = Settings(plugins=False)
REGIONAL = "pd.csi.storage.gke.io"
NODES_PER_ZONE = 10
"""More than any workload has replicas: nothing stays Pending for want of nodes."""


class Draw:
    """Draws the parts of one workload, its Service and its budget."""

    def __init__(self, number: int) -> None:
        self._random = Random(f"claims {number}")

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def one(self, *choices: Any) -> Any:
        return self._random.choice(choices)

    def selector(self) -> Tree:
        return {"matchLabels": dict([self.one(("app", "w"), ("app", "w"), ("tier", "web"))])}

    def spread(self) -> Tree:
        drawn: Tree = {
            "maxSkew": self.one(1, 1, 1, 2),
            "topologyKey": self.one(ZONE, ZONE, ZONE, HOST),
            "whenUnsatisfiable": self.one("DoNotSchedule", "DoNotSchedule", "ScheduleAnyway"),
            "labelSelector": self.selector(),
        }
        if self.chance(0.3):
            drawn["matchLabelKeys"] = ["pod-template-hash"]
        if drawn["whenUnsatisfiable"] == "DoNotSchedule" and self.chance(0.25):
            drawn["minDomains"] = self.one(1, 2, 3, 4)
        for policy in ("nodeTaintsPolicy", "nodeAffinityPolicy"):
            if self.chance(0.35):
                drawn[policy] = self.one("Honor", "Ignore")
        return drawn

    def pod_affinity(self, kind: str) -> Tree:
        term: Tree = {"topologyKey": self.one(HOST, HOST, ZONE), "labelSelector": self.selector()}
        if self.chance(0.2):
            term["matchLabelKeys"] = ["pod-template-hash"]
        if self.chance(0.6):
            return {kind: {HARD: [term]}}
        return {kind: {SOFT: [{"weight": self.one(1, 100), "podAffinityTerm": term}]}}

    def affinity(self) -> Tree:
        drawn: Tree = {}
        if self.chance(0.5):
            drawn |= self.pod_affinity("podAntiAffinity")
        if self.chance(0.2):
            drawn |= self.pod_affinity("podAffinity")
        if self.chance(0.25):
            expression = {"key": ZONE, "operator": "In", "values": self.one(["a"], ["a", "b"])}
            terms = [{"matchExpressions": [expression]}]
            drawn["nodeAffinity"] = {HARD: {"nodeSelectorTerms": terms}}
        return drawn

    def pod_spec(self) -> Tree:
        resources = {"requests": {"cpu": "100m", "memory": "64Mi"}}
        spec: Tree = {"containers": [{"name": "c", "image": "c:1", "resources": resources}]}
        if self.chance(0.7):
            spread = [self.spread() for _ in range(self.one(1, 1, 2))]
            unlike = {(each["topologyKey"], each["whenUnsatisfiable"]): each for each in spread}
            spec["topologySpreadConstraints"] = [*unlike.values()]
        spec["affinity"] = self.affinity()
        if self.chance(0.3):
            key = self.one(UNSCHEDULABLE, UNREACHABLE)
            toleration = {"key": key, "operator": "Exists", "effect": "NoSchedule"}
            spec["tolerations"] = [toleration]
        return spec

    def documents(self) -> list[Tree]:
        labels = {"app": "w", "tier": "web"}
        spec: Tree = {
            "replicas": self.one(1, 2, 3, 3, 4, 5, 6, 7, 9),
            "selector": {"matchLabels": {"app": "w"}},
            "template": {"metadata": {"labels": labels}, "spec": self.pod_spec()},
        }
        kind = self.one(*["Deployment"] * 5, "StatefulSet")
        if kind == "StatefulSet":
            spec["serviceName"] = "w"
            spec["podManagementPolicy"] = self.one("OrderedReady", "Parallel")
        elif self.chance(0.2):
            spec["strategy"] = {"type": "Recreate"}
        elif self.chance(0.5):
            surge, unavailable = self.one((1, 0), (0, 1), (2, 1), ("50%", 0), (0, "34%"))
            spec["strategy"] = {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}
        workload = {"apiVersion": "apps/v1", "kind": kind, "spec": spec}
        service = {"selector": {"app": "w"}, "ports": [{"port": 80}]}
        documents: list[Tree] = [
            {**workload, "metadata": {"name": "w"}},
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "w"}, "spec": service},
        ]
        if self.chance(0.5):
            limit = {
                self.one("maxUnavailable", "minAvailable"): self.one(0, 1, 1, 2, 3, "25%", "50%")
            }
            guards = {**limit, "selector": {"matchLabels": {"app": "w"}}}
            budget = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "spec": guards}
            documents.append({**budget, "metadata": {"name": "w"}})
        return documents


class DrawTwo(Draw):
    """Draws two workloads: ``w``, with terms that mean ``v``, itself or both, and ``v``."""

    def __init__(self, number: int) -> None:
        self._random = Random(f"two claims {number}")

    def selector(self) -> Tree:
        return {"matchLabels": self.one(*[{"app": "w"}] * 2, *[{"app": "v"}] * 3)}

    def own_spread(self, name: str) -> Tree:
        selector = {"matchLabels": {"app": name}}
        return {**super().spread(), "topologyKey": ZONE, "labelSelector": selector}

    def term(self, *keys: str) -> Tree:
        term: Tree = {"topologyKey": self.one(*keys), "labelSelector": self.selector()}
        for name in ("matchLabelKeys", "mismatchLabelKeys"):
            if self.chance(0.2):
                term[name] = ["pod-template-hash"]
                break
        if self.chance(0.05):
            term = {"topologyKey": ZONE}
        return term

    def affinity(self) -> Tree:
        kinds = self.one(["podAffinity"], ["podAffinity"], ["podAntiAffinity"], [], [*KINDS])
        keys = (HOST, ZONE, ZONE) if len(kinds) == 1 else (ZONE,)
        return {
            kind: {HARD: [self.term(*keys) for _ in range(self.one(1, 1, 1, 2))]} for kind in kinds
        }

    def pod_spec(self, name: str = "w") -> Tree:
        spec: Tree = {"containers": [{"name": "c", "image": "c:1", "resources": SMALL}]}
        if self.chance(0.6):
            spec["topologySpreadConstraints"] = [self.own_spread(name)]
        if name == "w" or self.chance(0.2):
            spec["affinity"] = self.affinity()
        elif self.chance(0.2):
            spec["nodeSelector"] = {ZONE: "a"}
        hard = [each for each in spec.get("topologySpreadConstraints", ()) if _is_hard(each)]
        if hard and self.chance(0.1):
            expression = {"key": ZONE, "operator": "DoesNotExist"}
            terms = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
            spec.setdefault("affinity", {})["nodeAffinity"] = {HARD: terms}
        return spec

    def workload(self, name: str) -> Tree:
        spec: Tree = {
            "replicas": self.one(1, 2, 3, 3, 4, 6) if name == "w" else self.one(1, 1, 2, 3, 4),
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": self.pod_spec(name)},
        }
        if self.chance(0.5):
            surge, unavailable = self.one((1, 0), (0, 1), (2, 1), ("50%", 0), (0, "34%"))
            spec["strategy"] = {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}
        head = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}}
        return {**head, "spec": spec}

    def documents(self) -> list[Tree]:
        return [each for name in ("w", "v") for each in (self.workload(name), _service(name))]


class DrawDisk(Draw):
    """Draws one workload whose pods share a claim: a volume of one zone, or one still to be made.

    Nothing draws the pods to one another: whether they find one node would be left to scores.
    """

    def __init__(self, number: int) -> None:
        self._random = Random(f"disk claims {number}")

    def affinity(self) -> Tree:
        return {kind: terms for kind, terms in super().affinity().items() if kind != "podAffinity"}

    def documents(self) -> list[Tree]:
        workload, *others = super().documents()
        modes = ["ReadWriteOnce", "ReadWriteOncePod", *["ReadWriteMany"] * 3]
        volume: Tree = {"accessModes": [self.one(*modes)], "storageClassName": "fast"}
        spec = workload["spec"]["template"]["spec"]
        spec["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
        if volume["accessModes"] == ["ReadWriteMany"]:
            volume["volumeMode"] = "Block"
            spec["containers"][0]["volumeDevices"] = [{"name": "data", "devicePath": "/dev/x"}]
        claim = {**volume, "resources": {"requests": {"storage": "1Gi"}}}
        made_where: Tree = {}
        regional = self.chance(0.3)
        how = self.one("there", "anywhere", "somewhere")
        if how == "there":
            claim["volumeName"] = "pv"
            others.append(_volume(volume, "a", "b") if regional else _volume(volume, "a"))
        elif how == "somewhere":
            zones = ["a", "b"] if regional else self.one(["a"], ["a", "b"])
            expression = {"key": ZONE, "values": zones}
            made_where["allowedTopologies"] = [{"matchLabelExpressions": [expression]}]
        others.append({**_core("PersistentVolumeClaim", "data"), "spec": claim})
        head = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass"}
        late: Tree = {
            "provisioner": "ebs.csi.aws.com",
            "volumeBindingMode": "WaitForFirstConsumer",
            "parameters": {"type": "io2"},  # which several nodes may have at once
        }
        if regional:
            spec["affinity"].pop("nodeAffinity", None)  # the driver picks the second zone
            late["provisioner"] = REGIONAL
            made_where["parameters"] = {"replication-type": "regional-pd"}
        others.append({**head, "metadata": {"name": "fast"}, **late, **made_where})
        return [workload, *others]


def _volume(claimed: Tree, *zones: str) -> Tree:
    expression = {"key": ZONE, "operator": "In", "values": [*zones]}
    terms = [{"matchExpressions": [expression]}]
    driver = REGIONAL if len(zones) > 1 else "ebs.csi.aws.com"
    disk = {"driver": driver, "volumeHandle": "vol-1"}
    spec = {**claimed, "capacity": {"storage": "1Gi"}, "csi": disk}
    spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": terms}}
    return {**_core("PersistentVolume", "pv"), "spec": spec}


def _core(kind: str, name: str) -> Tree:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}}


class DrawUnderBudget(Draw):
    """Draws workloads that one Service and one budget select: with disks, bound to zones, or free.

    Autoscalers keep some of them between two numbers.
    """

    def __init__(self, number: int) -> None:
        self._random = Random(f"claims under a budget {number}")

    def workload(self, name: str) -> Iterator[Tree]:
        spec: Tree = {"containers": [{"name": "c", "image": "c:1", "resources": SMALL}]}
        labels = {"app": "w", "part": name}
        if self.chance(0.6):
            own = {
                **super().spread(),
                "topologyKey": ZONE,
                "labelSelector": {"matchLabels": labels},
            }
            spec["topologySpreadConstraints"] = [own]
        if self.chance(0.4):
            spec["nodeSelector"] = {ZONE: self.one("a", "b", "c")}
        if self.chance(0.1):
            toleration = {"key": UNSCHEDULABLE, "operator": "Exists", "effect": "NoSchedule"}
            spec["tolerations"] = [toleration]
        body: Tree = {
            "replicas": self.one(1, 1, 2, 3, 3, 4, 5, 6),
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": spec},
        }
        kind = self.one("Deployment", "StatefulSet", "StatefulSet")
        if kind == "StatefulSet":
            body |= {"serviceName": "w", "podManagementPolicy": "Parallel"}
            if self.chance(0.8):
                storage = {"storageClassName": "disk", "accessModes": ["ReadWriteOnce"]}
                claim = {**storage, "resources": {"requests": {"storage": "1Gi"}}}
                body["volumeClaimTemplates"] = [{"metadata": {"name": "d"}, "spec": claim}]
        if self.chance(0.2):
            target = {"apiVersion": "apps/v1", "kind": kind, "name": name}
            least = body.pop("replicas")
            most = least + self.one(1, 2, 4)
            scaler = {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most}
            yield {
                "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
                "metadata": {"name": name}, "spec": scaler,
            }  # fmt: skip
        yield {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": body}

    def documents(self) -> list[Tree]:
        names = self.one("v", "v", "vw", "vwx")
        limit = {self.one("maxUnavailable", "minAvailable"): self.one(1, 1, 1, 2, 3, "25%", "50%")}
        return [
            {
                "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
                "metadata": {"name": "disk"}, "provisioner": "ebs.csi.aws.com",
                "volumeBindingMode": "WaitForFirstConsumer",
            },
            _service("w"),
            {
                "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
                "metadata": {"name": "w"},
                "spec": {**limit, "selector": {"matchLabels": {"app": "w"}}},
            },
            *[document for name in names for document in self.workload(name)],
        ]  # fmt: skip


def _service(name: str) -> Tree:
    spec = {"selector": {"app": name}, "ports": [{"port": 80}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def _is_hard(constraint: Tree) -> bool:
    return bool(constraint["whenUnsatisfiable"] == "DoNotSchedule")


KINDS = ("podAffinity", "podAntiAffinity")
SMALL = {"requests": {"cpu": "100m", "memory": "64Mi"}}


def text_of(number: int, draw: type[Draw] = Draw) -> str:
    return yaml.safe_dump_all(draw(number).documents(), sort_keys=False)


class Case:
    """One workload or two: the messages of ``check``, and the events of the drill.

    ``about`` turns to one of them; at first it is about all messages.
    """

    def __init__(self, text: str) -> None:
        source = Source("w.yaml", text, named=True)
        found = pipeline.check([source], SETTINGS).diagnostics
        self._messages = [(each.resource.name if each.resource else "", each) for each in found]
        self.messages = [each.message for each in found]
        self.rules = {each.rule for each in found}
        cluster = assemble(loading.load([source], SETTINGS), SETTINGS)
        shape = made([Pool(("a", "b", "c"), nodes_per_zone=NODES_PER_ZONE)])
        report = run(cluster, shape, DrillOptions(seeds=4, causes=False, promises=False))
        self.workloads: dict[str, Tree] = {each["name"]: each for each in data(report)["workloads"]}
        self.refused = any(each.get("refused") for each in self.workloads.values())
        self.several = len(self.workloads) > 1
        self._events: list[Tree] = []
        events = [event for each in self.workloads.values() for event in each["events"]]
        starts = [event["missing"] for event in events if event["event"] == "initial"]
        self.never: int = max(most for _, most in starts)
        """The most pods of a workload that do not run before anything happens."""
        self.surely_never: int = max(fewest for fewest, _ in starts)
        """The same, in the play with the fewest of them."""

    def about(self, name: str) -> None:
        self._events = self.workloads[name]["events"]
        if self.several:
            mine = [each for whose, each in self._messages if whose == name]
            self.messages = [each.message for each in mine]
            self.rules = {each.rule for each in mine}

    def leave_out(self, words: str) -> None:
        """Forget the messages with some words."""
        self._messages = [each for each in self._messages if words not in each[1].message]
        self.messages = [each.message for _, each in self._messages]

    def said(self, pattern: str) -> bool:
        return any(re.search(pattern, message) for message in self.messages)

    def missing(self, event: str) -> int:
        """The most pods that are not ready after any play of an event."""
        found: list[int] = [e["missing"][1] for e in self._events if e["event"] == event]
        return max(found)

    def surely_missing(self, event: str) -> int:
        """The most pods that are not ready after all plays of an event."""
        found: list[int] = [e["missing"][0] for e in self._events if e["event"] == event]
        return max(found)

    def ends(self, event: str) -> set[str]:
        """How the plays of an event end: complete, stuck."""
        return {
            end for each in self._events if each["event"] == event for end in each.get("ends") or ()
        }

    def left(self) -> int:
        """The fewest pods that are ready at once when any zone is lost."""
        found: list[int] = [e["ready"][0] for e in self._events if e["event"] == "outage"]
        return min(found)

    def kept(self) -> Iterator[list[str]]:
        """Yield for each finding that says who keeps a Service the workload and those it names."""
        for whose, each in self._messages:
            if found := re.search(r"service/w keeps pods of (.+)$", each.message):
                yield [whose, *re.findall(r"/(\w+)", found[1])]

    def ready(self, names: Iterable[str]) -> int:
        """The fewest pods that those together surely have ready when any zone is lost."""
        by_zone: Counter[str] = Counter()
        for name in names:
            for event in self.workloads[name]["events"]:
                if event["event"] == "outage":
                    by_zone[event["zone"]] += event["ready"][0]
        return min(by_zone.values())

    def numbers(self, pattern: str) -> Iterator[int]:
        """Yield the number that a pattern names in each message."""
        for message in self.messages:
            if found := re.search(pattern, message):
                yield int(found[1])

    def stranded(self) -> Iterator[tuple[str, int]]:
        """Yield how many pods each finding says are Pending while a zone is gone."""
        for message in self.messages:
            found = re.search(r"(up to )?(\d+) of \d+ pods of \S+ stays? Pending", message)
            if found and re.search("drained or lost|is gone", message):
                yield found[1] or "", int(found[2])


NEVER_RUNS = (
    "can never be scheduled|can ever be placed|that the pods may not use: \\d+ of|"
    "so (on a new install )?every pod stays Pending|so only \\d+ of \\d+ pods can run|"
    "all but one stay Pending|hang in ContainerCreating"
)
NEVER_ROLLS = "can never roll out|of the old one for ever(?!, unless)"
MAY_NOT_ROLL = "may never roll out|unless it lands on the same node"
SURE = r"(?:when it is lost|leaves at least) (\d+) (?:is left|are left|of)"
AT_BEST = r"leaves (\d+) of \d+ at best"
STRANDED = (
    "Pending|replaced (until|before|by themselves)|no other (zone )?may take (it|them)|never start|"
    "start nowhere else|does not come back by itself"
)


def differences(case: Case) -> Iterator[str]:
    """Yield in words where the claims and the drill differ."""
    if case.refused:
        return
    # Where two workloads are in each other's way it depends on the first pods that are placed.
    unsaid = case.surely_never if case.several else case.never
    open_end = case.said("may never be scheduled")
    unsaid = 0 if open_end else unsaid
    if not case.never if case.said(NEVER_RUNS) else unsaid:
        yield f"{case.never} pods never run"
    if case.never or open_end:
        return  # the rest is about workloads that run
    for name in case.workloads:
        case.about(name)
        yield from _differences_of_one(case, beside=name == "v")


def _differences_of_one(case: Case, *, beside: bool) -> Iterator[str]:
    """Yield where they differ for the one that a case is about.

    What ``w`` does to the rollouts of ``v`` beside it is said of neither: that would take to look
    at the terms of all others, for each.
    """
    stuck = case.ends("rollout") == {"stuck"}
    unsaid = stuck and not (beside or case.said(MAY_NOT_ROLL))
    if not stuck if case.said(NEVER_ROLLS) else unsaid:
        yield f"a rollout {'hangs' if stuck else 'ends'}"
    left = case.left()
    if any(left < sure for sure in case.numbers(SURE)):
        yield f"a lost zone leaves only {left}"
    if any(left > most for most in case.numbers(AT_BEST)):
        yield f"a lost zone leaves as many as {left}"
    lost = case.missing("outage, after evictions")
    surely = case.surely_missing("outage, after evictions") if case.several else lost
    if surely and not case.said(STRANDED):
        yield f"{lost} pods of a lost zone stay Pending"
    # Pods may be not ready for other reasons: never replaced, or placed where nothing starts them.
    others = not case.rules.isdisjoint(("sts-stuck-unreachable", "toleration-dead-nodes"))
    for up_to, claimed in () if others else case.stranded():
        if lost > claimed or (lost < claimed and not up_to):
            yield f"{lost} pods of a lost zone stay Pending, not {up_to}{claimed}"
    drains = case.ends("drain")
    hangs = case.said("draining the zone never ends") or not case.rules.isdisjoint(
        ("pdb-blocks-drain", "pdb-single-replica")
    )
    if hangs and "stuck" not in drains:
        yield "a drain ends"
    if "stuck" in drains and not (hangs or case.said("draining the zone may never end")):
        yield "a drain hangs"


def differences_of_several(case: Case) -> Iterator[str]:
    """Yield where claims on drains and on who is left differ from the drill, for several at once.

    That a drain may hang is not claimed where it depends on the zones that pods happen to be in;
    a zone whose drain hangs in all plays shows that it does not. Nor is it where constraints that
    count the drained zone keep some pods Pending: together with disks these may be too many.
    """
    if case.refused or case.never:
        return
    hangs = case.said("draining the zone never ends") or not case.rules.isdisjoint(
        ("pdb-blocks-drain", "pdb-single-replica")
    )
    drains = [
        set(event["ends"])
        for workload in case.workloads.values()
        for event in workload["events"]
        if event["event"] in {"drain", "drain at the maximum"}
    ]
    # Pods of a fixed number have no events of their own while an autoscaler is at its maximum.
    unseen = case.several and case.said("once they are that many")
    if hangs and not unseen and not any("stuck" in ends for ends in drains):
        yield "a drain ends"
    if any(case.ready(names) < 1 for names in case.kept()):
        yield "nobody keeps the Service"
    unsaid = not (hangs or case.said("draining the zone may never end|drained or lost"))
    if unsaid and {"stuck"} in drains:
        yield "a drain hangs"


DRAWS = {"two": DrawTwo, "disk": DrawDisk, "budget": DrawUnderBudget}


def main(arguments: list[str]) -> int:
    first, count = map(int, arguments[:2])
    draw = DRAWS.get("".join(arguments[2:]), Draw)
    differ = 0
    for number in range(first, first + count):
        text = text_of(number, draw)
        case = Case(text)
        found = [*(differences_of_several if draw is DrawUnderBudget else differences)(case)]
        if found:
            differ += 1
            said = "\n".join(case.messages)
            sys.stdout.write(f"{number}: {'; '.join(found)}\n{text}{said}\n\n")
    sys.stdout.write(f"{count - differ} of {count} agree\n")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
