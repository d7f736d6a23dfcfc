"""Labels that pods of operators are taken to have, where selectors ask for more than is known."""

from __future__ import annotations

from multiaz_lint.drill.template import changed
from multiaz_lint.model.custom.labels_unknown import labels_lacking, may_match
from multiaz_lint.model.resource import mapping
from multiaz_lint.model.words import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multiaz_lint.drill.casting.member import Member
    from multiaz_lint.model import Cluster, PodDisruptionBudget, Workload
    from multiaz_lint.model.labels import Selector
    from multiaz_lint.model.placement import AffinityTerm

    Asked = list[tuple[Workload, AffinityTerm]]


def assume(
    members: Sequence[Member], budgets: Iterable[PodDisruptionBudget], cluster: Cluster
) -> Iterator[str]:
    """Give pods of operators the labels that they need to be placed as is meant, and say which.

    Their own constraints mean them where they match no others; terms of pod affinity and
    anti-affinity, their own and required ones of others, where something speaks for it besides.
    What budgets and anti-affinity of others ask of unknown labels is not played, and said.
    """
    unknown = [each for each in members if not each.manifest.labels_known]
    if not unknown:
        return
    asked = [
        (each.manifest, term)
        for each in members
        for term in each.manifest.pod_terms
        if term.required and _free(term.selector, each.manifest, cluster)
    ]
    budgets = [each for each in budgets if not cluster.guarded_by(each)]
    for member in unknown:
        assumed = _assumed(member.manifest, asked, cluster)
        if assumed:
            _give(member, assumed)
            names = listed([f"{key}={value}" for key, value in assumed.items()])
            yield (
                f"pods of {member.manifest} are taken to have {names}, which selectors ask for and "
                "their operator may add"
            )
        for who, what in _left_open(member.manifest, assumed, asked, budgets, cluster):
            yield (
                f"whether {who} {what} pods of {member.manifest} depends on labels that their "
                "operator may add: played as if not"
            )


def _assumed(manifest: Workload, asked: Asked, cluster: Cluster) -> dict[str, str]:
    here = manifest.namespace
    own = [each.selector for each in manifest.spread]
    own += [
        each.selector
        for each in manifest.pod_terms
        if each.reaches(here, here) and may_match(each.selector, manifest)
    ]
    wanted = [labels_lacking(each, manifest) for each in own if _free(each, manifest, cluster)]
    for other, term in asked:
        if other is manifest or term.anti or not may_match(term.selector, manifest):
            continue
        if term.reaches(here, other.namespace) and _free(term.selector, manifest, cluster):
            wanted.append(labels_lacking(term.selector, manifest))
    found: dict[str, str] = {}
    for labels in wanted:
        if all(found.get(key, value) == value for key, value in labels.items()):
            found |= labels
    return found


def _free(selector: Selector, manifest: Workload, cluster: Cluster) -> bool:
    """Whether a selector matches nobody's pods by labels that are known."""
    return not cluster.select(selector, manifest.namespace, manifest)


def _left_open(
    manifest: Workload,
    assumed: dict[str, str],
    asked: Asked,
    budgets: Iterable[PodDisruptionBudget],
    cluster: Cluster,
) -> Iterator[tuple[object, str]]:
    """Yield who may mean pods by labels that are neither known nor assumed, and how."""
    labels = {**manifest.pod_labels, **assumed}

    def open_to(selector: Selector) -> bool:
        return may_match(selector, manifest) and not selector.matches(labels)

    for budget in budgets:
        near = budget.namespace == manifest.namespace
        if near and open_to(budget.selector) and not cluster.nearness.apart(budget, manifest):
            yield budget, "guards"
    for other, term in asked:
        if not term.anti or other is manifest or not open_to(term.selector):
            continue
        if term.reaches(manifest.namespace, other.namespace):
            yield f"pods of {other}", "keep away from"


def _give(member: Member, labels: dict[str, str]) -> None:
    known = mapping(mapping(member.template.get("metadata")).get("labels"))
    member.template = changed(member.template, ("metadata", "labels"), {**known, **labels})
