"""What CSI drivers say of nodes and of the room that is left (storage validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.pods.resources import NEGATIVE
from multiaz_lint.api.pods.volume_disks import csi_driver
from multiaz_lint.api.quantity import Quantity, parse
from multiaz_lint.api.selectors import label_selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_DRIVERS: Link = ((None, "spec"), "drivers")
_LONGEST_NODE = 256


def storage_capacity(errors: Errors, tree: Tree) -> None:
    """Check a CSIStorageCapacity (ValidateCSIStorageCapacity)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)
    label_selector(errors, (None, "nodeTopology"), tree.get("nodeTopology"))
    name = tree.get("storageClassName") or ""
    errors.each_invalid((None, "storageClassName"), name, names.dns_subdomain(name))
    written = tree.get("capacity")
    capacity = None if written is None else parse(written)
    if isinstance(capacity, Quantity) and capacity.nano < 0:
        errors.invalid((None, "capacity"), str(capacity), NEGATIVE)


def csi_node(errors: Errors, tree: Tree) -> None:
    """Check a CSINode (ValidateCSINode)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False)
    seen: set[str] = set()
    for index, written in enumerate((tree.get("spec") or {}).get("drivers") or ()):
        driver, place = written or {}, (_DRIVERS, index)
        name = driver.get("name") or ""
        csi_driver(errors, (place, "name"), name)
        if name in seen:
            errors.duplicate((place, "name"), name)
        seen.add(name)
        node = driver.get("nodeID") or ""
        if not node:
            errors.required((place, "nodeID"))
        if len(node.encode()) > _LONGEST_NODE:
            detail = f"must be {_LONGEST_NODE} characters or less"
            errors.invalid((place, "nodeID"), node, detail)
        count = (driver.get("allocatable") or {}).get("count")
        if count is not None:
            errors.nonnegative(((place, "allocatable"), "count"), count)
        _topology_keys(errors, place, [each or "" for each in driver.get("topologyKeys") or ()])


def _topology_keys(errors: Errors, place: Link, keys: list[str]) -> None:
    """Check the labels that say where a node is; the server complains of the driver as a whole."""
    seen: set[str] = set()
    for index, key in enumerate(keys):
        at: Link = ((place, "topologyKeys"), index)
        if not key:
            errors.required(place, at=at)
        if key in seen:
            errors.duplicate(place, key, at=at)
        seen.add(key)
        errors.each_invalid(place, key, names.label_key(key), at)
