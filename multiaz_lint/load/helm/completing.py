"""Completes an input with the files of its charts that hold no manifests, as ``_helpers.tpl``.

They are read only where the input holds what Helm has rendered: for what they define, lines of
which then came out. So are packed charts, in memory.
"""

from __future__ import annotations

import os

from multiaz_lint.load.files import PACKED, STDIN, decoded
from multiaz_lint.load.folders import may_hold_manifests
from multiaz_lint.load.helm.folders import CHART, charts_among, path_in
from multiaz_lint.load.source import Source
from multiaz_lint.load.unreadable import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from multiaz_lint.load.limits import Limits

_MOST = 20_000
"""How many files of charts are read in one run at most."""
_MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes of all packed charts of a run, unpacked."""
_DEEPEST = 5
"""Archives within archives."""
_WITHIN = "charts/"
_ARCHIVE = ".tgz"


def with_definitions(
    sources: Iterable[Source | Unreadable],
    read: Callable[[str], Source | Unreadable],
    unpack: Callable[[str], bytes | Unreadable],
    limits: Limits,
    *,
    excluded: Callable[[str], bool] | None,
    heeding: bool,
) -> Iterator[Source | Unreadable]:
    """Yield sources, and behind them what else the templates of their charts are.

    ``excluded`` and, where it is ``heeding`` them, .gitignore files leave out of that what they
    leave out of folders. Archives of a chart are read all the same: git seldom holds them, and
    Helm has rendered what is in them.
    """
    known: dict[str, Source | Unreadable] = {}
    packed: list[Unreadable] = []
    for source in sources:
        if isinstance(source, Unreadable) and source.why == PACKED and source.origin != STDIN:
            packed.append(source)
            continue
        yield source
        known[source.origin] = source
    charts = charts_among(known)
    if not (charts or packed) or not any(
        isinstance(each, Source) and each.is_rendered for each in known.values()
    ):
        yield from packed
        return
    from multiaz_lint.load.bounds import Bounds

    unpacking = _Unpacking(limits)
    for each in packed:
        yield from unpacking.of(each.origin, unpack(each.origin), named=each.named)
    beside, archives = Bounds(excluded, heeding=heeding), Bounds(excluded, heeding=False)
    left = _MOST
    for chart in charts:
        folder = chart.rpartition("/")[0]
        for path in _packed_in(path_in(folder, "charts")):
            if archives.admit(path, folder) and path not in known:
                yield from unpacking.of(path, unpack(path), named=False)
        for path in _beside(path_in(folder, "templates")):
            if path in known or not beside.admit(path, folder):
                continue
            left -= 1
            found = read(path)
            if not isinstance(found, Source):
                found = Unreadable(path, found.why, grave=False)
            elif left < 0:
                yield Unreadable(path, f"one of more than {_MOST:,} files of charts", grave=False)
                return
            else:
                found.plain = True
            yield found


class _Unpacking:
    """Reads packed charts, as much as there may be of all together."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = _MOST_UNPACKED

    def of(
        self, origin: str, data: bytes | Unreadable, *, named: bool, depth: int = 0
    ) -> Iterator[Source | Unreadable]:
        """Yield what a chart that an archive holds is made of, or why it cannot be read."""
        from multiaz_lint.load.helm import archive

        if isinstance(data, Unreadable):
            yield Unreadable(origin, data.why, named=named, grave=False)
            return
        words = "a packed chart that cannot be read"
        if len(data) > self.limits.file_bytes:
            why = f"{words}: larger than {self.limits.file_bytes:,} bytes"
            yield Unreadable(origin, why, named=named, grave=False)
            return
        unpacked = archive.Unpacked(data, min(max(self.left, 0), archive.LARGEST))
        try:
            found = archive.files(unpacked)
        except archive.ArchiveError as error:
            yield Unreadable(origin, f"{words}: {error}", named=named, grave=False)
            return
        finally:
            self.left -= unpacked.most - unpacked.left
        for path, content in found.items():
            place = f"{origin}/{path}"
            if _is_packed(path):
                if depth < _DEEPEST:
                    yield from self.of(place, content, named=False, depth=depth + 1)
                else:
                    yield Unreadable(place, f"{words}: one of many within one another", grave=False)
            elif _is_of_use(path):
                is_chart = named and path == CHART
                source = decoded(place, content, self.limits, named=is_chart)
                if isinstance(source, Source):
                    source.plain = source.packed = True
                yield source


def _is_packed(path: str) -> bool:
    """Whether a file of a chart is a packed chart that it depends on."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/".endswith(_WITHIN) and name.endswith(_ARCHIVE) and name[0] not in "._"


def _is_of_use(path: str) -> bool:
    """Whether a file of a chart, or of one within it, says something of what it renders."""
    name = path.rpartition("/")[2]
    return "templates/" in path or (may_hold_manifests(path) and not name.startswith("."))


def _packed_in(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    paths = (f"{folder}/{name}" for name in names if _is_packed(f"{_WITHIN}{name}"))
    return [path for path in paths if os.path.isfile(path)]


def _beside(folder: str) -> Iterator[str]:
    """Yield the files of a folder, and of those in it, that may not hold manifests."""
    for within, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = f"{within.replace(os.sep, '/')}/{name}"
            if not may_hold_manifests(path) and os.path.isfile(path):
                yield path
