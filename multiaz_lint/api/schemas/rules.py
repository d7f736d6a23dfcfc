"""Rules of a schema but for their CEL: words, reasons, paths (apiextensions validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api.errors import Json
from multiaz_lint.api.golang import trimmed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Link
    from multiaz_lint.api.schemas.found import Found

    Tree = dict[str, Any]

_REASONS = tuple(f"FieldValue{word}" for word in ("Duplicate", "Forbidden", "Invalid", "Required"))


def check_rules(found: Found, schema: Tree, link: Link) -> None:
    """Check the ``x-kubernetes-validations`` of a schema."""
    for index, each in enumerate(schema["x-kubernetes-validations"]):
        place: Link = ((link, "x-kubernetes-validations"), index)
        _check(found, each or {}, schema, place)


def _check(found: Found, rule: Tree, schema: Tree, place: Link) -> None:
    errors = found.formal
    text, message = rule.get("rule") or "", rule.get("message") or ""
    wanted = trimmed(message)
    if not trimmed(text):
        errors.required((place, "rule"), "rule is not specified")
    elif message and not wanted:
        errors.invalid((place, "message"), message, "must be non-empty if specified")
    elif _breaks(wanted):
        errors.invalid((place, "message"), message, "must not contain line breaks")
    elif _breaks(trimmed(text)) and not wanted:
        detail = "message must be specified if rule contains line breaks"
        errors.required((place, "message"), detail)
    expression = rule.get("messageExpression") or ""
    if expression and not trimmed(expression):
        detail = "messageExpression must be non-empty if specified"
        errors.required((place, "messageExpression"), detail)
    reason = rule.get("reason")
    if reason is not None and reason not in _REASONS:
        errors.unsupported((place, "reason"), Json(reason), _REASONS)
    path = rule.get("fieldPath") or ""
    if not path:
        return
    here: Link = (place, "fieldPath")
    if not trimmed(path):
        errors.invalid(here, path, "must be non-empty if specified")
    if _breaks(path):
        errors.invalid(here, path, "must not contain line breaks")
    found.paths.append((schema, path, here))


def _breaks(text: str) -> bool:
    return "\n" in text or "\r" in text
