"""One document's text into a tree: by the fast reader where it is sure, else by the reference."""

from __future__ import annotations

from multiaz_lint.load.limits import Limits, UnreadableError
from multiaz_lint.load.yaml import fast
from multiaz_lint.load.yaml.flow import UnsureError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.load.yaml.reference import Marks
    from multiaz_lint.model.tree import Path


def read(
    text: str, start: int = 0, limits: Limits | None = None, *, opens_line: bool = True
) -> tuple[Any, bool]:
    """Read the first document of a text; tell besides whether the fast reader did."""
    tree, line_ends, _ = first(text, start, limits, opens_line=opens_line)
    return tree, line_ends >= 0


def whole(text: str, start: int = 0) -> tuple[Any, bool]:
    """Read a text that is one document, as :func:`read` does.

    Raises:
        UnreadableError: The text is no YAML, or goes on behind its document.

    """
    tree, line_ends, end = first(text, start)
    if end >= 0 and says(text[end:]):
        raise UnreadableError("this is behind the end of the document", start + end)
    return tree, line_ends >= 0


def says(text: str) -> bool:
    """Whether there is more in a text than comments, directives and marks between documents."""
    lines = (line.strip(" \t\r") for line in text.split("\n"))
    return any(line not in {"", "---", "..."} and line[0] not in "#%" for line in lines)


def first(
    text: str, start: int = 0, limits: Limits | None = None, *, opens_line: bool = True
) -> tuple[Any, int, int]:
    """Read the first document of a text.

    The second answer is how many line ends the fast reader has counted, -1 where it was not sure of
    the document and the reference reader has read it. The third answer is where the document ends
    although something follows, else -1. The fast reader finds columns by lines, so it needs a text
    that ``opens_line``.

    Raises:
        UnreadableError: The text is no YAML, or goes beyond a bound.

    """
    limits = limits or Limits()
    if len(text) > limits.line_length:
        _refuse_long_line(text, start, limits.line_length)
    if opens_line:
        try:
            return *fast.counted(text, limits), -1
        except UnsureError:
            pass
    from multiaz_lint.load.yaml import reference

    tree, end = reference.first(text, start, limits)
    return tree, -1, end


def _refuse_long_line(text: str, start: int, most: int) -> None:
    begin = 0
    while len(text) - begin > most:
        end = text.find("\n", begin)
        if end < 0 or end - begin > most:
            raise UnreadableError(f"a line of more than {most:,} characters", start + begin)
        begin = end + 1


def written_marks(tree: Any, path: Path) -> Marks:
    """Return the marks that the reference reader wrote for the entry at a path."""
    node = tree
    marks: Marks = (0, 0, 0, 0)
    for step in path:
        index = step if isinstance(node, list) else list(node).index(step)
        marks = node.marks[index]
        node = node[step]
    return marks
