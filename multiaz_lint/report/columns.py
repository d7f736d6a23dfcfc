"""Columns in other units than characters: UTF-16 units, bytes of UTF-8."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Columns:
    """Counts the units before a column; ``more`` says how many more than one a character has.

    The last line is remembered: of JSON it may be the whole text, and hold all findings.
    """

    __slots__ = ("_line", "_more", "_places", "_sums")

    def __init__(self, more: Callable[[str], int]) -> None:
        self._more = more
        self._line = ""
        self._places: list[int] = []
        self._sums = [0]

    def before(self, line: str, column: int) -> int:
        """Return how many units stand before a column, from 1, of a line."""
        count = column - 1
        if line.isascii():
            return count
        if line is not self._line:
            found = [(at, self._more(sign)) for at, sign in enumerate(line) if not sign.isascii()]
            self._line = line
            self._places = [at for at, _ in found]
            self._sums = [0, *accumulate(more for _, more in found)]
        return count + self._sums[bisect_left(self._places, count)]


UNITS = Columns(lambda sign: sign > "\uffff")
"""UTF-16 units."""
BYTES = Columns(lambda sign: len(sign.encode("utf-8", "surrogatepass")) - 1)
"""Bytes of UTF-8."""
