"""Nodes that manifests name: where no nodes are given, nobody knows in which zones those are."""

from __future__ import annotations

from multiaz_lint.drill.disks.volumes import NO_PROVISIONER
from multiaz_lint.model import HOSTNAME, PersistentVolume
from multiaz_lint.model.labels import IN
from multiaz_lint.model.nodes.node_selector import NodeSelector
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.drill.nodes.node import Node
    from multiaz_lint.model import Cluster
    from multiaz_lint.model import Workload as Manifest
    from multiaz_lint.model.disks.mounts import Mount

    Tree = Mapping[str, Any]

_NOT_GIVEN = "and no nodes are given"


def unknown_nodes(manifest: Manifest, spec: Tree, cluster: Cluster, nodes: Sequence[Node]) -> str:
    """Say which nodes beside the made-up ones decide where pods run; empty where none do."""
    name = string(spec.get("nodeName"))
    if name:
        known = any(node.name == name for node in nodes)
        return "" if known else f"it names {_words([name])}, {_NOT_GIVEN}"
    terms = [term.tree for term in manifest.node_terms]
    named = _missing(manifest.node_selector, terms or None, nodes)
    if named:
        return f"it names {_words(named)}, {_NOT_GIVEN}"
    for mount in cluster.volumes.lasting_of(manifest):
        volumes = list(_volumes(mount, cluster))
        missing = [_missing({}, _terms_of(volume), nodes) for volume in volumes]
        if missing and all(missing):
            words = _words(sorted({node for several in missing for node in several}))
            have = "the volume that its pods use is" if len(missing) == 1 else "its volumes are"
            return f"{have} on {words}, {_NOT_GIVEN}"
    return ""


def _words(names: Sequence[str]) -> str:
    return f"node{'' if len(names) == 1 else 's'} {listed(names, 5)}"


def _missing(selected: Tree, terms: Sequence[Tree] | None, nodes: Sequence[Node]) -> list[str]:
    """Return the nodes that a selection names, where it matches none of those which are there."""
    selector = NodeSelector(selected, terms)
    if selector.anywhere or any(selector.matches(each.name, each.labels) for each in nodes):
        return []
    return list(dict.fromkeys(_hosts(selected, terms or ())))


def _hosts(selected: Tree, terms: Iterable[Tree]) -> Iterator[str]:
    yield from filter(None, [string(selected.get(HOSTNAME))])
    for term in terms:
        for kind, key in (("matchExpressions", HOSTNAME), ("matchFields", "metadata.name")):
            for each in map(mapping, sequence(term.get(kind))):
                if each.get("key") == key and each.get("operator") == IN:
                    yield from filter(None, map(string, sequence(each.get("values"))))


def _volumes(mount: Mount, cluster: Cluster) -> Iterator[PersistentVolume]:
    """Yield the volumes of the input that a claim has, or one of which it gets."""
    storage = cluster.volumes.storage_of(mount)
    if storage.volume is not None:
        yield storage.volume
    elif storage.provisioner in {"", NO_PROVISIONER} and mount.class_name:
        for volume in cluster.of(PersistentVolume):
            if volume.spec.get("storageClassName") == mount.class_name:
                yield volume


def _terms_of(volume: PersistentVolume) -> list[Tree] | None:
    """Return the terms by which a volume says where it can be used; None where everywhere."""
    required = volume.get("spec", "nodeAffinity", "required")
    if not required:
        return None
    return [mapping(term) for term in sequence(mapping(required).get("nodeSelectorTerms"))]
