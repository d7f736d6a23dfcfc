"""Quoted scalars and flow collections that begin and end on one line, with their columns.

It reads less than YAML allows, and exactly as the reference reader does: whatever is not known
for sure raises :class:`UnsureError`.
"""

from __future__ import annotations

from sys import intern

from multiaz_lint.load.yaml.scalars import plain_key, resolve
from multiaz_lint.model.tree import Map, Seq

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.yaml.scalars import Scalar

_DEEPEST = 8
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST = frozenset(_LETTERS + "0123456789_./-+~$")
_INNER = _FIRST | frozenset(" *()=<>^;@%")
_ESCAPES = {'"': '"', "\\": "\\", " ": " ", "n": "\n", "t": "\t", "r": "\r"}
_CODES = {"x": 2, "u": 4, "U": 8}
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_INFINITE = (float("inf"), float("-inf"))
LONGEST_KEY = 1000
"""A key of 1,024 characters is none for libyaml, blanks and quotes counted."""


class UnsureError(Exception):
    """The text goes beyond the subset of YAML that the fast reader knows for sure."""


def plain(text: str) -> Scalar:
    """Resolve a plain scalar that JSON can hold."""
    value = resolve(text)
    if type(value) is float and (value != value or value in _INFINITE):  # noqa: PLR0124 - NaN
        raise UnsureError
    return value


def key_name(text: str) -> str:
    """Resolve a plain mapping key; merge keys are for the reference reader.

    Keys are interned: to look up ``metadata`` then compares no characters.
    """
    if text == "<<" or len(text) > LONGEST_KEY:
        raise UnsureError
    try:
        return intern(plain_key(text))
    except ValueError:
        raise UnsureError from None


def quoted(text: str, at: int) -> tuple[str, int]:
    """Read the quoted scalar that opens at ``at``; return it and the position after it."""
    quote = text[at]
    close = text.find(quote, at + 1)
    if close < 0:
        raise UnsureError
    if quote == '"':
        if text.find("\\", at + 1, close + 1) >= 0:
            return _escaped(text, at + 1)
        return text[at + 1 : close], close + 1
    begin = at + 1
    while text[close + 1 : close + 2] == "'":
        close = text.find("'", close + 2)
        if close < 0:
            raise UnsureError
    return text[begin:close].replace("''", "'"), close + 1


def _escaped(text: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    close = -1
    while True:
        slash = text.find("\\", at)
        if close < at:
            close = text.find('"', at)
            if close < 0:
                raise UnsureError
        if not 0 <= slash < close:
            parts.append(text[at:close])
            return "".join(parts), close + 1
        parts.append(text[at:slash])
        escape, at = unescape(text, slash)
        parts.append(escape)


def unescape(text: str, at: int) -> tuple[str, int]:
    """Read the escape sequence at a backslash; return what it stands for and where it ends."""
    sign = text[at + 1 : at + 2]
    escape = _ESCAPES.get(sign)
    if escape is not None:
        return escape, at + 2
    digits = text[at + 2 : at + 2 + _CODES.get(sign, 0)]
    if not digits or len(digits) < _CODES[sign] or not _HEXADECIMAL.issuperset(digits):
        raise UnsureError
    code = int(digits, 16)
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise UnsureError
    return chr(code), at + 2 + len(digits)


def collection(text: str, at: int) -> tuple[Map | Seq, int]:
    """Read the flow collection that opens at ``at``; return it and the position after it.

    Its marks are those of the reference reader, counted in columns of the line. The text ends
    within the collection exactly when it does not close on this line, which is unsure.
    """
    try:
        return _collection(text, at, 1)
    except IndexError:
        raise UnsureError from None


def _collection(text: str, at: int, depth: int) -> tuple[Map | Seq, int]:
    if depth > _DEEPEST:
        raise UnsureError
    return _mapping(text, at, depth) if text[at] == "{" else _sequence(text, at, depth)


def _sequence(text: str, at: int, depth: int) -> tuple[Seq, int]:
    items = Seq()
    items.marks = marks = []
    at = _skip(text, at + 1)
    while text[at] != "]":
        value, begin, end, at = _node(text, at, depth)
        items.append(value)
        marks.append((begin, end, begin, end))
        if text[at] == ",":
            at = _skip(text, at + 1)
        elif text[at] != "]":
            raise UnsureError
    return items, at + 1


def _mapping(text: str, at: int, depth: int) -> tuple[Map, int]:
    entries = Map()
    entries.marks = marks = []
    at = _skip(text, at + 1)
    while text[at] != "}":
        key_begin = at
        if text[at] in "'\"":
            key, at = quoted(text, at)
            if key == "<<" or len(key) > LONGEST_KEY:
                raise UnsureError
            key_end = at
            if text[at] != ":":
                raise UnsureError
        else:
            word, at = _word(text, at)
            key_end = key_begin + len(word)
            key = key_name(word)
            if text[at] != ":" or text[at + 1] != " " or at != key_end:
                raise UnsureError
        if key in entries:
            raise UnsureError
        value, begin, end, at = _node(text, _skip(text, at + 1), depth)
        entries[key] = value
        marks.append((key_begin, key_end, begin, end))
        if text[at] == ",":
            at = _skip(text, at + 1)
        elif text[at] != "}":
            raise UnsureError
    return entries, at + 1


def _node(text: str, at: int, depth: int) -> tuple[Any, int, int, int]:
    """Return a value, where it begins and ends, and where the next sign stands."""
    first = text[at]
    value: Any
    if first in "'\"":
        value, end = quoted(text, at)
    elif first in "{[":
        value, end = _collection(text, at, depth + 1)
    else:
        word, after = _word(text, at)
        return plain(word), at, at + len(word), after
    return value, at, end, _skip(text, end)


def _word(text: str, at: int) -> tuple[str, int]:
    """Return a plain scalar and where the next sign stands."""
    first = text[at]
    if first not in _FIRST or (first == "-" and text[at + 1] not in _FIRST):
        raise UnsureError
    end = at
    while text[end] in _INNER:
        end += 1
    return text[at:end].rstrip(" "), end


def _skip(text: str, at: int) -> int:
    while text[at] == " ":
        at += 1
    return at
