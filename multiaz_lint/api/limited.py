"""Pods that the LimitRanges of their namespace refuse, as problems of what makes them."""

from __future__ import annotations

from multiaz_lint.api.findings import verdict_of
from multiaz_lint.api.limit_ranger import admitted, forbidden, invalid
from multiaz_lint.model.limit_ranges import limit_ranges
from multiaz_lint.model.resource import by_identity
from multiaz_lint.model.workload_kinds import Pod
from multiaz_lint.rule import Problem, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload

    Path = tuple[str | int, ...]
    Found = dict[tuple[Path, str], Resource]

_ABSENT = ("o request is specified", "o limit is specified")


def limited_pods(workload: Workload, cluster: Cluster) -> Iterable[Problem]:
    """Return what the pods of an accepted workload are told by LimitRanges."""
    ranges = limit_ranges(cluster, workload.namespace)
    if not ranges or not workload.pod_spec or _exists(workload):
        return ()
    if not _is_sound(workload, cluster):
        return ()
    near = cluster.nearness.nearest([each for each in ranges if _is_sound(each, cluster)], workload)
    near.sort(key=by_identity)
    if len({each.identity for each in near}) < len(near):
        return ()  # nobody knows which copy counts
    found = _found(workload, near)
    if len(near) > 1:  # the API server has them in no order
        other = _found(workload, near[::-1])
        found = {each: source for each, source in found.items() if each in other}
    return list(_problems(workload, found, closed=cluster.platform.closed))


def _exists(workload: Workload) -> bool:
    """Whether its pod is there, which is not created anew."""
    return isinstance(workload, Pod) and (workload.owned or bool(workload.get("status", "phase")))


def _is_sound(resource: Resource, cluster: Cluster) -> bool:
    verdict = verdict_of(resource, cluster)
    return not verdict.errors and verdict.decode is None and verdict.served is True


def _found(workload: Workload, ranges: Sequence[Resource]) -> Found:
    """Return complaints with the LimitRange that they come from: the first that has any."""
    written = {words for _, words in invalid(admitted(workload.pod_spec, ()))}
    spec = admitted(workload.pod_spec, [each.spec for each in ranges])
    wrong = [each for each in invalid(spec) if each[1] not in written]
    if wrong:
        return {
            each: next(r for r in ranges if r is ranges[-1] or _makes(workload, r, each[1]))
            for each in wrong
        }
    for limit_range in ranges:
        complaints = forbidden(spec, limit_range.spec)
        if complaints:
            return dict.fromkeys(complaints, limit_range)
    return {}


def _makes(workload: Workload, limit_range: Resource, words: str) -> bool:
    """Whether one LimitRange alone makes pods wrong."""
    spec = admitted(workload.pod_spec, [limit_range.spec])
    return any(words == said for _, said in invalid(spec))


def _problems(workload: Workload, found: Found, *, closed: bool) -> Iterator[Problem]:
    head = f"{workload} is accepted, but every pod of it is refused"
    if isinstance(workload, Pod):
        head = f"the API server refuses {workload}"
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
