"""Fields that cannot be changed once the object exists: the API server refuses the next apply.

From Kubernetes 1.37: ValidateStatefulSetUpdate and ValidateImmutableField of the selectors in
pkg/apis/apps/validation, ValidateJobSpecUpdate in batch/validation, ValidatePodUpdate in
core/validation.
"""

from __future__ import annotations

from multiaz_lint.model.workload import Workload
from multiaz_lint.model.workload_kinds import CronJob, Job, Pod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.field import Field

_APPS = frozenset(("apps", "extensions"))
_OF_STATEFUL_SETS = frozenset((
    "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
))  # fmt: skip
"""The fields of their spec that can be changed."""
_SELECTED = frozenset(("Deployment", "DaemonSet", "ReplicaSet"))
_OF_JOBS = frozenset((
    "template", "selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex",
    "managedBy", "successPolicy",
))  # fmt: skip
"""The fields of their spec that cannot be changed."""


def is_immutable(field: Field, *, adds: bool = False) -> bool:
    """Whether a field cannot be changed, or added to, in an object that exists.

    What gets a new name each time, and what Helm makes anew for each release, does not exist.
    """
    path = field.path
    resource = field.resource
    if len(path) < 2 or path[0] != "spec" or not isinstance(resource, Workload):
        return False
    if resource.kind in _SELECTED and path[1] != "selector":
        return False  # as of most edits
    if not resource.metadata.get("name") or resource.is_hook:
        return False
    if isinstance(resource, Pod):
        return not _may_change_in_pod(path[1:], adds=adds)
    if isinstance(resource, Job):
        return path[1] in _OF_JOBS and not isinstance(resource, CronJob)
    if resource.group not in _APPS:
        return False
    if resource.kind == "StatefulSet":
        return path[1] not in _OF_STATEFUL_SETS
    return path[1] == "selector" and resource.kind in _SELECTED


def _may_change_in_pod(path: tuple[str | int, ...], *, adds: bool) -> bool:
    """Whether a field of a pod spec may change: images, and more or longer tolerations."""
    if path[0] == "tolerations":
        return (adds and len(path) == 1) or path[-1] == "tolerationSeconds"
    return path[-1] == "image" or path[0] == "activeDeadlineSeconds"
