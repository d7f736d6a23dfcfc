"""StorageVersionMigrations: objects that are stored anew (storagemigration validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.metadata import object_meta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_RESOURCE: Link = ((None, "spec"), "resource")


def storage_migration(errors: Errors, tree: Tree) -> None:
    """Check a StorageVersionMigration (ValidateStorageVersionMigration)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, namespaced=False)
    get = ((tree.get("spec") or {}).get("resource") or {}).get
    resource, group = get("resource") or "", get("group") or ""
    if not resource:
        errors.required((_RESOURCE, "resource"), "resource is required to be set")
    elif names.dns_1035_label(resource):
        detail = ",".join(names.dns_1035_label(resource))
        errors.invalid((_RESOURCE, "resource"), resource, detail)
    if group and names.dns_subdomain(group):
        errors.invalid((_RESOURCE, "group"), group, ",".join(names.dns_subdomain(group)))
