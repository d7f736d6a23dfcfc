"""The images that a kustomization sets (api filters/imagetag and internal/image, v0.21)."""

from __future__ import annotations

from multiaz_lint.load.kustomize.merge import PatchError
from multiaz_lint.model.resource import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.model.tree import Path
    from multiaz_lint.regex import Regex

_REST = r"(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$"
_OF_CONTAINERS = ("containers", "initContainers")


def replaced(objects: list[Built], entry: dict[str, Any]) -> Iterator[tuple[Built, Path, str]]:
    """Yield the images that an entry sets: the object, the path, and what stands there then.

    Raises:
        PatchError: The name is no regular expression.

    """
    from multiaz_lint.regex import PatternError, Regex, TooLongError

    try:
        name = Regex(f"^{string(entry.get('name'))}{_REST}")
    except (PatternError, TooLongError) as error:
        raise PatchError(f"the name cannot be read: {error}") from error
    for each in objects:
        if each.kind != "CustomResourceDefinition":
            try:
                found = list(_images(each.tree, name))
            except TooLongError as error:
                raise PatchError(f"the name cannot be looked for: {error}") from error
            for path, image in found:
                new = _renamed(image, entry)
                if new != image:
                    yield each, path, new


def _images(tree: Any, name: Regex) -> Iterator[tuple[Path, str]]:
    """Yield the images of containers of this name, wherever in an object they are."""
    stack: list[tuple[Path, Any]] = [((), tree)]
    while stack:
        path, node = stack.pop()
        if isinstance(node, list):
            stack += [((*path, at), each) for at, each in enumerate(node)]
            if path and path[-1] in _OF_CONTAINERS:
                for at, container in enumerate(node):
                    image = container.get("image") if isinstance(container, dict) else None
                    if isinstance(image, str) and name.found_in(image):
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
