"""What no manifest of the input makes: an operator does, from a custom resource."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.custom.labels_unknown import COMMON, may_be_selected, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.resource import Resource

_NOT_MAKERS = (
    "argoproj.io/Rollout", "argoproj.io/Analysis", "bitnami.com/SealedSecret", "cert-manager.io",
    "cilium.io", "cloud.google.com", "elbv2.k8s.aws", "external-secrets.io", "gateway.networking",
    "keda.sh", "kyverno.io", "monitoring.coreos.com/PodMonitor", "monitoring.coreos.com/Probe",
    "monitoring.coreos.com/PrometheusRule", "monitoring.coreos.com/ServiceMonitor",
    "networking.gke.io", "networking.istio.io", "projectcontour.io", "secrets-store.csi",
    "security.istio.io", "telemetry.istio.io", "traefik.",
)  # fmt: skip
"""Groups and kinds of which nobody makes pods, or whose pods are seen as a workload's."""
_ANY = "*"
"""Stands for all names and kinds: there is none like it."""
_LONGEST = 253
"""No name is longer: DNS1123SubdomainMaxLength of the API server."""


def made_by_operator(selector: Selector, near: Resource, cluster: Cluster) -> bool:
    """Whether a selector that matches nothing here speaks of pods that an operator makes.

    It does when it asks for labels that one may add, and when a value is the name or kind of a
    custom resource of the namespace (``prometheus: k8s``).
    """
    if asks_of_operator(selector, near, cluster):
        return True
    return any(_is_there(value.lower(), near, cluster) for value in wanted(selector).values())


def asks_of_operator(selector: Selector, near: Resource, cluster: Cluster) -> bool:
    """Whether a selector asks for labels that an operator may add to its pods.

    They are of somebody's own domain and carried by no pod template of the namespace
    (``strimzi.io/cluster``), or all that pods of an operator there are known to lack. Where the
    input holds all there is, and no custom resource in the namespace, there are no such pods.
    """
    if cluster.platform.closed and not _is_there(_ANY, near, cluster):
        return False
    for key in wanted(selector):
        prefix, slash, _ = key.partition("/")
        if slash and prefix not in COMMON and key not in cluster.label_keys(near.namespace):
            return True
    return may_be_selected(selector, near, cluster)


def _is_there(word: str, near: Resource, cluster: Cluster) -> bool:
    """Whether a custom resource of this name or kind is in the namespace and environment."""
    found = _makers(cluster).get((near.namespace, word), [])
    return cluster.nearness.first_beside(found, near) is not None


@once
def _makers(cluster: Cluster) -> dict[tuple[str, str], list[Resource]]:
    """Return the custom resources of each namespace: all, and by name and kind in lower case."""
    makers: dict[tuple[str, str], list[Resource]] = {}
    for resource in cluster.resources:
        group = resource.group
        if "." in group and not group.endswith(".k8s.io") and resource.namespace:
            if f"{group}/{resource.kind}".startswith(_NOT_MAKERS):
                continue
            for word in {_ANY, resource.name.lower(), resource.kind.lower()}:
                cluster.effort.put(makers, (resource.namespace, word), resource)
    return makers


@once
def namespaces_of_makers(cluster: Cluster) -> frozenset[str]:
    """Return the namespaces with custom resources of which an operator may make something."""
    return frozenset([namespace for namespace, _ in _makers(cluster)])


def may_be_made(name: str, near: Resource, cluster: Cluster) -> bool:
    """Whether an operator may make an object of this name, beside a resource, from a custom one."""
    ends = [at for at, each in enumerate(name[: _LONGEST + 1]) if each == "-"]
    return any(_is_there(each, near, cluster) for each in (name, *(name[:end] for end in ends)))
