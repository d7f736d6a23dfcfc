"""ObjectMeta, as every kind has it (apimachinery pkg/api/validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json, Key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]
    Form = Callable[[str], tuple[str, ...]]

METADATA: Link = (None, "metadata")
ANNOTATION_LIMIT = 256 * 1024
_ORPHAN, _FOREGROUND = "orphan", "foregroundDeletion"
_STANDARD_FINALIZERS = frozenset(("kubernetes", _ORPHAN, _FOREGROUND))


def name_of(meta: Tree) -> str:
    """Return the name of an object; one that is generated ends in xxxxx here."""
    name, generated = meta.get("name"), meta.get("generateName")
    if name or not generated:
        return name or ""
    return f"{generated[:58]}xxxxx"  # the server appends five letters or digits


def object_meta(
    errors: Errors,
    meta: Tree | None,
    form: Form,
    *,
    namespaced: bool = True,
    kube: bool = True,
    numbered: bool = False,
    prefixed: bool = True,
) -> None:
    """Check metadata; ``form`` is what the kind demands of its name.

    ``numbered``: the server numbers the generations of the kind, whatever is written.
    ``prefixed``: a generateName is judged too, not only the name that grows from it.
    """
    meta = meta or {}
    generated = meta.get("generateName")
    if generated and prefixed:
        grown = names.grown(generated, form)
        errors.each_invalid((METADATA, "generateName"), generated, form(grown))
    name = name_of(meta) if generated else meta.get("name")
    if not name:
        errors.required((METADATA, "name"), "name or generateName is required")
    else:
        complaints = form(name)
        if complaints:
            errors.each_invalid((METADATA, "name"), name, complaints)
    if namespaced:
        namespace = meta.get("namespace")
        if namespace:
            complaints = names.dns_label(namespace)
            if complaints:
                errors.each_invalid((METADATA, "namespace"), namespace, complaints)
    generation = meta.get("generation")
    if generation and not numbered:
        errors.nonnegative((METADATA, "generation"), generation)
    written = meta.get("labels")
    if written:
        labels(errors, (METADATA, "labels"), written)
    written = meta.get("annotations")
    if written:
        annotation_map(errors, (METADATA, "annotations"), written)
    if "ownerReferences" in meta or "finalizers" in meta or "managedFields" in meta:
        _seldom(errors, meta, kube=kube)


def parts_of_urls(errors: Errors, meta: Tree | None) -> None:
    """Check the names of an object as those of all are, if nothing else is wrong with it.

    Only kinds that ask less of a name, or nothing of a generateName, have anything left to find.
    """
    if errors or not meta:
        return
    prefix, name = meta.get("generateName") or "", name_of(meta)
    errors.each_invalid((METADATA, "generateName"), prefix, names.path_segment(f"{prefix}x"))
    errors.each_invalid((METADATA, "name"), name, names.path_segment(name))


def _seldom(errors: Errors, meta: Tree, *, kube: bool) -> None:
    _owners(errors, meta.get("ownerReferences") or [])
    finalizers = [finalizer or "" for finalizer in meta.get("finalizers") or ()]
    place: Link = (METADATA, "finalizers")
    for finalizer in finalizers:
        errors.each_invalid(place, finalizer, names.label_key(finalizer))
    if _ORPHAN in finalizers and _FOREGROUND in finalizers:
        detail = f"finalizer {_ORPHAN} and {_FOREGROUND} cannot be both set"
        errors.invalid(place, Json(finalizers), detail)
    _managed_fields(errors, meta.get("managedFields") or [])
    if kube:
        for index, finalizer in enumerate(finalizers):
            kube_finalizer(errors, (place, index), finalizer)


def kube_finalizer(errors: Errors, place: Link, finalizer: str) -> None:
    """Check the name of a finalizer of a core kind (validateKubeFinalizerName)."""
    if "/" not in finalizer and finalizer not in _STANDARD_FINALIZERS:
        detail = "name is neither a standard finalizer name nor is it fully qualified"
        errors.invalid(place, finalizer, detail)


def kind_and_name(errors: Errors, place: Link, reference: Tree) -> None:
    """Check what a reference to another object has to name, as a part of a URL."""
    for key in ("kind", "name"):
        value = reference.get(key) or ""
        if not value:
            errors.required((place, key))
        else:
            errors.each_invalid((place, key), value, names.path_segment(value))


_CONTROLLERS_TOLD = 8
"""For how many controllers it is told that there is another one: each time with all owners."""


def _owners(errors: Errors, owners: list[Any]) -> None:
    place: Link = (METADATA, "ownerReferences")
    first = ""
    told = 0
    for index, written in enumerate(owners):
        owner = written or {}
        here: Link = (place, index)
        version = owner.get("apiVersion") or ""
        if not version:
            errors.required((here, "apiVersion"), "must not be empty")
        elif version.count("/") > 1 or version.endswith("/"):
            detail = "must be <group>/<version> or <version>"
            errors.invalid((here, "apiVersion"), version, detail)
        for key in ("kind", "name", "uid"):
            if not owner.get(key):
                errors.required((here, key), "must not be empty")
        if version == "v1" and owner.get("kind") == "Event":
            detail = "/v1, Kind=Event is disallowed from being an owner"
            errors.invalid(here, Json(_owner_json(owner), "raw"), detail)
        if owner.get("controller"):
            current = f"{owner.get('kind') or ''}/{owner.get('name') or ''}"
            if not first:
                first = current
            elif told < _CONTROLLERS_TOLD:
                told += 1
                detail = (
                    "Only one reference can have Controller set to true. "
                    f'Found "true" in references for {first} and {current}'
                )
                value = [_owner_json(o or {}) for o in owners]
                errors.invalid(place, Json(value, "raw"), detail)


def _owner_json(owner: Tree) -> Tree:
    keys = ("apiVersion", "kind", "name", "uid")
    out: Tree = {key: owner.get(key) or "" for key in keys}
    for key in ("controller", "blockOwnerDeletion"):
        if owner.get(key) is not None:
            out[key] = owner[key]
    return out


def _managed_fields(errors: Errors, entries: list[Any]) -> None:
    for index, written in enumerate(entries):
        entry = written or {}
        place: Link = ((METADATA, "managedFields"), index)
        operation = entry.get("operation") or ""
        if not operation:
            errors.required((place, "operation"), "must not be empty")
        elif operation not in {"Apply", "Update"}:
            errors.unsupported((place, "operation"), Json(operation), ("Apply", "Update"))
        kind = entry.get("fieldsType") or ""
        if kind and kind != "FieldsV1":
            errors.invalid((place, "fieldsType"), kind, "must be `FieldsV1`")
        manager = entry.get("manager") or ""
        if len(manager.encode()) > 128:
            errors.too_long((place, "manager"), 128)
        _printable(errors, (place, "manager"), manager)
        if len((entry.get("subresource") or "").encode()) > 256:
            errors.too_long((place, "subresource"), 256)


def _printable(errors: Errors, place: Link, manager: str) -> None:
    """Check that Go's unicode.IsPrint takes each character; their positions count bytes."""
    position = 0
    for char in manager:
        if not char.isprintable():
            detail = f"invalid character U+{ord(char):04X} (at position {position})"
            errors.invalid(place, manager, detail)
        position += len(char.encode())


def labels(errors: Errors, place: Link, written: Tree) -> None:
    """Check a map of labels; every complaint names the map, as the server's do."""
    if well_formed(written):
        return
    key_form, value_form = names.label_key, names.label_value
    for key, value in written.items():
        if key_form(key):
            errors.each_invalid(place, key, key_form(key), (place, Key(key)))
        if value and value_form(value):
            errors.each_invalid(place, value, value_form(value), (place, Key(key)))


_well_formed: set[tuple[str, str | None]] = set()
_MOST = 50_000


def well_formed(written: Tree) -> bool:
    """Whether nothing is wrong with a map of labels.

    Those that are right are remembered: applications repeat theirs wherever they select pods.
    """
    if _well_formed.issuperset(written.items()):
        return True
    for label in written.items():
        key, value = label
        if names.label_key(key) or names.label_value(value or ""):
            return False
        if len(_well_formed) >= _MOST:
            _well_formed.clear()
        _well_formed.add(label)
    return True


def annotation_map(errors: Errors, place: Link, written: Tree) -> None:
    """Check the keys of annotations, whose case does not matter, and their size."""
    form = names.label_key
    size = 0
    for key, value in written.items():
        complaints = form(key if key.islower() else key.lower())
        if complaints:
            errors.each_invalid(place, key, complaints, (place, Key(key)))
        size += len(key) + len(value or "")
    if size > ANNOTATION_LIMIT // 4:
        size = sum(len(k.encode()) + len((v or "").encode()) for k, v in written.items())
        if size > ANNOTATION_LIMIT:
            errors.too_long(place, ANNOTATION_LIMIT)
