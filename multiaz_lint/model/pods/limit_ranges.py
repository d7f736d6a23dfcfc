"""LimitRanges of a namespace, and what they give to containers that do not say it themselves."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.resource import Resource

    Tree = Mapping[str, Any]

CONTAINER = "Container"


def limit_ranges(cluster: Cluster, namespace: str) -> Sequence[Resource]:
    """Return the LimitRanges of a namespace, in input order."""
    return _by_namespace(cluster).get(namespace, ())


@once
def _by_namespace(cluster: Cluster) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for resource in cluster.resources:
        if resource.kind == "LimitRange" and not resource.group:
            cluster.effort.put(found, resource.namespace, resource)
    return found


def container_defaults(spec: Tree) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the requests and the limits that a LimitRange gives to containers without them.

    In each entry a maximum is a default limit, and that a default request; else a minimum is
    (SetDefaults_LimitRangeItem, 1.37). Of several entries the last one counts (LimitRanger
    defaultContainerResourceRequirements).
    """
    requests: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    for entry in map(mapping, sequence(spec.get("limits"))):
        if entry.get("type") == CONTAINER:
            limited = {**mapping(entry.get("max")), **mapping(entry.get("default"))}
            limits.update(limited)
            least, asked = mapping(entry.get("min")), mapping(entry.get("defaultRequest"))
            requests.update({**least, **limited, **asked})
    return requests, limits


@once
def given(cluster: Cluster) -> dict[Resource, tuple[dict[str, Any], dict[str, Any]]]:
    """Return what each LimitRange gives to containers."""
    every = _by_namespace(cluster).values()
    return {each: container_defaults(each.spec) for ranges in every for each in ranges}


def first_defaults(specs: Iterable[Tree]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what several LimitRanges give to containers: the first of each counts."""
    requests: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    for spec in specs:
        for first, given in zip((requests, limits), container_defaults(spec), strict=True):
            for name, value in given.items():
                first.setdefault(name, value)
    return requests, limits
