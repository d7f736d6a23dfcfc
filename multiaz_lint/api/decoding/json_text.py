"""What encoding/json of Go says to a text that should be a JSON object."""

from __future__ import annotations

import json
import re

from multiaz_lint.api.golang import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WANTED = {
    "Expecting value": "looking for beginning of value",
    "Expecting property name enclosed in double quotes": (
        "looking for beginning of object key string"
    ),
    "Illegal trailing comma before end of object": "looking for beginning of object key string",
    "Expecting ':' delimiter": "after object key",
    "Extra data": "after top-level value",
    "Invalid control character at": "in string literal",
}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{0,4})")
_LITERALS = {"n": "null", "t": "true", "f": "false"}
_OBJECT = "map[string]interface {}"
_WORDS = {str: "string", bool: "bool", int: "number", float: "number", list: "array"}


def complaint(text: bytes) -> str:
    """Say why a text is no JSON object; empty if it is one, or null."""
    beyond: list[str] = []
    words, value = _read(text, beyond)
    word = _WORDS.get(type(value))
    if word and not words:
        return f"json: cannot unmarshal {word} into Go value of type {_OBJECT}"
    if beyond and not words:
        return f"json: cannot unmarshal number {beyond[0]} into Go value of type float64"
    return words


def syntax_complaint(text: bytes) -> str:
    """Say why a text is no JSON at all; empty if it is."""
    return _read(text, [])[0]


def _read(text: bytes, beyond: list[str]) -> tuple[str, Any]:
    """Read a text as JSON, or say why that fails; ``beyond``: gets numbers that are no float."""

    def as_float(digits: str) -> float:
        value = float(digits)
        if abs(value) == float("inf"):
            beyond.append(digits)
        return value

    written = text.decode("latin-1")  # Go looks at bytes
    try:
        found = json.loads(
            written, parse_int=as_float, parse_float=as_float, parse_constant=_constant
        )
    except RecursionError:
        return "exceeded max depth", None
    except json.JSONDecodeError as error:
        return _syntax(written, error), None
    except _ConstantError as error:
        return str(error), None
    return "", found


class _ConstantError(ValueError):
    pass


def _constant(name: str) -> None:
    """Refuse the numbers that only Python's JSON has."""
    if name[0] == "-":
        raise _ConstantError("invalid character 'I' in numeric literal")
    raise _ConstantError(f"invalid character '{name[0]}' looking for beginning of value")


def _syntax(text: str, error: json.JSONDecodeError) -> str:
    place = error.pos
    wanted = _WANTED.get(error.msg)
    if error.msg.startswith("Illegal trailing comma"):
        place += 1 + len(text[place + 1 :]) - len(text[place + 1 :].lstrip())
    elif error.msg == "Expecting ',' delimiter":
        wanted = (
            "after object key:value pair" if _in_object(text[:place]) else "after array element"
        )
    elif error.msg.startswith("Invalid \\u"):
        found = _ESCAPE.match(text, text.rfind("\\u", 0, place + 2))
        if found is None or len(found[1]) == 4:
            return "unexpected end of JSON input"
        text += " "
        place, wanted = found.end(), "in \\u hexadecimal character escape"
    elif error.msg.startswith("Unterminated") and (len(text) - len(text.rstrip("\\"))) % 2:
        return "invalid character ' ' in string escape code"
    elif error.msg.startswith("Invalid \\escape"):
        place, wanted = place + 1, "in string escape code"
    elif error.msg == "Expecting value" and text[place : place + 1] in _LITERALS:
        text += " "  # how Go ends what it reads
        literal = _LITERALS[text[place]]
        same = next(n for n in range(1, 6) if text[place + n : place + n + 1] != literal[n : n + 1])
        place, wanted = place + same, f"in literal {literal} (expecting '{literal[same]}')"
    elif error.msg == "Expecting value" and text[place : place + 1] == "-":
        text += " "
        place, wanted = place + 1, "in numeric literal"
    if place >= len(text) or error.msg.startswith("Unterminated"):
        return "unexpected end of JSON input"
    shown = quoted(text[place])[1:-1].replace("'", "\\'").replace('\\"', '"')
    return f"invalid character '{shown}' {wanted or 'looking for beginning of value'}"


def _in_object(text: str) -> bool:
    """Whether the innermost bracket that is still open is a brace."""
    open_ones: list[str] = []
    for part in re.findall(r'"(?:[^"\\]|\\.)*"|[][{}]', text):
        if part in "{[":
            open_ones.append(part)
        elif part in "}]":
            open_ones.pop()
    return open_ones[-1:] == ["{"]
