"""Sees custom resources as the workloads that they ask for."""

from __future__ import annotations

import os

from multiaz_lint.adapters.by_place import Adapters
from multiaz_lint.load import soundness
from multiaz_lint.model.custom.adapted import CustomWorkload, asked_for
from multiaz_lint.model.custom.operated_budget import budgets_of
from multiaz_lint.model.nearness import Nearness
from multiaz_lint.model.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from multiaz_lint.model.custom.adapter import Adapter

    Known = dict[tuple[str, str], list[Adapter]]

_KIND, _KIND_BEHIND_ANCHOR = "\n- kind: ", "\n  kind: "
_texts: dict[str, str] = {}
"""The shipped files by name, read once."""
_files_of: dict[str, set[str]] = {}
"""Which of them have adapters for a kind, as ``group/Kind``."""
_shipped: dict[str, list[Adapter]] = {}
"""Their adapters, of the files that were asked for."""


def adapt(resources: Sequence[Resource], own: Sequence[Adapter]) -> Sequence[Resource]:
    """Return the resources with the custom ones seen as workloads.

    A resource is replaced by the workload that has no name of a component, if it makes one; else it
    stays. Its components follow it. ``own`` adapters win over the shipped ones of their kind.
    """
    known: Known = {}
    for adapter in own:
        known.setdefault((adapter.group, adapter.kind), []).append(adapter)
    replaced = set(known)
    for adapter in shipped(resources):
        key = (adapter.group, adapter.kind)
        if key not in replaced:
            known.setdefault(key, []).append(adapter)
    looking = {key: Adapters(adapters) for key, adapters in known.items()}
    seen: list[Resource] = []
    for resource in resources:
        adapters = looking.get((resource.group, resource.kind))
        if adapters is None or type(resource) is not Resource:
            seen.append(resource)
        else:
            seen += _seen(resource, adapters.reached(resource.tree))
    _find_owners(seen, resources)
    return seen


def _seen(resource: Resource, adapters: Iterable[Adapter]) -> list[Resource]:
    workloads = [workload for adapter in adapters for workload in asked_for(adapter, resource)]
    for workload in workloads:
        soundness.settle_parts(workload, workload.parts)
    budgets = budgets_of(workloads)
    if not all(each.part for each in workloads):
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
    found: dict[object, list[Resource]] = {}
    for workload, identity in owned:
        where = identity, workload.origin
        if where not in found:
            found[where] = nearness.nearest(copies.get(identity, []), workload)[:1]
        for owner in found[where]:
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


def shipped(resources: Iterable[Resource] | None = None) -> list[Adapter]:
    """Return the adapters that come with the package: all, or at least those of some resources.

    To understand a file takes as long as a hundred files of manifests to be read, so only those are
    that name a kind which there is.
    """
    if not _texts:
        _read_texts()
    wanted = set(_texts)
    if resources is not None:
        kinds = {(each.group, each.kind) for each in resources if type(each) is Resource}
        wanted = set().union(*(_files_of.get("/".join(kind), ()) for kind in kinds))
    return [adapter for name in _texts if name in wanted for adapter in _adapters_of(name)]


def _read_texts() -> None:
    folder = os.path.join(os.path.dirname(__file__), "operators")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".yaml"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = _texts[name] = file.read()
            for key in (_KIND, _KIND_BEHIND_ANCHOR):
                for after in f"\n{text}".split(key)[1:]:
                    kind, _, _ = after.partition("\n")
                    _files_of.setdefault(kind, set()).add(name)


def _adapters_of(name: str) -> list[Adapter]:
    found = _shipped.get(name)
    if found is None:
        from multiaz_lint.adapters.read import read
        from multiaz_lint.adapters.values import AdapterError
        from multiaz_lint.load.yaml import reader

        entries, _ = reader.read(_texts[name])
        try:
            found = _shipped[name] = read(entries)
        except AdapterError as error:
            raise AssertionError(f"{name}: {error}") from error
    return found
