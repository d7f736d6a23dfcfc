"""How a document is written: the nodes of its text, with styles, anchors and exact ends.

The trees of :mod:`multiaz_lint.load.yaml.reference` say what a document means; whoever edits the
text needs to know besides where each node ends and whether it stands in brackets or in lines.
"""

from __future__ import annotations

import re

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # not in the stubs
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml.dialect import Dialect
from multiaz_lint.load.yaml.reference import unreadable
from multiaz_lint.load.yaml.scalars import plain_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_BLANK = "\\\\u0020"
"""Escaped halves of characters, which libyaml refuses, and what stands there as long as they do."""
SCALAR, MAP, SEQ, ALIAS = "scalar", "map", "seq", "alias"


class SyntaxNode:
    """One node of the text.

    ``start`` is where it begins with its anchor and tag, ``body`` without them; ``end`` is one
    past its last character, without the line end that follows. ``style`` is the quote or block
    indicator of a scalar. ``uses`` counts the aliases that refer to the node.
    """

    __slots__ = (
        "anchor", "body", "end", "entries", "flow", "items", "kind", "start", "style", "tag",
        "target", "text", "uses",
    )  # fmt: skip

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.kind = kind
        self.start = self.body = start
        self.end = end
        self.flow = False
        self.style = ""
        self.text = ""
        self.anchor: str | None = None
        self.tag: str | None = None
        self.uses = 0
        self.target: SyntaxNode | None = None
        self.entries: list[SyntaxEntry] = []
        self.items: list[SyntaxNode] = []

    @property
    def empty(self) -> bool:
        """Whether nothing is written, as after ``key:``."""
        return self.kind == SCALAR and self.body == self.end and not self.style

    @property
    def block(self) -> bool:
        """Whether it is a collection written in lines."""
        return self.kind in {MAP, SEQ} and not self.flow


class SyntaxEntry:
    """A key and its value; ``merge`` tells ``<<``."""

    __slots__ = ("key", "merge", "value")

    def __init__(self, key: SyntaxNode, value: SyntaxNode) -> None:
        self.key = key
        self.value = value
        self.merge = key.text == "<<" and not key.style and key.kind == SCALAR


def compose(text: str, start: int = 0, end: int | None = None) -> SyntaxNode | None:
    """Return the root node of the first document between two offsets; offsets are the text's.

    Raises:
        UnreadableError: The text is no YAML.

    """
    dialect = Dialect(text[start:end])
    readable = dialect.text
    if "\\u" in readable and dialect.is_json:
        readable = _SURROGATE.sub(_BLANK, readable)
    parser = CParser(readable)
    try:
        return _Composer(text, start, dialect).compose(parser)
    except yaml.YAMLError as error:
        raise unreadable(error, start, readable) from None
    finally:
        parser.dispose()


def scalar_at(text: str, start: int, end: int, at: int) -> str:
    """Return what the scalar that begins ``at`` an offset holds; of an alias, what it stands for.

    It is empty where no scalar begins there, between the two offsets of the document.
    """
    stack = [compose(text, start, end)]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if node.start == at and node.kind in {SCALAR, ALIAS}:
            return (node.target or node).text
        stack += node.items
        for entry in node.entries:
            stack += (entry.key, entry.value)
    return ""


class _Composer:
    """Builds nodes from libyaml's events; iterative, so that no nesting exhausts the stack."""

    def __init__(self, text: str, start: int, dialect: Dialect) -> None:
        self.text = text
        self.offset = start
        self.dialect = dialect
        self.anchors: dict[str, SyntaxNode] = {}

    def compose(self, parser: CParser) -> SyntaxNode | None:
        stack: list[tuple[SyntaxNode, list[SyntaxNode]]] = []
        while True:
            event: Any = parser.get_event()
            if event is None or isinstance(event, DocumentEndEvent):
                return None
            if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                stack.append((self._opened(event), []))
                continue
            if isinstance(event, ScalarEvent):
                node = self._scalar(event)
            elif isinstance(event, AliasEvent):
                node = self._alias(event)
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                node, children = stack.pop()
                self._close(node, children, event)
            else:
                continue
            if not stack:
                return node
            stack[-1][1].append(node)

    def _node(self, kind: str, event: Any) -> SyntaxNode:
        begin, end = self.offset + event.start_mark.index, self.offset + event.end_mark.index
        node = SyntaxNode(kind, begin, end)
        node.anchor = event.anchor
        node.tag = getattr(event, "tag", None)
        if node.anchor is not None and kind != ALIAS:
            self.anchors[node.anchor] = node
        if node.anchor is not None or node.tag is not None:
            node.body = self._after_properties(begin)
        return node

    def _after_properties(self, at: int) -> int:
        """Return where the content begins behind an anchor and a tag."""
        text = self.text
        body = at
        while text[at : at + 1] in {"&", "!"}:
            while at < len(text) and text[at] not in " \t\r\n,[]{}":
                at += 1
            body = at
            at = skip_blank(text, at)
        return at if at < len(text) else body

    def _opened(self, event: Any) -> SyntaxNode:
        node = self._node(MAP if isinstance(event, MappingStartEvent) else SEQ, event)
        node.flow = bool(event.flow_style)
        return node

    def _scalar(self, event: Any) -> SyntaxNode:
        node = self._node(SCALAR, event)
        node.style = event.style or ""
        node.text = self.dialect.restored(event.value)
        if node.style in {"|", ">"}:
            node.end = self._block_scalar_end(node)
        node.body = min(node.body, node.end)
        return node

    def _block_scalar_end(self, node: SyntaxNode) -> int:
        """Leave out the last line end, and blank lines unless they are kept (``|+``)."""
        text = self.text
        header = text[node.body : text.find("\n", node.body)].split("#")[0]
        end = node.end
        # The end may stand behind the indentation of what follows.
        while end > node.body and text[end - 1] in " \t":
            end -= 1
        if "+" in header:
            return end - 1 if text[end - 1] == "\n" else end
        return node.body + len(text[node.body : end].rstrip())

    def _alias(self, event: Any) -> SyntaxNode:
        node = self._node(ALIAS, event)
        node.body = node.start
        target = self.anchors.get(event.anchor)
        if target is None:
            raise UnreadableError(f"unknown anchor {event.anchor!r}", node.start)
        target.uses += 1
        node.target = target
        return node

    def _close(self, node: SyntaxNode, children: list[SyntaxNode], event: Any) -> None:
        if node.kind == MAP:
            pairs = zip(children[::2], children[1::2], strict=True)
            node.entries = [SyntaxEntry(key, value) for key, value in pairs]
        else:
            node.items = children
        if node.flow:
            node.end = self.offset + event.end_mark.index
        elif children:
            node.end = children[-1].end


def skip_blank(text: str, at: int) -> int:
    """Skip white space, line ends and comments."""
    while at < len(text):
        if text[at] in " \t\r\n":
            at += 1
        elif text[at] == "#":
            end = text.find("\n", at)
            at = end if end >= 0 else len(text)
        else:
            break
    return at


def key_name(key: SyntaxNode) -> str:
    """Return what a key is called in the tree."""
    if key.style or key.kind != SCALAR or key.tag:
        return key.text
    try:
        return plain_key(key.text)
    except ValueError:
        return key.text
