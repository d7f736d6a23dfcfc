"""The linter that tries are judged by, and how many more times it may be asked."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from multiaz_lint.diagnostic import Diagnostic

    Relint = Callable[[Mapping[str, str]], Sequence[Diagnostic]]


class Runs:
    """Asks the linter, and counts."""

    __slots__ = ("_relint", "left")

    def __init__(self, relint: Relint, left: int) -> None:
        self._relint = relint
        self.left = left

    def __call__(self, texts: Mapping[str, str]) -> Sequence[Diagnostic]:
        self.left = max(0, self.left - 1)
        return self._relint(texts)
