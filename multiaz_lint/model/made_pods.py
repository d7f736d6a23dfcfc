"""What controllers of the input have made: the pods, ReplicaSets and Jobs of a dump of a cluster.

They say what their controllers say, which are asked in their place. Who has made them stands in
their ownerReferences; where that is not in the input, as in a dump of Deployments and Pods, its
name tells by whom it was made itself. A reference alone says nothing, as anybody may write one: who
is named must make such resources, select them, and be asked or made itself, and what is written by
hand has no uid, which the API server gives. A dump may be written by hand, too, so what was left
out is told.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.digits import whole
from multiaz_lint.model.resource import controllers, string
from multiaz_lint.model.words import listed
from multiaz_lint.model.workload import ScalableWorkload, Workload
from multiaz_lint.model.workload_kinds import CronJob, Deployment, Rollout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource

    Identity = tuple[str, str, str, str]
    Known = dict[Identity, dict[str, list[Workload]]]
    """Workloads by what they are, and by the uid that is written."""
    Note = tuple[str, str, int]
    """Origin, words and line of what was not judged by itself."""

_HASHES = (
    (Deployment.revision_label, "apps", "Deployment"),
    (Rollout.revision_label, "argoproj.io", "Rollout"),
)
_MAKERS = {
    "Pod": {"ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job"},
    "ReplicaSet": {"Deployment", "Rollout"},
    "Job": {"CronJob", "ScaledJob"},
}
"""Kinds of what controllers make, and of who makes it; operators may make anything."""
_MOST_COPIES = 50
"""Of an object that is there more often nobody says which copy has made something."""
_JOB_NAME = "batch.kubernetes.io/job-name"
"""By this label the pods of a Job say which (job_controller.go, 1.27 and later)."""
_DIGITS_OF_MINUTES = 8
"""CronJobs name Jobs by minutes since 1970 (getTimeHashInMinutes): those of 1989 to 2160."""


def without_made(resources: Sequence[Resource]) -> tuple[Sequence[Resource], list[Resource]]:
    """Return the resources without those that a workload among them has made, and these."""
    made = _made(resources)
    if not made:
        return resources, []
    kept = [each for each in resources if id(each) not in made]
    return kept, [each for each in resources if id(each) in made]


def told_of(made: Iterable[Resource]) -> Iterator[Note]:
    """Tell for each file what of it has been left out as made."""
    by_origin: dict[str, list[Resource]] = {}
    for each in made:
        by_origin.setdefault(each.origin, []).append(each)
    for origin, several in by_origin.items():
        names = listed([str(each) for each in several], 3)
        them = "it" if len(several) == 1 else "them"
        words = f"judged as what the workload says that has made {them}, not besides: {names}"
        yield origin, words, several[0].span(()).line


def why_not_asked(workload: ScalableWorkload, cluster: Cluster) -> str:
    """Say why nobody asks a workload for replicas, or what stands for it; empty where somebody is.

    It is the business of its controller, if that is not a workload of the input.
    """
    if not workload.owned or cluster.scale_of(workload).zero:
        return ""
    if id(workload) in _made_in(cluster):
        return ""
    owner = controllers(workload.metadata)[0]
    kind, name = string(owner.get("kind")), string(owner.get("name"))
    if not (kind and name):
        return "it belongs to a controller without kind or name"
    why = f"it belongs to {kind.lower()}/{name}, "
    found = [cluster.one_of(place, workload) for place in _places(owner, workload)]
    if not any(found):
        return f"{why}which the input does not hold"
    if any(isinstance(each, Workload) for each in found):
        return f"{why}which has not made it"
    return f"{why}and no adapter says what pods that makes"


@once
def _made_in(cluster: Cluster) -> AbstractSet[int]:
    return _made(cluster.resources)


def _made(resources: Iterable[Resource]) -> AbstractSet[int]:
    """Return the ``id`` of each resource that a workload among them has made.

    Those that name each other in a circle are made by nobody.
    """
    workloads = [each for each in resources if isinstance(each, Workload)]
    owned = [each for each in workloads if each.owned]
    if not owned:
        return frozenset()
    known: Known = {}
    for each in workloads:
        # A component is known by the name of the whole resource.
        identity = (each.group, each.kind, each.namespace, each.name)
        uid = string(each.metadata.get("uid"))
        known.setdefault(identity, {}).setdefault(uid, []).append(each)
    made_by: dict[int, list[Workload]] = {}
    possibly: set[int] = set()
    for each in owned:
        for maker in _makers(each, known):
            made_by.setdefault(id(maker), []).append(each)
            possibly.add(id(each))
    made: set[int] = set()
    asked = [each for each in workloads if id(each) not in possibly]
    while asked:
        for each in made_by.pop(id(asked.pop()), ()):
            if id(each) not in made:
                made.add(id(each))
                asked.append(each)
    return made


def _makers(workload: Workload, known: Known) -> Iterator[Workload]:
    """Yield who has made a workload, as far as it is known."""
    owners = controllers(workload.metadata)
    if len(owners) != 1 or not string(workload.metadata.get("uid")):
        return
    (owner,) = owners
    uid = string(owner.get("uid"))
    if not uid:
        return  # so it does one without
    found = [known[place] for place in _places(owner, workload) if place in known]
    for by_uid in found:
        for written in ("", uid):
            yield from [each for each in _few(by_uid.get(written, ())) if _makes(each, workload)]
    for place in () if found else _makers_by_name(owner, workload):
        for copies in known.get(place, {}).values():
            yield from [each for each in _few(copies) if _made_for(each, workload)]


def _few(copies: Sequence[Workload]) -> Sequence[Workload]:
    return copies if len(copies) <= _MOST_COPIES else ()


def _places(owner: dict[str, Any], workload: Workload) -> Iterator[Identity]:
    """Yield what an owner may be: it stands in the same namespace, or in none."""
    group = string(owner.get("apiVersion")).rpartition("/")[0]
    for namespace in dict.fromkeys((workload.namespace, "")):
        yield group, string(owner.get("kind")), namespace, string(owner.get("name"))


def _makers_by_name(owner: dict[str, Any], workload: Workload) -> Iterator[Identity]:
    """Yield who makes controllers of such a name, which make pods."""
    group, kind, namespace, name = next(_places(owner, workload))
    before, _, last = name.rpartition("-")
    if workload.kind != "Pod":
        return
    if (group, kind) == ("batch", "Job"):
        timed = len(last) == _DIGITS_OF_MINUTES and last[0] != "0" and whole(last) is not None
        if timed and workload.labels.get(_JOB_NAME) == name:
            yield group, "CronJob", namespace, before
    if (group, kind) == ("apps", "ReplicaSet"):
        for label, group_of_maker, maker in _HASHES:
            if workload.labels.get(label) == last:
                yield group_of_maker, maker, namespace, before


def _makes(maker: Workload, workload: Workload) -> bool:
    """Whether a resource that names a maker is one that it makes, and would not let go."""
    if maker.adapted:
        return maker is not workload
    return maker.kind in _MAKERS.get(workload.kind, ()) and _selects(maker, workload)


def _made_for(maker: Workload, pod: Workload) -> bool:
    """Whether a pod may be one of a maker's controllers; Jobs have all labels of the template."""
    if isinstance(maker, CronJob):
        return maker.template_labels.items() <= pod.labels.items()
    return _selects(maker, pod)


def _selects(maker: Workload, workload: Workload) -> bool:
    """Whether the selector of a maker matches (ControllerRefManager, 1.37); CronJobs have none."""
    if isinstance(maker, CronJob) or maker.written_selector is None:
        return True
    return maker.selector.matches(workload.labels)
