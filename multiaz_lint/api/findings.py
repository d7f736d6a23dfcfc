"""Which rule says what: every complaint of the API server belongs to exactly one rule."""

from __future__ import annotations

from multiaz_lint.api.decoding.go_types import basic, table
from multiaz_lint.api.derived import review_pod
from multiaz_lint.api.errors import distinct
from multiaz_lint.api.review import review
from multiaz_lint.api.verdict import ACCEPTED
from multiaz_lint.model.cached import once, once_each
from multiaz_lint.model.encrypted import OWN_FIELD, is_encrypted, is_hidden
from multiaz_lint.rule import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from multiaz_lint.api.custom.schema import Schemas
    from multiaz_lint.api.errors import FieldError
    from multiaz_lint.api.verdict import Complaint, Verdict
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource

    Version = tuple[int, int]
    Complaints = dict[str, list[FieldError]]

_BY_STEP = {
    "tolerations": "api-invalid-toleration",
    "topologySpreadConstraints": "api-invalid-spread",
    "affinity": "api-invalid-affinity",
    "nodeSelector": "api-invalid-affinity",
    "livenessProbe": "api-invalid-probe",
    "readinessProbe": "api-invalid-probe",
    "startupProbe": "api-invalid-probe",
    "lifecycle": "api-invalid-probe",
    "volumes": "api-invalid-storage",
    "volumeMounts": "api-invalid-storage",
    "volumeDevices": "api-invalid-storage",
    "volumeClaimTemplates": "api-invalid-storage",
}
_BY_KIND = {
    ("policy", "PodDisruptionBudget"): "api-invalid-pdb",
    ("autoscaling", "HorizontalPodAutoscaler"): "api-invalid-hpa",
    ("", "Service"): "api-invalid-service",
    ("networking.k8s.io", "Ingress"): "api-invalid-service",
    ("networking.k8s.io", "NetworkPolicy"): "api-invalid-service",
    ("", "PersistentVolume"): "api-invalid-storage",
    ("", "PersistentVolumeClaim"): "api-invalid-storage",
    ("storage.k8s.io", "StorageClass"): "api-invalid-storage",
}
_WORKLOADS = frozenset(
    (
        ("", "Pod"), ("", "ReplicationController"), ("batch", "Job"), ("batch", "CronJob"),
        *(("apps", kind) for kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet")),
    )
)  # fmt: skip
_MOVED = {"Ingress": "networking.k8s.io", "NetworkPolicy": "networking.k8s.io"}
_MISMATCH = "`selector` does not match template `labels`"
_NOTHING: Complaints = {}


COMPLAINT = "(complaint)"
"""What a rule needs that speaks only of what the API server says: no field has this name."""
CHANGED_KEY = "(changed key)"
"""What a rule needs that speaks of keys which YAML changes: some manifest of the run has one."""


def complained(resource: Resource) -> bool:
    """Whether the API server has anything to say of a resource, or nobody has asked it yet."""
    verdict: Verdict | None = resource.verdict
    if verdict is ACCEPTED:
        return False
    return verdict is None or bool(
        verdict.errors
        or verdict.strict
        or verdict.decode is not None
        or verdict.served is not True
        or not verdict.known
        or resource.facts.undecodable is not None
    )


def verdict_of(resource: Resource, cluster: Cluster) -> Verdict:
    """Return the verdict on a resource; it is worked out once."""
    found: Verdict | None = resource.verdict
    if found is None:
        version = cluster.platform.kubernetes
        found = review(resource.tree, version=version, schemas=schemas_of(cluster))
        resource.verdict = found
        if found.known and found.decode is None and not root_type(resource):
            resource.facts.custom = True
    return found


@once
def schemas_of(cluster: Cluster) -> Schemas | None:
    """Return the schemas of the custom resources that the input defines, if there are any."""
    from multiaz_lint.api.custom.schema import schemas

    return schemas(cluster.resources)


def gone(resource: Resource, cluster: Cluster) -> bool:
    """Whether the release has removed the API version: the server then says nothing else."""
    from multiaz_lint.api.versions.releases import removal

    removed = removal(resource.api_version, resource.kind)
    return removed is not None and removed[0] <= cluster.platform.kubernetes


def said(resource: Resource, cluster: Cluster, rule: str) -> Iterable[Problem]:
    """Return what one rule has to say about a resource's field errors."""
    errors = _sorted_out(resource, cluster).get(rule)
    return () if errors is None else [problem(resource, error) for error in errors]


@once_each
def _sorted_out(resource: Resource, cluster: Cluster) -> Complaints:
    errors = () if resource.part else verdict_of(resource, cluster).errors
    if not errors or gone(resource, cluster):
        return _NOTHING
    found: Complaints = {}
    for error in errors:
        found.setdefault(rule_of(resource.group, resource.kind, error), []).append(error)
    return found


def rule_of(group: str, kind: str, error: FieldError) -> str:
    """Return the rule that a field error belongs to."""
    if group == "extensions":
        group = _MOVED.get(kind, "apps")
    rule = _BY_KIND.get((group, kind))
    if rule is not None:
        return rule
    if (group, kind) not in _WORKLOADS:
        return "api-invalid-object"
    if error.detail == _MISMATCH:
        return "api-selector-mismatch"
    for step in error.steps:
        rule = _BY_STEP.get(step) if isinstance(step, str) else None
        if rule is not None:
            return rule
    return "api-invalid-workload"


def rejected_pods(resource: Resource, cluster: Cluster) -> Iterable[Problem]:
    """Return what the Pods of an accepted workload are told."""
    verdict = verdict_of(resource, cluster)
    if verdict.errors or (verdict.known and verdict.decode is not None):
        return ()
    if verdict.served is not True and root_type(resource):
        return ()
    if resource.facts.unsound_template is not None:
        return ()
    errors = review_pod(resource.tree, resource.kind, version=cluster.platform.kubernetes)
    if not errors:
        return ()
    from multiaz_lint.api.objects.image_triggers import images_to_come

    to_come = images_to_come(resource)
    return [
        problem(resource, error, of_pod=True)
        for error in distinct(errors)
        if error.steps not in to_come
    ]


def problem(resource: Resource, error: FieldError, *, of_pod: bool = False) -> Problem:
    """Turn a field error into a problem at the field to change."""
    words = error.message
    api: dict[str, Any] = {"type": error.type, "words": words}
    value = getattr(error.value, "value", error.value)
    if isinstance(value, (str, int, float, bool, dict, list)) and value != "":
        api["value"] = value
    if of_pod:
        api["object"] = "Pod"
        words = f"{resource} is accepted, but every pod of it is refused: {words}"
    else:
        words = f"the API server refuses {resource}: {words}"
    return Problem(place(resource, error), words, api=api)


def place(resource: Resource, error: FieldError) -> Field:
    """Return the field that a field error points at."""
    return resource.at(*error.steps)


def refused(resource: Resource, complaint: Complaint, words: str, **more: Any) -> Problem:
    """Turn what the decoder says into a problem at the field to change."""
    api: dict[str, Any] = {"type": complaint.reason, "words": complaint.message}
    return Problem(resource.at(*complaint.path), words, api=api, **more)


def undecodable(resource: Resource, cluster: Cluster) -> Sequence[Complaint]:
    """Return everything in a resource that cannot be decoded, not only the first."""
    if resource.part:
        return ()
    found: Sequence[Complaint] | None = resource.facts.undecodable
    if found is None:
        first = verdict_of(resource, cluster).decode
        found = () if first is None else (first,)
    return () if found and gone(resource, cluster) else _decrypted(resource, found)


def strict(resource: Resource, cluster: Cluster) -> Sequence[Complaint]:
    """Return the unknown and duplicate fields, even of a resource that cannot be decoded."""
    if resource.part:
        return ()
    verdict: Verdict | None = resource.facts.rest
    found = (verdict or verdict_of(resource, cluster)).strict
    return () if found and gone(resource, cluster) else _decrypted(resource, found)


def _decrypted(resource: Resource, found: Sequence[Complaint]) -> Sequence[Complaint]:
    """Leave out what nobody complains of once SOPS has decrypted a manifest.

    Elsewhere than in a Secret an encrypted value is still to be filled, and may count.
    """
    if not found or not is_encrypted(resource.tree):
        return found
    is_secret = resource.kind == "Secret"
    return [
        each
        for each in found
        if each.path != (OWN_FIELD,)
        and not (is_secret and is_hidden(resource.at(*each.path).written))
    ]


def stands_for_a_string(complaint: Complaint) -> object:
    """Return the boolean or number that stands where a string belongs, if that is the complaint."""
    if complaint.reason != "type" or not isinstance(complaint.value, tuple):
        return None
    kind, value = complaint.value
    return value if isinstance(value, (bool, int, float)) and basic(kind) == "string" else None


def root_type(resource: Resource) -> str:
    """Return the Go type of a resource; empty for kinds that Kubernetes does not have."""
    kinds = table("kinds").KINDS.get(resource.api_version) or {}
    return str(kinds.get(resource.kind, ("",))[0])
