"""DeviceTaintRules: devices that are to be left alone (pkg/apis/resource/validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.metadata import object_meta
from multiaz_lint.api.objects.device_claims import is_older
from multiaz_lint.api.objects.device_parts import device_taint, pool_name
from multiaz_lint.api.pods.volume_disks import csi_driver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")


def device_taint_rule(errors: Errors, tree: Tree) -> None:
    """Check a DeviceTaintRule (ValidateDeviceTaintRule)."""
    if is_older(tree):
        return
    meta = tree.get("metadata")
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, numbered=True)
    spec = tree.get("spec") or {}
    place: Link = (SPEC, "deviceSelector")
    selector = spec.get("deviceSelector") or {}
    driver, pool, device = (selector.get(key) for key in ("driver", "pool", "device"))
    if driver is not None:
        csi_driver(errors, (place, "driver"), driver)
    if pool is not None:
        pool_name(errors, (place, "pool"), pool)
    if device is not None:
        errors.each_invalid((place, "device"), device, names.dns_label(device))
    device_taint(errors, (SPEC, "taint"), spec.get("taint") or {})
