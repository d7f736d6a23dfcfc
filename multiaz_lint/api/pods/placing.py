"""Tolerations, spread constraints and affinity (core validation.go, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.selectors import (
    NO_OPERATOR,
    label_name,
    label_requirement,
    label_selector,
)
from multiaz_lint.model.placement import DO_NOT_SCHEDULE, PREFERRED, REQUIRED, SCHEDULE_ANYWAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

TAINT_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
BOTH = "exists in both matchLabelKeys and labelSelector"


def tolerations(errors: Errors, place: Link, written: list[Any]) -> None:
    """Check the tolerations of a pod (ValidateTolerations)."""
    for index, toleration in enumerate(written):
        here: Link = (place, index)
        get = (toleration or {}).get
        key, operator, effect = get("key") or "", get("operator") or "", get("effect") or ""
        if key:
            complaints = names.label_key(key)
            if complaints:
                errors.each_invalid((here, "key"), key, complaints)
        elif operator != "Exists":
            errors.invalid(
                (here, "operator"),
                Json(operator),
                "operator must be Exists when `key` is empty, which means "
                '"match all values and all keys"',
            )
        if effect != "NoExecute" and get("tolerationSeconds") is not None:
            detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            errors.invalid((here, "effect"), Json(effect), detail)
        value = get("value") or ""
        if operator in {"", "Equal"}:
            if value:
                complaints = names.label_value(value)
                if complaints:
                    place_of_value: Link = (here, "value")
                    errors.invalid((here, "operator"), value, ";".join(complaints), place_of_value)
        elif operator == "Exists":
            if value:
                detail = "value must be empty when `operator` is 'Exists'"
                errors.invalid((here, "operator"), value, detail, (here, "value"))
        elif operator in {"Lt", "Gt"}:
            known = ("Equal", "Exists", "Lt", "Gt")
            errors.unsupported((here, "operator"), Json(operator), known)
        else:
            errors.unsupported((here, "operator"), Json(operator), ("Equal", "Exists"))
        if effect and effect not in TAINT_EFFECTS:
            errors.unsupported((here, "effect"), Json(effect), TAINT_EFFECTS)


def spread_constraints(
    errors: Errors, place: Link, written: list[Any], *, merged: bool = True
) -> None:
    """Check topologySpreadConstraints; ``merged``: matchLabelKeys go into the selector (1.34)."""
    pairs: dict[tuple[str, str], int] = {}
    for index, constraint in enumerate(written):
        get = (constraint or {}).get
        pairs[get("topologyKey") or "", get("whenUnsatisfiable") or ""] = index
    for index, constraint in enumerate(written):
        here: Link = (place, index)
        get = (constraint or {}).get
        skew = get("maxSkew") or 0
        if skew <= 0:
            errors.invalid((here, "maxSkew"), int(skew), "must be greater than zero")
        key, action = get("topologyKey") or "", get("whenUnsatisfiable") or ""
        if not key:
            errors.required((here, "topologyKey"), "can not be empty")
        if action not in {DO_NOT_SCHEDULE, SCHEDULE_ANYWAY}:
            supported = (DO_NOT_SCHEDULE, SCHEDULE_ANYWAY)
            errors.unsupported((here, "whenUnsatisfiable"), Json(action), supported)
        if pairs[key, action] != index:
            pair: Link = (here, "{topologyKey, whenUnsatisfiable}")
            errors.duplicate(pair, f"{{{key}, {action}}}", at=here)
        domains = get("minDomains")
        if domains is not None:
            if domains <= 0:
                errors.invalid((here, "minDomains"), int(domains), "must be greater than zero")
            if action != DO_NOT_SCHEDULE:
                detail = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
                errors.invalid((here, "minDomains"), Json(domains), detail)
        for name in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
            errors.one_of((here, name), get(name), ("Honor", "Ignore"))
        keys = get("matchLabelKeys")
        selector = get("labelSelector")
        if keys:
            if merged:
                match_label_keys(errors, here, keys, None, selector)
            else:
                _keys_before_merging(errors, (here, "matchLabelKeys"), keys, selector)
        label_selector(errors, (here, "labelSelector"), selector)


def _keys_before_merging(
    errors: Errors, place: Link, keys: list[str], selector: Tree | None
) -> None:
    """Check matchLabelKeys as releases before 1.34 do: no key may be in the selector at all."""
    taken: set[str] = set()
    if selector is None:
        errors.forbidden(place, "must not be specified when labelSelector is not set")
    else:
        taken.update(selector.get("matchLabels") or {})
        taken.update((e or {}).get("key") or "" for e in selector.get("matchExpressions") or ())
    for index, key in enumerate(keys):
        label_name(errors, (place, index), key or "")
        if (key or "") in taken:
            errors.invalid((place, index), key, BOTH)


def match_label_keys(
    errors: Errors,
    place: Link,
    keys: list[Any] | None,
    other_keys: list[Any] | None,
    selector: Tree | None,
) -> None:
    """Check matchLabelKeys and mismatchLabelKeys against each other and against the selector."""
    for name, written in (("matchLabelKeys", keys), ("mismatchLabelKeys", other_keys)):
        if not written:
            continue
        if selector is None:
            detail = "must not be specified when labelSelector is not set"
            errors.forbidden((place, name), detail)
            continue
        for index, key in enumerate(written):
            label_name(errors, ((place, name), index), key or "")
    if selector is not None and keys:
        positions = {key or "": index for index, key in enumerate(keys)}
        taken = set(selector.get("matchLabels") or {})
        for expression in selector.get("matchExpressions") or ():
            key = (expression or {}).get("key") or ""
            if key in positions and key in taken:
                index = positions[key]
                errors.invalid((place, index), key, BOTH, ((place, "matchLabelKeys"), index))
            taken.add(key)
    if keys and other_keys:
        others = set(other_keys)
        for index, key in enumerate(keys):
            if key in others:
                detail = "exists in both matchLabelKeys and mismatchLabelKeys"
                errors.invalid(((place, "matchLabelKeys"), index), key or "", detail)


def affinity(errors: Errors, place: Link, written: Tree) -> None:
    """Check the affinity of a pod (validateAffinity)."""
    node = written.get("nodeAffinity")
    if node:
        here: Link = (place, "nodeAffinity")
        required = node.get(REQUIRED)
        if required is not None:
            name = REQUIRED
            node_selector(errors, (here, name), required)
        preferred = node.get(PREFERRED)
        for index, term in enumerate(preferred or ()):
            spot: Link = ((here, PREFERRED), index)
            _weight(errors, spot, term or {})
            node_term(errors, (spot, "preference"), (term or {}).get("preference"), strict=False)
    for kind in ("podAffinity", "podAntiAffinity"):
        terms = written.get(kind)
        if not terms:
            continue
        here = (place, kind)
        required = terms.get(REQUIRED)
        for index, term in enumerate(required or ()):
            name = REQUIRED
            pod_term(errors, ((here, name), index), term)
        preferred = terms.get(PREFERRED)
        for index, term in enumerate(preferred or ()):
            spot = ((here, PREFERRED), index)
            _weight(errors, spot, term or {})
            pod_term(errors, (spot, "podAffinityTerm"), (term or {}).get("podAffinityTerm"))


def _weight(errors: Errors, place: Link, term: Tree) -> None:
    weight = term.get("weight") or 0
    if not 1 <= weight <= 100:
        errors.invalid((place, "weight"), int(weight), "must be in the range 1-100")


def pod_term(errors: Errors, place: Link, term: Tree | None) -> None:
    """Check a term of pod affinity or anti-affinity (validatePodAffinityTerm)."""
    get = (term or {}).get
    selector = get("labelSelector")
    label_selector(errors, (place, "labelSelector"), selector)
    label_selector(errors, (place, "namespaceSelector"), get("namespaceSelector"))
    for index, namespace in enumerate(get("namespaces") or ()):
        complaints = names.dns_label(namespace or "")
        if complaints:
            at: Link = ((place, "namespaces"), index)
            errors.each_invalid((place, "namespace"), namespace or "", complaints, at)
    keys, other_keys = get("matchLabelKeys"), get("mismatchLabelKeys")
    if keys or other_keys:
        match_label_keys(errors, place, keys, other_keys, selector)
    topology_key = get("topologyKey") or ""
    if not topology_key:
        errors.required((place, "topologyKey"), "can not be empty")
    label_name(errors, (place, "topologyKey"), topology_key)


def node_selector(errors: Errors, place: Link, written: Tree) -> None:
    """Check required node affinity (ValidateNodeSelector)."""
    terms = written.get("nodeSelectorTerms") or ()
    here: Link = (place, "nodeSelectorTerms")
    if not terms:
        errors.required(here, "must have at least one node selector term")
    for index, term in enumerate(terms):
        node_term(errors, (here, index), term, strict=True)


def node_term(errors: Errors, place: Link, term: Tree | None, *, strict: bool) -> None:
    """Check a node selector term; ``strict``: values must be label values."""
    if not term:
        return
    for index, expression in enumerate(term.get("matchExpressions") or ()):
        here: Link = ((place, "matchExpressions"), index)
        label_requirement(errors, here, expression or {}, of_nodes=True, strict=strict)
    for index, requirement in enumerate(term.get("matchFields") or ()):
        _field_requirement(errors, ((place, "matchFields"), index), requirement or {})


def _field_requirement(errors: Errors, place: Link, requirement: Tree) -> None:
    operator, values = requirement.get("operator") or "", requirement.get("values") or ()
    if operator not in {"In", "NotIn"}:
        errors.invalid((place, "operator"), Json(operator), NO_OPERATOR)
    elif len(values) != 1:
        errors.required(
            (place, "values"),
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
        )
    key = requirement.get("key") or ""
    if key != "metadata.name":
        errors.invalid((place, "key"), key, "not a valid field selector key")
        return
    for index, value in enumerate(values):
        complaints = names.dns_subdomain(value or "")
        errors.each_invalid(((place, "values"), index), value or "", complaints)
