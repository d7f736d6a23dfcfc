"""The findings that a project has accepted for now: new ones fail, fixed ones are told.

A finding is known by rule, resource, field (elements by name, not by index) and its words without
numbers, never by its line. Each entry of the file accepts one finding in one file. When that file
is gone, the entry follows its resource to another file; while it is there, the same finding in a
copy elsewhere is new. A finding that only some of the kustomizations have that build an object is
accepted for these.
"""

from __future__ import annotations

import os

from multiaz_lint.adopt.accepted import Accepted
from multiaz_lint.adopt.entry import Entry
from multiaz_lint.diagnostic import UNJUDGED
from multiaz_lint.fingerprint import resource_key, without_numbers
from multiaz_lint.paths import of_origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from multiaz_lint.adopt.reach import Reach
    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.result import Result

    Locate = Callable[[str], str]

LONGEST = 400
"""Characters of a message that are kept; a longer one ends in a digest of the rest."""


class Match:
    """Which findings are known (by index), and the entries that none of them needs.

    Of these are ``stale`` those whose finding this run would have found. ``moved`` says that an
    entry was needed by a finding in another file, the only way in which findings of one file decide
    about those of another.
    """

    __slots__ = ("kept", "known", "moved", "stale")

    def __init__(
        self, known: set[int], left: Iterable[Entry], reach: Reach, *, moved: bool
    ) -> None:
        self.known = known
        self.moved = moved
        self.kept: list[Entry] = []
        self.stale: list[Entry] = []
        for entry in sorted(left, key=Entry.as_tuple):
            (self.stale if reach.has(entry) else self.kept).append(entry)


def entry_of(diagnostic: Diagnostic, locate: Locate) -> Entry:
    """Return the entry that accepts a finding; ``locate`` turns origins into paths."""
    return Entry(
        locate(diagnostic.place.origin),
        _short(resource_key(diagnostic.resource)),
        diagnostic.rule,
        _short(diagnostic.named_field or diagnostic.field),
        _short(without_numbers(diagnostic.message)),
        map(locate, diagnostic.builds if diagnostic.in_some else ()),
    )


def _short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    from multiaz_lint.digest import blake2b

    rest = text.encode("utf-8", "surrogatepass")
    return f"{text[: LONGEST - 20]}…{blake2b(rest, digest_size=8).hexdigest()}"


def entries_of(diagnostics: Iterable[Diagnostic], locate: Locate) -> list[Entry]:
    """Return an entry for each finding that nothing else silences, in the order of the file."""
    entries = [
        entry_of(each, locate)
        for each in diagnostics
        if each.suppressed is None and each.rule not in UNJUDGED
    ]
    return sorted(entries, key=Entry.as_tuple)


def match(
    diagnostics: Sequence[Diagnostic],
    entries: Sequence[Entry],
    locate: Locate,
    reach: Reach,
) -> Match:
    """Find out which findings are accepted; each entry accepts one."""
    # By key, and below it by file.
    left: dict[tuple[str, ...], dict[str, Accepted]] = {}
    for entry in entries:
        files = left.setdefault(entry.key, {})
        if entry.origin not in files:
            files[entry.origin] = Accepted()
        files[entry.origin].put(entry)
    known: set[int] = set()
    has_moved = False
    elsewhere: list[int] = []
    for index, diagnostic in enumerate(diagnostics):
        if diagnostic.suppressed is not None or diagnostic.rule in UNJUDGED:
            continue
        wanted = entry_of(diagnostic, locate)
        candidates = left.get(wanted.key, {})
        accepted = candidates.get(wanted.origin)
        if accepted:
            asked = tuple(sorted(set(map(locate, diagnostic.builds))))
            builds = accepted.accepting(asked, reach)
            if builds is not None:
                accepted.take(builds)
                known.add(index)
        elif candidates:
            elsewhere.append(index)
    origins = {origin for files in left.values() for origin in files}
    gone = {each for each in origins if reach.is_gone(each)}
    moving: dict[tuple[str, ...], list[Accepted]] = {}
    for index in elsewhere:
        key = entry_of(diagnostics[index], locate).key
        if key not in moving:
            files = left[key]
            moving[key] = [files[each] for each in reversed(files) if each in gone and files[each]]
        if moving[key]:
            has_moved = True
            moved = moving[key][-1]
            moved.take(moved.last)
            if not moved:
                moving[key].pop()
            known.add(index)
    unneeded = (
        entry for files in left.values() for accepted in files.values() for entry in accepted
    )
    return Match(known, unneeded, reach, moved=has_moved)


def locator(folder: str) -> Locate:
    """Return what turns origins into paths relative to the folder of a baseline."""
    top = os.path.abspath(folder or ".")
    cache: dict[str, str] = {}

    def locate(origin: str) -> str:
        path = cache.get(origin)
        if path is None:
            path = cache[origin] = of_origin(origin, top)
        return path

    return locate


def reach_of(result: Result, folder: str) -> Reach:
    """Return what a run was able to find, its files as paths from the folder of a baseline."""
    from multiaz_lint.adopt.reach import Reach

    locate = locator(folder)

    def exists(origin: str) -> bool:
        return origin.startswith("<") or os.path.exists(os.path.join(folder, origin))

    return Reach(
        {locate(origin) for origin in result.sources},
        exists,
        rules=result.ran,
        incomplete={locate(origin) for origin in result.incomplete},
    )


def apply(
    diagnostics: Sequence[Diagnostic], entries: Sequence[Entry], folder: str, reach: Reach
) -> Match:
    """Mark the findings that a baseline in a folder accepts."""
    found = match(diagnostics, entries, locator(folder), reach)
    for index in found.known:
        diagnostics[index].baselined = True
    return found


def renewed(diagnostics: Iterable[Diagnostic], found: Match, folder: str) -> list[Entry]:
    """Return the entries that accept all findings of this run, and those that it cannot judge."""
    return sorted([*found.kept, *entries_of(diagnostics, locator(folder))], key=Entry.as_tuple)


def without(entries: Iterable[Entry], stale: Iterable[Entry]) -> list[Entry]:
    """Return entries less the stale ones, each once."""
    from collections import Counter

    away = Counter(stale)
    left = []
    for entry in entries:
        if away[entry] > 0:
            away[entry] -= 1
        else:
            left.append(entry)
    return left
