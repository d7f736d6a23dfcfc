"""What a drill says of programs and pods that are not in the input, and have a say in it."""

from __future__ import annotations

from itertools import chain

from multiaz_lint.model import Workload
from multiaz_lint.model.cached import once
from multiaz_lint.model.company.companions import at_home, company, may_be_first, means
from multiaz_lint.model.labels import IN
from multiaz_lint.model.nodes.placed_by_others import placed_by
from multiaz_lint.model.placeholders import is_placeholder
from multiaz_lint.model.pods.schedulers import other_scheduler
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.workload import GENERATED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.model import Cluster
    from multiaz_lint.model.placement import AffinityTerm


def assume(members: Iterable[Member], cluster: Cluster) -> Iterator[str]:
    """Say what others than the default scheduler decide, and what pods of others would change."""
    for member in members:
        manifest = member.manifest
        name = other_scheduler(mapping(member.template.get("spec")))
        if name:
            yield (
                f"scheduler {name}, which pods of {manifest} ask for, is not played: the default "
                "scheduler places them"
            )
        place = placed_by(manifest, cluster)
        if place is not None:
            yield (
                f"zones to which {place} may bind each pod of {manifest} as it is created are not "
                "known: taken for none"
            )
        if cluster.platform.closed:
            continue
        if any(_avoids_strangers(each) for each in manifest.pod_terms):
            yield (
                f"required anti-affinity of {manifest} keeps its pods away from all others but "
                "some: pods that are not in the input are taken to be in nobody's way"
            )
        if manifest.drawing_terms and not _has_company(manifest, cluster):
            yield (
                f"pods that {manifest} must stand beside (required pod affinity) are not in the "
                "input: taken to be nowhere"
            )


def _avoids_strangers(term: AffinityTerm) -> bool:
    """Whether a term keeps away from pods of any value of a label but some, or of none."""
    selector = term.selector
    if not (term.required and term.anti) or selector.nothing or selector.equalities:
        return False
    return all(operator != IN for _, operator, _ in selector.expressions)


def _has_company(manifest: Workload, cluster: Cluster) -> bool:
    """Whether the input has pods, its own among them, that its required affinity may draw to."""
    if may_be_first(manifest) or company(manifest, cluster):
        return True
    terms = manifest.drawing_terms
    if all(at_home(each, manifest) for each in terms):
        return False
    return any(
        all(means(term, manifest, other) is not False for term in terms)
        for other in _candidates(terms[0], manifest, cluster)
    )


def _candidates(term: AffinityTerm, manifest: Workload, cluster: Cluster) -> Iterable[Workload]:
    """Return the workloads of all namespaces that may have the rarest label a term asks for."""
    labelled = _labelled(cluster)
    found = [
        (labelled.get((key, value), []), labelled.get((key, None), []))
        for key, value in term.merged(manifest.pod_labels).equalities.items()
    ]
    if not found:
        return cluster.of(Workload)
    return chain(*min(found, key=lambda each: len(each[0]) + len(each[1])))


@once
def _labelled(cluster: Cluster) -> dict[tuple[str, str | None], list[Workload]]:
    """Return the workloads by each label of their pods; None is a value that is not known yet."""
    found: dict[tuple[str, str | None], list[Workload]] = {}
    for each in cluster.of(Workload):
        for key, value in each.pod_labels.items():
            unknown = value == GENERATED or is_placeholder(value)
            found.setdefault((key, None if unknown else value), []).append(each)
    return found
