"""Raw eviction answers (status code and words) and two API-accepts-but-nothing-runs cases, from the running cluster."""

import json
import time
from typing import Any

import cryptobot_sched
import drill
from drill import apply, emit, k, kj, reset, settle


def evict(pod):
    body = json.dumps(
        {
            "apiVersion": "policy/v1",
            "kind": "Eviction",
            "metadata": {"name": pod, "namespace": "default"},
        }
    )
    rc, out, err = k(
        "create",
        "--raw",
        f"/api/v1/namespaces/default/pods/{pod}/eviction?dryRun=All",
        "-f",
        "-",
        stdin=body,
    )
    return {"rc": rc, "out": out.strip(), "err": err.strip()}


reset(1)
SEL = {"matchLabels": {"service": "trade"}}
BUDGETS: dict[str, list[dict[str, Any]]] = {
    "maxUnavailable 1": [{"maxUnavailable": 1}],
    "maxUnavailable 0": [{"maxUnavailable": 0}],
    "neither": [{}],
    "two PDBs": [{"maxUnavailable": 1}, {"minAvailable": 1}],
    "minAvailable 2, IfHealthyBudget": [
        {"minAvailable": 2, "unhealthyPodEvictionPolicy": "IfHealthyBudget"}
    ],
    "minAvailable 3, AlwaysAllow": [
        {"minAvailable": 3, "unhealthyPodEvictionPolicy": "AlwaysAllow"}
    ],
}
for name, specs in BUDGETS.items():
    d = cryptobot_sched.base(3)
    objs = [
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": f"p{i}"},
            "spec": {**s, "selector": SEL},
        }
        for i, s in enumerate(specs)
    ]
    apply(d, *objs)
    settle()
    time.sleep(1)
    p = min(drill.pods())
    rec = {
        "case": "evict one of 3 ready pods: " + name,
        "pdbs": [o["spec"] for o in objs],
        "eviction": evict(p),
    }
    # make that pod unready and ask again
    k(
        "patch",
        "pod",
        p,
        "--subresource=status",
        "--type=strategic",
        "-p",
        json.dumps({"status": {"conditions": [{"type": "Ready", "status": "False"}]}}),
    )
    time.sleep(1.5)
    rec["status"] = [
        {
            x: q["status"].get(x)
            for x in ("currentHealthy", "desiredHealthy", "expectedPods", "disruptionsAllowed")
        }
        for q in kj("get", "pdb")["items"]
    ]
    rec["evictionOfThatPodWhenUnready"] = evict(p)
    emit(**rec)
    k("delete", "deploy,pdb", "--all", "--wait=true", "--cascade=foreground", "--timeout=30s")

for name, f in {
    "matchLabelKeys overlaps labelSelector": lambda d: d["spec"]["template"]["spec"][
        "topologySpreadConstraints"
    ][0].update(matchLabelKeys=["service"]),
    "priorityClassName does not exist": lambda d: d["spec"]["template"]["spec"].update(
        priorityClassName="nosuch"
    ),
    "serviceAccountName does not exist (admission plugin off here)": lambda d: d["spec"][
        "template"
    ]["spec"].update(serviceAccountName="nosuch"),
}.items():
    d = cryptobot_sched.base(3)
    f(d)
    rc, out, err = apply(d)
    time.sleep(4)
    s = kj("get", "deploy", "trade")["status"] if rc == 0 else {}
    emit(
        case="accepted Deployment, refused Pods: " + name,
        apply={"rc": rc, "stdout": out.strip(), "stderr": err.strip()},
        pods=len(drill.pods()),
        conditions={
            c["type"]: {
                "status": c["status"],
                "reason": c.get("reason"),
                "message": c.get("message"),
            }
            for c in s.get("conditions", [])
        },
    )
    k("delete", "deploy", "--all", "--wait=true", "--cascade=foreground", "--timeout=30s")
