"""What is done beside the session, and may be given up before its end."""

from __future__ import annotations

from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.lsp.documents import Document


class GivenUpError(Exception):
    """Work that nobody wants any more."""


class Work:
    """One check of the open texts, or the mending of one that a request asks for.

    The session gives it up, and the thread that does it asks :meth:`go_on` now and then.
    """

    __slots__ = ("_begun", "documents", "given_up", "number")

    def __init__(self, documents: Sequence[Document], number: Any = None) -> None:
        self.documents = documents
        """The texts that it is about; each is another document once it has changed."""
        self.number = number
        """That of the request that it answers; None for a check."""
        self.given_up = False
        self._begun = monotonic()

    def go_on(self) -> None:
        """Raise an error where there is no use in it.

        Raises:
            GivenUpError: It is so.

        """
        if self.given_up:
            raise GivenUpError

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return monotonic() - self._begun
