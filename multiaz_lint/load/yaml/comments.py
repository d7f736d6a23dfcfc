"""Which signs of a text begin no comments, because they stand in the text of a value."""

from __future__ import annotations

from multiaz_lint.load.yaml import documents
from multiaz_lint.load.yaml.dialect import Dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

_OPENERS = ('"', "'", "|", ">")


def in_values(text: str, signs: Sequence[int]) -> set[int]:
    """Return those of the signs ``#``, given by their offsets in order, that values hold."""
    found: set[int] = set()
    number = 0
    for chunk in documents.split(text):
        inside = []
        while number < len(signs) and signs[number] < chunk.end:
            if signs[number] >= chunk.start:
                inside.append(signs[number] - chunk.start)
            number += 1
        last = chunk.start + inside[-1] if inside else chunk.start
        # A value that holds a sign opens before it; most texts are told apart without YAML.
        if any(text.find(each, chunk.start, last) >= 0 for each in _OPENERS):
            written = text[chunk.start : chunk.end]
            found.update(chunk.start + at for at in _held(written, inside))
    return found


def _held(text: str, signs: Sequence[int]) -> Iterator[int]:
    dialect = Dialect(text)
    if dialect.is_json:
        yield from signs
        return
    values = _values(dialect.text)
    begin, end = next(values, (len(text), 0))
    for at in signs:
        while end <= at and begin < len(text):
            begin, end = next(values, (len(text), 0))
        if begin <= at:
            yield at


def _values(text: str) -> Iterator[tuple[int, int]]:
    """Yield where scalars start and end, as far as a text is YAML."""
    import yaml
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # not in the stubs
    from yaml.tokens import ScalarToken

    parser: Any = CParser(text)
    try:
        while (token := parser.get_token()) is not None:
            if type(token) is ScalarToken:
                begin = token.start_mark.index
                if token.style in {"|", ">"}:
                    begin = text.find("\n", begin)  # a comment may follow on its head
                yield begin, token.end_mark.index
    except yaml.YAMLError:
        return
    finally:
        parser.dispose()
