"""Pools of Rook's Ceph: how many copies of data there are, and which places keep them apart.

The CRUSH rule of a pool puts each copy, or each chunk of an erasure-coded pool, into another bucket
of the type that ``failureDomain`` names, by default another host. Rook makes the buckets ``zone``
and ``region`` of the well-known labels of nodes, those between of ``topology.rook.io/...`` (Rook
1.19). Data can be written while ``min_size`` copies are left: of n by default n - n/2, rounded down
(``osd_pool_default_min_size``, Ceph 19).
"""

from __future__ import annotations

from multiaz_lint.model.replication.copies import Copies, counted
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

GROUP = "ceph.rook.io"
KINDS = ("CephBlockPool", "CephFilesystem", "CephObjectStore")
_WITHIN_A_ZONE = frozenset(("osd", "host", "chassis", "rack", "row", "pdu", "pod", "room"))
"""Types of buckets of which a zone has several; a ``datacenter`` may be what others call a zone."""


class Pool:
    """A pool of a resource, at ``path`` in it; ``name`` is how messages call it."""

    __slots__ = ("name", "path", "resource", "tree")

    def __init__(self, resource: Resource, path: Path, name: str) -> None:
        self.resource = resource
        self.path = path
        self.name = name
        self.tree: dict[str, Any] = mapping(resource.get(*path))

    @property
    def domain(self) -> str:
        """The type of the places that keep copies apart."""
        domain = self.tree.get("failureDomain")
        return domain if domain and isinstance(domain, str) else "host"

    @property
    def within_a_zone(self) -> bool:
        """Whether a zone has several of these places."""
        return self.domain in _WITHIN_A_ZONE

    @property
    def copies(self) -> Copies | None:
        """Its copies; None for a pool that has chunks, or says nothing."""
        field = self.resource.at(*self.path, "replicated", "size")
        total = counted(field.value)
        if total is None or total < 1:
            return None
        needed = counted(mapping(self.tree.get("parameters")).get("min_size"))
        if not needed:
            needed = total - total // 2
        return Copies(field, total, needed, "min_size", "its data")

    @property
    def chunks(self) -> int:
        """The chunks of an erasure-coded pool, those of data and of coding; 0 for another pool."""
        coded = mapping(self.tree.get("erasureCoded"))
        return sum(counted(coded.get(name)) or 0 for name in ("dataChunks", "codingChunks"))


def pools(resource: Resource) -> Iterator[Pool]:
    """Yield the pools that a resource of one of the kinds asks for."""
    if resource.kind == "CephBlockPool":
        yield Pool(resource, ("spec",), str(resource))
        return
    yield Pool(resource, ("spec", "metadataPool"), f"the metadata pool of {resource}")
    if resource.kind == "CephObjectStore":
        yield Pool(resource, ("spec", "dataPool"), f"the data pool of {resource}")
        return
    for index, tree in enumerate(sequence(resource.spec.get("dataPools"))):
        name = mapping(tree).get("name") or index
        yield Pool(resource, ("spec", "dataPools", index), f"data pool {name} of {resource}")
