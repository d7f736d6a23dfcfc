"""Completes an input with what its kustomizations build of and no given path holds.

``multiaz-lint overlays/prod`` is about what ``kustomize build overlays/prod`` makes, so the bases
that it lists are read with it, wherever in the repository they are. So is a kustomization that an
object of a GitOps tool delivers with changes.
"""

from __future__ import annotations

import os

from multiaz_lint.load.files import STDIN, Seen
from multiaz_lint.load.kustomize.uses import (
    ARGO_CD,
    FLUX,
    NAMES,
    is_kustomization,
    taken_in,
    variables_of,
)
from multiaz_lint.load.source import Source
from multiaz_lint.paths import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from multiaz_lint.load.bounds import Bounds
    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.unreadable import Unreadable

    Read = Callable[[list[str]], Iterable[Source | Unreadable]]
    """Reads those of some paths that are files, each under the path as its origin."""


_MOST = 20_000
"""How many paths are looked for in one run at most; others are told as not in the input."""


def completed(
    sources: Iterable[Source | Unreadable],
    paths: Iterable[str],
    read: Read,
    limits: Limits,
    *,
    excluded: Callable[[str], bool] | None,
    heeding: bool,
) -> Iterator[Source | Unreadable]:
    """Yield the sources of paths, and behind them what their kustomizations build of besides.

    What is in none of the paths is not ``given``. ``excluded`` and, where it is ``heeding`` them,
    .gitignore files leave out of that what they leave out of folders.
    """
    origins: list[str] = []
    asking: list[Source] = []
    for source in sources:
        yield source
        origins.append(source.origin)
        if isinstance(source, Source) and (is_kustomization(source.origin) or _may_deliver(source)):
            asking.append(source)
    if not asking:
        return
    from multiaz_lint.load.bounds import Bounds

    bounds = Bounds(excluded, heeding=heeding)
    tops = tuple([os.path.join(os.path.abspath(path), "") for path in paths])
    seen = Seen()
    for origin in origins:
        seen.add(origin)
    left = _MOST
    while asking:
        wanted = _wanted(asking, seen, left, limits)
        left -= len(wanted)
        plain = {
            path
            for source in asking
            if is_kustomization(source.origin)
            for path in variables_of(source, limits)
        }
        asking = []
        for found in _new(wanted, seen, read, bounds):
            seen.add(found.origin)
            if isinstance(found, Source):
                found.plain = found.origin in plain
                found.given = os.path.abspath(found.origin).startswith(tops)
                if is_kustomization(found.origin):
                    asking.append(found)
            yield found


def _may_deliver(source: Source) -> bool:
    """Whether a file may hold what delivers kustomizations, beside no definition of such kinds."""
    text = source.text
    return (
        (FLUX in text or ARGO_CD in text)
        and "CustomResourceDefinition" not in text
        and source.origin != STDIN
    )


def _taken_in(source: Source, limits: Limits) -> Iterable[str]:
    if is_kustomization(source.origin):
        return (*taken_in(source, limits), *variables_of(source, limits))
    from multiaz_lint.load import objects
    from multiaz_lint.load.kustomize.gitops import deliveries as gitops
    from multiaz_lint.load.kustomize.gitops.referred import named_by

    resources = objects.read(source, limits).resources
    ordering = [each for each in resources if gitops.orders(each)]
    found = gitops.deliveries(ordering, named_by(ordering, resources))
    return [
        path
        for each in found
        if each.changes and not each.fault
        for path in (each.folder, *each.components)
    ]


def _wanted(asking: Iterable[Source], seen: Seen, most: int, limits: Limits) -> dict[str, str]:
    """Return what kustomizations build of and is not there, with the folders of who asks."""
    wanted: dict[str, str] = {}
    for source in asking:
        for path in _taken_in(source, limits):
            if len(wanted) >= most:
                return wanted
            if path not in wanted and path not in seen:
                wanted[path] = source.directory
    return wanted


def _new(
    wanted: dict[str, str], seen: Seen, read: Read, bounds: Bounds
) -> Iterator[Source | Unreadable]:
    """Read what is wanted: the kustomization of a folder, else a file.

    The values of ``wanted`` are the folders of who asks.
    """
    left = dict(wanted)
    for name in NAMES:
        folders = {join(path, name): path for path in left}
        for path in [path for path in folders if path in seen]:
            del left[folders[path]]
        asked = [path for path, folder in folders.items() if folder in left]
        for found in read([path for path in asked if bounds.admit(path, wanted[folders[path]])]):
            del left[folders[found.origin]]
            yield found
    yield from read([path for path, asking in left.items() if bounds.admit(path, asking)])
