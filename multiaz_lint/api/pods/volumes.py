"""The volumes of a pod (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.pods.volume_sources import SOURCES, check_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]


def volumes(errors: Errors, place: Link, written: list[Any], pod_name: str) -> dict[str, bool]:
    """Check volumes; return the good ones' names, and whether each is a claim."""
    good: dict[str, bool] = {}
    created = set()
    if pod_name:
        for volume in written:
            if (volume or {}).get("ephemeral") is not None:
                created.add(f"{pod_name}-{volume.get('name') or ''}")
    for index, each in enumerate(written):
        here: Link = (place, index)
        volume = each or {}
        name = volume.get("name") or ""
        before = len(errors)
        _sources(errors, here, volume, name, pod_name)
        if not name:
            errors.required((here, "name"))
        else:
            complaints = names.dns_label(name)
            if complaints:
                errors.each_invalid((here, "name"), name, complaints)
        if name in good:
            errors.duplicate((here, "name"), name)
        claim = volume.get("persistentVolumeClaim")
        if len(errors) == before:
            good[name] = claim is not None or volume.get("ephemeral") is not None
        if claim is not None and created and claim.get("claimName") in created:
            detail = "must not reference a PVC that gets created for an ephemeral volume"
            spot: Link = ((here, "persistentVolumeClaim"), "claimName")
            errors.invalid(spot, claim.get("claimName") or "", detail)
    return good


def written_sources(volume: Tree) -> list[str]:
    """Return the sources that a volume names; of one without, the server makes an emptyDir."""
    return [key for key in volume if key in _KNOWN and volume[key] is not None]


def _sources(errors: Errors, place: Link, volume: Tree, name: str, pod_name: str) -> None:
    found = written_sources(volume)
    if not found:
        return
    if len(found) > 1:
        found.sort(key=_order)
    for index, kind in enumerate(found):
        source = volume[kind]
        if index:
            step = _FORBIDDEN_AS.get(kind, kind)
            errors.forbidden(
                (place, step), "may not specify more than 1 volume type", at=(place, kind)
            )
            continue
        check_source(errors, place, kind, source)
        if kind == "ephemeral" and pod_name and name:
            claim = f"{pod_name}-{name}"
            for complaint in names.dns_subdomain(claim):
                detail = f'PVC name "{claim}": {complaint}'
                errors.invalid((place, "name"), name, detail)
    for kind in found:
        if kind == "iscsi":
            _iscsi_length(errors, place, volume["iscsi"], name)


_KNOWN = frozenset(SOURCES)
_FORBIDDEN_AS = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}


def _iscsi_length(errors: Errors, place: Link, source: Tree, name: str) -> None:
    if source.get("initiatorName") is None:
        return
    if len(f"{name}:{source.get('targetPortal') or ''}".encode()) > 64:
        errors.invalid(
            (place, "name"),
            name,
            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
            "iscsi.initiatorName is specified.",
        )


def _order(kind: str) -> int:
    return SOURCES.index(kind)
