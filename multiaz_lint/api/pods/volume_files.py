"""Volumes whose files come from the cluster's own objects, an image or the node (1.37)."""

from __future__ import annotations

from multiaz_lint.api.errors import Json
from multiaz_lint.api.pods.environment import field_selector, resource_selector
from multiaz_lint.api.pods.mounts import descending, no_backsteps, not_reserved
from multiaz_lint.api.quantity import Quantity, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_MODE = "must be a number between 0 and 0777 (octal), both inclusive"


DOWNWARD_FIELDS = (
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
    "metadata.uid",
)  # fmt: skip


def mode(errors: Errors, place: Link, source: Tree, name: str) -> None:
    """Check the permission bits of files: 0 to 0777."""
    mode = source.get(name)
    if mode is not None and not 0 <= mode <= 0o777:
        errors.invalid((place, name), int(mode), _MODE)


def empty_dir(errors: Errors, place: Link, source: Tree) -> None:
    """Check an emptyDir: its limit in bytes is not below 0."""
    limit = source.get("sizeLimit")
    if limit is not None:
        quantity = parse(limit)
        if isinstance(quantity, Quantity) and quantity.nano < 0:
            detail = "SizeLimit field must be a valid resource quantity"
            errors.forbidden((place, "sizeLimit"), detail)


def host_path(errors: Errors, place: Link, source: Tree) -> None:
    """Check a path of the node (validateHostPathVolumeSource)."""
    path = source.get("path") or ""
    if not path:
        errors.required((place, "path"))
        return
    no_backsteps(errors, (place, "path"), path)
    kind = source.get("type")
    known = (
        "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate",
        "Socket",
    )  # fmt: skip
    errors.one_of((place, "type"), kind, known)


def git_repo(errors: Errors, place: Link, source: Tree) -> None:
    """Check a git repository (validateGitRepoVolumeSource)."""
    if not source.get("repository"):
        errors.required((place, "repository"))
    descending(errors, (place, "directory"), source.get("directory") or "")


def secret(errors: Errors, place: Link, source: Tree) -> None:
    """Check the files of a Secret (validateSecretVolumeSource)."""
    if not source.get("secretName"):
        errors.required((place, "secretName"))
    mode(errors, place, source, "defaultMode")
    _items(errors, place, source.get("items") or ())


def config_map(errors: Errors, place: Link, source: Tree) -> None:
    """Check the files of a ConfigMap (validateConfigMapVolumeSource)."""
    if not source.get("name"):
        errors.required((place, "name"))
    mode(errors, place, source, "defaultMode")
    _items(errors, place, source.get("items") or ())


def _items(errors: Errors, place: Link, items: Any) -> None:
    for index, item in enumerate(items):
        key_to_path(errors, ((place, "items"), index), item or {})


def key_to_path(errors: Errors, place: Link, item: Tree) -> None:
    """Check the file that a key becomes (validateKeyToPath)."""
    if not item.get("key"):
        errors.required((place, "key"))
    path = item.get("path") or ""
    if not path:
        errors.required((place, "path"))
    not_reserved(errors, (place, "path"), path)
    mode(errors, place, item, "mode")


def downward(errors: Errors, place: Link, source: Tree) -> None:
    """Check files of the downward API (validateDownwardAPIVolumeSource)."""
    mode(errors, place, source, "defaultMode")
    for index, item in enumerate(source.get("items") or ()):
        downward_file(errors, place, item or {}, ((place, "items"), index))


def downward_file(errors: Errors, place: Link, item: Tree, at: Link) -> None:
    """Check a file of the downward API; the server's path leaves its index out."""
    path = item.get("path") or ""
    if not path:
        errors.required((place, "path"), at=(at, "path"))
    not_reserved(errors, (place, "path"), path, (at, "path"))
    field, resource = item.get("fieldRef"), item.get("resourceFieldRef")
    before = len(errors)
    if field is not None:
        field_selector(errors, (place, "fieldRef"), field, DOWNWARD_FIELDS)
        if resource is not None:
            detail = "fieldRef and resourceFieldRef can not be specified simultaneously"
            errors.invalid(place, "resource", detail, at)
    elif resource is not None:
        resource_selector(errors, (place, "resourceFieldRef"), resource, volume=True)
    else:
        errors.required(place, "one of fieldRef and resourceFieldRef is required", at)
    for error in errors[before:]:
        error.at = error.at or at
    mode = item.get("mode")
    if mode is not None and not 0 <= mode <= 0o777:
        errors.invalid((place, "mode"), int(mode), _MODE, (at, "mode"))


def ephemeral(errors: Errors, place: Link, source: Tree) -> None:
    """Check a volume that is made with the pod (validateEphemeralVolumeSource)."""
    from multiaz_lint.api.objects.claims import claim_template

    template = source.get("volumeClaimTemplate")
    if template is None:
        errors.required((place, "volumeClaimTemplate"))
    else:
        claim_template(errors, (place, "volumeClaimTemplate"), template)


def image(errors: Errors, place: Link, source: Tree) -> None:
    """Check a volume with the files of an image (validateImageVolumeSource)."""
    if not source.get("reference"):
        errors.required((place, "reference"))
    policy = source.get("pullPolicy")
    if policy and policy not in {"Always", "IfNotPresent", "Never"}:
        known = ("Always", "IfNotPresent", "Never")
        errors.unsupported((place, "pullPolicy"), Json(policy), known)
