"""The documents of a text that is no manifest of its own: a kustomization, patches, or values."""

from __future__ import annotations

from multiaz_lint.load.limits import UnreadableError
from multiaz_lint.load.yaml import documents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.load.source import Source
    from multiaz_lint.load.yaml.documents import Chunk


def documents_of(
    source: Source, limits: Limits | None
) -> Iterator[tuple[Chunk, Manifest | UnreadableError]]:
    """Yield each document of a text, or why it cannot be read."""
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.load.yaml import reader

    for number, chunk in enumerate(documents.split(source.text)):
        text = source.text[chunk.start : chunk.end]
        opens = chunk.start == 0 or source.text[chunk.start - 1] == "\n"
        try:
            tree, is_fast = reader.read(text, chunk.start, limits, opens_line=opens)
        except UnreadableError as error:
            yield chunk, error
            continue
        line = source.position(chunk.start)[0]
        yield (
            chunk,
            Manifest(source, number, chunk.start, chunk.end, tree, line, written=not is_fast),
        )
