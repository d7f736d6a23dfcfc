"""Which files are Kustomize patches: parts of objects, not objects."""

from __future__ import annotations

import os

from multiaz_lint.load import documents
from multiaz_lint.load.limits import Limits, UnreadableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.load.source import Source

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_LEVELS_UP = 6


def is_kustomization(origin: str) -> bool:
    """Whether a file is one that Kustomize reads by its name."""
    return origin.rpartition("/")[2] in NAMES


def patches(source: Source, limits: Limits | None = None) -> Iterator[str]:
    """Yield the origins of the files that a kustomization applies as patches."""
    from multiaz_lint.load import reference

    folder = source.origin.rpartition("/")[0]
    for chunk in documents.split(source.text):
        try:
            tree = reference.read(source.text[chunk.start : chunk.end], chunk.start, limits)
        except UnreadableError:
            continue
        for path in _paths(tree):
            yield _join(folder, path)


def _paths(tree: Any) -> Iterator[str]:
    if not isinstance(tree, dict):
        return
    for key in (
        "patches",
        "patchesStrategicMerge",
        "patchesJson6902",
        "replacements",
        "transformers",
    ):
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


def is_patch(tree: dict[str, Any]) -> bool:
    """Whether an object bears Kustomize's own directive, at its top or in its spec."""
    return "$patch" in tree or (isinstance(tree.get("spec"), dict) and "$patch" in tree["spec"])
