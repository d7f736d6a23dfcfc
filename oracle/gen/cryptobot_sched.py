"""Print scenarios (JSON lines) around the cryptobot Deployment: variants x topologies x replicas x events."""

import copy
import json
import sys

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
SEL_EXPR = {"matchExpressions": [{"key": "service", "operator": "In", "values": ["trade"]}]}
SEL = {"matchLabels": {"service": "trade"}}


def base(replicas):
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "trade", "labels": {"service": "trade"}},
        "spec": {
            "replicas": replicas,
            "selector": copy.deepcopy(SEL),
            "strategy": {
                "type": "RollingUpdate",
                "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"},
            },
            "template": {
                "metadata": {"labels": {"service": "trade"}},
                "spec": {
                    "affinity": {
                        "nodeAffinity": {
                            "requiredDuringSchedulingIgnoredDuringExecution": {
                                "nodeSelectorTerms": [
                                    {"matchExpressions": [{"key": ZONE, "operator": "Exists"}]}
                                ]
                            }
                        },
                        "podAntiAffinity": {
                            "preferredDuringSchedulingIgnoredDuringExecution": [
                                {
                                    "weight": 100,
                                    "podAffinityTerm": {
                                        "topologyKey": HOST,
                                        "labelSelector": copy.deepcopy(SEL_EXPR),
                                    },
                                }
                            ]
                        },
                    },
                    "topologySpreadConstraints": [
                        {
                            "maxSkew": 1,
                            "topologyKey": ZONE,
                            "whenUnsatisfiable": "DoNotSchedule",
                            "labelSelector": copy.deepcopy(SEL),
                        }
                    ],
                    "tolerations": [
                        {
                            "key": "node-role.kubernetes.io/master",
                            "operator": "Exists",
                            "effect": "NoSchedule",
                        }
                    ],
                    "containers": [
                        {
                            "name": "trade",
                            "image": "trade:1",
                            "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
                        }
                    ],
                },
            },
        },
    }


def tsc(d):
    return d["spec"]["template"]["spec"]["topologySpreadConstraints"][0]


def required_anti(d, key=HOST):
    d["spec"]["template"]["spec"]["affinity"]["podAntiAffinity"] = {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": key, "labelSelector": copy.deepcopy(SEL_EXPR)}
        ]
    }


def upd(**kw):
    return lambda d: tsc(d).update(kw)


def both(*fs):
    def f(d):
        for g in fs:
            g(d)

    return f


VARIANTS = {
    "cryptobot": both(),
    "honor": upd(nodeTaintsPolicy="Honor"),
    "anyway": upd(whenUnsatisfiable="ScheduleAnyway"),
    "required-host-anti": required_anti,
    "minDomains3": upd(minDomains=3),
    "matchLabelKeys": upd(matchLabelKeys=["pod-template-hash"]),
    "minDomains2": upd(minDomains=2),
    "maxSkew2": upd(maxSkew=2),
    "honor-minDomains3": upd(nodeTaintsPolicy="Honor", minDomains=3),
    "honor-minDomains2": upd(nodeTaintsPolicy="Honor", minDomains=2),
    "honor-matchLabelKeys": upd(nodeTaintsPolicy="Honor", matchLabelKeys=["pod-template-hash"]),
    "honor-required-host-anti": both(upd(nodeTaintsPolicy="Honor"), required_anti),
    "matchLabelKeys-required-host-anti": both(
        upd(matchLabelKeys=["pod-template-hash"]), required_anti
    ),
    "required-zone-anti": lambda d: required_anti(d, ZONE),
    "no-spread": lambda d: d["spec"]["template"]["spec"].pop("topologySpreadConstraints"),
    "selector-mismatch": upd(labelSelector={"matchLabels": {"app": "trade"}}),
    "anyway-required-host-anti": both(upd(whenUnsatisfiable="ScheduleAnyway"), required_anti),
}
TOPO = {"3x1": 1, "3x2": 2, "3x3": 3}
EVENTS = {
    "drain": [
        {"do": "drain", "zone": "a"},
        {"do": "rollout", "workload": "trade"},
        {"do": "uncordon", "zone": "a"},
    ],
    "drain-before-taint": [{"do": "drain", "zone": "a", "noTaint": True}],
    "cordon": [{"do": "cordon", "zone": "a"}, {"do": "rollout", "workload": "trade"}],
    "remove": [{"do": "remove", "zone": "a"}, {"do": "rollout", "workload": "trade"}],
    "outage": [
        {"do": "outage-fresh", "zone": "a"},
        {"do": "outage", "zone": "a"},
        {"do": "rollout", "workload": "trade"},
        {"do": "recover", "zone": "a"},
    ],
    "healthy-rollout": [
        {"do": "rollout", "workload": "trade"},
        {"do": "rollout", "workload": "trade"},
    ],
}


def scenarios(variants, events):
    for v in variants:
        for t, per in TOPO.items():
            for r in (3, 4, 5, 6):
                for e in events:
                    d = base(r)
                    VARIANTS[v](d)
                    yield {
                        "id": f"{v}/{t}/r{r}/{e}",
                        "nodes": [
                            {"name": f"{z}{i}", "zone": z} for z in "abc" for i in range(1, per + 1)
                        ],
                        "manifests": [d],
                        "events": EVENTS[e],
                    }


if __name__ == "__main__":
    vs = list(VARIANTS) if len(sys.argv) < 2 or sys.argv[1] == "all" else sys.argv[1].split(",")
    es = list(EVENTS) if len(sys.argv) < 3 else sys.argv[2].split(",")
    for s in scenarios(vs, es):
        print(json.dumps(s, separators=(",", ":")))
