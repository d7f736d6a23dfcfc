"""What an object of a removed API version has to say in the new one to mean the same.

The defaults differ (pkg/apis/*/v1beta1/defaults.go and their v1, Kubernetes 1.37; batch/v2alpha1 of
1.20), and an empty selector of a budget does (policy/v1beta1/conversion.go). Only the labels of the
object itself are left aside, which apps/v1beta1 and extensions/v1beta1 take from the pod template:
no controller looks at them.
"""

from __future__ import annotations

from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from multiaz_lint.model.tree import Path

    Tree = dict[str, Any]
    Wanted = list[tuple[Path, Any]]
    """Fields to write, all of which are absent or null, and their values."""

_FOREVER = 2**31 - 1
"""MaxInt32, which stands for no limit."""
_EMPTY_SELECTOR = "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match"


def renewed(tree: Tree) -> Wanted | None:
    """Return what to write beside the new version; None where nothing makes it mean the same."""
    kind = tree.get("kind")
    api_version = tree.get("apiVersion")
    group = str(api_version).rpartition("/")[0]
    wanted = _BY_VERSION.get((api_version, kind)) or _BY_GROUP.get((group, kind))
    return [] if wanted is None else wanted(tree)


def _absent(tree: Tree, path: Path, defaults: Tree) -> Wanted:
    """Return the defaults of those fields of a mapping that are absent."""
    return [((*path, name), value) for name, value in defaults.items() if tree.get(name) is None]


def _deployment_of_apps(tree: Tree) -> Wanted:
    return _absent(mapping(tree.get("spec")), ("spec",), {"revisionHistoryLimit": 2})


def _deployment_of_extensions(tree: Tree) -> Wanted:
    spec = mapping(tree.get("spec"))
    wanted: Wanted = []
    strategy = mapping(spec.get("strategy"))
    if (strategy.get("type") or "RollingUpdate") == "RollingUpdate":
        rolling = mapping(strategy.get("rollingUpdate"))
        place = ("spec", "strategy", "rollingUpdate")
        wanted += _absent(rolling, place, {"maxSurge": 1, "maxUnavailable": 1})
    unlimited = {"progressDeadlineSeconds": _FOREVER, "revisionHistoryLimit": _FOREVER}
    return wanted + _absent(spec, ("spec",), unlimited)


def _updated_by_deletion(tree: Tree) -> Wanted:
    strategy = mapping(mapping(tree.get("spec")).get("updateStrategy"))
    if strategy.get("type"):
        return []
    return [(("spec", "updateStrategy", "type"), "OnDelete")]


def _webhooks(tree: Tree) -> Wanted | None:
    """Return the defaults of each webhook; v1 asks for what v1beta1 let be unknown."""
    webhooks = [mapping(each) for each in sequence(tree.get("webhooks"))]
    names = {each.get("name") for each in webhooks}
    known = all(
        each.get("sideEffects") in {"None", "NoneOnDryRun"} and each.get("admissionReviewVersions")
        for each in webhooks
    )
    if not known or len(names) < len(webhooks):
        return None
    defaults = {"failurePolicy": "Ignore", "matchPolicy": "Exact", "timeoutSeconds": 30}
    wanted: Wanted = []
    for index, each in enumerate(webhooks):
        wanted += _absent(each, ("webhooks", index), defaults)
    return wanted


def _budget(tree: Tree) -> Wanted | None:
    """Return nothing to write; an empty selector selected nothing, and selects everything in v1."""
    selector = mapping(mapping(tree.get("spec")).get("selector"))
    labels, expressions = selector.get("matchLabels"), selector.get("matchExpressions")
    if not labels and not expressions:
        return None
    keys = {*mapping(labels), *(mapping(each).get("key") for each in sequence(expressions))}
    return None if _EMPTY_SELECTOR in keys else []


def _cron_job(tree: Tree) -> Wanted | None:
    """Return nothing to write; Jobs without a limit were all kept, and no number says that."""
    spec = mapping(tree.get("spec"))
    limits = spec.get("successfulJobsHistoryLimit"), spec.get("failedJobsHistoryLimit")
    return None if None in limits else []


def _priority_level(tree: Tree) -> Wanted | None:
    """Return nothing to write; 0 stood for the default, and means 0 in v1."""
    limited = mapping(mapping(tree.get("spec")).get("limited"))
    return None if limited.get("nominalConcurrencyShares") == 0 else []


_BY_VERSION: dict[tuple[Any, Any], Callable[[Tree], Wanted | None]] = {
    ("apps/v1beta1", "Deployment"): _deployment_of_apps,
    ("apps/v1beta1", "StatefulSet"): _updated_by_deletion,
    ("extensions/v1beta1", "Deployment"): _deployment_of_extensions,
    ("extensions/v1beta1", "DaemonSet"): _updated_by_deletion,
    ("batch/v2alpha1", "CronJob"): _cron_job,
}
_BY_GROUP: dict[tuple[Any, Any], Callable[[Tree], Wanted | None]] = {
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): _webhooks,
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): _webhooks,
    ("policy", "PodDisruptionBudget"): _budget,
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"): _priority_level,
    ("events.k8s.io", "Event"): lambda _: None,  # v1 asks for more, which nobody can make up
    ("certificates.k8s.io", "CertificateSigningRequest"): lambda _: None,  # so does its v1
}
