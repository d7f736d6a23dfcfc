"""Custom resources that hold a pod template: an operator makes their pods."""

from __future__ import annotations

from multiaz_lint.model.cached import once
from multiaz_lint.model.resource import Resource, mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model.cluster import Cluster
    from multiaz_lint.model.labels import Selector

DEFINITION = ("apiextensions.k8s.io", "CustomResourceDefinition")
TEMPLATE = ("spec", "template")


def custom_templates(selector: Selector, near: Resource, cluster: Cluster) -> list[Resource]:
    """Return the custom resources of a namespace whose pod template carries matching labels."""
    if selector.nothing:
        return []
    candidates = _by_namespace(cluster).get(near.namespace, ())
    found = [
        each
        for each in candidates
        if selector.matches(mapping(each.get(*TEMPLATE, "metadata", "labels")))
        and not cluster.nearness.apart(each, near)
    ]
    return sorted(found, key=lambda each: (each.kind, each.name, each.origin))


def has_scale(resource: Resource, cluster: Cluster) -> bool | None:
    """Whether a kind has a scale subresource, by its definition; None without one in the input."""
    scaled = _scaled_versions(cluster).get((resource.group, resource.kind))
    return None if scaled is None else resource.version in scaled


@once
def _scaled_versions(cluster: Cluster) -> dict[tuple[str, str], set[str]]:
    """Return, of each kind that is defined in the input, the versions that can be scaled."""
    found: dict[tuple[str, str], set[str]] = {}
    for definition in cluster.resources:
        if (definition.group, definition.kind) == DEFINITION:
            names = mapping(definition.spec.get("names"))
            key = (string(definition.spec.get("group")), string(names.get("kind")))
            if key not in found:
                found[key] = {
                    string(version.get("name"))
                    for version in map(mapping, sequence(definition.spec.get("versions")))
                    if "scale" in mapping(version.get("subresources"))
                }
    return found


@once
def _by_namespace(cluster: Cluster) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for resource in cluster.resources:
        if type(resource) is Resource and "." in resource.group and not resource.owned:
            template = resource.get(*TEMPLATE)
            if isinstance(template, dict) and mapping(template.get("spec")).get("containers"):
                cluster.effort.put(found, resource.namespace, resource)
    return found
