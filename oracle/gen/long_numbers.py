"""Numbers of thousands of digits, which Python does not read, wherever a text holds one: long_numbers.py > JSON lines.

The golden verdicts name the digits instead of writing them: see README.md.
"""

import json

from covered import (
    IQN,
    NOTE,
    OUT,
    TOLERATIONS,
    case,
    cron_job,
    disruption_budget,
    indexed,
    network_policy,
    node,
    pod,
    scaler,
    secret,
    service,
    thing,
    workload,
)

NINES, ZEROS = "9" * 5000, "0" * 5000
OUT.clear()
for name, d in (("nines", NINES), ("zeros", ZEROS), ("one", f"{ZEROS}1"), ("minus", f"-{ZEROS}"), ("negative", f"-{NINES}")):
    case(f"{name}/cost", pod, NOTE, {"controller.kubernetes.io/pod-deletion-cost": d})
    case(f"{name}/toleration", pod, NOTE, {TOLERATIONS: f'[{{"tolerationSeconds":{d}}}]'})
    case(f"{name}/cidr", network_policy, "spec/ingress", [{"from": [{"ipBlock": {"cidr": f"10.0.0.0/{d}", "except": [f"10.0.0.0/{d}"]}}]}])
    case(f"{name}/ip", pod, "spec/hostAliases", [{"ip": f"10.0.0.{d}", "hostnames": []}, {"ip": f"::10.0.0.{d}"}, {"ip": d}])
    case(f"{name}/percent", lambda: workload("Deployment"), "spec/strategy", {"rollingUpdate": {"maxSurge": d + "%", "maxUnavailable": d + "%"}})
    case(f"{name}/percent-plain", lambda: workload("Deployment"), "spec/strategy", {"rollingUpdate": {"maxSurge": d, "maxUnavailable": d}})
    case(f"{name}/percent-daemon", lambda: workload("DaemonSet"), "spec/updateStrategy", {"rollingUpdate": {"maxSurge": d + "%", "maxUnavailable": d + "%"}})
    case(f"{name}/percent-sts", lambda: workload("StatefulSet"), "spec/updateStrategy", {"rollingUpdate": {"maxUnavailable": d + "%"}})
    case(f"{name}/budget", disruption_budget, "spec/minAvailable", d + "%")
    case(f"{name}/budget-max", disruption_budget, "spec/maxUnavailable", d + "%")
    case(f"{name}/cron", cron_job, "spec/schedule", f"{d} {d}-{d} */{d} * *")
    case(f"{name}/every", cron_job, "spec/schedule", f"@every {d}h")
    if name != "negative":  # great amounts below zero we show in fewer digits
        case(f"{name}/quantity", pod, "spec/containers/0/resources", {"limits": {"cpu": d, "memory": d + "e1"}})
        case(f"{name}/hpa", scaler, "spec/behavior", {"scaleUp": {"tolerance": d}})
    case(f"{name}/quantity-exp", pod, "spec/containers/0/resources", {"limits": {"cpu": "1e" + d, "memory": "0." + d}})
    case(f"{name}/gt", pod, "spec/affinity", {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "a", "operator": "Gt", "values": [d]}]}]}}})
    case(f"{name}/divisor", pod, "spec/containers/0/env", [{"name": "a", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": d}}}])
    case(f"{name}/registry", pod, "spec/volumes", [{"name": "v", "quobyte": {"registry": "a:" + d, "volume": "b"}}, {"name": "w", "iscsi": {"targetPortal": "a:" + d, "iqn": IQN}}])
    case(f"{name}/probe", pod, "spec/containers/0/livenessProbe", {"httpGet": {"port": d}})
    case(f"{name}/target", service, "spec/ports", [{"port": 80, "targetPort": d}])
    case(f"{name}/policy-port", network_policy, "spec/ingress", [{"ports": [{"port": d}]}])
    case(f"{name}/index", indexed, "spec/successPolicy", {"rules": [{"succeededIndexes": d + "," + d}]})
    case(f"{name}/scale", lambda: thing("autoscaling/v1", "HorizontalPodAutoscaler", {"scaleTargetRef": {"apiVersion": "a/b", "kind": "a", "name": "b"}, "maxReplicas": 3}), NOTE, {"autoscaling.alpha.kubernetes.io/behavior": f'{{"ScaleUp":{{"StabilizationWindowSeconds":{d}}}}}', "autoscaling.alpha.kubernetes.io/metrics": f'[{{"type":"Resource","resource":{{"targetAverageUtilization":{d}}}}}]'})
    case(f"{name}/daemon-generation", lambda: thing("apps/v1beta2", "DaemonSet", workload("DaemonSet")["spec"]), NOTE, {"deprecated.daemonset.template.generation": d})
    case(f"{name}/daemon-generation-v1", lambda: workload("DaemonSet"), NOTE, {"deprecated.daemonset.template.generation": d})
    case(f"{name}/node", node, "spec/podCIDRs", ["10.0.0.0/" + d, "fd00::/" + d])
    case(f"{name}/secret", lambda: secret("kubernetes.io/dockercfg", stringData={".dockercfg": f'{{"a":{d}}}'}))
    case(f"{name}/secret-number", lambda: secret("kubernetes.io/dockercfg", stringData={".dockercfg": d}))
    OUT.append({"id": f"{name}/yaml-int", "manifest": f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  priority: {d}\n  containers: [{{name: a, image: b}}]\n"})
    OUT.append({"id": f"{name}/yaml-label", "manifest": f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a, generation: {d}}}\nspec:\n  containers: [{{name: a, image: b}}]\n"})

if __name__ == "__main__":
    for o in OUT:
        print(json.dumps(o, separators=(",", ":")))
