"""Completes an input with the files of its charts that hold no manifests, as ``_helpers.tpl``.

They are read only where the input holds what Helm has rendered: for what they define, lines of
which then came out.
"""

from __future__ import annotations

import os

from multiaz_lint.load.folders import may_hold_manifests
from multiaz_lint.load.helm.folders import charts_among, path_in
from multiaz_lint.load.source import Source
from multiaz_lint.load.unreadable import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MOST = 20_000
"""How many files of charts are read in one run at most."""


def with_definitions(
    sources: Iterable[Source | Unreadable],
    read: Callable[[str], Source | Unreadable],
    *,
    excluded: Callable[[str], bool] | None,
    heeding: bool,
) -> Iterator[Source | Unreadable]:
    """Yield sources, and behind them what else the templates of their charts are.

    ``excluded`` and, where it is ``heeding`` them, .gitignore files leave out of that what they
    leave out of folders.
    """
    known: dict[str, Source | Unreadable] = {}
    for source in sources:
        yield source
        known[source.origin] = source
    charts = charts_among(known)
    if not charts or not any(
        isinstance(each, Source) and each.is_rendered for each in known.values()
    ):
        return
    from multiaz_lint.load.bounds import Bounds

    bounds = Bounds(excluded, heeding=heeding)
    left = _MOST
    for chart in charts:
        folder = chart.rpartition("/")[0]
        for path in _beside(path_in(folder, "templates")):
            if path in known or not bounds.admit(path, folder):
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


def _beside(folder: str) -> Iterator[str]:
    """Yield the files of a folder, and of those in it, that may not hold manifests."""
    for within, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = f"{within.replace(os.sep, '/')}/{name}"
            if not may_hold_manifests(path) and os.path.isfile(path):
                yield path
