"""Paths into sources, as settings say: what is read, left out, and built by kustomizations."""

from __future__ import annotations

import os
from itertools import chain

from multiaz_lint.load import files
from multiaz_lint.load.helm.completing import with_definitions
from multiaz_lint.load.kustomize.completing import completed
from multiaz_lint.paths import slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from multiaz_lint.load.files import Paths
    from multiaz_lint.load.kustomize.completing import Read
    from multiaz_lint.load.source import Source
    from multiaz_lint.load.unreadable import Unreadable
    from multiaz_lint.settings import Settings


def read(paths: Paths, settings: Settings) -> Iterator[Source | Unreadable]:
    """Read the files that settings do not leave out, and what their kustomizations build of.

    What a .gitignore leaves out is read too where suppressions do not count: like them it comes
    with the tree, and says nothing to git of files that are in the repository.
    """
    names = files.several(paths)
    excluded = excluder(settings)
    texts = files.Texts(settings.texts)
    found = files.read(
        names, limits=settings.limits, excluded=excluded, heeding=settings.suppressions,
        texts=texts,
    )  # fmt: skip
    if settings.texts:
        new = _new(names, settings)
        found = chain(found, (texts.read(each, settings.limits) for each in new))
    return complete(found, names, settings)


def _new(names: Sequence[str], settings: Settings) -> Iterator[str]:
    """Yield the files of texts that are not there, and would be read with these folders."""
    from multiaz_lint.load.bounds import Bounds

    bounds = Bounds(excluder(settings), heeding=settings.suppressions)
    unnamed = (path for path in settings.texts if path not in names)
    return (path for path in unnamed if bounds.would_read(path, names))


def complete(
    sources: Iterable[Source | Unreadable],
    paths: Iterable[str],
    settings: Settings,
    read: Read | None = None,
) -> Iterator[Source | Unreadable]:
    """Add to the sources of paths what their kustomizations build of and the paths do not hold.

    It is read from the work tree, if not told how. So is what charts define for what is rendered.
    """
    limits, excluded = settings.limits, excluder(settings)
    texts = files.Texts(settings.texts)

    def from_files(paths: list[str]) -> Iterator[Source | Unreadable]:
        there = (path for path in paths if os.path.isfile(path) or path in texts)
        return (texts.read(path, limits) for path in there)

    heeding = settings.suppressions
    found = completed(
        sources, paths, read or from_files, limits, excluded=excluded, heeding=heeding
    )
    if read is not None:
        return found
    return with_definitions(
        found,
        lambda path: texts.read(path, limits),
        lambda path: files.data_of(path, limits, named=False),
        limits,
        excluded=excluded,
        heeding=heeding,
    )


def excluder(settings: Settings) -> Callable[[str], bool] | None:
    """Return what leaves paths out; the patterns are those of .gitignore, from the root."""
    if not settings.exclude:
        return None
    from multiaz_lint.load.ignore import ignored, parse

    root = slashed(os.path.abspath(settings.root or "."))
    levels = ((root, parse("\n".join(settings.exclude))),)

    def excluded(path: str) -> bool:
        full = slashed(os.path.abspath(path))
        return ignored(full, levels, folder=path.endswith("/"))

    return excluded
