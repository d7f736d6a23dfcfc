"""Valid manifests of kinds that hardly anybody writes: seldom.py > JSON lines {id, manifest}, for mutate.py to start from."""

import base64
import json
from typing import Any

from mutate import AUTHORITY, REQUEST

ADMISSION = "admissionregistration.k8s.io/"


def thing(version, kind, spec=None, **more):
    tree = {"apiVersion": version, "kind": kind, "metadata": {"name": "a"}, **more}
    return tree if spec is None else tree | {"spec": spec}


RULE = {
    "operations": ["CREATE", "UPDATE"],
    "apiGroups": ["apps"],
    "apiVersions": ["v1"],
    "resources": ["deployments", "pods/log"],
    "resourceNames": ["a", "b"],
    "scope": "Namespaced",
}
SELECTOR = {"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}
CONSTRAINTS = {
    "matchPolicy": "Equivalent",
    "namespaceSelector": SELECTOR,
    "objectSelector": {"matchLabels": {"a": "b"}},
    "resourceRules": [RULE],
    "excludeResourceRules": [RULE | {"operations": ["*"]}],
}
POLICY = {
    "failurePolicy": "Fail",
    "paramKind": {"apiVersion": "b.c/v1", "kind": "Limit"},
    "matchConstraints": CONSTRAINTS,
    "matchConditions": [{"name": "a", "expression": "true"}, {"name": "b/c", "expression": "true"}],
    "variables": [{"name": "a", "expression": "1"}, {"name": "b", "expression": "2"}],
}
VALIDATES = POLICY | {
    "validations": [
        {"expression": "true", "message": "a", "messageExpression": "'b'", "reason": "Invalid"}
    ],
    "auditAnnotations": [
        {"key": "a", "valueExpression": "'b'"},
        {"key": "c", "valueExpression": "'d'"},
    ],
}
MUTATES = POLICY | {
    "reinvocationPolicy": "Never",
    "mutations": [
        {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": "Object{}"}},
        {
            "patchType": "JSONPatch",
            "jsonPatch": {"expression": "[JSONPatch{op: 'remove', path: '/a'}]"},
        },
    ],
}
BINDING = {
    "policyName": "a.b",
    "paramRef": {"name": "a", "namespace": "b", "parameterNotFoundAction": "Deny"},
    "matchResources": CONSTRAINTS,
}
SELECTING = BINDING | {"paramRef": {"selector": SELECTOR, "parameterNotFoundAction": "Allow"}}
ACTIONS = {"validationActions": ["Deny", "Audit"]}

ALL: list[dict[str, Any]] = []
for version in ("v1", "v1", "v1", "v1beta1", "v1alpha1"):
    name = ADMISSION + version
    ALL += [
        thing(name, "ValidatingAdmissionPolicy", VALIDATES),
        thing(name, "MutatingAdmissionPolicy", MUTATES),
        thing(name, "ValidatingAdmissionPolicyBinding", BINDING | ACTIONS),
        thing(name, "ValidatingAdmissionPolicyBinding", SELECTING | ACTIONS),
        thing(name, "MutatingAdmissionPolicyBinding", BINDING),
    ]

REQUESTS = {
    "resourceRules": [
        {
            "verbs": ["get", "list"],
            "apiGroups": ["", "apps"],
            "resources": ["pods", "deployments/scale"],
            "clusterScope": True,
            "namespaces": ["a", "b"],
        }
    ],
    "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/healthz", "/livez/*"]}],
}
EVERYTHING = {
    "resourceRules": [
        {
            "verbs": ["*"],
            "apiGroups": ["*"],
            "resources": ["*"],
            "clusterScope": True,
            "namespaces": ["*"],
        }
    ],
    "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
}
FLOW = "flowcontrol.apiserver.k8s.io/"


def of_group(name):
    return {"kind": "Group", "group": {"name": name}}


def flow(level, precedence, method, *subjects, **requests):
    spec = {
        "priorityLevelConfiguration": {"name": level},
        "matchingPrecedence": precedence,
        "rules": [{"subjects": list(subjects), **requests}],
    }
    return spec if method is None else spec | {"distinguisherMethod": {"type": method}}


SUBJECTS = (
    {"kind": "User", "user": {"name": "a"}},
    of_group("b"),
    {"kind": "ServiceAccount", "serviceAccount": {"name": "a", "namespace": "b"}},
)
MASTERS = of_group("system:masters")
ANYBODY = (of_group("system:unauthenticated"), of_group("system:authenticated"))
QUEUING = {"queues": 64, "handSize": 6, "queueLengthLimit": 50}


def level(shares, response, **more):
    limited = {shares: 5, "limitResponse": response, "lendablePercent": 0, **more}
    return {"type": "Limited", "limited": limited}


for version in ("v1", "v1", "v1", "v1beta1", "v1beta2", "v1beta3"):
    name = FLOW + version
    older = version in {"v1beta1", "v1beta2"}
    shares = "assuredConcurrencyShares" if older else "nominalConcurrencyShares"
    queue = {"type": "Queue", "queuing": QUEUING}
    exempt = {"type": "Exempt", "exempt": {"nominalConcurrencyShares": 1, "lendablePercent": 2}}
    ALL += [
        thing(name, "FlowSchema", flow("a", 500, "ByUser", *SUBJECTS, **REQUESTS)),
        thing(name, "FlowSchema", flow("exempt", 1, None, MASTERS, **EVERYTHING))
        | {"metadata": {"name": "exempt"}},
        thing(name, "FlowSchema", flow("catch-all", 10_000, "ByUser", *ANYBODY, **EVERYTHING))
        | {"metadata": {"name": "catch-all"}},
        thing(name, "PriorityLevelConfiguration", level(shares, queue, borrowingLimitPercent=5)),
        thing(name, "PriorityLevelConfiguration", level(shares, {"type": "Reject"}))
        | {"metadata": {"name": "catch-all"}},
        thing(name, "PriorityLevelConfiguration", exempt) | {"metadata": {"name": "exempt"}},
    ]

PARENT = {"group": "b.c", "resource": "services", "namespace": "d", "name": "e"}
DRIVER = {
    "name": "b.c",
    "nodeID": "d",
    "topologyKeys": ["topology.kubernetes.io/zone", "a/b"],
    "allocatable": {"count": 5},
}
ALL += [
    thing("storage.k8s.io/v1", "CSINode", {"drivers": [DRIVER, DRIVER | {"name": "d"}]}),
    *(
        thing(
            f"storage.k8s.io/{version}",
            "CSIStorageCapacity",
            nodeTopology=SELECTOR | {"matchLabels": {"a": "b"}},
            storageClassName="a",
            capacity="1Gi",
            maximumVolumeSize="1Gi",
        )
        for version in ("v1", "v1beta1", "v1alpha1")
    ),
]
for version in ("v1", "v1beta1"):
    ALL += [
        thing(
            f"storagemigration.k8s.io/{version}",
            "StorageVersionMigration",
            {"resource": {"group": "b.c", "resource": "as"}},
        ),
        thing(f"networking.k8s.io/{version}", "IPAddress", {"parentRef": PARENT})
        | {"metadata": {"name": "10.0.0.1"}},
        thing(
            f"networking.k8s.io/{version}", "ServiceCIDR", {"cidrs": ["10.0.0.0/8", "fd00::/64"]}
        ),
    ]

ALL += [
    thing(
        "certificates.k8s.io/v1",
        "CertificateSigningRequest",
        {
            "request": base64.b64encode(REQUEST.encode()).decode(),
            "signerName": "b.c/d",
            "usages": ["client auth", "digital signature"],
            "expirationSeconds": 3600,
        },
    ),
    *(
        thing(
            f"certificates.k8s.io/{version}",
            "ClusterTrustBundle",
            {"signerName": "b.c/d", "trustBundle": AUTHORITY},
        )
        | {"metadata": {"name": "b.c:d:e"}}
        for version in ("v1", "v1beta1", "v1alpha1")
    ),
]

POOL = {"name": "a/b", "generation": 1, "resourceSliceCount": 2}
NODES = {
    "nodeSelectorTerms": [
        {
            "matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}],
            "matchFields": [{"key": "metadata.name", "operator": "In", "values": ["c"]}],
        }
    ]
}
TAINT = {"key": "a", "value": "b", "effect": "NoSchedule"}
DEVICE = {
    "name": "a",
    "attributes": {
        "model": {"string": "b"},
        "b.c/version": {"version": "1.2.3-a.1+b"},
        "count": {"int": 1},
        "shared": {"bool": True},
    },
    "capacity": {"memory": {"value": "8Gi"}, "b.c/lanes": {"value": "16"}},
    "taints": [TAINT, TAINT | {"effect": "None"}],
    "consumesCounters": [{"counterSet": "a", "counters": {"b": {"value": "1"}}}],
    "bindsToNode": True,
    "bindingConditions": ["a", "b.c/d"],
    "bindingFailureConditions": ["e"],
}
POLICIES = {
    "value": "10",
    "requestPolicy": {"default": "2", "validRange": {"min": "1", "max": "9", "step": "1"}},
}
VALUES = {"value": "10", "requestPolicy": {"default": "2", "validValues": ["1", "2", "4"]}}
SHARED = DEVICE | {
    "allowMultipleAllocations": True,
    "capacity": {"a": POLICIES, "b": VALUES},
}
PUBLISHED = {"driver": "b.c", "pool": POOL}
for version in ("v1", "v1", "v1beta2"):
    name = f"resource.k8s.io/{version}"
    COUNTERS = [{"name": each, "counters": {"b": {"value": "1"}}} for each in ("a", "b")]
    chosen = DEVICE | {"nodeSelector": NODES}
    ALL += [
        thing(
            name,
            "ResourceSlice",
            PUBLISHED | {"nodeName": "a", "devices": [DEVICE, SHARED | {"name": "b"}]},
        ),
        thing(
            name,
            "ResourceSlice",
            PUBLISHED | {"nodeSelector": NODES, "devices": [DEVICE, SHARED | {"name": "b"}]},
        ),
        thing(name, "ResourceSlice", PUBLISHED | {"allNodes": True, "sharedCounters": COUNTERS}),
        thing(
            name,
            "ResourceSlice",
            PUBLISHED
            | {
                "perDeviceNodeSelection": True,
                "devices": [chosen, SHARED | {"nodeName": "a", "name": "b"}],
            },
        ),
        thing(
            name,
            "DeviceTaintRule",
            {"deviceSelector": {"driver": "b.c", "pool": "a/b", "device": "c"}, "taint": TAINT},
        ),
    ]

HAPPENED = {
    "eventTime": "2001-01-01T00:00:00.000000Z",
    "series": {"count": 2, "lastObservedTime": "2001-01-01T00:00:00.000000Z"},
    "action": "a",
    "reason": "b",
    "reportingInstance": "c",
    "type": "Normal",
}
WHOM = {"kind": "Pod", "name": "a", "namespace": "b"}
HERE = {"metadata": {"name": "a", "namespace": "b"}}
LATELY = {
    "firstTimestamp": "2001-01-01T00:00:00Z",
    "lastTimestamp": "2001-01-01T00:00:00Z",
    "count": 1,
    "type": "Normal",
    "source": {"component": "a", "host": "b"},
}
ALL += [
    thing("v1", "Event", **HAPPENED, involvedObject=WHOM, reportingComponent="b.c/d", message="e")
    | HERE,
    thing("v1", "Event", **LATELY, involvedObject=WHOM) | HERE,
    *(
        thing(
            f"events.k8s.io/{version}",
            "Event",
            **HAPPENED,
            regarding=WHOM,
            reportingController="b.c/d",
            note="e",
        )
        | HERE
        for version in ("v1", "v1", "v1beta1")
    ),
]

INLINE = {
    "csi": {"driver": "b.c", "volumeHandle": "d"},
    "accessModes": ["ReadWriteOnce"],
    "persistentVolumeReclaimPolicy": "Retain",
    "volumeMode": "Filesystem",
}
for version in ("v1", "v1", "v1beta1", "v1alpha1"):
    ALL += [
        thing(
            f"storage.k8s.io/{version}",
            "VolumeAttachment",
            {"attacher": "b.c", "nodeName": "d", "source": source},
        )
        for source in ({"inlineVolumeSpec": INLINE}, {"persistentVolumeName": "e"})
    ]

if __name__ == "__main__":
    for number, tree in enumerate(ALL):
        print(json.dumps({"id": f"seldom/{number}", "manifest": tree}, separators=(",", ":")))
