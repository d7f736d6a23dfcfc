"""Where each value of an object stands that was put together from several manifests."""

from __future__ import annotations

from multiaz_lint.model.resource import mapping
from multiaz_lint.model.tree import look_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model.tree import Path

    Below = dict[str, "Trail"] | list["Trail"] | None


class Trail:
    """Where a value stands: at a path of a manifest, and so does what is below it.

    ``below`` is given for a mapping or sequence of which something stands elsewhere: the trails of
    its entries, and those of what a patch has removed from a mapping: where the patch says so.
    """

    __slots__ = ("below", "manifest", "path")

    def __init__(self, manifest: Manifest, path: Path = (), below: Below = None) -> None:
        self.manifest = manifest
        self.path = path
        self.below = below

    def step(self, step: str | int) -> Trail:
        """Return the trail of an entry; that of the whole where nothing says where it stands."""
        below = self.below
        if below is None:
            return Trail(self.manifest, (*self.path, step))
        found = None
        if isinstance(below, dict):
            found = below.get(step) if isinstance(step, str) else None
        elif isinstance(step, int) and step < len(below):
            found = below[step]
        return found or Trail(self.manifest, self.path, {})

    def entries(self, of: Iterable[str]) -> dict[str, Trail]:
        """Return the trails of the entries of a mapping, and of what was removed from it."""
        removed = self.below if isinstance(self.below, dict) else {}
        return {**removed, **{name: self.step(name) for name in of}}

    def removed(self) -> Trail:
        """Return where what this removes is missing, with all that was in it."""
        return Trail(self.manifest, self.path, {})

    def stretch(self) -> tuple[int, int, int]:
        """Return line, column and end column of where it stands."""
        return self.manifest.stretch(self.path)

    def follow(self, path: Iterable[str | int]) -> Trail:
        """Return the trail of the value at a path, or of its closest ancestor that stands."""
        trail = self
        for step in path:
            trail = trail.step(step)
        return trail

    def put(self, tree: Any, path: Path, at: Trail) -> Trail:
        """Return a trail of a tree with another at a path; what is missing on the way is made."""
        if not path:
            return at
        step, *rest = path
        value = look_up(tree, (step,))
        inner = self.step(step) if value is not None else Trail(self.manifest, self.path, {})
        return self.with_steps(tree, {step: inner.put(value, tuple(rest), at)})

    def with_steps(self, tree: Any, steps: Mapping[str | int, Trail]) -> Trail:
        """Return a trail of a mapping or sequence with others of some of its entries."""
        below: Any
        if isinstance(tree, list):
            below = [self.step(index) for index in range(len(tree))]
        else:
            below = self.entries(mapping(tree))
        for step, at in steps.items():
            below[step] = at
        return Trail(self.manifest, self.path, below)
