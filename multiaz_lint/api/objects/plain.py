"""The simple kinds: ConfigMap, Secret, ServiceAccount, Namespace, PriorityClass (1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.decoding.base64_texts import decoded_length
from multiaz_lint.api.errors import Key
from multiaz_lint.api.metadata import METADATA, kube_finalizer, object_meta
from multiaz_lint.api.pods.seldom import preemption_policy
from multiaz_lint.model.pods.priority import SYSTEM_PRIORITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_LARGEST = 1024 * 1024
_HIGHEST_PRIORITY = 1_000_000_000


def config_map(errors: Errors, tree: Tree) -> None:
    """Check a ConfigMap (ValidateConfigMap)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)
    data, binary = tree.get("data") or {}, tree.get("binaryData") or {}
    size = 0
    for place, written in (("data", data), ("binaryData", binary)):
        for key, value in written.items():
            here: Link = ((None, place), Key(key))
            errors.each_invalid(here, key, forms.config_key(key))
            if place == "data":
                if key in binary:
                    errors.invalid(here, key, "duplicate of key present in binaryData")
                size += len(value or "") if (value or "").isascii() else len(value.encode())
            else:
                size += decoded_length(value or "")
    if size > _LARGEST:
        errors.too_long((None, Key("")), _LARGEST)


def secret(errors: Errors, tree: Tree) -> None:
    """Check a Secret (ValidateSecret)."""
    meta = tree.get("metadata") or {}
    object_meta(errors, meta, names.dns_subdomain)
    data = dict(tree.get("data") or {})
    plain = tree.get("stringData") or {}
    size = 0
    for key in {**data, **plain}:
        at: Link = ((None, "stringData"), Key(key)) if key in plain else None
        errors.each_invalid(((None, "data"), Key(key)), key, forms.config_key(key), at)
        size += (
            len((plain[key] or "").encode()) if key in plain else decoded_length(data[key] or "")
        )
    place: Link = (None, "data")
    if size > _LARGEST:
        errors.too_long(place, _LARGEST)
    have = {**data, **plain}
    kind = tree.get("type") or "Opaque"
    if kind == "kubernetes.io/service-account-token":
        key = "kubernetes.io/service-account.name"
        if not (meta.get("annotations") or {}).get(key):
            errors.required(((METADATA, "annotations"), Key(key)))
    elif kind in {"kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson"}:
        key = ".dockercfg" if kind.endswith("cfg") else ".dockerconfigjson"
        _docker(errors, (place, Key(key)), key, data, plain)
    elif kind == "kubernetes.io/basic-auth":
        if "username" not in have and "password" not in have:
            errors.required((place, Key("username")))
            errors.required((place, Key("password")))
    elif kind == "kubernetes.io/ssh-auth":
        if not have.get("ssh-privatekey"):
            errors.required((place, Key("ssh-privatekey")))
    elif kind == "kubernetes.io/tls":
        for key in ("tls.crt", "tls.key"):
            if key not in have:
                errors.required((place, Key(key)))


def _docker(errors: Errors, place: Link, key: str, data: Tree, plain: Tree) -> None:
    import base64

    from multiaz_lint.api.decoding.json_text import complaint

    if key not in data and key not in plain:
        errors.required(place)
        return
    text = (plain[key] or "").encode() if key in plain else base64.b64decode(data[key] or "")
    words = complaint(text)
    if words:
        at: Link = ((None, "stringData"), Key(key)) if key in plain else None
        errors.invalid(place, "<secret contents redacted>", words, at)


def service_account(errors: Errors, tree: Tree) -> None:
    """Check a ServiceAccount (ValidateServiceAccount)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain)


def namespace(errors: Errors, tree: Tree) -> None:
    """Check a Namespace (ValidateNamespace)."""
    meta = tree.get("metadata") or {}
    name = meta.get("name")
    if name:
        meta = {
            **meta,
            "labels": {**(meta.get("labels") or {}), "kubernetes.io/metadata.name": name},
        }
    object_meta(errors, meta, names.dns_label, namespaced=False)
    place: Link = (SPEC, "finalizers")
    for finalizer in (tree.get("spec") or {}).get("finalizers") or ():
        errors.each_invalid(place, finalizer or "", names.label_key(finalizer or ""))
        kube_finalizer(errors, place, finalizer or "")


def priority_class(errors: Errors, tree: Tree) -> None:
    """Check a PriorityClass (ValidatePriorityClass)."""
    meta = tree.get("metadata") or {}
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, numbered=True)
    name, value = meta.get("name") or "", tree.get("value") or 0
    if name.startswith("system-"):
        known = SYSTEM_PRIORITIES.get(name)
        error = ""
        if known is None:
            error = f"{name} is not a known system priority class"
        elif known != value:
            error = f"value of {name} PriorityClass must be {known}"
        elif tree.get("globalDefault"):
            error = f"globalDefault of {name} PriorityClass must be false"
        if error:
            detail = (
                "priority class names with 'system-' prefix are reserved for system use only. "
                f"error: {error}"
            )
            errors.forbidden((METADATA, "name"), detail)
    elif value > _HIGHEST_PRIORITY:
        detail = f"maximum allowed value of a user defined priority is {_HIGHEST_PRIORITY}"
        errors.forbidden((None, "value"), detail)
    policy = tree.get("preemptionPolicy")
    if policy is not None:
        preemption_policy(errors, (None, "preemptionPolicy"), policy)
