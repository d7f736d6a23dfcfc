"""An API version that the cluster's Kubernetes does not serve, or that the next ones will not.

The API server knows no such kind: `no matches for kind "PodDisruptionBudget" in version
"policy/v1beta1"`, and the object is not created. So it is with a version that came with a later
release than the cluster's; one that only a later release removes is a warning. Which release counts is the setting `kubernetes` (the deprecation guide of Kubernetes,
1.16 to 1.37). For a custom resource the versions that its CustomResourceDefinition serves count.

The new version is written only where the object means the same in it. Defaults that were others in
the old one are written out: a StatefulSet of `apps/v1beta1` is updated by deletion, a webhook of
`admissionregistration.k8s.io/v1beta1` ignores failures.

```yaml bad
apiVersion: policy/v1beta1  # <-- was removed in Kubernetes 1.25
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
```

```yaml fixed
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
```
"""

from __future__ import annotations

from multiaz_lint.api.findings import COMPLAINT, verdict_of
from multiaz_lint.api.versions.releases import introduction, removal
from multiaz_lint.model import Cluster, Resource
from multiaz_lint.model.platform import NEWEST
from multiaz_lint.model.tree import with_value
from multiaz_lint.rule import Problem, Put, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any


@rule(
    "api-removed-version",
    Severity.ERROR,
    on=Resource,
    needs=(COMPLAINT,),
    doc=__doc__,
    profiles={"survive": {}},
)
def check(resource: Resource, cluster: Cluster, parameters: None) -> Iterable[Problem]:
    verdict = verdict_of(resource, cluster)
    if verdict.served or resource.part:
        return ()
    removed = removal(resource.api_version, resource.kind)
    if removed is not None:
        return [_removed(resource, cluster, *removed)]
    if verdict.served is None:
        return ()
    return [_not_served(resource, cluster)]


def _removed(
    resource: Resource, cluster: Cluster, release: tuple[int, int], instead: str
) -> Problem:
    version = cluster.platform.kubernetes
    name = f"{resource.api_version} of {resource.kind}"
    number = "{}.{}".format(*release)
    later = release > version
    words = f"{name} is removed in" if later else f"{name} was removed in"
    words += f" Kubernetes {number}: "
    if later:
        words += f"{resource} cannot be applied after the upgrade"
    else:
        words += "{}.{} does not know it".format(*min(version, NEWEST))
    said = f'no matches for kind "{resource.kind}" in version "{resource.api_version}"'
    edits = _edits(resource, instead)
    return Problem(
        resource.at("apiVersion"),
        words,
        severity=Severity.WARNING if later else None,
        hint=_hint(edits, instead) if instead else "nothing replaces it: remove it",
        edits=edits,
        unsafe=True,
        api={"type": "version", "words": said},
    )


def _hint(edits: Sequence[Put], instead: str) -> str:
    """Say what to write: the version, and some of what it no longer says by itself."""
    defaults = [f"{each.field}: {each.value}" for each in edits[1:]]
    if not defaults:
        return f"write {instead}"
    more = f" and {len(defaults) - 3} more" if len(defaults) > 3 else ""
    return f"write {instead}, and the defaults of the old one: {', '.join(defaults[:3])}{more}"


def _edits(resource: Resource, instead: str) -> tuple[Put, ...]:
    """Return the new version, if the API server accepts the object in it, and old defaults."""
    from multiaz_lint.api.review import review
    from multiaz_lint.api.versions.renewal import renewed

    wanted = renewed(resource.tree) if instead else None
    if wanted is None:
        return ()
    tree: Any = {**resource.tree, "apiVersion": instead}
    for path, value in wanted:
        if not resource.at(*path).sound:
            return ()
        tree = with_value(tree, path, value)
    if not review(tree).accepted:
        return ()
    written = [Put(resource.at(*path), value) for path, value in wanted]
    return (Put(resource.at("apiVersion"), instead), *written)


def _as_accepted(resource: Resource, version: str) -> tuple[Put, ...]:
    """Return the new version, if the API server accepts the object as it is in it."""
    from multiaz_lint.api.review import review

    if not version or not review({**resource.tree, "apiVersion": version}).accepted:
        return ()
    return (Put(resource.at("apiVersion"), version),)


_SENT = frozenset(("admission.k8s.io", "imagepolicy.k8s.io"))
"""Groups of the messages between API server and webhooks, which no version of it stores."""


def _not_served(resource: Resource, cluster: Cluster) -> Problem:
    from multiaz_lint.api.registered import served_version

    said = f'no matches for kind "{resource.kind}" in version "{resource.api_version}"'
    served = hint = ""
    version = cluster.platform.kubernetes
    since = introduction(resource.api_version, resource.kind, version)
    severity: Severity | None
    if resource.facts.custom:
        words = f"the CustomResourceDefinition of {resource.kind} does not serve {resource.version}"
        severity = None if cluster.platform.closed else Severity.WARNING
    elif resource.group in _SENT:
        words = f"{resource.kind} is what the API server sends to webhooks: nobody can create one"
        severity = Severity.WARNING
    elif since is not None:
        release, number = "{}.{}".format(*since), "{}.{}".format(*version)
        words = f"{resource.api_version} of {resource.kind} came with Kubernetes {release}: "
        words += f"{number} does not know it"
        severity = None
        hint = f"set kubernetes to the cluster's release if it is {release} or a later one"
    else:
        words = f"{resource.api_version} of {resource.kind} is not served unless it is enabled"
        severity = Severity.WARNING
        if version >= NEWEST:
            served = served_version(resource.group, resource.kind)
            hint = f"write {served}" if served else ""
    return Problem(
        resource.at("apiVersion"),
        words,
        severity=severity,
        hint=hint or None,
        edits=_as_accepted(resource, served),
        unsafe=True,
        api={"type": "version", "words": said},
    )
