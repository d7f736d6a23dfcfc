"""Why the API server does not create something."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.model import Resource


class Refusal:
    """Why it is not created, in the API server's words, and the objects that are to blame."""

    __slots__ = ("sources", "words")

    def __init__(self, words: str, *sources: Resource | None) -> None:
        self.words = words
        self.sources = tuple(source for source in sources if source is not None)
