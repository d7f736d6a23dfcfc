"""What the pipelines of a template's actions name: paths from ``.Values`` and its like."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Names = tuple[str, ...]
    """Names from the root, as ``("Values", "image", "tag")``."""
    Scope = Mapping[str, Names | None]
    """What ``.`` and variables stand for, None where that is not known."""

ITEM = "[]"
"""The name of any item of a list, and of any value of a mapping."""
ROOT: Scope = {".": (), "$": ()}
"""What they stand for outside of all blocks."""
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|\'(?:[^\'\\\n]|\\.)*\'')
_REFERENCE = re.compile(r"(?<![\w.$\])}])(\$\w*)?((?:\.\w+)+|\.(?![\w.])|)(?![\w.])")
"""A variable, a path from it or from the dot, or the dot alone; it may match nothing at all."""


def referred(pipeline: str, scope: Scope) -> Iterator[Names]:
    """Yield the paths that a pipeline names, as far as its scope knows, each once."""
    seen = set()
    for found in _REFERENCE.finditer(STRING.sub('""', pipeline)):
        if not found[0]:
            continue
        around = scope.get(found[1] or ".")
        if around is None:
            continue
        path = (*around, *filter(None, found[2].split(".")))
        if path and path not in seen:
            seen.add(path)
            yield path


def only(pipeline: str, scope: Scope) -> Names | None:
    """Return the path that a pipeline is, None for one that does more than name it."""
    pipeline = pipeline.strip()
    found = _REFERENCE.fullmatch(pipeline)
    around = scope.get(found[1] or ".") if found is not None else None
    if found is None or around is None:
        return None
    return (*around, *filter(None, found[2].split(".")))
