"""The Pod that a controller makes of a workload, and what the API server says to it (1.37).

A workload is validated by its template; each of its Pods is validated again, after more changes:
limits become requests, matchLabelKeys become expressions, images may not be padded. Such a
workload is accepted while none of its Pods can be created.
"""

from __future__ import annotations

from multiaz_lint.api.errors import Errors
from multiaz_lint.api.versions.releases import TEMPLATES
from multiaz_lint.model.placement import PREFERRED, REQUIRED
from multiaz_lint.model.resource import mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import FieldError

    Tree = dict[str, Any]

_ROLLOUT = "Rollout"
_PATHS = {
    _ROLLOUT: TEMPLATES["Deployment"],
    **{kind: path for kind, path in TEMPLATES.items() if kind not in {"Pod", "PodTemplate"}},
}
HASH = "0123456789"  # stands for the hash that a controller makes up


def review_pod(tree: Tree, kind: str, *, version: tuple[int, int]) -> list[FieldError]:
    """Return what the Pods made of a workload are told; the places are in the workload's tree.

    The template of a Rollout of Argo is nothing to the API server, so its Pods are asked for all.
    """
    if kind not in _PATHS:
        return []
    path = _PATHS[kind][:-1]
    template: Any = tree
    for step in path:
        template = template.get(step) if isinstance(template, dict) else None
    if not isinstance(template, dict):
        return []
    spec = template.get("spec") or {}
    if kind != _ROLLOUT and not _may_differ(spec, tree, kind):
        return []
    from multiaz_lint.api.pods.pod import pod

    errors = Errors()
    pod(errors, _made(tree, kind, template), merged=version >= (1, 34))
    for error in errors:
        # fields keep the Pod's own path; places lie in the template
        link: Any = None
        steps: list[str | int] = [*path, *error.steps]
        for each in steps:
            link = (link, each)
        error.at = link
    return errors


def _may_differ(spec: Tree, tree: Tree, kind: str) -> bool:
    """Tell whether anything is written that only Pods are asked about."""
    if spec.get("hostNetwork") or spec.get("resources"):
        return True
    if spec.get("nodeName") and spec.get("schedulingGates"):
        return True
    for name in ("containers", "initContainers"):
        for container in spec.get(name) or ():
            image = (container or {}).get("image")
            if image and image != image.strip():
                return True
    for volume in spec.get("volumes") or ():
        if (volume or {}).get("projected"):
            return True
    for constraint in spec.get("topologySpreadConstraints") or ():
        if (constraint or {}).get("matchLabelKeys"):
            return True
    if _matches_label_keys(spec.get("affinity") or {}):
        return True
    return kind == "StatefulSet" and len((tree.get("metadata") or {}).get("name") or "") > 61


def _matches_label_keys(affinity: Tree) -> bool:
    """Tell whether a term takes values from the labels of the Pod, which a template lacks."""
    for side in ("podAffinity", "podAntiAffinity"):
        terms = affinity.get(side) or {}
        for term in terms.get(REQUIRED) or ():
            if term and (term.get("matchLabelKeys") or term.get("mismatchLabelKeys")):
                return True
        for weighted in terms.get(PREFERRED) or ():
            term = (weighted or {}).get("podAffinityTerm")
            if term and (term.get("matchLabelKeys") or term.get("mismatchLabelKeys")):
                return True
    return False


def _made(tree: Tree, kind: str, template: Tree) -> Tree:
    meta = template.get("metadata") or {}
    own = mapping(tree.get("metadata"))  # that of a Rollout may be anything
    name = string(own.get("name")) or "x"
    labels = dict(meta.get("labels") or {})
    spec = template.get("spec") or {}
    if kind in {"Deployment", "ReplicaSet"}:
        labels.setdefault("pod-template-hash", HASH)
        name = f"{name[:47]}-{HASH}-abcde"
    elif kind == _ROLLOUT:
        labels.setdefault("rollouts-pod-template-hash", HASH)
        name = f"{name[:47]}-{HASH}-abcde"
    elif kind == "StatefulSet":
        name = f"{name}-0"
        labels["statefulset.kubernetes.io/pod-name"] = name
        labels["apps.kubernetes.io/pod-index"] = "0"
        labels["controller-revision-hash"] = HASH
        spec = _with_claims(tree, spec, name)
    elif kind == "DaemonSet":
        labels["controller-revision-hash"] = HASH
        name = f"{name[:57]}-abcde"
    elif kind in {"Job", "CronJob"}:
        job = name[:46]
        for key in ("job-name", "batch.kubernetes.io/job-name"):
            labels.setdefault(key, job)
        for key in ("controller-uid", "batch.kubernetes.io/controller-uid"):
            labels.setdefault(key, "00000000-0000-0000-0000-000000000000")
        name = f"{job}-abcde"
    # The ServiceAccount admission plugin gives every Pod an account.
    if not spec.get("serviceAccountName") and not spec.get("serviceAccount"):
        spec = {**spec, "serviceAccountName": "default"}
    return {
        "metadata": {
            "name": name,
            "namespace": string(own.get("namespace")) or "default",
            "labels": labels,
            "annotations": meta.get("annotations"),
        },
        "spec": spec,
    }


def _with_claims(tree: Tree, spec: Tree, pod_name: str) -> Tree:
    """Put the claims of a StatefulSet in place of the template's volumes of the same name."""
    claims = (tree.get("spec") or {}).get("volumeClaimTemplates") or ()
    names = [((claim or {}).get("metadata") or {}).get("name") or "" for claim in claims]
    if not names:
        return spec
    volumes = [v for v in spec.get("volumes") or () if (v or {}).get("name") not in names]
    made = [
        {"name": name, "persistentVolumeClaim": {"claimName": f"{name}-{pod_name}"}}
        for name in names
    ]
    return {**spec, "volumes": [*volumes, *made]}
