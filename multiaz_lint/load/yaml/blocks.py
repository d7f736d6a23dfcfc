"""Block scalars (``|`` and ``>``): which lines belong to one, and the text they make."""

from __future__ import annotations

from multiaz_lint.load.yaml.flow import UnsureError


def block(lines: list[str], at: int, parent: int, header: tuple[bool, str, int]) -> tuple[str, int]:
    """Read the block scalar whose first line is ``at``; return it and the line after it.

    ``parent`` is the column of the collection that holds it. The steps are those of libyaml's
    ``yaml_parser_scan_block_scalar``.
    """
    literal, chomping, width = header
    end = len(lines)
    indent = max(parent, 0) + width if width else _indent(lines, at, parent)
    blanks = " " * indent
    content: list[str] = []
    after = at
    # A line belongs to the scalar when it is blank, or begins no further left than its content.
    while after < end:
        line = lines[after]
        if line[:indent] != blanks and line[:indent].strip(" "):
            break
        content.append(line[indent:])
        after += 1
    if after < end and lines[after][:indent].lstrip(" ")[:1] == "\t":
        raise UnsureError
    closed = after < end
    if not closed and lines[-1] and not lines[-1].strip(" "):
        raise UnsureError
    text = "".join(content)
    if not text.isprintable() and not text.replace("\t", "").isprintable():
        raise UnsureError
    return _chomped(content, closed=closed, literal=literal, chomping=chomping), after


def _indent(lines: list[str], at: int, parent: int) -> int:
    """Find the column of the content: that of the first line which is not blank."""
    deepest = 0
    while at < len(lines):
        line = lines[at]
        words = line.lstrip(" ")
        deepest = max(deepest, len(line) - len(words))
        if words:
            if words[0] == "\t":
                raise UnsureError
            break
        at += 1
    return max(deepest, parent + 1, 1)


def _chomped(content: list[str], *, closed: bool, literal: bool, chomping: str) -> str:
    last = len(content)
    while last and not content[last - 1]:
        last -= 1
    body = content[:last]
    text = "\n".join(body) if literal else _folded(body)
    # Every line but the last of the text ends in a break.
    breaks = len(content) - last + (1 if body else 0) - (0 if closed else 1)
    if chomping == "+":
        return text + "\n" * breaks
    return text + "\n" if body and breaks > 0 and not chomping else text


def _folded(lines: list[str]) -> str:
    """Fold lines as libyaml does: a break between two lines of plain words is a blank."""
    parts: list[str] = []
    blanks = 0
    was_indented = False
    for line in lines:
        if not line:
            blanks += 1
            continue
        indented = line[0] in " \t"
        if not parts:
            parts.append("\n" * blanks)
        elif was_indented or indented:
            parts.append("\n" * (blanks + 1))
        else:
            parts.append("\n" * blanks or " ")
        parts.append(line)
        blanks = 0
        was_indented = indented
    return "".join(parts)
