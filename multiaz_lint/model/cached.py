"""What is worked out once: of one thing, of each thing of a cluster, of whatever is asked.

Properties as ``functools.cached_property`` has them, but without its lock and import.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from functools import cached_property as cached
    from typing import Any, Protocol, TypeVar

    class Answering(Protocol):
        """Who keeps what has been worked out about it, by what works it out."""

        answers: dict[Any, Any]

    Of = TypeVar("Of", bound=Answering)
    Each = TypeVar("Each")
    Answer = TypeVar("Answer")
    Asked = TypeVar("Asked", bound=Callable[..., Any])
else:

    class cached:  # noqa: N801 - named like the decorator that it stands for
        """Calls a method once for each object, whose ``__dict__`` holds the value from then on."""

        def __init__(self, work: Callable[[Any], Any]) -> None:
            self._work = work
            self._name = work.__name__
            self.__doc__ = work.__doc__

        def __get__(self, owner: Any, kind: type | None = None) -> Any:
            if owner is None:
                return self
            value = owner.__dict__[self._name] = self._work(owner)
            return value


def once(work: Callable[[Of], Answer]) -> Callable[[Of], Answer]:
    """Let a function of a cluster, or of a resource, work only once for each: that keeps it."""

    def asked(of: Of) -> Answer:
        answers = of.answers
        answer = answers.get(work, answers)
        if answer is answers:
            answer = answers[work] = work(of)
        return answer  # type: ignore[no-any-return]  # what was put there

    return _documented(asked, work)


def once_each(work: Callable[[Each, Of], Answer]) -> Callable[[Each, Of], Answer]:
    """Let a function of something in a cluster, and the cluster, work only once for each."""

    def asked(each: Each, of: Of) -> Answer:
        known = of.answers.get(work)
        if known is None:
            known = of.answers[work] = {}
        answer = known.get(each, known)
        if answer is known:
            answer = known[each] = work(each, of)
        return answer  # type: ignore[no-any-return]  # what was put there

    return _documented(asked, work)


def once_alike(question: Callable[..., Hashable]) -> Callable[[Asked], Asked]:
    """Let a function work only once for arguments that ask the same; the last one keeps it."""

    def decorate(work: Asked) -> Asked:
        def asked(*arguments: Any) -> Any:
            known = arguments[-1].answers.setdefault(work, {})
            same = question(*arguments)
            if same not in known:
                known[same] = work(*arguments)
            return known[same]

        return _documented(asked, work)  # type: ignore[return-value]  # it is called as the work is

    return decorate


def _documented(asked: Asked, work: Any) -> Asked:
    asked.__name__, asked.__qualname__ = work.__name__, work.__qualname__
    asked.__module__, asked.__doc__ = work.__module__, work.__doc__
    return asked


class Remembered(dict):  # type: ignore[type-arg]  # questions and answers are anything
    """Answers by what was asked: each is worked out when it is first looked up."""

    __slots__ = ("_most", "_work")

    def __init__(self, work: Callable[[Any], Any], most: int = 50_000) -> None:
        super().__init__()
        self._work = work
        self._most = most

    def __missing__(self, asked: Any) -> Any:
        if len(self) >= self._most:
            self.clear()
        answer = self[asked] = self._work(asked)
        return answer


class Recent:
    """Answers that hold many things each, by what was asked.

    All are forgotten once they hold more than ``most`` things together: there may be an answer for
    each of thousands of resources, and all resources in it.
    """

    __slots__ = ("_answers", "_held", "_most")

    def __init__(self, most: int) -> None:
        self._answers: dict[Any, Any] = {}
        self._held = 0
        self._most = _TIMES * most

    def get(self, asked: Hashable) -> Any:
        """Return the answer, or None where there is none, or no more."""
        return self._answers.get(asked)

    def put(self, asked: Hashable, answer: Any, held: int) -> None:
        """Keep an answer that holds so many things."""
        self._held += held + 1
        if self._held > self._most:
            self._answers.clear()
            self._held = held + 1
        self._answers[asked] = answer


_TIMES = 20
"""How often each resource may be kept in recent answers."""


__all__ = ["Recent", "Remembered", "cached", "once", "once_alike", "once_each"]
