"""What kustomizations name: patches, which are parts of objects, plugins, and what they build.

By itself Kustomize reads files in and below the folder of a kustomization only (api
internal/loader, LoadRestrictionsRootOnly, v5): what it names elsewhere is a patch where it is no
whole workload.
"""

from __future__ import annotations

import os

from multiaz_lint.load import documents
from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.source import Source
from multiaz_lint.model.resource import mapping, sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from multiaz_lint.load.kustomize_builds import Kustomization
    from multiaz_lint.model.resource import Resource

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902", "replacements")
_PLUGINS = ("generators", "transformers", "validators")
_OBJECTS = ("resources", "bases")
_INLINE = {
    "patches": "patches", "patchesStrategicMerge": "patches", "patchesJson6902": "patches",
    "replacements": "replacements", "replicas": "replicas",
    "generators": "generators", "transformers": "transformers",
}  # fmt: skip
"""What a kustomization may change by what stands in itself."""
_CHARTS = ("helmCharts", "helmChartInflationGenerator")
_REMOTE = ("://", "git@", "?ref=", "github.com/", "git::")
_LEVELS_UP = 6


def is_kustomization(origin: str) -> bool:
    """Whether a file is one that Kustomize reads by its name."""
    return origin.rpartition("/")[2] in NAMES


class Uses:
    """The files that kustomizations name: as patches, as those out of their folders, as objects.

    The configuration of a plugin is no object either; ``plugins`` tells which of the others are.
    ``unbuilt`` says of a kustomization what it does that only Kustomize can do.
    """

    __slots__ = ("kustomizations", "objects", "outer", "patches", "plugins", "unbuilt")

    def __init__(self) -> None:
        self.kustomizations: list[Kustomization] = []
        self.unbuilt: dict[str, str] = {}
        self.patches: set[str] = set()
        self.outer: set[str] = set()
        self.plugins: set[str] = set()
        self.objects: set[str] = set()

    def read(self, path: str, limits: Limits | None = None) -> None:
        """Note what the kustomization at a path names, if it can be read."""
        from multiaz_lint.load import files

        for found in files.read([path], limits=limits):
            if isinstance(found, Source):
                self.add(found, limits)

    def add(self, source: Source, limits: Limits | None = None) -> UnreadableError | None:
        """Note what a kustomization names, and return why it cannot be read, if so."""
        from multiaz_lint.load import reader
        from multiaz_lint.load.kustomize_builds import Kustomization

        folder = source.origin.rpartition("/")[0]
        fault: UnreadableError | None = None
        for chunk in documents.split(source.text):
            try:
                tree, _ = reader.read(source.text[chunk.start : chunk.end], chunk.start, limits)
            except UnreadableError as error:
                fault = fault or error
                continue
            words = _unbuilt(tree)
            if words:
                self.unbuilt[source.origin] = words
            listed = [_join(folder, path) for path in _paths(tree, _OBJECTS)]
            self.objects.update(listed)
            if isinstance(tree, dict):
                parts = [_join(folder, path) for path in _paths(tree, ("components",))]
                self.kustomizations.append(Kustomization(source.origin, tree, listed, parts))
            self.plugins.update(_join(folder, path) for path in _paths(tree, _PLUGINS))
            for path in _paths(tree, _PATCHES + _PLUGINS):
                joined = _join(folder, path)
                below = joined.startswith(f"{folder}/" if folder else "") and path[:3] != "../"
                (self.patches if below else self.outer).add(joined)
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


def _paths(tree: Any, keys: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(tree, dict):
        return
    for key in keys:
        for entry in sequence(tree.get(key)):
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str) and "\n" not in path:
                yield path


def _unbuilt(tree: Any) -> str:
    """Say what a kustomization changes by itself, and takes from elsewhere; empty for nothing."""
    if not isinstance(tree, dict):
        return ""
    changes = {
        word: None for key, word in _INLINE.items() if any(map(_is_inline, sequence(tree.get(key))))
    }
    away = ["charts"] if any(tree.get(key) for key in _CHARTS) else []
    taken = [each for key in (*_OBJECTS, "components") for each in sequence(tree.get(key))]
    if any(isinstance(each, str) and any(sign in each for sign in _REMOTE) for each in taken):
        away.append("remote resources")
    words = []
    if changes:
        words.append(f"its {' and '.join(changes)} are not applied")
    if away:
        words.append(f"its {' and '.join(away)} are not read")
    return ", and ".join(words)


def _is_inline(entry: Any) -> bool:
    """Whether an entry says by itself what it changes, and names no file that does."""
    if isinstance(entry, str):
        return "\n" in entry
    return isinstance(entry, dict) and "path" not in entry


def _join(folder: str, path: str) -> str:
    return normal(f"{folder}/{path}" if folder else path)


def normal(path: str) -> str:
    """Return a path as ``objects`` and the like have it."""
    return os.path.normpath(path).replace(os.sep, "/")


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
    image, which no API server takes and no author means as a whole. So is what kubeadm merges.
    """
    tree, spec = resource.tree, resource.spec
    if "$patch" in tree or "$patch" in spec:
        return True
    if resource.kind == "Pod":
        return _is_of_kubeadm(resource)
    if (resource.group, resource.kind) not in _WHOLE_ONLY or getattr(tree, "duplicates", None):
        return False
    if spec.get("selector") is not None:
        return False
    template = mapping(spec.get("template"))
    if mapping(template.get("metadata")).get("labels"):
        return False
    containers = sequence(mapping(template.get("spec")).get("containers"))
    return bool(spec) and not any(mapping(each).get("image") for each in containers)


def _is_of_kubeadm(pod: Resource) -> bool:
    """Whether it is a part that kubeadm merges into a static Pod of the control plane.

    kubeadm knows a patch by its file's name, which begins with that of the Pod (cmd/kubeadm
    app/util/patches parseFilename, 1.37). A whole one has images, and labels that tell its
    component (app/util/staticpod ComponentPod). Any other Pod without an image is a mistake.
    """
    if pod.name not in _STATIC_PODS or pod.group or getattr(pod.tree, "duplicates", None):
        return False
    metadata = mapping(pod.tree.get("metadata"))
    file, _, ending = os.path.basename(pod.origin).rpartition(".")
    if not file.startswith(pod.name) or ending not in {"yaml", "json"}:
        return False
    if metadata.get("namespace") != "kube-system" or metadata.get("labels"):
        return False
    containers = [
        *sequence(pod.spec.get("containers")),
        *sequence(pod.spec.get("initContainers")),
    ]
    return bool(pod.spec) and not any(mapping(each).get("image") for each in containers)


_STATIC_PODS = frozenset({"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"})


def is_whole(resource: Resource) -> bool:
    """Whether an object is a workload with all that one needs: a selector, and images."""
    if (resource.group, resource.kind) not in _WHOLE_ONLY:
        return False
    spec = mapping(resource.tree.get("spec"))
    template = mapping(spec.get("template"))
    containers = sequence(mapping(template.get("spec")).get("containers"))
    return bool(
        spec.get("selector")
        and containers
        and all(mapping(each).get("image") for each in containers)
    )


_WHOLE_ONLY = frozenset({("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet")})
