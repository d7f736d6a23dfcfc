"""Resources by the folders that they stand in, found without a look at those that are apart.

Each of thousands of folders may define the same objects: of all that one selector matches, only
what stands in its own folder is meant, or below or above it.
"""

from __future__ import annotations

from itertools import accumulate
from sys import intern

from multiaz_lint.model.cached import Recent, Remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from multiaz_lint.model.effort import Metered
    from multiaz_lint.model.resource import Resource

    R = TypeVar("R", bound=Resource)
    Way = tuple[tuple[str, ...], frozenset[str]]
    Copies = frozenset[int]
    Borders = Mapping[str, Mapping[str, Copies]]
    """By folder, its subfolders that hold copies of objects that others there hold as well."""

ROOT = ""
_NONE: frozenset[int] = frozenset()


def _way(directory: str) -> Way:
    """Return the folders on the way to one, itself included: in their order, and as a set."""
    parts = [part for part in directory.split("/") if part not in {"", "."}]
    # Those above are the same strings for all below them: together they may be very long.
    folders = tuple(map(intern, accumulate(parts, "{}/{}".format)))
    return folders, frozenset(folders)


ways = Remembered(_way)


class _Folder:
    """What stands in a folder, by number, and what is below it."""

    __slots__ = ("below", "here", "together")

    def __init__(self) -> None:
        self.here: list[int] = []
        self.below: dict[str, _Folder] = {}
        self.together: dict[Copies, list[_Folder]] | None = None
        """Those below by the copies that they hold."""

    def all(self) -> Iterator[int]:
        """Yield all that stands in it, or below."""
        stack = [self]
        while stack:
            folder = stack.pop()
            yield from folder.here
            stack += folder.below.values()


class ByFolder:
    """A list of resources by their folders."""

    __slots__ = ("_root", "number", "recent", "unique")

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.number = len(resources)
        self.unique = len({each.identity for each in resources}) == self.number
        """Whether there are no two of one object."""
        self.recent = Recent(self.number)
        """What of it is not apart from a folder, by the borders above that."""
        self._root = _Folder()
        steps: dict[str, _Folder] = {}
        for at, resource in enumerate(resources):
            directory = resource.directory
            step = steps.get(directory)
            if step is None:
                step = self._root
                for folder in ways[directory][0]:
                    step = step.below.setdefault(folder, _Folder())
                steps[directory] = step
            step.here.append(at)

    def beside(self, way: Iterable[str], borders: Borders) -> list[int]:
        """Return the numbers, in order, of those that are not apart from a folder."""
        found: list[int] = []
        step = self._root
        parent = ROOT
        for folder in way:
            found += step.here
            noted = borders.get(parent, {})
            for other in _together(step, folder, noted):
                found += other.all()
            below = step.below.get(folder)
            if below is None:
                break
            step, parent = below, folder
        else:
            found += step.all()
        found.sort()
        return found


def _together(step: _Folder, folder: str, noted: Mapping[str, Copies]) -> Iterator[_Folder]:
    """Yield the folders beside one, below the same, that define no object that it defines."""
    copies = noted.get(folder)
    if not copies:
        for name, other in step.below.items():
            if name != folder:
                yield other
        return
    if step.together is None:
        step.together = {}
        for name, other in step.below.items():
            step.together.setdefault(noted.get(name, _NONE), []).append(other)
    for held, others in step.together.items():
        if held.isdisjoint(copies):
            yield from others


def by_folder_of(resources: Metered[R]) -> ByFolder:
    """Return a list of an index by its folders; the list keeps that."""
    found = resources.by_folder
    if found is None or found.number != len(resources):
        found = resources.by_folder = ByFolder(resources)
    return found
