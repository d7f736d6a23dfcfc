"""Which entry of the configuration's ``ignore`` covers a finding.

Entries without globs are found by all that they say. The others, of which a configuration has a
bounded number, are tried one by one.
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from itertools import product

from multiaz_lint.paths import relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.diagnostic import Diagnostic, Place
    from multiaz_lint.load.helm.renderings import Renderings
    from multiaz_lint.load.source import Source
    from multiaz_lint.settings import Ignore
    from multiaz_lint.suppress.suppression import Suppression

    Entry = tuple[Suppression, Ignore]
    Said = tuple[str, str, str, str, str]
    """The folder of the configuration; a kind, a namespace, a name and a path, empty for any."""
    Names = tuple[str, str, str]
    """Kind, namespace and name of a resource, as patterns or as they are."""

_NOBODY = "", "", ""
"""Whom a finding is about that is about no resource."""


class Entries:
    """The entries that have not expired, in their order."""

    __slots__ = (
        "_covering", "_entries", "_folders", "_has_paths", "_plain", "_renderings", "_sources",
        "_wide",
    )  # fmt: skip

    def __init__(self, entries: Iterable[Entry], sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._renderings: Renderings | None = None
        self._entries = [each for each in entries if not each[0].over]
        self._plain: dict[Said, list[int]] = {}
        self._wide: list[int] = []
        self._covering: dict[tuple[tuple[str, ...], Names], list[Suppression]] = {}
        self._has_paths = any(ignore.path for _, ignore in self._entries)
        self._folders = {os.path.dirname(ignore.origin) for _, ignore in self._entries}
        claimed: dict[tuple[Said, str], set[str]] = {}
        for number, (suppression, ignore) in enumerate(self._entries):
            if ignore.wide:
                self._wide.append(number)
                continue
            for said in _said(ignore):
                rules = claimed.setdefault((said, ignore.path), set())
                if not rules.issuperset(suppression.rules):  # else those before do all of it
                    rules |= suppression.rules
                    self._plain.setdefault(said, []).append(number)

    def first(self, diagnostic: Diagnostic) -> Suppression | None:
        """Return the first that silences a finding."""
        resource, names = diagnostic.resource, _NOBODY
        if resource is not None:
            names = resource.kind, resource.namespace, resource.name
        place = diagnostic.place
        source = self._sources.get(place.origin)
        origins: tuple[str, ...] = (place.origin,)
        if self._has_paths and source is not None and source.template_at(place.line):
            origins += self._written_in(source, place)
        about = origins, names
        covering = self._covering.get(about)
        if covering is None:
            covering = self._covering[about] = list(self._those_that_cover(*about))
        for suppression in covering:
            if diagnostic.rule in suppression.rules:
                return suppression
        return None

    def _written_in(self, source: Source, place: Place) -> tuple[str, ...]:
        """Return the files of a chart that wrote what stands somewhere, and Helm's name for it."""
        if self._renderings is None:
            from multiaz_lint.load.helm.renderings import Renderings

            self._renderings = Renderings(self._sources)
        return self._renderings.origins(source, place.line, place.column)

    def _those_that_cover(self, origins: Sequence[str], names: Names) -> Iterator[Suppression]:
        """Yield those that cover a resource in a file, and the template it was rendered from."""
        ways = {
            folder: [way for each in origins for way in _ways_to_write(each, folder)]
            for folder in self._folders
        }
        for number in self._near(ways, names):
            suppression, ignore = self._entries[number]
            if _covers(ignore, names) and (
                not ignore.path or _lies_in(ignore, ways[os.path.dirname(ignore.origin)])
            ):
                yield suppression

    def _near(self, ways: dict[str, list[str]], names: Names) -> list[int]:
        """Return the entries that may cover a resource in a file, in their order."""
        kind, namespace, name = names
        near = set(self._wide)
        for folder, several in ways.items() if self._plain else ():
            paths = {above for path in several for above in _with_those_above(path)}
            for said in product({"", kind}, {"", namespace}, {"", name}, {"", *paths}):
                near.update(self._plain.get((folder, *said), ()))
        return sorted(near)


def _said(ignore: Ignore) -> set[Said]:
    """Return all that an entry without globs says, with each way to write its path."""
    folder = os.path.dirname(ignore.origin)
    names = ignore.kind, ignore.namespace, ignore.name
    return {(folder, *names, path.rstrip("/")) for path in _paths(ignore)}


def _paths(ignore: Ignore) -> set[str]:
    # On Windows a path may be written with backslashes; elsewhere a name may hold one.
    return {ignore.path, ignore.path.replace("\\", "/")}


def _lies_in(ignore: Ignore, ways: list[str]) -> bool:
    return any(
        each.startswith(path.rstrip("/") + "/") or fnmatchcase(each, path)
        for path in _paths(ignore)
        for each in ways
    )


def _covers(ignore: Ignore, names: Names) -> bool:
    kind, namespace, name = names
    return (
        (not ignore.kind or ignore.kind == kind)
        and (not ignore.namespace or fnmatchcase(namespace, ignore.namespace))
        and (not ignore.name or fnmatchcase(name, ignore.name))
    )


def _with_those_above(path: str) -> Iterator[str]:
    """Yield a path, and those of the folders that it lies in."""
    while True:
        yield path
        path, slash, _ = path.rpartition("/")
        if not slash:
            return


def _ways_to_write(origin: str, folder: str) -> list[str]:
    """Return a path as it was typed, and as it is seen from the folder of the configuration."""
    if not folder and not os.path.isabs(origin) and not origin.startswith("../"):
        return [origin]
    return [origin, relative(origin, folder)]
