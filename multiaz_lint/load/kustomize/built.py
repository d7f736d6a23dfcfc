"""One object on its way through a build."""

from __future__ import annotations

from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.load.kustomize.effort import COPIED
from multiaz_lint.load.kustomize.kustomization import ObjectChange
from multiaz_lint.load.kustomize.replacements.written import text_of
from multiaz_lint.load.kustomize.shared import unshared
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.load.kustomize.transforming.images import images_in
from multiaz_lint.model.kinds import resource
from multiaz_lint.model.resource import mapping, string
from multiaz_lint.model.tree import copied, look_up, size, with_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.model.tree import Path

_DEFAULT = "default"
_UNNAMED = frozenset({"CustomResourceDefinition", "APIService", "Namespace"})
"""Kinds that prefixes and suffixes leave (api internal/builtins PrefixTransformer, v0.21)."""


_TYPE = ("apiVersion", "kind")


def _written(resource: Resource) -> Any:
    """Return an object as it is written; items of a typed list have the kind that it gives them."""
    tree = look_up(resource.manifest.tree, resource.prefix)
    if all(string(tree.get(each)) for each in _TYPE):
        return tree
    typed = copied(tree)
    typed["apiVersion"], typed["kind"] = resource.api_version, resource.kind
    return typed


_ANNOTATIONS = ("metadata", "annotations")


def has_plain_annotations(resource: Resource) -> bool:
    """Whether it is written with annotations that are no texts: Kustomize makes texts of them."""
    return not _are_texts(look_up(resource.manifest.tree, resource.prefix))


def _are_texts(tree: Any) -> bool:
    """Whether all annotations of an object are texts."""
    annotations = mapping(mapping(tree.get("metadata")).get("annotations"))
    return all(isinstance(each, str) for each in annotations.values())


def _named(tree: Any) -> tuple[str, str]:
    """Return the namespace and the name that a tree says."""
    metadata = mapping(tree.get("metadata"))
    return string(metadata.get("namespace")), string(metadata.get("name"))


class Built:
    """An object while it is built: its tree, where that stands, and by what patches find it.

    ``ids`` are the namespace and the name that it had at first and after each kustomization that
    changed them, as Kustomize keeps them; prefixes of names are in them only. The labels and the
    annotations of the names ``shared`` may stand in several fields as one. One that
    ``is_generated`` stands in no manifest, and what ``reads_more`` has data that is not known.
    """

    __slots__ = (
        "_default", "_images", "_stored", "_texts",
        "affixes", "called", "change", "group", "ids", "is_generated", "kind", "may_vary", "name",
        "namespace", "patched", "reads_more", "resource", "shared", "size", "trail", "tree",
        "version", "written",
    )  # fmt: skip

    def __init__(self, resource: Resource, default_namespace: str) -> None:
        self.resource = resource
        self._default = default_namespace
        self.tree: Any = _written(resource)
        self.written = self.tree
        manifest: Any = resource.manifest
        self.trail = Trail(manifest, resource.prefix)
        self.group, self.version, self.kind = resource.group, resource.version, resource.kind
        self.name, self.namespace = resource.name, resource.namespace
        self.called = resource.name
        self.affixes: tuple[tuple[str, str], ...] = ()
        """The prefixes and suffixes of its name, the innermost first."""
        self.ids = [self._id()]
        self._stored = 0
        self.size = 0
        """How many values it has, once that was asked."""
        self._images: tuple[Any, list[tuple[Path, str]]] | None = None
        self._texts: dict[str, tuple[Any, dict[str, str]]] = {}
        self.patched = self.is_generated = self.reads_more = False
        self.may_vary = resource.manifest.may_vary
        self.change = ObjectChange("", [])
        self.shared: set[str] = set()

    def _id(self) -> tuple[str, str]:
        written = string(mapping(self.tree.get("metadata")).get("namespace")) or _DEFAULT
        return (written if self.namespace else ""), self.called

    @property
    def id_now(self) -> tuple[str, str]:
        """The namespace and the name that it has by now."""
        return self.namespace if self.change.namespace else self._id()[0], self.called

    def note_id(self) -> None:
        """Keep by what it may be found from now on."""
        if self.id_now not in self.ids:
            self.ids.append(self.id_now)

    def steps(self, changes: int = 1, added: int = 0) -> int:
        """Return what some changes of it cost: each copies what is beside it."""
        self.size = self.size or size(self.tree)
        return changes * (1 + (self.size + changes + added) // COPIED)

    @property
    def images(self) -> list[tuple[Path, str]]:
        """The images of its containers, looked for once as long as it stays the same."""
        if self._images is None or self._images[0] is not self.tree:
            self._images = self.tree, list(images_in(self.tree))
        return self._images[1]

    def call(self, prefix: str, suffix: str) -> None:
        """Take a prefix and a suffix of the name: for those who name it, not into the tree."""
        if self.kind not in _UNNAMED:
            self.called = f"{prefix}{self.called}{suffix}"
        self.affixes += ((prefix, suffix),)

    def part(self) -> None:
        """Let each field have its own labels and annotations from now on."""
        if self.shared:
            self.tree = unshared(self.tree)
            self.shared.clear()

    def write_namespace(self) -> None:
        """Put the namespace that a kustomization gives into the tree, for those who look for it."""
        metadata = self.tree.get("metadata")
        if self.change.namespace and self.namespace and isinstance(metadata, dict):
            path = ("metadata", "namespace")
            if not string(metadata.get("namespace")):
                self.tree = with_value(self.tree, path, self.namespace)

    def put(self, tree: Any, trail: Trail, by: Trail) -> None:
        """Take what a patch has made of it."""
        if tree is not None and any(tree[each] != self.tree[each] for each in _TYPE):
            self.group, _, self.version = tree["apiVersion"].rpartition("/")
            self.kind = tree["kind"]
        before = _named(self.tree)
        self.tree, self.trail, self.size = tree, trail, 0
        after = before if tree is None else _named(tree)
        if after != before:
            self._take_name(before, after)
        self.may_vary = self.may_vary or by.manifest.may_vary
        self.patched = True

    def _take_name(self, before: tuple[str, str], after: tuple[str, str]) -> None:
        """Be where a JSON patch has put it, by the old name and the new one."""
        if self.namespace and after[0] != before[0]:
            self.namespace = after[0] or self._default
        if after[1] != before[1]:
            self.name = self.called = after[1]
        self.note_id()

    @property
    def earlier_ids(self) -> list[tuple[str, str]]:
        """The namespaces and names that Kustomize keeps besides those that it has by now."""
        return self.ids[: self._stored]

    def store_id(self) -> None:
        """Keep what it is called by now, before something changes that, as Kustomize does."""
        self._stored = len(self.ids)

    @property
    def is_as_written(self) -> bool:
        """Whether nothing has changed it."""
        return self.tree is self.written and self.namespace == self.resource.namespace

    def texts(self, field: str) -> dict[str, str]:
        """Return its labels or annotations as texts, as Kustomize sees them (kyaml RNode)."""
        known = self._texts.get(field)
        if known is None or known[0] is not self.tree:
            known = self._texts[field] = self.tree, self._as_texts(field)
        return known[1]

    def _as_texts(self, field: str) -> dict[str, str]:
        texts: dict[str, Any] = mapping(mapping(self.tree.get("metadata")).get(field))
        if not all(isinstance(each, str) for each in texts.values()):
            at = self.trail.follow(("metadata", field))
            texts = copied(texts)
            for name, value in texts.items():
                is_scalar = not isinstance(value, (dict, list))
                texts[name] = text_of(value, at.step(name)) if is_scalar else ""
        return texts

    def _write_annotations(self) -> None:
        """Make texts of the annotations (kyaml RNode SetAnnotations, behind each build)."""
        if not _are_texts(self.tree):
            self.tree = with_value(self.tree, _ANNOTATIONS, self._as_texts("annotations"))

    def finished(self, directory: str, root: Kustomization | None) -> Resource:
        """Make a resource of it; with a root it is one of several that are built."""
        self.part()
        self._write_annotations()
        of = self.resource
        manifest: Any = of.manifest
        prefix = of.prefix
        if self.patched or root is not None:
            manifest = BuiltManifest(
                of, self.tree, self.trail, directory, root, may_vary=self.may_vary
            )
            prefix = ()
        made = resource(self.tree, manifest, prefix, self.namespace or self._default)
        if not self.is_as_written:
            made.facts.built = self.change
        return made
