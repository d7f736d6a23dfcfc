"""The reference reader: one YAML document into a tree, by libyaml's events.

It decides what a document means; any faster reader must give the same trees.
"""

from __future__ import annotations

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.scalars import key_text, resolve
from multiaz_lint.model.tree import DuplicateMap, Map, Seq

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Marks = tuple[int, int, int, int]

_CORE = "tag:yaml.org,2002:"
_INFINITE = (float("inf"), float("-inf"))


def read(text: str, start: int = 0, limits: Limits | None = None) -> Any:
    """Read the first document of ``text`` into a tree; None when there is none.

    Marks are ``(key start, key end, value start, value end)``, offsets counted from ``start``;
    the items of a sequence have their value's start and end twice.

    Raises:
        UnreadableError: The text is no YAML, or goes beyond a bound.

    """
    builder = _Builder(start, limits or Limits())
    parser = CParser(text)
    try:
        return builder.build(parser)
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error, start) from None
    except yaml.reader.ReaderError as error:
        offset = start + _reader_offset(text, error)
        raise UnreadableError(_reader_words(error), offset) from None
    finally:
        parser.dispose()


def _unreadable(error: Any, start: int) -> UnreadableError:
    mark = error.problem_mark or error.context_mark
    words = error.problem or error.context or "not YAML"
    if error.context and error.problem:
        words = f"{error.context}, {error.problem}"
    return UnreadableError(words, start + (mark.index if mark else 0))


def _reader_offset(text: str, error: yaml.reader.ReaderError) -> int:
    """Turn libyaml's offset, which counts bytes, into one that counts characters."""
    at = error.position if isinstance(error.position, int) else 0
    return len(text.encode("utf-8", "surrogatepass")[:at].decode("utf-8", "replace"))


def _reader_words(error: yaml.reader.ReaderError) -> str:
    code = error.character if isinstance(error.character, int) else 0
    return f"{error.reason} (character {code:#04x})"


class _Builder:
    """Turns events into a tree; iterative, so that no nesting exhausts the stack."""

    def __init__(self, start: int, limits: Limits) -> None:
        self.start = start
        self.limits = limits
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.open_anchors: list[str] = []
        self.nodes = 0

    def build(self, parser: CParser) -> Any:
        get_event: Any = parser.get_event
        start = self.start
        limits = self.limits
        root: Any = None
        # One frame for each open collection: its entries so far, the pending key, where it
        # began, its anchor, and how many nodes stood before it.
        stack: list[_Frame] = []
        frame: _Frame | None = None
        begun = False
        while True:
            event = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                value: Any = self._scalar(event)
                self.nodes += 1
                if event.anchor is not None:
                    self.anchors[event.anchor] = (value, 1)
                begin = start + event.start_mark.index
                end = start + event.end_mark.index
                plain_merge = event.value == "<<" and event.implicit[0] and not event.style
                if frame is None:
                    root = value
                else:
                    frame.add(value, begin, end, merge=plain_merge)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self.nodes += 1
                if len(stack) >= limits.nesting:
                    raise UnreadableError(
                        f"nested deeper than {limits.nesting} levels",
                        start + event.start_mark.index,
                    )
                if event.anchor is not None:
                    self.open_anchors.append(event.anchor)
                    self.anchors.pop(event.anchor, None)
                frame = _Frame(
                    mapping=kind is MappingStartEvent,
                    begin=start + event.start_mark.index,
                    anchor=event.anchor,
                    nodes=self.nodes,
                )
                stack.append(frame)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                done = stack.pop()
                value = done.finish()
                if done.anchor is not None:
                    self.open_anchors.remove(done.anchor)
                    self.anchors[done.anchor] = (value, self.nodes - done.nodes + 1)
                end = start + event.end_mark.index
                if stack:
                    frame = stack[-1]
                    frame.add(value, done.begin, end)
                else:
                    frame, root = None, value
            elif kind is AliasEvent:
                value = self._alias(event)
                begin, end = start + event.start_mark.index, start + event.end_mark.index
                if frame is None:
                    root = value
                else:
                    frame.add(value, begin, end)
            elif kind is DocumentStartEvent:
                if event.version or event.tags:
                    raise UnreadableError(
                        "YAML directives are not accepted by Kubernetes",
                        start + event.start_mark.index,
                    )
                begun = True
            elif kind is DocumentEndEvent:
                return root
            elif kind is not StreamStartEvent:
                return root if begun else None
            if self.nodes > limits.nodes:
                raise UnreadableError(
                    f"more than {limits.nodes:,} values once aliases are expanded",
                    start + event.start_mark.index,
                )

    def _alias(self, event: Any) -> Any:
        if event.anchor in self.open_anchors:
            raise UnreadableError(
                f"anchor {event.anchor!r} contains itself", self.start + event.start_mark.index
            )
        if event.anchor not in self.anchors:
            raise UnreadableError(
                f"unknown anchor {event.anchor!r}", self.start + event.start_mark.index
            )
        value, nodes = self.anchors[event.anchor]
        self.nodes += nodes
        return value

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if not event.style:
            tag = event.tag
            if tag is None and event.implicit[0]:
                value = resolve(text)
            else:
                value = self._tagged(event, text, tag)
        elif event.tag is None or event.tag == "!":
            return text
        else:
            value = self._tagged(event, text, event.tag)
        if type(value) is float and (value != value or value in _INFINITE):  # noqa: PLR0124
            raise UnreadableError(
                f"{text} cannot be written as JSON", self.start + event.start_mark.index
            )
        return value

    def _tagged(self, event: Any, text: str, tag: str | None) -> Any:
        if tag is None or tag == "!" or not tag.startswith(_CORE):
            return text
        name = tag[len(_CORE) :]
        if name == "str":
            return text
        if name == "binary":
            import base64
            import binascii

            try:
                return base64.b64decode(text).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                raise UnreadableError(
                    "!!binary value contains invalid base64 data",
                    self.start + event.start_mark.index,
                ) from None
        value = resolve(text)
        if name == "float" and isinstance(value, int) and not isinstance(value, bool):
            return value
        expected = {"int": int, "float": float, "bool": bool, "null": type(None)}.get(name)
        if expected is None or type(value) is expected:
            return value if expected else text
        raise UnreadableError(
            f"cannot decode {text!r} as !!{name}", self.start + event.start_mark.index
        )


_NO_KEY = object()


class _Frame:
    """A collection that is still being read."""

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
        self.key: Any = _NO_KEY
        self.key_begin = self.key_end = begin
        self.merging = False
        self.entries: dict[str, Any] = {}
        self.items: list[Any] = []
        self.marks: dict[str, Marks] | list[Marks] = {} if mapping else []
        self.earlier: list[tuple[str, Marks]] = []

    def add(self, value: Any, begin: int, end: int, *, merge: bool = False) -> None:
        if not self.mapping:
            self.items.append(value)
            self.marks.append((begin, end, begin, end))  # type: ignore[union-attr]
        elif self.key is _NO_KEY:
            if isinstance(value, (dict, list)):
                raise UnreadableError("a mapping key is a collection", begin)
            self.merging = merge
            self.key = value
            self.key_begin, self.key_end = begin, end
        else:
            key, self.key = self.key, _NO_KEY
            if self.merging:
                self._merge(value, begin)
                return
            try:
                name = key if type(key) is str else key_text(key)
            except ValueError as error:
                raise UnreadableError(str(error), self.key_begin) from None
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
        marks: dict[str, Marks] = self.marks  # type: ignore[assignment]
        for source in sources:
            if not isinstance(source, Map):
                raise UnreadableError(
                    "map merge requires map or sequence of maps as the value", begin
                )
            for (name, merged), mark in zip(source.items(), source.marks, strict=True):
                self.entries[name] = merged
                marks[name] = mark

    def finish(self) -> Map | Seq:
        if not self.mapping:
            sequence = Seq(self.items)
            sequence.marks = self.marks  # type: ignore[assignment]
            return sequence
        mapping = DuplicateMap(self.entries) if self.earlier else Map(self.entries)
        mapping.marks = list(self.marks.values())  # type: ignore[union-attr]
        if isinstance(mapping, DuplicateMap):
            mapping.duplicates = tuple(name for name, _ in self.earlier)
            mapping.earlier = tuple(self.earlier)
        return mapping
