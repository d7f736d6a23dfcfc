"""One kustomization: what it lists, and what it makes of that."""

from __future__ import annotations

from multiaz_lint.load.kustomize.added import Added, added_by
from multiaz_lint.load.kustomize.patches import LATE, MERGED
from multiaz_lint.model.resource import mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model.field import Span


class Kustomization:
    """What one kustomization lists, as normal paths, and what it makes of that.

    ``replicas`` are the entries of that name, ``images`` those of images with their paths.
    """

    __slots__ = (
        "added", "components", "folder", "images", "is_component", "listed", "manifest",
        "namespace", "origin", "prefix", "replicas", "suffix",
    )  # fmt: skip

    def __init__(self, manifest: Manifest, listed: list[str], components: list[str]) -> None:
        tree = manifest.tree
        self.manifest = manifest
        self.origin = manifest.origin
        self.folder = self.origin.rpartition("/")[0] or "."
        self.listed = list(dict.fromkeys(listed))
        self.components = list(dict.fromkeys(components))
        self.is_component = tree.get("kind") == "Component"
        self.namespace = string(tree.get("namespace"))
        self.prefix = string(tree.get("namePrefix"))
        self.suffix = string(tree.get("nameSuffix"))
        self.added = list(added_by(manifest))
        self.images = [
            ((key, index), mapping(each))
            for key in ("images", "imageTags")
            for index, each in enumerate(sequence(tree.get(key)))
        ]
        self.replicas = [mapping(each) for each in sequence(tree.get("replicas"))]

    @property
    def changes(self) -> bool:
        """Whether it changes what it lists."""
        tree: Any = self.manifest.tree
        patches = any(sequence(tree.get(key)) for key in (*MERGED, *LATE))
        return bool(self.namespace or self.added or self.replicas or self.images or patches)


class Change:
    """What becomes of an object besides patches: ``added`` is in the order in which it is added."""

    __slots__ = ("added", "namespace")

    def __init__(self, namespace: str, added: list[Added]) -> None:
        self.namespace = namespace
        self.added = added

    def place_of(self, name: str, written: str) -> tuple[str, Span] | None:
        """Return the kustomization that gives a label or an annotation, if one does, and where."""
        for added in reversed(self.added):
            if added.pairs.get(name) == written:
                return added.at.manifest.origin, added.span(name)
        return None

    def shows_in(self, value: Any) -> bool:
        """Whether a value holds something that is added, and is not written in the file."""
        if isinstance(value, list):
            return any(map(self.shows_in, value))
        if not isinstance(value, dict):
            return False
        if self.namespace and value.get("namespace") == self.namespace:
            return True
        for added in self.added:
            if any(value.get(key) == each for key, each in added.pairs.items()):
                return True
        return any(map(self.shows_in, value.values()))
