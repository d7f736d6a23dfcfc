"""What differs between the releases of Kubernetes: API versions and fields.

The verdicts are proven for 1.37; what holds for 1.29 to 1.36 comes from the release documentation.
"""

from __future__ import annotations

from multiaz_lint.model.placement import PREFERRED, REQUIRED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Tree = dict[str, Any]
    Version = tuple[int, int]
    Steps = tuple[str | int, ...]

_WORKLOADS = "Deployment ReplicaSet DaemonSet StatefulSet ControllerRevision"
# API version -> release that removed it, what to write instead, and the kinds it had
_REMOVED: dict[str, tuple[Version, str, str]] = {
    "extensions/v1beta1": ((1, 16), "apps/v1", "Deployment ReplicaSet DaemonSet"),
    "apps/v1beta1": ((1, 16), "apps/v1", _WORKLOADS),
    "apps/v1beta2": ((1, 16), "apps/v1", _WORKLOADS),
    "networking.k8s.io/v1beta1": ((1, 22), "networking.k8s.io/v1", "Ingress IngressClass"),
    "scheduling.k8s.io/v1alpha1": ((1, 22), "scheduling.k8s.io/v1", "PriorityClass"),
    "scheduling.k8s.io/v1beta1": ((1, 22), "scheduling.k8s.io/v1", "PriorityClass"),
    "rbac.authorization.k8s.io/v1beta1": (
        (1, 22), "rbac.authorization.k8s.io/v1", "Role RoleBinding ClusterRole ClusterRoleBinding",
    ),
    "apiextensions.k8s.io/v1beta1": (
        (1, 22), "apiextensions.k8s.io/v1", "CustomResourceDefinition",
    ),
    "admissionregistration.k8s.io/v1beta1": (
        (1, 22), "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    ),
    "apiregistration.k8s.io/v1beta1": ((1, 22), "apiregistration.k8s.io/v1", "APIService"),
    "certificates.k8s.io/v1beta1": (
        (1, 22), "certificates.k8s.io/v1", "CertificateSigningRequest",
    ),
    "coordination.k8s.io/v1beta1": ((1, 22), "coordination.k8s.io/v1", "Lease"),
    "policy/v1beta1": ((1, 25), "policy/v1", "PodDisruptionBudget"),
    "batch/v1beta1": ((1, 25), "batch/v1", "CronJob"),
    "batch/v2alpha1": ((1, 21), "batch/v1", "CronJob"),
    "discovery.k8s.io/v1beta1": ((1, 25), "discovery.k8s.io/v1", "EndpointSlice"),
    "events.k8s.io/v1beta1": ((1, 25), "events.k8s.io/v1", "Event"),
    "node.k8s.io/v1beta1": ((1, 25), "node.k8s.io/v1", "RuntimeClass"),
    "autoscaling/v2beta1": ((1, 25), "autoscaling/v2", "HorizontalPodAutoscaler"),
    "autoscaling/v2beta2": ((1, 26), "autoscaling/v2", "HorizontalPodAutoscaler"),
    "flowcontrol.apiserver.k8s.io/v1beta1": (
        (1, 26), "flowcontrol.apiserver.k8s.io/v1", "FlowSchema PriorityLevelConfiguration",
    ),
    "flowcontrol.apiserver.k8s.io/v1beta2": (
        (1, 29), "flowcontrol.apiserver.k8s.io/v1", "FlowSchema PriorityLevelConfiguration",
    ),
    "flowcontrol.apiserver.k8s.io/v1beta3": (
        (1, 32), "flowcontrol.apiserver.k8s.io/v1", "FlowSchema PriorityLevelConfiguration",
    ),
}  # fmt: skip
_REMOVED_KINDS: dict[tuple[str, str], tuple[Version, str]] = {
    ("extensions/v1beta1", "NetworkPolicy"): ((1, 16), "networking.k8s.io/v1"),
    ("extensions/v1beta1", "Ingress"): ((1, 22), "networking.k8s.io/v1"),
    ("extensions/v1beta1", "PodSecurityPolicy"): ((1, 16), ""),
    ("policy/v1beta1", "PodSecurityPolicy"): ((1, 25), ""),
    **{
        ("storage.k8s.io/v1beta1", kind): ((1, 22), "storage.k8s.io/v1")
        for kind in ("StorageClass", "CSIDriver", "CSINode", "VolumeAttachment")
    },
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity"): ((1, 27), "storage.k8s.io/v1"),
}


def removal(api_version: str, kind: str) -> tuple[Version, str] | None:
    """Return the release that removed an API version of a kind, and what to write instead."""
    found = _REMOVED_KINDS.get((api_version, kind))
    if found is None and api_version in _REMOVED:
        release, instead, kinds = _REMOVED[api_version]
        if kind in kinds.split():
            return release, instead
    return found


def removed() -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the API versions that a release removed, each with kinds that it had."""
    for api_version, (_, _, kinds) in _REMOVED.items():
        yield api_version, kinds.split()
    for api_version, kind in _REMOVED_KINDS:
        yield api_version, (kind,)


# the first release that serves a kind in its stable version (api APILifecycleIntroduced, 1.37)
_INTRODUCED: dict[tuple[str, str], Version] = {
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"): (1, 30),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding"): (1, 30),
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy"): (1, 36),
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicyBinding"): (1, 36),
    ("certificates.k8s.io/v1", "ClusterTrustBundle"): (1, 37),
    ("certificates.k8s.io/v1", "PodCertificateRequest"): (1, 37),
    ("networking.k8s.io/v1", "IPAddress"): (1, 33),
    ("networking.k8s.io/v1", "ServiceCIDR"): (1, 33),
    ("resource.k8s.io/v1", "DeviceClass"): (1, 34),
    ("resource.k8s.io/v1", "DeviceTaintRule"): (1, 37),
    ("resource.k8s.io/v1", "ResourceClaim"): (1, 34),
    ("resource.k8s.io/v1", "ResourceClaimTemplate"): (1, 34),
    ("resource.k8s.io/v1", "ResourceSlice"): (1, 34),
    ("storage.k8s.io/v1", "VolumeAttributesClass"): (1, 34),
    ("storagemigration.k8s.io/v1", "StorageVersionMigration"): (1, 37),
}


def introduction(api_version: str, kind: str, version: Version) -> Version | None:
    """Return the release that first serves an API version of a kind; None for one up to version."""
    since = _INTRODUCED.get((api_version, kind))
    return None if since is None or since <= version else since


_TERMS = (REQUIRED, PREFERRED)
# where in a pod spec, and the release whose API server keeps the field by default
_POD_FIELDS: tuple[tuple[Steps, Version], ...] = (
    (("topologySpreadConstraints", "*", "minDomains"), (1, 27)),
    (("topologySpreadConstraints", "*", "nodeAffinityPolicy"), (1, 26)),
    (("topologySpreadConstraints", "*", "nodeTaintsPolicy"), (1, 26)),
    (("topologySpreadConstraints", "*", "matchLabelKeys"), (1, 27)),
    *(
        (("affinity", kind, term, "*", *inner, keys), (1, 31))
        for kind in ("podAffinity", "podAntiAffinity")
        for term, inner in ((_TERMS[0], ()), (_TERMS[1], ("podAffinityTerm",)))
        for keys in ("matchLabelKeys", "mismatchLabelKeys")
    ),
    (("resources",), (1, 34)),
    (("containers", "*", "lifecycle", "preStop", "sleep"), (1, 30)),
    (("initContainers", "*", "lifecycle", "preStop", "sleep"), (1, 30)),
    (("initContainers", "*", "restartPolicy"), (1, 29)),
)
_FIELDS: dict[str, tuple[tuple[Steps, Version], ...]] = {
    "Service": ((("spec", "trafficDistribution"), (1, 31)),),
    "StatefulSet": (
        (("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"), (1, 37)),
        (("spec", "persistentVolumeClaimRetentionPolicy"), (1, 27)),
    ),
    "HorizontalPodAutoscaler": (
        (("spec", "behavior", "scaleUp", "tolerance"), (1, 35)),
        (("spec", "behavior", "scaleDown", "tolerance"), (1, 35)),
    ),
    "PodDisruptionBudget": ((("spec", "unhealthyPodEvictionPolicy"), (1, 27)),),
    "Job": ((("spec", "podReplacementPolicy"), (1, 29)),),
    "CronJob": ((("spec", "jobTemplate", "spec", "podReplacementPolicy"), (1, 29)),),
}
TEMPLATES: dict[str, tuple[str, ...]] = {
    "Pod": ("spec",),
    "PodTemplate": ("template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    **dict.fromkeys(
        (
            "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job",
        ),
        ("spec", "template", "spec"),
    ),
}  # fmt: skip
OLDEST_WITH_ALL = (1, 37)


def too_new(tree: Tree, kind: str, version: Version) -> Iterator[tuple[Steps, Version]]:
    """Yield the fields that the release drops or does not know, and the first that has them."""
    if version >= OLDEST_WITH_ALL:
        return
    for steps, since in _FIELDS.get(kind, ()):
        if version < since:
            yield from ((found, since) for found in _found(tree, steps, ()))
    pod = TEMPLATES.get(kind)
    if pod is not None:
        for steps, since in _POD_FIELDS:
            if version < since:
                yield from ((found, since) for found in _found(tree, (*pod, *steps), ()))


def _found(node: Any, steps: Steps, path: Steps) -> Iterator[Steps]:
    if not steps:
        if node is not None:
            yield path
        return
    step, *rest = steps
    if step == "*":
        if isinstance(node, list):
            for index, item in enumerate(node):
                yield from _found(item, tuple(rest), (*path, index))
    elif isinstance(node, dict) and step in node:
        yield from _found(node[step], tuple(rest), (*path, step))
