"""Probes and lifecycle handlers (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms
from multiaz_lint.api.errors import Json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_NUMBERS = (
    "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold",
    "failureThreshold",
)  # fmt: skip


def probe(errors: Errors, place: Link, written: Tree, kind: str) -> None:
    """Check a probe of a container (validateProbe)."""
    get = written.get
    _handler(errors, place, written, ("exec", "httpGet", "tcpSocket", "grpc"), None)
    for name in _NUMBERS:
        value = get(name)
        if value is not None and value < 0:
            errors.nonnegative((place, name), value)
    grace = get("terminationGracePeriodSeconds")
    if grace is not None:
        here: Link = (place, "terminationGracePeriodSeconds")
        if grace <= 0:
            errors.invalid(here, int(grace), "must be greater than 0")
        if kind == "readinessProbe":
            errors.invalid(here, Json(grace), "must not be set for readinessProbes")
    if kind != "readinessProbe":
        success = get("successThreshold") or 1
        if success != 1:
            errors.invalid((place, "successThreshold"), int(success), "must be 1")


def lifecycle(errors: Errors, place: Link, written: Tree, grace: int) -> None:
    """Check hooks; ``grace``: seconds that the pod has to end (validateLifecycle)."""
    for name in ("postStart", "preStop"):
        handler = written.get(name)
        if handler is not None:
            kinds = ("exec", "httpGet", "tcpSocket", "sleep")
            _handler(errors, (place, name), handler, kinds, grace)


def _handler(
    errors: Errors, place: Link, written: Tree, kinds: tuple[str, ...], grace: int | None
) -> None:
    found = False
    for kind in kinds:
        action = written.get(kind)
        if action is None:
            continue
        if found:
            errors.forbidden((place, kind), "may not specify more than 1 handler type")
            continue
        found = True
        here: Link = (place, kind)
        if kind == "httpGet":
            _http_get(errors, here, action)
        elif kind == "tcpSocket":
            port(errors, (here, "port"), action.get("port"))
        elif kind == "exec":
            if not action.get("command"):
                errors.required((here, "command"))
        elif kind == "grpc":
            number = action.get("port") or 0
            errors.each_invalid((here, "port"), int(number), forms.port_number(number))
        else:
            seconds = action.get("seconds") or 0
            if grace is not None and not 0 <= seconds <= grace:
                detail = (
                    "must be non-negative and less than terminationGracePeriodSeconds "
                    f"({int(grace)})"
                )
                errors.invalid(here, int(seconds), detail, (here, "seconds"))
    if not found:
        errors.required(place, "must specify a handler type")


def _http_get(errors: Errors, place: Link, action: Tree) -> None:
    port(errors, (place, "port"), action.get("port"))
    scheme = action.get("scheme")
    if scheme and scheme not in {"HTTP", "HTTPS"}:
        errors.unsupported((place, "scheme"), Json(scheme), ("HTTP", "HTTPS"))
    for index, header in enumerate(action.get("httpHeaders") or ()):
        name = (header or {}).get("name") or ""
        at: Link = (((place, "httpHeaders"), index), "name")
        errors.each_invalid((place, "httpHeaders"), name, forms.header_name(name), at)


def port(errors: Errors, place: Link, written: Any) -> None:
    """Check a port number or name; none written is 0."""
    if isinstance(written, str):
        complaints = forms.port_name(written)
        if complaints:
            errors.each_invalid(place, written, complaints)
    elif written is None or not 1 <= written <= 65535:
        errors.each_invalid(place, Json(int(written or 0)), forms.port_number(written or 0))
