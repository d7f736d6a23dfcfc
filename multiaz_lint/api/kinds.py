"""Which kinds the server validates beyond their structure, and with which checks."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Check = Callable[..., None]

_ADMISSION = "admissionregistration.k8s.io"
# group and kind -> module and function; loaded when the kind first occurs
_CHECKS = {
    ("apps", "Deployment"): ("workloads", "deployment"),
    ("apps", "StatefulSet"): ("workloads", "stateful_set"),
    ("apps", "DaemonSet"): ("workloads", "daemon_set"),
    ("apps", "ReplicaSet"): ("workloads", "replica_set"),
    ("", "ReplicationController"): ("workloads", "replication_controller"),
    ("", "PodTemplate"): ("workloads", "pod_template"),
    ("", "Pod"): ("pod", "pod"),
    ("batch", "Job"): ("batch", "job"),
    ("batch", "CronJob"): ("batch", "cron_job"),
    ("policy", "PodDisruptionBudget"): ("disruption", "budget"),
    ("autoscaling", "HorizontalPodAutoscaler"): ("autoscaling", "autoscaler"),
    ("networking.k8s.io", "NetworkPolicy"): ("networking", "network_policy"),
    ("networking.k8s.io", "Ingress"): ("networking", "ingress"),
    ("networking.k8s.io", "IngressClass"): ("networking", "ingress_class"),
    ("storage.k8s.io", "StorageClass"): ("storage", "storage_class"),
    ("scheduling.k8s.io", "PriorityClass"): ("plain", "priority_class"),
    ("node.k8s.io", "RuntimeClass"): ("runtime_classes", "runtime_class"),
    ("", "Service"): ("services", "service"),
    ("", "PersistentVolumeClaim"): ("storage", "persistent_volume_claim"),
    ("", "PersistentVolume"): ("storage", "persistent_volume"),
    ("", "Node"): ("nodes", "node"),
    ("", "Namespace"): ("plain", "namespace"),
    ("", "ConfigMap"): ("plain", "config_map"),
    ("", "Secret"): ("plain", "secret"),
    ("", "ServiceAccount"): ("plain", "service_account"),
    ("", "ResourceQuota"): ("quotas", "resource_quota"),
    ("", "LimitRange"): ("quotas", "limit_range"),
    ("", "Endpoints"): ("endpoints", "endpoints"),
    ("storage.k8s.io", "CSIDriver"): ("csi_drivers", "csi_driver"),
    ("storage.k8s.io", "VolumeAttributesClass"): ("storage", "volume_attributes_class"),
    (_ADMISSION, "ValidatingWebhookConfiguration"): ("webhooks", "validating_webhooks"),
    (_ADMISSION, "MutatingWebhookConfiguration"): ("webhooks", "mutating_webhooks"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): ("definitions", "definition"),
    ("apiregistration.k8s.io", "APIService"): ("aggregation", "api_service"),
    ("resource.k8s.io", "ResourceClaim"): ("device_claims", "resource_claim"),
    ("resource.k8s.io", "ResourceClaimTemplate"): ("device_claims", "resource_claim_template"),
    ("resource.k8s.io", "DeviceClass"): ("device_claims", "device_class"),
    ("discovery.k8s.io", "EndpointSlice"): ("endpoint_slices", "endpoint_slice"),
    ("coordination.k8s.io", "Lease"): ("records", "lease"),
    ("apps", "ControllerRevision"): ("records", "controller_revision"),
    ("rbac.authorization.k8s.io", "Role"): ("access", "role"),
    ("rbac.authorization.k8s.io", "ClusterRole"): ("access", "cluster_role"),
    ("rbac.authorization.k8s.io", "RoleBinding"): ("access", "role_binding"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): ("access", "cluster_role_binding"),
}
VERSIONED = frozenset(
    ("autoscaler", "autoscaler_v1", "mutating_webhooks", "service", "validating_webhooks")
)


def check_of(group: str, kind: str) -> Check | None:
    place = _CHECKS.get((group, kind))
    if place is None:
        return None
    module: Any = import_module(f"multiaz_lint.api.{place[0]}")
    found: Check = getattr(module, place[1])
    return found
