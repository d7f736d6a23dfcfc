"""What is a part of an object, and no object: what Kustomize and kubeadm merge into the whole."""

from __future__ import annotations

import os

from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.resource import Resource


def is_patch(resource: Resource) -> bool:
    """Whether an object is a part of one, which Kustomize merges into the whole.

    It bears Kustomize's own directive; or it is a workload without selector, pod labels and any
    image, which no API server takes and no author means as a whole. So is what kubeadm merges.
    """
    tree, spec = resource.tree, resource.spec
    if "$patch" in tree or "$patch" in spec:
        return True
    if resource.kind == "Pod":
        return is_of_kubeadm(resource)
    if (resource.group, resource.kind) not in _WHOLE_ONLY or getattr(tree, "duplicates", None):
        return False
    if spec.get("selector") is not None:
        return False
    template = mapping(spec.get("template"))
    if mapping(template.get("metadata")).get("labels"):
        return False
    containers = sequence(mapping(template.get("spec")).get("containers"))
    return bool(spec) and not any(mapping(each).get("image") for each in containers)


def is_of_kubeadm(pod: Resource) -> bool:
    """Whether it is a part that kubeadm merges into a static Pod of the control plane.

    kubeadm knows a patch by its file's name, which begins with that of the Pod (cmd/kubeadm
    app/util/patches parseFilename, 1.37). A whole one has images, and labels that tell its
    component (app/util/staticpod ComponentPod). Any other Pod without an image is a mistake.
    """
    if (
        pod.kind != "Pod"
        or pod.name not in _STATIC_PODS
        or pod.group
        or getattr(pod.tree, "duplicates", None)
    ):
        return False
    metadata = mapping(pod.tree.get("metadata"))
    file, _, ending = os.path.basename(pod.origin).rpartition(".")
    if not file.startswith(pod.name) or ending not in {"yaml", "json"}:
        return False
    if metadata.get("namespace") != "kube-system" or metadata.get("labels"):
        return False
    containers = [
        *sequence(pod.spec.get("containers")),
        *sequence(pod.spec.get("initContainers")),
    ]
    return bool(pod.spec) and not any(mapping(each).get("image") for each in containers)


_STATIC_PODS = frozenset({"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"})


def is_whole(resource: Resource) -> bool:
    """Whether an object is a workload with all that one needs: a selector, and images."""
    if (resource.group, resource.kind) not in _WHOLE_ONLY:
        return False
    spec = mapping(resource.tree.get("spec"))
    template = mapping(spec.get("template"))
    containers = sequence(mapping(template.get("spec")).get("containers"))
    return bool(
        spec.get("selector")
        and containers
        and all(mapping(each).get("image") for each in containers)
    )


_WHOLE_ONLY = frozenset({("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet")})


def is_text(entry: str) -> bool:
    """Whether an entry is the patch or the plugin itself that it could name, and no path."""
    return "\n" in entry or entry.lstrip().startswith("{")
