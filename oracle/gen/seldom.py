"""Valid manifests of kinds that hardly anybody writes: seldom.py > JSON lines {id, manifest}, for mutate.py to start from."""

import json
from typing import Any

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

if __name__ == "__main__":
    for number, tree in enumerate(ALL):
        print(json.dumps({"id": f"seldom/{number}", "manifest": tree}, separators=(",", ":")))
