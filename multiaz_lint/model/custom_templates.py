"""Custom resources that hold a pod template: an operator makes their pods."""

from __future__ import annotations

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
    for definition in cluster.resources:
        if (definition.group, definition.kind) != DEFINITION:
            continue
        names = mapping(definition.get("spec", "names"))
        group = string(definition.get("spec", "group"))
        if (group, names.get("kind")) == (resource.group, resource.kind):
            return any(
                "scale" in mapping(mapping(version).get("subresources"))
                for version in sequence(definition.get("spec", "versions"))
                if mapping(version).get("name") == resource.version
            )
    return None


def _by_namespace(cluster: Cluster) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] | None = cluster.facts.get("custom templates")
    if found is None:
        found = cluster.facts["custom templates"] = {}
        for resource in cluster.resources:
            if type(resource) is Resource and "." in resource.group and not resource.owned:
                template = resource.get(*TEMPLATE)
                if isinstance(template, dict) and mapping(template.get("spec")).get("containers"):
                    found.setdefault(resource.namespace, []).append(resource)
    return found
