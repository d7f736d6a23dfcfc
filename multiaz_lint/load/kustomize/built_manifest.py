"""The manifest of an object that kustomizations build from several texts."""

from __future__ import annotations

from multiaz_lint.model.field import Span
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from typing import Any

    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.kustomize.trail import Trail
    from multiaz_lint.model.field import Field
    from multiaz_lint.model.resource import Resource
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
        trail = self.trail(path)
        return trail.manifest.stretch(trail.path)

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


_NAMES: tuple[Path, ...] = (
    ("metadata", "name"), ("metadata", "labels"), ("spec", "selector"),
    ("spec", "template", "metadata"),
)  # fmt: skip


def as_written(field: Field, *, beside: bool = False) -> Field | None:
    """Return the field of the object as it is written, if it is the same there.

    For what is to stand ``beside`` the object, it has to have the same name and labels.
    """
    manifest: Any = field.resource.manifest
    if not isinstance(manifest, BuiltManifest):
        return field
    if not all(map(manifest.is_as_written, _NAMES if beside else (field.path,))):
        return None
    return manifest.base.at(*field.path)
