"""The edits that take a suppression out, or the names in it that silence nothing."""

from __future__ import annotations

from bisect import bisect_right

from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.model.immutable import is_immutable
from multiaz_lint.rule import Drop, Erase, Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Any

    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model import Field
    from multiaz_lint.model.resource import Resource
    from multiaz_lint.rule import Edit
    from multiaz_lint.suppress.suppression import Suppression


class Documents:
    """Which document of a file a character stands in."""

    __slots__ = ("_by_origin", "_resources")

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._resources = resources
        self._by_origin: dict[str, tuple[list[int], list[Resource]]] | None = None

    def at(self, origin: str, offset: int) -> Field | None:
        """Return a field of the document that a comment stands in; None where there is none."""
        if self._by_origin is None:
            self._by_origin = self._indexed()
        starts, first = self._by_origin.get(origin, ([], []))
        number = bisect_right(starts, offset) - 1
        if number < 0 or offset >= _document(first[number]).end:
            return None
        return first[number].name_field

    def _indexed(self) -> dict[str, tuple[list[int], list[Resource]]]:
        """Return, for each file, where its documents start and the first resource of each."""
        by_start: dict[str, dict[int, Resource]] = {}
        for resource in self._resources:
            manifest: Any = resource.manifest
            written = manifest.base if isinstance(manifest, BuiltManifest) else resource
            document = _document(written)
            by_start.setdefault(document.origin, {}).setdefault(document.start, written)
        return {
            origin: (sorted(found), [found[start] for start in sorted(found)])
            for origin, found in by_start.items()
        }


def edits_without(
    suppression: Suppression, kept: Collection[str], documents: Documents
) -> Iterator[Edit]:
    """Yield what takes a suppression out, or all of its names but some."""
    at = suppression.at
    if isinstance(at, tuple):
        start, end, names = at
        field = documents.at(suppression.place.origin, start)
        if field is None:
            return
        text = _document(field.resource).source.text
        if not kept:
            yield Erase(field, start, _end(text, start, end))
            return
        written = text[names:end].partition("]")[0]
        for first, last in _stretches(written, kept):
            yield Erase(field, names + first, names + last)
    elif at is not None and is_immutable(at):
        return
    elif at is not None and kept:
        _, dashes, reason = at.value.partition("--")
        names_left = ", ".join(name for name in suppression.written if name in kept)
        yield Put(at, names_left + (f" --{reason}" if dashes else ""))
    elif at is not None:
        above = at.resource.at(*at.path[:-1])
        yield Drop(at if len(above.value) > 1 else above)


def _document(resource: Resource) -> Manifest:
    found: Any = resource.manifest
    manifest: Manifest = found
    return manifest


def _end(text: str, start: int, end: int) -> int:
    """Return where a comment ends or another one begins behind it, as YAML has comments."""
    import re

    another = re.compile(r"(?<=[ \t])#(?=[ \t])").search(text, start + 1, end)
    return end if another is None else another.start()


def _stretches(written: str, kept: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where all names but some start and end in a list, each with one comma."""
    at, after_another = 0, False
    for part in written.split(","):
        end = at + len(part)
        if part.strip() in kept:
            after_another = True
        elif after_another:
            yield at - 1, end
        else:
            begin = at + len(part) - len(part.lstrip())
            after = end + 1
            while after < len(written) and written[after].isspace():
                after += 1
            yield begin, after
        at = end + 1
