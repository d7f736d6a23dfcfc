"""How often a run may look from one resource at others, so that no input makes it endless.

Relations are cheap where each resource has few, as in every real input. But ten thousand budgets
that each select ten thousand workloads are a hundred million relations in a file of 6 MB. So each
look is counted, and who judges asks whether any are left.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    from multiaz_lint.model.folders import ByFolder

    K = TypeVar("K")
    T = TypeVar("T")


class EffortError(Exception):
    """There is too much to look at."""

    def __str__(self) -> str:
        return "the resources select and name each other more often than can be followed"


class Effort:
    """The looks that are left: linear in the resources."""

    __slots__ = ("left",)

    def __init__(self, resources: int, relations: int) -> None:
        self.left = relations + _EACH * resources

    @property
    def spent(self) -> bool:
        """Whether no look is left."""
        return self.left < 0

    def spend(self, looks: int) -> None:
        """Count what takes as long as so many looks."""
        self.left -= looks

    def put(self, index: dict[K, list[T]], key: K, entry: T) -> None:
        """Put an entry into the list of a key; to look at one that stands alone costs nothing."""
        found = index.get(key)
        if found is None:
            index[key] = [entry]
        elif found.__class__ is Metered:
            found.append(entry)
        else:
            index[key] = Metered(self, (*found, entry))


_EACH = 500
"""Looks for each resource, beyond those that any input has."""
RELATIONS = 5_000_000
"""They take some seconds; real inputs need a tenth of it at most."""


class Metered(list["T"]):
    """Resources of which an index holds many: to go through them costs a look each."""

    __slots__ = ("by_folder", "effort")

    def __init__(self, effort: Effort, entries: Iterable[T] = ()) -> None:
        super().__init__(entries)
        self.effort = effort
        self.by_folder: ByFolder | None = None
        """Where they stand, once that is asked."""

    def __iter__(self) -> Iterator[T]:
        self.effort.left -= len(self)
        return super().__iter__()
