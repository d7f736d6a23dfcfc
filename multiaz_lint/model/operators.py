"""What no manifest of the input makes: an operator does, from a custom resource."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Selector

_COMMON = frozenset({"app.kubernetes.io", "helm.sh", "kubernetes.io", "k8s.io"})
"""Prefixes of labels that anybody writes by hand."""
_NOT_MAKERS = ("cert-manager.io", "monitoring.coreos.com/ServiceMonitor", "gateway.networking")


def made_by_operator(selector: Selector, namespace: str, cluster: Cluster) -> bool:
    """Whether a selector that matches nothing here speaks of pods that an operator makes.

    It does when it uses a label of somebody's own domain that no pod template of the namespace
    carries (``strimzi.io/cluster``), or when a value is the name or kind of a custom resource there
    (``prometheus: k8s``).
    """
    wanted = dict(selector.equalities)
    for key, operator, values in selector.expressions:
        if operator in {"In", "Exists"}:
            wanted.setdefault(key, next(iter(values), ""))
    for key in wanted:
        prefix, slash, _ = key.partition("/")
        if slash and prefix not in _COMMON and key not in cluster.label_keys(namespace):
            return True
    names = custom_names(namespace, cluster)
    return any(value.lower() in names for value in wanted.values() if value)


def custom_names(namespace: str, cluster: Cluster) -> frozenset[str]:
    """Return the names and kinds, in lower case, of the custom resources of a namespace."""
    by_namespace: dict[str, set[str]] | None = cluster.facts.get("custom names")
    if by_namespace is None:
        by_namespace = cluster.facts["custom names"] = {}
        for resource in cluster.resources:
            group = resource.group
            if "." in group and not group.endswith(".k8s.io") and resource.namespace:
                if f"{group}/{resource.kind}".startswith(_NOT_MAKERS):
                    continue
                names = by_namespace.setdefault(resource.namespace, set())
                names.update((resource.name.lower(), resource.kind.lower()))
    return frozenset(by_namespace.get(namespace, ()))
