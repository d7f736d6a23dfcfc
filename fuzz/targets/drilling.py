"""Fuzzes the drill: workloads and nodes as they come, from files and from dumps of clusters."""

from __future__ import annotations

import json

from fuzz.program import run
from fuzz.sources import both, workloads
from fuzz.target import BrokenError, Target
from multiaz_lint.commands.exits import FINDINGS, USAGE

_NODE = """\
apiVersion: v1
kind: Node
metadata: {{name: {zone}{number}, labels: {{topology.kubernetes.io/zone: {zone},
  kubernetes.io/hostname: {zone}{number}, disk: ssd}}}}
spec: {{taints: [{{key: role, value: web, effect: PreferNoSchedule}}], unschedulable: false}}
status:
  allocatable: {{cpu: "4", memory: 8Gi, pods: "20"}}
  conditions: [{{type: Ready, status: "True"}}]
"""
NODES = "---\n".join(_NODE.format(zone=zone, number=n) for zone in "abc" for n in (1, 2))
_WEB = """\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: web}}
spec:
  replicas: 3
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      topologySpreadConstraints:
      - {{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule,
         labelSelector: {{matchLabels: {{app: web}}}}, minDomains: 2, matchLabelKeys: [pod-hash]}}
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {{topologyKey: kubernetes.io/hostname, labelSelector: {{matchLabels: {{app: web}}}}}}
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions: [{{key: disk, operator: In, values: [ssd]}}]
      tolerations: [{{key: role, operator: Exists, tolerationSeconds: 30}}]
      containers:
      - {{name: c, image: "x:1", resources: {{requests: {{cpu: 100m, memory: 1Gi}}}}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{name: web}}
spec: {{maxUnavailable: 34%, selector: {{matchLabels: {{app: web}}}}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: web}}
spec:
  minReplicas: 2
  maxReplicas: 6
  scaleTargetRef: {{apiVersion: apps/v1, kind: {kind}, name: web}}
"""
_CLAIMS = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 2
  serviceName: db
  podManagementPolicy: OrderedReady
  updateStrategy: {rollingUpdate: {partition: 1, maxUnavailable: 1}}
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: c, image: "x:1", volumeMounts: [{name: data, mountPath: /d}]}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], storageClassName: fast,
           resources: {requests: {storage: 1Gi}}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
"""
_POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web}, ownerReferences: [{kind: ReplicaSet, name: web-abc}]}
spec: {nodeName: a1, containers: [{name: c, image: "x:1"}]}
status: {phase: Running}
"""
DUMP = "---\n".join([_WEB.format(kind="Deployment"), NODES, _POD])
_SMALL = (
    DUMP, _WEB.format(kind="StatefulSet") + "---\n" + NODES, _WEB.format(kind="Deployment"),
    _CLAIMS + "---\n" + NODES, _CLAIMS, _WEB.format(kind="DaemonSet"),
    "apiVersion: v1\nkind: List\nitems:\n" + "".join(
        "- " + part.strip().replace("\n", "\n  ") + "\n" for part in DUMP.split("---\n")
    ),
)  # fmt: skip


def drill(text: str) -> None:
    """Whatever is drilled, the drill comes to an end and says what became of it."""
    options = ("--no-causes",) if len(text) % 3 else ()
    answer = run(
        ["drill", "web.yaml", "--isolated", "--plays", "2", "--format", "json", *options],
        {"web.yaml": text},
    )
    if answer.code <= FINDINGS:
        for each in json.loads(answer.out)["drill"]:
            _told(each)


def _told(drilled: dict[str, object]) -> None:
    workloads = drilled["workloads"]
    if isinstance(workloads, list) and workloads and not drilled["verdict"]:
        raise BrokenError("workloads without a verdict")


def nodes(text: str) -> None:
    """Nodes of a real cluster are played on, or refused in words."""
    web = _WEB.format(kind="Deployment")
    answer = run(
        ["drill", "web.yaml", "--nodes", "nodes.yaml", "--isolated", "--plays", "1", "--no-causes"],
        {"web.yaml": web, "nodes.yaml": text},
    )
    if answer.code == USAGE and "nodes" not in answer.err:
        raise BrokenError(f"an error without a place: {answer.err}")


TARGETS = (
    Target("drill", drill, both(lambda folder: workloads(folder)[::8], *_SMALL), 15),
    Target("nodes", nodes, lambda _: [NODES, DUMP], 12),
)
