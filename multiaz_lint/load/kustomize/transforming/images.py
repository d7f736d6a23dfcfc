"""The images that a kustomization sets (api filters/imagetag and internal/image, v0.21)."""

from __future__ import annotations

from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.expressions import Expressions
    from multiaz_lint.model.tree import Path

_REST = r"(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$"
_TEMPLATE = ("spec", "template", "spec")
_OF_CONTAINERS = ("containers", "initContainers")
_BY_PATHS = {(*pod, each) for pod in (("spec",), _TEMPLATE) for each in _OF_CONTAINERS}
"""Where images are set twice: for every object, and then at these paths (konfig images.yaml)."""


def replaced(
    objects: list[Built], entry: dict[str, Any], expressions: Expressions
) -> Iterator[tuple[Built, Path, str]]:
    """Yield the images that an entry sets: the object, the path, and what stands there then.

    Raises:
        PatchError: The name is no regular expression, or takes too long to look for.

    """
    name = expressions.regex(f"^{string(entry.get('name'))}{_REST}")
    for each in objects:
        if each.kind != "CustomResourceDefinition":
            for path, image in each.images:
                if expressions.finds(name, image):
                    new = _renamed(image, entry)
                    if path[:-2] in _BY_PATHS and expressions.finds(name, new):
                        new = _renamed(new, entry)  # a suffix of the tag is added twice
                    if new != image:
                        yield each, path, new


def images_in(tree: Any) -> Iterator[tuple[Path, str]]:
    """Yield the images of containers, wherever in an object they are."""
    stack: list[tuple[Path, Any]] = [((), tree)]
    while stack:
        path, node = stack.pop()
        if isinstance(node, list):
            stack += [((*path, at), each) for at, each in enumerate(node)]
            if path and path[-1] in _OF_CONTAINERS:
                for at, container in enumerate(node):
                    image = container.get("image") if isinstance(container, dict) else None
                    if isinstance(image, str):
                        yield (*path, at, "image"), image
        elif isinstance(node, dict):
            stack += [((*path, key), each) for key, each in node.items()]


def _renamed(image: str, entry: dict[str, Any]) -> str:
    name, tag, digest = split(image)
    new_tag, new_digest = string(entry.get("newTag")), string(entry.get("digest"))
    name = string(entry.get("newName")) or name
    if new_tag or new_digest:
        tag, digest = new_tag, new_digest
    elif string(entry.get("tagSuffix")):
        tag, digest = tag + entry["tagSuffix"], ""
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def split(image: str) -> tuple[str, str, str]:
    """Return the name of an image, with registry and path, its tag and its digest."""
    slash = max(image.find("/"), 0)
    rest = image[slash:]
    before, _, digest = rest.partition("@")
    name, _, tag = before.partition(":")
    return image[:slash] + name, tag, digest
