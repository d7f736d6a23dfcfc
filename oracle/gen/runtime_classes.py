"""Make RuntimeClasses at random, as lines for bin/validate -jsonl.

runtime_classes.py SEED COUNT [VERSION...]: those versions alone; without any, all of them.
"""

import json
import random
import sys
from typing import Any

chance = random.Random(int(sys.argv[1]))
VERSIONS = sys.argv[3:] or ["v1"] * 8 + ["v1beta1", "v1alpha1"]
HANDLERS = ["runsc", "H_bad", "a.b", "-x", "x" * 63, "x" * 64, "", "é", None]
KEYS = ["rt", "a b", "example.com/rt", "Example.com/rt", "", "-", "a/b/c"]
VALUES = ["", "v", "a b", "x" * 64, "-"]
NAMES = [
    "cpu",
    "memory",
    "foo",
    "a b",
    "hugepages-2Mi",
    "example.com/gpu",
    "ephemeral-storage",
    "kubernetes.io/x",
]
AMOUNTS = ["100m", "-1", "1Mi", "2Mi", "3Mi", 0, 1, "1500m"]


def some(values, most=3):
    return [chance.choice(values) for _ in range(chance.randint(0, most))]


def toleration():
    if chance.random() < 0.05:
        return None
    made = {}
    for name, values in (
        ("key", KEYS),
        ("operator", ["Exists", "Equal", "Lt", "", "In"]),
        ("value", VALUES),
        ("effect", ["NoSchedule", "NoExecute", "PreferNoSchedule", "", "Never"]),
        ("tolerationSeconds", [0, 5, -1]),
    ):
        if chance.random() < 0.5:
            made[name] = chance.choice(values)
    return made


def written():
    made: dict[str, Any] = {}
    if chance.random() < 0.9:
        made["handler"] = chance.choice(HANDLERS) if chance.random() < 0.5 else "runsc"
    if chance.random() < 0.5:
        made["overhead"] = {"podFixed": {n: chance.choice(AMOUNTS) for n in some(NAMES)}}
        if chance.random() < 0.1:
            made["overhead"] = chance.choice([{}, None])
    if chance.random() < 0.7:
        made["scheduling"] = {}
        if chance.random() < 0.5:
            made["scheduling"]["nodeSelector"] = {k: chance.choice(VALUES) for k in some(KEYS)}
        if chance.random() < 0.7:
            each = [toleration() for _ in range(chance.randint(0, 3))]
            made["scheduling"]["tolerations"] = each + some(each, 1) if each else each
    return made


for number in range(int(sys.argv[2])):
    version = chance.choice(VERSIONS)
    body = written()
    if version == "v1alpha1":
        if "handler" in body:
            body["runtimeHandler"] = body.pop("handler")
        body = {"spec": body}
    metadata: dict[str, Any] = {"name": chance.choice(["gv"] * 6 + ["G v", "a.b", ""])}
    if chance.random() < 0.05:
        metadata["namespace"] = "shop"
    if chance.random() < 0.05:
        metadata["generation"] = -1
    if chance.random() < 0.1:
        metadata["labels"] = {chance.choice(KEYS): chance.choice(VALUES)}
    tree = {"apiVersion": f"node.k8s.io/{version}", "kind": "RuntimeClass", "metadata": metadata}
    if chance.random() < 0.05:
        body["foo"] = 1
    print(json.dumps({"id": f"runtime-class-{sys.argv[1]}-{number}", "manifest": {**tree, **body}}))
