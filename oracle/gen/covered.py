"""Small cases for the branches of the real validation that random mutants never reached: covered.py > JSON lines.

Found with `go build -cover`: see README.md. Pipe through bin/validate -jsonl.
"""

import base64
import copy
import json
from typing import Any

from field_cases import DEL, at
from mutate import AUTHORITY, MOMENTS, PEMS, REQUEST

OUT: list[dict[str, Any]] = []
# what the loops over cases below take on
handler: Any
more: Any
need: Any
options: Any
words: Any
LONG = "x" * 64
WEB = {"app": "web"}
SIZE = {"requests": {"storage": "1Gi"}}


def case(name, make, *pairs):
    """Add a case: what `make` gives, with the pairs of path and value set in it."""
    tree = make()
    for i in range(0, len(pairs), 2):
        at(tree, pairs[i], pairs[i + 1] if pairs[i + 1] is DEL else copy.deepcopy(pairs[i + 1]))
    OUT.append({"id": f"covered/{name}", "manifest": tree})


def each(name, make, path, *values):
    """Add one case for each value of a path."""
    for number, value in enumerate(values):
        case(f"{name}-{number}", make, path, value)


def thing(version, kind, spec=None, **more):
    tree = {"apiVersion": version, "kind": kind, "metadata": {"name": "a"}, **copy.deepcopy(more)}
    return tree if spec is None else tree | {"spec": copy.deepcopy(spec)}


def container(name="a", **more):
    return {"name": name, "image": "b", **more}


def pod(**more):
    return thing("v1", "Pod", {"containers": [container()]} | more)


def template(**more):
    return {"metadata": {"labels": dict(WEB)}, "spec": {"containers": [container()]} | more}


def workload(kind, **more):
    spec = {"selector": {"matchLabels": WEB}, "template": template()}
    return thing("apps/v1", kind, spec | more)


def job(**more):
    return thing("batch/v1", "Job", {"template": template(restartPolicy="Never")} | more)


def indexed(**more):
    return job(completionMode="Indexed", completions=3, parallelism=3, **more)


def cron_job(**more):
    return thing("batch/v1", "CronJob", {"schedule": "5 3 * * *", "jobTemplate": {"spec": job()["spec"]}} | more)


def service(**more):
    return thing("v1", "Service", {"ports": [{"port": 80}]} | more)


def claim(**more):
    return thing("v1", "PersistentVolumeClaim", {"accessModes": ["ReadWriteOnce"], "resources": SIZE} | more)


def node(**more):
    return thing("v1", "Node", more)


def quota(**more):
    return thing("v1", "ResourceQuota", more)


def limits(**more):
    return thing("v1", "LimitRange", {"limits": [{"type": "Container"} | more]})


def secret(of, **more):
    return thing("v1", "Secret", type=of, **more)


def config_map(**more):
    return thing("v1", "ConfigMap", **more)


def ingress(**more):
    return thing("networking.k8s.io/v1", "Ingress", {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}} | more)


def scaler(*metrics):
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}
    return thing(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        {"scaleTargetRef": target, "maxReplicas": 3, "metrics": list(metrics)},
    )


def storage_class(**more):
    return thing("storage.k8s.io/v1", "StorageClass", provisioner="example.com/a", **more)


def volume(**source):
    """A Pod with one volume."""
    return pod(volumes=[{"name": "v", **source}])


def disk(**source):
    """A PersistentVolume of one source."""
    spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"]}
    return thing("v1", "PersistentVolume", spec | source)


def projected(*sources, **more):
    return volume(projected={"sources": list(sources)} | more)


C, S = "spec/containers/0/", "spec/securityContext"
NOTE = "metadata/annotations"

# annotations of Pods
SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
OF_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"
ARMOR = "container.apparmor.security.beta.kubernetes.io/"
TOLERATIONS = "scheduler.alpha.kubernetes.io/tolerations"
case("pod/mirror-without-node", pod, NOTE, {"kubernetes.io/config.mirror": "x"})
case("pod/mirror", pod, NOTE, {"kubernetes.io/config.mirror": "x"}, "spec/nodeName", "n")
CLAIMS = [{"name": "c", "resourceClaimName": "d"}]
case("pod/mirror-with-claims", pod, NOTE, {"kubernetes.io/config.mirror": "x"}, "spec/nodeName", "n", "spec/resourceClaims", CLAIMS)
case("pod/mirror-with-two-claims", pod, NOTE, {"kubernetes.io/config.mirror": None}, "spec/nodeName", "n", "spec/resourceClaims", [{}, {"name": "A b"}])
case("pod/mirror-template", lambda: workload("Deployment"), "spec/template/metadata/annotations", {"kubernetes.io/config.mirror": "x"}, "spec/template/spec/resourceClaims", CLAIMS)
for number, cost in enumerate(["1", "-1", "+1", "01", "-0", "0", "x", "", "2147483648", "-2147483648", "1.0", " 1"]):
    case(f"pod/deletion-cost-{number}", pod, NOTE, {"controller.kubernetes.io/pod-deletion-cost": cost})
for number, words in enumerate(
    [
        "x",
        "[]",
        "{}",
        "null",
        "[{}]",
        '[{"key":"a","operator":"Exists"}]',
        '[{"key":"a","operator":"Exists","value":"b"}]',
        '[{"key":"a b","operator":"Equal","value":"c d","effect":"No"}]',
        '[{"operator":"Lt","key":"a","value":"5"}]',
        '[{"key":"a","effect":"NoSchedule","tolerationSeconds":5}]',
        '[{"key":"a","bogus":1}]',
        '[{"key":7}]',
        '[{"KEY":"a","OPERATOR":"Exists"}]',
        '[{"key":"a"}] x',
        '[{"key":"a","KEY":"b c"}]',
        '[{"key":"a","key":null,"effect":null}]',
        '[{"tolerationSeconds":1.0}]',
        '[{"tolerationSeconds":99999999999999999999,"key":true}]',
        '[{"key":["a"]},{"value":{}}]',
        '[{"key":"a","operator":"Exists"},7]',
        '["a",7]',
        "7",
        '"x"',
        "true",
        '[{"key":"\\u00e9","operator":"Exists"}]',
        '[{"Key":"a","TolerationSeconds":-5,"Effect":"NoExecute"},null,[]]',
        '[{"key":"a",}]',
        "[{'key':\"a\"}]",
        " ",
        '[{"tolerationſeconds":"x"}]',
        '[{"key":"\\u12',
        '[{"key":"\\u12G4"}]',
        '[{"key":"\\u12"}]',
        '[{"key":"\\ud800',
        '[{"key":"\\ud800\\u"}]',
        '[{"key":"\\x"}]',
        '[{"key":"\\',
    ]
):
    case(f"pod/tolerations-annotation-{number}", pod, NOTE, {TOLERATIONS: words})
    case(f"pod/tolerations-annotation-template-{number}", lambda: workload("Deployment"), "spec/template/metadata/annotations", {TOLERATIONS: words})
for note in ("kubernetes.io/config.mirror", "controller.kubernetes.io/pod-deletion-cost", TOLERATIONS, SECCOMP, OF_CONTAINER + "a", ARMOR + "a"):
    for number, more in enumerate([{}, {"seccompProfile": {"type": "Unconfined"}}, {"appArmorProfile": {"type": "Unconfined"}}]):
        case(f"pod/null-{note.split('/')[-1]}-{note[0]}-{number}", pod, NOTE, {note: None}, S, more, C + "securityContext", more)
PROFILES = ["runtime/default", "docker/default", "unconfined", "localhost/a", "localhost/", "localhost//a", "localhost/../a", "localhost/a/../b", "x", ""]
FIELDS = [
    None,
    {"type": "Unconfined"},
    {"type": "RuntimeDefault"},
    {"type": "Localhost", "localhostProfile": "a"},
    {"type": "Localhost", "localhostProfile": "b"},
    {"type": "Localhost"},
    {"type": "Localhost", "localhostProfile": ""},
    {"type": "x"},
]
for number, profile in enumerate(PROFILES):
    for other, field in enumerate(FIELDS):
        pairs = (S, {"seccompProfile": field}) if field else ()
        case(f"pod/seccomp-{number}-{other}", pod, NOTE, {SECCOMP: profile}, *pairs)
        pairs = (C + "securityContext", {"seccompProfile": field}) if field else ()
        case(f"pod/seccomp-container-{number}-{other}", pod, NOTE, {OF_CONTAINER + "a": profile}, *pairs)
case("pod/seccomp-no-container", pod, NOTE, {OF_CONTAINER + "b": "x"})
case("pod/seccomp-init", pod, NOTE, {OF_CONTAINER + "i": "x"}, "spec/initContainers", [container("i", securityContext={"seccompProfile": {"type": "Unconfined"}})])
case("pod/seccomp-both", pod, NOTE, {SECCOMP: "runtime/default", OF_CONTAINER + "a": "unconfined"})
for number, profile in enumerate(["runtime/default", "unconfined", "localhost/a", "localhost/", "localhost/b", "x", "", "localhost/ a", "localhost/" + "x" * 4096]):
    for other, field in enumerate([*FIELDS, {"type": "Localhost", "localhostProfile": "a "}, {"type": "Localhost", "localhostProfile": "x" * 4096}]):
        pairs = (C + "securityContext", {"appArmorProfile": field}) if field else ()
        case(f"pod/apparmor-{number}-{other}", pod, NOTE, {ARMOR + "a": profile}, *pairs)
        if field:
            case(f"pod/apparmor-pod-{number}-{other}", pod, NOTE, {ARMOR + "a": profile}, S, {"appArmorProfile": field})
        if field and not number:
            case(f"pod/apparmor-field-{other}", pod, C + "securityContext", {"appArmorProfile": field})
            case(f"pod/apparmor-default-{other}", pod, C + "securityContext", {"appArmorProfile": field | {"type": "RuntimeDefault"}})
            case(f"pod/apparmor-untyped-{other}", pod, C + "securityContext", {"appArmorProfile": {k: v for k, v in field.items() if k != "type"}})
        if field and number < 4:
            case(f"pod/apparmor-template-{number}-{other}", lambda: workload("Deployment"), "spec/template/metadata/annotations", {ARMOR + "a": profile}, "spec/template/spec/securityContext", {"appArmorProfile": field})
case("pod/apparmor-no-container", pod, NOTE, {ARMOR + "b": "runtime/default"})
case("pod/apparmor-windows", pod, NOTE, {ARMOR + "a": "runtime/default"}, "spec/os", {"name": "windows"})

# volumes of Pods
each("volume/none", volume, "spec/volumes/0", {"name": "v"}, {"name": "v", "bogus": {}}, {"name": "v", "emptyDir": None})
each("volume/emptyDir", volume, "spec/volumes/0/emptyDir", {"mode": 511}, {"mode": -1}, {"mode": 1024}, {"stickyBit": True}, {"sizeLimit": "-1"}, {"medium": "x"}, {"medium": "HugePages-2Mi"}, {"medium": "HugePages"})
each("volume/nfs", volume, "spec/volumes/0/nfs", {}, {"server": "a"}, {"server": "a", "path": "b"}, {"server": "a", "path": "/b"})
case("volume/nfs-second", volume, "spec/volumes/0/emptyDir", {}, "spec/volumes/0/nfs", {"server": "a", "path": "/b"})
IQN = "iqn.2001-04.com.example:a"
each(
    "volume/iscsi",
    volume,
    "spec/volumes/0/iscsi",
    {},
    {"targetPortal": "a"},
    {"targetPortal": "a", "iqn": "x"},
    {"targetPortal": "a", "iqn": "eui.x"},
    {"targetPortal": "a", "iqn": "eui.0123456789ABCDEF"},
    {"targetPortal": "a", "iqn": "eui.0123456789abcdef"},
    {"targetPortal": "a", "iqn": "naa.x"},
    {"targetPortal": "a", "iqn": "naa.0123456789ABCDEF"},
    {"targetPortal": "a", "iqn": "naa.0123456789ABCDEF0123456789ABCDEF"},
    {"targetPortal": "a", "iqn": "iqn.x"},
    {"targetPortal": "a", "iqn": IQN, "lun": -1},
    {"targetPortal": "a", "iqn": IQN, "lun": 256},
    {"targetPortal": "a", "iqn": IQN, "lun": 255},
    {"targetPortal": "a", "iqn": IQN, "initiatorName": "x"},
    {"targetPortal": "a", "iqn": IQN, "initiatorName": ""},
    {"targetPortal": "a", "iqn": IQN, "initiatorName": "iqn.x"},
    {"targetPortal": "a", "iqn": IQN, "initiatorName": "eui.x"},
    {"targetPortal": "a", "iqn": IQN, "initiatorName": "naa.x"},
    {"targetPortal": "a", "iqn": IQN, "initiatorName": IQN},
    {"targetPortal": "a" * 62, "iqn": IQN, "initiatorName": IQN},
    {"targetPortal": "a" * 63, "iqn": IQN, "initiatorName": IQN},
    {"targetPortal": "a" * 63, "iqn": IQN},
    {"targetPortal": "a", "iqn": IQN, "chapAuthDiscovery": True},
    {"targetPortal": "a", "iqn": IQN, "chapAuthSession": True, "secretRef": {"name": ""}},
)
each("volume/fc", volume, "spec/volumes/0/fc", {}, {"targetWWNs": ["a"]}, {"targetWWNs": ["a"], "lun": -1}, {"targetWWNs": ["a"], "lun": 256}, {"targetWWNs": ["a"], "lun": 0}, {"wwids": ["a"]}, {"wwids": ["a"], "targetWWNs": ["b"]}, {"wwids": ["a"], "lun": 256})
case("volume/fc-second", volume, "spec/volumes/0/emptyDir", {}, "spec/volumes/0/fc", {"wwids": ["a"]})
each("volume/photon", volume, "spec/volumes/0/photonPersistentDisk", {}, {"pdID": "a"})
case("volume/photon-second", volume, "spec/volumes/0/emptyDir", {}, "spec/volumes/0/photonPersistentDisk", {"pdID": "a"})
each("volume/gitRepo", volume, "spec/volumes/0/gitRepo", {}, {"repository": "a"}, {"repository": "a", "directory": "/b"}, {"repository": "a", "directory": "../b"}, {"repository": "", "directory": "a/../b"})
each("volume/secret", volume, "spec/volumes/0/secret", {}, {"secretName": "a"}, {"secretName": "a", "items": [{"key": "", "path": ""}]}, {"secretName": "a", "items": [{"key": "k", "path": "..a"}]}, {"secretName": "a", "items": [{"key": "k", "path": "../a"}]}, {"secretName": "a", "items": [{"key": "k", "path": "a", "mode": 512}]}, {"secretName": "a", "defaultMode": 512}, {"secretName": "a", "items": [{"key": "..", "path": ".."}]})
each("volume/quobyte", volume, "spec/volumes/0/quobyte", {}, {"registry": "a:1", "volume": "b", "tenant": "t" * 64}, {"registry": "a:1", "volume": "b", "tenant": "t" * 65}, {"registry": "a", "tenant": "t" * 65})
each("volume/glusterfs", volume, "spec/volumes/0/glusterfs", {}, {"endpoints": "a"}, {"path": "b"}, {"endpoints": "a", "path": "b"})
each(
    "volume/downwardAPI",
    volume,
    "spec/volumes/0/downwardAPI",
    {},
    {"items": [{}]},
    {"items": [{"path": "a"}]},
    {"items": [{"path": "a", "fieldRef": {}}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.name"}, "mode": 512}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.name"}, "mode": -1}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.name"}, "resourceFieldRef": {"resource": "limits.cpu"}}]},
    {"items": [{"path": "a", "resourceFieldRef": {"resource": "limits.cpu"}}]},
    {"items": [{"path": "a", "resourceFieldRef": {"containerName": "a", "resource": "limits.cpu", "divisor": "2"}}]},
    {"items": [{"path": "a", "resourceFieldRef": {"containerName": "a", "resource": "limits.memory", "divisor": "2"}}]},
    {"items": [{"path": "a", "resourceFieldRef": {"containerName": "a", "resource": "limits.ephemeral-storage", "divisor": "3"}}]},
    {"items": [{"path": "a", "resourceFieldRef": {"containerName": "a", "resource": "limits.hugepages-2Mi", "divisor": "3"}}]},
    {"items": [{"path": "a", "resourceFieldRef": {"containerName": "a", "resource": "requests.hugepages-2Mi", "divisor": "1Mi"}}]},
    {"items": [{"path": "a", "resourceFieldRef": {"containerName": "a", "resource": "requests.hugepages-", "divisor": "1Mi"}}]},
    {"items": [{"path": "a", "resourceFieldRef": {"containerName": "b", "resource": "limits.bogus"}}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.labels['a b']"}}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.annotations['A/b c']"}}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.annotations['A/b']"}}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.name['a']"}}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "spec.nodeName"}}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "bogus"}}]},
    {"items": [{"path": "a", "fieldRef": {"fieldPath": "metadata.name", "apiVersion": "v2"}}]},
    {"defaultMode": 512, "items": []},
    {"defaultMode": -1},
)
NAME = {"fieldPath": "metadata.name"}
TOKEN = {"path": "t", "expirationSeconds": 3600}
CERT = {"signerName": "example.com/a", "keyType": "ED25519", "credentialBundlePath": "c"}
for number, source in enumerate(
    [
        {},
        {"secret": {}},
        {"secret": {"name": "a", "items": [{"key": "k", "path": "p"}, {"key": "l", "path": "p"}]}},
        {"configMap": {}},
        {"configMap": {"name": "a", "items": [{"key": "k", "path": "p"}, {"key": "l", "path": "p"}]}},
        {"downwardAPI": {"items": [{"path": "p", "fieldRef": NAME}, {"path": "p", "fieldRef": NAME}]}},
        {"downwardAPI": {"items": [{"path": "", "fieldRef": NAME}, {"path": "", "fieldRef": NAME}]}},
        {"serviceAccountToken": {}},
        {"serviceAccountToken": {"path": "t"}},
        {"serviceAccountToken": TOKEN | {"expirationSeconds": 599}},
        {"serviceAccountToken": TOKEN | {"expirationSeconds": 2**32}},
        {"serviceAccountToken": TOKEN | {"expirationSeconds": 2**32 + 1}},
        {"serviceAccountToken": TOKEN | {"path": "..t"}},
        {"serviceAccountToken": TOKEN | {"path": "/t"}},
        {"serviceAccountToken": TOKEN, "secret": {"name": "a"}},
        {"clusterTrustBundle": {"path": "t"}},
        {"clusterTrustBundle": {"path": "t", "name": ""}},
        {"clusterTrustBundle": {"path": "t", "name": "a"}},
        {"clusterTrustBundle": {"path": "t", "name": "A b"}},
        {"clusterTrustBundle": {"path": "t", "name": "a:b"}},
        {"clusterTrustBundle": {"path": "t", "name": "example.com:a:b"}},
        {"clusterTrustBundle": {"path": "t", "name": "example.com:a:b:c"}},
        {"clusterTrustBundle": {"path": "t", "name": "example.com:a:B c"}},
        {"clusterTrustBundle": {"path": "t", "name": "a", "labelSelector": {}}},
        {"clusterTrustBundle": {"path": "t", "name": "a", "signerName": "example.com/a"}},
        {"clusterTrustBundle": {"path": "t", "signerName": ""}},
        {"clusterTrustBundle": {"path": "t", "signerName": "a"}},
        {"clusterTrustBundle": {"path": "t", "signerName": "example.com/a"}},
        {"clusterTrustBundle": {"path": "t", "signerName": "example.com/a", "labelSelector": {"matchLabels": {"a b": "c d"}}}},
        {"clusterTrustBundle": {"path": "", "signerName": "example.com/a"}},
        {"clusterTrustBundle": {"path": "../t", "signerName": "example.com/a"}},
        {"podCertificate": {}},
        {"podCertificate": CERT},
        {"podCertificate": CERT | {"signerName": ""}},
        {"podCertificate": CERT | {"signerName": "a"}},
        {"podCertificate": CERT | {"signerName": "Example.com/a"}},
        {"podCertificate": CERT | {"signerName": "example.com/a/b"}},
        {"podCertificate": CERT | {"signerName": "example.com/"}},
        {"podCertificate": CERT | {"signerName": "/a"}},
        {"podCertificate": CERT | {"signerName": "example.com/a b"}},
        {"podCertificate": CERT | {"signerName": "x" * 572}},
        {"podCertificate": CERT | {"signerName": ".".join(["x" * 50] * 5) + "/a"}},
        {"podCertificate": CERT | {"signerName": ".".join(["x" * 50] * 6) + "/a"}},
        {"podCertificate": CERT | {"signerName": "a.com/" + ".".join(["x" * 200] * 3)}},
        {"podCertificate": CERT | {"signerName": "a.com/A.B"}},
        {"podCertificate": CERT | {"signerName": "a.com/" + "x" * 800}},
        {"podCertificate": CERT | {"keyType": ""}},
        {"podCertificate": CERT | {"keyType": "RSA"}},
        {"podCertificate": CERT | {"maxExpirationSeconds": 3599}},
        {"podCertificate": CERT | {"maxExpirationSeconds": 7862401}},
        {"podCertificate": CERT | {"maxExpirationSeconds": 7862400}},
        {"podCertificate": CERT | {"maxExpirationSeconds": 86401, "signerName": "kubernetes.io/a"}},
        {"podCertificate": CERT | {"maxExpirationSeconds": 86401, "signerName": "a.kubernetes.io/a"}},
        {"podCertificate": CERT | {"maxExpirationSeconds": 86401, "signerName": "k8s.io/a"}},
        {"podCertificate": CERT | {"credentialBundlePath": "../c"}},
        {"podCertificate": CERT | {"keyPath": "c", "certificateChainPath": "c"}},
        {"podCertificate": CERT | {"keyPath": "/c", "certificateChainPath": "..c"}},
        {"podCertificate": {"signerName": "example.com/a", "keyType": "RSA3072"}},
        {"podCertificate": CERT | {"userAnnotations": {"a": "b"}}},
        {"podCertificate": CERT | {"userAnnotations": {"example.com/a": "b"}}},
        {"podCertificate": CERT | {"userAnnotations": {"Example.com/A": "b"}}},
        {"podCertificate": CERT | {"userAnnotations": {"example.com/": "b"}}},
        {"podCertificate": CERT | {"userAnnotations": {"/a": "b"}}},
        {"podCertificate": CERT | {"userAnnotations": {"": "b"}}},
        {"podCertificate": CERT | {"userAnnotations": {"a b/c": "b"}}},
        {"podCertificate": CERT | {"userAnnotations": {"a.b/c d": "b"}}},
        {"podCertificate": CERT | {"userAnnotations": {"a.b/c": "x" * 262144}}},
        {"podCertificate": CERT | {"userAnnotations": {"a.b/c/d": "b"}}},
        {"podCertificate": CERT | {"user": -1}},
        {"podCertificate": CERT, "secret": {"name": "a"}},
    ]
):
    case(f"projected/{number}", projected, "spec/volumes/0/projected/sources/0", source)
each(
    "projected/conflict",
    projected,
    "spec/volumes/0/projected/sources",
    [{"serviceAccountToken": TOKEN}, {"serviceAccountToken": TOKEN}],
    [{"clusterTrustBundle": {"path": "t", "name": "a"}}, {"clusterTrustBundle": {"path": "t", "name": "a"}}],
    [{"podCertificate": CERT}, {"podCertificate": CERT}],
    [{"podCertificate": CERT}, {"podCertificate": {"signerName": "example.com/a", "keyType": "RSA4096", "keyPath": "c"}}],
    [{"secret": {"name": "a", "items": [{"key": "k", "path": "c"}]}}, {"podCertificate": CERT}],
    [{"secret": {"name": "a", "items": [{"key": "k", "path": "t"}]}}, {"configMap": {"name": "a", "items": [{"key": "k", "path": "t"}]}}],
)
each("projected/mode", volume, "spec/volumes/0/projected", {"defaultMode": 512, "sources": []}, {"defaultMode": -1}, {})
CEPH = ["a"]
each("volume/rbd", volume, "spec/volumes/0/rbd", {}, {"monitors": CEPH}, {"image": "a"}, {"monitors": CEPH, "image": "a"})
each("volume/cinder", volume, "spec/volumes/0/cinder", {}, {"volumeID": "a", "secretRef": {}}, {"volumeID": "a", "secretRef": {"name": "b"}})
each("volume/cephfs", volume, "spec/volumes/0/cephfs", {}, {"monitors": CEPH})
OPTIONS = [{"kubernetes.io/a": "b"}, {"a.kubernetes.io/b": "c"}, {"A.K8S.IO/b": "c"}, {"k8s.io": "c"}, {"ak8s.io/b": "c"}, {"a/b/c": "d"}]
each("volume/flexVolume", volume, "spec/volumes/0/flexVolume", {}, {"driver": "a"}, *({"driver": "a", "options": each_} for each_ in OPTIONS))
each("volume/azureFile", volume, "spec/volumes/0/azureFile", {}, {"secretName": "a"}, {"shareName": "b"})
each("volume/scaleIO", volume, "spec/volumes/0/scaleIO", {}, {"gateway": "a"}, {"gateway": "a", "system": "b"}, {"gateway": "a", "system": "b", "volumeName": "c"}, {"gateway": "a", "system": "b", "secretRef": {}, "volumeName": "c"})
each("volume/storageos", volume, "spec/volumes/0/storageos", {}, {"volumeName": "A b"}, {"volumeName": "a"}, {"volumeName": "a", "volumeNamespace": "A b"}, {"volumeName": "a", "volumeNamespace": "b", "secretRef": {}}, {"volumeName": "a", "secretRef": {"name": "c"}})
each("volume/csi", volume, "spec/volumes/0/csi", {}, {"driver": "a b"}, {"driver": "x" * 64}, {"driver": "A.b"}, {"driver": "a_b"}, {"driver": "a", "nodePublishSecretRef": {}}, {"driver": "a", "nodePublishSecretRef": {"name": "A b"}}, {"driver": "a", "nodePublishSecretRef": {"name": "b"}})
OF = {"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "a"}
CLAIM = {"spec": {"accessModes": ["ReadWriteOnce"], "resources": SIZE}}
each(
    "volume/ephemeral",
    volume,
    "spec/volumes/0/ephemeral",
    {},
    {"volumeClaimTemplate": {}},
    {"volumeClaimTemplate": CLAIM},
    {"volumeClaimTemplate": CLAIM | {"metadata": {"name": "b"}}},
    {"volumeClaimTemplate": CLAIM | {"metadata": {"labels": {"a b": "c d"}, "annotations": {"a b": "c"}}}},
    {"volumeClaimTemplate": CLAIM | {"metadata": {"finalizers": ["a"]}}},
    {"volumeClaimTemplate": {"spec": CLAIM["spec"] | {"dataSourceRef": OF | {"namespace": "B c"}}}},
    {"volumeClaimTemplate": {"spec": CLAIM["spec"] | {"dataSource": OF, "dataSourceRef": OF | {"namespace": "b"}}}},
)
case("volume/ephemeral-long-name", lambda: volume(ephemeral={"volumeClaimTemplate": CLAIM}), "metadata/name", "x" * 252)
case("volume/ephemeral-generated", lambda: volume(ephemeral={"volumeClaimTemplate": CLAIM}), "metadata", {"generateName": "a"})
for owner in ("Deployment", "StatefulSet", "DaemonSet"):
    case(f"volume/ephemeral-{owner}", lambda: workload(owner), "spec/template/spec/volumes", [{"name": "v", "ephemeral": {"volumeClaimTemplate": CLAIM}}])
both = [{"name": "v", "ephemeral": {"volumeClaimTemplate": CLAIM}}, {"name": "w", "persistentVolumeClaim": {"claimName": "a-v"}}]
unnamed = [both[0], {"name": "w.", "persistentVolumeClaim": {"claimName": "a-v"}}]
case("volume/claim-of-ephemeral-beside-a-bad-name", pod, "spec/volumes", unnamed)
case("volume/claim-of-ephemeral", pod, "spec/volumes", both)
case("volume/claim-of-ephemeral-template", lambda: workload("Deployment"), "spec/template/spec/volumes", both)
each("volume/image", volume, "spec/volumes/0/image", {}, {"reference": "a"}, {"reference": "a", "pullPolicy": "x"}, {"pullPolicy": "Always"}, {"reference": " a"})
ALL = {
    "emptyDir": {}, "hostPath": {"path": "/a"}, "gitRepo": {"repository": "a"}, "gcePersistentDisk": {"pdName": "a"},
    "awsElasticBlockStore": {"volumeID": "a"}, "secret": {"secretName": "a"}, "nfs": {"server": "a", "path": "/b"},
    "iscsi": {"targetPortal": "a", "iqn": IQN}, "glusterfs": {"endpoints": "a", "path": "b"}, "persistentVolumeClaim": {"claimName": "a"},
    "rbd": {"monitors": ["a"], "image": "b"}, "flexVolume": {"driver": "a"}, "cinder": {"volumeID": "a"}, "cephfs": {"monitors": ["a"]},
    "flocker": {"datasetName": "a"}, "downwardAPI": {}, "fc": {"wwids": ["a"]}, "azureFile": {"secretName": "a", "shareName": "b"},
    "configMap": {"name": "a"}, "vsphereVolume": {"volumePath": "a"}, "quobyte": {"registry": "a:1", "volume": "b"},
    "azureDisk": {"diskName": "a", "diskURI": "https://b"}, "photonPersistentDisk": {"pdID": "a"}, "projected": {"sources": []},
    "portworxVolume": {"volumeID": "a"}, "scaleIO": {"gateway": "a", "system": "b", "volumeName": "c", "secretRef": {"name": "d"}},
    "storageos": {"volumeName": "a"}, "csi": {"driver": "a"}, "ephemeral": {"volumeClaimTemplate": CLAIM}, "image": {"reference": "a"},
}  # fmt: skip
for kind, source in ALL.items():
    case(f"volume/second-{kind}", volume, "spec/volumes/0", {"name": "v", "emptyDir": {}, "nfs": {"server": "a", "path": "/b"}, kind: source})
    case(f"volume/empty-{kind}", volume, "spec/volumes/0", {"name": "v", kind: {}})
case("volume/all", volume, "spec/volumes/0", {"name": "v", **ALL})

# PersistentVolumes
each("disk/iscsi", disk, "spec/iscsi", {"targetPortal": "a", "iqn": "eui.x"}, {"targetPortal": "a", "iqn": IQN, "secretRef": {}}, {"targetPortal": "a", "iqn": IQN, "secretRef": {"namespace": "b"}}, *({"targetPortal": "a", "iqn": IQN, "initiatorName": name} for name in ("x", "iqn.x", "eui.x", "naa.x", "")), {"targetPortal": "a" * 62, "iqn": IQN, "initiatorName": IQN}, {"targetPortal": "a" * 63, "iqn": IQN, "initiatorName": IQN}, {"targetPortal": "a", "iqn": IQN, "chapAuthSession": True}, {"targetPortal": "a", "iqn": IQN, "lun": 256})
each("disk/glusterfs", disk, "spec/glusterfs", {}, {"endpoints": "a", "path": "b", "endpointsNamespace": ""}, {"endpoints": "a", "path": "b", "endpointsNamespace": "A b"}, {"endpoints": "a", "path": "b", "endpointsNamespace": "c"})
each("disk/flexVolume", disk, "spec/flexVolume", *({"driver": "a", "options": each_} for each_ in OPTIONS))
each("disk/azureFile", disk, "spec/azureFile", {}, {"secretName": "a", "shareName": "b", "secretNamespace": ""}, {"secretName": "a", "shareName": "b", "secretNamespace": "A b"})
each("disk/csi", disk, "spec/csi", {}, {"driver": "a"}, {"driver": "a b", "volumeHandle": "c"}, {"driver": "x" * 64, "volumeHandle": "c"}, {"driver": "a", "volumeHandle": "c", "controllerPublishSecretRef": {}}, {"driver": "a", "volumeHandle": "c", "nodeExpandSecretRef": {"name": "a"}}, {"driver": "a", "volumeHandle": "c", "controllerExpandSecretRef": {"name": "A b", "namespace": "C d"}}, {"driver": "a", "volumeHandle": "c", "nodeStageSecretRef": {"name": "A b"}})
PLACES = {k: v for k, v in ALL.items() if k not in {"emptyDir", "gitRepo", "secret", "persistentVolumeClaim", "downwardAPI", "configMap", "projected", "ephemeral", "image"}}
PLACES |= {"local": {"path": "/a"}, "csi": {"driver": "a", "volumeHandle": "c"}}
for kind, source in PLACES.items():
    case(f"disk/second-{kind}", lambda: disk(nfs={"server": "a", "path": "/b"}, flocker={"datasetName": "a"}), f"spec/{kind}", source)
    case(f"disk/empty-{kind}", disk, f"spec/{kind}", {})
    case(f"disk/only-{kind}", disk, f"spec/{kind}", source)
case("disk/all", lambda: disk(**PLACES))
each("disk/root", lambda: disk(persistentVolumeReclaimPolicy="Recycle"), "spec/hostPath", {"path": "/"}, {"path": "/a/.."}, {"path": "//"}, {"path": "/a"}, {"path": "."}, {"path": "/../.."})
each("disk/attributes-class", lambda: disk(csi={"driver": "a", "volumeHandle": "c"}), "spec/volumeAttributesClassName", "", "A b", "a")
each("disk/affinity", lambda: disk(csi={"driver": "a", "volumeHandle": "c"}), "spec/nodeAffinity", {}, {"required": {}}, {"required": {"nodeSelectorTerms": []}}, {"required": {"nodeSelectorTerms": [{}]}}, {"required": {"nodeSelectorTerms": [{"matchFields": [{"key": "a", "operator": "In", "values": ["b"]}]}]}})

# PersistentVolumeClaims
each("claim/dataSourceRef", claim, "spec/dataSourceRef", {}, OF, OF | {"namespace": "b"}, OF | {"namespace": "B c"}, OF | {"namespace": ""}, OF | {"apiGroup": "A b"}, {"kind": "Pod", "name": "a"}, {"kind": "PersistentVolumeClaim", "name": "a"}, OF | {"apiGroup": ""})
each("claim/dataSource", claim, "spec/dataSource", {}, OF, OF | {"apiGroup": "A b"}, {"kind": "Pod", "name": "a"})
case("claim/both-sources", claim, "spec/dataSource", OF, "spec/dataSourceRef", OF | {"namespace": "b"})
case("claim/sources-differ", claim, "spec/dataSource", OF, "spec/dataSourceRef", OF | {"name": "b"})
each("claim/attributes-class", claim, "spec/volumeAttributesClassName", "", "A b", "a")
each("claim/selector", claim, "spec/selector", {"matchLabels": {"a": "b c"}}, {"matchExpressions": [{"key": "a b", "operator": "In"}]})

# containers
each("port/protocol", pod, C + "ports", [{"containerPort": 80, "protocol": ""}], [{"containerPort": 80, "name": "a--b"}], [{"containerPort": 80, "name": "-a"}], [{"containerPort": 80, "name": "1"}], [{"containerPort": 80, "name": "A"}], [{"containerPort": 80, "name": "a-"}], [{"containerPort": 80, "name": "x" * 16}], [{"containerPort": 80, "name": "--"}])
each(
    "env",
    pod,
    C + "env",
    [{"name": "a", "valueFrom": {}}],
    [{"name": "a", "value": "b", "valueFrom": {"fieldRef": NAME}}],
    [{"name": "a", "valueFrom": {"fieldRef": NAME, "secretKeyRef": {"name": "a", "key": "b"}}}],
    [{"name": "a", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['a b']"}}}],
    [{"name": "a", "valueFrom": {"fieldRef": {"fieldPath": "metadata.annotations['A/b c']"}}}],
    [{"name": "a", "valueFrom": {"fieldRef": {"fieldPath": "metadata.annotations['A/B']"}}}],
    [{"name": "a", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name['a']"}}}],
    [{"name": "a", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels"}}}],
    [{"name": "a", "valueFrom": {"fieldRef": {"fieldPath": "spec.bogus"}}}],
    [{"name": "a", "valueFrom": {"fieldRef": {"fieldPath": "spec.host"}}}],
    [{"name": "a", "valueFrom": {"fieldRef": {"fieldPath": "", "apiVersion": "v1"}}}],
    [{"name": "a", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name", "apiVersion": "v2"}}}],
    *(
        [{"name": "a", "valueFrom": {"resourceFieldRef": {"resource": resource, "divisor": divisor}}}]
        for resource in ("limits.cpu", "requests.memory", "limits.ephemeral-storage", "requests.hugepages-2Mi", "limits.hugepages-")
        for divisor in ("1", "1m", "3", "1Ki", "1k", "1E", "1Ei", "0")
    ),
    [{"name": "a", "valueFrom": {"fileKeyRef": {"path": "", "volumeName": "", "key": ""}}}],
    [{"name": "a", "valueFrom": {"fileKeyRef": {"path": "b", "volumeName": "v", "key": "="}}}],
    [{"name": "a", "valueFrom": {"fileKeyRef": {"path": "../b", "volumeName": "v", "key": "a"}}}],
    [{"name": "a", "valueFrom": {"fileKeyRef": {"path": "/b", "volumeName": "v", "key": "é"}}}],
    [{"name": "a=b", "value": "c"}],
    [{"name": "", "value": "c"}],
    [{"name": "é", "value": "c"}],
    [{"name": "a\tb", "value": "c"}],
)
each("env-from", pod, C + "envFrom", [{}], [{"prefix": "=", "secretRef": {"name": "a"}}], [{"prefix": "é", "secretRef": {"name": "a"}}], [{"prefix": "", "secretRef": {"name": "a"}}], [{"secretRef": {"name": "a"}, "configMapRef": {"name": "a"}}], [{"configMapRef": {}}], [{"secretRef": {"name": "A b"}}])
BLOCK = [{"name": "v", "persistentVolumeClaim": {"claimName": "a"}}, {"name": "w", "persistentVolumeClaim": {"claimName": "b"}}, {"name": "e", "emptyDir": {}}, {"name": "i", "image": {"reference": "a"}}]


def mounted(mounts=(), devices=(), **more):
    one = container(volumeMounts=list(mounts), volumeDevices=list(devices), **more)
    return pod(volumes=BLOCK, containers=[one])


V, W = {"name": "v", "mountPath": "/a"}, {"name": "w", "mountPath": "/b"}
DV = {"name": "v", "devicePath": "/a"}
for number, (mounts, devices) in enumerate(
    [
        ([V], [DV]),
        ([V], [{"name": "w", "devicePath": "/a"}]),
        ([], [DV, {"name": "w", "devicePath": "/a"}]),
        ([], [DV, {"name": "v", "devicePath": "/b"}]),
        ([], [{"name": "e", "devicePath": "/a"}]),
        ([], [{"name": "z", "devicePath": "/a"}]),
        ([], [{"name": "", "devicePath": ""}]),
        ([], [{"name": "v", "devicePath": "a"}]),
        ([], [{"name": "v", "devicePath": "../a"}]),
        ([], [{"name": "v", "devicePath": "/a/../b"}]),
        ([V, V], []),
        ([{"name": "z", "mountPath": "/a"}], []),
        ([V | {"mountPropagation": "Bidirectional"}], []),
        ([V | {"mountPropagation": "x"}], []),
        ([V | {"mountPropagation": ""}], []),
        ([V | {"recursiveReadOnly": "Enabled"}], []),
        ([V | {"recursiveReadOnly": "Enabled", "readOnly": True}], []),
        ([V | {"recursiveReadOnly": "IfPossible", "readOnly": True, "mountPropagation": "HostToContainer"}], []),
        ([V | {"recursiveReadOnly": "IfPossible", "readOnly": True, "mountPropagation": "None"}], []),
        ([V | {"recursiveReadOnly": "Disabled"}], []),
        ([V | {"recursiveReadOnly": "x"}], []),
        ([V | {"recursiveReadOnly": "IfPossible", "mountPropagation": "Bidirectional"}], []),
        ([V | {"subPath": "a", "subPathExpr": "b"}], []),
        ([V | {"subPath": "../a"}], []),
        ([V | {"subPathExpr": "/a"}], []),
        ([V | {"subPath": "..a"}], []),
        ([{"name": "i", "mountPath": "/c", "subPath": "a"}], []),
        ([{"name": "i", "mountPath": "/c", "bindMountOptions": ["a"]}], []),
        ([V | {"bindMountOptions": ["noexec", "noexec", "x"]}], []),
    ]
):
    case(f"mount/{number}", lambda: mounted(mounts, devices))
    case(f"mount/{number}-privileged", lambda: mounted(mounts, devices, securityContext={"privileged": True}))
    case(f"mount/{number}-host-users", lambda: mounted(mounts, devices), "spec/hostUsers", False)
each("resource-claims", pod, "spec/resourceClaims", CLAIMS, CLAIMS * 2, [{"name": "c"}], [{"name": "c", "resourceClaimName": "d", "resourceClaimTemplateName": "e"}], [{"name": "C d", "resourceClaimName": "E f"}], [{"name": "", "resourceClaimTemplateName": "E f"}])
TWO = [{"name": "c", "resourceClaimName": "d"}, {"name": "e", "resourceClaimName": "f"}]
for number, claims in enumerate(
    [
        [{"name": "c"}],
        [{"name": "c"}, {"name": "c"}],
        [{"name": "c", "request": "r"}, {"name": "c", "request": "r"}],
        [{"name": "c"}, {"name": "c", "request": "r"}],
        [{"name": "c", "request": "r"}, {"name": "c"}],
        [{"name": "e"}, {"name": "c", "request": "r"}, {"name": "c"}],
        [{"name": "c", "request": "R s"}],
        [{"name": "z"}],
        [{"name": ""}],
        [{"name": "e", "request": ""}, {"name": "e"}],
    ]
):
    case(f"resource-claims/of-{number}", pod, "spec/resourceClaims", TWO, C + "resources", {"claims": claims})
    case(f"resource-claims/none-{number}", pod, C + "resources", {"claims": claims})
    case(f"resource-claims/init-{number}", pod, "spec/resourceClaims", TWO, "spec/initContainers", [container("i", resources={"claims": claims})])
GET = {"path": "/", "port": 80}
for number, handler in enumerate(
    [
        {},
        {"httpGet": {"port": 80}},
        {"httpGet": GET | {"path": ""}},
        {"httpGet": GET | {"scheme": "http"}},
        {"httpGet": GET | {"scheme": ""}},
        {"httpGet": GET | {"httpHeaders": [{"name": "a b", "value": "c"}, {"name": "", "value": "c"}]}},
        {"httpGet": GET | {"protocol": "HTTP2"}},
        {"httpGet": GET | {"protocol": "HTTP2", "scheme": "HTTPS"}},
        {"httpGet": GET | {"protocol": "x"}},
        {"httpGet": GET | {"protocol": "HTTP2", "host": "h"}},
        {"httpGet": GET | {"port": "a--b"}},
        {"httpGet": GET | {"port": ""}},
        {"exec": {}, "httpGet": GET},
        {"exec": {"command": ["a"]}, "tcpSocket": {"port": 0}},
        {"tcpSocket": {"port": "a--b"}},
        {"httpGet": GET, "exec": {"command": ["a"]}, "tcpSocket": {"port": 1}},
    ]
):
    case(f"handler/probe-{number}", pod, C + "livenessProbe", handler)
    case(f"handler/probe-grpc-{number}", pod, C + "livenessProbe", handler | {"grpc": {"port": 0, "mode": "x"}})
    case(f"handler/hook-{number}", pod, C + "lifecycle", {"postStart": handler})
    case(f"handler/hook-sleep-{number}", pod, C + "lifecycle", {"preStop": handler | {"sleep": {"seconds": 31}}})
each("handler/grpc", pod, C + "livenessProbe/grpc", {}, {"port": 70000}, {"port": 80, "mode": "x"}, {"port": 80, "mode": "TLS"}, {"port": 80, "service": "a b"})
case("handler/init-lifecycle", pod, "spec/initContainers", [container("i", lifecycle={"preStop": {}}, restartPolicy="Always")])
case("handler/init-lifecycle-plain", pod, "spec/initContainers", [container("i", lifecycle={"preStop": {"exec": {"command": ["a"]}}}, livenessProbe={"exec": {"command": ["a"]}}, readinessProbe={}, startupProbe={"tcpSocket": {"port": 0}})])
for number, signal in enumerate(["SIGTERM", "x", "", "SIGRTMIN+1"]):
    case(f"stop-signal/{number}", pod, C + "lifecycle", {"stopSignal": signal})
    case(f"stop-signal/linux-{number}", pod, C + "lifecycle", {"stopSignal": signal}, "spec/os", {"name": "linux"})
    case(f"stop-signal/windows-{number}", pod, C + "lifecycle", {"stopSignal": signal}, "spec/os", {"name": "windows"})
    case(f"stop-signal/init-{number}", pod, "spec/initContainers", [container("i", lifecycle={"stopSignal": signal})], "spec/os", {"name": "linux"})
IF = {"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}
for number, more in enumerate(
    [
        {"restartPolicy": "Always"},
        {"restartPolicy": "Never"},
        {"restartPolicy": "OnFailure"},
        {"restartPolicy": "x"},
        {"restartPolicy": ""},
        {"restartPolicyRules": [IF]},
        {"restartPolicy": "Always", "restartPolicyRules": [IF]},
        {"restartPolicy": "Never", "restartPolicyRules": [IF]},
        {"restartPolicy": "Never", "restartPolicyRules": [IF] * 20},
        {"restartPolicy": "Never", "restartPolicyRules": [IF] * 21},
        {"restartPolicy": "Never", "restartPolicyRules": [{}]},
        {"restartPolicy": "Never", "restartPolicyRules": [{"action": "x", "exitCodes": {}}]},
        {"restartPolicy": "Never", "restartPolicyRules": [{"action": "Restart"}]},
        {"restartPolicy": "Never", "restartPolicyRules": [{"action": "RestartAllContainers", "exitCodes": {"operator": "NotIn", "values": []}}]},
        {"restartPolicy": "Never", "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "x", "values": [1, 1, 2]}}]},
        {"restartPolicy": "Never", "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": list(range(255))}}]},
        {"restartPolicy": "Never", "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": list(range(256))}}]},
        {"restartPolicy": "Never", "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [-1, 256]}}]},
        {"resizePolicy": [{"resourceName": "cpu", "restartPolicy": "RestartContainer"}]},
        {"resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}, {"resourceName": "memory", "restartPolicy": "RestartContainer"}]},
        {"resizePolicy": [{"resourceName": "x", "restartPolicy": "x"}]},
        {"resizePolicy": [{"resourceName": "", "restartPolicy": ""}]},
        {"resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}] * 2},
        {"restartPolicy": "Always", "resizePolicy": [{"resourceName": "memory", "restartPolicy": "RestartContainer"}]},
        {"imagePullPolicy": ""},
        {"imagePullPolicy": "x"},
        {"terminationMessagePolicy": ""},
        {"terminationMessagePolicy": "x"},
        {"image": ""},
        {"image": " b"},
        {"name": ""},
        {"name": "A b"},
    ]
):
    case(f"restart/{number}", pod, "spec/containers/0", container(**more) if "name" not in more and "image" not in more else container() | more)
    case(f"restart/never-{number}", pod, "spec/containers/0", container() | more, "spec/restartPolicy", "Never")
    case(f"restart/init-{number}", pod, "spec/initContainers", [container("i") | more])
    case(f"restart/init-never-{number}", pod, "spec/initContainers", [container("i") | more], "spec/restartPolicy", "Never")
    case(f"restart/ephemeral-{number}", pod, "spec/ephemeralContainers", [container("e") | more])
    case(f"restart/job-{number}", job, "spec/template/spec/containers/0", container() | more)
for number, more in enumerate([{}, {"targetContainerName": "z"}, {"ports": [{"containerPort": 1}]}, {"resources": {"limits": {"cpu": 1}}}, {"volumeMounts": [V | {"subPath": "a"}]}, {"volumeMounts": [V | {"subPathExpr": "a"}]}, {"lifecycle": {}}, {"livenessProbe": {}}]):
    case(f"ephemeral-container/{number}", lambda: pod(volumes=BLOCK), "spec/ephemeralContainers", [container("e") | more])
    case(f"ephemeral-container/template-{number}", lambda: workload("Deployment"), "spec/template/spec/ephemeralContainers", [container("e") | more])
HOST = {"hostUsers": False}
for number, more in enumerate([{}, {"hostNetwork": True}, {"hostPID": True}, {"hostIPC": True}, {"hostNetwork": True, "hostPID": True, "hostIPC": True}, {"hostUsers": True, "hostIPC": True}]):
    case(f"host-users/{number}", lambda: pod(**HOST | more))
case("host-users/devices", lambda: pod(volumes=BLOCK, initContainers=[container("i", volumeDevices=[DV])], **HOST))
for number, more in enumerate(
    [
        {"hostnameOverride": "a"},
        {"hostnameOverride": ""},
        {"hostnameOverride": "A b"},
        {"hostnameOverride": "x" * 64},
        {"hostnameOverride": "x" * 65},
        {"hostnameOverride": ".".join(["x" * 30] * 3)},
        {"hostnameOverride": "a", "setHostnameAsFQDN": True},
        {"hostnameOverride": "a", "hostNetwork": True},
        {"hostnameOverride": "a", "setHostnameAsFQDN": True, "hostNetwork": True, "hostname": "b"},
        {"hostname": "A b", "subdomain": "C d"},
        {"hostname": "", "subdomain": ""},
        {"shareProcessNamespace": True, "hostPID": True},
        {"shareProcessNamespace": False, "hostPID": True},
        {"restartPolicy": ""},
        {"restartPolicy": "x"},
        {"preemptionPolicy": ""},
        {"preemptionPolicy": "x"},
        {"dnsPolicy": ""},
        {"dnsPolicy": "x"},
        {"dnsPolicy": "None"},
        {"dnsPolicy": "None", "dnsConfig": {}},
        {"dnsPolicy": "None", "dnsConfig": {"nameservers": []}},
        {"dnsConfig": {"nameservers": ["1.1.1.1"] * 4}},
        {"dnsConfig": {"nameservers": ["x", "::ffff:1.1.1.1", "01.1.1.1", "fd00::1"]}},
        {"dnsConfig": {"searches": ["a"] * 32}},
        {"dnsConfig": {"searches": ["a"] * 33}},
        {"dnsConfig": {"searches": ["a", None] * 17, "nameservers": ["1.1.1.1", None] * 2}},
        {"dnsConfig": {"searches": ["x" * 63 + "." + "y" * 63] * 17}},
        {"dnsConfig": {"searches": ["", ".", "a.", "A b", "_a.b", "a..b", "x" * 254]}},
        {"dnsConfig": {"options": [{}, {"name": "a"}, {"value": "b"}]}},
        {"schedulingGates": [{"name": "a"}, {"name": "a"}]},
        {"schedulingGates": [{"name": ""}, {"name": "a b"}]},
        {"imagePullSecrets": [{"name": "a"}, {}]},
        {"serviceAccount": "a"},
        {"serviceAccount": "a", "serviceAccountName": "b"},
        {"serviceAccountName": "A b"},
        {"terminationGracePeriodSeconds": None},
        {"activeDeadlineSeconds": 0},
        {"activeDeadlineSeconds": 2**31},
        {"evictionResponders": [{"name": "a.b/c", "priority": 1}]},
        {"schedulingGroup": {}},
        {"schedulingGroup": {"podGroupName": "A b"}},
        {"tolerations": [{"key": "a", "operator": "Lt", "value": "5"}]},
        {"tolerations": [{"key": "a", "operator": "Gt", "value": "x"}]},
        {"hostAliases": [{"ip": "x", "hostnames": ["A b"]}, {"ip": ""}, {"ip": "01.2.3.4"}, {"ip": "::ffff:1.2.3.4"}]},
        {"readinessGates": [{"conditionType": ""}, {"conditionType": "a b"}]},
        {"os": {"name": ""}},
        {"os": {"name": "x"}},
        {"os": {}},
        {"runtimeClassName": "A b"},
        {"nodeName": "A b"},
        {"nodeSelector": {"a b": "c d"}},
        {"overhead": {"cpu": "-1"}},
        {"priorityClassName": "A b"},
        {"schedulerName": ""},
        {"securityContext": {"sysctls": [{"name": "", "value": "1"}, {"name": "a"}]}},
        {"securityContext": {"sysctls": [{"name": "x." + "y" * 252, "value": "1"}]}},
        {"securityContext": {"sysctls": [{"name": "net.a", "value": "1"}, {"name": "net/a", "value": "1"}]}},
        {"securityContext": {"sysctls": [{"name": "net.a", "value": "1"}, {"name": "net/b", "value": "1"}, {"name": "kernel.sem", "value": "1"}, {"name": "kernel/shmall", "value": "1"}, {"name": "fs.mqueue.a", "value": "1"}]}, "hostNetwork": True, "hostIPC": True},
        {"securityContext": {"sysctls": [{"name": "a..b", "value": "1"}, {"name": "A", "value": "1"}, {"name": "a/b.c", "value": "1"}]}},
        {"securityContext": {"runAsUser": -1, "runAsGroup": -1, "fsGroup": -1, "supplementalGroups": [-1, 2**31]}},
        {"securityContext": {"runAsUser": 2**31, "runAsGroup": 2**31, "fsGroup": 2**31}},
        {"securityContext": {"fsGroupChangePolicy": "x", "supplementalGroupsPolicy": "x", "seLinuxChangePolicy": "x"}},
        {"securityContext": {"fsGroupChangePolicy": "", "supplementalGroupsPolicy": "", "seLinuxChangePolicy": ""}},
        {"securityContext": {"seLinuxChangePolicy": "MountOption", "seLinuxOptions": {"level": "a"}}},
        {"securityContext": {"seccompProfile": {"type": "Localhost"}}},
        {"securityContext": {"seccompProfile": {"type": "Localhost", "localhostProfile": "../a"}}},
        {"securityContext": {"seccompProfile": {"type": "Localhost", "localhostProfile": ""}}},
        {"securityContext": {"seccompProfile": {"type": ""}}},
        {"securityContext": {"seccompProfile": {"type": "RuntimeDefault", "localhostProfile": "a"}}},
        {"securityContext": {"appArmorProfile": {"type": ""}}},
        {"securityContext": {"appArmorProfile": {}}},
    ]
):
    case(f"pod-spec/{number}", lambda: pod(**more))
    case(f"pod-spec/template-{number}", lambda: workload("Deployment"), "spec/template", template(**more))
    case(f"pod-spec/linux-{number}", lambda: pod(**{"os": {"name": "linux"}} | more))
    case(f"pod-spec/windows-{number}", lambda: pod(**{"os": {"name": "windows"}} | more))
OPTIONS_OF_POD = {
    "appArmorProfile": {"type": "Unconfined"}, "seLinuxOptions": {"level": "a"}, "seccompProfile": {"type": "Unconfined"}, "fsGroup": 1,
    "fsGroupChangePolicy": "Always", "sysctls": [{"name": "a", "value": "1"}], "runAsUser": 1, "runAsGroup": 1, "supplementalGroups": [1],
    "supplementalGroupsPolicy": "Merge", "seLinuxChangePolicy": "Recursive", "windowsOptions": {},
}  # fmt: skip
OPTIONS_OF_CONTAINER = {
    "appArmorProfile": {"type": "Unconfined"}, "seLinuxOptions": {"level": "a"}, "seccompProfile": {"type": "Unconfined"},
    "capabilities": {"add": ["a"]}, "readOnlyRootFilesystem": True, "privileged": True, "allowPrivilegeEscalation": True,
    "procMount": "Default", "runAsUser": 1, "runAsGroup": 1, "windowsOptions": {},
}  # fmt: skip
for system in ("windows", "linux"):
    case(f"{system}/pod-all", lambda: pod(os={"name": system}, hostPID=True, hostIPC=True, hostUsers=True, shareProcessNamespace=True, securityContext=OPTIONS_OF_POD))
    case(f"{system}/container-all", lambda: pod(os={"name": system}), C + "securityContext", OPTIONS_OF_CONTAINER)
    case(f"{system}/init-all", lambda: pod(os={"name": system}), "spec/initContainers", [container("i", securityContext=OPTIONS_OF_CONTAINER)])
    case(f"{system}/ephemeral-all", lambda: pod(os={"name": system}), "spec/ephemeralContainers", [container("e", securityContext=OPTIONS_OF_CONTAINER)])
    case(f"{system}/pod-resources", lambda: pod(os={"name": system}, resources={"limits": {"cpu": "1", "bogus": "x"}}), "metadata/name", "a")
    case(f"{system}/pod-resources-valid", lambda: pod(os={"name": system}, resources={"limits": {"cpu": "1", "memory": "1Gi"}}))
    case(f"{system}/no-capability", lambda: pod(os={"name": system}), C + "securityContext", {"capabilities": {}})
    for name, value in OPTIONS_OF_POD.items():
        case(f"{system}/pod-{name}", lambda: pod(os={"name": system}, securityContext={name: value}))
    for name, value in OPTIONS_OF_CONTAINER.items():
        case(f"{system}/container-{name}", lambda: pod(os={"name": system}), C + "securityContext", {name: value})
for number, options in enumerate(
    [
        {"gmsaCredentialSpecName": ""}, {"gmsaCredentialSpecName": "A b"}, {"gmsaCredentialSpecName": "a"}, {"gmsaCredentialSpec": ""},
        {"gmsaCredentialSpec": "x" * 65536}, {"gmsaCredentialSpec": "x" * 65537}, {"gmsaCredentialSpec": "é" * 32769},
        *({"runAsUserName": name} for name in ("", "a", "a\x01b", "a\\b", "a\\b\\c", "\\b", "a\\", "x" * 256 + "\\b", "x" * 255 + "\\b",
          "a b\\c", "A_b\\c", "a.b\\c", "a.\\c", ".a\\c", "x" * 104, "x" * 105, "é" * 53, "a\\" + "x" * 105, ".", " ", ". .", "a\\..", "a.",
          "a/b", "a:b", 'a"b', "a;b", "a|b", "a=b", "a,b", "a+b", "a*b", "a?b", "a<b", "a>b", "a@b", "a[b]", "NT AUTHORITY\\Local service",
          "a\\b:c", "a\n", "a\\b\n", "a\x7fb", "a\u0085b", "é\\b", "*\\b", "x" * 15 + "\\b", "x" * 16 + "\\b", "a-b.c\\d", "-a.b\\c", "a,\\b", "{a}\\b", "a.b-\\c", "a..b\\c")),
        {"hostProcess": True}, {"hostProcess": False},
    ]
):  # fmt: skip
    case(f"windows-options/{number}", pod, S, {"windowsOptions": options})
    case(f"windows-options/container-{number}", pod, C + "securityContext", {"windowsOptions": options})
    case(f"windows-options/host-{number}", lambda: pod(hostNetwork=True), S, {"windowsOptions": options | {"hostProcess": True}})
each("security/container", pod, C + "securityContext", {"runAsUser": -1}, {"runAsUser": 2**31}, {"runAsGroup": -1}, {"procMount": "x"}, {"procMount": "Unmasked"}, {"allowPrivilegeEscalation": False, "privileged": True}, {"allowPrivilegeEscalation": False, "capabilities": {"add": ["CAP_SYS_ADMIN"]}}, {"allowPrivilegeEscalation": False, "capabilities": {"add": ["SYS_ADMIN"]}}, {"seccompProfile": {"type": "Localhost"}}, {"procMount": ""})
case("security/unmasked-users", lambda: pod(**HOST), C + "securityContext", {"procMount": "Unmasked"})
BIG = {"hugepages-2Mi": "2Mi"}
for number, need in enumerate(
    [
        {"limits": BIG}, {"requests": BIG}, {"limits": BIG, "requests": {"hugepages-2Mi": "1Mi"}}, {"limits": {"hugepages-2Mi": "3Mi", "cpu": "1"}},
        {"limits": {"example.com/gpu": "2"}, "requests": {"example.com/gpu": "1"}}, {"requests": {"example.com/gpu": "1"}}, {"limits": {"example.com/gpu": "1.5"}},
        {"limits": {"cpu": "1"}, "requests": {"cpu": "2"}}, {"limits": {"hugepages-3x": "1Mi", "cpu": "1"}}, {"limits": {"a b": "1"}}, {"limits": {"pods": "1"}},
        {"limits": {"requests.example.com/gpu": "1"}}, {"limits": {"kubernetes.io/gpu": "1"}}, {"limits": {"storage": "1"}}, {"limits": {"example.com/" + "x" * 64: "1"}},
        {"limits": {"cpu": "1", "memory": "1"}, "requests": {"cpu": "1", "memory": "1"}}, {"requests": {"memory": "0.5"}}, {"limits": {"attachable-volumes-a": "1"}},
        *({"limits": {f"hugepages-{size}": "2Mi", "cpu": "1"}} for size in ("0", "-1", "1m", "1500m", "1", "", "2mi", "1.0Mi")),
    ]
):  # fmt: skip
    case(f"resources/{number}", pod, C + "resources", need)
    case(f"resources/pod-{number}", pod, "spec/resources", need)
    case(f"resources/template-{number}", lambda: workload("Deployment"), "spec/template/spec/resources", {"limits": {"cpu": "500m", "memory": "1"}, "requests": {"cpu": "1m"}}, "spec/template/spec/containers/0/resources", need)
    case(f"resources/template-huge-{number}", lambda: workload("Deployment"), "spec/template/spec/resources", {"limits": {"hugepages-2Mi": "4Mi", "cpu": "1"}}, "spec/template/spec/containers/0/resources", need)
    case(f"resources/pod-huge-{number}", pod, "spec/resources", {"limits": {"hugepages-2Mi": "0", "cpu": "1"}}, C + "resources", need)
    case(f"resources/pod-less-{number}", pod, "spec/resources", {"limits": {"cpu": "500m", "memory": "1"}, "requests": {"cpu": "1m"}}, C + "resources", need)
    case(f"resources/claim-{number}", claim, "spec/resources", need | {"claims": [{"name": "a"}]} if number < 4 else need)
    case(f"resources/init-{number}", pod, "spec/initContainers", [container("i", resources=need)], "spec/resources", {"requests": {"cpu": "1"}})

# workloads
for kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"):
    case(f"{kind}/no-template", lambda: workload(kind), "spec/template", DEL)
    case(f"{kind}/null-template", lambda: workload(kind), "spec/template", None)
    case(f"{kind}/no-selector", lambda: workload(kind), "spec/selector", DEL)
    case(f"{kind}/empty-selector", lambda: workload(kind), "spec/selector", {})
    case(f"{kind}/bad-selector", lambda: workload(kind), "spec/selector", {"matchLabels": {"a b": "c d"}})
    each(f"{kind}/update", lambda: workload(kind), "spec/updateStrategy", {}, {"type": ""}, {"type": "Recreate"}, {"type": "Recreate", "rollingUpdate": {"partition": 1}}, {"type": "RollingUpdate"}, {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "x"}}, {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "101%"}}, {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "0%", "maxUnavailable": "0%"}}, {"type": "OnDelete", "rollingUpdate": {"partition": -1}}, {"type": "RollingUpdate", "rollingUpdate": {"partition": -1}})
    each(f"{kind}/strategy", lambda: workload(kind), "spec/strategy", {}, {"type": ""}, {"type": "Recreate", "rollingUpdate": {}}, {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": -1}}, {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "x"}}, {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": "0%"}})
    for policy in ("OnFailure", "Never", "x"):
        case(f"{kind}/restart-{policy}", lambda: workload(kind), "spec/template/spec/restartPolicy", policy)
    case(f"{kind}/deadline", lambda: workload(kind), "spec/template/spec/activeDeadlineSeconds", 5)
    case(f"{kind}/disk-more-replicas", lambda: workload(kind, replicas=2), "spec/template/spec/volumes", [{"name": "v", "gcePersistentDisk": {"pdName": "a"}}, {"name": "w", "iscsi": ALL["iscsi"]}])
for number, words in enumerate(["", None, "0", "5", "-5", "x", "+5", "05", "9223372036854775808", "1.0"]):
    case(f"Deployment/rollback-{number}", lambda: workload("Deployment"), NOTE, {"deprecated.deployment.rollback.to": words})
    case(f"Deployment/rollback-older-{number}", lambda: workload("Deployment") | {"apiVersion": "apps/v1beta2"}, NOTE, {"deprecated.deployment.rollback.to": words})
    case(f"Deployment/rollback-oldest-{number}", lambda: workload("Deployment") | {"apiVersion": "apps/v1beta1"}, NOTE, {"deprecated.deployment.rollback.to": words})
    case(f"DaemonSet/generation-{number}", lambda: workload("DaemonSet"), NOTE, {"deprecated.daemonset.template.generation": words})
each("StatefulSet/field", lambda: workload("StatefulSet"), "spec/podManagementPolicy", "", "x")
each("StatefulSet/ordinals", lambda: workload("StatefulSet"), "spec/ordinals", {}, {"start": -1})
each("StatefulSet/retention", lambda: workload("StatefulSet"), "spec/persistentVolumeClaimRetentionPolicy", {}, {"whenDeleted": ""}, {"whenDeleted": "x", "whenScaled": "y"})
each("StatefulSet/claims", lambda: workload("StatefulSet"), "spec/volumeClaimTemplates", [{}], [{"metadata": {"name": "A b"}}], [CLAIM | {"metadata": {"name": "a"}}], [CLAIM], [{"metadata": {"name": "a"}, "spec": {"selector": {"matchLabels": {"a": "b c"}}, "accessModes": ["x"], "dataSourceRef": OF | {"namespace": "b"}}}], [{"metadata": {"name": "a"}, "spec": CLAIM["spec"] | {"dataSourceRef": OF | {"namespace": "B c"}}}], [{"metadata": {"name": "a"}, "spec": CLAIM["spec"] | {"dataSource": OF, "dataSourceRef": OF | {"namespace": "b"}}}], [{"metadata": {"name": "a"}, "spec": CLAIM["spec"] | {"volumeAttributesClassName": ""}}])
def replication_controller(**more):
    return thing("v1", "ReplicationController", {"selector": WEB, "template": template()} | more)

each("ReplicationController/field", replication_controller, "spec/replicas", None, -1)
each("ReplicationController/template", replication_controller, "spec/template", None, template(restartPolicy="Never"), template(activeDeadlineSeconds=5), {"metadata": {"labels": {"app": "other"}}, "spec": template()["spec"]})
each("ReplicationController/selector", replication_controller, "spec/selector", {}, None, {"a b": "c d"})
each("PodTemplate/field", lambda: thing("v1", "PodTemplate", template=template()), "template", {}, None, template(restartPolicy="x"), template(ephemeralContainers=[container("e")]))

# Jobs
each("Job/managedBy", job, "spec/managedBy", "", "a", "example.com/a", "example.com/", "/a", "A b/c", "example.com/a b", "example.com/a?b", "a.b/" + "x" * 60, "a.b/" + "x" * 59, "a/b/c")
for number, more in enumerate([{"completions": 100001, "backoffLimitPerIndex": 1}, {"completions": 100001, "backoffLimitPerIndex": 1, "parallelism": 10001}, {"completions": 100001, "backoffLimitPerIndex": 1, "parallelism": 10001, "maxFailedIndexes": 10001}, {"completions": 100001}, {"parallelism": 100001}, {"maxFailedIndexes": 100001, "backoffLimitPerIndex": 1, "completions": 100002}, {"maxFailedIndexes": 4, "backoffLimitPerIndex": 1}, {"maxFailedIndexes": 1}, {"completions": None}, {"backoffLimitPerIndex": -1, "maxFailedIndexes": -1}]):
    case(f"Job/indexed-{number}", indexed, *(part for name, value in more.items() for part in (f"spec/{name}", value)))
    case(f"Job/plain-{number}", lambda: job(**more))
    case(f"CronJob/indexed-{number}", lambda: cron_job(jobTemplate={"spec": indexed()["spec"] | more}))
EXIT = {"operator": "In", "values": [1]}
for number, rules in enumerate(
    [
        [],
        [{"action": "Ignore", "onExitCodes": EXIT}] * 20,
        [{"action": "Ignore", "onExitCodes": EXIT}] * 21,
        [{"action": "Ignore", "onExitCodes": EXIT | {"containerName": "i"}}],
        [{"action": "Ignore", "onExitCodes": EXIT | {"containerName": "a"}}],
        [{"action": "Ignore", "onExitCodes": EXIT | {"containerName": "z"}}],
        [{"action": "Ignore", "onExitCodes": EXIT | {"values": [0]}}],
        [{"action": "Ignore", "onExitCodes": {"operator": "NotIn", "values": [0]}}],
        [{"action": "Ignore", "onExitCodes": EXIT | {"values": [1, 1]}}],
        [{"action": "Ignore", "onExitCodes": EXIT | {"values": [2, 1]}}],
        [{"action": "Ignore", "onExitCodes": EXIT | {"values": [2, 1, 2, 0]}}],
        [{"action": "Ignore", "onExitCodes": EXIT | {"values": list(range(1, 256))}}],
        [{"action": "Ignore", "onExitCodes": EXIT | {"values": list(range(1, 257))}}],
        [{"action": "Ignore", "onExitCodes": EXIT | {"values": []}}],
        [{"action": "Ignore", "onExitCodes": {"operator": "", "values": [1]}}],
        [{"action": "Ignore", "onExitCodes": {"operator": "x", "values": [-1]}}],
        [{"action": "", "onExitCodes": EXIT}],
        [{"action": "x", "onExitCodes": EXIT}],
        [{"action": "FailIndex", "onExitCodes": EXIT}],
        [{"action": "Count"}],
        [{"action": "Count", "onExitCodes": EXIT, "onPodConditions": [{"type": "a", "status": "True"}]}],
        [{"action": "Count", "onPodConditions": [{"type": "a"}]}],
        [{"action": "Count", "onPodConditions": [{"type": "a", "status": ""}]}],
        [{"action": "Count", "onPodConditions": [{"type": "a b", "status": "x"}]}],
        [{"action": "Count", "onPodConditions": [{}] * 21}],
        [{"action": "Count", "onPodConditions": []}],
    ]
):
    case(f"Job/failure-policy-{number}", job, "spec/podFailurePolicy", {"rules": rules}, "spec/template/spec/initContainers", [container("i")])
    case(f"Job/failure-policy-indexed-{number}", lambda: indexed(backoffLimitPerIndex=1), "spec/podFailurePolicy", {"rules": rules})
for number, rules in enumerate(
    [
        [],
        [{}],
        [{}] * 21,
        *([{"succeededIndexes": words}] for words in ("", "0", "0-1", "0-1-2", "1,0", "0,0", "0,1-2", "1-2,2", "3", "0-3", "x", "0-x", "x-1", "-1", "0-", "1-1", "2-1", "0,,1", " 0", "0, 1", "+1", "00", "0-2,", "1_0", "99999999999999999999", "0" * 65536, "0" * 65537)),
        [{"succeededCount": 0}],
        [{"succeededCount": -1}],
        [{"succeededCount": 4}],
        [{"succeededCount": 3}],
        [{"succeededCount": 3, "succeededIndexes": "0-1"}],
        [{"succeededCount": 2, "succeededIndexes": "0-1"}],
        [{"succeededCount": 2, "succeededIndexes": ""}],
    ]
):
    case(f"Job/success-policy-{number}", indexed, "spec/successPolicy", {"rules": rules})
    case(f"Job/success-policy-plain-{number}", job, "spec/successPolicy", {"rules": rules})
each("Job/scheduling", job, "spec/scheduling", {}, {"schedulingPolicy": {}}, {"schedulingPolicy": {"gang": {"minCount": 9}, "basic": {}}})
each("Job/replacement", job, "spec/podReplacementPolicy", "", "x", "Failed", "TerminatingOrFailed")
case("Job/manual", lambda: job(manualSelector=True, selector={"matchLabels": WEB}))
case("Job/manual-none", lambda: job(manualSelector=True))
each("CronJob/policy", cron_job, "spec/concurrencyPolicy", "", "x", None)
each("CronJob/zone", cron_job, "spec/timeZone", "", "local", "LOCAL", " UTC", "UTC ", "Europe/../UTC", "/UTC", "CET", "cet", "GMT+1", "Etc/GMT+1", "-UTC", "A" * 300)
each("CronJob/schedule", cron_job, "spec/schedule", "TZ=UTC * * * * *", "CRON_TZ=UTC * * * * *", "@every 1h", "@every x", *(f"@every {words}" for words in ("", "0", "-0", "+1h", "-1h", "1", "1.5", ".5h", ".h", "1.h", "1hx", "1h 1m", "1x2y", "é", "1é", "1µs", "1μs", "1us1", "9223372036854775807ns", "9223372036854775808ns", "-9223372036854775808ns", "-9223372036854775809ns", "2562047h", "2562048h", "9223372036854775808h", "92233720368547758080x", "2562047h2562047h", "1h\x7f", '1"', "0.99999999999999999999999h")), "@bogus", "@TZ", "TZ", "* * * * * *", "*/0 * * * *", "5-1 * * * *", "60 * * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "* * * JAN mon", "? ? ? ? ?", "*/5/2 * * * *", "1-2-3 * * * *", "a * * * *", "1,,2 * * * *", "*/99999999999999999999 * * * *")
case("CronJob/both-zones", lambda: cron_job(timeZone="UTC", schedule="TZ=UTC * * * * *"))
case("CronJob/name", cron_job, "metadata/name", "x" * 53)
case("CronJob/template", cron_job, "spec/jobTemplate/spec/selector", {"matchLabels": WEB}, "spec/jobTemplate/spec/manualSelector", True)

# Services
case("Service/topology-annotations", service, NOTE, {"service.kubernetes.io/topology-mode": "Auto", "service.kubernetes.io/topology-aware-hints": "auto"})
case("Service/topology-annotations-same", service, NOTE, {"service.kubernetes.io/topology-mode": "Auto", "service.kubernetes.io/topology-aware-hints": "Auto"})
for kind in ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "", "x"):
    def of_kind():
        return service(type=kind)

    each(f"Service/{kind}-ip", of_kind, "spec/clusterIP", "None", "", "10.0.0.1", "x", "01.2.3.4", "::ffff:1.2.3.4", "fd00:0::1", "fd00::1")
    for number, (ip, ips, more) in enumerate(
        [
            ("None", ["None", "10.0.0.1"], {}),
            ("10.0.0.1", ["10.0.0.1", "None"], {}),
            ("10.0.0.1", ["10.0.0.2"], {}),
            (DEL, ["10.0.0.1"], {}),
            ("", ["10.0.0.1"], {}),
            ("10.0.0.1", ["10.0.0.1", "fd00::1", "fd00::2"], {}),
            ("10.0.0.1", ["10.0.0.1", "10.0.0.2"], {}),
            ("10.0.0.1", ["10.0.0.1", "fd00::1"], {}),
            ("10.0.0.1", ["10.0.0.1", "fd00::1"], {"ipFamilyPolicy": "PreferDualStack", "ipFamilies": ["IPv6", "IPv4"]}),
            ("10.0.0.1", ["10.0.0.1", "fd00::1"], {"ipFamilyPolicy": "RequireDualStack", "ipFamilies": ["IPv4"]}),
            ("10.0.0.1", ["10.0.0.1", "fd00::1"], {"ipFamilyPolicy": "SingleStack"}),
            ("10.0.0.1", ["10.0.0.1"], {"ipFamilies": ["IPv6"]}),
            ("fd00::1", ["fd00::1"], {"ipFamilies": ["IPv4"]}),
            (DEL, None, {"ipFamilies": ["IPv4", "IPv4"]}),
            (DEL, None, {"ipFamilies": ["IPv4", "IPv6", "IPv4"], "ipFamilyPolicy": "x"}),
            (DEL, None, {"ipFamilies": ["x", ""], "ipFamilyPolicy": ""}),
            ("", ["", ""], {}),
            ("x", ["x", "y"], {}),
            ("10.0.0.1", [], {}),
            ("None", [], {}),
            ("None", ["None"], {"ports": []}),
            ("None", ["None"], {"externalName": "a.b"}),
        ]
    ):
        put: Any = {} if ip is DEL else {"clusterIP": ip}
        put |= {} if ips is None else {"clusterIPs": ips}
        case(f"Service/{kind}-ips-{number}", lambda: service(type=kind, **put, **more))
    each(f"Service/{kind}-affinity", of_kind, "spec/sessionAffinity", "", "x", "None", "ClientIP")
    for number, (affinity, config) in enumerate([("None", {}), ("None", {"clientIP": {"timeoutSeconds": 5}}), ("ClientIP", {}), ("ClientIP", {"clientIP": {}}), ("ClientIP", {"clientIP": {"timeoutSeconds": 0}}), ("ClientIP", {"clientIP": {"timeoutSeconds": 86401}}), ("ClientIP", None)]):
        case(f"Service/{kind}-config-{number}", lambda: service(type=kind, sessionAffinity=affinity, sessionAffinityConfig=config))
    each(f"Service/{kind}-ranges", of_kind, NOTE, *({"service.beta.kubernetes.io/load-balancer-source-ranges": words} for words in ("", " ", "10.0.0.0/8", "10.0.0.0/8,x", " 10.0.0.0/8 , fd00::/8 ", "10.0.0.1/8", "10.0.0.0/08", "010.0.0.0/8", ",", "::ffff:10.0.0.0/104", "10.0.0.0")))
    each(f"Service/{kind}-source-ranges", of_kind, "spec/loadBalancerSourceRanges", ["x"], [" 10.0.0.0/8 "], ["10.0.0.1/8"], ["010.0.0.0/8"], ["::ffff:10.0.0.0/104"], ["10.0.0.0/33"], ["10.0.0.0/+8"], [""])
    case(f"Service/{kind}-both-ranges", of_kind, "spec/loadBalancerSourceRanges", ["10.0.0.0/8"], NOTE, {"service.beta.kubernetes.io/load-balancer-source-ranges": "x"})
    each(f"Service/{kind}-ports", of_kind, "spec/ports", [], None, [{"port": 80, "protocol": ""}], [{"port": 80, "protocol": "x"}], [{"port": 80}, {"port": 80}], [{"port": 80, "name": "a"}, {"port": 80, "name": "b"}], [{"port": 80, "name": "a"}, {"port": 81, "name": "a"}], [{"port": 80, "nodePort": 30000, "name": "a"}, {"port": 81, "nodePort": 30000, "name": "b"}], [{"port": 80, "nodePort": 30000, "name": "a"}, {"port": 80, "nodePort": 30000, "name": "b", "protocol": "UDP"}], [{"port": 80, "targetPort": "a--b"}], [{"port": 80, "targetPort": 0}], [{"port": 80, "appProtocol": "a b"}], [{"port": 80, "appProtocol": ""}], [{"port": 80, "nodePort": -1}], [{"port": 80, "nodePort": 70000}])
    each(f"Service/{kind}-external", of_kind, "spec/externalTrafficPolicy", "", "x", "Local", "Cluster")
    each(f"Service/{kind}-internal", of_kind, "spec/internalTrafficPolicy", "", "x", "Local", None)
    each(f"Service/{kind}-health", of_kind, "spec/healthCheckNodePort", 0, -1, 30000, 70000)
    each(f"Service/{kind}-health-local", lambda: service(type=kind, externalTrafficPolicy="Local"), "spec/healthCheckNodePort", 0, -1, 30000, 70000)
    each(f"Service/{kind}-allocate", of_kind, "spec/allocateLoadBalancerNodePorts", None, False, True)
    each(f"Service/{kind}-class", of_kind, "spec/loadBalancerClass", "", "a", "a b", "example.com/a")
    each(f"Service/{kind}-distribution", of_kind, "spec/trafficDistribution", "", "x", "PreferClose", "PreferSameNode")
    each(f"Service/{kind}-external-ips", of_kind, "spec/externalIPs", ["x"], ["127.0.0.1"], ["0.0.0.0"], ["::1"], ["169.254.1.1"], ["224.0.0.1"], ["01.2.3.4"], ["::ffff:1.2.3.4"], ["1.2.3.4"], ["fe80::1"], ["ff02::1"], ["::"])
    each(f"Service/{kind}-name", of_kind, "spec/externalName", "", "a.b", "A b", "a.b.", "1.2.3.4")
    each(f"Service/{kind}-lbip", of_kind, "spec/loadBalancerIP", "", "x", "1.2.3.4")
each("Service/kubernetes", service, "metadata/name", "a.b", "1a", "kubernetes", "x" * 64, "x" * 63)

# Nodes
TAINTS, AVOID = "scheduler.alpha.kubernetes.io/taints", "scheduler.alpha.kubernetes.io/preferAvoidPods"
each("Node/taints", node, NOTE, *({TAINTS: words} for words in ("", "x", "[]", "null", "{}", '[{"key":"a","effect":"NoSchedule"}]', '[{"key":"a b","value":"c d","effect":"x"}]', '[{"key":"a","effect":"NoSchedule"},{"key":"a","effect":"NoSchedule"}]', '[{"key":7}]', '[{"bogus":7}]', '[{"KEY":"a","EFFECT":"NoSchedule"}]', '[{"key":"a","timeAdded":"x"}]', "[]x", '[{"key":"a","timeAdded":5,"value":7}]', '[{"value":7,"timeAdded":"x"}]', '[{"key":"a","effect":"NoSchedule","timeAdded":"2001-01-01T00:00:00Z"},{"key":"a","effect":"NoSchedule","timeAdded":"2001-01-01T00:00:00Z"}]', '[{"key":"a","effect":"NoSchedule","timeAdded":null}]')))
each("Node/avoid", node, NOTE, *({AVOID: words} for words in ("", "x", "{}", "[]", '{"preferAvoidPods":[]}', '{"preferAvoidPods":[{}]}', '{"preferAvoidPods":[{"podSignature":{}}]}', '{"preferAvoidPods":[{"podSignature":{"podController":{"apiVersion":"v1","kind":"a","name":"b","uid":"c","controller":true}}}]}', '{"preferAvoidPods":[{"podSignature":{"podController":{"controller":false}}}]}', '{"preferAvoidPods":[{"podSignature":{"podController":{"controller":true}},"evictionTime":"x"}]}', '{"preferAvoidPods":7}', '{"preferAvoidPods":[{"podSignature":{"podController":{"controller":"x"}}}]}', '{"preferAvoidPods":[{"podSignature":7,"message":8}]}', '{"preferAvoidPods":[{"evictionTime":5}]}', '{"preferAvoidPods":[{"message":5,"evictionTime":[5]}]}', '{"preferAvoidPods":[{"podSignature":{"podController":{"controller":true,"uid":5}}}]}', '{"PREFERAVOIDPODS":[{"PodSignature":null}]}', '{"preferAvoidPods":[7,{}]}')))
SOURCE = {"name": "a", "namespace": "b", "kubeletConfigKey": "c"}
each("Node/config", node, "spec/configSource", {}, {"configMap": {}}, {"configMap": SOURCE}, {"configMap": SOURCE | {"uid": "u", "resourceVersion": "1"}}, {"configMap": SOURCE | {"name": "A b", "namespace": "C d", "kubeletConfigKey": "e f"}}, {"configMap": SOURCE | {"kubeletConfigKey": ".."}})
each("Node/status", node, "status", {"capacity": {"cpu": "-1"}}, {"capacity": {"cpu": "1.5", "pods": "1.5", "a b": "1"}}, {"allocatable": {"cpu": "-1"}}, {"capacity": {"cpu": "1"}, "allocatable": {"memory": "-1"}}, {"declaredFeatures": ["B", "A"]}, {"declaredFeatures": ["A", "A"]}, {"declaredFeatures": ["a", "A/", "A/b", "A/b/C", "", "A" * 254]}, {"declaredFeatures": ["A\n"]}, {"nodeInfo": {"swap": {"capacity": -1}}}, {"nodeInfo": {"swap": {"capacity": 0}}}, {"nodeInfo": {"swap": {}}}, {"capacity": {"example.com/a": "1.5", "ephemeral-storage": "1m"}})
each("Node/cidr", node, "spec/podCIDRs", ["x"], ["10.0.0.0/24", "10.0.1.0/24"], ["10.0.0.0/24", "fd00::/64"], ["10.0.0.0/24", "fd00::/64", "fd01::/64"], ["010.0.0.0/24"], ["10.0.0.1/24"], ["::ffff:10.0.0.0/120"], [""])
each("Node/cidr-one", node, "spec/podCIDR", "x", "10.0.0.0/24", "10.0.0.1/24", "")
case("Node/cidr-differ", node, "spec/podCIDR", "10.0.0.0/24", "spec/podCIDRs", ["10.0.1.0/24"])
each("Node/taint", node, "spec/taints", [{"key": "a"}], [{"key": "a", "effect": "x"}], [{"key": "", "effect": "NoSchedule"}], [{"key": "a", "effect": "NoSchedule"}, {"key": "a", "effect": "NoSchedule", "value": "b"}], [{"key": "a", "effect": "NoSchedule", "value": "b c"}])

# quotas and limits
one = {"cpu": "1"}
for number, more in enumerate(
    [
        {"type": "Pod", "default": one}, {"type": "Pod", "defaultRequest": one}, {"type": "Pod", "default": one, "defaultRequest": one, "min": {"cpu": "2"}, "max": one},
        {"type": "PersistentVolumeClaim"}, {"type": "PersistentVolumeClaim", "min": one}, {"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}}, {"type": "PersistentVolumeClaim", "min": {"storage": "2Gi"}, "max": {"storage": "1Gi"}},
        {"min": {"cpu": "2"}, "max": one}, {"min": {"cpu": "2"}, "defaultRequest": one}, {"defaultRequest": {"cpu": "2"}, "max": one}, {"defaultRequest": {"cpu": "2"}, "default": one},
        {"min": {"cpu": "2"}, "default": one}, {"default": {"cpu": "2"}, "max": one}, {"default": {"example.com/gpu": "2"}, "defaultRequest": {"example.com/gpu": "1"}}, {"default": {"example.com/gpu": "2"}},
        {"maxLimitRequestRatio": {"cpu": "0.5"}}, {"maxLimitRequestRatio": {"cpu": "5"}, "min": one, "max": {"cpu": "2"}}, {"maxLimitRequestRatio": {"cpu": "2"}, "min": one, "max": {"cpu": "2"}}, {"maxLimitRequestRatio": {"cpu": "0"}},
        {"type": ""}, {"type": "x"}, {"type": "example.com/x"}, {"max": {"a b": "1"}}, {"max": {"bogus": "1"}}, {"max": {"example.com/gpu": "1.5"}}, {"type": "example.com/x", "max": {"a b": "1"}}, {"type": "a b"},
        {"max": {"hugepages-2Mi": "2Mi"}, "default": {"hugepages-2Mi": "2Mi"}, "defaultRequest": {"hugepages-2Mi": "1Mi"}}, {"max": {"cpu": "-1"}}, {"maxLimitRequestRatio": {"memory": "1.5"}, "min": {"memory": "0"}, "max": {"memory": "1"}},
    ]
):  # fmt: skip
    case(f"LimitRange/{number}", lambda: limits(**more))
case("LimitRange/twice", lambda: thing("v1", "LimitRange", {"limits": [{"type": "Pod"}, {"type": "Pod"}]}))
SCOPES = ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass", "x", ""]
HARDS = [{}, {"pods": "1"}, {"cpu": "1"}, {"services": "1"}, {"requests.storage": "1"}, {"persistentvolumeclaims": "1"}, {"example.com/gpu": "1"}, {"requests.example.com/gpu": "1"}, {"count/pods": "1"}, {"a b": "1"}, {"gold.storageclass.storage.k8s.io/requests.storage": "1"}, {"bogus": "1"}, {"limits.example.com/gpu": "1"}, {"pods": "1.5"}, {"requests.hugepages-2Mi": "1"}]
for number, hard in enumerate(HARDS):
    case(f"ResourceQuota/hard-{number}", lambda: quota(hard=hard))
    for scope in SCOPES:
        case(f"ResourceQuota/{number}-{scope}", lambda: quota(hard=hard, scopes=[scope]))
        case(f"ResourceQuota/selector-{number}-{scope}", lambda: quota(hard=hard, scopeSelector={"matchExpressions": [{"scopeName": scope, "operator": "Exists"}]}))
for scope in SCOPES:
    for second in SCOPES:
        case(f"ResourceQuota/pair-{scope}-{second}", lambda: quota(scopes=[scope, second]))
        case(f"ResourceQuota/selector-pair-{scope}-{second}", lambda: quota(scopes=["Terminating"], scopeSelector={"matchExpressions": [{"scopeName": each_, "operator": "Exists"} for each_ in (scope, second)]}))
    for number, need in enumerate([{"operator": "In", "values": ["a"]}, {"operator": "In"}, {"operator": "In", "values": []}, {"operator": "NotIn", "values": ["A b"]}, {"operator": "DoesNotExist"}, {"operator": "Exists", "values": ["a"]}, {"operator": "x"}, {"operator": ""}, {"operator": "DoesNotExist", "values": ["a"]}]):
        case(f"ResourceQuota/operator-{scope}-{number}", lambda: quota(hard={"pods": "1"}, scopeSelector={"matchExpressions": [{"scopeName": scope} | need]}))
case("ResourceQuota/status", quota, "status", {"hard": {"a b": "1", "pods": "-1"}, "used": {"a b": "1", "pods": "-1"}})

# Secrets, ConfigMaps, names
TYPES = "kubernetes.io/"
BIGGER = "YWFh" * 349526  # 1 MiB and two bytes
for of, notes, data in [
    ("service-account-token", {}, {}), ("service-account-token", {"kubernetes.io/service-account.name": ""}, {}), ("service-account-token", {"kubernetes.io/service-account.name": "a"}, {}),
    ("dockercfg", {}, {}), ("dockercfg", {}, {".dockercfg": ""}), ("dockercfg", {}, {".dockercfg": "e30="}), ("dockercfg", {}, {".dockercfg": "eA=="}), ("dockerconfigjson", {}, {}), ("dockerconfigjson", {}, {".dockerconfigjson": "eA=="}), ("dockerconfigjson", {}, {".dockerconfigjson": ""}),
    ("basic-auth", {}, {}), ("basic-auth", {}, {"username": ""}), ("basic-auth", {}, {"password": ""}), ("ssh-auth", {}, {}), ("ssh-auth", {}, {"ssh-privatekey": ""}), ("ssh-auth", {}, {"ssh-privatekey": "YQ=="}),
    ("tls", {}, {}), ("tls", {}, {"tls.crt": ""}), ("tls", {}, {"tls.crt": "", "tls.key": ""}), ("x", {}, {"a b": "YQ==", "..": "", "": ""}),
]:  # fmt: skip
    case(f"Secret/{of}-{len(OUT)}", lambda: secret(TYPES + of, data=data), NOTE, notes)
case("Secret/string-data", lambda: secret(TYPES + "basic-auth", stringData={"username": ""}))
case("Secret/string-data-docker", lambda: secret(TYPES + "dockercfg", stringData={".dockercfg": "{"}, data={".dockercfg": "e30="}))
for number, words in enumerate(["1e400", "[1e400]", '{"a":1e400}', '{"a":[-1e400,2e400],"b":1e-400}', '{"a":1e400,}', '{"a":Infinity}', "null", '{"a":1e308}']):
    case(f"Secret/json-{number}", lambda: secret(TYPES + "dockercfg", stringData={".dockercfg": words}))
case("Secret/too-big", lambda: secret("Opaque", data={"a": BIGGER}))
case("Secret/too-big-together", lambda: secret("Opaque", data={"a": BIGGER[: len(BIGGER) // 2 // 4 * 4], "b": BIGGER[: len(BIGGER) // 2 // 4 * 4 + 8]}))
case("Secret/just-fits", lambda: secret("Opaque", stringData={"a": "x" * 1048576}))
case("ConfigMap/just-fits", lambda: config_map(data={"a": "é" * 524288}))
case("ConfigMap/too-big", lambda: config_map(data={"a": "é" * 524288, "b": "x"}))
case("ConfigMap/too-big-binary", lambda: config_map(data={"a": "x"}, binaryData={"b": BIGGER}))
case("ConfigMap/twice", lambda: config_map(data={"a": "x", "b": "y"}, binaryData={"a": "YQ=="}))
case("ConfigMap/keys", lambda: config_map(data={"a b": "x", "..": "", "..a": "", ".": "", "x" * 254: ""}, binaryData={"c d": "", "...": ""}))
case("meta/annotations-fit", config_map, NOTE, {"a": "x" * 262143})
case("meta/annotations-too-big", config_map, NOTE, {"a": "x" * 262144})
case("meta/annotations-too-big-together", config_map, NOTE, {"a": "é" * 65536, "b": "é" * 65536})
each("meta/annotation-keys", config_map, NOTE, {"A B": ""}, {"": ""}, {"A/b": ""}, {"a_/b": ""}, {"a/b/c": ""}, {"x" * 254 + "/a": ""}, {LONG: ""})
OWNER = {"apiVersion": "v1", "kind": "a", "name": "b", "uid": "c"}
each("meta/owners", config_map, "metadata/ownerReferences", [{}], [OWNER | {"apiVersion": "a/b/c"}], [OWNER | {"apiVersion": "a/"}], [OWNER | {"apiVersion": "/"}], [OWNER | {"apiVersion": "/v1"}], [OWNER | {"apiVersion": ""}], [OWNER | {"kind": "", "name": "", "uid": ""}], [OWNER | {"kind": "Event"}], [OWNER | {"controller": True}] * 2, [OWNER | {"controller": True}, OWNER | {"controller": True, "name": "z"}, OWNER | {"controller": True, "name": "y"}])
each("meta/finalizers", config_map, "metadata/finalizers", ["orphan", "foregroundDeletion"], ["orphan"], ["a b"], [""], ["a/b/c"], ["x" * 64], ["foregroundDeletion", "orphan", "A B"])
each("meta/managed", config_map, "metadata/managedFields", [{}], [{"operation": "x"}], [{"operation": "Apply", "fieldsType": "x"}], [{"operation": "Update", "fieldsType": "FieldsV1", "subresource": "x" * 257}], [{"operation": "Update", "manager": "x" * 129}], [{"operation": "Update", "manager": "a\x01\u200b"}], [{"operation": "Update", "fieldsType": "FieldsV1", "subresource": "x" * 256}], [{"operation": "Update", "manager": "é" * 65}], [{"operation": "Update", "manager": "a\u00a0\u3000"}], [{"operation": "Update", "manager": "é\n\u20ac\u200b"}])
each("meta/namespace", config_map, "metadata/namespace", "", "A b", "a.b", "x" * 64)
each("meta/namespace-cluster", node, "metadata/namespace", "", "a", "A b")
each("meta/generation", config_map, "metadata/generation", -1, 5)
each("meta/labels", config_map, "metadata/labels", {"a b": ""}, {"a": "b c"}, {"": ""}, {"A/b": "x" * 64}, {"a/b/c": "-"})
for number, more in enumerate([{"generateName": ""}, {"generateName": "a-"}, {"generateName": "x" * 260}, {"name": "b", "generateName": "A b"}]):
    case(f"meta/generated-{number}", config_map, "metadata", more)
    case(f"meta/generated-service-{number}", service, "metadata", more)
    case(f"meta/generated-job-{number}", job, "metadata", more)

# networking, autoscaling, storage
each("Ingress/tls", ingress, "spec/tls", [{"hosts": ["*.a.b"]}], [{"hosts": ["*a.b"]}], [{"hosts": ["*.A"]}], [{"hosts": ["a.*"]}], [{"hosts": ["*." + "x" * 254]}], [{"hosts": ["A b"]}], [{"hosts": [""]}], [{"hosts": ["*"], "secretName": "A b"}], [{"hosts": ["1.2.3.4"]}])
each("Ingress/host", ingress, "spec/rules", [{"host": "*"}], [{"host": "*.a"}], [{"host": "*a"}], [{"host": "*.A b"}], [{"host": "a.*.b"}], [{"host": "*." + "x" * 254}], [{"host": "1.2.3.4"}], [{"host": "fd00::1"}], [{"host": ""}], [{}], [{"http": {}}], [{"http": {"paths": []}}])
PATH = {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "a", "port": {"number": 80}}}}
each("Ingress/path", ingress, "spec/rules", *([{"http": {"paths": [PATH | {"path": words}]}}] for words in ("/..", "/.", "/a/..", "/a/.", "//", "/a//b", "/a/./b", "/a/../b", "/%2f", "/a%2Fb", "", "a", "/a/...", "/*")), [{"http": {"paths": [PATH | {"path": "", "pathType": "ImplementationSpecific"}]}}], [{"http": {"paths": [PATH | {"path": "x", "pathType": "ImplementationSpecific"}]}}], [{"http": {"paths": [PATH | {"path": "/..", "pathType": "ImplementationSpecific"}]}}], [{"http": {"paths": [PATH | {"pathType": ""}]}}], [{"http": {"paths": [PATH | {"backend": {}}]}}], [{"http": {"paths": [PATH | {"backend": {"service": {"name": "A b", "port": {}}}}]}}], [{"http": {"paths": [PATH | {"backend": {"service": {"name": "1a", "port": {"number": 0, "name": "A"}}}}]}}], [{"http": {"paths": [PATH | {"backend": {"service": {"name": "a", "port": {"number": 1, "name": "a"}}}}]}}], [{"http": {"paths": [PATH | {"backend": {"service": {"name": "a", "port": {"number": 1}}, "resource": {"kind": "a", "name": "b"}}}]}}])
each("Ingress/resource", ingress, "spec/defaultBackend", {}, {"resource": {}}, {"resource": {"kind": "a", "name": "b"}}, {"resource": {"apiGroup": "A b", "kind": "a/b", "name": "c/d"}}, {"resource": {"apiGroup": "", "kind": "a", "name": ".."}}, {"resource": {"kind": "%", "name": "%"}})
each("Ingress/class", ingress, "spec/ingressClassName", "", "A b", "a.b")
case("Ingress/class-twice", ingress, "spec/ingressClassName", "a", NOTE, {"kubernetes.io/ingress.class": "b"})
def ingress_class():
    return thing("networking.k8s.io/v1", "IngressClass", {"controller": "example.com/a"})

PARAMETERS = {"kind": "a", "name": "b"}
each("IngressClass/parameters", ingress_class, "spec/parameters", {}, PARAMETERS, PARAMETERS | {"scope": ""}, PARAMETERS | {"scope": "x"}, PARAMETERS | {"scope": "Namespace"}, PARAMETERS | {"scope": "Namespace", "namespace": ""}, PARAMETERS | {"scope": "Namespace", "namespace": "A b"}, PARAMETERS | {"scope": "Namespace", "namespace": "c"}, PARAMETERS | {"scope": "Cluster", "namespace": "c"}, PARAMETERS | {"namespace": "c"}, PARAMETERS | {"apiGroup": "A b"}, PARAMETERS | {"name": "a/b", "kind": "c/d"}, PARAMETERS | {"scope": None})
each("IngressClass/controller", ingress_class, "spec/controller", "", "a", "a/b", "A b/c", "a/b c", "a/" + "x" * 250, "a/b/c", "/a", "a/", "a/b?c", "a/b%c")
def network_policy():
    return thing("networking.k8s.io/v1", "NetworkPolicy", {"podSelector": {}})

each("NetworkPolicy/selector", network_policy, "spec/podSelector", {"matchLabels": {"a": "b c"}}, {"matchExpressions": [{"key": "a", "operator": "In"}]})
each("NetworkPolicy/block", network_policy, "spec/ingress", *([{"from": [{"ipBlock": block}]}] for block in ({}, {"cidr": ""}, {"cidr": "x"}, {"cidr": "10.0.0.1/8"}, {"cidr": "010.0.0.0/8"}, {"cidr": "::ffff:10.0.0.0/104"}, {"cidr": "10.0.0.0/8", "except": ["x", "11.0.0.0/16", "10.0.0.0/8", "10.0.0.0/7", "10.1.0.0/16", "10.1.0.1/16", "010.1.0.0/16", ""]}, {"cidr": "x", "except": ["10.0.0.0/8"]}, {"cidr": "fd00::/8", "except": ["fd00::/16", "10.0.0.0/8"]}, {"cidr": "10.0.0.0/8", "except": ["::ffff:10.0.0.0/120"]}, {"cidr": "10.0.0.0/08"}, {"cidr": "10.0.0/8"}, {"cidr": "fd00::1%eth0/64"}, {"cidr": "::ffff:10.0.0.0/104", "except": ["10.1.0.0/16", "::ffff:10.1.0.0/112", "11.0.0.0/112", "::ffff:11.0.0.0/112"]}, {"cidr": "::/0", "except": ["::ffff:10.0.0.0/104", "10.0.0.0/8"]}, {"cidr": "::ffff:0:0/96", "except": ["::ffff:10.0.0.0/104", "10.0.0.0/8"]}, {"cidr": "::ffff:0.0.0.0/90", "except": ["::ffff:10.0.0.0/104"]})))
CONTAINER_METRICS: list[dict[str, Any]] = [{}, {"name": ""}, {"container": ""}, {"container": "A b"}, {"name": "a b"}, {"target": {}}, {"target": {"type": "x"}}, {"target": {"type": "Utilization"}}, {"target": {"type": "Utilization", "averageUtilization": 0}}, {"target": {"type": "Value", "value": "1"}}, {"target": {"type": "Utilization", "averageUtilization": 5, "averageValue": "1"}}, {"target": {"type": "AverageValue", "averageValue": "-1"}}, {"target": {"type": "AverageValue", "averageValue": "1", "value": "0"}}]
METRIC = {"target": {"type": "Utilization", "averageUtilization": 5}}
for number, metric in enumerate(
    [
        {}, {"type": ""}, {"type": "x"}, *({"type": name} for name in ("Object", "Pods", "Resource", "External", "ContainerResource")),
        {"type": "Resource", "object": {}}, {"type": "Resource", "resource": {"name": "", **METRIC}}, {"type": "Resource", "resource": {"name": "a b", **METRIC}},
        *({"type": "ContainerResource", "containerResource": {"name": "cpu", "container": "a", **METRIC} | extra} for extra in CONTAINER_METRICS),
        *({"type": "Resource", "resource": {"name": "cpu", "target": target}} for target in ({}, {"type": "Utilization", "averageUtilization": 5, "averageValue": "1"}, {"type": "Value", "value": "1"}, {"type": "Utilization", "averageUtilization": 0}, {"type": "AverageValue", "averageValue": "0"})),
        *({"type": "Pods", "pods": {"metric": {"name": name}, "target": target}} for name in ("", "a", "a/b", "..", "%") for target in ({}, {"type": "AverageValue", "averageValue": "1"}, {"type": "Value", "value": "1"})),
        *({"type": "External", "external": {"metric": {"name": "a", "selector": {"matchLabels": {"a": "b c"}}}, "target": target}} for target in ({}, {"type": "Value", "value": "1", "averageValue": "1"}, {"type": "Value", "value": "0"}, {"type": "Utilization", "averageUtilization": 5})),
        *({"type": "Object", "object": {"metric": {"name": "a"}, "describedObject": thing_, "target": {"type": "Value", "value": "1"}}} for thing_ in ({}, {"kind": "a", "name": "b"}, {"kind": "a/b", "name": "c/d"}, {"kind": "a", "name": "b", "apiVersion": "a/b/c"}, {"kind": "a", "name": "b", "apiVersion": "/"})),
        *({"type": "Object", "object": {"metric": {"name": "a"}, "describedObject": {"kind": "a", "name": "b"}, "target": target}} for target in ({}, {"type": "AverageValue", "averageValue": "-1"}, {"type": "Value", "value": "1", "averageValue": "1"}, {"type": "Utilization", "averageUtilization": 5})),
    ]
):  # fmt: skip
    case(f"HorizontalPodAutoscaler/metric-{number}", lambda: scaler(metric))
each("HorizontalPodAutoscaler/target", scaler, "spec/scaleTargetRef", {}, {"kind": "a/b", "name": "c/d"}, {"kind": "a", "name": "b", "apiVersion": "a/b/c"}, {"kind": "a", "name": "b"}, {"kind": "a", "name": "b", "apiVersion": "/"}, {"kind": "%", "name": ".."})
WAYS = [{}, {"policies": []}, {"policies": [{}]}, {"policies": [{"type": "x", "value": 0, "periodSeconds": 1801}]}, {"policies": [{"type": "Pods", "value": -1, "periodSeconds": 0}]}, {"selectPolicy": "x"}, {"selectPolicy": ""}, {"selectPolicy": "Disabled"}, {"stabilizationWindowSeconds": -1}, {"stabilizationWindowSeconds": 3601}, {"tolerance": "-1"}, {"tolerance": "0.1"}, {"tolerance": "x"}]
each("HorizontalPodAutoscaler/up", scaler, "spec/behavior", *({"scaleUp": way} for way in WAYS), *({"scaleDown": way} for way in WAYS))
each("StorageClass/parameters", storage_class, "parameters", {}, {"": "a"}, {"a": ""}, {f"k{n}": "" for n in range(512)}, {f"k{n}": "" for n in range(513)}, {"a": "x" * 262143}, {"a": "x" * 262144}, {"é": "é" * 131071})
each("StorageClass/policy", storage_class, "reclaimPolicy", "", "Recycle", "x", None)
each("StorageClass/mode", storage_class, "volumeBindingMode", "", "x", None)
each("StorageClass/provisioner", storage_class, "provisioner", "", "a", "A/b", "a b", "a/b/c", "kubernetes.io/x")
TERM = {"key": "a", "values": ["b"]}
each("StorageClass/topologies", storage_class, "allowedTopologies", [], [{}], [{"matchLabelExpressions": []}], [{"matchLabelExpressions": [{}]}], [{"matchLabelExpressions": [TERM, TERM]}], [{"matchLabelExpressions": [TERM]}] * 2, [{"matchLabelExpressions": [TERM | {"key": "a b", "values": ["b", "b"]}]}], [{"matchLabelExpressions": [TERM | {"values": []}]}], [{"matchLabelExpressions": [TERM, {"key": "c", "values": ["b"]}]}, {"matchLabelExpressions": [{"key": "c", "values": ["b"]}, TERM]}])
each("PriorityClass/field", lambda: thing("scheduling.k8s.io/v1", "PriorityClass", value=5), "preemptionPolicy", "", "x", "Never")
each("PriorityClass/value", lambda: thing("scheduling.k8s.io/v1", "PriorityClass", value=5), "value", 1000000000, 1000000001, 2000000000, -2147483648)
each("PriorityClass/name", lambda: thing("scheduling.k8s.io/v1", "PriorityClass", value=2000000000), "metadata/name", "system-a", "system-cluster-critical", "system-node-critical")
each("Namespace/finalizers", lambda: thing("v1", "Namespace"), "spec", {"finalizers": ["kubernetes"]}, {"finalizers": ["x"]}, {"finalizers": ["a b"]}, {"finalizers": [""]}, {"finalizers": ["a/b"]}, {})
def disruption_budget():
    return thing("policy/v1", "PodDisruptionBudget", {"selector": {"matchLabels": WEB}})

each("PodDisruptionBudget/min", disruption_budget, "spec/minAvailable", "x", "-1%", "101%", "5", "05%", "%", "1.5%", -1, "", " 5%", "+5%")
each("PodDisruptionBudget/max", disruption_budget, "spec/maxUnavailable", "x", "-1%", "101%", "5", "05%", "%", "1.5%", -1, "")
each("PodDisruptionBudget/eviction", disruption_budget, "spec/unhealthyPodEvictionPolicy", "", "x", None)
each("PodDisruptionBudget/selector", disruption_budget, "spec/selector", None, {}, {"matchLabels": {"a": "b c"}})
case("PodDisruptionBudget/both", disruption_budget, "spec/minAvailable", 1, "spec/maxUnavailable", 1)
case("PodDisruptionBudget/status", disruption_budget, "status", {"conditions": [{}, {}], "expectedPods": -1})
def runtime_class():
    return thing("node.k8s.io/v1", "RuntimeClass", handler="a")

each("RuntimeClass/handler", runtime_class, "handler", "", "A b", "a.b", "x" * 64)
each("RuntimeClass/overhead", runtime_class, "overhead", {}, {"podFixed": {"cpu": "-1", "a b": "1", "pods": "1.5"}}, {"podFixed": {"example.com/a": "1.5"}})
each("RuntimeClass/scheduling", runtime_class, "scheduling", {}, {"nodeSelector": {"a b": "c d"}}, {"tolerations": [{"key": "a", "operator": "Exists"}] * 2}, {"tolerations": [{"key": "a b", "operator": "x"}]}, {"tolerations": [{"key": "a", "operator": "Gt", "value": "x"}]})
each("ServiceAccount/field", lambda: thing("v1", "ServiceAccount"), "metadata/name", "A b", "a.b", "x" * 254)

# what autoscaling/v1 lacks stands in annotations
def first_scaler(**more):
    return thing("autoscaling/v1", "HorizontalPodAutoscaler", scaler()["spec"] | more)

OF_METRICS, OF_BEHAVIOR = "autoscaling.alpha.kubernetes.io/metrics", "autoscaling.alpha.kubernetes.io/behavior"
BARE = {"kind": "a", "name": "b"}
for number, metrics in enumerate(
    [
        "", "x", "[]", "{}", "null", [None], [{}], [{"type": "x"}], [7], [{"type": 7}], [{"TYPE": "Pods", "Pods": {"MetricName": "a", "targetaveragevalue": "1"}}],
        *([{"type": "Object", "object": source}] for source in ({}, {"target": BARE}, {"target": BARE, "metricName": "a", "targetValue": "1"}, {"target": BARE, "metricName": "a/b", "targetValue": "0", "averageValue": "5"}, {"target": {"kind": "a/b", "name": "", "apiVersion": "a/b/c"}, "metricName": "a", "targetValue": 5, "averageValue": "0"}, {"target": BARE, "metricName": "a", "targetValue": "-1", "averageValue": "-1"}, {"target": BARE, "metricName": "a", "targetValue": None}, {"target": BARE, "metricName": "a", "targetValue": "x"}, {"target": 7})),
        *([{"type": "Pods", "pods": source}] for source in ({}, {"metricName": "a"}, {"metricName": "a", "targetAverageValue": "1"}, {"metricName": "a", "targetAverageValue": True}, {"metricName": "a", "targetAverageValue": "1", "selector": {"matchLabels": {"a": 5}}}, {"metricName": "a", "targetAverageValue": "1", "selector": {"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}})),
        *([{"type": kind[0].upper() + kind[1:], kind: source}] for kind in ("resource", "containerResource") for source in ({}, {"name": "cpu"}, {"name": "cpu", "targetAverageUtilization": 50}, {"name": "cpu", "targetAverageUtilization": 0, "container": "A b"}, {"name": "cpu", "targetAverageUtilization": 5, "targetAverageValue": "1", "container": "a"}, {"name": "memory", "targetAverageValue": "1", "container": "a"}, {"name": "cpu", "targetAverageUtilization": 2**31}, {"name": "cpu", "targetAverageUtilization": "5"}, {"name": "a b", "targetAverageUtilization": 5, "container": "a"})),
        *([{"type": "External", "external": source}] for source in ({}, {"metricName": "a"}, {"metricName": "a", "targetValue": "1"}, {"metricName": "a", "targetAverageValue": "1"}, {"metricName": "a", "targetValue": "1", "targetAverageValue": "1"}, {"metricName": "..", "targetValue": "0"}, {"metricName": "a", "metricSelector": {"matchLabels": {"a": "b c"}}, "targetValue": "1"})),
        [{"type": "Pods", "external": {}, "resource": {}}], [{"type": "Pods", "pods": {"metricName": "a", "targetAverageValue": "1"}}, {"type": "Resource"}],
    ]
):  # fmt: skip
    words = metrics if isinstance(metrics, str) else json.dumps(metrics)
    case(f"HorizontalPodAutoscaler/first-{number}", first_scaler, NOTE, {OF_METRICS: words})
    case(f"HorizontalPodAutoscaler/first-cpu-{number}", lambda: first_scaler(targetCPUUtilizationPercentage=0), NOTE, {OF_METRICS: words})
    case(f"HorizontalPodAutoscaler/first-from-zero-{number}", lambda: first_scaler(minReplicas=0), NOTE, {OF_METRICS: words})
for number, way in enumerate([*WAYS, {"Policies": [{"Type": "Pods", "Value": 1, "PeriodSeconds": 5}], "StabilizationWindowSeconds": 3601}, {"policies": [{"type": "Pods", "value": 1, "periodseconds": 1801}], "tolerance": -1}, {"stabilizationWindowSeconds": 1.5}, None, 7, {"Policies": None}]):
    case(f"HorizontalPodAutoscaler/first-up-{number}", first_scaler, NOTE, {OF_BEHAVIOR: json.dumps({"ScaleUp": way})})
    case(f"HorizontalPodAutoscaler/first-both-{number}", first_scaler, NOTE, {OF_BEHAVIOR: json.dumps({"scaleDown": way, "scaleup": way})})
each("HorizontalPodAutoscaler/first-behavior", first_scaler, NOTE, *({OF_BEHAVIOR: words} for words in ("", "x", "{}", "[]", "null", None)))

# what is null counts as empty, and is shown as such
REQUESTS = [container("i", resources={"requests": {"cpu": "1"}})]
case("null/pod-request", pod, "spec/initContainers", REQUESTS, "spec/resources", {"requests": {"cpu": None}})
case("null/selector", replication_controller, "spec/selector", {"app": None}, "spec/template/metadata/labels", {"app": ""})
case("null/selector-differs", replication_controller, "spec/selector", {"app": "web", "tier": None})
case("null/selector-alone", replication_controller, "spec/selector", {"a b": None})
case("null/label", lambda: job(manualSelector=True, selector={"matchLabels": WEB}), "spec/template/metadata/labels", {"app": None})
case("null/finalizer", config_map, "metadata/finalizers", ["foregroundDeletion", "orphan", None])
case("null/policy-type", network_policy, "spec/policyTypes", ["Ingress", None, "Egress"])
for number, scopes in enumerate([[None], [None, "Terminating"], [], None]):
    pair = [{"scopeName": scope, "operator": "Exists"} for scope in ("BestEffort", "NotBestEffort")]
    case(f"null/scope-{number}", quota, "spec/scopes", scopes, "spec/scopeSelector", {"matchExpressions": pair})
HALF = "\\ud800"  # half a pair of surrogates, as JSON escapes it: Go reads the replacement character
for number, name in enumerate(("key", "effect", "operator")):
    case(f"half/toleration-{number}", pod, NOTE, {TOLERATIONS: f'[{{"key":"a","{name}":"{HALF}"}}]'})
case("half/taint", node, NOTE, {TAINTS: f'[{{"key":"{HALF}","effect":"NoSchedule"}}]'})
case("half/time", node, NOTE, {TAINTS: f'[{{"key":"a","effect":"NoExecute","timeAdded":"{HALF}"}}]'})
# entries that are null, and the least and greatest that is allowed, as mutants of our code showed
case("null/gate", pod, "spec/schedulingGates", [None])
case("null/volume", pod, "spec/volumes", [None])
case("null/volume-item", lambda: volume(configMap={"name": "a"}), "spec/volumes/0/configMap/items", [None, {"key": "a", "path": "b"}])
for source in ("secret", "configMap", "downwardAPI"):
    case(f"null/projected-{source}", lambda: projected({source: {"items": [None, {"key": "a", "path": "b"}, {"key": "c", "path": "b"}]}}))
case("null/downward-twice", lambda: projected({"downwardAPI": {"items": [{"path": "b", "fieldRef": {"fieldPath": "metadata.name"}}, {"path": "b", "fieldRef": {"fieldPath": "metadata.uid"}}]}}))
case("null/tls", ingress, "spec/tls", [None, {"hosts": ["a"]}])
case("null/environment", pod, C + "env", [None, {"name": "A", "value": "b"}])
case("null/container", pod, "spec/containers", [None])
for kind in ("podAffinity", "podAntiAffinity"):
    for how in ("required", "preferred"):
        case(f"null/{kind}-{how}", pod, f"spec/affinity/{kind}", {f"{how}DuringSchedulingIgnoredDuringExecution": [None]})
    case(f"null/{kind}-namespaces", pod, f"spec/affinity/{kind}", {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "a", "namespaces": [None, "b.c"]}]})
for number, most in enumerate((9_999, 10_000, 10_001, 100_000, 100_001)):
    counts = {"completions": 200_000, "parallelism": most, "maxFailedIndexes": most}
    case(f"bounds/indexes-{number}", lambda: job(completionMode="Indexed", backoffLimitPerIndex=1), *[x for name, value in counts.items() for x in (f"spec/{name}", value)])
for number, host in enumerate(("kubernetes.io", "a.kubernetes.io", "akubernetes.io", "example.com")):
    for seconds in (3_599, 3_600, 86_400, 86_401, 7_862_400, 7_862_401):
        source = {"signerName": f"{host}/a", "keyType": "ED25519", "credentialBundlePath": "a", "maxExpirationSeconds": seconds}
        case(f"bounds/certificate-{number}-{seconds}", lambda: projected({"podCertificate": source}))
for length in (255, 256):
    rule = {"action": "Restart", "exitCodes": {"operator": "In", "values": list(range(length))}}
    case(f"bounds/exit-codes-{length}", pod, C + "restartPolicyRules", [rule], C + "restartPolicy", "Never")

# disks of Azure, ports of the host that two containers ask for, and what defaults leave of a parameter's scope
AZURE = {"diskName": "a", "diskURI": "https://b"}
AZURE_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d"
for number, more in enumerate(
    (
        {"cachingMode": "X"}, {"cachingMode": ""}, {"kind": "X"}, {"kind": ""}, {"kind": "Managed"}, {"kind": "Managed", "diskURI": AZURE_ID},
        {"kind": "Dedicated", "diskURI": AZURE_ID}, {"diskURI": "http://b"}, {"diskURI": "HTTPS://b"}, {"diskURI": ""}, {"diskName": ""},
        {"cachingMode": "X", "kind": "Y", "diskURI": "", "diskName": ""},
    )
):
    case(f"disk/azure-{number}", lambda: volume(azureDisk=AZURE | more))
    case(f"disk/azure-disk-{number}", lambda: disk(azureDisk=AZURE | more))
for number, name in enumerate(("a/b", "/", "a")):
    each(f"disk/flocker-{number}", lambda: volume(flocker={"datasetName": name}), "spec/volumes/0/flocker/datasetUUID", "", "c")


def with_ports(name, *ports, **more):
    return container(name, ports=[{"containerPort": 80, "hostPort": 80} | port for port in ports], **more)


for number, (containers, more) in enumerate(
    (
        ([with_ports("a", {}, {})], {}),
        ([with_ports("a", {}), with_ports("b", {})], {}),
        ([with_ports("a", {}), with_ports("b", {"protocol": "UDP"})], {}),
        ([with_ports("a", {"hostIP": "1.2.3.4"}), with_ports("b", {"hostIP": "1.2.3.5"})], {}),
        ([with_ports("a", {"hostIP": "1.2.3.4"}), with_ports("b", {})], {}),
        ([with_ports("a", {"hostIP": "0.0.0.0"}), with_ports("b", {})], {}),
        ([with_ports("a", {})], {"initContainers": [with_ports("b", {})]}),
        ([with_ports("a", {})], {"initContainers": [with_ports("b", {}, restartPolicy="Always"), with_ports("c", {}, restartPolicy="Always")]}),
    )
):
    case(f"ports/host-{number}", lambda: pod(containers=containers, **more))
    case(f"ports/host-of-template-{number}", lambda: thing("v1", "PodTemplate", template={"metadata": {"labels": WEB}, "spec": {"containers": containers, **more}}))
each("probe/grpc-mode", lambda: pod(containers=[container(livenessProbe={"grpc": {"port": 1}})]), C + "livenessProbe/grpc/mode", "X", "TLS", "")

# what is no object, or says its version and kind not at all or in another case
for number, head in enumerate(
    (
        {}, {"kind": "Pod"}, {"apiVersion": "v1"}, {"apiVersion": "", "kind": "Pod"}, {"apiVersion": None, "kind": "Pod"}, {"apiVersion": "/", "kind": "Pod"},
        {"apiVersion": "a/", "kind": "Pod"}, {"apiVersion": "/v1", "kind": "Pod"}, {"apiVersion": "/v1", "KIND": "Thing"}, {"apiVersion": "a/b/c", "kind": "Pod"},
        {"APIVERSION": "v1", "kind": "Pod"}, {"APIVERSION": "example.com/v1", "kind": "Thing"}, {"apiVersion": "example.com/v1", "KIND": "Thing"}, {"APIVERSION": "example.com/v1", "Kind": "Thing"},
        {"APIVERSION": "example.com/v1", "apiVersion": "v1", "kind": "Thing"}, {"ApiVersion": "apps/v1", "apiversion": "v1", "kind": "Pod"},
        "null\n", "- a\n", "a\n", "3\n", "true\n", "ApiVersion: example.com/v1\nkind: Pod\n",
        {"APIVERSION": "example.com/v1", "apiVersion": None, "kind": "Thing"}, {"ApiVersion": 3, "apiversion": "v1", "kind": "Pod"}, {"apiVersion": "v1", "apiversion": "apps/v1", "kind": "Pod"},
        {"apiVersion": "v1", "KIND": "Pod", "kind": "ConfigMap", "metadata": {"name": "a"}}, {"Kind": 3, "apiVersion": 4, "kind": "Pod"}, {"apiVersion": "v1", "kind": "ConfigMap", "kinD": None, "metadata": {"name": "a"}},
        {"apiVersion": "v1", "metadata": {"name": "a", "annotations": {"a": "word, " * 30, "b": '[{"c": "d"}, ' * 12}}},
    )
):
    case(f"head/{number}", lambda: head)
# amounts beyond the last suffix, which the server writes without any; and a short one that it has compared with a long one
for number, written in enumerate(("1" + "0" * 24, "1000000E", "1e24", "1" + "0" * 29 + "u", "12" + "0" * 29 + "m", "5" + "0" * 30, "1" + "0" * 22 + "E")):
    case(f"quantity/beyond-{number}", lambda: limits(type="Pod", min={"cpu": written}, max={"cpu": "1"}))
    case(f"quantity/below-{number}", lambda: limits(type="Pod", min={"cpu": f"-{written}"}, max={"cpu": f"-{written}"}, maxLimitRequestRatio={"cpu": written}))

# roles and bindings
RBAC = "rbac.authorization.k8s.io"


def role(kind, *rules, **more):
    return thing(f"{RBAC}/v1", kind, rules=list(rules), **more)


def binding(kind, *subjects, **more):
    return thing(f"{RBAC}/v1", kind, subjects=list(subjects), roleRef={"apiGroup": RBAC, "kind": "ClusterRole", "name": "a"} | more)


RULE = {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}
URLS = {"verbs": ["get"], "nonResourceURLs": ["/healthz"]}
PATHS = (".", "..", "a/b", "a%b", "a/b%c", "A:b", "a b", "", None)
for kind in ("Role", "ClusterRole"):
    each(f"access/{kind}-rules", lambda: role(kind), "rules", [RULE], [URLS], [URLS | RULE], [URLS | {"resourceNames": ["a"]}], [URLS | {"resources": [], "verbs": []}], [None], [{}], None, [RULE | {"apiGroups": None}], [RULE | {"resources": []}], [RULE | {"nonResourceURLs": []}], [{"verbs": [], "nonResourceURLs": ["a", None, "b"]}], [URLS | {"nonResourceURLs": [None]}], [RULE | {"verbs": [None]}], [RULE | {"resources": [""]}, {}])
    each(f"access/{kind}-name", lambda: role(kind, RULE), "metadata/name", *PATHS)
    each(f"access/{kind}-generated", lambda: role(kind, RULE), "metadata", {"generateName": "."}, {"generateName": ".."}, {"generateName": "A:b"})
each("access/aggregation", lambda: role("ClusterRole"), "aggregationRule", {}, {"clusterRoleSelectors": None}, {"clusterRoleSelectors": []}, {"clusterRoleSelectors": [{}]}, {"clusterRoleSelectors": [None]}, None, {"clusterRoleSelectors": [{"matchLabels": {"a b": "c d"}}]}, {"clusterRoleSelectors": [{"matchExpressions": [{"key": "a", "operator": "x"}]}]}, {"clusterRoleSelectors": [{"matchExpressions": [{"key": "a", "operator": "In"}, {"key": "b", "operator": "Exists", "values": ["c"]}]}]}, {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]})
USERS: tuple[Any, ...] = (
    {"kind": "ServiceAccount", "name": "a", "namespace": "b"}, {"kind": "ServiceAccount", "name": "a"}, {"kind": "ServiceAccount", "name": "A", "namespace": "b"}, {"kind": "ServiceAccount"},
    {"kind": "ServiceAccount", "name": "a", "namespace": "B", "apiGroup": "v1"}, {"kind": "ServiceAccount", "name": "a", "namespace": "", "apiGroup": RBAC}, {"kind": "ServiceAccount", "name": "a", "namespace": "b", "apiGroup": ""},
    {"kind": "User", "name": "a"}, {"kind": "User", "name": "*"}, {"kind": "User", "name": "", "apiGroup": "x"}, {"kind": "User", "name": "a", "apiGroup": RBAC}, {"kind": "User", "name": "a", "apiGroup": f"{RBAC}/v1"},
    {"kind": "Group", "name": "a:b"}, {"kind": "Group", "apiGroup": ""}, {"kind": "Group", "name": "a", "apiGroup": "x"}, {"kind": "Role", "name": "a"}, {"kind": "", "name": "a"}, {"kind": "user", "name": "a", "apiGroup": "x"}, {}, None,
)
for kind in ("RoleBinding", "ClusterRoleBinding"):
    for number, user in enumerate(USERS):
        case(f"access/{kind}-subject-{number}", lambda: binding(kind, user))
    case(f"access/{kind}-subjects", lambda: binding(kind, *USERS))
    case(f"access/{kind}-nobody", lambda: binding(kind), "subjects", None)
    for name, values in {"apiGroup": ("", None, "x", f"{RBAC}/v1"), "kind": ("", None, "Role", "ClusterRole", "role"), "name": PATHS}.items():
        each(f"access/{kind}-{name}", lambda: binding(kind, USERS[0]), f"roleRef/{name}", *values)
    each(f"access/{kind}-reference", lambda: binding(kind, USERS[0]), "roleRef", None, {})
    each(f"access/{kind}-name-of", lambda: binding(kind, USERS[0]), "metadata/name", *PATHS)
for version in ("v1beta1", "v1alpha1"):
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        case(f"access/{version}-{kind}", lambda: binding(kind, *({key: value for key, value in (user or {}).items() if key != "apiGroup"} for user in USERS)), "apiVersion", f"{RBAC}/{version}")
    case(f"access/{version}-Role", lambda: role("Role", {}, URLS), "apiVersion", f"{RBAC}/{version}")
case("access/v1alpha1-version", lambda: binding("RoleBinding", {"kind": "User", "name": "a", "apiVersion": "x/v1"}, {"kind": "ServiceAccount", "name": "a", "apiVersion": "a/b/c"}), "apiVersion", f"{RBAC}/v1alpha1")

# Endpoints
HERE = {"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 80}]}


def endpoints(*subsets):
    return thing("v1", "Endpoints", subsets=list(subsets))


case("endpoints/good", lambda: endpoints(HERE))
each("endpoints/subsets", endpoints, "subsets", None, [None], [{}], [{"addresses": []}], [{"notReadyAddresses": [{"ip": "10.0.0.1"}]}], [{"ports": [{"port": 80}]}], [HERE, HERE], [{"addresses": [None]}])
WHERE = ("", "x", "10.0.0.256", "010.0.0.1", "0.0.0.0", "000.0.0.0", "::", "127.0.0.1", "127.8.8.8", "::1", "169.254.1.1", "fe80::1", "febf::1", "fec0::1", "224.0.0.1", "224.0.1.1", "239.0.0.1", "ff02::1", "ff12::1", "ff05::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:0.0.0.0", "::ffff:224.0.0.5", "fe80::1%eth0", "fd00::1", " 10.0.0.1", "255.255.255.255")
for side in ("addresses", "notReadyAddresses"):
    each(f"endpoints/{side}", lambda: endpoints(HERE), f"subsets/0/{side}", *([{"ip": ip}] for ip in WHERE))
each("endpoints/address", lambda: endpoints(HERE), "subsets/0/addresses/0", {"ip": "10.0.0.1", "hostname": "A"}, {"ip": "10.0.0.1", "hostname": "a.b"}, {"ip": "10.0.0.1", "hostname": ""}, {"ip": "10.0.0.1", "nodeName": ""}, {"ip": "10.0.0.1", "nodeName": "A_b"}, {"ip": "10.0.0.1", "nodeName": "a.b"}, {"hostname": "a", "nodeName": "-"}, {"ip": "10.0.0.1", "targetRef": {}})
each("endpoints/ports", lambda: endpoints(HERE), "subsets/0/ports", None, [], [None], [{"port": 0}], [{"port": 65536}, {"port": 1, "name": "a"}], [{"port": -1, "name": "A"}], [{"port": 1, "name": ""}], [{"port": 1, "name": "a.b", "protocol": "tcp"}], [{"port": 1, "protocol": ""}], [{"port": 1, "protocol": "SCTP", "appProtocol": ""}], [{"port": 1, "appProtocol": "a/b/c"}], [{"port": 1, "appProtocol": "example.com/a"}], [{"port": 1, "name": "x" * 64}])
each("external-ip", service, "spec/externalIPs", *([ip] for ip in WHERE))

# drivers of storage, and classes of their volumes' attributes


def driver(**more):
    return thing("storage.k8s.io/v1", "CSIDriver", more)


each("driver/name", driver, "metadata/name", "A", "a.b", "x" * 64, "a_b", "")
each("driver/policy", driver, "spec/fsGroupPolicy", "", "x", "File", "None", None, "ReadWriteOnceWithFSType")
each("driver/modes", driver, "spec/volumeLifecycleModes", None, [], [""], [None], ["x", "Persistent", "x"], ["Persistent", "Persistent"], ["Ephemeral"])
each("driver/tokens", driver, "spec/tokenRequests", None, [], [None], [{}], [{}, {}], [{"audience": "a"}, {"audience": "b"}, {"audience": "a", "expirationSeconds": 1}], *([{"audience": "", "expirationSeconds": seconds}] for seconds in (-1, 0, 599, 600, 2**32, 2**32 + 1, None)))
each("driver/period", driver, "spec/nodeAllocatableUpdatePeriodSeconds", -1, 0, 9, 10, None)
for number, requests in enumerate((None, [], [{"audience": "a"}])):
    each(f"driver/secrets-{number}", lambda: driver(tokenRequests=requests), "spec/serviceAccountTokenInSecrets", True, False, None)
case("driver/nothing", driver, "spec", None)
for key in ("attachRequired", "podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount", "preventPodSchedulingIfMissing"):
    each(f"driver/{key}", driver, f"spec/{key}", None, True, False)
ATTRIBUTES = {"driverName": "a.b", "parameters": {"a": "b"}}
for version in ("v1", "v1beta1", "v1alpha1"):
    for number, more in enumerate(({}, {"driverName": ""}, {"driverName": "A/b"}, {"driverName": "a/b/c"}, {"driverName": None}, {"parameters": None}, {"parameters": {}}, {"parameters": {"": "a"}}, {"parameters": {"a": None}}, {"parameters": {str(key): "" for key in range(513)}}, {"parameters": {"a": "x" * 2**18}})):
        case(f"attributes/{version}-{number}", lambda: thing(f"storage.k8s.io/{version}", "VolumeAttributesClass", **ATTRIBUTES | more))

# what webhooks are asked about, and where they answer

ADMISSION = "admissionregistration.k8s.io/"
ASKED = {"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}
ANSWERS = {"name": "a.b.c", "sideEffects": "None", "admissionReviewVersions": ["v1"], "clientConfig": {"url": "https://a"}}


def hooks(*given, kind="ValidatingWebhookConfiguration", version="v1"):
    return thing(ADMISSION + version, kind, webhooks=[ANSWERS | each for each in given])


def hook():
    return hooks({"rules": [ASKED]})


def mutating():
    return hooks({}, kind="MutatingWebhookConfiguration")


HOOK = "webhooks/0/"
each("hook/meta-name", hook, "metadata/name", "", "A", "a.static.k8s.io", "static.k8s.io", "a.b")
each("hook/finalizers", hook, "metadata/finalizers", ["a"])
each("hook/nothing", hook, "webhooks", None, [], [None], [{}])
each("hook/name", hook, HOOK + "name", "", "a", "a.b", "A.b.c", "a.b.c.d", None)
each("hook/effects", hook, HOOK + "sideEffects", None, "", "Some", "Unknown", "NoneOnDryRun")
each("hook/reviews", hook, HOOK + "admissionReviewVersions", None, [], [None], ["v1", "v1"], ["v2", "1", "v2"], ["v1beta1"], ["a" * 64, "v1"])
each("hook/timeout", hook, HOOK + "timeoutSeconds", -1, 0, 1, 30, 31, None)
each("hook/failure", hook, HOOK + "failurePolicy", "", "fail", "Ignore", None)
each("hook/match", hook, HOOK + "matchPolicy", "", "exact", "Exact", None)
each("hook/again", mutating, HOOK + "reinvocationPolicy", "", "never", "IfNeeded", None)
each("hook/namespaces", hook, HOOK + "namespaceSelector", None, {}, {"matchLabels": {"a": "-"}}, {"matchExpressions": [{"key": "a", "operator": "In"}]})
each("hook/objects", hook, HOOK + "objectSelector", {"matchExpressions": [None]})
each("hook/conditions", hook, HOOK + "matchConditions", [None], [{"name": "a"}], [{"name": "a b", "expression": " \n"}], [{"name": "a", "expression": "true"}] * 2)
case("hook/conditions-many", hook, HOOK + "matchConditions", [{"name": f"a{number}", "expression": "true"} for number in range(65)])
case("hook/twice", lambda: hooks({}, {}))
for rule_key, tried in {
    "operations": ([], ["*"], ["*", "CREATE"], ["create", None], ["CONNECT", "DELETE"]),
    "apiGroups": ([], ["*"], ["*", "a"], [None]),
    "apiVersions": ([], ["*"], ["*", "v1"], [None]),
    "resources": ([], [None], ["*"], ["*", "a"], ["a", "*"], ["*/*"], ["*/*", "a"], ["a/*", "a/b"], ["*/b", "a/b"], ["a/b", "a/*"], ["a", "b/c"], ["*", "a/b"]),
    "scope": ("", "cluster", "Cluster", "*", None),
}.items():
    each(f"hook/rule-{rule_key}", hook, HOOK + "rules/0/" + rule_key, *tried)
each("hook/rules", hook, HOOK + "rules", None, [None])
THERE = {"name": "a", "namespace": "b"}
each("hook/client", hook, HOOK + "clientConfig", None, {}, {"url": "https://a", "service": THERE}, {"service": {}}, {"service": {"name": "a"}}, {"service": {"namespace": "a"}})
for number, more in enumerate(({}, {"port": 0}, {"port": 65536}, {"path": ""}, {"path": "/"}, {"path": "//"}, {"path": "a/B"}, {"path": "\u00e4/b"}, {"path": "/a/"}, {"path": "/a//b"}, {"path": "///"}, {"path": "/a b/c"})):
    case(f"hook/service-{number}", hook, HOOK + "clientConfig", {"service": THERE | more})
for number, url in enumerate((
    "", "*", "a", "a:b:c", ":a", "1a:b", "http://a", "https:///a", "HTTPS://a", "https:a", "https://a?b", "https://a#b", "https://a#%", "https://a?", "https://u@a", "https://@a",
    "https://\u00e4@a", "https://a:%41%2f@b", "https://a@b@c", "https://a b", "https://a%20b", "https://a%zz", "https://a%c3%a4", "https://a/%", "https://a/%c3\u00e4%a",
    "https://a:", "https://a:b", "https://a:1:2", "ftp://a:1:2", "https://[::1]", "https://[::1", "https://a[::1]", "https://[::1]:a", "https://[::1]a", "https://[1.2.3.4]",
    "https://[1.2.3]", "https://[1..2.3]", "https://[01.2.3.4]", "https://[256.1.1.1]", "https://[1.2.3.4.5]", "https://[1.2.3.x]", "https://[]", "https://[a]", "https://[%25a]",
    "https://[::1%25]", "https://[::1%25a%20b]", "https://[::1%25a%2f]", "https://[::12345]", "https://[:1]", "https://[1::2::3]", "https://[1:2]", "https://[1:2:3:4:5:6:7:8:9]",
    "https://[1:2:3:4:5:6:7::8]", "https://[1:2:3:4:5:6:7:8::]", "https://[1:]", "https://[1.x]", "https://[::g]", "https://[::1x]", "https://[1:1.2.3.4]", "https://[::1.2.3.4]",
    "https://[1:2:3:4:5:6:7:1.2.3.4]", "https://[::1:2:3:4:5:6:7:1.2.3.4]", "https://a\x7f", "https://a<b>", "https://a^b", "//a", "///a", "a/b:c",
)):  # fmt: skip
    case(f"hook/url-{number}", hook, HOOK + "clientConfig/url", url)
each("hook/beta", lambda: hooks({}, version="v1beta1"), HOOK + "sideEffects", None, "", "None")
each("hook/beta-reviews", lambda: hooks({}, version="v1beta1"), HOOK + "admissionReviewVersions", None, [], ["v2"])

# versions that other servers answer for


def aggregated(**more):
    return thing("apiregistration.k8s.io/v1", "APIService", {"group": "b.c", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 100} | more) | {"metadata": {"name": "v1.b.c"}}


each("aggregated/name", aggregated, "metadata/name", "", "v1.b", "v1.b/c", "..", "V1.b.c")
each("aggregated/prefix", aggregated, "metadata", {"generateName": "v1.b.c"}, {"generateName": "v1.b."}, {"generateName": ".."}, {"generateName": "a/-"})
each("aggregated/meta", aggregated, "metadata/finalizers", ["a"], ["a b"])
each("aggregated/generation", aggregated, "metadata/generation", -1)
for group in ("", "B", "b", None):
    case(f"aggregated/group-{group}", aggregated, "spec/group", group, "metadata/name", f"v1.{group or ''}")
    case(f"aggregated/group-of-v2-{group}", aggregated, "spec/group", group, "spec/version", "v2", "metadata/name", f"v2.{group or ''}")
each("aggregated/version", aggregated, "spec/version", "", "1", "V1", None, "a" * 64)
each("aggregated/of-group", aggregated, "spec/groupPriorityMinimum", -1, 0, 1, 20000, 20001, None)
each("aggregated/of-version", aggregated, "spec/versionPriority", -1, 0, 1, 1000, 1001, None)
for number, more in enumerate(({}, {"caBundle": "YQ=="}, {"caBundle": ""}, {"insecureSkipTLSVerify": True}, {"insecureSkipTLSVerify": True, "caBundle": "YWJjZA=="}, {"caBundle": "="}, {"caBundle": 1})):
    case(f"aggregated/local-{number}", lambda: aggregated(**more))
    case(f"aggregated/remote-{number}", lambda: aggregated(service=THERE, **more))
each("aggregated/service", aggregated, "spec/service", {}, {"name": "a"}, {"namespace": "a"}, THERE | {"port": 0}, THERE | {"port": 65536}, THERE | {"port": None}, THERE | {"path": "a"})
each("aggregated/nothing", aggregated, "spec", None, {}, {"a": 1})
case("aggregated/beta", aggregated, "apiVersion", "apiregistration.k8s.io/v1beta1")
case("aggregated/alpha", aggregated, "apiVersion", "apiregistration.k8s.io/v1alpha1")
case("aggregated/kind", aggregated, "kind", "ApiService")
case("aggregated/status", aggregated, "status", {"conditions": [{"type": "Available", "status": "Maybe"}]})

# definitions of custom resources; what schemas say is in definitions.py

OBJECT = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
KEPT = {"name": "v1", "served": True, "storage": True, "schema": OBJECT}
NAMED = {"plural": "as", "kind": "A"}


def defined(*versions, group="b.c", **more):
    tree = thing("apiextensions.k8s.io/v1", "CustomResourceDefinition", {"group": group, "scope": "Cluster", "names": NAMED, "versions": list(versions) or [KEPT]} | more)
    return tree | {"metadata": {"name": f"as.{group}"}}


DEFINED = "spec/versions/0/"
each("defined/name", defined, "metadata/name", "", "a", "A.b.c", "as.b.c.d")
each("defined/prefix", defined, "metadata", {"generateName": "as.b.c"}, {"generateName": "a-"}, {"generateName": "A"})
each("defined/meta", defined, "metadata/finalizers", ["a"])
each("defined/generation", defined, "metadata/generation", -1)
each("defined/nothing", defined, "spec", None, {}, {"version": "v1", "validation": {}})
each("defined/scope", defined, "spec/scope", "", "cluster", "Namespaced", None)
for group in ("", "B.c", "b", "k8s.io", "a.k8s.io", "a.kubernetes.io", "ak8s.io"):
    case(f"defined/group-{group}", lambda: defined(group=group))
each("defined/approval", lambda: defined(group="a.k8s.io"), "metadata/annotations", *({"api-approved.kubernetes.io": text} for text in ("", "x", "unapproved", "https://a", "https://", "//a/b", "a:b", "https://a b", "https://a#b%", "https://a/%")))
each("defined/versions", defined, "spec/versions", None, [], [None], [{}])
for of_version, tried_there in {
    "name": ("", "V1", "1", "a.b", None),
    "storage": (False, None),
    "schema": (None, {}, {"openAPIV3Schema": None}),
    "deprecationWarning": ("", "a", None),
}.items():
    each(f"defined/version-{of_version}", defined, DEFINED + of_version, *tried_there)
for text in ("", "a", "a\nb", "\u00e4\u200b", "a" * 257):
    case(f"defined/warning-{len(text)}", defined, DEFINED + "deprecated", True, DEFINED + "deprecationWarning", text)
LATER = KEPT | {"name": "v2", "storage": False}
for number, versions in enumerate(
    ((KEPT, LATER), (KEPT, KEPT), (KEPT, LATER | {"storage": True}), (KEPT | {"storage": False}, LATER), (LATER, KEPT | {"name": "v2"}), (KEPT | {"name": "V1"}, LATER | {"name": "V2"}), (KEPT, LATER | {"schema": None}))
):
    case(f"defined/several-{number}", lambda: defined(*versions))
for of_names, names in {
    "plural": ("", "As", "a.b", None),
    "singular": ("", "A", "a"),
    "kind": ("", "a", "A_b", "1", None),
    "listKind": ("", "A", "A_", "As", None),
    "shortNames": (None, [None], ["a", "A"]),
    "categories": (None, ["all", "A.b"]),
}.items():
    each(f"defined/names-{of_names}", defined, f"spec/names/{of_names}", *names)
COLUMN = {"name": "a", "type": "string", "jsonPath": ".a"}
SCALE = {"specReplicasPath": ".spec.a", "statusReplicasPath": ".status.a"}
for number, columns in enumerate(
    ([], [None], [COLUMN], [COLUMN | {"name": ""}], [COLUMN | {"type": ""}, COLUMN | {"type": "text"}], [COLUMN | {"format": "a"}, COLUMN | {"format": "int32"}], [COLUMN | {"jsonPath": ""}, COLUMN | {"jsonPath": "a"}, COLUMN | {"jsonPath": "."}])
):
    case(f"defined/columns-{number}", lambda: defined(KEPT | {"additionalPrinterColumns": columns}))
    case(f"defined/columns-of-one-{number}", lambda: defined(KEPT | {"additionalPrinterColumns": columns}, LATER))
    case(f"defined/columns-of-both-{number}", lambda: defined(KEPT | {"additionalPrinterColumns": columns}, LATER | {"additionalPrinterColumns": columns}))
for number, scale in enumerate(
    (None, {}, SCALE, SCALE | {"labelSelectorPath": ""}, SCALE | {"labelSelectorPath": ".a.b"}, SCALE | {"labelSelectorPath": "a"}, SCALE | {"labelSelectorPath": ".spec.a"}, {"specReplicasPath": ".status.a", "statusReplicasPath": ".spec.a"}, {"specReplicasPath": ".spec", "statusReplicasPath": "status"})
):
    below = {"scale": scale, "status": {}}
    case(f"defined/scale-{number}", lambda: defined(KEPT | {"subresources": below}))
    case(f"defined/scale-of-one-{number}", lambda: defined(KEPT | {"subresources": below}, LATER | {"subresources": {"scale": scale}}))
    case(f"defined/scale-of-both-{number}", lambda: defined(KEPT | {"subresources": below}, LATER | {"subresources": below}))
REVIEWED = {"clientConfig": {"url": "https://a"}, "conversionReviewVersions": ["v1"]}
for number, conversion in enumerate(
    (
        {}, {"strategy": "none"}, {"strategy": "None"}, {"strategy": "None", "webhook": {}}, {"strategy": "None", "webhook": REVIEWED}, {"strategy": "Webhook"}, {"strategy": "Webhook", "webhook": REVIEWED},
        {"strategy": "Webhook", "webhook": {}}, {"strategy": "Webhook", "webhook": {"clientConfig": {}}}, {"strategy": "Webhook", "webhook": REVIEWED | {"conversionReviewVersions": ["v2", "1", "v2"]}},
        {"strategy": "Webhook", "webhook": REVIEWED | {"clientConfig": {"url": "http://u@a?b#c"}}}, {"strategy": "Webhook", "webhook": REVIEWED | {"clientConfig": {"url": ":"}}},
        {"strategy": "Webhook", "webhook": REVIEWED | {"clientConfig": {"service": {"path": "a//b", "port": 0}}}}, {"strategy": "Webhook", "webhookClientConfig": {}},
    )
):
    case(f"defined/conversion-{number}", lambda: defined(conversion=conversion))
    case(f"defined/conversion-preserving-{number}", lambda: defined(conversion=conversion, preserveUnknownFields=True))


def schemas(**more):
    return defined(KEPT | {"schema": {"openAPIV3Schema": OBJECT["openAPIV3Schema"] | more}}, preserveUnknownFields=True)


INNER = {"type": "string", "default": "a"}
for number, more in enumerate(
    (
        {"default": {}}, {"default": None}, {"properties": {"a": INNER}}, {"properties": {"default": {"type": "string"}}}, {"items": INNER}, {"items": [INNER]}, {"additionalProperties": INNER}, {"additionalProperties": True},
        {"additionalItems": INNER}, {"not": INNER}, {"allOf": [INNER]}, {"anyOf": [None, INNER]}, {"oneOf": [INNER]}, {"patternProperties": {"a": INNER}}, {"definitions": {"a": INNER}}, {"dependencies": {"a": INNER}}, {"dependencies": {"a": ["default"]}},
    )
):
    case(f"defined/preserving-{number}", lambda: schemas(**more))
for number, more in enumerate(
    (
        {"a": 1}, {"properties": {"a": {"a": 1}}}, {"properties": {"a": {"type": 1}}}, {"items": {"a": 1}}, {"items": {"type": 1}}, {"items": {"properties": {"a": {"enum": 1}}}}, {"items": [{"type": []}]}, {"items": "a"}, {"items": True},
        {"items": {"items": {"minimum": "a"}}}, {"additionalProperties": "a"}, {"additionalProperties": 1}, {"additionalProperties": []}, {"additionalProperties": {"additionalProperties": "a"}}, {"additionalProperties": {"maximum": "a"}},
        {"dependencies": {"a": [1]}}, {"dependencies": {"a": {"type": 1}}}, {"dependencies": {"a": "b", "c": None}}, {"dependencies": []}, {"maximum": True}, {"maxLength": 1.5}, {"enum": [1, "a", None, {}]}, {"x-kubernetes-validations": {}},
        {"title": 1, "items": {"type": 1}}, {"title": 1, "type": 1},
    )
):
    case(f"defined/decoded-{number}", lambda: schemas(**more))

for number, odd in enumerate(("a", True, 1, None)):
    for of_schema in ("items", "additionalProperties", "not"):
        case(f"defined/odd-{of_schema}-{number}", lambda: defined(KEPT | {"schema": {"openAPIV3Schema": {"type": "object", "properties": {"x": {"type": "object", of_schema: odd, "default": {"a": [1]}}}}}}))

# claims of devices, their templates and classes

DEVICES = "resource.k8s.io/v1"
EXACT = {"name": "a", "exactly": {"deviceClassName": "gpu"}}
FIRST = {"name": "b", "firstAvailable": [{"name": "c", "deviceClassName": "gpu"}, {"name": "d", "deviceClassName": "cpu"}]}
TOLERANT = [{"key": "a b", "operator": "X", "effect": "Y", "value": " "}, {}, {"operator": "Exists", "value": "a"}, {"key": "a/b", "operator": "Equal", "value": "-", "effect": "None"}]


def claimed(**devices):
    return thing(DEVICES, "ResourceClaim", {"devices": {"requests": [EXACT, FIRST]} | devices})


def claim_template():
    return thing(DEVICES, "ResourceClaimTemplate", {"spec": {"devices": {"requests": [EXACT, FIRST]}}})


def devices_of_class(**spec):
    return thing(DEVICES, "DeviceClass", spec)


ASKS = "spec/devices/requests/"
each("claim/name", claimed, "metadata/name", "", "A", "a.b")
each("claim/nothing", claimed, "spec", None, {}, {"devices": {}}, {"devices": None})
each("claim/requests", claimed, "spec/devices/requests", None, [None], [{}], [EXACT, EXACT], [EXACT] * 33, [EXACT | {"name": f"a{number}"} for number in range(32)], [EXACT | FIRST], [FIRST | EXACT | {"exactly": {"allocationMode": "x", "tolerations": TOLERANT, "selectors": [None], "count": -1}}])
each("claim/request-name", claimed, ASKS + "0/name", "", "A", "a.b", "a" * 64)
each("claim/exactly", claimed, ASKS + "0/exactly", None, {}, {"deviceClassName": "A"}, {"deviceClassName": "a" * 254})
OF_REQUESTS: dict[str, list[Any]] = {
    "allocationMode": ["", "All", "all", "ExactCount"],
    "count": [-1, 0, 1, None],
    "adminAccess": [True, False],
    "selectors": [None, [None], [{"cel": None}], [{"cel": {"expression": "true"}}], [{"cel": {"expression": "true" + " " * 10_240}}], [{}] * 33],
    "tolerations": [TOLERANT, [None]],
    "capacity": [{"requests": {"a": "1"}}, {"requests": {"A b": "1"}}],
    "derivedAttributes": [[{}]],
}
for of_request, asked_there in OF_REQUESTS.items():
    each(f"claim/exactly-{of_request}", claimed, f"{ASKS}0/exactly/{of_request}", *asked_there)
    each(f"claim/first-{of_request}", claimed, f"{ASKS}1/firstAvailable/0/{of_request}", *asked_there)
case("claim/all-counted", claimed, ASKS + "0/exactly/allocationMode", "All", ASKS + "0/exactly/count", 1)
each("claim/first", claimed, ASKS + "1/firstAvailable", None, [], [None], [{"name": "A"}], [{"name": "a", "deviceClassName": "a" * 254}, {"name": "a", "deviceClassName": "B"}], [{"name": f"a{number}", "deviceClassName": "b"} for number in range(9)])
NAMED_THERE = ("a", "b", "b/c", "b/x", "x", "a/c", "a/b/c", "", "A", "/", None)
each("claim/constraint-of", claimed, "spec/devices/constraints", *([{"requests": [name], "matchAttribute": "a/b"}] for name in NAMED_THERE), [{"requests": ["a", "a"], "matchAttribute": "a/b"}], [{"requests": ["a"] * 33, "matchAttribute": "a/b"}])
each("claim/slashes", claimed, "spec/devices", {"requests": [EXACT | {"name": "a/b"}], "constraints": [{"requests": ["a/b"], "matchAttribute": "a/b"}]})
ATTRIBUTES_OF = ("", "a", "a/b", "A.b/C_1", "/b", "a/", "a/b/c", "a/1", "1", "a/" + "x" * 33, "x" * 64 + "/a", "_/_", "x" * 33)
each("claim/matched", claimed, "spec/devices/constraints", None, [None], [{}] * 33, *([{"matchAttribute": name}] for name in ATTRIBUTES_OF), [{"matchAttribute": "a", "distinctAttribute": "/"}], [{"distinctAttribute": "a/b"}])
GIVEN: list[object] = [None, {}, [], "a", 1, {"a": "x" * 10_240}]
HANDED = {"driver": "a", "parameters": {"b": 1}}
each("claim/config", claimed, "spec/devices/config", None, [None], [{}] * 33, [{"opaque": HANDED, "requests": ["x", "b/d"]}], *([{"opaque": HANDED | {"driver": name}}] for name in ("", "A.b", "a_b", "a" * 64, "a" * 254)), *([{"opaque": HANDED | {"parameters": value}}] for value in GIVEN))
each("claim/template-meta", claim_template, "spec/metadata", None, {"name": "a"}, {"labels": {"a": " "}, "annotations": {"a b": "c"}}, {"labels": {"a": "b"}})
each("claim/template", claim_template, "spec/spec", None, {}, {"devices": {"requests": [EXACT | {"exactly": {}}]}})
each("claim/template-name", claim_template, "metadata/name", "A", "")
each("class/name", devices_of_class, "metadata/name", "", "A", "a.b", "a" * 254)
each("class/prefix", devices_of_class, "metadata", {"generateName": "A"}, {"generateName": "a-"})
each("class/nothing", devices_of_class, "spec", None, {})
each("class/selectors", devices_of_class, "spec/selectors", [None], [{}] * 33, [{"cel": {"expression": "true"}}])
each("class/config", devices_of_class, "spec/config", [None], [{}] * 33, [{"opaque": HANDED}], [{"opaque": {}}])
each("class/resource", devices_of_class, "spec/extendedResourceName", "", "a", "a/b", "a.b/c", "kubernetes.io/a", "a.kubernetes.io/b", "requests.a/b", "A/b", "a/b/c", "a/" + "x" * 64)

# slices of endpoints, leases and revisions


def slices(kind="IPv4", **endpoint):
    return thing("discovery.k8s.io/v1", "EndpointSlice", addressType=kind, endpoints=[{"addresses": ["a.b"]} | endpoint])


ADDRESSED: dict[str, list[str]] = {
    "IPv4": [*WHERE, "fd00::1"],
    "IPv6": ["", "a", "10.0.0.1", "fd00::1", "FD00::1", "fd00:0::1", "1:2:3:4:5:6:0:8", "::1", "::", "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "ff02::1", "::1.2.3.4", "fd00::010.1.1.1"],
    "FQDN": ["", "a", "a.b", "a.b.", ".", "A.b", "a..b", "x" * 64 + ".b", "b." + "x" * 64 + "." + "y" * 64],
}
for family, tried_addresses in ADDRESSED.items():
    each(f"slice/{family}", lambda: slices(family), "endpoints/0/addresses", *([place] for place in tried_addresses))
each("slice/addresses", lambda: slices("FQDN"), "endpoints/0/addresses", None, [], [None], ["a.b"] * 100, ["a.b"] * 101)
each("slice/type", lambda: slices("FQDN"), "addressType", "", "ipv4", None)
each("slice/endpoints", lambda: slices("FQDN"), "endpoints", None, [], [None], [{}] * 1001)
each("slice/node", lambda: slices("FQDN"), "endpoints/0/nodeName", "", "A", "a.b", None)
each("slice/host", lambda: slices("FQDN"), "endpoints/0/hostname", "", "a.b", "a", None)
each("slice/topology", lambda: slices("FQDN"), "endpoints/0/deprecatedTopology", {"a b": " "}, {"topology.kubernetes.io/zone": "a"})
each("slice/hints", lambda: slices("FQDN"), "endpoints/0/hints", None, {}, {"forZones": [None]}, {"forZones": [{"name": " "}, {"name": "a"}, {"name": "a"}]}, {"forNodes": [None]}, {"forNodes": [{"name": "A"}, {"name": "a"}, {"name": "a"}]}, {"forZones": [{}] * 9, "forNodes": [{}] * 9}, {"forNodes": [{}] * 9})
each("slice/ports", lambda: slices("FQDN"), "ports", None, [], [None], [{}, {}], [{"name": "A"}, {"name": "a"}, {"name": "a"}], [{"protocol": ""}, {"name": "a", "protocol": "tcp"}], [{"appProtocol": ""}, {"name": "a", "appProtocol": "a/b/c"}], [{"port": 0}], [{"port": 99_999}], [{"name": "x" * 64}])
each("slice/name", lambda: slices("FQDN"), "metadata/name", "", "A", "a.b")
each("slice/generation", lambda: slices("FQDN"), "metadata/generation", -1)


def lease():
    return thing("coordination.k8s.io/v1", "Lease", {"holderIdentity": "a"})


each("lease/seconds", lease, "spec/leaseDurationSeconds", -1, 0, 1, None)
each("lease/transitions", lease, "spec/leaseTransitions", -1, 0, None)
each("lease/strategy", lease, "spec/strategy", "", "a", "a/b/c", "OldestEmulationVersion")
each("lease/preferred", lease, "spec/preferredHolder", "a")
each("lease/name", lease, "metadata/name", "", "A")
each("lease/time", lease, "spec/renewTime", "2020-01-01T00:00:00.000000Z", "2020-01-01T00:00:00Z", "a")


def revision():
    return thing("apps/v1", "ControllerRevision", data={}, revision=1)


each("revision/data", revision, "data", None, {}, [], "a", 1, {"a": None})
each("revision/number", revision, "revision", -1, 0, None)
each("revision/name", revision, "metadata/name", "", "A")

# policies of admission, and their bindings

NAMED_RULE = ASKED | {"resourceNames": ["a"]}
PASSES = {"name": "a", "expression": "true"}


def validating_policy(kind="Validating", version="v1", **more):
    spec = {"matchConstraints": {"resourceRules": [NAMED_RULE]}, "validations": [{"expression": "true"}]}
    if kind == "Mutating":
        spec["mutations"] = [{"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": "Object{}"}}]
        spec["reinvocationPolicy"] = "Never"
        del spec["validations"]
    return thing(ADMISSION + version, f"{kind}AdmissionPolicy", spec | more)


def mutating_policy():
    return validating_policy("Mutating")


def bound(kind="Validating", version="v1", **more):
    spec = {"policyName": "a"} if kind == "Mutating" else {"policyName": "a", "validationActions": ["Deny"]}
    return thing(ADMISSION + version, f"{kind}AdmissionPolicyBinding", spec | more)


for make_policy in (validating_policy, mutating_policy):
    each("policy/name", make_policy, "metadata/name", "", "A", "a.b", "a.static.k8s.io")
    each("policy/meta", make_policy, "metadata/finalizers", ["a"], ["a b"])
    each("policy/generation", make_policy, "metadata/generation", -1)
    each("policy/nothing", make_policy, "spec", None, {})
    each("policy/failure", make_policy, "spec/failurePolicy", "", "fail", "Ignore", None)
    each("policy/kind", make_policy, "spec/paramKind", None, {}, *({"apiVersion": text, "kind": "A"} for text in ("v1", "/", "/v1", "a/", "A/v1", "a/b/c", "a/V1", "a.b/v1")), *({"apiVersion": "v1", "kind": text} for text in ("A", "a-b", "A.b", "1", "\u212a", "A" * 64)))
    each("policy/constraints", make_policy, "spec/matchConstraints", None, {}, {"resourceRules": []}, {"resourceRules": [None]}, {"resourceRules": [NAMED_RULE], "excludeResourceRules": [{}]})
    each("policy/match", make_policy, "spec/matchConstraints/matchPolicy", "", "exact", "Exact")
    each("policy/namespaces", make_policy, "spec/matchConstraints/namespaceSelector", None, {}, {"matchLabels": {"a b": "c"}}, {"matchExpressions": [{"key": "a", "operator": "In"}]})
    each("policy/objects", make_policy, "spec/matchConstraints/objectSelector", None, {}, {"matchLabels": {"a": " "}})
    each("policy/resource-names", make_policy, "spec/matchConstraints/resourceRules/0/resourceNames", None, [], [None], ["a", "a"], ["a/b", ".", "c%"], ["*"])
    each("policy/operations", make_policy, "spec/matchConstraints/resourceRules/0/operations", [], ["*"], ["DELETE"], ["CONNECT", "x", "DELETE"], [None])
    each("policy/conditions", make_policy, "spec/matchConditions", None, [], [None], [PASSES], [PASSES, PASSES], [PASSES | {"name": "a b"}], [PASSES | {"expression": " "}], [PASSES | {"name": f"a{number}"} for number in range(65)])
    each("policy/variables", make_policy, "spec/variables", None, [], [None], *([{"name": text, "expression": "1"}] for text in ("", " ", "a", "_A1", "1", "in", "a-b", "namespace", "\u00e4")), *([{"name": "a", "expression": text}] for text in ("", " ", "\u3000", None)))
each("policy/validations", validating_policy, "spec/validations", None, [], [None], *([{"expression": text}] for text in ("", " ", "true")))
for of_validation, tried_validations in {
    "message": ("", " ", "a", "a\nb", "\na\n", "a\rb", "\u3000", "a\vb"),
    "messageExpression": ("", " ", "'a'"),
    "reason": ("", "Invalid", "Forbidden", "RequestEntityTooLarge", "Unauthorized", None),
}.items():
    each(f"policy/validation-{of_validation}", validating_policy, f"spec/validations/0/{of_validation}", *tried_validations)
NOTE_OF = {"key": "a", "valueExpression": "'b'"}
each("policy/annotations", validating_policy, "spec/auditAnnotations", [None], [NOTE_OF], [NOTE_OF, NOTE_OF], [NOTE_OF | {"key": "a/b"}], [NOTE_OF | {"key": ""}], [NOTE_OF | {"key": f"a{number}"} for number in range(21)], *([NOTE_OF | {"valueExpression": text}] for text in ("", " ", "'" + "a" * 5_118 + "'", "'" + "a" * 5_119 + "'", "'" + "\u00e4" * 2_560 + "' ")))
case("policy/annotations-alone", validating_policy, "spec/validations", DEL, "spec/auditAnnotations", [NOTE_OF])
case("policy/annotations-without-name", validating_policy, "metadata/name", DEL, "spec/auditAnnotations", [NOTE_OF, {}])
case("policy/annotations-prefix", validating_policy, "metadata", {"generateName": "a-"}, "spec/auditAnnotations", [NOTE_OF])
APPLIED = {"expression": "Object{}"}
each("policy/mutations", mutating_policy, "spec/mutations", None, [], [None], *([{"patchType": text}] for text in ("", "Merge", "JSONPatch", "ApplyConfiguration")), *([{"patchType": text, "jsonPatch": {"expression": " "}, "applyConfiguration": {"expression": None}}] for text in ("", "Merge", "JSONPatch", "ApplyConfiguration")))
each("policy/patch", mutating_policy, "spec/mutations", [{"patchType": "JSONPatch", "jsonPatch": {"expression": "[JSONPatch{op: 'remove', path: '/a'}]"}}])
each("policy/again", mutating_policy, "spec/reinvocationPolicy", "", "never", "IfNeeded", None)
for bindings in ("Validating", "Mutating"):
    def binding_of():
        return bound(bindings)

    each("bound/name", binding_of, "metadata/name", "", "A", "a.b", "a.static.k8s.io")
    each("bound/generation", binding_of, "metadata/generation", -1)
    each("bound/nothing", binding_of, "spec", None, {})
    each("bound/policy", binding_of, "spec/policyName", "", "A", "a.b", "a" * 254, None)
    each("bound/resources", binding_of, "spec/matchResources", None, {}, {"matchPolicy": "exact"}, {"resourceRules": [None]}, {"resourceRules": [NAMED_RULE | {"operations": ["CREATE", "DELETE"]}]}, {"namespaceSelector": {"matchLabels": {"a": " "}}})
    DENIES = {"parameterNotFoundAction": "Deny"}
    each("bound/parameters", binding_of, "spec/paramRef", None, {}, DENIES, DENIES | {"name": "a/b"}, DENIES | {"name": "a", "namespace": "b c"}, DENIES | {"name": "a", "selector": {}}, DENIES | {"name": "a", "selector": {"matchLabels": {"a": " "}}}, DENIES | {"selector": {}}, {"name": "a"}, {"name": "a", "parameterNotFoundAction": "Ignore"}, {"name": "a", "parameterNotFoundAction": ""})
each("bound/actions", bound, "spec/validationActions", None, [], [None], ["Deny", "Deny"], ["deny"], ["Warn", "Audit", "Deny"], ["Audit"])
for older in ("v1beta1", "v1alpha1"):
    case(f"policy/{older}", lambda: validating_policy(version=older))
    case(f"bound/{older}", lambda: bound(version=older, paramRef={"name": "a"}))
    case(f"policy/mutating-{older}", lambda: validating_policy("Mutating", version=older))

# which requests count against which priority level, and how many of them run at once

FLOWS = "flowcontrol.apiserver.k8s.io/"
ANYTHING = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "clusterScope": True, "namespaces": ["*"]}
ANY_URL = {"verbs": ["*"], "nonResourceURLs": ["*"]}
KEEPS_ZERO = "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares"


def flow(version="v1", **more):
    rule: dict[str, Any] = {"subjects": [{"kind": "User", "user": {"name": "a"}}], "resourceRules": [ANYTHING]}
    spec = {"priorityLevelConfiguration": {"name": "a"}, "rules": [rule]}
    return thing(FLOWS + version, "FlowSchema", spec | more)


def of_all(name, precedence, *groups, **more):
    subjects = [{"kind": "Group", "group": {"name": f"system:{group}"}} for group in groups]
    rule = {"subjects": subjects, "resourceRules": [ANYTHING], "nonResourceRules": [ANY_URL]}
    spec = {"priorityLevelConfiguration": {"name": name}, "matchingPrecedence": precedence, "rules": [rule]}
    return thing(FLOWS + "v1", "FlowSchema", spec | more) | {"metadata": {"name": name}}


def exempt_flow():
    return of_all("exempt", 1, "masters")


def last_flow():
    return of_all("catch-all", 10_000, "unauthenticated", "authenticated", distinguisherMethod={"type": "ByUser"})


each("flow/name", flow, "metadata/name", "", "A", "a.b", "exempt", "catch-all")
each("flow/meta", flow, "metadata/finalizers", ["a"], ["kubernetes"])
each("flow/generation", flow, "metadata/generation", -1)
each("flow/nothing", flow, "spec", None, {})
each("flow/precedence", flow, "spec/matchingPrecedence", -1, 0, 1, 2, 10_000, 10_001, None)
each("flow/method", flow, "spec/distinguisherMethod", None, {}, {"type": "ByUser"}, {"type": "ByNamespace"}, {"type": "<a>"})
each("flow/level", flow, "spec/priorityLevelConfiguration", None, {}, {"name": "A"}, {"name": "a.b"}, {"name": "a" * 254})
each("flow/rules", flow, "spec/rules", None, [], [None], [{"subjects": []}])
ACCOUNT = {"name": "a", "namespace": "b"}
NAMES_OF: tuple[dict[str, Any], ...] = ({"user": {"name": "a"}}, {"group": {"name": "*"}}, {"serviceAccount": ACCOUNT}, {"user": {}, "group": {}, "serviceAccount": {}}, {})
for subject_kind in ("User", "Group", "ServiceAccount", "user", "", None):
    each(f"flow/subject-{subject_kind}", flow, "spec/rules/0/subjects", *([{"kind": subject_kind} | names_of] for names_of in NAMES_OF))
each("flow/account", flow, "spec/rules/0/subjects", *([{"kind": "ServiceAccount", "serviceAccount": ACCOUNT | odd}] for odd in ({"name": "*"}, {"name": "A"}, {"name": "a.b"}, {"namespace": "*"}, {"namespace": "a.b"}, {"namespace": ""})))
for of_rule, tried_in_rules in {
    "verbs": ([], ["*"], ["*", "get"], ["GET"], ["get", "x", "<"], ["get", "proxy"], [None]),
    "apiGroups": ([], [""], ["*"], ["*", "a"], ["A b"]),
    "resources": ([], [""], ["*"], ["*", "a"], ["a/b/c"]),
    "namespaces": ([], ["*"], ["*", "a"], ["A", "a.b"], [None]),
}.items():
    each(f"flow/rule-{of_rule}", flow, f"spec/rules/0/resourceRules/0/{of_rule}", *tried_in_rules)
each("flow/scope", flow, "spec/rules/0/resourceRules", [ANYTHING | {"clusterScope": False, "namespaces": []}], [ANYTHING | {"namespaces": []}], [None])
each("flow/urls", flow, "spec/rules/0/nonResourceRules", [], [None], *([{"verbs": ["get"], "nonResourceURLs": [url]}] for url in ("", "/", "a", "/a b", "/a//b", "/*", "/a*", "/a/*", "/*/*", "*", "*/", "/*/a", None)), [{"verbs": ["x"], "nonResourceURLs": ["*", "/a"]}])
each("flow/own", exempt_flow, "spec/matchingPrecedence", 1, 2, 0)
each("flow/own-rules", exempt_flow, "spec/rules/0/subjects", None, [{"kind": "Group", "group": {"name": "a"}}], [{"kind": "Group", "group": {"name": "system:masters"}, "user": None}])
each("flow/own-empty", exempt_flow, "spec/distinguisherMethod", None, {})
each("flow/own-subject", exempt_flow, "spec/rules/0/subjects/0/user", None, {})
each("flow/own-scope", exempt_flow, "spec/rules/0/resourceRules/0/clusterScope", True, False, None)
each("flow/last", last_flow, "spec/distinguisherMethod", {"type": "ByUser"}, {"type": "ByNamespace"}, None)
each("flow/last-rules", last_flow, "spec/rules/0/resourceRules", [], [ANYTHING | {"clusterScope": False}], [ANYTHING | {"namespaces": []}], [ANYTHING, ANYTHING])
for version in ("v1beta1", "v1beta2", "v1beta3"):
    case(f"flow/{version}", lambda: flow(version))


def level(version="v1", name="a", of="Limited", annotations=None, **more):
    if not more and of == "Limited":
        more = {"limited": {"limitResponse": {"type": "Reject"}}}
    tree = thing(FLOWS + version, "PriorityLevelConfiguration", {"type": of} | more)
    return tree | {"metadata": {"name": name, "annotations": annotations}}


def limited(version="v1", **more):
    queuing = {"type": "Queue", "queuing": {}}
    return level(version, limited={"limitResponse": queuing} | more)


each("level/name", level, "metadata/name", "", "A", "a.b", "exempt", "catch-all")
each("level/generation", level, "metadata/generation", -1)
each("level/nothing", level, "spec", None, {})
PARTS_OF: tuple[dict[str, Any], ...] = ({}, {"limited": None}, {"limited": {}}, {"exempt": {}}, {"limited": {"limitResponse": {"type": "x"}}, "exempt": {"lendablePercent": 101, "nominalConcurrencyShares": -1}}, {"limited": {"limitResponse": {"type": "Queue"}}}, {"limited": {"limitResponse": {"type": "Reject", "queuing": {}}}})
for level_kind in ("Limited", "Exempt", "limited", "", None):
    for number, parts in enumerate(PARTS_OF):
        for level_name in ("a", "exempt", "catch-all"):
            case(f"level/{level_kind}-{level_name}-{number}", lambda: level(name=level_name, of=level_kind, **{"limited": None, **parts}))
for of_level, tried_of_levels in {
    "nominalConcurrencyShares": (-1, 0, 1, None),
    "lendablePercent": (-1, 0, 100, 101, None),
    "borrowingLimitPercent": (-1, 0, 1000, None),
    "limitResponse": (None, {}, {"type": "Queue"}, {"type": "reject"}),
}.items():
    each(f"level/{of_level}", limited, f"spec/limited/{of_level}", *tried_of_levels)
    if "P" in of_level or "S" in of_level:
        each(f"level/exempt-{of_level}", lambda: level(name="exempt", of="Exempt", exempt={}), f"spec/exempt/{of_level}", *tried_of_levels)
for hand in (-1, 0, 1, 7, 10, 11, 60, 61, 64, 65):
    each(f"level/hand-{hand}", limited, "spec/limited/limitResponse/queuing", *({"handSize": hand, "queues": queues} for queues in (-1, 0, 1, 5, 64, 65, 1024, 10_000_000, 10_000_001)))
each("level/length", limited, "spec/limited/limitResponse/queuing", {"queueLengthLimit": -1}, {"queueLengthLimit": 0}, {"queueLengthLimit": 1})
LAST = {"nominalConcurrencyShares": 5, "limitResponse": {"type": "Reject"}}
each("level/last", lambda: level(name="catch-all", limited=LAST), "spec/limited/borrowingLimitPercent", None, 0, 1)
each("level/last-empty", lambda: level(name="catch-all", limited=LAST), "spec/exempt", None, {})
for version in ("v1", "v1beta1", "v1beta2", "v1beta3"):
    for annotations in ({}, {KEEPS_ZERO: ""}):
        for number, shares in enumerate((-1, 0, 5, None)):
            for key in ("assuredConcurrencyShares", "nominalConcurrencyShares"):
                parts = {"limited": {"limitResponse": {"type": "Reject"}, key: shares}}
                case(f"level/shares-{version}-{len(annotations)}-{number}-{key[0]}", lambda: level(version, "catch-all", annotations=annotations, **parts))

# what CSI drivers say of nodes and room


def capacity(version="v1", **more):
    return thing(f"storage.k8s.io/{version}", "CSIStorageCapacity", storageClassName="a", **more)


def csi_node(**driver):
    return thing("storage.k8s.io/v1", "CSINode", {"drivers": [{"name": "a", "nodeID": "b"} | driver]})


each("room/name", capacity, "metadata/name", "", "A", "a.b")
each("room/class", capacity, "storageClassName", "", "A", "a.b", None)
each("room/topology", capacity, "nodeTopology", None, {}, {"matchLabels": {"a": " "}}, {"matchExpressions": [{"key": "a", "operator": "Gt"}]})
each("room/capacity", capacity, "capacity", None, "0", "-1", "-0.5Gi", "1Gi", "-1e-12", "x", -1)
each("room/volume", capacity, "maximumVolumeSize", None, "0", "-1")
for version in ("v1beta1", "v1alpha1"):
    case(f"room/{version}", lambda: capacity(version, capacity="-1"))
each("csi-node/name", csi_node, "metadata/name", "", "A", "a.b")
each("csi-node/drivers", csi_node, "spec/drivers", None, [], [None], [{"name": "a", "nodeID": "b"}] * 2)
each("csi-node/driver", csi_node, "spec/drivers/0/name", "", "A.b", "a_b", "a" * 64)
each("csi-node/node", csi_node, "spec/drivers/0/nodeID", "", "A b", "\u00e4" * 129, "a" * 256)
each("csi-node/count", csi_node, "spec/drivers/0/allocatable", None, {}, {"count": None}, {"count": -1}, {"count": 0})
each("csi-node/keys", csi_node, "spec/drivers/0/topologyKeys", None, [], [None], ["a/b", "a/b"], ["a b"])

# addresses of Services, and what is stored anew


def taken(name="10.0.0.1", **parent):
    reference = {"resource": "services", "name": "a"} | parent
    return thing("networking.k8s.io/v1", "IPAddress", {"parentRef": reference}) | {"metadata": {"name": name}}


def ranges(*cidrs):
    return thing("networking.k8s.io/v1", "ServiceCIDR", {"cidrs": list(cidrs)})


for number, ip in enumerate(("", "10.0.0.1", "010.0.0.1", "10.0.0", "fd00::1", "FD00::1", "fd00:0::1", "::ffff:10.0.0.1", "fe80::1%eth0", "::1.2.3.4")):
    case(f"taken/name-{number}", lambda: taken(ip))
    case(f"taken/prefix-{number}", taken, "metadata", {"generateName": ip})
each("taken/both", taken, "metadata", {"name": "10.0.0.1", "generateName": "a-"}, None, {})
each("taken/parent", taken, "spec/parentRef", None, {}, {"resource": "a/b", "name": "c%", "namespace": "..", "group": "A"}, {"resource": "a", "name": "b", "group": "b.c"})
each("taken/spec", taken, "spec", None, {})
each("ranges/name", ranges, "metadata/name", "", "A", "a.b")
for number, cidrs in enumerate(((), ("10.0.0.0/8",), ("10.0.0.1/8",), ("10.0.0.0/08", ""), ("fd00:0::/64",), ("FD00::/64", "fd00::/64"), ("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("10.0.0.0/8", "fd00::/64"), ("10.0.0.0/8", "10.0.0.0/8"), ("a", "b"), ("<", "b", "c"))):
    case(f"ranges/cidrs-{number}", lambda: ranges(*cidrs))
each("ranges/spec", ranges, "spec", None, {}, {"cidrs": [None]})


def stored_anew(**resource):
    return thing("storagemigration.k8s.io/v1", "StorageVersionMigration", {"resource": resource})


each("anew/name", stored_anew, "metadata/name", "", "A", "a.b")
each("anew/resource", stored_anew, "spec/resource", None, {}, {"resource": "as", "group": "b.c"}, {"resource": "A", "group": "B"}, {"resource": "a.b"}, {"resource": "a" * 64, "group": "a" * 254})
each("anew/spec", stored_anew, "spec", None, {})
case("anew/beta", stored_anew, "apiVersion", "storagemigration.k8s.io/v1beta1", "spec/resource", {"resource": "1"})

# finalizers without a domain, which not all kinds refuse, and times in the words of a message

for make_record in (runtime_class, lease, revision, csi_node, taken, claimed, devices_of_class, flow, level, stored_anew, capacity, ranges, validating_policy, bound, hook, aggregated, endpoints, driver, defined):
    case(f"finalizers/{make_record.__name__}", make_record, "metadata/finalizers", ["a"])
for number, time in enumerate(("2001-01-01T00:00:00Z", "2001-01-01T00:00:00.5Z", "2001-01-01T00:00:00+01:30", "0001-01-01T00:00:00Z")):
    case(f"times/{number}", lambda: node(taints=[{"key": "a", "effect": "NoSchedule"}, {"key": "a", "effect": "NoSchedule", "timeAdded": time}]))
for number, more in enumerate(({"not": {"additionalProperties": False}}, {"allOf": [{"additionalProperties": False}]}, {"anyOf": [{"properties": {"b": {"additionalProperties": False}}}]}, {"oneOf": [{"not": {"additionalProperties": {"type": "string"}}}]})):
    case(f"defined/odd-combined-{number}", lambda: defined(KEPT | {"schema": {"openAPIV3Schema": {"type": "object", "properties": {"x": {"type": "object", "x-kubernetes-preserve-unknown-fields": True, "default": {"a": 1, "b": {"c": 2}}} | more}}}}))

# requests for certificates, and whom to trust


def asked_for(**more):
    spec = {"request": base64.b64encode(REQUEST.encode()).decode(), "signerName": "b.c/d", "usages": ["client auth"]}
    return thing("certificates.k8s.io/v1", "CertificateSigningRequest", spec | more)


def trusted(name="a", **spec):
    return thing("certificates.k8s.io/v1", "ClusterTrustBundle", spec) | {"metadata": {"name": name}}


SIGNERS = ("", "b.c/d", "kubernetes.io/legacy-unknown", "a/b", "A.b/c", "a.b/C", "a.b", "a.b/c/d")
each("asked-for/name", asked_for, "metadata/name", "", "A b", "a/b", "..", "a%")
each("asked-for/prefix", asked_for, "metadata", *({"generateName": text} | named_so for text in ("A b", "a/b", "..", "a%") for named_so in ({}, {"name": "b"})))
case("asked-for/nothing-else", asked_for, "metadata/name", "a/b", "spec/usages", [])
each("asked-for/meta", asked_for, "metadata/finalizers", ["a"], ["a/b"])
each("asked-for/generation", asked_for, "metadata/generation", -1)
each("asked-for/nothing", asked_for, "spec", None, {})
each("asked-for/request", asked_for, "spec/request", "!", *PEMS)
each("asked-for/signer", asked_for, "spec/signerName", None, *SIGNERS)
each("asked-for/usages", asked_for, "spec/usages", None, [], [None], ["any", "any"], ["Any"], ["signing", "netscape sgc", "s/mime"])
each("asked-for/seconds", asked_for, "spec/expirationSeconds", None, -1, 0, 599, 600)
each("trusted/anchors", trusted, "spec/trustBundle", *(text and base64.b64decode(text).decode() for text in PEMS), "a" * (1 << 20), "a" * ((1 << 20) + 1))
for number, name in enumerate(("", "a", "A", "a:b", "b.c:d:a", "b.c:d:", "b.c:d:A", "b.c:d")):
    for signer in SIGNERS[:3]:
        case(f"trusted/name-{number}-{len(signer)}", lambda: trusted(name, signerName=signer, trustBundle=None))
each("trusted/signer", lambda: trusted("b.c:d:a", trustBundle=AUTHORITY), "spec/signerName", *SIGNERS)
each("trusted/prefix", trusted, "metadata", {"generateName": "a-"}, {"generateName": "a:"}, {"generateName": "A"})

# metadata of templates, of which the server refuses all that is there, and prefixes beside a name

THERE_IN_TEMPLATES: dict[str, tuple[Any, ...]] = {"finalizers": ([], None, ["a"]), "ownerReferences": ([], None), "managedFields": ([], None), "deletionGracePeriodSeconds": (0, 1, None), "generation": (0, 1), "creationTimestamp": (None, "2001-01-01T00:00:00Z"), "uid": ("", "a"), "resourceVersion": ("", "a"), "generateName": ("",), "namespace": ("a",)}
for of_template, there_of_templates in THERE_IN_TEMPLATES.items():
    each(f"in-template/{of_template}", claim_template, "spec/metadata", *({of_template: value} for value in there_of_templates))
    each(f"in-template/volume-{of_template}", lambda: pod(volumes=[{"name": "v", "ephemeral": {"volumeClaimTemplate": CLAIM}}]), "spec/volumes/0/ephemeral/volumeClaimTemplate/metadata", *({of_template: value} for value in there_of_templates))
for make_prefixed in (devices_of_class, replication_controller, defined, claimed, lease):
    each(f"prefixed/{make_prefixed.__name__}", make_prefixed, "metadata", *({"name": "as.b.c", "generateName": text} for text in ("/a/../b", "..", "a%", "a-", "A")))

# devices as drivers publish them, and those that are to be left alone

PUBLISHED = {"driver": "b.c", "pool": {"name": "a", "resourceSliceCount": 1}, "allNodes": True}
LONG_KEY = "x" * 63 + "." + "y" * 40


def published(*devices, **more):
    return thing(DEVICES, "ResourceSlice", PUBLISHED | {"devices": list(devices) or [{"name": "a"}]} | more)


def one_device(**more):
    return published({"name": "a"} | more)


def shared_device(**capacity):
    return one_device(allowMultipleAllocations=True, capacity={"c": {"value": "10"} | capacity})


def counter_sets(*sets):
    return thing(DEVICES, "ResourceSlice", PUBLISHED | {"sharedCounters": list(sets)})


ONE_DEVICE = "spec/devices/0/"
each("published/name", published, "metadata/name", "", "A", "a.b")
each("published/meta", published, "metadata/finalizers", ["a"])
each("published/generation", published, "metadata/generation", -1)
each("published/nothing", published, "spec", None, {})
each("published/driver", published, "spec/driver", "", "B.c", "b_c", "a" * 64)
each("published/pool", published, "spec/pool", None, {}, *({"name": text, "resourceSliceCount": 1} for text in ("", "a/b", "a//b", "A", "a" * 254)), {"name": "a", "resourceSliceCount": -1, "generation": -1})
CHOSEN: tuple[dict[str, Any], ...] = ({}, {"nodeName": ""}, {"nodeName": "A"}, {"nodeName": "a", "allNodes": True}, {"allNodes": False}, {"perDeviceNodeSelection": False}, {"nodeSelector": {}}, {"nodeSelector": {"nodeSelectorTerms": [{}]}}, {"nodeSelector": {"nodeSelectorTerms": [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["<"]}]}, None]}, "allNodes": True, "nodeName": "a", "perDeviceNodeSelection": True}, {"perDeviceNodeSelection": True})
for number, chosen in enumerate(CHOSEN):
    case(f"published/nodes-{number}", lambda: published(**{"allNodes": None, **chosen}))
    case(f"published/nodes-of-device-{number}", lambda: published({"name": "a"} | chosen, allNodes=None, perDeviceNodeSelection=True))
    case(f"published/nodes-of-no-device-{number}", lambda: published({"name": "a"} | chosen))
each("published/devices", published, "spec/devices", None, [], [None], [{"name": "a"}] * 2, [{"name": f"a{number}"} for number in range(129)], [{"name": f"a{number}", "taints": [{"key": "a", "effect": "None"}]} for number in range(65)], [{"name": "A", "attributes": {"b": {}}, "taints": [{}]}] * 65)
each("published/device", one_device, ONE_DEVICE + "name", "", "A", "a.b", "a" * 64)
each("published/attributes", one_device, ONE_DEVICE + "attributes", None, {}, {"a": None}, *({"a": value} for value in ({"int": 0}, {"bool": False}, {"string": ""}, {"string": "\u00e4" * 33}, {"int": 1, "bool": True}, {"ints": [1]}, {"strings": ["a"], "string": "b"})), *({key: {"int": 1}} for key in ("", "/", "a/", "/a", "a/b/c", "A.b/C", "a_b/c", "1", "a-b", "x" * 33, LONG_KEY, "a" * 64 + "/b")), {LONG_KEY: {}, "y" + LONG_KEY: {"int": 1, "string": "a"}, "z" + LONG_KEY: {"version": "1"}}, {f"a{number}": {"int": 1} for number in range(33)}, {f"a{number}": {"int": 1} for number in range(49)})
each("published/version", one_device, ONE_DEVICE + "attributes", *({"a": {"version": text}} for text in ("1.2.3", "", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-a", "1.2.3-01", "1.2.3-0a", "1.2.3-0", "1.2.3-a..b", "1.2.3+", "1.2.3+01.a-b", "1.2.3-a+b", "1.2.3+a+b", "1.2.3-a_b", "v1.2.3", "\u0661.2.3", "1.2.3-" + "a" * 59)))
each("published/taints", one_device, ONE_DEVICE + "taints", None, [], [None], [{"key": "a", "effect": "None"}], [{"key": "a b", "value": " ", "effect": "none"}], [{"key": "a", "effect": "None"}] * 17, [{"key": "a b"}] * 17)
COUNTED: dict[str, Any] = {"counterSet": "a", "counters": {"b": {"value": "1"}}}
each("published/consumed", one_device, ONE_DEVICE + "consumesCounters", None, [], [None], [COUNTED], [COUNTED] * 2, [COUNTED] * 3, [COUNTED | {"counterSet": "A"}], [COUNTED | {"counters": {"A": {"value": "1"}}}], [COUNTED | {"counters": {f"a{number}": {"value": "1"} for number in range(33)}}], [COUNTED | {"compatibilityGroups": ["A"] * 3}])
each("published/binding", one_device, ONE_DEVICE + "bindingConditions", [], ["a"], ["a b"], ["a"] * 5)
for number, failed in enumerate(([], ["a"], ["b", "b"], ["a b"], ["b"] * 5, [None])):
    each(f"published/binding-failed-{number}", lambda: one_device(bindingFailureConditions=failed), ONE_DEVICE + "bindingConditions", None, [], ["a"], ["a", "a"])
each("published/dropped", one_device, ONE_DEVICE + "nodeAllocatableResources", {"x": {}})
case("published/dropped-of-slice", lambda: published(partitionTypeAttribute="a", skipNodeOperations=["x"]))
each("published/capacity", one_device, ONE_DEVICE + "capacity", None, {"a": None}, {"a": {"value": "-1"}}, {"a/b/c": {"value": "1"}, "1": {"value": "1"}}, {"a": {"value": "1", "requestPolicy": {}}})
ASKED_FOR: dict[str, Any] = {"default": "2"}
each("published/policy", shared_device, ONE_DEVICE + "capacity/c/requestPolicy", None, {}, ASKED_FOR, {"validValues": ["1"], "validRange": {}}, {"validValues": ["1"]}, {"validRange": {}}, *(ASKED_FOR | {"validValues": values} for values in ([], ["2"], ["1"], ["2", "1"], ["1", "1.5", "2"], ["2", "2.5", "3"], ["2", "11"], ["2"] * 11, [None, "2"])))
for number, range_ in enumerate(({}, {"min": "1"}, {"min": "3"}, {"min": "11"}, {"min": "1", "max": "1"}, {"min": "3", "max": "2"}, {"min": "1", "max": "11"}, {"min": "1", "step": "0"}, {"min": "1", "step": "-1"}, {"min": "1", "step": "1"}, {"min": "1", "step": "2"}, {"min": "2", "step": "9"}, {"min": "1", "max": "4", "step": "2"}, {"min": "-1", "step": "3", "max": "5"}, {"min": "0", "step": "1e20"}, {"min": "1.5", "step": "0.5"}, {"min": "1Ki", "step": "1Mi"})):
    case(f"published/range-{number}", lambda: shared_device(requestPolicy=ASKED_FOR | {"validRange": range_}))
case("published/range-of-long-key", lambda: one_device(allowMultipleAllocations=True, capacity={LONG_KEY: {"value": "1", "requestPolicy": ASKED_FOR | {"validRange": {"min": "3"}}}}))
COUNTERS_OF: dict[str, Any] = {"name": "a", "counters": {"b": {"value": "1"}}}
each("published/sets", counter_sets, "spec/sharedCounters", None, [], [None], [COUNTERS_OF], [COUNTERS_OF] * 2, [COUNTERS_OF] * 9, [COUNTERS_OF | {"name": "A"}], [COUNTERS_OF | {"name": "a" * 64, "counters": {"A": None, "a" * 64: {}}}], [COUNTERS_OF | {"counters": {f"a{number}": {"value": "1"} for number in range(33)}}])
case("published/both", lambda: published(sharedCounters=[]))


def left_alone(**selector):
    return thing(DEVICES, "DeviceTaintRule", {"deviceSelector": selector, "taint": {"key": "a", "effect": "NoExecute"}})


each("left-alone/name", left_alone, "metadata/name", "", "A", "a.b")
each("left-alone/nothing", left_alone, "spec", None, {})
each("left-alone/selector", left_alone, "spec/deviceSelector", None, {}, {"driver": "", "pool": "", "device": ""}, {"driver": "a_b", "pool": "a//b", "device": "A"}, {"driver": "B.c", "pool": "a/b", "device": "a"})
each("left-alone/taint", left_alone, "spec/taint", None, {}, {"key": "a b", "value": " ", "effect": "none"}, {"key": "a", "effect": "None", "value": "b"})

# events


def happened(**more):
    tree = thing("v1", "Event", involvedObject={"kind": "Pod", "namespace": "b"}, **more)
    return tree | {"metadata": {"name": "a", "namespace": "b"}}


def told(version="v1", **more):
    tree = thing(f"events.k8s.io/{version}", "Event", eventTime=MOMENTS[1], action="a", reason="b", type="Normal", reportingController="c", reportingInstance="d", regarding={"namespace": "b"}, **more)
    return tree | {"metadata": {"name": "a", "namespace": "b"}}


for make_event in (happened, told, lambda: told("v1beta1"), lambda: happened(eventTime=MOMENTS[1])):
    each("event/name", make_event, "metadata/name", "", "A b", "a/b", "..", "a.b")
    each("event/meta", make_event, "metadata/finalizers", ["a"], ["a b"])
    each("event/namespace", make_event, "metadata/namespace", "default", "kube-system", "A")
    for about in ("involvedObject", "regarding"):
        each(f"event/{about}", make_event, about, None, {}, {"namespace": "default"}, {"namespace": "b"})
    each("event/time", make_event, "eventTime", *MOMENTS)
    each("event/series", make_event, "series", None, {}, {"count": 1, "lastObservedTime": MOMENTS[1]}, {"count": 2, "lastObservedTime": MOMENTS[4]}, {"count": 2})
    each("event/type", make_event, "type", "", "normal", "Warning", None)
    for text_of_event in ("reason", "action", "reportingInstance", "reportingController", "reportingComponent", "message", "note"):
        each(f"event/{text_of_event}", make_event, text_of_event, None, "", "x" * 128, "\u00e4" * 65, "a b", "\u00e4" * 513)
    for of_event, unset in {"Count": (0, 1), "FirstTimestamp": MOMENTS[2:6], "LastTimestamp": MOMENTS[2:3], "Source": ({}, {"component": "a"}, {"host": "a"})}.items():
        each(f"event/{of_event}", make_event, f"deprecated{of_event}", *unset)
        each(f"event/own-{of_event}", make_event, of_event[0].lower() + of_event[1:], *unset)

# volumes as they are attached


def attached(**source):
    source = source or {"persistentVolumeName": "a"}
    return thing("storage.k8s.io/v1", "VolumeAttachment", {"attacher": "a.b", "nodeName": "a", "source": source})


def attached_inline(**more):
    csi = {"driver": "a.b", "volumeHandle": "c"}
    return attached(inlineVolumeSpec={"csi": csi, "accessModes": ["ReadWriteOnce"]} | more)


WITHIN = "spec/source/inlineVolumeSpec/"
each("attached/name", attached, "metadata/name", "", "A", "a.b")
each("attached/nothing", attached, "spec", None, {})
each("attached/attacher", attached, "spec/attacher", "", "A.b", "a_b", "a" * 64, "a" * 254)
each("attached/node", attached, "spec/nodeName", "", "A", None)
each("attached/source", attached, "spec/source", None, {}, {"persistentVolumeName": ""}, {"persistentVolumeName": "A"}, {"persistentVolumeName": "", "inlineVolumeSpec": {}}, {"persistentVolumeName": "a", "inlineVolumeSpec": {}}, {"inlineVolumeSpec": {}})
for of_inline, tried_inline in {
    "csi": (None, {}),
    "accessModes": ([], ["RWO"], ["ReadWriteOncePod", "ReadWriteOnce"]),
    "claimRef": (None, {}),
    "capacity": ({}, {"storage": "-1"}),
    "nodeAffinity": (None, {}),
    "storageClassName": ("", "A"),
    "persistentVolumeReclaimPolicy": ("", "Retain", "Delete", "x"),
    "volumeMode": (None, "Filesystem", "Block", ""),
    "volumeAttributesClassName": ("", "A"),
    "hostPath": (None, {"path": "/"}),
    "local": ({}, {"path": "a/.."}),
    "iscsi": ({"initiatorName": "x"},),
}.items():
    each(f"attached/inline-{of_inline}", attached_inline, WITHIN + of_inline, *tried_inline)
ODD_VOLUMES: tuple[dict[str, Any], ...] = ({"local": {"path": "/a"}, "nodeAffinity": {}}, {"hostPath": {"path": "/"}, "persistentVolumeReclaimPolicy": "Recycle"}, {"gcePersistentDisk": {}}, {"nfs": {}, "rbd": {}})
for number, odd_volume in enumerate(ODD_VOLUMES):
    case(f"attached/volume-{number}", lambda: attached(inlineVolumeSpec=odd_volume))
    case(f"attached/own-volume-{number}", lambda: thing("v1", "PersistentVolume", {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1"}} | odd_volume))

# ports of a pod in the network of its node, which are those of the node

for port in (0, 80, 65536, -1):
    for host_port in (None, 0, 80, 65536):
        for part in ("containers", "initContainers"):
            case(f"host-network/{part}-{port}-{host_port}", lambda: pod(hostNetwork=True, **{part: [container("b", ports=[{"containerPort": port, "hostPort": host_port}])]}))
    case(f"host-network/template-{port}", lambda: workload("Deployment", template=template(hostNetwork=True, containers=[container(ports=[{"containerPort": port}])])))

if __name__ == "__main__":
    for o in OUT:
        print(json.dumps(o, separators=(",", ":")))
