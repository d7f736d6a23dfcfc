"""Edits of a text that is the value of another document: a patch within a kustomization.

Only such a text is edited whose characters stand in the file as they are: a block scalar with ``|``
behind an indentation, or one in quotes on one line.
"""

from __future__ import annotations

from multiaz_lint.fix.refusal import RefusedError
from multiaz_lint.load.kustomize.patches.entries import Inline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.fix.page import Cut
    from multiaz_lint.load.manifest import Manifest

_UNTOUCHED = {"'": frozenset("'\n"), '"': frozenset('"\\\n')}
"""What means something else in quotes, by their kind."""


def holder_of(manifest: Any) -> Manifest:
    """Return the document that stands in a file: of a text within another that which holds it."""
    found: Manifest = manifest.holder if isinstance(manifest, Inline) else manifest
    return found


def outwards(cut: Cut, text: Inline, newline: str) -> Cut:
    """Return a cut of a text as one of the file that holds it.

    Raises:
        RefusedError: The lines of the text are not those of the file.

    """
    if text.shift is None:
        raise RefusedError("the patch is written in a way that is not edited")
    start, end, words = cut
    if not _UNTOUCHED.get(text.holder.text(text.at)[:1], frozenset()).isdisjoint(words):
        raise RefusedError("what is to be written needs quotes or lines that its text cannot hold")
    indent = " " * text.shift[1]
    if start == end and words.endswith("\n") and text.source.position(start)[1] == 1:
        # Whole lines: what follows may be empty, or no part of the text.
        lines = words.split("\n")[:-1]
        words = "".join(f"{indent}{line}{newline}" if line else newline for line in lines)
        at = _offset(start, text, 0)
        return at, at, words
    words = words.replace("\n", newline + indent)
    return _offset(start, text, text.shift[1]), _offset(end, text, text.shift[1]), words


def _offset(at: int, text: Inline, columns: int) -> int:
    """Return where in the file a character of a text stands."""
    assert text.shift is not None
    line, column = text.source.position(at)
    source = text.holder.source
    starts = source.line_starts
    number = line + text.shift[0]
    if number > len(starts):
        return len(source.text)
    return starts[number - 1] + min(column - 1 + columns, len(source.line_text(number)))
