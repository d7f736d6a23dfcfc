"""Plain data as new text: in lines or in brackets, the way the file around it is written."""

from __future__ import annotations

import json

from multiaz_lint.load.yaml.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from multiaz_lint.fix.layout import Layout

_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=<")
_BRACKETS = frozenset(",[]{}")


def scalar(value: Any, layout: Layout, *, quote: str = "") -> str:
    """Write one scalar; ``quote`` is how the one that stood there was quoted."""
    if isinstance(value, str):
        if layout.json:
            return json.dumps(value, ensure_ascii=False)
        if not quote and not layout.quote_all and is_plain(value):
            return value
        return quoted(value, quote or layout.quote)
    if value == {}:
        return "{}"
    if value == []:
        return "[]"
    return json.dumps(value)


def quoted(value: str, quote: str) -> str:
    """Put a string in quotes; what single quotes cannot hold gets double ones."""
    if quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=not value.isprintable())


def is_plain(value: str) -> bool:
    """Whether a string stays the same string unquoted, in every place and to every YAML reader."""
    if not value or not value.isprintable() or not value.isascii():
        return False
    if value[0] in _INDICATORS or value[0] == " " or value[-1] in " :":
        return False
    if ": " in value or " #" in value or not _BRACKETS.isdisjoint(value):
        return False
    # Numbers of base 60 and dates are strings to Kubernetes, and are not to other readers.
    return resolve(value) == value and not (value[0].isdigit() and (":" in value or "-" in value))


def block(value: Any, layout: Layout) -> list[str]:
    """Write a collection that is not empty in lines, without indentation of its own."""
    lines: list[str] = []
    if isinstance(value, dict):
        for key in ordered(value, layout):
            lines += entry(key, value[key], layout)
    else:
        for each in value:
            lines += element(each, layout)
    return lines


def ordered(value: dict[str, Any], layout: Layout) -> Iterable[str]:
    """Return the keys in the order to write them."""
    return sorted(value) if layout.sorted else value


def entry(key: str, value: Any, layout: Layout) -> list[str]:
    """Write one key and its value in lines."""
    name = key_name(key, layout)
    if in_brackets(value, layout):
        return [f"{name}: {flow(value, layout)}"]
    indent = " " * (layout.step if isinstance(value, dict) else layout.offset)
    return [f"{name}:", *(indent + line for line in block(value, layout))]


def element(value: Any, layout: Layout) -> list[str]:
    """Write one element of a sequence in lines, with its dash."""
    dash = "-".ljust(layout.gap)
    if in_brackets(value, layout):
        return [dash + flow(value, layout)]
    first, *rest = block(value, layout)
    indent = " " * layout.gap
    return [dash + first, *(indent + line for line in rest)]


def key_name(key: str, layout: Layout) -> str:
    """Write a key; it is quoted only where it must be."""
    if layout.json:
        return json.dumps(key, ensure_ascii=False)
    return key if is_plain(key) else quoted(key, layout.quote)


def in_brackets(value: Any, layout: Layout) -> bool:
    """Whether a value belongs on the line of its key: a scalar, or what this file writes so."""
    if not value or not isinstance(value, (dict, list)):
        return True
    if isinstance(value, dict):
        return layout.flow_maps and not _nested(value.values())
    return layout.flow_sequences and not _nested(value)


def _nested(values: Iterable[Any]) -> bool:
    return any(isinstance(value, (dict, list)) for value in values)


def flow(value: Any, layout: Layout) -> str:
    """Write a value in brackets on one line."""
    comma, colon = (",", ":") if layout.compact else (", ", ": ")
    if isinstance(value, dict) and value:
        keys = ordered(value, layout)
        parts = (key_name(key, layout) + colon + flow(value[key], layout) for key in keys)
        return "{" + comma.join(parts) + "}"
    if isinstance(value, list) and value:
        return "[" + comma.join(flow(each, layout) for each in value) + "]"
    return scalar(value, layout)


def flow_lines(value: Any, layout: Layout, *, trailing: bool) -> list[str]:
    """Write a value in brackets over several lines; ``trailing`` puts a comma behind the last."""
    if not value or not isinstance(value, (dict, list)):
        return [flow(value, layout)]
    indent = "\t" if layout.tabs else " " * layout.step
    parts: list[list[str]] = []
    if isinstance(value, dict):
        for key in ordered(value, layout):
            first, *rest = flow_lines(value[key], layout, trailing=trailing)
            parts.append([f"{key_name(key, layout)}: {first}", *rest])
    else:
        parts = [flow_lines(each, layout, trailing=trailing) for each in value]
    for index, part in enumerate(parts):
        if trailing or index < len(parts) - 1:
            part[-1] += ","
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return [opening, *(indent + line for part in parts for line in part), closing]
