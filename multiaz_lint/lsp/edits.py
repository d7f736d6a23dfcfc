"""Edits as the protocol has them, of texts that still are what they were made of."""

from __future__ import annotations

from multiaz_lint import fix
from multiaz_lint.load.files import read_file
from multiaz_lint.load.limits import Limits
from multiaz_lint.load.source import Source
from multiaz_lint.report.columns import UNITS
from multiaz_lint.report.location import line_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.diagnostic import Place
    from multiaz_lint.fix import FileChange
    from multiaz_lint.lsp.checking import Checked
    from multiaz_lint.lsp.documents import Documents
    from multiaz_lint.result import Replacement

    Json = dict[str, Any]

_MARK = "\ufeff"
"""What may begin a text; it counts as a sign of an editor's text, but not of a file."""
_LONGEST_SIGN = 4
"""Bytes of a character, in any encoding that is read."""


class Edits:
    """Makes edits of results.

    ``utf16`` says that the editor counts UTF-16 units in a line, not characters; ``versioned`` that
    each edit tells of which text it is.
    """

    def __init__(self, documents: Documents, *, utf16: bool, versioned: bool) -> None:
        self._documents = documents
        self._utf16 = utf16
        self._versioned = versioned

    def range(self, place: Place | Replacement, checked: Checked) -> Json:
        """Return where a place is."""
        return {
            "start": self.place(place.origin, place.line, place.column, checked),
            "end": self.place(place.origin, place.end_line, place.end_column, checked),
        }

    def place(self, origin: str, line: int, column: int, checked: Checked) -> Json:
        """Return a position, which counts from 0, of a line and column from 1."""
        units = column - 1
        if self._utf16:
            units = UNITS.before(line_text(checked.result, origin, line), column)
        if line == 1:
            document = self._documents.of_file(checked.file(origin))
            if document is not None and document.text.startswith(_MARK):
                units += 1
        return {"line": line - 1, "character": units}

    def between(self, change: FileChange, checked: Checked) -> list[Json]:
        """Return the edits that make one text of another, line by line."""
        old = Source(change.origin, change.old or "")
        made = []
        for start, end, text in fix.stretches(old.text, change.new):
            begin, behind = (
                self.place(change.origin, *old.position(each), checked) for each in (start, end)
            )
            made.append({"range": {"start": begin, "end": behind}, "newText": text})
        return made

    def together(self, edits: Mapping[str, list[Json]]) -> Json:
        """Return the edits of some files, by their addresses, as one."""
        if not self._versioned:
            return {"changes": edits}
        return {"documentChanges": [self._of_document(uri, some) for uri, some in edits.items()]}

    def _of_document(self, uri: str, edits: list[Json]) -> Json:
        document = self._documents.of_uri(uri)
        version = document.version if document is not None else None
        return {"textDocument": {"uri": uri, "version": version}, "edits": edits}

    def hold(self, origin: str, checked: Checked) -> bool:
        """Whether edits of a file are still ones of what it holds: in the editor, else on disk.

        Nobody need have told that a file was changed which is not open.
        """
        source = checked.result.sources.get(origin)
        if source is None:
            return False
        path = checked.file(origin)
        document = self._documents.of_file(path)
        if document is not None:
            return document.text.removeprefix(_MARK) == source.text
        most = _LONGEST_SIGN * (len(source.text) + 1)
        now = read_file(path, Limits(file_bytes=most), named=False)
        return isinstance(now, Source) and now.text == source.text
