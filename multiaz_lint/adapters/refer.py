"""Sees Argo Rollouts that refer to another resource with the pod template of that."""

from __future__ import annotations

from multiaz_lint.model import Rollout
from multiaz_lint.model.nearness import Nearness
from multiaz_lint.model.referring import TEMPLATES, ReferringRollout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.model.resource import Resource

    Identity = tuple[str, str, str, str]


def refer(resources: Sequence[Resource]) -> Sequence[Resource]:
    """Return the resources with each such Rollout seen with the nearest copy of what it names.

    One whose reference is to nothing in the input, or to what has no template, stays as it is.
    """
    wanted: dict[Identity, list[Resource]] = {}
    for each in resources:
        if type(each) is Rollout and each.reference is not None:
            wanted[each.reference] = []
    if not wanted:
        return resources
    copies: dict[Identity, list[Resource]] = {}
    for each in resources:
        copies.setdefault(each.identity, []).append(each)
        if each.identity in wanted and (each.group, each.kind) in TEMPLATES:
            wanted[each.identity].append(each)
    nearness = Nearness(copies.values())
    return [_seen(each, wanted, nearness) for each in resources]


def _seen(
    resource: Resource, named: dict[Identity, list[Resource]], nearness: Nearness
) -> Resource:
    if type(resource) is not Rollout or resource.reference is None:
        return resource
    found = nearness.nearest(named[resource.reference], resource)
    if not found:
        return resource
    rollout = ReferringRollout(resource, found[0])
    if rollout.takes_over:
        rollout.source.facts.taken_over = True
    return rollout
