"""The comment that silences a finding, proven to say nothing else."""

from __future__ import annotations

from multiaz_lint.diagnostic import UNJUDGED
from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.suppress import UNUSED
from multiaz_lint.suppress.suppression import in_comments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic

NEVER = UNJUDGED | {UNUSED}
"""What no comment silences, or would be told of the comment in its turn."""


def comment_for(diagnostic: Diagnostic, source: Source) -> str | None:
    """Return the line that silences a finding where it is put above it.

    None where there can be none: JSON has no comments, and a line may begin within a value.
    """
    line = diagnostic.place.line
    never = diagnostic.rule in NEVER or source.origin.endswith(".json") or source.returns_alone
    if never or "multiaz-lint" in source.line_text(line - 1):  # which counts for the line below it
        return None
    text = source.line_text(line)
    end = "\r\n" if "\r\n" in source.text else "\n"
    indent = text[: len(text) - len(text.lstrip(" "))]
    comment = f"{indent}# multiaz-lint: ignore[{diagnostic.rule}]{end}"
    at = source.line_starts[line - 1]
    edited = Source(source.origin, source.text[:at] + comment + source.text[at:])
    before = _trees(source)
    holds = any(where == line for where, _ in in_comments(edited))
    return comment if before and holds and _trees(edited) == before else None


def _trees(source: Source) -> list[Any]:
    return [each.tree for each in objects.read(source).resources]
