"""One document of a text, and where each of its values stands."""

from __future__ import annotations

from multiaz_lint.load.yaml.places import Places
from multiaz_lint.load.yaml.reader import written_marks
from multiaz_lint.load.yaml.scalars import changed_keys
from multiaz_lint.model.field import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from typing import Any

    from multiaz_lint.load.source import Source
    from multiaz_lint.load.yaml.places import Stretch
    from multiaz_lint.model.tree import Path

    Marks = tuple[int, int, int, int]

_MOST_RECENT = 16
_PROPERTIES = ("&", "!", "*")
"""How an anchor, a tag and an alias begin; no plain scalar begins so."""
_recent: dict[Manifest, Places] = {}


class Manifest:
    """One document of a source, and where each of its values stands."""

    __slots__ = (
        "directory", "end", "line", "may_vary", "number", "origin", "source", "start", "tree",
        "written",
    )  # fmt: skip
    base = None
    """What kustomizations made an object of, which is written elsewhere: nothing here."""

    def __init__(
        self,
        source: Source,
        number: int,
        start: int,
        end: int,
        tree: Any,
        line: int = 1,
        *,
        written: bool = False,
    ) -> None:
        self.source = source
        self.origin = source.origin
        self.directory = source.directory
        """The folder in which others are its neighbours."""
        self.may_vary = source.may_vary
        """Whether its text may hold placeholders."""
        self.number = number
        """Position among the documents of the source, from 0."""
        self.start = start
        self.end = end
        self.tree = tree
        self.line = line
        """The line on which the document starts, from 1."""
        self.written = written
        """Whether the reader wrote all marks into the tree; else columns are found in the text."""

    @property
    def changed_keys(self) -> AbstractSet[str]:
        """The keys of all manifests read so far that were written as booleans or numbers."""
        return changed_keys

    def origin_at(self, path: Path) -> str:  # noqa: ARG002 - of one text it is the same for all
        """Return the file in which the value at a path stands."""
        return self.origin

    def marks(self, path: Path) -> Marks:
        """Return offsets in the text: key start and end, value start and end.

        For an item of a sequence the key is the value itself. The end of a block collection is
        where its parser noticed it, which may lie on a later line.
        """
        if self.written:
            return written_marks(self.tree, path)
        places = _recent.get(self) or self._places()
        return places.marks(path, self.start)

    def text(self, path: Path) -> str:
        """Return the value at a path as it is written."""
        start, end = self.marks(path)[2:]
        return self.source.text[start:end]

    def scalar_text(self, path: Path) -> str:
        """Return what is written as the scalar at a path, without its anchor, tag and quotes.

        Of an alias it is what its anchor marks.
        """
        text = self.text(path)
        if text[:1] not in _PROPERTIES:
            return text
        from multiaz_lint.load.yaml.syntax import scalar_at

        return scalar_at(self.source.text, self.start, self.end, self.marks(path)[2])

    def key_text(self, path: Path) -> str:
        """Return the key at a path as it is written."""
        start, end = self.marks(path)[:2]
        return self.source.text[start:end]

    def _places(self) -> Places:
        """Find the places of a document, and remember them while others are few."""
        if len(_recent) >= _MOST_RECENT:
            _recent.clear()
        text = self.source.text[self.start : self.end]
        found = _recent[self] = Places(text, self.tree)
        return found

    def span(self, path: Path) -> Span:
        """Where the value at a path, or its closest written ancestor, stands.

        It covers key and value of a scalar, the key alone of a collection, the first entry of an
        item: one line in every case.
        """
        line, column, end_column = self.stretch(path)
        return Span(line, column, line, end_column)

    def stretch(self, path: Path) -> Stretch:
        """Return line, column and end column of the span of a path."""
        if self.written:
            return self._written_stretch(path)
        places = _recent.get(self) or self._places()
        line, column, end_column = places.stretch(path)
        return line + self.line, column + 1, end_column + 1

    def _written_stretch(self, path: Path) -> Stretch:
        """Find a stretch by the marks of the reference reader."""
        node: Any = self.tree
        container: Any = None
        depth = 0
        for step in path:
            if isinstance(node, dict):
                written = step in node
            else:
                written = isinstance(node, list) and isinstance(step, int) and step < len(node)
            if not written:
                break
            container = node
            node = node[step]
            depth += 1
        path = tuple(path[:depth])
        if container is None:
            return self._opening((), node, self.start, self.start)
        key_start, key_end, start, end = self.marks(path)
        if isinstance(container, list):
            return self._opening(path, node, start, end)
        if isinstance(node, (dict, list)):
            return self._on_one_line(
                key_start, end if self._is_flow(start, end) else key_end, key_end
            )
        return self._on_one_line(key_start, end, key_end)

    def _is_flow(self, start: int, end: int) -> bool:
        """Whether a collection is written in brackets, or as an alias."""
        return self.source.text[start : start + 1] in {"{", "[", "*"} and end > start

    def _opening(self, path: Path, node: Any, start: int, end: int) -> Stretch:
        """Cover the first entry of a collection, or a whole scalar or flow collection."""
        if self._is_flow(start, end):
            return self._on_one_line(start, end, start + 1)
        while isinstance(node, (dict, list)) and node:
            key: Any = 0 if isinstance(node, list) else next(iter(node))
            path = (*path, key)
            key_start, key_end, value_start, value_end = self.marks(path)
            node = node[key]
            if isinstance(node, (dict, list)) and not self._is_flow(value_start, value_end):
                if key_start != value_start:
                    return self._on_one_line(key_start, key_end, key_end)
                continue
            return self._on_one_line(key_start, value_end, key_end)
        return self._on_one_line(start, end, end)

    def _on_one_line(self, start: int, end: int, at_most: int) -> Stretch:
        """Make a stretch; where it would leave its line it ends at ``at_most``, or with it."""
        line, column = self.source.position(start)
        end_line, end_column = self.source.position(max(start, end))
        if end_line != line:
            end_line, end_column = self.source.position(max(start, at_most))
        if end_line != line:
            end_column = len(self.source.line_text(line)) + 1
        return line, column, max(end_column, column)
