"""The entries that accept one finding in one file, by the kustomizations that they are for."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.adopt.entry import Entry
    from multiaz_lint.adopt.reach import Reach

    Builds = tuple[str, ...]
    Numbered = dict[Builds, int]
    """What entries are for, in the order of the file, and its number there."""


class Accepted:
    """The entries that are left; each accepts one finding.

    One that is for some kustomizations accepts what these have. Of them as many may have moved as
    are gone.
    """

    __slots__ = ("_entries", "_groups")

    def __init__(self) -> None:
        self._entries: dict[Builds, list[Entry]] = {}
        self._groups: dict[int, _Group] | None = None
        """The entries by how many of their kustomizations are gone, once that is asked."""

    def __bool__(self) -> bool:
        return bool(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        for several in self._entries.values():
            yield from several

    def put(self, entry: Entry) -> None:
        """Add an entry: all before any is asked for."""
        self._entries.setdefault(entry.builds, []).append(entry)

    @property
    def last(self) -> Builds:
        """What the last of the entries is for."""
        return next(reversed(self._entries))

    def take(self, builds: Builds) -> None:
        """Take one entry of these kustomizations away."""
        several = self._entries[builds]
        several.pop()
        if not several:
            del self._entries[builds]
            for group in (self._groups or {}).values():
                group.leave(builds)

    def accepting(self, builds: Builds, reach: Reach) -> Builds | None:
        """Return what an entry is for that accepts a finding of some kustomizations.

        One that is for just these comes first, then the last one. None where there is none.
        """
        if builds in self._entries:
            return builds
        if not builds:
            return self.last
        found, at = None, -1
        for gone, group in self._grouped(reach).items():
            for several in group.candidates(builds, gone):
                for each in reversed(several):
                    if several[each] < at:
                        break
                    if len(set(builds).difference(each)) <= gone:
                        found, at = each, several[each]
                        break
        return found

    def _grouped(self, reach: Reach) -> dict[int, _Group]:
        if self._groups is None:
            self._groups = {}
            for number, builds in enumerate(self._entries):
                gone = sum(map(reach.is_gone, builds)) if builds else sys.maxsize
                self._groups.setdefault(gone, _Group()).enter(builds, number)
        return self._groups


class _Group:
    """Entries of whose kustomizations as many are gone."""

    __slots__ = ("_all", "_by_build")

    def __init__(self) -> None:
        self._all: Numbered = {}
        self._by_build: dict[str, Numbered] = {}

    def enter(self, builds: Builds, number: int) -> None:
        self._all[builds] = number
        for each in builds:
            self._by_build.setdefault(each, {})[builds] = number

    def leave(self, builds: Builds) -> None:
        if self._all.pop(builds, None) is not None:
            for each in builds:
                self._by_build[each].pop(builds, None)

    def candidates(self, builds: Builds, gone: int) -> list[Numbered]:
        """Return all that may accept these kustomizations, of which so many may be others.

        Of one more than these each entry has at least one: the seldom ones will do.
        """
        if len(builds) <= gone:
            return [self._all]
        return sorted((self._by_build.get(each, {}) for each in builds), key=len)[: gone + 1]
