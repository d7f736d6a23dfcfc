"""What one physical line of a manifest says, remembered: manifests repeat their lines.

Outside block scalars a line of the plain subset means the same wherever it stands, so that
``kind: Deployment`` or ``        - name: http`` is understood once for a whole run.
"""

from __future__ import annotations

from multiaz_lint.load.yaml.flow import (
    LONGEST_KEY,
    UnsureError,
    collection,
    key_name,
    plain,
    quoted,
)
from multiaz_lint.load.yaml.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Entry = tuple[int, int, str, int, Any, int]
    """Shape, column (of the dash, if there is one), key, content, value, column of the key."""

# The shape of a line.
SKIP = 0  # blank, or a comment
KEY = 1  # key: ...
DASH_KEY = 2  # - key: ...
DASH = 3  # - ...
TEXT = 4  # neither key nor dash
UNSURE = 5
# What follows on it.
VALUE = 0  # a scalar or a flow collection
OPEN = 1  # nothing: a block collection follows, or the value is null
BLOCK = 2  # the head of a block scalar
QUOTE = 3  # a quoted scalar that does not end on the line; the value is its column

DEEPEST = 150
"""Lines that begin further right are left to the reference reader."""

_SKIP_ENTRY: Entry = (SKIP, 0, "", VALUE, None, 0)
_UNSURE_ENTRY: Entry = (UNSURE, 0, "", VALUE, None, 0)
_MOST_LINES = 60_000
_LONGEST_LINE = 300
# What a plain scalar does not begin with, or only under conditions.
_NOT_PLAIN = frozenset("-?:,[]{}#&*!|>'\"%@` ")

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/0123456789")

known: dict[str, Entry] = {}
_heads: dict[str, tuple[int, int, str, int] | None] = {}


def understand(line: str) -> Entry:
    """Return what a line says, and remember it."""
    try:
        entry = _simple_pair(line) or _entry(line)
    except UnsureError:
        entry = _UNSURE_ENTRY
    if len(line) <= _LONGEST_LINE:
        if len(known) >= _MOST_LINES:
            known.clear()
        known[line] = entry
    return entry


def _simple_pair(line: str) -> Entry | None:
    """Understand ``key: text`` and ``key:`` by what stands before the colon: it recurs even more.

    None does not mean that the line is anything else.
    """
    head, _, tail = line.partition(": ")
    if not tail:
        if line[-1:] != ":":
            return None
        head = line[:-1]
        found = _heads.get(head) or _head(head)
        if found is None:
            return None
        shape, indent, key, inner = found
        return (shape, indent, key, OPEN, None, inner)
    found = _heads.get(head) or _head(head)
    if found is None or not tail.isprintable():
        return None
    shape, indent, key, inner = found
    if tail[0] in "'\"":
        return (shape, indent, key, *content(line.rstrip(" "), len(head) + 2), inner)
    if tail[0] not in _LETTERS or tail[-1] in " :" or " #" in tail or ": " in tail:
        return None
    return (shape, indent, key, VALUE, resolve(tail), inner)


def _entry(line: str) -> Entry:
    if not line.isprintable():
        return _UNSURE_ENTRY
    line = line.rstrip(" ")
    indent = len(line) - len(line.lstrip(" "))
    if not line or line[indent] == "#":
        return _SKIP_ENTRY
    if indent > DEEPEST or (not indent and line[:3] in {"---", "..."}):
        return _UNSURE_ENTRY
    if line[indent] == "-" and line[indent + 1 : indent + 2] in {"", " "}:
        return _item(line, indent)
    pair = _pair(line, indent)
    if pair is None:
        return (TEXT, indent, "", VALUE, None, indent)
    return (KEY, indent, *pair, indent)


def _head(head: str) -> tuple[int, int, str, int] | None:
    """Understand what stands before ``: ``; None when it needs a closer look."""
    if len(_heads) >= _MOST_LINES:
        _heads.clear()
    found = None
    word = head.lstrip(" ")
    indent = inner = len(head) - len(word)
    shape = KEY
    if word[:2] == "- ":
        shape = DASH_KEY
        word = word[1:].lstrip(" ")
        inner = len(head) - len(word)
    plainly = word and word[0] not in _NOT_PLAIN and word[-1] != " " and word.isprintable()
    if plainly and inner <= DEEPEST:
        boundary = indent == 0 and word[:3] == "..."
        if " #" not in word and not boundary:
            found = (shape, indent, key_name(word), inner)
    if len(head) <= _LONGEST_LINE:
        _heads[head] = found
    return found


def _item(line: str, indent: int) -> Entry:
    inner = indent + 1
    while line[inner : inner + 1] == " ":
        inner += 1
    if inner == len(line) or line[inner] == "#":
        return (DASH, indent, "", OPEN, None, inner)
    if inner > DEEPEST:
        return _UNSURE_ENTRY
    pair = _pair(line, inner)
    if pair is not None:
        return (DASH_KEY, indent, *pair, inner)
    return (DASH, indent, "", *content(line, inner), inner)


def _pair(line: str, at: int) -> tuple[str, int, Any] | None:
    """Return the key that stands here, and what follows on its line; None when none does."""
    end = key_end(line, at)
    if end < 0:
        return None
    if line[at] in "'\"":
        key = quoted(line, at)[0]
        if key == "<<" or end - at > LONGEST_KEY:
            raise UnsureError
    else:
        word = line[at:end]
        if word[-1:] in {"", " "}:
            raise UnsureError
        key = key_name(word)
    begin = end + 1
    if begin == len(line):
        return (key, OPEN, None)
    if line[begin] != " ":
        raise UnsureError
    while line[begin] == " ":
        begin += 1
    if line[begin] == "#":
        return (key, OPEN, None)
    return (key, *content(line, begin))


def key_end(line: str, at: int) -> int:
    """Return the column of the colon that ends the key at ``at``, or -1 when no key stands there.

    The line has no blanks at its end.
    """
    first = line[at]
    if first in "'\"":
        try:
            end = quoted(line, at)[1]
        except UnsureError:
            return -1
        return end if line[end : end + 1] == ":" else -1
    if first in _NOT_PLAIN:
        return -1
    end = line.find(": ", at)
    if end < 0:
        end = len(line) - 1
        if line[end] != ":":
            return -1
    return end if line.find(" #", at, end) < 0 else -1


def value_column(line: str, at: int) -> int:
    """Return the column of what follows the key at ``at``."""
    end = key_end(line, at) + 1
    while line[end : end + 1] == " ":
        end += 1
    return end


def content(line: str, at: int) -> tuple[int, Any]:
    """Return what stands on the rest of a line, but for a comment, and its value."""
    first = line[at]
    value: Any
    if first in "|>":
        return BLOCK, _header(line[at:])
    if first in "'\"":
        try:
            value, end = quoted(line, at)
        except UnsureError:
            return QUOTE, at
    elif first in "{[":
        value, end = collection(line, at)
    elif first in _NOT_PLAIN and (first != "-" or line[at + 1 : at + 2] in {"", " "}):
        raise UnsureError
    else:
        return VALUE, _plain(line[at:])
    rest = line[end:]
    if rest and (rest[0] != " " or rest.lstrip(" ")[0] != "#"):
        raise UnsureError
    return VALUE, value


def _plain(text: str) -> Any:
    comment = text.find(" #")
    if comment >= 0:
        text = text[:comment]
    text = text.rstrip(" ")
    if ": " in text or text[-1] == ":":
        raise UnsureError
    return plain(text)


def _header(text: str) -> tuple[bool, str, int]:
    """Read the head of a block scalar: whether it is literal, how it ends, and its indentation."""
    signs, _, comment = text[1:].partition(" ")
    comment = comment.lstrip(" ")
    if comment and comment[0] != "#":
        raise UnsureError
    chomping = signs.strip("123456789")
    width = signs.strip("+-")
    if chomping not in {"", "+", "-"} or len(width) > 1 or len(signs) != len(chomping) + len(width):
        raise UnsureError
    return (text[0] == "|", chomping, int(width or 0))
