"""Keys of labels, annotations and selectors that YAML took for booleans or numbers.

sigs.k8s.io/yaml v1.6.0 writes a key such as ``on`` or ``1.0`` as the string that JSON gets: "true",
"1". The API server never sees what was written.
"""

from __future__ import annotations

from multiaz_lint.api.versions.releases import TEMPLATES
from multiaz_lint.model.placement import PREFERRED, REQUIRED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.model.resource import Resource

    Steps = tuple[str | int, ...]

_NOT_PLAIN = frozenset("\"'&*!?|>%@`")
_TERMS = (REQUIRED, PREFERRED)


def changed_keys(resource: Resource) -> Iterator[tuple[Steps, str]]:
    """Yield the path of each key that YAML changed, and what was written."""
    names = resource.manifest.changed_keys
    if not names:
        return
    for path, found in _maps(resource.written(()), resource.kind):
        if names.isdisjoint(found):
            continue
        for key in found:
            if key in names:
                written = resource.key_text((*path, key))
                if written and written != key and written[0] not in _NOT_PLAIN:
                    yield (*path, key), written


def _maps(tree: Any, kind: str) -> Iterator[tuple[Steps, Any]]:
    yield from _of_metadata(tree, ())
    spec = tree.get("spec")
    if not isinstance(spec, dict):
        return
    yield from _of_selector(spec.get("selector"), ("spec", "selector"))
    yield from _of_selector(spec.get("podSelector"), ("spec", "podSelector"))
    path = TEMPLATES.get(kind)
    if path is None:
        return
    template: Any = tree
    for step in path[:-1]:
        template = template.get(step) if isinstance(template, dict) else None
    if not isinstance(template, dict):
        return
    if template is not tree:
        yield from _of_metadata(template, path[:-1])
    pod = template.get("spec")
    if isinstance(pod, dict):
        yield from _of_pod(pod, path)


def _of_metadata(tree: Any, path: Steps) -> Iterator[tuple[Steps, Any]]:
    metadata = tree.get("metadata")
    if isinstance(metadata, dict):
        for name in ("labels", "annotations"):
            found = metadata.get(name)
            if found and isinstance(found, dict):
                yield (*path, "metadata", name), found


def _of_selector(selector: Any, path: Steps) -> Iterator[tuple[Steps, Any]]:
    if selector and isinstance(selector, dict):
        found = selector.get("matchLabels")
        if isinstance(found, dict):
            yield (*path, "matchLabels"), found
        elif "matchExpressions" not in selector:
            yield path, selector  # a Service's is the labels themselves


def _of_pod(pod: Any, path: Steps) -> Iterator[tuple[Steps, Any]]:
    found = pod.get("nodeSelector")
    if found and isinstance(found, dict):
        yield (*path, "nodeSelector"), found
    constraints = pod.get("topologySpreadConstraints")
    if isinstance(constraints, list):
        for index, each in enumerate(constraints):
            if isinstance(each, dict):
                below = (*path, "topologySpreadConstraints", index, "labelSelector")
                yield from _of_selector(each.get("labelSelector"), below)
    affinity = pod.get("affinity")
    if isinstance(affinity, dict):
        for kind in ("podAffinity", "podAntiAffinity"):
            terms = affinity.get(kind)
            if isinstance(terms, dict):
                yield from _of_terms(terms, (*path, "affinity", kind))


def _of_terms(terms: Any, path: Steps) -> Iterator[tuple[Steps, Any]]:
    for name in _TERMS:
        found = terms.get(name)
        for index, each in enumerate(found if isinstance(found, list) else ()):
            below: Steps = (*path, name, index)
            term = each
            if isinstance(term, dict) and "podAffinityTerm" in term:
                term, below = term["podAffinityTerm"], (*below, "podAffinityTerm")
            if isinstance(term, dict):
                for selector in ("labelSelector", "namespaceSelector"):
                    yield from _of_selector(term.get(selector), (*below, selector))
