"""Selectors with their matchLabelKeys, as the API server stores them (1.34 and later)."""

from __future__ import annotations

from multiaz_lint.model.placement import PREFERRED, REQUIRED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Tree = dict[str, Any]


def with_merged_selectors(spec: Tree, have: Tree) -> Tree:
    """Return a spec whose matchLabelKeys have become expressions of their selectors."""
    constraints = spec.get("topologySpreadConstraints") or ()
    if any((c or {}).get("matchLabelKeys") for c in constraints):
        merged = [_merged(c or {}, have) for c in constraints]
        spec = {**spec, "topologySpreadConstraints": merged}
    kinds = spec.get("affinity") or {}
    changed = {}
    for kind in ("podAffinity", "podAntiAffinity"):
        terms = kinds.get(kind)
        if not terms:
            continue
        new = dict(terms)
        required = terms.get(REQUIRED)
        if required:
            name = REQUIRED
            new[name] = [_merged(t or {}, have) for t in required]
        preferred = terms.get(PREFERRED)
        if preferred:
            new[PREFERRED] = [
                {
                    **(t or {}),
                    "podAffinityTerm": _merged((t or {}).get("podAffinityTerm") or {}, have),
                }
                for t in preferred
            ]
        if new != terms:
            changed[kind] = new
    return {**spec, "affinity": {**kinds, **changed}} if changed else spec


def _merged(term: Tree, have: Tree) -> Tree:
    """Add the expressions that matchLabelKeys and mismatchLabelKeys stand for."""
    keys, others = term.get("matchLabelKeys") or (), term.get("mismatchLabelKeys") or ()
    selector = term.get("labelSelector")
    if selector is None or not (keys or others):
        return term
    added = [
        {"key": key, "operator": operator, "values": [have[key] or ""]}
        for names_, operator in ((keys, "In"), (others, "NotIn"))
        for key in names_
        if key in have
    ]
    if not added:
        return term
    expressions = [*(selector.get("matchExpressions") or ()), *added]
    return {**term, "labelSelector": {**selector, "matchExpressions": expressions}}
