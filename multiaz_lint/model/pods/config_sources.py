"""ConfigMaps and Secrets without which no container of a pod starts."""

from __future__ import annotations

from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.workload import Workload

CONFIG_MAP, SECRET = "ConfigMap", "Secret"
_IN_EACH_NAMESPACE = (CONFIG_MAP, "kube-root-ca.crt")
"""What a controller puts there (RootCAConfigMap publisher, 1.37)."""


def sources_missing(workload: Workload, cluster: Cluster) -> list[str]:
    """Return what the input does not hold of them, each as ``kind/name``.

    The kubelet mounts no volume and makes no container without them, unless they are optional
    (ContainerCreating, CreateContainerConfigError; 1.37).
    """
    missing = (
        f"{kind.lower()}/{name}"
        for kind, name in _sources(workload)
        if name
        and not is_placeholder(name)
        and (kind, name) != _IN_EACH_NAMESPACE
        and not cluster.find(("", kind, workload.namespace, name), workload)
    )
    return list(dict.fromkeys(missing))


def _sources(workload: Workload) -> Iterator[tuple[str, str]]:
    """Yield the kind and name of each that is not optional."""
    for _, volume in workload.volumes():
        yield from _one(CONFIG_MAP, volume.get("configMap"))
        yield from _one(SECRET, volume.get("secret"), "secretName")
        for source in sequence(mapping(volume.get("projected")).get("sources")):
            yield from _one(CONFIG_MAP, mapping(source).get("configMap"))
            yield from _one(SECRET, mapping(source).get("secret"))
    for container in workload.containers:
        for each in sequence(container.tree.get("envFrom")):
            yield from _one(CONFIG_MAP, mapping(each).get("configMapRef"))
            yield from _one(SECRET, mapping(each).get("secretRef"))
        for each in sequence(container.tree.get("env")):
            source = mapping(mapping(each).get("valueFrom"))
            yield from _one(CONFIG_MAP, source.get("configMapKeyRef"))
            yield from _one(SECRET, source.get("secretKeyRef"))


def _one(kind: str, written: Any, key: str = "name") -> Iterator[tuple[str, str]]:
    source = mapping(written)
    if source and source.get("optional") is not True:
        yield kind, string(source.get(key))
