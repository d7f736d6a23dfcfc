"""Drive drills in the loopback cluster started by up.sh with the real kubectl; JSON lines on stdout.

drill.py cryptobot [variant,...] [topo,...] [replicas,...]      cordon+drain of zone a, rollout, uncordon
drill.py reject                                            what kubectl apply says to the cryptobot as written
drill.py pdb                                               drain against PDBs
drill.py outage [variant,...]                              zone a's kubelets stop (slow: real timeouts)
drill.py remove [variant,...]                              zone a's nodes are deleted
drill.py interplay                                         PDB and spread constraint together
drill.py sts                                               StatefulSet with zonal PVs
"""

import json
import os
import subprocess
import sys
import time
from typing import Any

import cryptobot_sched

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RUN = os.environ.get("RUN_DIR", os.path.join(HERE, "run"))
KC = [
    os.path.join(RUN, "kubectl"),
    "--kubeconfig",
    os.path.join(RUN, "kubeconfig"),
    "--cache-dir",
    os.path.join(RUN, "kcache"),
]


def k(*a, stdin=None, timeout=120):
    p = subprocess.run(
        [*KC, *a], input=stdin, capture_output=True, text=True, timeout=timeout, check=False
    )
    return p.returncode, p.stdout, p.stderr


def kj(*a):
    rc, out, err = k(*a, "-o", "json")
    if rc:
        raise RuntimeError(err)
    return json.loads(out)


def apply(*objs):
    return k("apply", "-f", "-", stdin="\n---\n".join(json.dumps(o) for o in objs))


def node(z, i):
    n = f"{z}{i}"
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": n,
            "annotations": {"kwok.x-k8s.io/node": "fake"},
            "labels": {
                "oracle/alive": "true",
                "kubernetes.io/hostname": n,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "topology.kubernetes.io/zone": z,
                "topology.kubernetes.io/region": "r",
            },
        },
        "status": {
            "allocatable": {"cpu": "8", "memory": "32Gi", "pods": "110"},
            "capacity": {"cpu": "8", "memory": "32Gi", "pods": "110"},
        },
    }


def reset(per):
    k("delete", "deploy,sts,rs,pdb,pvc,job", "--all", "--wait=true", "--timeout=60s")
    k("delete", "pods", "--all", "--force", "--grace-period=0", "--timeout=30s")
    k("delete", "pv,sc", "--all", "--timeout=30s")
    want = {f"{z}{i}" for z in "abc" for i in range(1, per + 1)}
    have = {n["metadata"]["name"]: n for n in kj("get", "nodes")["items"]}
    bad = [n for n in have if n not in want]
    if bad:
        k("delete", "node", *bad)
    apply(*[node(z, i) for z in "abc" for i in range(1, per + 1)])
    k("uncordon", *sorted(want))
    k("wait", "--for=condition=Ready", "node", "--all", "--timeout=60s")
    for _ in range(100):
        if all(not n["spec"].get("taints") for n in kj("get", "nodes")["items"]):
            break
        time.sleep(0.2)
    for _ in range(100):
        if not kj("get", "pods")["items"]:
            break
        time.sleep(0.2)


def pods():
    out = {}
    for p in kj("get", "pods")["items"]:
        s = {"node": p["spec"].get("nodeName", ""), "phase": p["status"].get("phase")}
        if p["metadata"].get("deletionTimestamp"):
            s["terminating"] = True
        for c in p["status"].get("conditions", []):
            if c["type"] == "PodScheduled" and c["status"] == "False":
                s["reason"] = c.get("message", "")
            if c["type"] == "Ready":
                s["ready"] = c["status"]
            if c["type"] == "DisruptionTarget":
                s["disruptionTarget"] = c.get("reason")
        out[p["metadata"]["name"]] = s
    return out


def settle(limit=30, quiet=2.5):
    t0, last, since = time.time(), None, time.time()
    while time.time() - t0 < limit:
        cur = pods()
        busy = any(
            s.get("terminating")
            or (not s["node"] and "reason" not in s and not s.get("terminating"))
            or (s["node"] and s["phase"] == "Pending")
            for s in cur.values()
        )
        if cur != last or busy:
            last, since = cur, time.time()
        elif time.time() - since >= quiet:
            return cur
        time.sleep(0.4)
    return last


def summary(ps):
    zones: dict[str, int] = {}
    pend, reasons, term = 0, set(), 0
    for s in ps.values():
        if s.get("terminating"):
            term += 1
        elif s["node"]:
            zones[s["node"][0]] = zones.get(s["node"][0], 0) + 1
        else:
            pend += 1
            reasons.add(s.get("reason", ""))
    r = {"placed": sum(zones.values()), "pending": pend, "zones": dict(sorted(zones.items()))}
    if term:
        r["terminating"] = term
    if reasons:
        r["reasons"] = sorted(reasons)
    return r


def emit(**kw):
    print(json.dumps(kw), flush=True)


def lines(s):
    return [line for line in s.splitlines() if line.strip()]


def drain(sel="topology.kubernetes.io/zone=a", timeout="8s"):
    t = time.time()
    rc, out, err = k(
        "drain",
        "-l",
        sel,
        "--ignore-daemonsets",
        "--delete-emptydir-data",
        "--force",
        f"--timeout={timeout}",
        timeout=300,
    )
    return {
        "rc": rc,
        "seconds": round(time.time() - t, 1),
        "stdout": lines(out),
        "stderr": lines(err),
    }


def deploy_status():
    s = kj("get", "deploy", "trade")["status"]
    return {
        "available": s.get("availableReplicas", 0),
        "unavailable": s.get("unavailableReplicas", 0),
        "updated": s.get("updatedReplicas", 0),
        "conditions": {
            c["type"]: f"{c['status']} {c.get('reason')}" for c in s.get("conditions", [])
        },
    }


def pdb_status():
    fields = ("currentHealthy", "desiredHealthy", "expectedPods", "disruptionsAllowed")
    return [{x: p["status"].get(x) for x in fields} for p in kj("get", "pdb")["items"]]


def clear(kinds):
    k("delete", kinds, "--all", "--wait=true", "--cascade=foreground", "--timeout=30s")


def rollout():
    k("rollout", "restart", "deploy/trade")
    rc, _out, _err = k("rollout", "status", "deploy/trade", "--timeout=12s")
    ps = settle(12)
    return {"complete": rc == 0, **summary(ps), "deployment": deploy_status()}


def cryptobot(variants, topos, reps):
    for v in variants:
        for t in topos:
            reset(cryptobot_sched.TOPO[t])
            for r in reps:
                d = cryptobot_sched.base(r)
                cryptobot_sched.VARIANTS[v](d)
                rc, _out, err = apply(d)
                if rc:
                    emit(case=f"{v}/{t}/r{r}", error=err)
                    continue
                rec = {"case": f"{v}/{t}/r{r}", "initial": summary(settle())}
                rec["drain"] = drain()
                rec["afterDrain"] = summary(settle())
                rec["deployment"] = deploy_status()
                rec["rollout"] = rollout()
                k("uncordon", "-l", "topology.kubernetes.io/zone=a")
                rec["afterUncordon"] = summary(settle())
                emit(**rec)
                clear("deploy")


def reject():
    reset(1)
    d = cryptobot_sched.base(3)
    d["spec"]["template"]["spec"]["tolerations"].append(
        {
            "key": "node.kubernetes.io/not-ready",
            "operator": "Exists",
            "effect": "NoSchedule",
            "tolerationSeconds": 300,
        }
    )
    rc, out, err = apply(d)
    emit(case="cryptobot-as-written", rc=rc, stdout=out, stderr=err)
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "x"},
        "spec": d["spec"]["template"]["spec"],
    }
    rc, out, err = apply(pod)
    emit(case="cryptobot-pod-as-written", rc=rc, stdout=out, stderr=err)


PDB_CASES: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "minAvailable 2 of 3": [{"minAvailable": 2}],
    "minAvailable 3 of 3": [{"minAvailable": 3}],
    "minAvailable 1 of 3": [{"minAvailable": 1}],
    "minAvailable 0": [{"minAvailable": 0}],
    "minAvailable 4 of 3": [{"minAvailable": 4}],
    "maxUnavailable 0": [{"maxUnavailable": 0}],
    "maxUnavailable 1": [{"maxUnavailable": 1}],
    "maxUnavailable 3 of 3": [{"maxUnavailable": 3}],
    "minAvailable 50% of 3": [{"minAvailable": "50%"}],
    "minAvailable 67% of 3": [{"minAvailable": "67%"}],
    "minAvailable 66% of 3": [{"minAvailable": "66%"}],
    "minAvailable 100%": [{"minAvailable": "100%"}],
    "maxUnavailable 34% of 3": [{"maxUnavailable": "34%"}],
    "maxUnavailable 33% of 3": [{"maxUnavailable": "33%"}],
    "maxUnavailable 1% of 3": [{"maxUnavailable": "1%"}],
    "maxUnavailable 0%": [{"maxUnavailable": "0%"}],
    "maxUnavailable 100%": [{"maxUnavailable": "100%"}],
    "two PDBs": [{"minAvailable": 1}, {"maxUnavailable": 1}],
    "selects nothing": [{"minAvailable": 1, "selector": {"matchLabels": {"app": "nosuch"}}}],
    "empty selector": [{"minAvailable": 2, "selector": {}}],
    "no selector": [{"minAvailable": 2, "selector": None}],
    "empty spec": [{}],
    "neither, selector only": [{"selector": {"matchLabels": {"service": "trade"}}}],
}


def pdb():
    for spread in ("anyway", "cryptobot"):
        reset(1)
        for name, specs in PDB_CASES.items():
            if spread == "cryptobot" and name not in (
                "minAvailable 2 of 3",
                "maxUnavailable 1",
                "minAvailable 3 of 3",
                "none",
            ):
                continue
            d = cryptobot_sched.base(3)
            cryptobot_sched.VARIANTS[spread](d)
            objs = []
            for i, written in enumerate(specs):
                s = dict(written)
                if "selector" not in s and name != "empty spec":
                    s["selector"] = {"matchLabels": {"service": "trade"}}
                if s.get("selector", 0) is None:
                    s.pop("selector")
                objs.append(
                    {
                        "apiVersion": "policy/v1",
                        "kind": "PodDisruptionBudget",
                        "metadata": {"name": f"pdb{i}"},
                        "spec": s,
                    }
                )
            rc, _out, err = apply(d, *objs)
            rec = {
                "case": f"{name} ({spread}, 3 zones x1, 3 replicas)",
                "pdbs": [o["spec"] for o in objs],
                "apply": {"rc": rc, "stderr": lines(err)},
            }
            settle()
            time.sleep(1)
            rec["status"] = pdb_status()
            # one eviction per node of zone a, then the whole drain
            rec["drain a"] = drain(timeout="7s")
            rec["after"] = summary(settle())
            rec["drain b"] = drain("topology.kubernetes.io/zone=b", timeout="7s")
            rec["after b"] = summary(settle())
            emit(**rec)
            k("uncordon", "-l", "oracle/alive=true")
            clear("deploy,pdb")


def interplay():
    """A PDB on top of a spread constraint: does the drain of one zone ever finish?"""
    reset(1)
    for v in ("cryptobot", "honor", "anyway", "matchLabelKeys"):
        for r, spec in (
            (6, {"maxUnavailable": 1}),
            (6, {"minAvailable": 5}),
            (6, {"minAvailable": "50%"}),
            (4, {"maxUnavailable": 1}),
            (3, {"maxUnavailable": 1}),
        ):
            d = cryptobot_sched.base(r)
            cryptobot_sched.VARIANTS[v](d)
            p = {
                "apiVersion": "policy/v1",
                "kind": "PodDisruptionBudget",
                "metadata": {"name": "pdb"},
                "spec": {**spec, "selector": {"matchLabels": {"service": "trade"}}},
            }
            apply(d, p)
            rec = {"case": f"{v}/3x1/r{r} + PDB {json.dumps(spec)}", "initial": summary(settle())}
            time.sleep(1)
            rec["drain a"] = drain(timeout="25s")
            rec["after"] = summary(settle())
            rec["status"] = pdb_status()
            emit(**rec)
            k("uncordon", "-l", "oracle/alive=true")
            clear("deploy,pdb")


def watch(rec, until, limit=420):
    """Record a line each time the picture changes."""
    t0, last, log = time.time(), None, []
    while time.time() - t0 < limit:
        ns = {
            n["metadata"]["name"]: {
                "ready": [
                    c["status"] for c in n["status"].get("conditions", []) if c["type"] == "Ready"
                ],
                "taints": sorted(f"{t['key']}:{t['effect']}" for t in n["spec"].get("taints", [])),
            }
            for n in kj("get", "nodes")["items"]
            if n["metadata"]["name"].startswith("a")
        }
        cur = {"nodesOfA": ns, "pods": summary(pods())}
        if cur != last:
            log.append({"t": round(time.time() - t0, 1), **cur})
            last = cur
        if until(cur, time.time() - t0):
            break
        time.sleep(1)
    rec["timeline"] = log


def outage(variants):
    for v in variants:
        reset(1)
        d = cryptobot_sched.base(3)
        cryptobot_sched.VARIANTS[v](d)
        apply(d)
        rec = {"case": f"outage {v}/3x1/r3", "initial": summary(settle())}
        k("label", "node", "-l", "topology.kubernetes.io/zone=a", "oracle/alive-", "--overwrite")
        state: dict[str, float | None] = {"t": None}

        def until(cur, t):
            if cur["pods"].get("terminating") and state["t"] is None:
                state["t"] = t
            return state["t"] is not None and t - state["t"] > 8

        watch(rec, until)
        k("label", "node", "-l", "topology.kubernetes.io/zone=a", "oracle/alive=true")
        emit(**rec)


def remove(variants):
    for v in variants:
        reset(1)
        d = cryptobot_sched.base(3)
        cryptobot_sched.VARIANTS[v](d)
        apply(d)
        rec = {"case": f"remove {v}/3x1/r3", "initial": summary(settle())}
        k("delete", "node", "-l", "topology.kubernetes.io/zone=a")

        def until(cur, t):
            return (
                cur["pods"]["zones"].get("a", 0) == 0
                and not cur["pods"].get("terminating")
                and t > 15
            )

        watch(rec, until, limit=150)
        rec["after"] = summary(settle())
        emit(**rec)


def sts_objs(mode, per):
    sc = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "zonal"},
        "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": mode,
    }
    pvs = [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": {"name": f"pv-{z}{i}"},
            "spec": {
                "capacity": {"storage": "10Gi"},
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "zonal",
                "persistentVolumeReclaimPolicy": "Retain",
                "csi": {"driver": "example.com", "volumeHandle": f"{z}{i}"},
                "nodeAffinity": {
                    "required": {
                        "nodeSelectorTerms": [
                            {
                                "matchExpressions": [
                                    {
                                        "key": "topology.kubernetes.io/zone",
                                        "operator": "In",
                                        "values": [z],
                                    }
                                ]
                            }
                        ]
                    }
                },
            },
        }
        for z in "abc"
        for i in range(1, per + 1)
    ]
    s = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "db"},
        "spec": {
            "serviceName": "db",
            "replicas": 3,
            "selector": {"matchLabels": {"app": "db"}},
            "template": {
                "metadata": {"labels": {"app": "db"}},
                "spec": {
                    "topologySpreadConstraints": [
                        {
                            "maxSkew": 1,
                            "topologyKey": "topology.kubernetes.io/zone",
                            "whenUnsatisfiable": "DoNotSchedule",
                            "labelSelector": {"matchLabels": {"app": "db"}},
                        }
                    ],
                    "containers": [
                        {
                            "name": "db",
                            "image": "db:1",
                            "volumeMounts": [{"name": "data", "mountPath": "/d"}],
                        }
                    ],
                },
            },
            "volumeClaimTemplates": [
                {
                    "metadata": {"name": "data"},
                    "spec": {
                        "accessModes": ["ReadWriteOnce"],
                        "storageClassName": "zonal",
                        "resources": {"requests": {"storage": "1Gi"}},
                    },
                }
            ],
        },
    }
    return [sc, *pvs, s]


def sts():
    for mode in ("WaitForFirstConsumer", "Immediate"):
        reset(2)
        rc, _out, err = apply(*sts_objs(mode, 1))
        rec = {"case": f"sts zonal PVs {mode}", "apply": {"rc": rc, "stderr": lines(err)}}
        rec["initial"] = settle(40)
        rec["claims"] = {
            c["metadata"]["name"]: c["spec"].get("volumeName") for c in kj("get", "pvc")["items"]
        }
        rec["drain"] = drain()
        rec["afterDrain"] = settle()
        k("uncordon", "-l", "oracle/alive=true")
        rec["afterUncordon"] = settle()
        emit(**rec)


if __name__ == "__main__":
    a = sys.argv[1:]

    def arg(i, d):
        return a[i].split(",") if len(a) > i else d

    V = [
        "cryptobot",
        "honor",
        "anyway",
        "required-host-anti",
        "minDomains3",
        "matchLabelKeys",
        "maxSkew2",
        "honor-matchLabelKeys",
        "anyway-required-host-anti",
        "matchLabelKeys-required-host-anti",
    ]
    if a[0] == "cryptobot":
        cryptobot(arg(1, V), arg(2, ["3x1", "3x2"]), [int(x) for x in arg(3, ["3", "4", "6"])])
    elif a[0] == "outage":
        outage(arg(1, ["cryptobot"]))
    elif a[0] == "remove":
        remove(arg(1, ["cryptobot"]))
    else:
        {"reject": reject, "pdb": pdb, "sts": sts, "interplay": interplay}[a[0]]()
