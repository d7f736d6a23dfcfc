"""What is worked out once: answers, and properties.

The latter as ``functools.cached_property`` does it, but without its lock and import.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import cached_property as cached
    from typing import Any
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


__all__ = ["Remembered", "cached"]
