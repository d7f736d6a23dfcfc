"""Make quantities near and beyond 64 bits at random, as lines for bin/validate -jsonl.

quantities.py SEED COUNT. The server counts an amount of up to 18 digits in 64 bits, a longer one
exactly; what it then asks for as an int64 may have lost its upper bits. Where it compares two, the
shorter one is held as the longer one from then on.
"""

import json
import random
import sys

chance = random.Random(int(sys.argv[1]))
SHORT, LONG = [1, 3, 10, 15, 16, 17, 18], [19, 20, 21, 25, 36, 64, 120]
POWERS = ["", "", "k", "M", "G", "T", "P", "E", "m", "u", "n", "e1", "e2", "e5", "e6", "e9", "e-3"]
BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
SIDES = ["max", "min", "maxLimitRequestRatio"]


def number(lengths: list[int]) -> str:
    length = chance.choice(lengths)
    digits = "".join(chance.choice("0123456789") for _ in range(length))
    if chance.random() < 0.3:
        digits = chance.choice("123456789") * length
    if chance.random() < 0.2:
        point = chance.randrange(length + 1)
        digits = f"{digits[:point]}.{digits[point:]}"
    sign = chance.choice("+-") if chance.random() < 0.15 else ""
    return sign + digits + chance.choice(POWERS if chance.random() < 0.8 else BINARY)


def spec(kind: str) -> dict[str, object]:
    amount = number(SHORT + LONG)
    if kind == "ResourceQuota":
        names = ["pods", "count/pods", "limits.example.com/gpu", "requests.storage", "cpu"]
        return {"hard": {chance.choice(names): amount}}
    if kind == "PersistentVolume":
        where = {"accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/a"}}
        return {"capacity": {"storage": amount}, **where}
    if kind == "LimitRange":
        name = chance.choice(["cpu", "memory"])
        sides = {side: {name: number(chance.choice([SHORT, LONG]))} for side in SIDES}
        return {"limits": [{"type": "Container", **sides}]}
    name = chance.choice(["example.com/gpu", "hugepages-2Mi", "cpu", "memory"])
    limits = {"limits": {"cpu": "1", name: amount}}
    return {"containers": [{"name": "a", "image": "a", "resources": limits}]}


for line in range(int(sys.argv[2])):
    kind = chance.choice(["ResourceQuota", "PersistentVolume", "LimitRange", "Pod"])
    head = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "a"}}
    print(json.dumps({"id": f"quantity-{line}", "manifest": {**head, "spec": spec(kind)}}))
