"""The autoscaler scales nothing.

Its target does not exist, cannot be scaled, or is scaled by another autoscaler as well. The
controller looks up the target's `scale` subresource by group, kind and name: a DaemonSet has none,
and the groups of removed versions (`extensions/v1beta1`) are not served any more. Of two
autoscalers on one target none follows its metrics: the controller refuses to count pods that
several of them select (`AmbiguousSelector`, horizontal pod autoscaler 1.37), and keeps to their
least and most numbers alone. So it is with two workloads of which one selects the pods of the other
as well, such as a stable Deployment with `app: web` beside its canary. The API server accepts all of it, and the workload keeps the number of
replicas that it had.

A target that is merely not in the input is reported as information, unless the input is said to
be complete. It is a warning where an Argo Rollout of that name stands in the place of the
Deployment. A Rollout that refers to a Deployment and scales it down (`scaleDown`) leaves nothing to
scale there: at 0 replicas that it has not set itself a HorizontalPodAutoscaler is disabled
(`ScalingDisabled`). Either way the Rollout is to be the target.

```yaml bad
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: agent}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: DaemonSet, name: agent}  # <-- a DaemonSet cannot be scaled
  minReplicas: 3
  maxReplicas: 10
```

```yaml good
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 10
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
```
"""

from __future__ import annotations

from multiaz_lint.model import (
    Autoscaler,
    Cluster,
    HorizontalPodAutoscaler,
    ScalableWorkload,
    Workload,
)
from multiaz_lint.model.company.shared_pods import shares_pods
from multiaz_lint.model.kinds import view_of
from multiaz_lint.model.referring import taker_of
from multiaz_lint.model.words import listed
from multiaz_lint.model.workload_kinds import Rollout
from multiaz_lint.rule import Problem, Put, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model import Field

_APPS = "apps/v1"
_SHOWN = 10


@rule("hpa-dangling", Severity.ERROR, on=Autoscaler, doc=__doc__)
def check(autoscaler: Autoscaler, cluster: Cluster, parameters: None) -> Iterator[Problem]:
    if autoscaler.owned:
        return
    group, kind, _, name = autoscaler.target
    field = autoscaler.at("spec", "scaleTargetRef")
    if not kind or not name:
        if not isinstance(autoscaler, HorizontalPodAutoscaler):  # of that the API server says it
            words = f"{autoscaler} scales nothing: it names no target"
            yield Problem(field, words, hint="name the workload that it is meant for")
        return
    if autoscaler.unscalable:
        yield _of_no_kind(autoscaler, group, kind)
        return
    if autoscaler.removed:
        why = f"{kind} is not served in group {group} since 1.16"
        yield _of_no_group(autoscaler, field.child("apiVersion"), why)
        return
    if autoscaler.without_group(cluster.platform.kubernetes):
        why = f"its target names no API group, and {kind} has one"
        yield _of_no_group(autoscaler, field, why)
        return
    target = cluster.target_of(autoscaler)
    if target is None:
        yield from _without_target(autoscaler, cluster)
    elif (taker := taker_of(target, cluster)) and isinstance(autoscaler, HorizontalPodAutoscaler):
        words = f"{taker} scales {target} down to nothing, and takes its place"
        yield _beside_rollout(autoscaler, taker, words, taker.at("spec", "workloadRef"))
    elif isinstance(target, ScalableWorkload):
        yield from _beside_others(autoscaler, target, cluster)


def _of_no_kind(autoscaler: Autoscaler, group: str, kind: str) -> Problem:
    """Say that no object of its kind has a scale; capitals tell kinds apart."""
    field = autoscaler.at("spec", "scaleTargetRef")
    meant = autoscaler.meant_kind
    if meant is None:
        return Problem(field, f"{autoscaler} scales nothing: a {kind} cannot be scaled")
    return Problem(
        field.child("kind"),
        f"{autoscaler} scales nothing: there is no kind {kind} in group {group or 'core'}",
        hint=f"set kind: {meant}",
        edits=[Put(field.child("kind"), meant)],
        unsafe=True,
    )


def _of_no_group(autoscaler: Autoscaler, place: Field, why: str) -> Problem:
    """Say that its target names no group that serves its kind."""
    return Problem(
        place,
        f"{autoscaler} scales nothing: {why}",
        hint=f"set apiVersion: {_APPS}",
        edits=[Put(autoscaler.at("spec", "scaleTargetRef", "apiVersion"), _APPS)],
        unsafe=True,
    )


def _beside_rollout(
    autoscaler: Autoscaler,
    rollout: Rollout,
    why: str,
    place: Field,
    severity: Severity | None = None,
) -> Problem:
    """Say that it looks for a Deployment where a Rollout is to be scaled."""
    field = autoscaler.at("spec", "scaleTargetRef")
    meant = {"apiVersion": rollout.api_version, "kind": rollout.kind, "name": rollout.name}
    return Problem(
        field,
        f"{autoscaler} scales nothing: {why}",
        severity=severity,
        hint=f"let it scale {rollout}: "
        + ", ".join(f"{name}: {value}" for name, value in meant.items()),
        related=[Related(place, f"{rollout} here")],
        edits=[
            Put(field.child(name), value)
            for name, value in meant.items()
            if field.child(name).value != value
        ],
        unsafe=True,
    )


def _without_target(autoscaler: Autoscaler, cluster: Cluster) -> Iterator[Problem]:
    group, kind, namespace, name = autoscaler.target
    known = issubclass(view_of(group, kind), ScalableWorkload)
    if not cluster.platform.closed:
        if not known or cluster.first_near(Workload, autoscaler, namespace) is None:
            return
        if cluster.named_elsewhere(autoscaler.target, autoscaler):
            return  # ns-mismatch speaks
    instead = _rollout_instead(autoscaler, cluster)
    if instead is not None:
        words = f"there is no {kind.lower()}/{name}, and {instead} stands in its place"
        severity = None if cluster.platform.closed else Severity.WARNING
        yield _beside_rollout(autoscaler, instead, words, instead.name_field, severity)
        return
    alike = [
        each
        for each in cluster.of(ScalableWorkload)
        if each.name == name and not cluster.nearness.apart(each, autoscaler)
    ]
    yield Problem(
        autoscaler.at("spec", "scaleTargetRef"),
        f"{autoscaler} scales nothing: there is no {kind.lower()}/{name} in namespace {namespace}",
        severity=None if cluster.platform.closed else Severity.INFO,
        hint="name the workload that it is meant for, in the autoscaler's own namespace",
        related=[
            Related(each.name_field, f"{each} in namespace {each.namespace}") for each in alike[:3]
        ],
    )


def _rollout_instead(autoscaler: Autoscaler, cluster: Cluster) -> Rollout | None:
    """Return the Rollout of the same name that stands where it looks for a Deployment.

    One that refers to the template of another resource has that beside it, if not in the input.
    """
    group, kind, namespace, name = autoscaler.target
    if (group, kind) != ("apps", "Deployment"):
        return None
    for each in cluster.find(("argoproj.io", "Rollout", namespace, name), autoscaler):
        if isinstance(each, Rollout) and each.reference is None:
            return each
    return None


def _beside_others(
    autoscaler: Autoscaler, target: ScalableWorkload, cluster: Cluster
) -> Iterator[Problem]:
    rivals = cluster.rivals_of(target)
    count = rivals.count_beside(autoscaler)
    if not count:
        yield from _beside_pods_of_others(autoscaler, cluster)
        return
    others = rivals.first_beside(autoscaler, _SHOWN)
    names = listed(list(map(str, others)), _SHOWN, count=count)
    yield Problem(
        autoscaler.at("spec", "scaleTargetRef"),
        f"{autoscaler} scales {target} together with {names}: no metric of theirs counts any more",
        hint="keep one autoscaler for each workload",
        related=[Related(each.at("spec", "scaleTargetRef"), f"{each} too") for each in others],
    )


def _beside_pods_of_others(autoscaler: Autoscaler, cluster: Cluster) -> Iterator[Problem]:
    """Judge targets of which one selects the pods of the other, as those of a canary."""
    shared = shares_pods(autoscaler, cluster)
    if shared is None:
        return
    yield Problem(
        autoscaler.at("spec", "scaleTargetRef"),
        f"{autoscaler} and {shared.rival} select the same pods, as the selector of "
        f"{shared.broad} matches those of {shared.other} too: no metric of theirs counts any more",
        hint=f"let {shared.broad} select by a label that only its own pods have; its selector is "
        "immutable",
        related=[
            Related(shared.broad.at("spec", "selector"), "matches the pods of both"),
            Related(shared.rival.at("spec", "scaleTargetRef"), f"{shared.rival}"),
        ],
    )
