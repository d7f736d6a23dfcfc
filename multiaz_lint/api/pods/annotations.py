"""Annotations of pods that once were fields and must agree with them (validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.errors import Errors, Key
from multiaz_lint.api.golang import parse_int, quoted
from multiaz_lint.api.pods.all_containers import each_container
from multiaz_lint.model.workload_kinds import MIRROR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Link

    Tree = dict[str, Any]


def pod_annotations(errors: Errors, place: Link, written: Tree, spec: Tree) -> None:
    """Check the annotations that once were fields."""
    written = {key: value or "" for key, value in written.items()}
    mirror = written.get(MIRROR)
    if mirror is not None and not spec.get("nodeName"):
        detail = "must set spec.nodeName if mirror pod annotation is set"
        errors.invalid((place, Key(MIRROR)), mirror, detail)
    if any(key.startswith("scheduler.alpha.") for key in written):
        from multiaz_lint.api.objects.old_annotations import old_tolerations

        old_tolerations(errors, place, written)
    cost = written.get("controller.kubernetes.io/pod-deletion-cost")
    if cost is not None and not _is_int32(cost):
        here: Link = (place, Key("controller.kubernetes.io/pod-deletion-cost"))
        errors.invalid(here, cost, "must be a 32bit integer")
    for key, value in written.items():
        if key == "seccomp.security.alpha.kubernetes.io/pod" or key.startswith(
            "container.seccomp.security.alpha.kubernetes.io/"
        ):
            _seccomp_annotation(errors, (place, key), value)
        elif key.startswith("container.apparmor.security.beta.kubernetes.io/"):
            name = key.partition("/")[2]
            if not any(c.get("name") == name for _, c in each_container(None, spec)):
                errors.invalid((place, Key(key)), name, "container not found")
            if value not in {"", "runtime/default", "unconfined"} and not value.startswith(
                "localhost/"
            ):
                detail = f"invalid AppArmor profile name: {quoted(value)}"
                errors.invalid((place, Key(key)), value, detail)


def _seccomp_annotation(errors: Errors, place: Link, value: str) -> None:
    if value in {"runtime/default", "docker/default", "unconfined"}:
        return
    if value.startswith("localhost/"):
        from multiaz_lint.api.pods.mounts import descending

        descending(errors, place, value.removeprefix("localhost/"))
        return
    errors.invalid(place, value, "must be a valid seccomp profile")


def _is_int32(text: str) -> bool:
    """Whether a text is a number without leading zeros; behind a minus they may stand."""
    first = text[:1]
    if first != "-" and text != "0" and first not in set("123456789"):
        return False
    return parse_int(text, 32) is not None


def annotated_profiles(
    errors: Errors, place: Link, written: Tree, spec: Tree, *, is_pod: bool = False
) -> None:
    """Seccomp and AppArmor: where annotation and field are both written, they must agree.

    ``is_pod``: the server first writes a container's AppArmor annotation into its field, if that
    is empty (applyAppArmorVersionSkew of the strategy); in a template it does not.
    """
    if not any(".security." in key for key in written):
        return
    written = {key: value or "" for key, value in written.items()}
    context = spec.get("securityContext") or {}
    old = written.get("seccomp.security.alpha.kubernetes.io/pod")
    if old is not None:
        here: Link = ((place, "securityContext"), "seccompProfile")
        _same_seccomp(errors, here, old, context.get("seccompProfile"))
    for spot, container in each_container(place, spec):
        name = container.get("name") or ""
        own = container.get("securityContext") or {}
        old = written.get(f"container.seccomp.security.alpha.kubernetes.io/{name}")
        if old is not None:
            here = ((spot, "securityContext"), "seccompProfile")
            _same_seccomp(errors, here, old, own.get("seccompProfile"))
    if (spec.get("os") or {}).get("name") == "windows":
        return
    for spot, container in each_container(place, spec):
        name = container.get("name") or ""
        own = container.get("securityContext") or {}
        profile = own.get("appArmorProfile")
        old = written.get(f"container.apparmor.security.beta.kubernetes.io/{name}")
        if profile is None and not (is_pod and old is not None and _is_app_armor(old)):
            profile = context.get("appArmorProfile")
        if profile is None or old is None:
            continue
        here = ((spot, "securityContext"), "appArmorProfile")
        _same(errors, here, old, profile, "apparmor", ("unconfined",), ("runtime/default",))


def _is_app_armor(old: str) -> bool:
    """Whether an annotation becomes a valid appArmorProfile (ApparmorFieldForAnnotation)."""
    if not old.startswith("localhost/"):
        return old in {"unconfined", "runtime/default"}
    from multiaz_lint.api.pods.security import app_armor

    found = Errors()
    profile = {"type": "Localhost", "localhostProfile": old.removeprefix("localhost/")}
    app_armor(found, None, profile)
    return not found


def _same_seccomp(errors: Errors, place: Link, old: str, profile: Tree | None) -> None:
    if profile is not None:
        default = ("runtime/default", "docker/default")
        _same(errors, place, old, profile, "seccomp", ("unconfined",), default)


def _same(
    errors: Errors,
    place: Link,
    old: str,
    profile: Tree,
    what: str,
    unconfined: tuple[str, ...],
    default: tuple[str, ...],
) -> None:
    kind = profile.get("type")
    words = f"{what} type in annotation and field must match"
    if kind == "Localhost":
        if not old.startswith("localhost/"):
            errors.forbidden((place, "type"), words)
        elif old.removeprefix("localhost/") != profile.get("localhostProfile"):
            detail = f"{what} profile in annotation and field must match"
            errors.forbidden((place, "localhostProfile"), detail)
    elif (kind == "Unconfined" and old not in unconfined) or (
        kind == "RuntimeDefault" and old not in default
    ):
        errors.forbidden((place, "type"), words)
