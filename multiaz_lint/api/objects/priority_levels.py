"""PriorityLevelConfigurations: how many requests run at once (flowcontrol validation, 1.37)."""

from __future__ import annotations

import math

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import METADATA, name_of, object_meta
from multiaz_lint.api.objects.flow_schemas import same

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_TYPES = ("Exempt", "Limited")
_RESPONSES = ("Queue", "Reject")
_USUAL_SHARES = 30
_USUAL_QUEUING = {"queues": 64, "handSize": 8, "queueLengthLimit": 50}
_MOST_QUEUES = 10_000_000
_MOST_BITS = 60
_KEEPS_ZERO = "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares"
_STRUCT = "flowcontrol.PriorityLevelConfigurationSpec"
_CATCH_ALL = {
    "type": "Limited",
    "limited": {
        "nominalConcurrencyShares": 5,
        "limitResponse": {"type": "Reject"},
        "lendablePercent": 0,
    },
}


def priority_level(errors: Errors, tree: Tree) -> None:
    """Check a PriorityLevelConfiguration (ValidatePriorityLevelConfiguration)."""
    meta = tree.get("metadata") or {}
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, numbered=True)
    version = tree["apiVersion"].rpartition("/")[2]
    keeps_zero = _KEEPS_ZERO in (meta.get("annotations") or {})
    if keeps_zero and version != "v1beta3":  # that version takes it away
        detail = f"annotation '{_KEEPS_ZERO}' is forbidden"
        errors.forbidden((METADATA, "annotations"), detail)
    spec = _defaulted(tree.get("spec") or {}, version, keeps_zero=keeps_zero)
    name = name_of(meta)
    _spec(errors, spec, name, _shares_of(version))
    if name == "exempt" and not same({**spec, "exempt": None}, {"type": "Exempt"}):
        detail = "spec of 'exempt' except the 'spec.exempt' field must equal the fixed value"
        errors.invalid(SPEC, Json(spec, _STRUCT), detail)
    elif name == "catch-all" and not same(spec, _CATCH_ALL):
        detail = "spec of 'catch-all' must equal the fixed value"
        errors.invalid(SPEC, Json(spec, _STRUCT), detail)


def _shares_of(version: str) -> str:
    """Return what a version calls the shares of a limited level."""
    older = version in {"v1beta1", "v1beta2"}
    return "assuredConcurrencyShares" if older else "nominalConcurrencyShares"


def _defaulted(spec: Tree, version: str, *, keeps_zero: bool) -> Tree:
    """Return a spec with the names of v1 and all that the server fills in."""
    found = dict(spec)
    exempt, limited = spec.get("exempt"), spec.get("limited")
    if exempt is not None:
        keys = ("nominalConcurrencyShares", "lendablePercent")
        found["exempt"] = {key: exempt.get(key) or 0 for key in keys}
    if limited is not None:
        shares = limited.get(_shares_of(version))
        if shares is None or (shares == 0 and version != "v1"):
            shares = 0 if keeps_zero and version == "v1beta3" else _USUAL_SHARES
        response = dict(limited.get("limitResponse") or {})
        queuing = response.get("queuing")
        if queuing is not None:
            usual = _USUAL_QUEUING.items()
            response["queuing"] = {key: queuing.get(key) or value for key, value in usual}
        found["limited"] = {
            "nominalConcurrencyShares": shares,
            "limitResponse": response,
            "lendablePercent": limited.get("lendablePercent") or 0,
            "borrowingLimitPercent": limited.get("borrowingLimitPercent"),
        }
    return found


def _spec(errors: Errors, spec: Tree, name: str, shares: str) -> None:
    kind, place = spec.get("type") or "", (SPEC, "type")
    if (name == "exempt") != (kind == "Exempt"):
        detail = "must be 'Exempt' if and only if `name` is 'exempt'"
        errors.invalid(place, Json(kind), detail)
    if not kind:
        errors.required(place)
    elif kind not in _TYPES:
        errors.unsupported(place, Json(kind), _TYPES)
    exempt, limited = spec.get("exempt"), spec.get("limited")
    here: Link = (SPEC, "exempt")
    if exempt is not None and kind == "Exempt":
        _shares(errors, (here, "nominalConcurrencyShares"), exempt["nominalConcurrencyShares"])
        _lent(errors, here, exempt["lendablePercent"])
    elif exempt is not None:
        errors.forbidden(here, "")
    here = (SPEC, "limited")
    if kind != "Limited":
        if limited is not None:
            errors.forbidden(here, "")
    elif limited is None:
        errors.required(here)
    else:
        _shares(errors, (here, shares), limited["nominalConcurrencyShares"])
        _lent(errors, here, limited["lendablePercent"])
        borrowed = limited["borrowingLimitPercent"]
        if borrowed is not None and borrowed < 0:
            detail = "if specified, must be a non-negative integer"
            errors.invalid((here, "borrowingLimitPercent"), int(borrowed), detail)
    if limited is not None:
        _response(errors, (here, "limitResponse"), limited["limitResponse"], used=kind == "Limited")


def _shares(errors: Errors, place: Link, shares: int) -> None:
    if shares < 0:
        errors.invalid(place, int(shares), "must be a non-negative integer")


def _lent(errors: Errors, place: Link, percent: int) -> None:
    if not 0 <= percent <= 100:
        detail = "must be between 0 and 100, inclusive"
        errors.invalid((place, "lendablePercent"), int(percent), detail)


def _response(errors: Errors, place: Link, response: Tree, *, used: bool) -> None:
    """Check what becomes of more requests; less is asked where the level is not limited."""
    kind, queuing = response.get("type") or "", response.get("queuing")
    if not kind:
        errors.required((place, "type"))
    elif kind not in _RESPONSES and used:
        errors.unsupported((place, "type"), Json(kind), _RESPONSES)
    here: Link = (place, "queuing")
    if kind != "Queue":
        if queuing is not None:
            errors.forbidden(here, "")
    elif queuing is None:
        errors.required(here)
    elif used:
        _queuing(errors, here, queuing)


def _queuing(errors: Errors, place: Link, queuing: Tree) -> None:
    queues, hand = int(queuing["queues"]), int(queuing["handSize"])
    limit = int(queuing["queueLengthLimit"])
    if limit <= 0:
        errors.invalid((place, "queueLengthLimit"), limit, "must be positive")
    if queues <= 0:
        errors.invalid((place, "queues"), queues, "must be positive")
    elif queues > _MOST_QUEUES:
        errors.invalid((place, "queues"), queues, f"must not be greater than {_MOST_QUEUES}")
    here: Link = (place, "handSize")
    if hand <= 0:
        errors.invalid(here, hand, "must be positive")
    elif hand > queues:
        errors.invalid(here, hand, f"should not be greater than queues ({queues})")
    elif math.ceil(math.log2(queues) * hand) > _MOST_BITS:
        detail = (
            f"required entropy bits of deckSize {queues} and handSize {hand} should not be "
            f"greater than {_MOST_BITS}"
        )
        errors.invalid(here, hand, detail)
