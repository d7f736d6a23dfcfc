"""The reference reader: one YAML document into a tree, by libyaml's events.

It decides what a document means; any faster reader must give the same trees.
"""

from __future__ import annotations

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # not in the stubs
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.yaml.dialect import Dialect
from multiaz_lint.load.yaml.frame import NO_KEY, NO_MERGE, Frame
from multiaz_lint.load.yaml.scalars import as_json, exact, key_text, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Marks = tuple[int, int, int, int]

_CORE = "tag:yaml.org,2002:"
_INFINITE = (float("inf"), float("-inf"))


def read(text: str, start: int = 0, limits: Limits | None = None) -> Any:
    """Read the first document of ``text`` into a tree, as :func:`first` does."""
    return first(text, start, limits)[0]


def first(text: str, start: int = 0, limits: Limits | None = None) -> tuple[Any, int]:
    """Read the first document of ``text`` into a tree; None when there is none.

    Tell besides where it ends although something follows, counted in ``text``, or else -1.

    Marks are ``(key start, key end, value start, value end)``, offsets counted from ``start``;
    the items of a sequence have their value's start and end twice.

    Raises:
        UnreadableError: The text is no YAML, or goes beyond a bound.

    """
    dialect = Dialect(text)
    limits = limits or Limits()
    if dialect.is_json_alone:
        from multiaz_lint.load.yaml import json_reader

        return json_reader.read(text, start, limits), -1
    parser = CParser(dialect.text)
    try:
        builder = _Builder(start, limits, dialect)
        tree = builder.build(parser)
        return tree, builder.end if _goes_on(parser) else -1
    except yaml.YAMLError as error:
        if dialect.is_json:
            from multiaz_lint.load.yaml import json_reader

            return json_reader.read(text, start, limits), -1
        raise unreadable(error, start, dialect.text) from None
    finally:
        parser.dispose()


def _goes_on(parser: CParser) -> bool:
    """Whether anything but comments follows the document that was read."""
    get_event: Any = parser.get_event
    try:
        event = get_event()
    except yaml.YAMLError:
        return True
    return event is not None and type(event) is not StreamEndEvent


def unreadable(error: Any, start: int, text: str) -> UnreadableError:
    """Turn an error of libyaml into words and a place; the text begins at an offset."""
    if isinstance(error, yaml.reader.ReaderError):
        return UnreadableError(_reader_words(error), start + _reader_offset(text, error))
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

    def __init__(self, start: int, limits: Limits, dialect: Dialect) -> None:
        self.start = start
        self.limits = limits
        self.dialect = dialect
        self.escapes = "\\/" in dialect.text
        self.odd = self.escapes or bool(dialect.stand_in)
        """Whether scalars may have to be read back otherwise than libyaml returns them."""
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.open_anchors: list[str] = []
        self.nodes = 0
        self.end = -1
        """Where the document ends: at a marker of its end, or at what comes next."""

    def build(self, parser: CParser) -> Any:
        get_event: Any = parser.get_event
        start = self.start
        limits = self.limits
        root: Any = None
        # One frame for each open collection: its entries so far, the pending key, where it
        # began, its anchor, and how many nodes stood before it.
        stack: list[Frame] = []
        frame: Frame | None = None
        begun = False
        while True:
            event = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                is_key = frame is not None and frame.mapping and frame.key is NO_KEY
                value: Any = self._key(event) if is_key else self._scalar(event)
                self.nodes += 1
                if event.anchor is not None:
                    self.anchors[event.anchor] = (self._scalar(event) if is_key else value, 1)
                begin = start + event.start_mark.index
                end = start + event.end_mark.index
                if frame is None:
                    root = value
                else:
                    merge = event.value == "<<" and _is_merge(event)
                    frame.add(value, begin, end, merge=merge)
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
                frame = Frame(
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
                elif frame.merging and frame.key is not NO_KEY and not isinstance(value, dict):
                    raise UnreadableError(NO_MERGE, begin)
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
                self.end = event.start_mark.index
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
        if event.tag is not None or self.odd:
            value = self._exact(event)
        elif event.style:
            return event.value
        else:
            value = resolve(event.value)
        if type(value) is float:
            if value != value or value in _INFINITE:  # noqa: PLR0124 - NaN
                words = f"{event.value} cannot be written as JSON"
                raise UnreadableError(words, self.start + event.start_mark.index)
            return as_json(value)
        return value

    def _key(self, event: Any) -> Any:
        """Return a key as the string that it becomes; None where it is null."""
        value: Any = event.value
        if event.tag is not None or self.odd:
            value = self._exact(event)
        elif not event.style:
            value = exact(value)
        if value is None or type(value) is str:
            return value
        try:
            return key_text(value)
        except ValueError as error:
            raise UnreadableError(str(error), self.start + event.start_mark.index) from None

    def _exact(self, event: Any) -> Any:
        text = self._text(event)
        tag = event.tag
        if tag is None and event.implicit[0] and not event.style:
            return exact(text)
        if tag is None or tag == "!" or not tag.startswith(_CORE):
            return text
        return self._tagged(event, text, tag[len(_CORE) :])

    def _text(self, event: Any) -> str:
        """Return what a scalar holds; raise UnreadableError for an escape that Go does not know."""
        if self.escapes and event.style == '"':
            at = self.dialect.wrong_escape(event.start_mark.index, event.end_mark.index)
            if at >= 0:
                words = "found unknown escape character: kubectl knows \\/ in JSON only"
                raise UnreadableError(words, self.start + at)
        text: str = event.value
        return self.dialect.restored(text) if self.dialect.stand_in else text

    def _tagged(self, event: Any, text: str, name: str) -> Any:
        if name == "str":
            return text
        if name == "binary":
            import base64
            import binascii

            try:
                bare = text.replace("\r", "").replace("\n", "")
                return base64.b64decode(bare, validate=True).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                raise UnreadableError(
                    "!!binary value contains invalid base64 data",
                    self.start + event.start_mark.index,
                ) from None
        value = exact(text)
        if name == "float" and isinstance(value, int) and not isinstance(value, bool):
            return value
        expected = {"int": int, "float": float, "bool": bool, "null": type(None)}.get(name)
        if expected is None or type(value) is expected:
            return value if expected else text
        raise UnreadableError(
            f"cannot decode {text!r} as !!{name}", self.start + event.start_mark.index
        )


def _is_merge(event: Any) -> bool:
    """Whether ``<<`` is a merge key; yq writes ``!!merge <<``."""
    return event.tag == _CORE + "merge" or (event.implicit[0] and not event.style)
