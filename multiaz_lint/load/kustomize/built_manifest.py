"""The manifest of an object that kustomizations build from several texts."""

from __future__ import annotations

from multiaz_lint.model.field import Span
from multiaz_lint.model.resource import Resource, mapping
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from typing import Any

    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.tree import Path


class BuiltManifest:
    """The manifest of an object that was built: each value stands where its trail says.

    ``base`` is the object as it is written. ``root`` is the kustomization that builds it, where
    others build it too.
    """

    __slots__ = ("_trail", "base", "directory", "may_vary", "origin", "root", "tree")

    def __init__(
        self,
        base: Resource,
        tree: Any,
        trail: Trail,
        directory: str,
        root: Kustomization | None,
        *,
        may_vary: bool,
    ) -> None:
        self.base = base
        self.root = root
        self.origin = base.origin
        self.directory = directory or base.directory
        self.tree = tree
        self.may_vary = may_vary
        self._trail = trail

    @property
    def changed_keys(self) -> AbstractSet[str]:
        return self._trail.manifest.changed_keys

    def trail(self, path: Path) -> Trail:
        """Return where the value at a path, or its closest written ancestor, stands."""
        return self._trail.follow(path)

    def origin_at(self, path: Path) -> str:
        """Return the file that holds it."""
        return self.trail(path).manifest.origin

    def span(self, path: Path) -> Span:
        line, column, end_column = self.stretch(path)
        return Span(line, column, line, end_column)

    def stretch(self, path: Path) -> tuple[int, int, int]:
        return self.trail(path).stretch()

    def scalar_text(self, path: Path) -> str:
        trail = self.trail(path)
        return trail.manifest.scalar_text(trail.path)

    def key_text(self, path: Path) -> str:
        trail = self.trail(path)
        return trail.manifest.key_text(trail.path)

    def is_as_written(self, path: Path) -> bool:
        """Whether its base has the same value at a path, or both have none, in the same place."""
        of: Any = self.base.manifest
        written: Any = look_up(of.tree, self.base.prefix)
        tree: Any = self.tree
        trail = self._trail
        for depth in range(len(path) + 1):
            if trail.manifest is not of or trail.path != (*self.base.prefix, *path[:depth]):
                return False
            if tree is None or depth == len(path):
                break
            tree, written = (
                look_up(tree, path[depth : depth + 1]),
                look_up(written, path[depth : depth + 1]),
            )
            if tree is None:
                break
            trail = trail.step(path[depth])
        return tree is written

    def text_at(self, path: Path) -> tuple[Manifest, Path] | None:
        """Return the text that alone says what is at a path, and where in it; None without one.

        That is a patch, or the kustomization that gives the value itself.
        """
        trail, value, depth = self._trail, self.tree, 0
        while trail.below is not None and value is not None and depth < len(path):
            value = look_up(value, path[depth : depth + 1])
            trail = trail.step(path[depth])
            depth += 1
        text = trail.manifest
        if trail.below is not None or value is None:
            return None  # several texts say it, or none
        if text is self.base.manifest or self._stands_twice(trail):
            return None  # a JSON patch has copied it
        if look_up(text.tree, trail.path) != value:
            return None
        from multiaz_lint.load.kustomize.patches.entries import Inline

        if isinstance(text, Inline) and isinstance(text.holder, Inline):
            return None  # a patch within a patch is not edited
        return text, (*trail.path, *path[depth:])

    def texts(self) -> Iterator[Manifest]:
        """Yield the texts that it is built of; one may come more than once."""
        for trail in self._trails():
            yield trail.manifest

    def _trails(self) -> Iterator[Trail]:
        left = [self._trail]
        while left:
            trail = left.pop()
            yield trail
            below = trail.below
            left += below.values() if isinstance(below, dict) else below or ()

    def _stands_twice(self, of: Trail) -> bool:
        """Whether what stands at one place of a text, or a part of it, is at two of the object."""
        places = 0
        for each in self._trails():
            if each.below is None and each.manifest is of.manifest:
                shorter = min(len(each.path), len(of.path))
                places += each.path[:shorter] == of.path[:shorter]
        return places > 1


_NAMES: tuple[Path, ...] = (
    ("metadata", "name"), ("metadata", "labels"), ("spec", "selector"),
    ("spec", "template", "metadata"),
)  # fmt: skip


def as_written(field: Field, *, beside: bool = False) -> Field | None:
    """Return the field of the text in which it is written: the object, a patch, a kustomization.

    For what is to stand ``beside`` the object, it has to have the name and the labels of the build.
    """
    manifest: Any = field.resource.manifest
    if not isinstance(manifest, BuiltManifest):
        return field
    if all(map(manifest.is_as_written, _NAMES if beside else (field.path,))):
        return manifest.base.at(*field.path)
    found = None if beside else manifest.text_at(field.path)
    if found is None:
        return None
    text: Any = found[0]
    written = Resource(mapping(text.tree), text)
    written.tree = text.tree  # of JSON patches a sequence
    return written.at(*found[1])
