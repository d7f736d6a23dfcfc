"""Pods that a RuntimeClass or LimitRanges refuse, as problems of what makes them."""

from __future__ import annotations

from multiaz_lint.api.admission.limit_ranger import (
    admitted,
    aggregated,
    containers_of,
    invalid,
)
from multiaz_lint.api.admission.limits_together import LimitsTogether
from multiaz_lint.api.findings import verdict_of
from multiaz_lint.model.cached import Recent, cached, once
from multiaz_lint.model.pods.limit_ranges import container_defaults
from multiaz_lint.model.pods.runtime_class import class_of, is_absent
from multiaz_lint.model.resource import by_identity, mapping, string
from multiaz_lint.model.workload_kinds import Pod, StatefulSet
from multiaz_lint.rule import Problem, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

    Path = tuple[str | int, ...]
    Complaint = tuple[Path, str]
    Found = dict[Complaint, Resource]

_LOOKS = 30
"""As long as so many looks it takes to hold one container against one LimitRange."""
_ABSENT = ("o request is specified", "o limit is specified")


def limited_pods(
    workload: Workload, ranges: Sequence[Resource], cluster: Cluster
) -> Iterable[Problem]:
    """Return what the pods of an accepted workload are told: by their class, or by LimitRanges.

    They are asked in the order of the API server, which stops at the first that refuses.
    """
    spec = workload.pod_spec
    if not spec or _exists(workload) or not is_sound(workload, cluster):
        return ()
    near = _judging(workload, ranges, cluster) if ranges else None
    said: Sequence[Problem] = ()
    if near is not None and isinstance(workload, StatefulSet):
        said = _of_claims(workload, near, cluster)
    said = said or _of_class(workload, cluster, late=False)
    said = said or (() if near is None else _of_ranges(workload, near, cluster))
    return said or _of_class(workload, cluster, late=True)


def _of_claims(workload: StatefulSet, near: _Ranges, cluster: Cluster) -> Sequence[Problem]:
    """Return what LimitRanges say of the claims that are made before the first pod.

    The claim may be there already, and is not created anew then.
    """
    for index, template in enumerate(workload.claim_templates):
        name = string(mapping(template.get("metadata")).get("name"))
        claim = f"{name}-{workload.name}-{workload.first_ordinal}"
        identity = ("", "PersistentVolumeClaim", workload.namespace, claim)
        if cluster.find(identity, workload):
            continue
        path = ("spec", "volumeClaimTemplates", index, "spec", "resources", "requests", "storage")
        refused = near.together.claim_forbidden(mapping(template.get("spec")))
        if refused is not None:
            limit_range, said = near.ranges[refused[0]], refused[1]
            words = f'persistentvolumeclaims "{claim}" is forbidden: {aggregated(said)}'
            related = Related(limit_range.at("spec", "limits"), f"{limit_range} refuses it")
            return [
                Problem(
                    workload.at(*path),
                    f"{workload} is accepted, but no pod of it is created: {words}",
                    related=[related],
                    api={
                        "type": "Forbidden", "object": "PersistentVolumeClaim",
                        "words": words, "by": str(limit_range),
                    },
                )
            ]  # fmt: skip
    return ()


class _Ranges:
    """LimitRanges in the order of their names, or in the opposite one."""

    def __init__(self, ranges: Sequence[Resource]) -> None:
        self.ranges = ranges
        self.together = LimitsTogether([each.spec for each in ranges])

    @cached
    def reverse(self) -> _Ranges:
        """The same, the last one first."""
        return _Ranges(self.ranges[::-1])


@once
def _recent(cluster: Cluster) -> Recent:
    """Return the LimitRanges that judge workloads, by where these stand."""
    return Recent(len(cluster.resources))


def _judging(workload: Workload, ranges: Sequence[Resource], cluster: Cluster) -> _Ranges | None:
    """Return the LimitRanges that count for a workload; none where copies of one differ."""
    plain = cluster.nearness.plain
    question = workload.namespace, *(() if plain else (workload.directory, workload.origin))
    recent = _recent(cluster)
    known: tuple[_Ranges | None] | None = recent.get(question)
    if known is None:
        sound = [each for each in ranges if is_sound(each, cluster)]
        near = sorted(cluster.nearness.nearest(sound, workload), key=by_identity)
        first = {each.identity: each for each in reversed(near)}
        clear = near and all(_are_alike(each, first[each.identity]) for each in near)
        known = (_Ranges([*reversed(first.values())]) if clear else None,)
        recent.put(question, known, len(near))
    return known[0]


def _are_alike(one: Resource, other: Resource) -> bool:
    return one is other or one.spec == other.spec


def _of_class(workload: Workload, cluster: Cluster, *, late: bool) -> Sequence[Problem]:
    """Return what the RuntimeClass says that pods name, before LimitRanges or behind them."""
    from multiaz_lint.api.admission.runtime_class import as_stored, late_refusal, refusal

    spec = workload.pod_spec if isinstance(workload, Pod) else as_stored(workload.pod_spec)
    runtime = class_of(workload)
    if runtime is not None and len(cluster.find(runtime.identity, workload)) > 1:
        return ()  # nobody knows which copy counts
    absent, tree = is_absent(workload, cluster), None if runtime is None else runtime.tree
    complaint = late_refusal(spec, tree) if late else refusal(spec, tree, absent=absent)
    if complaint is None:
        return ()
    path, words = complaint
    named = runtime is not None and spec.get("runtimeClassName") is not None
    related = [Related(runtime.name_field, f"{runtime} refuses them")] if runtime and named else []
    return [
        Problem(
            workload.pod(*path),
            f"{_head(workload)}: {words}",
            hint="define the RuntimeClass, or name one that exists" if absent else None,
            related=related,
            api={"type": "Forbidden", "object": "Pod", "words": words},
        )
    ]


def _of_ranges(workload: Workload, near: _Ranges, cluster: Cluster) -> Sequence[Problem]:
    found = _found(workload, near, cluster)
    if found and len(near.ranges) > 1:  # the API server has them in no order
        other = _found(workload, near.reverse, cluster)
        found = {each: source for each, source in found.items() if each in other}
    return list(_problems(workload, found, closed=cluster.platform.closed))


def _exists(workload: Workload) -> bool:
    """Whether its pod is there, which is not created anew."""
    return isinstance(workload, Pod) and (workload.owned or bool(workload.get("status", "phase")))


def is_sound(resource: Resource, cluster: Cluster) -> bool:
    """Whether the API server has it as it is."""
    verdict = verdict_of(resource, cluster)
    return not verdict.errors and verdict.decode is None and verdict.served is True


def _found(workload: Workload, near: _Ranges, cluster: Cluster) -> Found:
    """Return complaints with the LimitRange that they come from: the first that has any."""
    cluster.effort.spend(_LOOKS * len(containers_of(workload.pod_spec)))
    written = {words for _, words in invalid(admitted(workload.pod_spec))}
    spec = admitted(workload.pod_spec, near.together.defaults)
    wrong = [each for each in invalid(spec) if each[1] not in written]
    if wrong:
        return _makers(workload, near, wrong, cluster)
    refused = near.together.forbidden(spec)
    return {} if refused is None else dict.fromkeys(refused[1], near.ranges[refused[0]])


def _makers(
    workload: Workload, near: _Ranges, wrong: Sequence[Complaint], cluster: Cluster
) -> Found:
    """Return the first LimitRange that alone makes pods wrong in each way; else the last."""
    makers: dict[str, Resource] = {}
    for at in near.together.giving:
        cluster.effort.spend(_LOOKS * len(containers_of(workload.pod_spec)))
        defaults = container_defaults(near.together.specs[at])
        for _, words in invalid(admitted(workload.pod_spec, defaults)):
            makers.setdefault(words, near.ranges[at])
        if all(words in makers for _, words in wrong):
            break
    return {each: makers.get(each[1], near.ranges[-1]) for each in wrong}


def _head(workload: Workload) -> str:
    if isinstance(workload, Pod):
        return f"the API server refuses {workload}"
    return f"{workload} is accepted, but every pod of it is refused"


def _problems(workload: Workload, found: Found, *, closed: bool) -> Iterator[Problem]:
    head = _head(workload)
    for (path, words), limit_range in found.items():
        if not closed and any(each in words for each in _ABSENT):
            continue  # another LimitRange may give it
        told = "gives defaults" if words.startswith("spec.") else "refuses them"
        yield Problem(
            workload.pod(*path),
            f"{head}: {words}",
            related=[Related(limit_range.at("spec", "limits"), f"{limit_range} {told}")],
            api={"type": "Forbidden", "object": "Pod", "words": words, "by": str(limit_range)},
        )
