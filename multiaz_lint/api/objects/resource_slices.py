"""ResourceSlices: the devices of drivers, as they are published (resource validation, 1.37).

Fields of gates that are off by default are dropped before anything is asked of them.
"""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import OMITTED, Json, Key
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.objects.device_capacity import device_capacity
from multiaz_lint.api.objects.device_claims import is_older
from multiaz_lint.api.objects.device_parts import (
    attribute,
    binding_conditions,
    device_taint,
    pool_name,
    qualified_name,
)
from multiaz_lint.api.pods.placing import node_selector
from multiaz_lint.api.pods.volume_disks import csi_driver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_DEVICES: Link = (SPEC, "devices")
_MOST_DEVICES = 128
_MOST_ADVANCED = 64
_MOST_SETS = 8
_MOST_CONSUMED = 2
_MOST_COUNTERS = 32
_MOST_VALUES = 32
_MOST_ATTRIBUTES = 48
_MOST_TAINTS = 16
_ONE_WAY = (
    "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"
)
_ONE_WAY_OF_DEVICE = (
    "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when "
    "`perDeviceNodeSelection` is set to true in the ResourceSlice spec"
)
_NOT_OF_DEVICES = (
    "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set "
    "to true in the ResourceSlice spec"
)
_TRUE_OR_UNSET = "must be either unset or set to true"


def resource_slice(errors: Errors, tree: Tree) -> None:
    """Check a ResourceSlice (ValidateResourceSlice)."""
    if is_older(tree):
        return
    meta = tree.get("metadata")
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, numbered=True)
    spec = tree.get("spec") or {}
    csi_driver(errors, (SPEC, "driver"), spec.get("driver") or "")
    _pool(errors, (SPEC, "pool"), spec.get("pool") or {})
    _nodes(errors, spec)
    shared, devices = spec.get("sharedCounters"), spec.get("devices")
    if shared is not None and devices is not None:
        errors.invalid(SPEC, "", "only one of `sharedCounters` or `devices` is allowed")
    _all_devices(errors, [each or {} for each in devices or ()], spec)
    place: Link = (SPEC, "sharedCounters")
    sets = [each or {} for each in shared or ()]
    if len(sets) > _MOST_SETS:
        errors.too_many(place, len(sets), _MOST_SETS)
        return
    _unique(errors, place, sets, "name")
    for index, each in enumerate(sets):
        _counters(errors, (place, index), each, "name", generated=False)


def _pool(errors: Errors, place: Link, pool: Tree) -> None:
    pool_name(errors, (place, "name"), pool.get("name") or "")
    count, generation = pool.get("resourceSliceCount") or 0, pool.get("generation") or 0
    if count <= 0:
        errors.invalid((place, "resourceSliceCount"), int(count), "must be greater than zero")
    if generation < 0:
        detail = "must be greater than or equal to zero"
        errors.invalid((place, "generation"), int(generation), detail)


def _nodes(errors: Errors, spec: Tree) -> None:
    """Check which nodes the devices are for."""
    chosen = _chosen(errors, SPEC, spec, "must be either unset or set to a non-empty string")
    terms = (spec.get("nodeSelector") or {}).get("nodeSelectorTerms")
    if spec.get("nodeSelector") is not None and len(terms or ()) != 1:
        here: Link = ((SPEC, "nodeSelector"), "nodeSelectorTerms")
        value = Json(terms, "[]core.NodeSelectorTerm")
        errors.invalid(here, value, "must have exactly one node selector term")
    each = spec.get("perDeviceNodeSelection")
    if each:
        chosen.append("`perDeviceNodeSelection`")
    elif each is not None:
        errors.invalid((SPEC, "perDeviceNodeSelection"), value=False, detail=_TRUE_OR_UNSET)
    if not chosen:
        errors.required(SPEC, _ONE_WAY)
    elif len(chosen) > 1:
        detail = f"{_ONE_WAY}, but multiple fields are set"
        errors.invalid(SPEC, f"{{{', '.join(chosen)}}}", detail)


def _chosen(errors: Errors, place: Link, written: Tree, of_no_name: str) -> list[str]:
    """Check in which ways nodes are named; return those that count."""
    found = []
    name, selector, every = (written.get(k) for k in ("nodeName", "nodeSelector", "allNodes"))
    if name:
        found.append("`nodeName`")
        errors.each_invalid((place, "nodeName"), name, names.dns_subdomain(name))
    elif name is not None:
        errors.invalid((place, "nodeName"), "", of_no_name)
    if selector is not None:
        found.append("`nodeSelector`")
        node_selector(errors, (place, "nodeSelector"), selector)
    if every:
        found.append("`allNodes`")
    elif every is not None:
        errors.invalid((place, "allNodes"), value=False, detail=_TRUE_OR_UNSET)
    return found


def _all_devices(errors: Errors, devices: Sequence[Tree], spec: Tree) -> None:
    advanced = any(each.get("taints") or each.get("consumesCounters") for each in devices)
    most = _MOST_ADVANCED if advanced else _MOST_DEVICES
    generated = len(devices) > most
    if generated:
        errors.too_many(_DEVICES, len(devices), most)
    seen: set[str] = set()
    for index, device in enumerate(devices):
        _device(errors, (_DEVICES, index), device, spec, generated=generated)
        name = device.get("name") or ""
        if name in seen and not generated:
            errors.duplicate((_DEVICES, index), name)
        seen.add(name)


def _device(errors: Errors, place: Link, device: Tree, spec: Tree, *, generated: bool) -> None:
    """Check a device; ``generated``: only what generated validation checks."""
    attributes, capacity = device.get("attributes") or {}, device.get("capacity") or {}
    here: Link = (place, "attributes")
    for key, written in attributes.items():
        attribute(errors, here, key, written or {}, generated=generated)
    _taints(errors, (place, "taints"), device.get("taints") or (), generated=generated)
    here = (place, "consumesCounters")
    consumed = [each or {} for each in device.get("consumesCounters") or ()]
    if len(consumed) > _MOST_CONSUMED:
        errors.too_many(here, len(consumed), _MOST_CONSUMED)
    else:
        _unique(errors, here, consumed, "counterSet")
        for index, each in enumerate(consumed):
            _counters(errors, (here, index), each, "counterSet", generated=generated)
    binding_conditions(errors, place, device, generated=generated)
    if generated:
        return
    name = device.get("name") or ""
    errors.each_invalid((place, "name"), name, names.dns_label(name))
    count = len(attributes) + len(capacity)
    if count > _MOST_VALUES:
        detail = f"the total number of attributes and capacities must not exceed {_MOST_VALUES}"
        errors.invalid(place, count, detail)
    if len(attributes) > _MOST_ATTRIBUTES:
        detail = f"the total number of attribute values must not exceed {_MOST_ATTRIBUTES}"
        errors.invalid(place, len(attributes), detail)
    for part, written in (("attributes", attributes), ("capacity", capacity)):
        for key in written:
            qualified_name(errors, (place, part), key, ((place, part), Key(key)))
    device_capacity(errors, (place, "capacity"), capacity, device)
    _nodes_of_device(errors, place, device, spec)


def _taints(errors: Errors, place: Link, taints: Sequence[Any], *, generated: bool) -> None:
    if len(taints) > _MOST_TAINTS and not generated:
        errors.too_many(place, len(taints), _MOST_TAINTS)
        generated = True
    for index, taint in enumerate(taints):
        device_taint(errors, (place, index), taint or {}, generated=generated)


def _nodes_of_device(errors: Errors, place: Link, device: Tree, spec: Tree) -> None:
    if not spec.get("perDeviceNodeSelection"):
        if any(device.get(key) is not None for key in ("nodeName", "nodeSelector", "allNodes")):
            errors.invalid(place, Json(None), _NOT_OF_DEVICES)
        return
    chosen = _chosen(errors, place, device, "must not be empty")
    if not chosen:
        errors.required(place, _ONE_WAY_OF_DEVICE)
    elif len(chosen) > 1:
        errors.invalid(place, f"{{{', '.join(chosen)}}}", _ONE_WAY_OF_DEVICE)


def _unique(errors: Errors, place: Link, written: Sequence[Tree], key: str) -> None:
    seen: set[str] = set()
    for index, each in enumerate(written):
        name = each.get(key) or ""
        if name in seen:
            errors.duplicate((place, index), OMITTED)
        seen.add(name)


def _counters(errors: Errors, place: Link, written: Tree, key: str, *, generated: bool) -> None:
    """Check a set of counters, or what a device takes of one."""
    name, counters = written.get(key) or "", written.get("counters") or {}
    if not name:
        errors.required((place, key))
    else:
        errors.each_invalid((place, key), name, names.short_name(name))
    here: Link = (place, "counters")
    if not counters:
        errors.required(here)
    elif len(counters) > _MOST_COUNTERS and not generated:
        errors.too_many(here, len(counters), _MOST_COUNTERS)
    for counter in counters:
        errors.each_invalid(here, counter, names.short_name(counter), (here, Key(counter)))
