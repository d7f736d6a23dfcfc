"""Random mutants of valid manifests: mutate.py START COUNT PREFIX [FILE] > JSON lines {id, ops, manifest}.

FILE holds other manifests to start from, one JSON line {id, manifest} each: see manifests.py.
"""

import base64
import copy
import json
import random
import sys
from typing import Any

import base

R = random.Random()

STR = [
    "",
    "a",
    "web",
    "Web",
    "a b",
    "x" * 63,
    "x" * 64,
    "-x",
    "x-",
    "x_y",
    "x.y",
    "1",
    "example.com/x",
    "a/b/c",
    "true",
    "50%",
    "0%",
    "101%",
    "10",
    "ä",
    "kubernetes.io/hostname",
    "DoNotSchedule",
    "Exists",
    "IN",
]
INT = [-1, 0, 1, 2, 3, 30, 100, 101, 3600, 65535, 65536, 2**31 - 1, 2**31, 2**40]
QTY = [
    "0",
    "1",
    "100m",
    "1.5",
    "0.0001",
    "-1",
    "1Gi",
    "1G",
    "1gi",
    "128MB",
    "1e3",
    "1E3",
    "1k",
    "1K",
    "",
    "ten",
    "1 Gi",
    "5Ti",
    1,
    2.5,
]
MOMENTS = [
    None,
    "2001-01-01T00:00:00.000000Z",
    "2001-01-01T00:00:00Z",
    "0001-01-01T00:00:00.000000Z",
    "0001-01-01T00:00:00.5Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "",
]
REQUEST = (
    "-----BEGIN CERTIFICATE REQUEST-----\n"
    "MIGLMD8CAQAwDDEKMAgGA1UEAwwBYTAqMAUGAytlcAMhAPWKvhTSjemKq7FPsZB4\n"
    "HkSV1f0zCALHRDpVjtWUSUDQoAAwBQYDK2VwA0EAD0PUOhgmhMbupaQMBGaINKma\n"
    "9UYb4iGKD9nGJ2aR1X3HU7yPcIOvfp2KlkzLdfS9OIyHvnwFgBs8J1e9bupWAw==\n"
    "-----END CERTIFICATE REQUEST-----\n"
)
AUTHORITY = (
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBLjCB4aADAgECAhRaqjqHDAY3Wq8Rdv2Z+DU6nJsAQDAFBgMrZXAwDDEKMAgG\n"
    "A1UEAwwBYTAgFw0yNjExMjkxMDExMzhaGA8yMTI2MTEwNTEwMTEzOFowDDEKMAgG\n"
    "A1UEAwwBYTAqMAUGAytlcAMhAPWKvhTSjemKq7FPsZB4HkSV1f0zCALHRDpVjtWU\n"
    "SUDQo1MwUTAdBgNVHQ4EFgQUIyP+I8BqIWMAj0CrzC0P8v4axlYwHwYDVR0jBBgw\n"
    "FoAUIyP+I8BqIWMAj0CrzC0P8v4axlYwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD\n"
    "QQCpagf+/t0oFjjGXvD2orIr8DAglWkMq/nFBYXBYv+KaO0Bt8pEzlEHpImfpcEy\n"
    "NuscVziTAmfQnEvoWvJWmD0P\n"
    "-----END CERTIFICATE-----\n"
)
ODD_PEMS = [
    "",
    "abc",
    "-----BEGIN {0}-----\nYWJj\n-----END {0}-----\n",
    "-----BEGIN {0}-----\nYWJj\n-----END {0}-----",
    "-----BEGIN {0}-----\r\nYW Jj\r\n-----END {0}----- \t\r\n",
    "-----BEGIN {0}-----\na: b\nc: d\n\nYWJj\n-----END {0}-----\n",
    "-----BEGIN {0}-----\na: b\n-----END {0}-----\n",
    "-----BEGIN {0}-----\n-----END {0}-----\n",
    "-----BEGIN {0}-----\n!!\n-----END {0}-----\n",
    "-----BEGIN {0}-----\nYWJj\n-----END X-----\n",
    "-----BEGIN {0}-----\nYWJj\n-----END {0}----- x\n",
    "-----BEGIN {0}\nYWJj\n-----END {0}-----\n",
    "x-----BEGIN {0}-----\nYWJj\n-----END {0}-----\n",
    "x\n-----BEGIN {0}-----\n-----BEGIN {0}-----\nYWJj\n-----END {0}-----\ny",
    "-----BEGIN X-----\nYQ==\n-----END X-----\n-----BEGIN {0}-----\nYWJj\n-----END {0}-----\n",
    "-----BEGIN {0}-----\nYQ=\n-----END {0}-----\n-----BEGIN {0}-----\nYWJj\n-----END {0}-----\n",
    "-----END {0}-----\n-----BEGIN {0}-----\nYWJj\n-----END {0}-----\n",
    "-----BEGIN {0}-----\n\n-----END {0}-----\n-----BEGIN {0}-----\n a:b\n\n-----END {0}-----\n",
]
PEMS = [None] + [
    base64.b64encode(text.format(kind).encode()).decode()
    for text in [*ODD_PEMS, REQUEST, AUTHORITY]
    for kind in ("CERTIFICATE REQUEST", "CERTIFICATE", "\u00e4")
]
# per field name: values worth trying there
BY_KEY: dict[Any, list[Any]] = {
    "operator": [
        "In",
        "NotIn",
        "Exists",
        "DoesNotExist",
        "Gt",
        "Lt",
        "Equal",
        "exists",
        "",
        "Equals",
    ],
    "effect": ["NoSchedule", "PreferNoSchedule", "NoExecute", "", "noschedule", "NoEvict"],
    "tolerationSeconds": [0, -5, 300, None, "300"],
    "key": [
        "",
        "a",
        "a b",
        "example.com/x",
        "node.kubernetes.io/unreachable",
        "x" * 64,
        "/x",
        "x/",
    ],
    "whenUnsatisfiable": ["DoNotSchedule", "ScheduleAnyway", "", "doNotSchedule", "Anyway"],
    "maxSkew": [0, 1, 5, -1, None, "1"],
    "minDomains": [0, 1, 2, -1, None],
    "nodeTaintsPolicy": ["Honor", "Ignore", "honor", "", None],
    "topologyKey": ["", base.ZONE, base.HOST, "zone", "a b", None],
    "matchLabelKeys": [["pod-template-hash"], ["app"], [], ["a b"], None, "pod-template-hash"],
    "labelSelector": [
        None,
        {},
        {"matchLabels": {"app": "web"}},
        {"matchLabels": {"app": "a b"}},
        {"matchExpressions": [{"key": "app", "operator": "In"}]},
        {"matchExpressions": [{"key": "app", "operator": "Exists"}]},
    ],
    "weight": [0, 1, 100, 101, None],
    "minAvailable": [0, 1, "50%", "100%", "101%", "50", -1, None, 1.5],
    "maxUnavailable": [0, 1, "25%", "0%", "100%", "101%", "25", -1, None],
    "maxSurge": [0, 1, "25%", "0%", "200%", "25", -1, None],
    "replicas": [0, 1, -1, None, "3", 1.0, 2.5],
    "type": [
        "RollingUpdate",
        "Recreate",
        "OnDelete",
        "Utilization",
        "Value",
        "AverageValue",
        "Resource",
        "Pods",
        "ClusterIP",
        "NodePort",
        "LoadBalancer",
        "ExternalName",
        "Exempt",
        "Limited",
        "Queue",
        "Reject",
        "rolling",
        "",
    ],
    "restartPolicy": ["Always", "OnFailure", "Never", "always", None],
    "podManagementPolicy": ["Parallel", "OrderedReady", "parallel", None],
    "unhealthyPodEvictionPolicy": ["AlwaysAllow", "IfHealthyBudget", "Always", None],
    "minReplicas": [0, 1, 3, 9, 10, -1, None],
    "maxReplicas": [0, 1, 2, 9, -1, None],
    "averageUtilization": [0, 1, 70, 500, -1, None],
    "stabilizationWindowSeconds": [0, 300, 3600, 3601, -1],
    "periodSeconds": [0, 1, 5, 1800, 1801, -1],
    "port": [0, 1, 80, 65535, 65536, -1, "http", "nosuch", "a-very-long-port-name", ""],
    "containerPort": [0, 80, 65536, -1, "80", None],
    "targetPort": [0, 80, "http", "", 65536],
    "name": ["", "web", "Web", "a.b", "a b", "x" * 64, "1a", "-a", None],
    "serviceName": ["", "db", "D B", None],
    "storageClassName": ["", "zonal", "A b", None],
    "accessModes": [
        [],
        ["ReadWriteOnce"],
        ["ReadWriteMany", "ReadWriteOnce"],
        ["RWO"],
        ["ReadWriteOncePod", "ReadWriteOnce"],
        None,
    ],
    "volumeBindingMode": ["Immediate", "WaitForFirstConsumer", "waitForFirstConsumer", "", None],
    "reclaimPolicy": ["Delete", "Retain", "Recycle", "retain", None],
    "provisioner": ["", "csi.example.com", "a b", None, "kubernetes.io/no-provisioner"],
    "policyTypes": [[], ["Ingress"], ["Egress"], ["ingress"], ["Ingress", "Ingress"], None],
    "cidr": ["10.0.0.0/8", "10.0.0.1/8", "10.0.0.0", "fd00::/8", "x", ""],
    "protocol": ["TCP", "UDP", "SCTP", "tcp", "HTTP", ""],
    "trafficDistribution": ["PreferClose", "PreferSameZone", "PreferSameNode", "close", "", None],
    "schedule": ["5 3 * * *", "@daily", "* * * *", "61 * * * *", "", "TZ=UTC 1 1 * * *"],
    "timeZone": ["Etc/UTC", "Europe/Berlin", "Local", "X/Y", ""],
    "concurrencyPolicy": ["Allow", "Forbid", "Replace", "allow", None],
    "terminationGracePeriodSeconds": [0, 1, 30, -1, None],
    "failureThreshold": [0, 1, -1],
    "initialDelaySeconds": [0, -1, 10],
    "minReadySeconds": [0, 5, 299, 300, -1],
    "progressDeadlineSeconds": [1, 5, 6, 600, None, 0],
    "revisionHistoryLimit": [0, -1, 3, None],
    "cpu": QTY,
    "memory": QTY,
    "storage": QTY,
    "averageValue": QTY,
    "apiVersion": [
        "v1",
        "apps/v1",
        "apps/v1beta1",
        "policy/v1",
        "policy/v1beta1",
        "autoscaling/v1",
        "autoscaling/v2",
        "batch/v1",
        "batch/v1beta1",
        "networking.k8s.io/v1",
        "app/v1",
    ],
    "kind": [
        "Deployment",
        "StatefulSet",
        "deployment",
        "Pod",
        "PodDisruptionBudget",
        "Service",
        "",
    ],
    "completionMode": ["Indexed", "NonIndexed", "indexed", None],
    "backoffLimit": [0, -1, 6, None],
    "completions": [0, 1, -1, None],
    "parallelism": [0, 1, -1, None],
    "values": [[], ["a"], ["a", "b"], ["a b"], None, ["1"], "a"],
    "matchLabels": [
        {},
        {"app": "web"},
        {"app": "other"},
        {"app": ""},
        {"app": "a b"},
        {"a b": "x"},
        None,
    ],
    "partition": [0, 1, -1],
    "host": ["", "web.example.com", "*.example.com", "Web.example.com", "1.2.3.4"],
    "pathType": ["Prefix", "Exact", "prefix", None],
    "path": ["/", "x", "", "//", "/a/", "//a", "/a/../b", "/a b"],
    "image": ["", "x", " x", "x:1"],
    "whenDeleted": ["Retain", "Delete", "retain"],
    "unused": [1],
    "externalTrafficPolicy": ["Local", "Cluster", "local", None],
    "internalTrafficPolicy": ["Local", "Cluster", "local", None],
    "sessionAffinity": ["None", "ClientIP", "client", None],
    "seconds": [0, 1, 29, 30, 31, -1],
    "volumeMode": ["Block", "Filesystem", "block"],
    "endPort": [52, 53, 60, 65536, None],
    "url": [
        "https://example.com",
        "https://a:b@example.com/c?d#e",
        "http://a",
        "https:///a",
        "https://a b",
        "https://[::1]:x",
        "a:b:c",
        ":a",
        "https://[1.2.3.4]",
        "https://[::g]",
        "https://a:1:2",
        "https://%61/",
        "https://a/%zz",
        "https://%",
        "",
        "https://[fe80::1%25a]",
        "*",
        None,
    ],
    "operations": [
        [],
        ["*"],
        ["*", "CREATE"],
        ["create"],
        ["CREATE", "CREATE"],
        ["CONNECT", "DELETE"],
        [""],
        None,
    ],
    "apiGroups": [[], [""], ["*"], ["*", "apps"], ["apps", None], None],
    "apiVersions": [[], [""], ["*"], ["*", "v1"], ["v1", None], None],
    "resources": [
        [],
        [""],
        ["*"],
        ["*", "pods"],
        ["pods", "*"],
        ["*/*"],
        ["*/*", "pods"],
        ["pods/*", "pods/log"],
        ["*/log", "pods/log"],
        ["*", "pods/log"],
        ["a/b/c", "a/*", "a/b/c"],
        None,
    ],
    "scope": ["Cluster", "*", "cluster", "", None],
    "sideEffects": ["None", "NoneOnDryRun", "Some", "Unknown", "", None],
    "failurePolicy": ["Fail", "Ignore", "fail", "", None],
    "matchPolicy": ["Exact", "Equivalent", "exact", "", None],
    "reinvocationPolicy": ["Never", "IfNeeded", "never", "", None],
    "admissionReviewVersions": [
        [],
        ["v1"],
        ["v1", "v1"],
        ["v2"],
        ["v1beta1", "1", ""],
        ["V1"],
        None,
    ],
    "timeoutSeconds": [0, 1, 30, 31, -1, None],
    "service": [
        None,
        {},
        {"name": "a"},
        {"namespace": "b"},
        {"name": "a", "namespace": "b", "path": "/A//b/"},
    ],
    "clientConfig": [None, {}, {"url": "https://a/", "service": {"name": "a", "namespace": "b"}}],
    "expression": ["", " \n", "true", None],
    "group": ["", "b", "b.c", "B.c", "x.k8s.io", "kubernetes.io", "a.kubernetes.io", None],
    "plural": ["", "as", "As", "a.s", "1s", None],
    "singular": ["", "a", "A", None],
    "listKind": ["", "A", "AList", "A_", None],
    "shortNames": [[], ["a"], ["A", "1"], [None], None],
    "categories": [["all"], ["A"], None],
    "versions": [[], [None], [{}], None],
    "deprecationWarning": ["", "old", "a\nb", "x" * 257, None],
    "jsonPath": ["", ".", "a", ".a[0]", None],
    "specReplicasPath": ["", ".spec.a", ".spec", "spec", ".status.a", None],
    "statusReplicasPath": ["", ".status.a", ".spec.a", "a", None],
    "labelSelectorPath": ["", ".status.a", ".spec.a", ".a", "a", None],
    "strategy": ["None", "Webhook", "none", "", None],
    "webhook": [None, {}, {"clientConfig": {}}, {"conversionReviewVersions": ["v1"]}],
    "conversionReviewVersions": [[], ["v2"], ["v1", "v1"], ["v1beta1", "1"], None],
    "preserveUnknownFields": [True, False, None],
    "api-approved.kubernetes.io": [
        "",
        "x",
        "unapproved",
        "https://a",
        "https://",
        "a:b",
        "https://a b",
    ],
    "openAPIV3Schema": [None, {}, {"type": "object"}],
    "items": ["x", True, [], [{}], [1], {"type": 1}, {"a": 1}, {"items": {"minimum": "a"}}, None],
    "additionalProperties": [
        True,
        "x",
        1,
        {"type": "string"},
        {"type": []},
        {"additionalProperties": {"maximum": True}},
        None,
    ],
    "dependencies": [{"a": ["b"]}, {"a": [1]}, {"a": {"type": 1}}, {"a": "b"}, {"a": None}, []],
    "default": [1, {}, "2", "3", "-1", "11", None],
    "addressType": ["IPv4", "IPv6", "FQDN", "ipv4", "", None],
    "addresses": [
        [],
        ["10.0.0.1"],
        ["010.0.0.1"],
        ["::1"],
        ["fd00:0::1"],
        ["FD00::1"],
        ["::ffff:10.0.0.1"],
        ["127.0.0.1", "0.0.0.0", "169.254.1.1"],
        ["a.b"],
        ["a"],
        ["a.b."],
        [""],
        ["A.b"],
        ["x" * 64 + ".b"],
        ["."],
        [None],
        ["fe80::1%eth0"],
        ["::1.2.3.4"],
        ["1:2:3:4:5:6:0:8"],
        ["10.0.0.1"] * 101,
        None,
    ],
    "nodeName": ["", "a", "A", "a.b", None],
    "hostname": ["", "a", "a.b", "A", None],
    "forZones": [[], [{}], [{"name": "a b"}], [{"name": "a"}] * 2, [{"name": "a"}] * 9, None],
    "forNodes": [[], [{}], [{"name": "A"}], [{"name": "a"}] * 2, [{"name": "a"}] * 9, None],
    "appProtocol": ["", "http", "a/b", "a/b/c", None],
    "leaseDurationSeconds": [-1, 0, 1, None],
    "leaseTransitions": [-1, 0, None],
    "revision": [-1, 0, None],
    "data": [None, {}, [], "a", 1],
    "allocationMode": ["All", "ExactCount", "all", "", None],
    "count": [-1, 0, 1, 2, None],
    "deviceClassName": ["", "A", "a.b", "x" * 254, None],
    "requests": [
        [],
        ["a"],
        ["a", "a"],
        ["b/c", "b/x", "b"],
        ["a/b/c"],
        [""],
        ["A"],
        [{"name": "a", "exactly": {"deviceClassName": "a"}}] * 33,
        None,
    ],
    "matchAttribute": [
        "",
        "a",
        "a/b",
        "a.b/C_1",
        "A/b",
        "/b",
        "a/",
        "a/b/c",
        "a/1",
        "a/" + "x" * 33,
        "x" * 64 + "/a",
        None,
    ],
    "distinctAttribute": ["", "a", "a/b", None],
    "driver": ["", "a", "A.b", "a_b", "x" * 64, "x" * 254, None],
    "parameters": [None, {}, "a", [], 1, {"a": "x" * 10_240}],
    "extendedResourceName": [
        "",
        "a",
        "a/b",
        "kubernetes.io/a",
        "requests.a/b",
        "A/b",
        "a/b/c",
        None,
    ],
    "cel": [None, {}, {"expression": "true" + " " * 10_240}],
    "exactly": [None, {}, {"deviceClassName": "a"}],
    "firstAvailable": [
        [],
        [{}],
        [None],
        [{"name": "a", "deviceClassName": "b"}] * 2,
        [{"name": "a", "deviceClassName": "b"}] * 9,
        None,
    ],
    "enum": [["a"], [1, None], "a"],
    "matchingPrecedence": [-1, 0, 1, 1000, 10_000, 10_001, None],
    "distinguisherMethod": [None, {}, {"type": "ByUser"}, {"type": "ByNamespace"}],
    "verbs": [[], ["*"], ["*", "get"], ["get", "GET"], ["get", "proxy"], [None], None],
    "namespaces": [[], ["*"], ["*", "a"], ["A", "a.b"], [""], None],
    "clusterScope": [True, False, None],
    "nonResourceURLs": [
        [],
        ["*"],
        ["*", "/a"],
        ["/", "/a*", "/a/*", "/*/*", "/* "],
        ["", "a", "//", None],
        None,
    ],
    "subjects": [[], [{}], [{"kind": "User"}], None],
    "user": [None, {}, {"name": ""}, {"name": "*"}],
    "serviceAccount": [None, {}, {"name": "*", "namespace": "*"}, {"name": "A.b"}],
    "limited": [None, {}, {"limitResponse": {"type": "Queue"}}],
    "exempt": [None, {}, {"lendablePercent": 101}],
    "nominalConcurrencyShares": [-1, 0, 5, None],
    "assuredConcurrencyShares": [-1, 0, 5, None],
    "lendablePercent": [-1, 0, 100, 101, None],
    "borrowingLimitPercent": [-1, 0, 1000, None],
    "queuing": [None, {}, {"queues": 8}],
    "queues": [-1, 0, 1, 5, 1024, 10_000_000, 10_000_001, None],
    "handSize": [-1, 0, 1, 6, 10, 64, 65, None],
    "queueLengthLimit": [-1, 0, 1, None],
    "rules": [[], [{}], None],
    "cidrs": [
        [],
        [None],
        ["10.0.0.0/8"],
        ["10.0.0.0/8", "10.0.0.0/16"],
        ["10.0.0.1/8", "010.0.0.0/8"],
        ["fd00::/64", "FD00::/64"],
        ["fd00:0::/64", "::ffff:10.0.0.0/104"],
        ["10.0.0.0/08", "x"],
        ["10.0.0.0/8", "fd00::/64", "x"],
        None,
    ],
    "metadata": [
        {"name": "10.0.0.1"},
        {"name": "010.0.0.1"},
        {"name": "fd00::1"},
        {"name": "FD00::1"},
        {"name": "::ffff:10.0.0.1"},
        {"generateName": "10.0.0.1"},
        {"generateName": "fd00::"},
        {"generateName": "a-"},
        None,
    ],
    "parentRef": [None, {}, {"name": "a/b", "resource": "%"}],
    "resource": [{}, {"resource": "a"}, {"resource": "a.b"}, "", "as", "A", "1", "a%", None],
    "namespace": ["", "a", "b", "default", "kube-system", "A", "a.b", "a/b", None],
    "topologyKeys": [[], [""], ["a", "a"], ["a b", None], None],
    "nodeID": ["", "a", "x" * 257, None],
    "allocatable": [None, {}, {"count": -1}, {"count": None}],
    "drivers": [[], [{}], [None], [{"name": "a"}] * 2, None],
    "nodeTopology": [None, {}, {"matchLabels": {"a": " "}}],
    "capacity": QTY,
    "usages": [[], ["any", "any"], ["Any", "server auth"], [None], None],
    "signerName": [
        "",
        "b.c/d",
        "kubernetes.io/legacy-unknown",
        "a/b",
        "a.b/C",
        "a.b",
        "a.b/c/d",
        None,
    ],
    "expirationSeconds": [-1, 0, 599, 600, None],
    "request": PEMS,
    "trustBundle": [base64.b64decode(text).decode() if text else text for text in PEMS],
    "pool": [None, {}, "", "a", "A/b", "a//b", "x" * 254, {"name": "a/", "resourceSliceCount": 1}],
    "resourceSliceCount": [-1, 0, 1, None],
    "generation": [-1, 0, 1, None],
    "allNodes": [True, False, None],
    "perDeviceNodeSelection": [True, False, None],
    "nodeSelector": [None, {}, {"nodeSelectorTerms": [None, {}]}, {"a": "b"}],
    "nodeSelectorTerms": [
        [],
        [{}],
        [{}, {"matchExpressions": [{"key": "a", "operator": "Gt"}]}],
        None,
    ],
    "attributes": [
        None,
        {"a": None, "b/c": {"int": 1}, "A.b/C_1": {"string": "x" * 65}},
        {
            "a/b/c": {"ints": [1]},
            "/": {"int": 1},
            "a/": {"int": 1},
            "1": {"int": 1},
            "a/1": {"int": 1},
        },
        {f"a{number}": {"bool": True} for number in range(49)},
        {"x" * 100: {"version": "1"}, "x" * 63 + ".y/" + "z" * 33: {}},
        {"a": {"int": 1, "bool": True, "strings": ["a"]}},
    ],
    "version": [
        "1.2.3",
        "1.2",
        "01.2.3",
        "1.2.3-01",
        "1.2.3-a..b",
        "1.2.3+a.b",
        "1.2.3-",
        "v1.2.3",
        "1.0.0-" + "a" * 60,
        "",
    ],
    "taints": [
        [],
        [{}],
        [{"key": "a b", "value": " ", "effect": "No"}],
        [{"key": "a", "effect": "None"}] * 17,
        [{"effect": "No"}] * 17,
        None,
    ],
    "consumesCounters": [
        [],
        [{}],
        [{"counterSet": "A", "counters": {"B": {"value": "1"}}}] * 2,
        [{}] * 3,
        None,
    ],
    "counters": [
        {},
        {"A": {"value": "1"}},
        {f"a{number}": {"value": "1"} for number in range(33)},
        {"a": None},
        None,
    ],
    "counterSet": ["", "a", "A", "a.b", "x" * 64],
    "sharedCounters": [
        [],
        [{}],
        [{"name": "a", "counters": {"a": {"value": "1"}}}] * 2,
        [{}] * 9,
        None,
    ],
    "devices": [
        [],
        [{}],
        [{"name": "a"}] * 2,
        [{"name": "a", "attributes": {"b": {}}, "taints": [{}]}] * 65,
        [{"name": "a"}] * 129,
        None,
    ],
    "bindingConditions": [[], ["a", "a"], ["e"], ["a b"], ["a"] * 5, [None], None],
    "bindingFailureConditions": [[], ["e", "e"], ["a", "e"], ["a b"], ["a"] * 5, None],
    "allowMultipleAllocations": [True, False, None],
    "requestPolicy": [None, {}, {"validValues": ["1"], "validRange": {}}, {"default": "1"}],
    "validValues": [
        [],
        ["2"],
        ["2", "1"],
        ["1", "1.5", "2", "2"],
        ["11", "2"],
        ["2"] * 11,
        ["1500m", "1.5"],
        None,
    ],
    "validRange": [
        None,
        {},
        {"min": "11"},
        {"min": "3", "max": "1"},
        {"min": "0", "step": "3"},
        {"min": "-1", "step": "3", "max": "5"},
        {"min": "1", "max": "20", "step": "1.5"},
        {"min": "1", "step": "0"},
        {"min": "1", "step": "1e20"},
        {"min": "10e18", "step": "1"},
    ],
    "value": [*QTY, "a", "a b"],
    "min": QTY,
    "max": QTY,
    "step": QTY,
    "device": ["", "a", "A", "a.b", None],
    "taint": [None, {}, {"key": "a", "effect": "No"}],
    "deviceSelector": [None, {}, {"driver": "", "pool": "", "device": ""}],
    **dict.fromkeys(("eventTime", "lastObservedTime"), MOMENTS),
    **dict.fromkeys(("firstTimestamp", "lastTimestamp", "deprecatedFirstTimestamp"), MOMENTS),
    "series": [None, {}, {"count": 1}, {"count": 2, "lastObservedTime": MOMENTS[1]}],
    "involvedObject": [None, {}, {"namespace": "default"}, {"namespace": "b"}],
    "regarding": [None, {}, {"namespace": "default"}, {"namespace": "b"}],
    "action": ["", "x" * 128, "x" * 129, None],
    "reportingInstance": ["", "\u00e4" * 65, None],
    "reportingController": ["", "a b", "a/b", None],
    "reportingComponent": ["", "a b", "a/b", None],
    "note": ["", "x" * 1024, "x" * 1025, None],
    "deprecatedCount": [0, 1, None],
    "deprecatedSource": [None, {}, {"host": "a"}],
    "attacher": ["", "a", "A.b", "a_b", "x" * 64, "x" * 254, None],
    "persistentVolumeName": ["", "a", "A", None],
    "inlineVolumeSpec": [
        None,
        {},
        {"accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/"}},
        {"csi": {}, "claimRef": {}, "nodeAffinity": {}, "capacity": {"storage": "1"}},
        {"local": {"path": "/a"}, "storageClassName": "a", "volumeMode": "Block"},
        {"hostPath": {"path": "/"}, "persistentVolumeReclaimPolicy": "Recycle"},
    ],
    "paramKind": [
        None,
        {},
        *({"apiVersion": text, "kind": "A"} for text in ("v1", "/", "/v1", "a/", "A/v1", "a/b/c")),
        *({"apiVersion": "v1", "kind": text} for text in ("a-b", "A.b", "1", "\u212a")),
    ],
    "matchConstraints": [None, {}, {"resourceRules": []}],
    "matchResources": [None, {}, {"matchPolicy": "exact"}],
    "resourceNames": [[], ["a", "a"], ["a/b", "."], ["", "b%"], None],
    "variables": [[], [{}], [{"name": "in", "expression": "1"}], None],
    "message": ["", " ", "a\nb", "\na\r", "\u3000", None],
    "messageExpression": ["", " ", "'a'", None],
    "reason": ["Invalid", "Forbidden", "Unauthorized", "", None],
    "valueExpression": ["", " ", "'a'", "'" + "a" * 5_120 + "'", None],
    "auditAnnotations": [[], [{}], [{"key": "a", "valueExpression": "'b'"}] * 21, None],
    "patchType": ["JSONPatch", "ApplyConfiguration", "Merge", "", None],
    "jsonPatch": [None, {}],
    "applyConfiguration": [None, {}],
    "mutations": [[], [{}], None],
    "validations": [[], [{}], None],
    "policyName": ["", "a", "A", "a.b", "x" * 254, None],
    "paramRef": [None, {}, {"parameterNotFoundAction": "Allow"}],
    "parameterNotFoundAction": ["Allow", "Deny", "Ignore", "", None],
    "validationActions": [
        [],
        ["Deny"],
        ["Deny", "Deny"],
        ["Warn", "Audit", "Deny"],
        ["deny"],
        [None],
        None,
    ],
}


def paths(o, pre=()):
    if isinstance(o, dict):
        for k in o:
            yield (*pre, k)
            yield from paths(o[k], (*pre, k))
    elif isinstance(o, list):
        for i in range(len(o)):
            yield (*pre, i)
            yield from paths(o[i], (*pre, i))


def get(o, p):
    for k in p:
        o = o[k]
    return o


def typo(k):
    if not k:
        return "x"
    i = R.randrange(len(k))
    return (
        R.choice(
            [
                k[:i] + k[i + 1 :],
                k[:i] + k[i] * 2 + k[i + 1 :],
                k.lower(),
                k[0].upper() + k[1:],
                k + "s",
                k.rstrip("s"),
            ]
        )
        or "x"
    )


def mutate(m):
    ps = list(paths(m))
    known = [p for p in ps if isinstance(p[-1], str) and p[-1] in BY_KEY]
    op = R.choices(
        ["known", "delete", "rename", "type", "scalar", "dup", "addkey", "empty"],
        [50, 14, 7, 6, 10, 4, 5, 4],
    )[0]
    p = R.choice(known if op == "known" and known else ps)
    parent, k = get(m, p[:-1]), p[-1]
    v = parent[k]
    name = ".".join(map(str, p))
    if op == "known" and k in BY_KEY:
        parent[k] = copy.deepcopy(R.choice(BY_KEY[k]))
        return f"set {name}={json.dumps(parent[k])}"
    if op == "delete":
        del parent[k]
        return f"del {name}"
    if op == "rename" and isinstance(parent, dict):
        n = typo(k)
        parent[n] = parent.pop(k)
        return f"rename {name} -> {n}"
    if op == "type":
        parent[k] = (
            str(v).lower()
            if isinstance(v, (int, bool))
            else R.choice([7, True, 1.5])
            if isinstance(v, str)
            else [v]
            if isinstance(v, dict)
            else {"x": 1}
            if isinstance(v, list)
            else "x"
        )
        return f"type {name}"
    if op == "scalar":
        if isinstance(v, bool):
            parent[k] = not v
        elif isinstance(v, int):
            parent[k] = R.choice(INT)
        elif isinstance(v, str):
            parent[k] = R.choice(STR)
        else:
            parent[k] = None
        return f"scalar {name}={json.dumps(parent[k])}"
    if op == "dup":
        ls = [q for q in ps if isinstance(get(m, q), list) and get(m, q)]
        if ls:
            q = R.choice(ls)
            items = get(m, q)
            items.append(copy.deepcopy(R.choice(items)))
            return "dup in " + ".".join(map(str, q))
    if op == "addkey" and isinstance(v, dict):
        n = R.choice(
            [
                "foo",
                "replicas",
                "labels",
                "spec",
                "minReadySeconds",
                "labelSelector",
                "topologyKey",
                "namespace",
                "maxSkew",
                "tolerationSeconds",
            ]
        )
        v[n] = R.choice([1, "x", {}, []])
        return f"add {name}.{n}"
    parent[k] = {} if isinstance(v, dict) else [] if isinstance(v, list) else None
    return f"empty {name}"


def real(file):
    """Return functions that make the manifests of a file, by kind."""
    kinds: dict[Any, list[Any]] = {}
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            m = json.loads(line)["manifest"]
            if len(line) < 20_000:
                kinds.setdefault((m.get("apiVersion"), m.get("kind")), []).append(
                    lambda m=m: copy.deepcopy(m)
                )
    return list(kinds.values())


def main(start, count, prefix, file=""):
    R.seed(int(start))
    own = base.ALL + [base.deployment] * 6 + [base.statefulset] * 2 + [base.pdb, base.hpa, base.pod]
    kinds = real(file) if file else []
    for i in range(int(count)):
        m = R.choice(R.choice(kinds) if kinds else own)()
        ops = []
        for _ in range(R.choices([1, 2, 3], [70, 22, 8])[0]):
            try:
                ops.append(mutate(m))
            except IndexError:  # nothing is left to change
                break
        print(
            json.dumps({"id": f"{prefix}{i:04d}", "ops": ops, "manifest": m}, separators=(",", ":"))
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
