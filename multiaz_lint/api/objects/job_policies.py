"""When a Job fails or succeeds early: its two policies (batch validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import OMITTED, Json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

_ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")


_INDEXES_LIMIT = 64 * 1024  # bytes of succeededIndexes


def failure_policy(errors: Errors, place: Link, spec: Tree, written: Tree) -> None:
    """Check on which failures a Job gives up (validatePodFailurePolicy)."""
    rules = spec["podFailurePolicy"].get("rules") or ()
    if len(rules) > 20:
        errors.too_many((place, "rules"), len(rules), 20)
    pod = written.get("spec") or {}
    containers = {
        (c or {}).get("name") or ""
        for kind in ("containers", "initContainers")
        for c in pod.get(kind) or ()
    }
    for index, each in enumerate(rules):
        rule = each or {}
        here: Link = ((place, "rules"), index)
        action = rule.get("action") or ""
        if not action:
            shown = " ".join(f'"{a}"' for a in _ACTIONS)
            errors.required((here, "action"), f"valid values: [{shown}]")
        elif action == "FailIndex":
            if spec.get("backoffLimitPerIndex") is None:
                detail = "requires the backoffLimitPerIndex to be set"
                errors.invalid((here, "action"), Json(action), detail)
        elif action not in _ACTIONS:
            errors.unsupported((here, "action"), Json(action), _ACTIONS)
        codes, conditions = rule.get("onExitCodes"), rule.get("onPodConditions") or ()
        if codes is not None:
            _exit_codes(errors, (here, "onExitCodes"), codes, containers)
        if conditions:
            _conditions(errors, (here, "onPodConditions"), conditions)
        if codes is not None and conditions:
            detail = "specifying both OnExitCodes and OnPodConditions is not supported"
            errors.invalid(here, OMITTED, detail)
        if codes is None and not conditions:
            detail = "specifying one of OnExitCodes and OnPodConditions is required"
            errors.invalid(here, OMITTED, detail)


def _exit_codes(errors: Errors, place: Link, codes: Tree, containers: set[str]) -> None:
    operator = codes.get("operator") or ""
    if not operator:
        errors.required((place, "operator"), 'valid values: ["In" "NotIn"]')
    elif operator not in {"In", "NotIn"}:
        errors.unsupported((place, "operator"), Json(operator), ("In", "NotIn"))
    name = codes.get("containerName")
    if name is not None and name not in containers:
        detail = "must be one of the container or initContainer names in the pod template"
        errors.invalid((place, "containerName"), name, detail)
    values = [int(value or 0) for value in codes.get("values") or ()]
    here: Link = (place, "values")
    if not values:
        nothing = Json(None if codes.get("values") is None else [])
        errors.invalid(here, nothing, "at least one value is required")
    elif len(values) > 255:
        errors.too_many(here, len(values), 255)
    taken: set[int] = set()
    for index, value in enumerate(values):
        if operator == "In" and value == 0:
            errors.invalid((here, index), value, "must not be 0 for the In operator")
        if value in taken:
            errors.duplicate((here, index), value)
        taken.add(value)
    if sorted(values) != values:
        errors.invalid(here, Json(values), "must be ordered")


def _conditions(errors: Errors, place: Link, patterns: Any) -> None:
    if len(patterns) > 20:
        errors.too_many(place, len(patterns), 20)
    for index, pattern in enumerate(patterns):
        here: Link = (place, index)
        kind = (pattern or {}).get("type") or ""
        errors.each_invalid((here, "type"), kind, names.label_key(kind))
        status = (pattern or {}).get("status") or "True"
        if status not in {"False", "True", "Unknown"}:
            errors.unsupported((here, "status"), Json(status), ("False", "True", "Unknown"))


def success_policy(errors: Errors, place: Link, policy: Tree, completions: Any) -> None:
    """Check with which indexes a Job has succeeded (validateSuccessPolicy)."""
    rules = policy.get("rules") or ()
    here: Link = (place, "rules")
    if not rules:
        detail = "at least one rules must be specified when the successPolicy is specified"
        errors.required(here, detail)
    if len(rules) > 20:
        errors.too_many(here, len(rules), 20)
    for index, rule in enumerate(rules):
        spot: Link = (here, index)
        count, indexes = (rule or {}).get("succeededCount"), (rule or {}).get("succeededIndexes")
        if count is None and indexes is None:
            detail = "at least one of succeededCount or succeededIndexes must be specified"
            errors.required(spot, detail)
        total = 0
        if indexes is not None:
            if len(indexes.encode()) > _INDEXES_LIMIT:
                errors.too_long((spot, "succeededIndexes"), _INDEXES_LIMIT)
            found = _index_total(indexes, int(completions or 0))
            if isinstance(found, str):
                detail = f"error parsing succeededIndexes: {found}"
                errors.invalid((spot, "succeededIndexes"), indexes, detail)
            else:
                total = found
        if count is not None:
            here_count: Link = (spot, "succeededCount")
            errors.nonnegative(here_count, count)
            limits = [(int(completions or 0), "the number of specified completions")]
            if indexes is not None:
                words = "the number of indexes in the specified succeededIndexes field"
                limits.append((total, words))
            for limit, words in limits:
                if count > limit:
                    detail = f"must be less than or equal to {limit} ({words})"
                    errors.invalid(here_count, int(count), detail)


def _index_total(text: str, completions: int) -> int | str:
    """Count the indexes of 1,3-5, or say what is wrong."""
    from multiaz_lint.api.golang import parse_int, quoted

    total, last = 0, -1
    for part in text.split(",") if text else ():
        ends = part.split("-")
        if len(ends) > 2:
            return (
                f"the fragment {quoted(part)} violates the requirement that an index interval can "
                "have at most two parts separated by '-'"
            )
        numbers = []
        for end in ends:
            value = parse_int(end)
            if value is None:
                return f"cannot convert string to integer for index: {quoted(end)}"
            if value >= completions:
                return f"too large index: {quoted(end)}"
            numbers.append(value)
        if len(numbers) == 2 and numbers[0] >= numbers[1]:
            return f"non-increasing order, previous: {numbers[0]}, current: {numbers[1]}"
        if last >= numbers[0]:
            return f"non-increasing order, previous: {last}, current: {numbers[0]}"
        total += numbers[-1] - numbers[0] + 1
        last = numbers[-1]
    return total
