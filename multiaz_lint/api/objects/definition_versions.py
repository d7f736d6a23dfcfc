"""The versions of a CustomResourceDefinition (apiextensions-apiserver validation, 1.37).

The server looks at what all versions have alike as at one thing of the whole, and names it so.
"""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import OMITTED, Json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_VERSIONS: Link = (SPEC, "versions")
_LONGEST_WARNING = 256


def check_versions(errors: Errors, versions: list[Tree]) -> None:
    """Check what ``spec.versions`` has, schemas excepted."""
    for index, version in enumerate(versions):
        place: Link = (_VERSIONS, index)
        if (version.get("schema") or {}).get("openAPIV3Schema") is None:
            errors.required(((place, "schema"), "openAPIV3Schema"))
        label(errors, (place, "name"), version.get("name") or "")
        if index == 0 and version.get("name"):  # the server writes it down for the whole, too
            label(errors, (SPEC, "version"), version["name"], (place, "name"))
        _warning(errors, (place, "deprecationWarning"), version)
    _each(errors, versions, "subresources", _subresources, _scale)
    _each(errors, versions, "additionalPrinterColumns", _columns, _column_values)
    _stored(errors, versions)
    called = [version.get("name") or "" for version in versions]
    if len(set(called)) < len(called):
        errors.invalid(_VERSIONS, OMITTED, "must contain unique version names")


def label(errors: Errors, place: Link, name: str, at: Link = None) -> None:
    """Check a name of a definition: a DNS-1035 label."""
    complaints = names.dns_1035_label(name)
    if complaints:
        errors.invalid(place, name, ",".join(complaints), at)


def _warning(errors: Errors, place: Link, version: Tree) -> None:
    warning = version.get("deprecationWarning")
    if warning is None:
        return
    if not version.get("deprecated"):
        errors.invalid(place, Json(warning), "can only be set for deprecated versions")
        return
    if len(warning.encode()) > _LONGEST_WARNING:
        errors.invalid(place, Json(warning), "must be <= 256 characters long")
    if not warning:
        errors.invalid(place, Json(warning), "must not be an empty string")
    index = 0
    for char in warning:
        if not char.isprintable():
            detail = "must only contain printable UTF-8 characters; "
            detail += f"non-printable character found at index {index}"
            errors.invalid(place, Json(warning), detail)
            break
        index += len(char.encode())


def _each(
    errors: Errors,
    versions: list[Tree],
    key: str,
    check: Callable[[Errors, Link, Link, Any], None],
    values: Callable[[Any], Any],
) -> None:
    """Check a field of all versions: once, where it is the same in each."""
    written = [version.get(key) for version in versions]
    first = values(written[0]) if written else None
    if all(values(each) == first for each in written):
        if written:
            check(errors, (SPEC, key), ((_VERSIONS, 0), key), written[0])
        return
    for index, each in enumerate(written):
        place: Link = ((_VERSIONS, index), key)
        check(errors, place, place, each)


def _scale(written: Any) -> Any:
    """Return what the server compares of subresources."""
    if written is None:
        return None
    scale = written.get("scale")
    if scale is not None:
        scale = [scale.get(key) or "" for key in ("specReplicasPath", "statusReplicasPath")] + [
            scale.get("labelSelectorPath")
        ]
    return written.get("status") is not None, scale


def _subresources(errors: Errors, place: Link, at: Link, written: Any) -> None:
    scale = (written or {}).get("scale")
    if scale is None:
        return
    for key, roots, where in (
        ("specReplicasPath", (".spec.",), ".spec"),
        ("statusReplicasPath", (".status.",), ".status"),
        ("labelSelectorPath", (".spec.", ".status."), "either .spec or .status"),
    ):
        here: Link = ((place, "scale"), key)
        there: Link = ((at, "scale"), key)
        path = scale.get(key) or ""
        if not path:
            if key != "labelSelectorPath":
                errors.required(here, at=there)
        elif not path.startswith("."):
            errors.invalid(here, path, "must be a simple json path starting with .", there)
        elif not path.startswith(roots):
            value = Json(path) if len(roots) > 1 else path  # of a pointer
            errors.invalid(here, value, f"should be a json path under {where}", there)


def _column_values(written: Any) -> Any:
    """Return what the server compares of columns."""
    return [
        [
            *((each or {}).get(key) or "" for key in ("name", "type", "format", "description")),
            (each or {}).get("priority") or 0,
            (each or {}).get("jsonPath") or "",
        ]
        for each in written or ()
    ]


_TYPES = ("boolean", "date", "integer", "number", "string")
_FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")


def _columns(errors: Errors, place: Link, at: Link, written: Any) -> None:
    for index, each in enumerate(written or ()):
        column = each or {}
        here: Link = (place, index)
        there: Link = (at, index)
        kind, form = column.get("type") or "", column.get("format") or ""
        path = column.get("jsonPath") or ""
        if not column.get("name"):
            errors.required((here, "name"), at=(there, "name"))
        detail = f"must be one of {','.join(_TYPES)}"
        if not kind:
            errors.required((here, "type"), detail, (there, "type"))
        elif kind not in _TYPES:
            errors.invalid((here, "type"), kind, detail, (there, "type"))
        if form and form not in _FORMATS:
            detail = f"must be one of {','.join(_FORMATS)}"
            errors.invalid((here, "format"), form, detail, (there, "format"))
        if not path:
            errors.required((here, "JSONPath"), at=(there, "jsonPath"))
        elif not path.startswith("."):
            detail = "must be a simple json path starting with ."
            errors.invalid((here, "JSONPath"), path, detail, (there, "jsonPath"))


def _stored(errors: Errors, versions: list[Tree]) -> None:
    """Check that one version is stored; which ones were, the server writes down by itself."""
    stored = [version.get("name") or "" for version in versions if version.get("storage")]
    if len(stored) != 1:
        detail = "must have exactly one version marked as storage version"
        errors.invalid(_VERSIONS, OMITTED, detail)
    place: Link = ((None, "status"), "storedVersions")
    if not stored:
        detail = "must have at least one stored version"
        errors.invalid(place, Json(None), detail, _VERSIONS)
    missing = stored[:1]
    for version in versions:
        name = version.get("name") or ""
        if name in missing:
            missing = []
        elif version.get("storage"):
            detail = f"must have the storage version {name}"
            errors.invalid(place, Json(stored[:1]), detail, _VERSIONS)
