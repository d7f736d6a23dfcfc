"""The keys by which Kustomize merges sequences: those of the OpenAPI schema of Kubernetes 1.21."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Shape = dict[str, Any]
    """By the name of a field: the shape of a mapping, or the keys and shape of items."""
    Items = tuple[tuple[str, ...], Shape]

_CONTAINER: Shape = {
    "env": (("name",), {}),
    "ports": (("containerPort", "protocol"), {}),
    "volumeDevices": (("devicePath",), {}),
    "volumeMounts": (("mountPath",), {}),
}
_POD_SPEC: Shape = {
    "containers": (("name",), _CONTAINER),
    "initContainers": (("name",), _CONTAINER),
    "ephemeralContainers": (("name",), {**_CONTAINER, "ports": None}),
    "hostAliases": (("ip",), {}),
    "imagePullSecrets": (("name",), {}),
    "topologySpreadConstraints": (("topologyKey", "whenUnsatisfiable"), {}),
    "volumes": (("name",), {}),
}
_METADATA: Shape = {"finalizers": ((), {}), "ownerReferences": (("uid",), {})}
_TEMPLATE: Shape = {"metadata": _METADATA, "spec": _POD_SPEC}
_OF_TEMPLATE: Shape = {"metadata": _METADATA, "spec": {"template": _TEMPLATE}}
_OF_JOBS: Shape = {
    "metadata": _METADATA,
    "spec": {"jobTemplate": {"metadata": _METADATA, "spec": {"template": _TEMPLATE}}},
}
_OF_WEBHOOKS: Shape = {"metadata": _METADATA, "webhooks": (("name",), {})}
SHAPES: dict[tuple[str, str], Shape] = {
    ("apps/v1", "Deployment"): _OF_TEMPLATE,
    ("apps/v1", "StatefulSet"): _OF_TEMPLATE,
    ("apps/v1", "DaemonSet"): _OF_TEMPLATE,
    ("apps/v1", "ReplicaSet"): _OF_TEMPLATE,
    ("batch/v1", "Job"): _OF_TEMPLATE,
    ("batch/v1", "CronJob"): _OF_JOBS,
    ("batch/v1beta1", "CronJob"): _OF_JOBS,
    ("v1", "ReplicationController"): _OF_TEMPLATE,
    ("v1", "Pod"): _TEMPLATE,
    ("v1", "PodTemplate"): {"metadata": _METADATA, "template": _TEMPLATE},
    ("v1", "Service"): {"metadata": _METADATA, "spec": {"ports": (("port", "protocol"), {})}},
    ("v1", "ServiceAccount"): {"metadata": _METADATA, "secrets": (("name",), {})},
    ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"): _OF_WEBHOOKS,
    ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"): _OF_WEBHOOKS,
}
"""The sequences that Kustomize merges: an item of a patch changes the item with the same keys."""
