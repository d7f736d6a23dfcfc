"""The check of a declarative rule: which resources it looks at, and what it says of fields."""

from __future__ import annotations

from multiaz_lint.model.field import Absent, Field
from multiaz_lint.model.kinds import view_of
from multiaz_lint.model.tree import look_up
from multiaz_lint.rule import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from multiaz_lint.declarative.expectation import Met
    from multiaz_lint.declarative.path import Find
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path


def views_of(kinds: frozenset[tuple[str, str]]) -> tuple[type[Resource], ...]:
    """Return the views to look through, none of them part of another."""
    views = {view_of(group, kind) for group, kind in kinds}
    apart = [
        view
        for view in views
        if not any(other is not view and issubclass(view, other) for other in views)
    ]
    return tuple(sorted(apart, key=lambda view: view.__name__))


def check_of(
    kinds: frozenset[tuple[str, str]],
    places: list[Find],
    steps: Path,
    met: Met,
    message: str,
    hint: str | None,
) -> Callable[[Resource, Cluster, None], Iterator[Problem]]:
    def check(resource: Resource, _cluster: Cluster, _: None) -> Iterator[Problem]:
        if (resource.group, resource.kind) not in kinds:
            return _NOTHING
        unmet: list[tuple[Path, Any]] = []
        for find in places:
            for path, place in find(resource.tree):
                value = look_up(place, steps) if steps else place
                if not met(value):
                    unmet.append((path, value))
        return problems(resource, unmet) if unmet else _NOTHING

    def problems(resource: Resource, unmet: list[tuple[Path, Any]]) -> Iterator[Problem]:
        for path, value in unmet:
            kind = Absent if value is None else Field
            field = kind(resource, (*path, *steps), value)
            yield Problem(field, f"{resource}: {message}", hint=hint)

    return check


_NOTHING: Iterator[Problem] = iter(())
