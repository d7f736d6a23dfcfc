"""Which kinds the server validates beyond their structure, and with which checks."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Check = Callable[..., None]

_ADMISSION = "admissionregistration.k8s.io"
_CERTIFICATES = "certificates.k8s.io"
_FLOW = "flowcontrol.apiserver.k8s.io"
# group and kind -> module and function; loaded when the kind first occurs
_CHECKS = {
    ("apps", "Deployment"): ("objects.workloads", "deployment"),
    ("apps", "StatefulSet"): ("objects.workloads", "stateful_set"),
    ("apps", "DaemonSet"): ("objects.workloads", "daemon_set"),
    ("apps", "ReplicaSet"): ("objects.workloads", "replica_set"),
    ("", "ReplicationController"): ("objects.workloads", "replication_controller"),
    ("", "PodTemplate"): ("objects.workloads", "pod_template"),
    ("", "Pod"): ("pods.pod", "pod"),
    ("batch", "Job"): ("objects.batch", "job"),
    ("batch", "CronJob"): ("objects.batch", "cron_job"),
    ("policy", "PodDisruptionBudget"): ("objects.disruption", "budget"),
    ("autoscaling", "HorizontalPodAutoscaler"): ("objects.autoscaling", "autoscaler"),
    ("networking.k8s.io", "NetworkPolicy"): ("objects.networking", "network_policy"),
    ("networking.k8s.io", "Ingress"): ("objects.networking", "ingress"),
    ("networking.k8s.io", "IngressClass"): ("objects.networking", "ingress_class"),
    ("storage.k8s.io", "StorageClass"): ("objects.storage", "storage_class"),
    ("scheduling.k8s.io", "PriorityClass"): ("objects.plain", "priority_class"),
    ("node.k8s.io", "RuntimeClass"): ("objects.runtime_classes", "runtime_class"),
    ("", "Service"): ("objects.services", "service"),
    ("", "PersistentVolumeClaim"): ("objects.storage", "persistent_volume_claim"),
    ("", "PersistentVolume"): ("objects.persistent_volumes", "persistent_volume"),
    ("", "Node"): ("objects.nodes", "node"),
    ("", "Namespace"): ("objects.plain", "namespace"),
    ("", "ConfigMap"): ("objects.plain", "config_map"),
    ("", "Secret"): ("objects.plain", "secret"),
    ("", "ServiceAccount"): ("objects.plain", "service_account"),
    ("", "ResourceQuota"): ("objects.quotas", "resource_quota"),
    ("", "LimitRange"): ("objects.quotas", "limit_range"),
    ("", "Endpoints"): ("objects.endpoints", "endpoints"),
    ("storage.k8s.io", "CSIDriver"): ("objects.csi_drivers", "csi_driver"),
    ("storage.k8s.io", "VolumeAttributesClass"): ("objects.storage", "volume_attributes_class"),
    ("storage.k8s.io", "VolumeAttachment"): ("objects.persistent_volumes", "volume_attachment"),
    ("storage.k8s.io", "CSIStorageCapacity"): ("objects.csi_records", "storage_capacity"),
    ("storage.k8s.io", "CSINode"): ("objects.csi_records", "csi_node"),
    ("storagemigration.k8s.io", "StorageVersionMigration"): (
        "objects.storage_migrations",
        "storage_migration",
    ),
    ("networking.k8s.io", "IPAddress"): ("objects.service_addresses", "ip_address"),
    ("networking.k8s.io", "ServiceCIDR"): ("objects.service_addresses", "service_cidr"),
    (_ADMISSION, "ValidatingWebhookConfiguration"): ("objects.webhooks", "validating_webhooks"),
    (_ADMISSION, "MutatingWebhookConfiguration"): ("objects.webhooks", "mutating_webhooks"),
    (_ADMISSION, "ValidatingAdmissionPolicy"): ("objects.admission_policies", "validating_policy"),
    (_ADMISSION, "MutatingAdmissionPolicy"): ("objects.admission_policies", "mutating_policy"),
    (_ADMISSION, "ValidatingAdmissionPolicyBinding"): (
        "objects.policy_bindings",
        "validating_binding",
    ),
    (_ADMISSION, "MutatingAdmissionPolicyBinding"): ("objects.policy_bindings", "mutating_binding"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): ("objects.definitions", "definition"),
    ("apiregistration.k8s.io", "APIService"): ("objects.aggregation", "api_service"),
    (_FLOW, "FlowSchema"): ("objects.flow_schemas", "flow_schema"),
    (_FLOW, "PriorityLevelConfiguration"): ("objects.priority_levels", "priority_level"),
    ("resource.k8s.io", "ResourceClaim"): ("objects.device_claims", "resource_claim"),
    ("resource.k8s.io", "ResourceClaimTemplate"): (
        "objects.device_claims",
        "resource_claim_template",
    ),
    ("resource.k8s.io", "ResourceSlice"): ("objects.resource_slices", "resource_slice"),
    ("resource.k8s.io", "DeviceTaintRule"): ("objects.device_taints", "device_taint_rule"),
    ("resource.k8s.io", "DeviceClass"): ("objects.device_claims", "device_class"),
    (_CERTIFICATES, "CertificateSigningRequest"): ("objects.certificates", "signing_request"),
    (_CERTIFICATES, "ClusterTrustBundle"): ("objects.certificates", "trust_bundle"),
    ("discovery.k8s.io", "EndpointSlice"): ("objects.endpoint_slices", "endpoint_slice"),
    ("coordination.k8s.io", "Lease"): ("objects.records", "lease"),
    ("", "Event"): ("objects.events", "event"),
    ("events.k8s.io", "Event"): ("objects.events", "event"),
    ("apps", "ControllerRevision"): ("objects.records", "controller_revision"),
    ("rbac.authorization.k8s.io", "Role"): ("objects.access", "role"),
    ("rbac.authorization.k8s.io", "ClusterRole"): ("objects.access", "cluster_role"),
    ("rbac.authorization.k8s.io", "RoleBinding"): ("objects.access", "role_binding"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): ("objects.access", "cluster_role_binding"),
}
VERSIONED = frozenset(
    (
        "autoscaler", "autoscaler_v1", "mutating_binding", "mutating_policy", "mutating_webhooks",
        "service", "validating_binding", "validating_policy", "validating_webhooks",
    )
)  # fmt: skip


def check_of(group: str, kind: str) -> Check | None:
    """Return the checks of a kind beyond its structure; None where it has none."""
    place = _CHECKS.get((group, kind))
    if place is None:
        return None
    module: Any = import_module(f"multiaz_lint.api.{place[0]}")
    found: Check = getattr(module, place[1])
    return found
