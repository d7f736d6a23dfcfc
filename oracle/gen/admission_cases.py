"""Makes specs of Pods and claims, and of LimitRanges and ResourceQuotas of their namespace.

python3 admission_cases.py SEED COUNT > lines, which are the input of bin/admission. For every five
of them there are two more: a Pod beside RuntimeClasses, and a claim beside quotas.
"""

import json
import random
import sys
from typing import Any

CPU = ["0", "50m", "100m", "0.1", "250m", "500m", "1", "1.5", "2", "4", "1e1", 1, 0.5, "100u"]
MEMORY = ["0", "64Mi", "128Mi", "0.5Gi", "1Gi", "1024Mi", "2Gi", "1G", "500M", "1e9", 1073741824]
DISK = ["1Gi", "2Gi", "500Mi", "10Gi", "1M"]
HUGE = ["2Mi", "4Mi", "8Mi"]
PIECES = [1, 2, "1", "2", "4"]
NAMES: dict[str, list[Any]] = {
    "cpu": CPU,
    "memory": MEMORY,
    "ephemeral-storage": DISK,
    "hugepages-2Mi": HUGE,
    "nvidia.com/gpu": PIECES,
}
CHANCE = {
    "cpu": 0.6,
    "memory": 0.55,
    "ephemeral-storage": 0.12,
    "hugepages-2Mi": 0.05,
    "nvidia.com/gpu": 0.06,
}
CLASSES = ["high", "low", "system-cluster-critical"]
DEADLINES = [0, 60, 3600]


def amounts(rnd, factor=1.0, names=NAMES):
    found = {}
    for name in names:
        if rnd.random() < CHANCE[name] * factor:
            found[name] = rnd.choice(NAMES[name])
    return found


def size(written):
    """Compare amounts roughly, to keep most requests below their limits."""
    text = str(written)
    for suffix, factor in (
        ("Ki", 2**10),
        ("Mi", 2**20),
        ("Gi", 2**30),
        ("m", 1e-3),
        ("u", 1e-6),
        ("M", 1e6),
        ("G", 1e9),
    ):
        if text.endswith(suffix):
            return float(text[: -len(suffix)]) * factor
    return float(text)


def block(rnd, names=NAMES):
    limits, requests = amounts(rnd, 0.7, names), amounts(rnd, 0.9, names)
    for name in ("hugepages-2Mi", "nvidia.com/gpu"):
        for side, other in ((limits, requests), (requests, limits)):
            if name in side and rnd.random() < 0.95:
                other[name] = side[name]
    if rnd.random() < 0.93:
        for name in set(limits) & set(requests):
            if size(requests[name]) > size(limits[name]):
                limits[name], requests[name] = requests[name], limits[name]
    found = {}
    if limits or rnd.random() < 0.05:
        found["limits"] = limits
    if requests or rnd.random() < 0.05:
        found["requests"] = requests
    return found


def term(rnd):
    found = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {}}
    if rnd.random() < 0.4:
        found["namespaces"] = ["other"]
    elif rnd.random() < 0.4:
        found["namespaceSelector"] = {}
    return found


def spec(rnd):
    found: dict[str, Any] = {"containers": []}
    for number in range(rnd.choice([1, 1, 1, 1, 2, 3])):
        found["containers"].append(
            {"name": f"c{number}", "image": "web:1", "resources": block(rnd)}
        )
    if rnd.random() < 0.3:
        found["initContainers"] = []
        for number in range(rnd.choice([1, 1, 2])):
            init = {"name": f"i{number}", "image": "web:1", "resources": block(rnd)}
            if rnd.random() < 0.5:
                init["restartPolicy"] = "Always"
            found["initContainers"].append(init)
    for name in ("containers", "initContainers"):
        for each in found.get(name, ()):
            if not each["resources"] and rnd.random() < 0.5:
                del each["resources"]
    if rnd.random() < 0.15:
        found["resources"] = block(rnd, ["cpu", "memory", "hugepages-2Mi"])
    if rnd.random() < 0.1:
        found["overhead"] = {"cpu": "10m", "memory": "32Mi"}
        found["runtimeClassName"] = "kata"
    if rnd.random() < 0.2:
        found["activeDeadlineSeconds"] = rnd.choice(DEADLINES[1:])
    if rnd.random() < 0.4:
        found["priorityClassName"] = rnd.choice(CLASSES)
    if rnd.random() < 0.2:
        side = rnd.choice(["podAffinity", "podAntiAffinity"])
        written = [term(rnd)]
        if rnd.random() < 0.5:
            terms = {"requiredDuringSchedulingIgnoredDuringExecution": written}
        else:
            weighted = [{"weight": 1, "podAffinityTerm": each} for each in written]
            terms = {"preferredDuringSchedulingIgnoredDuringExecution": weighted}
        found["affinity"] = {side: terms}
    return found


def some(rnd, factor):
    """Make amounts of a LimitRange, seldom of what containers must request and limit alike."""
    return amounts(rnd, factor, [n for n in NAMES if n in ("cpu", "memory") or rnd.random() < 0.3])


def entry(rnd):
    kind = rnd.choice(["Container", "Container", "Container", "Pod"])
    found = {"type": kind}
    if rnd.random() < 0.5:
        found["max"] = some(rnd, 0.8)
    if rnd.random() < 0.4:
        found["min"] = some(rnd, 0.6)
    if rnd.random() < 0.2:
        ratios = {"cpu": ["1", "2", "1.5", "10"], "memory": ["1", "2", "4"]}
        found["maxLimitRequestRatio"] = {
            n: rnd.choice(v) for n, v in ratios.items() if rnd.random() < 0.6
        }
    if kind == "Container":
        if rnd.random() < 0.6:
            found["default"] = some(rnd, 0.8)
        if rnd.random() < 0.6:
            found["defaultRequest"] = some(rnd, 0.8)
    for name in ("max", "min"):  # mostly such that something passes
        for resource in list(found.get(name, ())):
            if rnd.random() < 0.6:
                choices = sorted(NAMES[resource], key=size)
                found[name][resource] = rnd.choice(choices[-3:] if name == "max" else choices[:3])
    return found


def limit_range(rnd):
    return {"limits": [entry(rnd) for _ in range(rnd.choice([1, 1, 2]))]}


def quota(rnd):
    hard = {}
    if rnd.random() < 0.4:
        hard["pods"] = rnd.choice(["1", "2", "3", 10])
    if rnd.random() < 0.15:
        hard["count/pods"] = rnd.choice(["1", "3", "5"])
    for prefix, chance in (("requests.", 0.2), ("limits.", 0.1), ("", 0.1)):
        for resource, some in (
            ("cpu", ["500m", "1", "2", "8"]),
            ("memory", ["512Mi", "1Gi", "2G", "100Gi"]),
        ):
            if rnd.random() < chance:
                hard[prefix + resource] = rnd.choice(some)
    for resource, some, chance in (
        ("requests.ephemeral-storage", ["1Gi", "5Gi", "100Gi"], 0.1),
        ("limits.ephemeral-storage", ["1Gi", "5Gi", "100Gi"], 0.05),
        ("ephemeral-storage", ["5Gi"], 0.05),
        ("requests.nvidia.com/gpu", ["0", "2", "4"], 0.15),
        ("hugepages-2Mi", ["4Mi", "1Gi"], 0.05),
        ("requests.hugepages-2Mi", ["4Mi", "1Gi"], 0.05),
        ("services", ["5"], 0.1),
        ("persistentvolumeclaims", ["5"], 0.1),
        ("requests.storage", ["50Gi"], 0.1),
        ("count/deployments.apps", ["5"], 0.1),
    ):
        if rnd.random() < chance:
            hard[resource] = rnd.choice(some)
    found: dict[str, Any] = {"hard": hard}
    chance = rnd.random()
    if chance < 0.25:
        found["scopes"] = [
            rnd.choice(
                [
                    "Terminating",
                    "NotTerminating",
                    "BestEffort",
                    "NotBestEffort",
                    "PriorityClass",
                    "CrossNamespacePodAffinity",
                ]
            )
        ]
        if rnd.random() < 0.3:
            found["scopes"].append(rnd.choice(["NotTerminating", "NotBestEffort"]))
    elif chance < 0.5:
        expressions = []
        for _ in range(rnd.choice([1, 1, 2])):
            operator = rnd.choice(["In", "NotIn", "Exists", "DoesNotExist"])
            one = {"scopeName": "PriorityClass", "operator": operator}
            if operator in ("In", "NotIn"):
                one["values"] = rnd.sample(CLASSES, rnd.choice([1, 2]))
            expressions.append(one)
        if rnd.random() < 0.3:
            scope = rnd.choice(
                [
                    "Terminating",
                    "NotTerminating",
                    "BestEffort",
                    "NotBestEffort",
                    "CrossNamespacePodAffinity",
                ]
            )
            expressions.append({"scopeName": scope, "operator": "Exists"})
        found["scopeSelector"] = {"matchExpressions": expressions}
    return found


def standing(rnd):
    """Make a pod that is there already: running, ended, or being deleted for some time."""
    of = spec(rnd)
    of.pop("resources", None)
    found = {"spec": of, "phase": "Running"}
    chance = rnd.random()
    if chance < 0.15:
        found["phase"] = rnd.choice(["Succeeded", "Failed"])
    elif chance < 0.35:  # now is noon; it is gone from the count once the grace has passed twice
        found["deleted"] = f"2026-01-01T11:59:{rnd.choice(['10', '29', '30', '31', '50'])}Z"
    return found


def claim(rnd):
    storage = ["1Gi", "10Gi", "500Mi", "1G", "1Ti", 5368709120]
    limits = []
    for _ in range(rnd.choice([1, 2])):
        each = {"type": rnd.choice(["PersistentVolumeClaim", "PersistentVolumeClaim", "Container"])}
        for name in ("min", "max"):
            if rnd.random() < 0.7:
                each[name] = {"storage": rnd.choice(storage)}
        limits.append(each)
    wanted = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": rnd.choice(storage)}},
    }
    return {"limitRanges": [{"limits": limits}], "claim": wanted}


OVERHEADS = [
    {"cpu": "10m"},
    {"cpu": "0.01"},
    {"cpu": "10m", "memory": "32Mi"},
    {"memory": "33554432", "cpu": "10m"},
]
POOLS = {"pool": ["sandbox", "plain"], "disk": ["ssd", "hdd"], "arch": ["arm", "amd"]}


def toleration(rnd):
    found = {"key": rnd.choice(["sandbox", "node.kubernetes.io/unreachable"])}
    if rnd.random() < 0.5:
        found["operator"] = "Exists"
        if rnd.random() < 0.2:
            del found["key"]
    else:
        found["value"] = rnd.choice(["a", "b"])
        if rnd.random() < 0.6:
            found["operator"] = "Equal"
    if rnd.random() < 0.7:
        found["effect"] = rnd.choice(["NoExecute", "NoExecute", "NoSchedule"])
    if found.get("effect") == "NoExecute" and rnd.random() < 0.6:
        found["tolerationSeconds"] = rnd.choice([30, 300])
    return found


def labels(rnd, chance):
    return {key: rnd.choice(values) for key, values in POOLS.items() if rnd.random() < chance}


def runtime_class(rnd, name):
    found = {"metadata": {"name": name}}
    if rnd.random() < 0.6:
        found["overhead"] = {"podFixed": rnd.choice(OVERHEADS)} if rnd.random() < 0.9 else {}
    if rnd.random() < 0.7:
        found["scheduling"] = {}
        if rnd.random() < 0.7:
            found["scheduling"]["nodeSelector"] = labels(rnd, 0.4)
        if rnd.random() < 0.6:
            found["scheduling"]["tolerations"] = [
                toleration(rnd) for _ in range(rnd.choice([1, 2]))
            ]
    return found


def runtime(rnd):
    """Make a pod that names a class or none, beside classes."""
    of = spec(rnd)
    of.pop("overhead", None)
    of.pop("runtimeClassName", None)
    if rnd.random() < 0.9:
        of["runtimeClassName"] = rnd.choice(["kata", "kata", "kata", "gvisor"])
    if rnd.random() < 0.35:
        of["overhead"] = rnd.choice([*OVERHEADS, {}])
    if rnd.random() < 0.5:
        of["nodeSelector"] = labels(rnd, 0.3)
    if rnd.random() < 0.5:
        of["tolerations"] = [toleration(rnd) for _ in range(rnd.choice([1, 2]))]
    line = {"runtimeClasses": [runtime_class(rnd, "kata")]}
    if rnd.random() < 0.5:
        line["runtimeClasses"].append(runtime_class(rnd, "gvisor"))
    line["limitRanges"] = [limit_range(rnd) for _ in range(rnd.choice([0, 0, 0, 1]))]
    line["quotas"] = [quota(rnd) for _ in range(rnd.choice([0, 0, 1]))]
    line["pod"] = of
    return line


SIZES = ["0", "1Gi", "1.5Gi", "10Gi", "500Mi", "1G", "0.1", "100m", 5368709120, "2500m"]


def stored(rnd):
    """Make the spec of a claim: a class or none or the empty one, and its size if any."""
    found: dict[str, Any] = {"accessModes": ["ReadWriteOnce"], "resources": {}}
    if rnd.random() < 0.95:
        found["resources"]["requests"] = {"storage": rnd.choice(SIZES)}
    if rnd.random() < 0.7:
        found["storageClassName"] = rnd.choice(["gold", "gold", "silver", ""])
    if rnd.random() < 0.3:
        found["volumeAttributesClassName"] = rnd.choice(["fast", "slow"])
    return found


def storage_quota(rnd):
    hard = {}
    for name, some, chance in (
        ("persistentvolumeclaims", ["1", "2", "3"], 0.4),
        ("count/persistentvolumeclaims", ["1", "2", "3"], 0.2),
        ("requests.storage", ["1Gi", "5Gi", "20Gi", "1500m"], 0.5),
        ("gold.storageclass.storage.k8s.io/requests.storage", ["1Gi", "12Gi"], 0.4),
        ("gold.storageclass.storage.k8s.io/persistentvolumeclaims", ["0", "2"], 0.3),
        ("silver.storageclass.storage.k8s.io/persistentvolumeclaims", ["1"], 0.2),
        ("pods", ["5"], 0.2),
        ("storage", ["5Gi"], 0.1),
    ):
        if rnd.random() < chance:
            hard[name] = rnd.choice(some)
    found: dict[str, Any] = {"hard": hard}
    if rnd.random() < 0.35:
        operator = rnd.choice(["In", "NotIn", "Exists", "DoesNotExist"])
        one = {"scopeName": "VolumeAttributesClass", "operator": operator}
        if operator in ("In", "NotIn"):
            one["values"] = rnd.sample(["fast", "slow", "other"], rnd.choice([1, 2]))
        found["scopeSelector"] = {"matchExpressions": [one]}
    elif rnd.random() < 0.15:
        found["scopes"] = [rnd.choice(["NotBestEffort", "VolumeAttributesClass", "Terminating"])]
    return found


def claim_beside_quotas(rnd):
    return {
        "limitRanges": [],
        "quotas": [storage_quota(rnd) for _ in range(rnd.choice([1, 1, 2]))],
        "claims": [stored(rnd) for _ in range(rnd.choice([0, 1, 1, 2]))],
        "claim": stored(rnd),
    }


def main():
    rnd = random.Random(int(sys.argv[1]))
    for number in range(int(sys.argv[2])):
        line: dict[str, Any] = {"id": f"admission-{sys.argv[1]}-{number}"}
        if rnd.random() < 0.06:
            line.update(claim(rnd))
        else:
            line["limitRanges"] = [limit_range(rnd) for _ in range(rnd.choice([0, 0, 1, 1, 2]))]
            line["quotas"] = [quota(rnd) for _ in range(rnd.choice([0, 1, 1, 2, 3]))]
            if line["quotas"]:
                line["pods"] = [standing(rnd) for _ in range(rnd.choice([0, 1, 1, 2]))]
            line["pod"] = spec(rnd)
        print(json.dumps(line))
    for name, make in (("runtime", runtime), ("storage", claim_beside_quotas)):
        rnd = random.Random(f"{name} {sys.argv[1]}")
        for number in range(int(sys.argv[2]) // 5):
            print(json.dumps({"id": f"{name}-{sys.argv[1]}-{number}", **make(rnd)}))


if __name__ == "__main__":
    main()
