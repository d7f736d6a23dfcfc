"""What an edit does to a text, as plain data for reports and editors."""

from __future__ import annotations

from multiaz_lint.fix.batch import Batch
from multiaz_lint.fix.page import in_order
from multiaz_lint.fix.proof import prove_alone, stands_apart
from multiaz_lint.fix.refusal import ConflictError, RefusedError
from multiaz_lint.fix.within import holder_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.fix.draft import Draft
    from multiaz_lint.fix.page import Cut
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.load.source import Source

_MOST = 2_000_000
"""Characters that are read of one document, one after the other."""
_TIMES = 10
"""How often even a longer one is read."""


class Replacement:
    """Text in place of a stretch: lines and columns count from 1, the end column is one past."""

    __slots__ = ("column", "end_column", "end_line", "line", "origin", "text")

    def __init__(
        self, origin: str, line: int, column: int, end_line: int, end_column: int, text: str
    ) -> None:
        self.origin = origin
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column
        self.text = text

    def as_tuple(self) -> tuple[str, int, int, int, int, str]:
        return (self.origin, self.line, self.column, self.end_line, self.end_column, self.text)

    def __repr__(self) -> str:
        return f"Replacement{self.as_tuple()}"


class Replacements:
    """Answers what each finding's edits would do; findings of one file come best in a row.

    Each is proven by reading its document again, so of a document with very many findings, such as
    a long List, only the first are answered.
    """

    def __init__(self) -> None:
        self._origin = ""
        self._kept: dict[int, Draft] = {}
        self._read: dict[int, int] = {}
        """Characters that were read of each manifest."""

    def of(self, diagnostic: Diagnostic) -> tuple[Replacement, ...]:
        """Return the replacements of a finding, by origin and place.

        There are none when it is refused, or its document was read often enough.
        """
        if diagnostic.place.origin != self._origin:
            self._origin = diagnostic.place.origin
            self._kept = {}
            self._read = {}
        if not self._may_read(diagnostic):
            return ()
        batch = Batch(kept=self._kept)
        try:
            batch.add(diagnostic)
            return tuple(_found(batch))
        except (ConflictError, RefusedError):
            return ()

    def _may_read(self, diagnostic: Diagnostic) -> bool:
        """Count what it takes to read the documents of a finding's edits, unless it is too much."""
        manifests = {id(each): each for each in _manifests(diagnostic)}
        sizes = {key: _size(each) for key, each in manifests.items()}
        for key, size in sizes.items():
            if self._read.get(key, 0) + size > max(_MOST, _TIMES * size):
                return False
        for key, size in sizes.items():
            self._read[key] = self._read.get(key, 0) + size
        return True


def _size(manifest: Manifest) -> int:
    """Return how much is read to prove an edit: the document, or all of a text that has no lines.

    Documents of JSON may stand on one line.
    """
    if stands_apart(manifest):
        return manifest.end - manifest.start
    return len(manifest.source.text)


def _manifests(diagnostic: Diagnostic) -> list[Manifest]:
    return [holder_of(edit.field.resource.manifest) for edit in diagnostic.edits]


def _found(batch: Batch) -> Iterator[Replacement]:
    edited = [each for drafts in batch.drafts.values() for each in drafts.values() if each.cuts]
    if all(stands_apart(each.manifest) for each in edited):
        for draft in edited:
            prove_alone(draft)
    else:
        for _ in batch.texts(quick=True):
            pass  # each text is proven
    for origin, drafts in batch.drafts.items():
        for start in sorted(drafts):
            draft = drafts[start]
            for cut in in_order(draft.cuts):
                yield replacement(origin, draft.manifest.source, cut)


def replacement(origin: str, source: Source, cut: Cut) -> Replacement:
    """Turn offsets into lines and columns."""
    start, end, words = cut
    return Replacement(origin, *source.position(start), *source.position(end), words)
