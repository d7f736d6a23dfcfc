"""What is done beside the session, one work after the other, and when."""

from __future__ import annotations

from time import monotonic

from multiaz_lint.lsp import rpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from multiaz_lint.lsp.documents import Document
    from multiaz_lint.lsp.exchange import Exchange

    Json = Any
    Answer = Callable[[], None]

PAUSE = 0.3
"""Seconds without typing after which a text is checked."""
_LONGEST_PAUSE = 2.0
_SHARE = 4
"""What part of the time to a check's answer the pause before it has at least: it is worth some."""


class GivenUpError(Exception):
    """Work that nobody wants any more."""


class Work:
    """One check of the open texts, or the mending of one that a request asks for.

    The session gives it up, and the thread that does it asks :meth:`go_on` now and then.
    """

    __slots__ = ("_ahead", "_begun", "documents", "given_up", "number")

    def __init__(self, documents: Sequence[Document], number: Any = None) -> None:
        self.documents = documents
        """The texts that it is about; each is another document once it has changed."""
        self.number = number
        """That of the request that it answers; None for a check."""
        self.given_up = False
        self._begun = monotonic()
        self._ahead: float | None = None

    def go_on(self) -> None:
        """Raise an error where there is no use in it.

        Raises:
            GivenUpError: It is so.

        """
        if self.given_up:
            raise GivenUpError

    def answer_ahead(self) -> None:
        """Note that what is found in the texts themselves is told."""
        self._ahead = monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken so far, or until what is found in the texts themselves was told."""
        return (self._ahead or monotonic()) - self._begun


class Schedule:
    """When the texts are checked, what is done now, and who waits for it.

    ``beside`` does some work in another thread, and calls what comes of it in that of the session.
    """

    def __init__(self, exchange: Exchange, beside: Callable[[Callable[[], Answer]], None]) -> None:
        self._exchange = exchange
        self._beside = beside
        self._due: float | None = None
        self._work: Work | None = None
        self._gave_up = False
        """Whether the last check was given up: the next one comes to its end."""
        self._waiting: list[tuple[Json, str, Json]] = []
        """Requests that wait: number, method and parameters."""
        self.pause = PAUSE
        """Seconds without typing after which a text is checked, as far as checks take long."""

    @property
    def seconds(self) -> float | None:
        """In how many seconds the texts are to be checked; None where they cannot or need not."""
        if self._due is None or self._work is not None:
            return None
        return max(0.0, self._due - monotonic())

    def check_in(self, seconds: float, documents: Sequence[Document]) -> None:
        """Have the texts checked soon; a check of what they were before is no use any more.

        But of two in a row the second comes to its end, however fast one types.
        """
        self._due = monotonic() + seconds
        work = self._work
        if work is None or work.documents == documents:
            return
        if work.number is not None:
            self._give_up(work, rpc.CONTENT_MODIFIED, "the text has changed")
        elif not self._gave_up:
            work.given_up = self._gave_up = True

    def begin_check(self, work: Work, do: Callable[[], Answer]) -> None:
        """Begin the check that was due."""
        self._due = None
        self.begin(work, do)

    def begin(self, work: Work, do: Callable[[], Answer]) -> None:
        """Begin some work; what it returns is called in the end unless it was given up."""
        self._work = work

        def done() -> Answer:
            try:
                answer = do()
            except GivenUpError:
                return self._next
            return lambda: self._end(work, answer)

        self._beside(done)

    def _end(self, work: Work, answer: Answer) -> None:
        if work.number is None:
            self._gave_up = False
            self.pause = min(max(PAUSE, work.seconds / _SHARE), _LONGEST_PAUSE)
        if not self._exchange.ended and not (work.given_up and work.number is not None):
            answer()
        self._next()

    def _next(self) -> None:
        """Go on after some work: to requests that have waited for it, if no check is due."""
        self._work = None
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            self._exchange.request(*each)

    def must_wait(self, number: Json, method: str, parameters: Json) -> bool:
        """Whether a request has to wait: edits must be ones of the text as it is."""
        busy = self._due is not None or self._work is not None
        if busy:
            self._waiting.append((number, method, parameters))
        return busy

    def cancel(self, number: Json) -> None:
        """Give up what waits under a number, or is done for it; what was answered stays so."""
        for each in [each for each in self._waiting if each[0] == number]:
            self._waiting.remove(each)
            self._exchange.fail(number, rpc.REQUEST_CANCELLED, "cancelled")
        if self._work is not None and number is not None and self._work.number == number:
            self._give_up(self._work, rpc.REQUEST_CANCELLED, "cancelled")

    def stop(self) -> None:
        """Give up everything."""
        if self._work is not None:
            self._give_up(self._work, rpc.REQUEST_CANCELLED, "cancelled")
        for number in [each[0] for each in self._waiting]:
            self.cancel(number)
        self._due = None

    def _give_up(self, work: Work, code: int, words: str) -> None:
        """Let work come to nothing, and answer its request if it has one."""
        if work.number is not None and not work.given_up:
            self._exchange.fail(work.number, code, words)
        work.given_up = True
