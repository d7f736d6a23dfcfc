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
_NONE: frozenset[str] = frozenset()


def made_by_operator(selector: Selector, near: Resource, cluster: Cluster) -> bool:
    """Whether a selector that matches nothing here speaks of pods that an operator makes.

    It does when it asks for labels that one may add, and when a value is the name or kind of a
    custom resource of the namespace (``prometheus: k8s``).
    """
    if asks_of_operator(selector, near, cluster):
        return True
    names = _custom_names(cluster).get(near.namespace, _NONE)
    return any(value.lower() in names for value in wanted(selector).values() if value)


def asks_of_operator(selector: Selector, near: Resource, cluster: Cluster) -> bool:
    """Whether a selector asks for labels that an operator may add to its pods.

    They are of somebody's own domain and carried by no pod template of the namespace
    (``strimzi.io/cluster``), or all that pods of an operator there are known to lack. Where the
    input holds all there is, and no custom resource in the namespace, there are no such pods.
    """
    if cluster.platform.closed and not _custom_names(cluster).get(near.namespace, _NONE):
        return False
    for key in wanted(selector):
        prefix, slash, _ = key.partition("/")
        if slash and prefix not in COMMON and key not in cluster.label_keys(near.namespace):
            return True
    return may_be_selected(selector, near, cluster)


@once
def _custom_names(cluster: Cluster) -> dict[str, set[str]]:
    """Return by namespace the names and kinds, in lower case, of its custom resources."""
    by_namespace: dict[str, set[str]] = {}
    for resource in cluster.resources:
        group = resource.group
        if "." in group and not group.endswith(".k8s.io") and resource.namespace:
            if f"{group}/{resource.kind}".startswith(_NOT_MAKERS):
                continue
            names = by_namespace.setdefault(resource.namespace, set())
            names.update((resource.name.lower(), resource.kind.lower()))
    return by_namespace


def may_be_made(claim: str, namespace: str, cluster: Cluster) -> bool:
    """Whether an operator may make a claim of this name from a custom resource."""
    return any(
        claim == each or claim.startswith(f"{each}-")
        for each in _custom_names(cluster).get(namespace, _NONE)
    )
