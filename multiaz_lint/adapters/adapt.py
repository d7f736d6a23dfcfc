"""Sees custom resources as the workloads that they ask for."""

from __future__ import annotations

import os

from multiaz_lint.adapters.read import AdapterError, read
from multiaz_lint.load import soundness
from multiaz_lint.model.custom.adapted import CustomWorkload, asked_for
from multiaz_lint.model.custom.operated_budget import budget_of
from multiaz_lint.model.nearness import Nearness
from multiaz_lint.model.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multiaz_lint.model.custom.adapter import Adapter

    Known = dict[tuple[str, str], list[Adapter]]

_shipped: list[Adapter] = []


def adapt(resources: Sequence[Resource], own: Sequence[Adapter]) -> Sequence[Resource]:
    """Return the resources with the custom ones seen as workloads.

    A resource of a single workload is replaced by it; of several components it stays, and its
    components follow it. ``own`` adapters win over the shipped ones of their kind.
    """
    known: Known = {}
    replaced = {(adapter.group, adapter.kind) for adapter in own}
    for adapter in (*own, *shipped()):
        key = (adapter.group, adapter.kind)
        if key not in replaced or adapter in own:
            known.setdefault(key, []).append(adapter)
    seen: list[Resource] = []
    for resource in resources:
        adapters = known.get((resource.group, resource.kind))
        if adapters is None or type(resource) is not Resource:
            seen.append(resource)
        else:
            seen += _seen(resource, adapters)
    _find_owners(seen, resources)
    return seen


def _seen(resource: Resource, adapters: Iterable[Adapter]) -> list[Resource]:
    workloads = [workload for adapter in adapters for workload in asked_for(adapter, resource)]
    for workload in workloads:
        soundness.settle_parts(workload, workload.parts)
    budgets = [budget for budget in map(budget_of, workloads) if budget is not None]
    if len(workloads) == 1 and not workloads[0].part:
        return [*workloads, *budgets]
    return [resource, *workloads, *budgets]


def _find_owners(seen: Sequence[Resource], resources: Sequence[Resource]) -> None:
    """Tell workloads the nearest copy of what they belong to."""
    owned = [
        (each, (of.group, of.kind, each.namespace, each.labels.get(of.label)))
        for each in seen
        if isinstance(each, CustomWorkload) and (of := each.adapter.owner) is not None
    ]
    if not owned:
        return
    copies: dict[object, list[Resource]] = {}
    for each in resources:
        copies.setdefault(each.identity, []).append(each)
    nearness = Nearness(copies.values())
    read: dict[tuple[int, int], Resource] = {}
    for workload, identity in owned:
        for owner in nearness.nearest(copies.get(identity, []), workload)[:1]:
            key = id(owner), id(workload.adapter)
            if key not in read:
                read[key] = _as_owner(owner, workload)
            workload.belong_to(read[key])


def _as_owner(owner: Resource, workload: CustomWorkload) -> Resource:
    """Return a resource as its workloads read it: without values of wrong types."""
    copy = Resource(owner.tree, owner.manifest, owner.prefix, owner.namespace)
    parts = [(path[1:], go_type) for path, go_type in workload.parts if path[:1] == ("owner",)]
    soundness.settle_parts(copy, parts)
    return copy


def shipped() -> Sequence[Adapter]:
    """Return the adapters that come with the package, read once."""
    if not _shipped:
        from multiaz_lint.load import reader

        folder = os.path.join(os.path.dirname(__file__), "operators")
        for name in sorted(os.listdir(folder)):
            if name.endswith(".yaml"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    entries, _ = reader.read(file.read())
                try:
                    _shipped.extend(read(entries))
                except AdapterError as error:
                    raise AssertionError(f"{name}: {error}") from error
    return _shipped
