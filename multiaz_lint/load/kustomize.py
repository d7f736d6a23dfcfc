"""What kustomizations name: files that are patches, parts of objects, and those they build."""

from __future__ import annotations

import os

from multiaz_lint.load import documents
from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.source import Source
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.resource import Resource

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_LEVELS_UP = 6


def is_kustomization(origin: str) -> bool:
    """Whether a file is one that Kustomize reads by its name."""
    return origin.rpartition("/")[2] in NAMES


def patches(source: Source, limits: Limits | None = None) -> Iterator[str]:
    """Yield the origins of the files that a kustomization applies as patches."""
    return _named(source, _PATCHES, limits)


_PATCHES = (
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "replacements",
    "transformers",
)


def listing(origin: str) -> str:
    """Return the kustomization that lists a file among its resources; empty if none does."""
    from multiaz_lint.load import files

    wanted = os.path.normpath(origin).replace(os.sep, "/")
    for path in above(wanted):
        for found in files.read([path]):
            if isinstance(found, Source) and wanted in _named(found, ("resources",)):
                return path
    return ""


def _named(source: Source, keys: Iterable[str], limits: Limits | None = None) -> Iterator[str]:
    """Yield the origins of the files that a kustomization names under some keys."""
    from multiaz_lint.load import reader

    folder = source.origin.rpartition("/")[0]
    for chunk in documents.split(source.text):
        try:
            tree, _ = reader.read(source.text[chunk.start : chunk.end], chunk.start, limits)
        except UnreadableError:
            continue
        for path in _paths(tree, keys):
            yield _join(folder, path)


def _paths(tree: Any, keys: Iterable[str]) -> Iterator[str]:
    if not isinstance(tree, dict):
        return
    for key in keys:
        entries = tree.get(key)
        for entry in entries if isinstance(entries, list) else ():
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str) and "\n" not in path:
                yield path


def _join(folder: str, path: str) -> str:
    joined = os.path.normpath(f"{folder}/{path}" if folder else path)
    return joined.replace(os.sep, "/")


def above(origin: str) -> Iterator[str]:
    """Yield the kustomizations in a file's folder and the folders above it, nearest first."""
    folder = os.path.dirname(origin)
    for _ in range(_LEVELS_UP):
        for name in NAMES:
            candidate = f"{folder}/{name}" if folder else name
            if os.path.isfile(candidate):
                yield candidate
        if os.path.exists(os.path.join(folder or ".", ".git")):
            return
        parent = os.path.dirname(folder) if folder else ""
        if parent == folder:
            return
        folder = parent


def is_patch(resource: Resource) -> bool:
    """Whether an object is a part of one, which Kustomize merges into the whole.

    It bears Kustomize's own directive; or it is a workload without selector, pod labels and any
    image, which no API server takes and no author means as a whole.
    """
    tree = resource.tree
    spec = mapping(tree.get("spec"))
    if "$patch" in tree or "$patch" in spec:
        return True
    merged = bool(getattr(tree, "duplicates", None))
    if (resource.group, resource.kind) not in _WHOLE_ONLY or merged:
        return False
    template = mapping(spec.get("template"))
    if spec.get("selector") is not None or mapping(template.get("metadata")).get("labels"):
        return False
    containers = sequence(mapping(template.get("spec")).get("containers"))
    return bool(spec) and not any(mapping(each).get("image") for each in containers)


_WHOLE_ONLY = frozenset({("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet")})
