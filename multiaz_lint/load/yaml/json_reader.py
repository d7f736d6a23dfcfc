"""Reads an object of JSON that YAML's reader refuses: escaped surrogates, tabs, lines anywhere.

Kubernetes' clients try encoding/json first on what begins with ``{`` (apimachinery pkg/util/yaml
YAMLOrJSONDecoder, 1.37). Marks and bounds are those of the reference reader.
"""

from __future__ import annotations

from multiaz_lint.api.golang import whole_characters
from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml.frame import Frame
from multiaz_lint.load.yaml.scalars import as_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.limits import Limits

_WORDS = {"true": True, "false": False, "null": None}
_ENDS = frozenset(' \t\r\n,:]}"')


def is_json(text: str) -> bool:
    """Whether a text is one object of JSON, with nothing behind it."""
    if text.lstrip(" \t\r\n")[:1] != "{":
        return False
    from json import loads

    try:
        loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(word: str) -> None:
    raise ValueError(word)


def read(text: str, start: int, limits: Limits) -> Any:
    """Read a text that :func:`is_json`; iterative, so that no nesting exhausts the stack.

    Raises:
        UnreadableError: It goes beyond a bound, or holds a number that no float can.

    """
    from json.decoder import scanstring  # type: ignore[attr-defined]  # not in the stubs

    stack: list[Frame] = []
    at = nodes = 0
    while True:
        sign = text[at]
        begin = at
        value: Any
        if sign in " \t\r\n,:":
            at += 1
            continue
        if sign in "{[":
            if len(stack) >= limits.nesting:
                raise UnreadableError(f"nested deeper than {limits.nesting} levels", start + at)
            stack.append(Frame(mapping=sign == "{", begin=start + at, anchor=None, nodes=nodes))
            at += 1
            nodes += 1
            continue
        if sign in "}]":
            at += 1
            done = stack.pop()
            value = done.finish()
            if not stack:
                return value
            stack[-1].add(value, done.begin, start + at)
            continue
        if sign == '"':
            value, at = scanstring(text, at + 1)
            if not value.isascii():
                value = whole_characters(value)
        else:
            while text[at] not in _ENDS:
                at += 1
            value = _number_or_word(text[begin:at], start + begin)
        nodes += 1
        if nodes > limits.nodes:
            raise UnreadableError(f"more than {limits.nodes:,} values", start + begin)
        stack[-1].add(value, start + begin, start + at)


def _number_or_word(written: str, offset: int) -> int | float | bool | None:
    if written in _WORDS:
        return _WORDS[written]
    if "." not in written and "e" not in written.lower() and len(written) < _FEW:
        value = int(written)
        if -(2**63) <= value < 2**63:
            return value
    number = float(written)
    if number in {float("inf"), float("-inf")}:
        raise UnreadableError(f"{written[:40]} is more than a number can hold", offset)
    return as_json(number)


_FEW = 20
