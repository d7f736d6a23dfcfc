"""What kustomizations name: patches, which are parts of objects, plugins, and what they build.

By itself Kustomize reads files in and below the folder of a kustomization only (api
internal/loader, LoadRestrictionsRootOnly, v5): what it names elsewhere is a patch where it is no
whole workload.
"""

from __future__ import annotations

import os

from multiaz_lint.load.kustomize.parts import is_text
from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.source import Source
from multiaz_lint.load.texts import documents_of
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.paths import join, normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from typing import Any

    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.model.tree import Path

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
FLUX, ARGO_CD = "kustomize.toolkit.fluxcd.io", "argoproj.io"
"""The API groups of the objects by which GitOps tools have kustomizations built (``gitops/``)."""
_BUILT_OF = ("patches", "patchesStrategicMerge", "patchesJson6902")
_BESIDE = (*_BUILT_OF, "replacements", "transformers")
"""What names files that a build reads besides objects."""
_PLUGINS = ("generators", "transformers", "validators")
_TEXTS = ("patchesStrategicMerge", *_PLUGINS)
"""What may hold the patch or the plugin itself where others have a path."""
_OBJECTS = ("resources", "bases")
_UNAPPLIED = {
    "generators": "generators",
    "configurations": "configurations",
    "openapi": "openapi schemas",
}
"""What makes objects, as charts, or changes how Kustomize changes them, and is not applied."""
_CHARTS = ("helmCharts", "helmChartInflationGenerator")
_REMOTE = ("://", "git@", "?ref=", "github.com/", "git::")
_LEVELS_UP = 6
_MOST_SAID = 3
"""How many reasons of Kustomize's are said at most."""


def is_kustomization(origin: str) -> bool:
    """Whether a file is one that Kustomize reads by its name."""
    return origin.rpartition("/")[2] in NAMES


class Uses:
    """The files that kustomizations name: as patches, as those out of their folders, as objects.

    The configuration of a plugin is no object either; ``plugins`` tells which of the others are.
    ``commented`` are patches that comments name. ``unbuilt`` says of a kustomization what it does
    that only Kustomize can do. ``beside`` are kustomizations that are no part of the input, and
    their patches, by their normal paths; ``unread`` says of such kustomizations why they cannot be
    read.
    """

    __slots__ = (
        "beside", "commented", "folders", "kustomizations", "objects", "outer", "patches",
        "plugins", "unbuilt", "unread",
    )  # fmt: skip

    def __init__(self) -> None:
        self.kustomizations: list[Kustomization] = []
        self.beside: dict[str, Source] = {}
        self.folders: set[str] = set()
        self.unbuilt: dict[str, str] = {}
        self.unread: dict[str, str] = {}
        self.patches: set[str] = set()
        self.outer: set[str] = set()
        self.commented: set[str] = set()
        self.plugins: set[str] = set()
        self.objects: set[str] = set()

    def read(self, path: str, limits: Limits | None = None) -> None:
        """Note what the kustomization at a path names, and read its patches, if that can be read.

        Of patches those are read that Kustomize reads by itself: in its folder and below.
        """
        from multiaz_lint.load import files
        from multiaz_lint.load.side_file import leads_out

        for found in files.read([path], limits=limits):
            if not isinstance(found, Source):
                self.unread[found.origin] = found.why
            else:
                found.given = False
                self.beside[normal(found.origin)] = found
                before = len(self.kustomizations)
                fault = self.add(found, limits)
                if fault is not None:
                    self.unread[found.origin] = str(fault)
                for each in self.kustomizations[before:]:
                    tree = each.at.manifest.tree
                    for beside in (*_paths(tree, _BESIDE), *_env_paths(tree)):
                        file = join(found.directory, beside)
                        if os.path.isfile(file) and not leads_out(file, each.folder):
                            source = files.read_file(file, limits or Limits(), named=False)
                            if isinstance(source, Source):
                                source.given = False
                                self.beside[file] = source

    def add(self, source: Source, limits: Limits | None = None) -> UnreadableError | None:
        """Note what a kustomization names, and return why it cannot be read, if so."""
        from multiaz_lint.load.kustomize.comments import named_in_comments
        from multiaz_lint.load.kustomize.kustomization import Kustomization

        folder = source.origin.rpartition("/")[0]
        fault: UnreadableError | None = None
        is_first = True
        for chunk, manifest in documents_of(source, limits):
            if isinstance(manifest, UnreadableError):
                fault = fault or manifest
                continue
            tree = manifest.tree
            if tree is None and not source.text[chunk.start : chunk.end].strip():
                continue
            if not is_first:
                self.unbuilt[source.origin] = "kustomize reads its first document only"
                break
            is_first = tree is None
            words = _unbuilt(tree)
            place = normal(folder or ".")
            if place in self.folders:
                words = "kustomize refuses it (its folder has another kustomization)"
            self.folders.add(place)
            if words:
                self.unbuilt[source.origin] = words
            listed = [join(folder, path) for path in _paths(tree, _OBJECTS)]
            self.objects.update(listed)
            if isinstance(tree, dict):
                parts = [join(folder, path) for path in _paths(tree, ("components",))]
                self.kustomizations.append(Kustomization.of_file(manifest, listed, parts))
            self.plugins.update(join(folder, path) for path in _paths(tree, _PLUGINS))
            for path in _paths(tree, _BESIDE + _PLUGINS):
                joined = join(folder, path)
                below = joined.startswith(f"{folder}/" if folder else "") and path[:3] != "../"
                (self.patches if below else self.outer).add(joined)
        self.commented.update(join(folder, path) for path in named_in_comments(source.text))
        return fault


def listing(origin: str) -> str:
    """Return the kustomization that lists a file among its resources; empty if none does."""
    wanted = normal(origin)
    for path in above(wanted):
        uses = Uses()
        uses.read(path)
        if wanted in uses.objects:
            return path
    return ""


def taken_in(source: Source, limits: Limits) -> Iterator[str]:
    """Yield the normal path of what a kustomization builds of: files, and folders of others."""
    folder = source.origin.rpartition("/")[0]
    for _, manifest in documents_of(source, limits):
        if not isinstance(manifest, UnreadableError):
            for path in _paths(manifest.tree, (*_OBJECTS, "components", *_BESIDE)):
                if not is_remote(path):
                    yield join(folder, path)


def variables_of(source: Source, limits: Limits) -> Iterator[str]:
    """Yield the normal path of each file of variables that a kustomization's generators read."""
    folder = source.origin.rpartition("/")[0]
    for _, manifest in documents_of(source, limits):
        if not isinstance(manifest, UnreadableError):
            for path in _env_paths(manifest.tree):
                yield join(folder, path)


def env_files(generator: Any) -> Iterator[tuple[str, Path]]:
    """Yield the paths of the files of variables that a generator names, and where in it."""
    written = mapping(generator)
    for index, path in enumerate(sequence(written.get("envs"))):
        if string(path):
            yield path, ("envs", index)
    if string(written.get("env")):
        yield written["env"], ("env",)


def _env_paths(tree: Any) -> Iterator[str]:
    from multiaz_lint.load.kustomize.kustomization import GENERATORS

    for key in GENERATORS:
        for entry in sequence(mapping(tree).get(key)):
            for path, _ in env_files(entry):
                yield path


def _paths(tree: Any, keys: tuple[str, ...]) -> Iterator[str]:
    """Yield the paths that some fields name, each once: aliases may name a long one often."""
    if not isinstance(tree, dict):
        return
    paths: dict[str, None] = {}
    for key in keys:
        for entry in sequence(tree.get(key)):
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str) and not (key in _TEXTS and is_text(path)):
                paths[path] = None
    for path in paths:
        if path and "\n" not in path:  # an empty one is refused, and is not the folder
            yield path


def _unbuilt(tree: Any) -> str:
    """Say what a kustomization changes by itself, and takes from elsewhere; empty for nothing."""
    if not isinstance(tree, dict):
        return ""
    from multiaz_lint.load.kustomize.schema import misfits

    refused, unheeded = misfits(tree)
    changes = [words for key, words in _UNAPPLIED.items() if tree.get(key)]
    if unheeded:
        changes.append(f"fields in another case ({', '.join(unheeded[:_MOST_SAID])})")
    away = ["charts"] if any(tree.get(key) for key in _CHARTS) else []
    if any(map(is_remote, _paths(tree, (*_OBJECTS, "components")))):
        away.append("remote resources")
    more = " and more" if len(refused) > _MOST_SAID else ""
    why = ", ".join(refused[:_MOST_SAID]) + more
    words = [f"kustomize refuses it ({why})"] if refused else []
    if changes:
        words.append(f"its {' and '.join(changes)} are not applied")
    if away:
        words.append(f"its {' and '.join(away)} are not read")
    return ", and ".join(words)


def is_remote(path: str) -> bool:
    """Whether what a kustomization lists is to be fetched."""
    return any(sign in path for sign in _REMOTE)


def absent(kustomization: Kustomization, there: Container[str]) -> list[str]:
    """Return what a kustomization lists, as it is written, that is not among the paths there."""
    tree, folder = kustomization.at.manifest.tree, kustomization.origin.rpartition("/")[0]
    return [
        path
        for path in _paths(tree, (*_OBJECTS, "components"))
        if not is_remote(path) and join(folder, path) not in there
    ]


def not_there(kustomization: Kustomization) -> list[str]:
    """Return the paths, as they are written, of files that Kustomize reads beside its objects.

    They are the ones that no folder of the input needs to hold: where they are not, it refuses.
    """
    tree, folder = kustomization.at.manifest.tree, kustomization.origin.rpartition("/")[0]
    if not (tree.get("crds") or tree.get("validators")) or not os.path.isdir(folder or "."):
        return []
    paths = (*_paths(tree, ("crds",)), *_paths(tree, ("validators",)))
    return [
        path
        for path in paths
        if not (is_remote(path) or is_text(path)) and not os.path.exists(join(folder, path))
    ]


def above(origin: str) -> Iterator[str]:
    """Yield the kustomizations in a file's folder and the folders above it, nearest first.

    Like Kustomize it takes no link that leads out of the kustomization's folder.
    """
    from multiaz_lint.load.side_file import leads_out
    from multiaz_lint.repository import is_root

    folder = os.path.dirname(origin)
    for _ in range(_LEVELS_UP):
        for name in NAMES:
            candidate = f"{folder}/{name}" if folder else name
            if os.path.isfile(candidate) and not leads_out(candidate, folder or "."):
                yield candidate
        if is_root(folder):
            return
        parent = os.path.dirname(folder) if folder else ""
        if parent == folder:
            return
        folder = parent
