"""Valid manifests with fields that hardly anybody writes: insert.py START COUNT PREFIX > JSON lines.

Each gets one to four fields at random, at any depth, with values that fit their Go types. Needs
multiaz_lint itself, for its field tables.
"""

import copy
import json
import random
import sys

import base
import mutate

from multiaz_lint.api.decoding.go_types import fields_of, named
from multiaz_lint.api.tables.kinds import KINDS

R = random.Random()
WORDS = [
    *"""\nweb a Web app topology.kubernetes.io/zone kubernetes.io/hostname 50% 100% 0 1 -1 In NotIn Exists DoesNotExist Gt\nLt DoNotSchedule ScheduleAnyway Honor Ignore NoExecute NoSchedule Always OnFailure Never IfNotPresent Recreate\nOnDelete Parallel TCP UDP SCTP HTTP HTTPS ClusterIP LoadBalancer NodePort ExternalName ReadWriteOnce ReadWriteMany\napps/v1 v1 v2 Deployment StatefulSet RollingUpdate 10.0.0.1 ::1 fd00::1 10.0.0.0/8 fd00::/64 1Gi 100m Immediate\nWaitForFirstConsumer é a.b a-b a_b a/b example.com/a /a /a/../b a=b A_B ../a .. Default ClusterFirst None File\nFallbackToLogsOnError Local Cluster ClientIP PreferClose SingleStack PreferDualStack RequireDualStack IPv4 IPv6\nRetain Delete Block Filesystem Memory HugePages Localhost RuntimeDefault Unconfined Bidirectional HostToContainer\nSocket Directory FailJob Count Complete FailIndex Terminating PriorityClass BestEffort PreemptLowerPriority SIGTERM\nWindows linux windows Utilization Value AverageValue Max Min Disabled Percent Pods Resource External Object\nContainerResource cpu memory ephemeral-storage hugepages-2Mi storage pods requests.cpu limits.memory\nexample.com/gpu Container Pod PersistentVolumeClaim kubernetes.io/tls Opaque Indexed NonIndexed InPlace NotRequired\nRestartContainer OnRootMismatch MountOption Recursive Prefix Exact ImplementationSpecific metadata.name\nstatus.podIP spec.nodeName limits.cpu metadata.labels['a'] UTC Europe/Berlin foregroundDeletion kubernetes\n""".split(),
    "",
    "a b",
    "* * * * *",
    "x" * 64,
    "x" * 254,
]
NUMBERS = [
    0,
    1,
    2,
    3,
    5,
    8,
    10,
    30,
    80,
    99,
    100,
    101,
    420,
    511,
    512,
    600,
    1000,
    3600,
    65535,
    65536,
    -1,
    -2,
    2**31 - 1,
]
QUANTITIES = ["1", "100m", "1Gi", 1, 0.5, "0", "-1", "1.5", "500m", "2Mi", "3Gi"]
PORTS = [0, 1, 80, "50%", "http", "100%", "x", "1", -1, 70000]
TIMES = ["2001-01-01T00:00:00Z", "2001-01-01T00:00:00.000000Z"]
OFTEN = {
    "name",
    "key",
    "operator",
    "topologyKey",
    "mountPath",
    "port",
    "path",
    "volumeID",
    "server",
    "image",
    "driver",
    "type",
}
EMPTY = """
v1/PersistentVolume v1/ResourceQuota v1/LimitRange v1/ConfigMap v1/Secret v1/Namespace v1/ServiceAccount
scheduling.k8s.io/v1/PriorityClass networking.k8s.io/v1/IngressClass v1/ReplicationController v1/PodTemplate v1/Node
coordination.k8s.io/v1/Lease networking.k8s.io/v1/Ingress networking.k8s.io/v1/NetworkPolicy
storage.k8s.io/v1/StorageClass apps/v1/ReplicaSet autoscaling/v1/HorizontalPodAutoscaler v1/Endpoints
storage.k8s.io/v1/CSIDriver storage.k8s.io/v1/VolumeAttributesClass storage.k8s.io/v1/CSINode
storage.k8s.io/v1/CSIStorageCapacity storagemigration.k8s.io/v1/StorageVersionMigration
networking.k8s.io/v1/IPAddress networking.k8s.io/v1/ServiceCIDR discovery.k8s.io/v1/EndpointSlice
admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration
admissionregistration.k8s.io/v1/MutatingWebhookConfiguration
admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy
admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding
admissionregistration.k8s.io/v1/MutatingAdmissionPolicy
admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding
apiregistration.k8s.io/v1/APIService flowcontrol.apiserver.k8s.io/v1/FlowSchema
flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration resource.k8s.io/v1/ResourceClaim
resource.k8s.io/v1/ResourceClaimTemplate resource.k8s.io/v1/DeviceClass apps/v1/ControllerRevision
rbac.authorization.k8s.io/v1/Role rbac.authorization.k8s.io/v1/ClusterRole
rbac.authorization.k8s.io/v1/RoleBinding rbac.authorization.k8s.io/v1/ClusterRoleBinding
node.k8s.io/v1/RuntimeClass resource.k8s.io/v1/ResourceSlice resource.k8s.io/v1/DeviceTaintRule storage.k8s.io/v1/VolumeAttachment
certificates.k8s.io/v1/CertificateSigningRequest certificates.k8s.io/v1/ClusterTrustBundle
""".split()


def fields(kind):
    """Return the Go type of each field of a struct."""
    known = fields_of(kind) or {}
    return {name: t[0] if isinstance(t, tuple) else t for name, t in known.items()}


def value(kind, depth, name):
    kind = kind.lstrip("*")
    if name in mutate.BY_KEY and R.random() < 0.6:
        return copy.deepcopy(R.choice(mutate.BY_KEY[name]))
    if kind == "[]uint8":
        return R.choice(["YQ==", "a", "", "!!"])
    if kind.startswith("[]"):
        return [value(kind[2:], depth + 1, name) for _ in range(R.choice([0, 1, 1, 1, 2]))]
    if kind.startswith("map["):
        below = kind[kind.index("]") + 1 :]
        return {R.choice(WORDS): value(below, depth + 1, "") for _ in range(R.choice([0, 1, 1, 2]))}
    if kind == "bool":
        return R.random() < 0.6
    if kind.startswith("int") and "." not in kind:
        return R.choice(NUMBERS)
    for end, some in (("Quantity", QUANTITIES), ("IntOrString", PORTS), ("Time", TIMES)):
        if kind.endswith(end):
            return R.choice(some)
    if "." not in kind:
        return R.choice(WORDS)
    if fields_of(kind) is None:
        return "x" if named(kind) == "custom" else value(named(kind), depth, name)
    known = fields(kind)
    few = R.sample(sorted(known), min(len(known), R.choice([0, 1, 1, 2, 3])))
    names = [n for n in known if n in OFTEN and R.random() < 0.7] + few
    return {n: value(known[n], depth + 1, n) for n in names} if depth < 6 else {}


def structs(tree, kind):
    """Yield the structs of a tree with their Go types."""
    kind = kind.lstrip("*")
    if kind.startswith("[]") and isinstance(tree, list):
        for item in tree:
            yield from structs(item, kind[2:])
    elif kind.startswith("map[") and isinstance(tree, dict):
        for item in tree.values():
            yield from structs(item, kind[kind.index("]") + 1 :])
    elif isinstance(tree, dict) and kind[:1] != "[" and "." in kind and fields_of(kind) is not None:
        yield tree, kind
        known = fields(kind)
        for name, item in tree.items():
            if name in known:
                yield from structs(item, known[name])


def main(start, count, prefix):
    R.seed(int(start))
    pool = [make() for make in base.ALL]
    for each in EMPTY:
        version, _, kind = each.rpartition("/")
        pool.append({"apiVersion": version, "kind": kind, "metadata": {"name": "a"}})
    for number in range(int(count)):
        tree, ops = copy.deepcopy(R.choice(pool)), []
        go_type = KINDS[tree["apiVersion"]][tree["kind"]][0]
        for _ in range(R.choice([1, 1, 2, 3, 4])):
            node, kind = R.choice(list(structs(tree, go_type)))
            known = {
                n: t
                for n, t in fields(kind).items()
                if n not in {"apiVersion", "kind", "status", "uid"}
            }
            if known:
                name = R.choice(sorted(known))
                node[name] = value(known[name], 0, name)
                ops.append(f"{kind}.{name}")
        print(
            json.dumps(
                {"id": f"{prefix}{number}", "ops": ops, "manifest": tree}, separators=(",", ":")
            )
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
