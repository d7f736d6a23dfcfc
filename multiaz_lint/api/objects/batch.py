"""Jobs and CronJobs (batch validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import forms, names
from multiaz_lint.api.errors import Json, Key
from multiaz_lint.api.metadata import METADATA, name_of, object_meta
from multiaz_lint.api.objects.job_policies import failure_policy, success_policy
from multiaz_lint.api.objects.stored import CONTROLLER_UID
from multiaz_lint.api.objects.workloads import MISMATCH
from multiaz_lint.api.pods.pod import template
from multiaz_lint.api.selectors import convertible, label_selector, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")


_UID = "00000000-0000-0000-0000-000000000000"  # stands for what the server makes up


_SELECTOR = "meta/v1.LabelSelector"
_JOB_NAME = ("job-name", "batch.kubernetes.io/job-name")


def job(errors: Errors, tree: Tree) -> None:
    """Check a Job (ValidateJobCreate)."""
    meta = tree.get("metadata") or {}
    spec = tree.get("spec") or {}
    written = spec.get("template") or {}
    have = (written.get("metadata") or {}).get("labels")
    name = name_of(meta)
    if have and not meta.get("labels"):
        object_meta(errors, {**meta, "labels": have}, names.dns_subdomain, numbered=True)
    else:
        object_meta(errors, meta, names.dns_subdomain, numbered=True)
    selector = spec.get("selector")
    if not spec.get("manualSelector"):
        have = dict(have or {})
        for key in _JOB_NAME:
            have.setdefault(key, name)
        for key in CONTROLLER_UID:
            have.setdefault(key, _UID)
        selector = dict(selector or {})
        wanted = dict(selector.get("matchLabels") or {})
        wanted.setdefault(CONTROLLER_UID[1], _UID)
        selector["matchLabels"] = wanted
        _generated(errors, name, have, selector)
        written = {**written, "metadata": {**(written.get("metadata") or {}), "labels": have}}
    job_spec(errors, SPEC, spec, written)
    here: Link = (SPEC, "selector")
    if selector is None:
        errors.required(here)
    else:
        label_selector(errors, here, selector)
    if convertible(selector) and not matches(selector, have):
        spot: Link = (((SPEC, "template"), "metadata"), "labels")
        shown = None if have is None else {key: value or "" for key, value in have.items()}
        errors.invalid(spot, Json(shown), MISMATCH)
    completions = spec.get("completions")
    if completions is None:
        completions = 1 if spec.get("parallelism") is None else 0  # what defaulting writes
    if spec.get("completionMode") == "Indexed" and completions > 0:
        last = f"{name}-{int(completions) - 1}"
        if names.dns_label(last):
            detail = f"will not able to create pod with invalid DNS label: {last}"
            errors.invalid((METADATA, "name"), name, detail)


def _generated(errors: Errors, name: str, have: Tree, selector: Tree) -> None:
    expected = {}
    for keys, value in ((CONTROLLER_UID, _UID), (_JOB_NAME, name)):
        for key in keys:
            expected[key] = value
    place: Link = (((SPEC, "template"), "metadata"), "labels")
    for key in (*(CONTROLLER_UID[0], _JOB_NAME[0]), *(CONTROLLER_UID[1], _JOB_NAME[1])):
        if have.get(key) != expected[key]:
            errors.invalid((place, Key(key)), Json(have), f"must be '{expected[key]}'")
    if convertible(selector) and not matches(selector, expected):
        shown = Json(selector, _SELECTOR)
        errors.invalid((SPEC, "selector"), shown, "`selector` not auto-generated")


def cron_job(errors: Errors, tree: Tree) -> None:
    """Check a CronJob (ValidateCronJobCreate)."""
    from multiaz_lint.api.objects.cron import schedule_error

    meta = tree.get("metadata") or {}
    object_meta(errors, meta, names.dns_subdomain, numbered=True)
    spec = tree.get("spec") or {}
    get = spec.get
    schedule = get("schedule") or ""
    here: Link = (SPEC, "schedule")
    if not schedule:
        errors.required(here)
    else:
        error = schedule_error(schedule)
        if error:
            errors.invalid(here, schedule, error)
        if "TZ" in schedule:
            detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
            errors.invalid(here, schedule, detail)
    for name in (
        "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit",
    ):  # fmt: skip
        value = get(name)
        if value is not None and value < 0:
            errors.nonnegative((SPEC, name), value)
    zone = get("timeZone")
    if zone is not None:
        _time_zone(errors, (SPEC, "timeZone"), zone)
    policy = get("concurrencyPolicy")
    if policy and policy not in {"Allow", "Forbid", "Replace"}:
        known = ("Allow", "Forbid", "Replace")
        errors.unsupported((SPEC, "concurrencyPolicy"), Json(policy), known)
    inner = (get("jobTemplate") or {}).get("spec") or {}
    place: Link = ((SPEC, "jobTemplate"), "spec")
    job_spec(errors, place, inner, inner.get("template") or {}, defaulted=False)
    if inner.get("selector") is not None:
        detail = "`selector` will be auto-generated"
        errors.invalid((place, "selector"), Json(inner["selector"], _SELECTOR), detail)
    if inner.get("manualSelector"):
        errors.unsupported((place, "manualSelector"), Json(True), ("nil", "false"))
    name = name_of(meta)
    if len(name.encode()) > 52:
        errors.invalid((METADATA, "name"), name, "must be no more than 52 characters")


def _time_zone(errors: Errors, place: Link, zone: str) -> None:
    import re

    from multiaz_lint.api.objects.cron import zone_error

    value = Json(zone)
    if not zone:
        errors.invalid(place, value, "timeZone must be nil or non-empty string")
        return
    for part in zone.split("/"):
        if part in {".", ".."} or not re.fullmatch(r"(?!-)[A-Za-z.\-_0-9+]{1,14}", part):
            errors.invalid(place, value, f"unknown time zone {zone}")
            return
    if zone.lower() == "local":
        detail = (
            "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        )
        errors.invalid(place, value, detail)
    error = zone_error(zone)
    if error:
        errors.invalid(place, value, error)


def job_spec(
    errors: Errors, place: Link, spec: Tree, written: Tree, *, defaulted: bool = True
) -> None:
    """Check a job spec; ``defaulted``: a Job itself, not the template of a CronJob."""
    get = spec.get
    for name in (
        "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
        "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes",
    ):  # fmt: skip
        value = get(name)
        if value is not None and value < 0:
            errors.nonnegative((place, name), value)
    if get("maxFailedIndexes") is not None and get("backoffLimitPerIndex") is None:
        detail = "when maxFailedIndexes is specified"
        errors.required((place, "backoffLimitPerIndex"), detail)
    manager = get("managedBy")
    if manager is not None:
        prefixed_path(errors, (place, "managedBy"), manager)
        if len(manager.encode()) > 63:
            errors.too_long((place, "managedBy"), 63)
    _indexes(errors, place, spec, defaulted=defaulted)
    policy = get("podFailurePolicy")
    if policy is not None:
        failure_policy(errors, (place, "podFailurePolicy"), spec, written)
    success = get("successPolicy")
    if success is not None:
        here: Link = (place, "successPolicy")
        if get("completionMode") != "Indexed":
            value = Json(success, "batch.SuccessPolicy")
            errors.invalid(here, value, "requires indexed completion mode")
        else:
            completions = get("completions")
            if defaulted and completions is None and get("parallelism") is None:
                completions = 1
            success_policy(errors, here, success, completions)
    replacement = get("podReplacementPolicy")
    if replacement is not None:
        here = (place, "podReplacementPolicy")
        known = ("Failed",) if policy is not None else ("Failed", "TerminatingOrFailed")
        if replacement not in known:
            errors.unsupported(here, Json(replacement), known)
    template(errors, (place, "template"), written)
    restart = (written.get("spec") or {}).get("restartPolicy") or "Always"
    here = (((place, "template"), "spec"), "restartPolicy")
    if restart == "Always":
        errors.required(here, 'valid values: "OnFailure", "Never"')
    elif restart not in {"OnFailure", "Never"}:
        errors.unsupported(here, Json(restart), ("OnFailure", "Never"))
    elif policy is not None and restart != "Never":
        detail = 'only "Never" is supported when podFailurePolicy is specified'
        errors.invalid(here, Json(restart), detail)


def prefixed_path(errors: Errors, place: Link, path: str) -> None:
    """Check a path with a domain before it (IsDomainPrefixedPath)."""
    if not path:
        errors.required(place)
        return
    domain, slash, rest = path.partition("/")
    if not slash or not domain or not rest:
        errors.invalid(place, path, 'must be a domain-prefixed path (such as "acme.io/foo")')
        return
    errors.each_invalid(place, domain, names.dns_subdomain(domain))
    errors.each_invalid(place, rest, forms.http_path(rest))


def _indexes(errors: Errors, place: Link, spec: Tree, *, defaulted: bool) -> None:
    get = spec.get
    mode = get("completionMode")
    completions, parallelism = get("completions"), get("parallelism")
    if defaulted and completions is None and parallelism is None:
        completions = parallelism = 1
    per_index, most = get("backoffLimitPerIndex"), get("maxFailedIndexes")
    errors.one_of((place, "completionMode"), mode, ("NonIndexed", "Indexed"))
    if mode == "Indexed":
        if completions is None:
            errors.required((place, "completions"), "when completion mode is Indexed")
        if parallelism is not None and parallelism > 100_000:
            detail = "must be less than or equal to 100000 when completion mode is Indexed"
            errors.invalid((place, "parallelism"), int(parallelism), detail)
        here: Link = (place, "maxFailedIndexes")
        if completions is not None and most is not None and most > completions:
            errors.invalid(here, int(most), "must be less than or equal to completions")
        if most is not None and most > 100_000:
            errors.invalid(here, int(most), "must be less than or equal to 100000")
        if completions is not None and completions > 100_000 and per_index is not None:
            words = "when completions are above 100000 and used with backoff limit per index"
            if most is None:
                detail = "must be specified when completions is above 100000"
                errors.required(here, detail)
            elif most > 10_000:
                errors.invalid(here, int(most), f"must be less than or equal to 10000 {words}")
            if parallelism is not None and parallelism > 10_000:
                detail = f"must be less than or equal to 10000 {words}"
                errors.invalid((place, "parallelism"), int(parallelism), detail)
    elif mode is None or mode == "NonIndexed":
        for name, value in (("backoffLimitPerIndex", per_index), ("maxFailedIndexes", most)):
            if value is not None:
                errors.invalid((place, name), int(value), "requires indexed completion mode")
