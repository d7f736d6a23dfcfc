"""What a run was able to find: only of that can it be told that it is found no more."""

from __future__ import annotations

from multiaz_lint.selection import UNREADABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from multiaz_lint.adopt.entry import Entry


class Reach:
    """The files that a run has read, the rules that were able to find something, and how far.

    ``exists`` knows the files that were not read. In ``incomplete`` ones more may be found, and so
    it may be anywhere where the run as a whole is ``narrowed``.
    """

    __slots__ = ("_exists", "_incomplete", "_read", "_rules", "narrowed")

    def __init__(
        self,
        read: Collection[str],
        exists: Callable[[str], bool],
        *,
        rules: Collection[str] = (),
        incomplete: Collection[str] = (),
    ) -> None:
        self._read = read
        self._exists = exists
        self._rules = rules
        self._incomplete = incomplete
        self.narrowed = False

    def is_gone(self, origin: str) -> bool:
        """Whether a file is no more: its findings may have moved with it."""
        return origin not in self._read and not self._exists(origin)

    def has(self, entry: Entry) -> bool:
        """Whether this run would have found what an entry accepts, were it still there."""
        if self.narrowed or entry.rule not in self._rules:
            return False
        if entry.origin in self._incomplete:
            return entry.rule == UNREADABLE
        return entry.origin in self._read or not self._exists(entry.origin)

    def missed(self, entries: Iterable[Entry], is_asked: Callable[[str], bool]) -> str | None:
        """Return a file of accepted findings that was not read, as nobody ``is_asked`` about it."""
        origins = {each.origin for each in entries if each.rule in self._rules}
        left = (each for each in sorted(origins.difference(self._read)) if self._exists(each))
        return next((each for each in left if not is_asked(each)), None)
