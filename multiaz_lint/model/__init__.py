"""Kubernetes as rules see it: typed, located, immutable, without input or output."""

from multiaz_lint.model.admission import APIService, Webhook, WebhookConfiguration
from multiaz_lint.model.autoscaling import Autoscaler, HorizontalPodAutoscaler, ScaledObject
from multiaz_lint.model.cluster import Cluster
from multiaz_lint.model.disruption import PodDisruptionBudget
from multiaz_lint.model.field import Field, Span
from multiaz_lint.model.node import Node
from multiaz_lint.model.placement import (
    BETA_REGION,
    BETA_ZONE,
    DO_NOT_SCHEDULE,
    HOSTNAME,
    PREFERRED,
    REGION,
    REQUIRED,
    SCHEDULE_ANYWAY,
    ZONE,
    ZONE_KEYS,
    AffinityTerm,
    NodeTerm,
    SpreadConstraint,
    Toleration,
)
from multiaz_lint.model.platform import Platform
from multiaz_lint.model.pods.container import Container
from multiaz_lint.model.quota import ResourceQuota
from multiaz_lint.model.resource import Resource, mapping, sequence, string
from multiaz_lint.model.scale import Scale
from multiaz_lint.model.storage import PersistentVolume, PersistentVolumeClaim, StorageClass
from multiaz_lint.model.traffic import (
    Ingress,
    NetworkPolicy,
    PodMonitor,
    Service,
    ServiceMonitor,
)
from multiaz_lint.model.workload import ScalableWorkload, Workload
from multiaz_lint.model.workload_kinds import (
    CronJob,
    DaemonSet,
    Deployment,
    Job,
    Pod,
    ReplicaSet,
    ReplicationController,
    Rollout,
    StatefulSet,
)

__all__ = [
    "BETA_REGION",
    "BETA_ZONE",
    "DO_NOT_SCHEDULE",
    "HOSTNAME",
    "PREFERRED",
    "REGION",
    "REQUIRED",
    "SCHEDULE_ANYWAY",
    "ZONE",
    "ZONE_KEYS",
    "APIService",
    "AffinityTerm",
    "Autoscaler",
    "Cluster",
    "Container",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Field",
    "HorizontalPodAutoscaler",
    "Ingress",
    "Job",
    "NetworkPolicy",
    "Node",
    "NodeTerm",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Platform",
    "Pod",
    "PodDisruptionBudget",
    "PodMonitor",
    "ReplicaSet",
    "ReplicationController",
    "Resource",
    "ResourceQuota",
    "Rollout",
    "ScalableWorkload",
    "Scale",
    "ScaledObject",
    "Service",
    "ServiceMonitor",
    "Span",
    "SpreadConstraint",
    "StatefulSet",
    "StorageClass",
    "Toleration",
    "Webhook",
    "WebhookConfiguration",
    "Workload",
    "mapping",
    "sequence",
    "string",
]
