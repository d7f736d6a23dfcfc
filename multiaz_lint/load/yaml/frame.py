"""A collection that is still being read, entry by entry, by the reference reader."""

from __future__ import annotations

from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml.scalars import key_text
from multiaz_lint.model.tree import DuplicateMap, Map, Seq

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Marks = tuple[int, int, int, int]

NO_KEY = object()
NO_MERGE = "map merge requires map or sequence of maps as the value"


class Frame:
    """The entries so far, the pending key, where it began, its anchor, and the nodes before it."""

    __slots__ = (
        "anchor",
        "begin",
        "earlier",
        "entries",
        "items",
        "key",
        "key_begin",
        "key_end",
        "mapping",
        "marks",
        "merging",
        "nodes",
    )

    def __init__(self, *, mapping: bool, begin: int, anchor: str | None, nodes: int) -> None:
        self.mapping = mapping
        self.begin = begin
        self.anchor = anchor
        self.nodes = nodes
        self.key: Any = NO_KEY
        self.key_begin = self.key_end = begin
        self.merging = False
        self.entries: dict[str, Any] = {}
        self.items: list[Any] = []
        self.marks: dict[str, Marks] | list[Marks] = {} if mapping else []
        self.earlier: list[tuple[str, Marks]] = []

    def add(self, value: Any, begin: int, end: int, *, merge: bool = False) -> None:
        if not self.mapping:
            self.items.append(value)
            # A list where it is no mapping.
            self.marks.append((begin, end, begin, end))  # type: ignore[union-attr]
        elif self.key is NO_KEY:
            if isinstance(value, (dict, list)):
                raise UnreadableError("a mapping key is a collection", begin)
            self.merging = merge
            self.key = value
            self.key_begin, self.key_end = begin, end
        else:
            key, self.key = self.key, NO_KEY
            if self.merging:
                self._merge(value, begin)
                return
            try:
                name = key if type(key) is str else key_text(key)
            except ValueError as error:
                raise UnreadableError(str(error), self.key_begin) from None
            # A dict where it is a mapping.
            marks: dict[str, Marks] = self.marks  # type: ignore[assignment]
            if name in marks and marks[name][0] >= self.begin:
                self.earlier.append((name, marks[name]))
            self.entries.pop(name, None)
            self.entries[name] = value
            marks.pop(name, None)
            marks[name] = (self.key_begin, self.key_end, begin, end)

    def _merge(self, value: Any, begin: int) -> None:
        """Take over the entries of ``<<``; of several mappings the first one wins.

        An entry that stands before the merge key is overridden by it, as go.yaml.in/yaml/v2 does.
        """
        sources = list(reversed(value)) if isinstance(value, list) else [value]
        # A dict where it is a mapping.
        marks: dict[str, Marks] = self.marks  # type: ignore[assignment]
        for source in sources:
            if not isinstance(source, Map):
                raise UnreadableError(NO_MERGE, begin)
            for (name, merged), mark in zip(source.items(), source.marks, strict=True):
                self.entries[name] = merged
                marks[name] = mark

    def finish(self) -> Map | Seq:
        if not self.mapping:
            sequence = Seq(self.items)
            sequence.marks = self.marks  # type: ignore[assignment]  # a list where it is no mapping
            return sequence
        mapping = DuplicateMap(self.entries) if self.earlier else Map(self.entries)
        # A dict where it is a mapping.
        mapping.marks = list(self.marks.values())  # type: ignore[union-attr]
        if isinstance(mapping, DuplicateMap):
            mapping.duplicates = tuple(name for name, _ in self.earlier)
            mapping.earlier = tuple(self.earlier)
        return mapping
