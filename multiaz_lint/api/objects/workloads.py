"""Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController (apps validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import object_meta, parts_of_urls
from multiaz_lint.api.objects.claims import claim_spec
from multiaz_lint.api.objects.percentages import at_most_all, int_or_percent, leading_number
from multiaz_lint.api.pods.pod import template
from multiaz_lint.api.selectors import convertible, is_empty, label_selector, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
TEMPLATE: Link = (SPEC, "template")
MISMATCH = "`selector` does not match template `labels`"


def _nonnegative(errors: Errors, spec: Tree, *fields: str) -> None:
    for name in fields:
        value = spec.get(name)
        if value is not None and value < 0:
            errors.nonnegative((SPEC, name), value)


def _selector(errors: Errors, spec: Tree, kind: str) -> Tree | None:
    selector: Tree | None = spec.get("selector")
    here: Link = (SPEC, "selector")
    if selector is None:
        errors.required(here)
        return None
    label_selector(errors, here, selector)
    if is_empty(selector):
        errors.invalid(here, Json({}), f"empty selector is invalid for {kind}")
    return selector


def _template_labels(errors: Errors, spec: Tree, selector: Tree | None) -> None:
    """Demand that a selector which is not empty matches the template's labels."""
    written = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    if (selector is None or not is_empty(selector)) and not matches(selector, written):
        here: Link = ((TEMPLATE, "metadata"), "labels")
        errors.invalid(here, Json(_labels(written)), MISMATCH)


def _labels(written: Tree | None) -> Tree | None:
    return written if written is None else {key: value or "" for key, value in written.items()}


def _always(errors: Errors, spec: Tree, kind: str) -> None:
    pod = (spec.get("template") or {}).get("spec") or {}
    here: Link = (TEMPLATE, "spec")
    policy = pod.get("restartPolicy") or "Always"
    if policy != "Always":
        errors.unsupported((here, "restartPolicy"), Json(policy), ("Always",))
    if pod.get("activeDeadlineSeconds") is not None:
        detail = f"activeDeadlineSeconds in {kind} is not Supported"
        errors.forbidden((here, "activeDeadlineSeconds"), detail)


def _rollback(errors: Errors, tree: Tree, written: Tree) -> None:
    """Check the revision to roll back to: a field of old versions, now an annotation."""
    revision = written.get("revision") or 0
    annotations = (tree.get("metadata") or {}).get("annotations") or {}
    text = annotations.get("deprecated.deployment.rollback.to")
    if text and tree["apiVersion"] in {"apps/v1", "apps/v1beta2"}:
        from multiaz_lint.api.golang import parse_int

        revision = parse_int(text) or 0
    if revision < 0:
        errors.nonnegative(((SPEC, "rollback"), "version"), revision)


def deployment(errors: Errors, tree: Tree) -> None:
    """Check a Deployment (ValidateDeployment)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, numbered=True)
    spec = tree.get("spec") or {}
    _nonnegative(errors, spec, "replicas")
    _replicated(errors, spec)
    _strategy(errors, spec.get("strategy") or {})
    _nonnegative(errors, spec, "minReadySeconds", "revisionHistoryLimit")
    _rollback(errors, tree, spec.get("rollbackTo") or {})
    deadline = spec.get("progressDeadlineSeconds")
    ready = spec.get("minReadySeconds") or 0
    if deadline is None:
        deadline = 600
    else:
        _nonnegative(errors, spec, "progressDeadlineSeconds")
    if deadline <= ready:
        here: Link = (SPEC, "progressDeadlineSeconds")
        errors.invalid(here, Json(deadline), "must be greater than minReadySeconds")


def _replicated(errors: Errors, spec: Tree) -> None:
    selector = _selector(errors, spec, "deployment")
    if not convertible(selector):
        errors.invalid(
            (SPEC, "selector"), Json(selector, "meta/v1.LabelSelector"), "invalid label selector"
        )
        return
    _template_labels(errors, spec, selector)
    template(errors, TEMPLATE, spec.get("template"))
    _always(errors, spec, "ReplicaSet")


def _strategy(errors: Errors, strategy: Tree) -> None:
    kind = strategy.get("type") or "RollingUpdate"
    here: Link = (SPEC, "strategy")
    rolling = strategy.get("rollingUpdate")
    if kind == "Recreate":
        if rolling is not None:
            detail = "may not be specified when strategy `type` is 'Recreate'"
            errors.forbidden((here, "rollingUpdate"), detail)
    elif kind == "RollingUpdate":
        if rolling:
            _rolling_update(errors, (here, "rollingUpdate"), rolling)
    else:
        value = Json(strategy, "apps.DeploymentStrategy")
        errors.unsupported(here, value, ("Recreate", "RollingUpdate"), (here, "type"))


def _rolling_update(errors: Errors, place: Link, rolling: Tree) -> None:
    unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    unavailable = "25%" if unavailable is None else unavailable
    surge = "25%" if surge is None else surge
    int_or_percent(errors, (place, "maxUnavailable"), unavailable)
    int_or_percent(errors, (place, "maxSurge"), surge)
    if leading_number(unavailable) == 0 and leading_number(surge) == 0:
        detail = "may not be 0 when `maxSurge` is 0"
        errors.invalid((place, "maxUnavailable"), Json(unavailable), detail)
    at_most_all(errors, (place, "maxUnavailable"), unavailable)


def replica_set(errors: Errors, tree: Tree) -> None:
    """Check a ReplicaSet (ValidateReplicaSet)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, numbered=True)
    spec = tree.get("spec") or {}
    _nonnegative(errors, spec, "replicas", "minReadySeconds")
    _replicated(errors, spec)


def stateful_set(errors: Errors, tree: Tree) -> None:
    """Check a StatefulSet (ValidateStatefulSet)."""
    object_meta(errors, tree.get("metadata"), names.dns_label, numbered=True)
    spec = tree.get("spec") or {}
    get = spec.get
    policy = get("podManagementPolicy") or "OrderedReady"
    if policy not in {"OrderedReady", "Parallel"}:
        detail = "must be 'OrderedReady' or 'Parallel'"
        errors.invalid((SPEC, "podManagementPolicy"), Json(policy), detail)
    _update_strategy(errors, get("updateStrategy") or {})
    retention = get("persistentVolumeClaimRetentionPolicy") or {}
    for name in ("whenDeleted", "whenScaled"):
        value = retention.get(name)
        if value and value not in {"Retain", "Delete"}:
            here: Link = ((SPEC, "persistentVolumeClaimRetentionPolicy"), name)
            errors.unsupported(here, Json(value), ("Retain", "Delete"))
    claims = get("volumeClaimTemplates") or ()
    for index, claim in enumerate(claims):
        here = (((SPEC, "volumeClaimTemplates"), index), "spec")
        claim_spec(errors, here, (claim or {}).get("spec"))
    _nonnegative(errors, spec, "replicas", "minReadySeconds")
    start = (get("ordinals") or {}).get("start") or 0
    if start < 0:
        at: Link = ((SPEC, "ordinals"), "start")
        detail = "must be greater than or equal to 0"
        errors.invalid((SPEC, "ordinals.start"), int(start), detail, at)
    service = get("serviceName")
    if service:
        errors.each_invalid((SPEC, "serviceName"), service, names.dns_label(service))
    selector = _selector(errors, spec, "statefulset")
    if not convertible(selector):
        errors.invalid((SPEC, "selector"), Json(selector, "meta/v1.LabelSelector"), "")
    else:
        _template_labels(errors, spec, selector)
        written = spec.get("template") or {}
        pod = written.get("spec") or {}
        if pod.get("hostname") or pod.get("subdomain"):
            hidden = {k: v for k, v in pod.items() if k not in {"hostname", "subdomain"}}
            written = {**written, "spec": hidden}
        volumes = tuple(((c or {}).get("metadata") or {}).get("name") or "" for c in claims)
        template(errors, TEMPLATE, written, claim_volumes=volumes, twice=True)
    _always(errors, spec, "StatefulSet")


def _update_strategy(errors: Errors, strategy: Tree) -> None:
    kind = strategy.get("type") or "RollingUpdate"
    here: Link = (SPEC, "updateStrategy")
    rolling = strategy.get("rollingUpdate")
    if kind == "OnDelete":
        if rolling is not None:
            value = Json(rolling, "apps.RollingUpdateStatefulSetStrategy")
            detail = "only allowed for updateStrategy 'RollingUpdate'"
            errors.invalid((here, "rollingUpdate"), value, detail)
    elif kind != "RollingUpdate":
        value = Json(strategy, "apps.StatefulSetUpdateStrategy")
        detail = "must be 'RollingUpdate' or 'OnDelete'"
        errors.invalid(here, value, detail, (here, "type"))
    elif rolling:
        place: Link = (here, "rollingUpdate")
        partition = rolling.get("partition") or 0
        errors.nonnegative((place, "partition"), partition)
        unavailable = rolling.get("maxUnavailable")
        if unavailable is not None:
            spot: Link = (place, "maxUnavailable")
            int_or_percent(errors, spot, unavailable)
            if leading_number(unavailable) == 0:
                errors.invalid(spot, Json(unavailable), "cannot be 0")
            at_most_all(errors, spot, unavailable)


def daemon_set(errors: Errors, tree: Tree) -> None:
    """Check a DaemonSet (ValidateDaemonSet)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, numbered=True)
    spec = tree.get("spec") or {}
    selector = spec.get("selector")
    here: Link = (SPEC, "selector")
    label_selector(errors, here, selector)
    written = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    if convertible(selector) and not matches(selector, written):
        spot: Link = ((TEMPLATE, "metadata"), "labels")
        errors.invalid(spot, Json(_labels(written)), MISMATCH)
    if selector is not None and is_empty(selector):
        errors.invalid(here, Json({}), "empty selector is invalid for daemonset")
    template(errors, TEMPLATE, spec.get("template"))
    _always(errors, spec, "DaemonSet")
    _nonnegative(errors, spec, "minReadySeconds")
    _daemon_strategy(errors, spec.get("updateStrategy") or {})
    _nonnegative(errors, spec, "revisionHistoryLimit")


def _daemon_strategy(errors: Errors, strategy: Tree) -> None:
    kind = strategy.get("type") or "RollingUpdate"
    here: Link = (SPEC, "updateStrategy")
    if kind == "OnDelete":
        return
    if kind != "RollingUpdate":
        value = Json(strategy, "apps.DaemonSetUpdateStrategy")
        errors.unsupported(here, value, ("RollingUpdate", "OnDelete"), (here, "type"))
        return
    rolling = strategy.get("rollingUpdate") or {}
    place: Link = (here, "rollingUpdate")
    unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    unavailable = 1 if unavailable is None else unavailable
    surge = 0 if surge is None else surge
    bounds = (("maxUnavailable", unavailable), ("maxSurge", surge))
    for name, bound in bounds:
        int_or_percent(errors, (place, name), bound)
    for name, bound in bounds:
        at_most_all(errors, (place, name), bound)
    if leading_number(unavailable) and leading_number(surge):
        detail = "may not be set when maxUnavailable is non-zero"
        errors.invalid((place, "maxSurge"), Json(surge), detail)
    elif not leading_number(unavailable) and not leading_number(surge):
        errors.required((place, "maxUnavailable"), "cannot be 0 when maxSurge is 0")


def replication_controller(errors: Errors, tree: Tree) -> None:
    """Check a ReplicationController (ValidateReplicationController)."""
    written = (tree.get("spec") or {}).get("template")
    have = ((written or {}).get("metadata") or {}).get("labels")
    meta = tree.get("metadata") or {}
    if have and not meta.get("labels"):
        meta = {**meta, "labels": have}
    object_meta(errors, meta, names.long_name, numbered=True, prefixed=False)
    spec = tree.get("spec") or {}
    _nonnegative(errors, spec, "minReadySeconds", "replicas")
    selector = spec.get("selector") or have
    if not selector:
        errors.required((SPEC, "selector"))
    if written is None:
        errors.required(TEMPLATE)
        return
    if selector and not matches({"matchLabels": selector}, have):
        here: Link = ((TEMPLATE, "metadata"), "labels")
        errors.invalid(here, Json(_labels(have)), MISMATCH)
    template(errors, TEMPLATE, written)
    _always(errors, spec, "ReplicationController")
    parts_of_urls(errors, meta)


def pod_template(errors: Errors, tree: Tree) -> None:
    """Check a PodTemplate (ValidatePodTemplate)."""
    object_meta(errors, tree.get("metadata"), names.dns_subdomain, numbered=True)
    template(errors, (None, "template"), tree.get("template"))
