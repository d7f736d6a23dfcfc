"""Plays LimitRanges and ResourceQuotas on the cluster of up.sh, JSON lines on stdout: what a drill is held against.

quota.py [case…]

Quotas are counted anew every five minutes and nodes are missed late; faster, for these cases:

    KCM_FLAGS="--resource-quota-sync-period=20s --node-monitor-grace-period=12s" ./up.sh
"""

import re
import sys
import time

from drill import apply, emit, k, kj, reset

LABELS = {"app": "web"}
SELECTOR = {"matchLabels": LABELS}
GONE = {
    "key": "node.kubernetes.io/unreachable",
    "operator": "Exists",
    "effect": "NoExecute",
    "tolerationSeconds": 2,
}
SPREAD = {
    "maxSkew": 1,
    "topologyKey": "topology.kubernetes.io/zone",
    "whenUnsatisfiable": "DoNotSchedule",
    "nodeTaintsPolicy": "Honor",
    "labelSelector": SELECTOR,
}


def web(replicas=3, kind="Deployment", resources=None, **more):
    container = {
        "name": "c",
        "image": "x:1",
        "resources": resources or {"requests": {"cpu": "100m"}},
    }
    spec = {
        "terminationGracePeriodSeconds": 5,
        "tolerations": [GONE],
        "topologySpreadConstraints": [SPREAD],
        "containers": [container],
    }
    template = {"metadata": {"labels": LABELS}, "spec": spec}
    whole = {"replicas": replicas, "selector": SELECTOR, "template": template, **more}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "web"}, "spec": whole}


def quota(**hard):
    named = {name.replace("_", "."): value for name, value in hard.items()}
    named = {name.replace("count.pods", "count/pods"): value for name, value in named.items()}
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "compute"},
        "spec": {"hard": named},
    }


def limits(**entry):
    spec = {"limits": [{"type": "Container", **entry}]}
    return {"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "limits"}, "spec": spec}


GENTLE = {"strategy": {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}}
CASES = [
    (
        "a surge that the quota has no room for",
        "rollout",
        [web(), quota(requests_cpu="300m", pods="9")],
    ),
    ("a surge that it has room for", "rollout", [web(), quota(requests_cpu="400m")]),
    ("no surge", "rollout", [web(**GENTLE), quota(pods="3")]),
    ("a StatefulSet", "rollout", [web(kind="StatefulSet", serviceName="web"), quota(pods="3")]),
    ("more pods than the quota", "initial", [web(6), quota(pods="4")]),
    ("no limits where a quota wants them", "initial", [web(), quota(limits_memory="1Gi")]),
    (
        "limits by default",
        "initial",
        [web(), quota(limits_memory="1Gi"), limits(default={"memory": "100Mi"})],
    ),
    (
        "too much for a LimitRange",
        "initial",
        [web(resources={"limits": {"cpu": "200m"}}), limits(max={"cpu": "50m"})],
    ),
    (
        "a LimitRange that contradicts itself",
        "initial",
        [web(), limits(max={"cpu": "50m"}, default={"cpu": "200m"})],
    ),
    ("a default limit below the request", "initial", [web(), limits(default={"cpu": "50m"})]),
    ("a lost zone and a full quota", "outage, after evictions", [web(), quota(pods="3")]),
    (
        "a lost zone and a full count of objects",
        "outage, after evictions",
        [web(), quota(count_pods="3")],
    ),
]


def running():
    pods = kj("get", "pods")["items"]
    alive = [p for p in pods if not p["metadata"].get("deletionTimestamp")]
    return sum(
        any(
            c["type"] == "Ready" and c["status"] == "True"
            for c in p["status"].get("conditions", ())
        )
        for p in alive
    )


def refusals():
    """Return what the server says to the controllers, without the names of pods."""
    found = set()
    for each in kj("get", "events", "--field-selector", "reason=FailedCreate")["items"]:
        words = re.sub(r"^.*?rror(?: creating)?: ", "", each["message"])
        found.add(re.sub(r'[Pp]ods? "[^"]*" is ', "", words))
    return sorted(found)


def steady(seconds=10, limit=60):
    """Wait until the number of running pods has not changed for some seconds."""
    begun = since = time.time()
    last = running()
    while time.time() - since < seconds and time.time() - begun < limit:
        time.sleep(1)
        now = running()
        if now != last:
            since, last = time.time(), now
    return last


def lose(zone):
    """Let a zone's node go silent; return how long its pod is missed after it was deleted."""
    k("label", "node", f"{zone}1", "oracle/alive=false", "--overwrite")
    deleted = None
    begun = time.time()
    while time.time() - begun < 120:
        time.sleep(1)
        if deleted is None and any(
            p["metadata"].get("deletionTimestamp") for p in kj("get", "pods")["items"]
        ):
            deleted = time.time()
        if deleted is not None and running() == 3:
            return round(time.time() - deleted)
    return None


def main():
    for name, event, objects in CASES:
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        reset(1)
        k("delete", "resourcequota,limitrange,events", "--all", "--wait=true")
        apply(*objects[1:])
        time.sleep(2)
        apply(objects[0])
        out = {"case": name, "event": event, "objects": objects, "ready": steady()}
        if event == "rollout":
            k("rollout", "restart", f"{objects[0]['kind'].lower()}/web")
            rc, _, _ = k("rollout", "status", f"{objects[0]['kind'].lower()}/web", "--timeout=45s")
            out["ends"] = "stuck" if rc else "complete"
            out["ready"] = steady()
        elif event != "initial":
            out["seconds"] = lose("a")
            out["ready"] = running()
        words = refusals()
        if out["ready"] < objects[0]["spec"]["replicas"] or out.get("ends") == "stuck":
            out["refused"] = words
        emit(**out)


if __name__ == "__main__":
    main()
