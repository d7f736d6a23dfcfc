"""The other workloads that surely run in one namespace with a workload, and match a selector.

A manifest without a namespace goes where it is applied to. Two of them count as neighbours when
they stand in one folder, or one below the other: a repository holds many things that are never
applied together.
"""

from __future__ import annotations

from multiaz_lint.model.cached import once_alike
from multiaz_lint.model.labels import compile_map
from multiaz_lint.model.referring import ReferringRollout
from multiaz_lint.model.resource import mapping, without_copies
from multiaz_lint.model.workload import ScalableWorkload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.workload import Workload


def neighbours(workload: Workload, selector: Selector, cluster: Cluster) -> Iterator[Workload]:
    """Yield the neighbours whose pods a selector matches, hooks and copies of itself excepted.

    Of another that is written twice, alike, there is one.
    """
    for other in without_copies(cluster.select(selector, workload.namespace, workload)):
        if (
            not _is_itself(other, workload, cluster)
            and not other.is_hook
            and is_near(workload, other, cluster)
        ):
            yield other


def _question(workload: Workload, selector: Selector, cluster: Cluster) -> tuple[object, ...]:
    """Return what is alike for workloads that are one object, and ask the same of others."""
    place = () if cluster.nearness.plain else (workload.directory, workload.origin)
    source = workload.source.identity if isinstance(workload, ReferringRollout) else None
    return workload.identity, source, selector.question, place


@once_alike(_question)
def selects_only(workload: Workload, selector: Selector, cluster: Cluster) -> bool:
    """Whether a selector matches no pods of the input but those of a workload, copies included."""
    found = cluster.select(selector, workload.namespace, workload)
    return all(_is_itself(each, workload, cluster) for each in found)


def telling_labels(workload: Workload, cluster: Cluster) -> dict[str, str] | None:
    """Return labels that tell the pods of a workload from all others; None where none do.

    Those of its own selector, else all that its pod template has.
    """
    if not workload.selection_is_sound:
        return None
    written = mapping(mapping(workload.written_selector).get("matchLabels"))
    for labels in (written, workload.template_labels):
        selector = compile_map(labels)
        own = labels and selector.matches(workload.pod_labels)
        if own and selects_only(workload, selector, cluster):
            return dict(labels)
    return None


def _is_itself(other: Workload, workload: Workload, cluster: Cluster) -> bool:
    """Whether it is the same object, or what a Rollout runs in place of."""
    if other is workload or other.identity == workload.identity:
        return True
    return (
        isinstance(workload, ReferringRollout)
        and other.identity == workload.source.identity
        and isinstance(other, ScalableWorkload)
        and cluster.scale_of(other).zero
    )


def is_near(workload: Workload, other: Resource, cluster: Cluster) -> bool:
    """Whether a workload and something else of its namespace are surely there together."""
    return cluster.platform.closed or _together(workload, other)


def _together(one: Workload, other: Resource) -> bool:
    if one.directory == other.directory:
        return True
    if one.says_namespace and other.says_namespace:
        return True
    return share_a_folder(one, other)


def share_a_folder(one: Workload, other: Resource) -> bool:
    """Whether two stand in one folder, or one below the other."""
    here, there = f"{one.directory}/", f"{other.directory}/"
    return here.startswith(there) or there.startswith(here)
