"""Adapters of the configuration that meet nothing, as those do that misspell a path or a kind."""

from __future__ import annotations

from multiaz_lint.adapters.by_place import Adapters
from multiaz_lint.model.custom.adapted import asked_for
from multiaz_lint.model.custom.made import RESOURCE, beneath, places_at
from multiaz_lint.model.resource import Resource
from multiaz_lint.model.tree import path_text
from multiaz_lint.unknown import meant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from multiaz_lint.model.custom.adapter import Adapter

    Note = tuple[str, str, int]
    """Origin, words and line of what was not checked."""


def unmet(resources: Sequence[Resource], own: Sequence[Adapter], *, whole: bool) -> Iterator[Note]:
    """Tell what the adapters of the configuration leave without a workload.

    ``resources`` are seen with adapters already. Only where they are the ``whole`` of what the
    configuration is for can a kind be missed.
    """
    by_kind: dict[tuple[str, str], list[Adapter]] = {}
    for adapter in own:
        by_kind.setdefault((adapter.group, adapter.kind), []).append(adapter)
    met = {(each.group, each.kind) for each in resources}
    looking = {key: Adapters(adapters) for key, adapters in by_kind.items()}
    for resource in resources:
        key = resource.group, resource.kind
        if key in looking and type(resource) is Resource:
            reached = looking[key].reached(resource.tree)
            if not any(True for adapter in reached for _ in asked_for(adapter, resource)):
                yield from _without_workload(resource, by_kind[key])
    if whole:
        for key, adapters in by_kind.items():
            if key not in met:
                yield from _without_resource(adapters[0], resources)


def _without_workload(resource: Resource, adapters: Sequence[Adapter]) -> Iterator[Note]:
    """Tell of a resource of which none of its adapters makes a workload."""
    adapters = [each for each in adapters if _meant(each, resource)]
    if not adapters:
        return
    reads = list(dict.fromkeys(each for adapter in adapters for each in _reads(adapter, resource)))
    which = "which is not written" if len(reads) == 1 else "none of which is written"
    whose = "adapter of the configuration reads"
    if len(adapters) > 1:
        whose = "adapters of the configuration read"
    words = f"{resource} makes no workload: the {whose} {' and '.join(reads)}, {which}"
    if all(each.missing_replicas is None for each in adapters):
        words += f", and {'names' if len(adapters) == 1 else 'name'} no missing_replicas"
    yield resource.origin, words, resource.name_field.span.line


def _meant(adapter: Adapter, resource: Resource) -> bool:
    """Whether an adapter's own conditions let it see a resource, or nothing is at its place."""
    places = places_at(resource.tree, adapter.at, each=adapter.each)
    return not places or any(adapter.holds(resource.tree, path) for path, _ in places)


def _reads(adapter: Adapter, resource: Resource) -> Iterator[str]:
    """Yield the paths that an adapter does not find in a resource."""
    top = path_text(adapter.at) + ("[*]" if adapter.each else "")
    found = [place for _, place in places_at(resource.tree, adapter.at, each=adapter.each)]
    if top and not any(isinstance(place, dict) for place in found):
        yield top
        return
    for path in adapter.replicas:
        here = top and path[:1] != (RESOURCE,)
        yield f"{top}.{path_text(path)}" if here else path_text(beneath((), path))


def _without_resource(adapter: Adapter, resources: Iterable[Resource]) -> Iterator[Note]:
    """Tell of an adapter for a kind of which there is nothing, but something that may be meant.

    That is a custom resource without a workload, of the same group or of the same kind.
    """
    passed_over = {
        f"{each.group}/{each.kind}"
        for each in resources
        if type(each) is Resource
        and "." in each.group
        and (each.group == adapter.group or each.kind == adapter.kind)
    }
    if passed_over and adapter.origin:
        name = f"{adapter.group}/{adapter.kind}"
        close = meant(name, sorted(passed_over)) or min(passed_over)
        words = f"no resource of the input has kind {name}, for which this adapter is; "
        yield adapter.origin, f"{words}{close} is there and has none", adapter.line
