"""What of an input was not judged, told so that nobody takes it for clean."""

from __future__ import annotations

from multiaz_lint.diagnostic import LIMITED, Diagnostic, Place
from multiaz_lint.load.soundness import unreadable
from multiaz_lint.model import Rollout, ScalableWorkload
from multiaz_lint.model.effort import EffortError
from multiaz_lint.model.nodes.placed_by_others import placed_by
from multiaz_lint.model.pods.gates import gates_of, taken_away
from multiaz_lint.model.pods.schedulers import other_scheduler
from multiaz_lint.model.words import counted
from multiaz_lint.result import NotChecked
from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multiaz_lint.model import Cluster, Resource
    from multiaz_lint.model.custom.adapter import Adapter
    from multiaz_lint.settings import Settings


def unmet(seen: Sequence[Resource], settings: Settings) -> Iterator[NotChecked]:
    """Yield where adapters of the configuration meet nothing."""
    from multiaz_lint.adapters import unmet as adapters

    for each in adapters.unmet(seen, settings.adapters, whole=settings.whole):
        yield NotChecked(*each)


def unadapted(
    read: Sequence[Resource], seen: Sequence[Resource], settings: Settings
) -> Iterator[NotChecked]:
    """Yield custom resources whose pods nobody knows, each once: overlays may build one alike.

    They were ``read``, and adapters have ``seen`` them.
    """
    from multiaz_lint.adapters.adapt import shipped
    from multiaz_lint.adapters.mistyped import mistyped
    from multiaz_lint.adapters.unadapted import unadapted as unknown
    from multiaz_lint.adapters.unadapted import unseen

    kinds: dict[tuple[str, str], list[Adapter]] = {}
    for each in shipped(read):
        kinds.setdefault((each.group, each.kind), []).append(each)
    kinds |= {(each.group, each.kind): [] for each in settings.adapters}
    for each in settings.adapters:
        kinds[each.group, each.kind].append(each)
    notes = (*unknown(seen, kinds), *unseen(seen, kinds), *mistyped(seen, kinds))
    for note in dict.fromkeys(notes):
        yield NotChecked(*note)


def made(resources: Sequence[Resource]) -> Iterator[NotChecked]:
    """Yield what was judged as what has made it, and not besides."""
    from multiaz_lint.model.made_pods import told_of

    for each in told_of(resources):
        yield NotChecked(*each)


def of_others(cluster: Cluster) -> Iterator[NotChecked]:
    """Yield the workloads that are for their controllers to answer for, of which nothing is known.

    Those are operators, in a dump of what they have made.
    """
    for workload in cluster.of(ScalableWorkload):
        if workload.owned:
            from multiaz_lint.model.made_pods import why_not_asked

            why = why_not_asked(workload, cluster)
            if why:
                line = workload.name_field.span.line
                yield NotChecked(
                    workload.origin,
                    f"whether {workload} outlives a zone was not judged: {why}",
                    line,
                )


def placed_otherwise(cluster: Cluster) -> Iterator[NotChecked]:
    """Yield the workloads whose pods other software binds to zones, nobody knows which.

    Of schedulers and of controllers that take scheduling gates away it is told once for each.
    """
    others: dict[tuple[str, str], list[ScalableWorkload]] = {}
    for workload in cluster.of(ScalableWorkload):
        place = placed_by(workload, cluster)
        if place is not None and cluster.asks(workload):
            why = f"how the pods of {workload} are spread over zones was not judged: {place} may "
            why += "bind each to one as it is created"
            yield NotChecked(workload.origin, why, workload.name_field.span.line)
        if "schedulerName" in workload.pod_spec or "schedulingGates" in workload.pod_spec:
            for said in _left_to_others(workload, cluster):
                others.setdefault(said, []).append(workload)
    for (field, name), workloads in others.items():
        first, more = workloads[0], counted(len(workloads) - 1, "more workload")
        of = f"{first} and {more}" if workloads[1:] else f"{first}"
        why = _UNSAID[field].format(name=name, of=of)
        yield NotChecked(first.origin, why, first.pod(field).span.line)


_UNSAID = {
    "schedulerName": "whether scheduler {name} places the pods of {of} by the rules of "
    "kube-scheduler was not judged: findings about their places hold if it does",
    "schedulingGates": "whether scheduling gate {name} is taken away from the pods of {of} was "
    "not judged: none runs before a controller has done that",
}


def _left_to_others(workload: ScalableWorkload, cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Yield the field and the name of what others than kube-scheduler decide about pods.

    With a nodeName nobody is asked. Gates that no known controller takes away are findings.
    """
    spec = workload.pod_spec
    if spec.get("nodeName") or not cluster.asks(workload):
        return
    if name := other_scheduler(spec):
        yield "schedulerName", name
    for gate in dict.fromkeys(filter(taken_away, gates_of(spec))):
        yield "schedulingGates", gate


def without_pods(cluster: Cluster) -> Iterator[NotChecked]:
    """Yield what is not known of the workloads that no API server judges: their pods, how many."""
    adapted = (each for each in cluster.of(ScalableWorkload) if each.adapted)
    for workload in (*cluster.of(Rollout), *adapted):
        scale = cluster.scale_of(workload)
        if workload.owned:
            continue
        if not workload.pod_spec:
            why = f"{workload} was not judged: {workload.without_pods}"
            yield NotChecked(workload.origin, why, workload.name_field.span.line)
            continue
        if why := unreadable(workload):
            words = f"not all of {workload} was judged: {why}"
            yield NotChecked(workload.origin, words, workload.at(*workload.pod_path).span.line)
        if scale.decider is None and not scale.certain:
            why = f"the number of replicas of {workload} was not judged: it cannot be read"
            at = workload.replicas
            yield NotChecked(workload.origin_at(at.path), why, at.span.line)


def unfinished(resources: Sequence[Resource]) -> Iterator[Diagnostic]:
    """Yield a finding for each file of which not everything was judged."""
    by_origin: dict[str, list[Resource]] = {}
    for each in resources:
        by_origin.setdefault(each.origin, []).append(each)
    for origin, several in by_origin.items():
        more = counted(len(several) - 1, "more resource")
        others = f" and {more} of this file" if several[1:] else ""
        words = f"not all rules have judged {several[0]}{others}: {EffortError()}"
        place = Place(origin, *several[0].span(()).as_tuple())
        yield Diagnostic(
            LIMITED, Severity.ERROR, words, place, category="hygiene",
            hint="look for selectors that match nearly everything, or check parts of it apart",
        )  # fmt: skip
