"""What a command is: its name, what it takes, and what it does with that."""

from __future__ import annotations

from multiaz_lint import options
from multiaz_lint.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from multiaz_lint.options import Option

    Run = Callable[[dict[str, Any], list[str]], int]

_PATHS = "Files and folders; - reads standard input. The current folder where none is given."


class Command:
    """A command: its name, what it does, its options, and the words that it takes besides.

    These are called ``metavar``: at least so many, at most so many (None: any number).
    """

    __slots__ = ("help", "least", "metavar", "most", "name", "options", "run", "words")

    def __init__(
        self,
        name: str,
        help: str,  # noqa: A002 - as everybody calls it
        run: Run,
        options: Sequence[Option] = (),
        *,
        metavar: str = "PATH",
        words: str = _PATHS,
        least: int = 0,
        most: int | None = None,
    ) -> None:
        self.name = name
        self.help = help
        self.run = run
        self.options = options
        self.metavar = metavar
        self.words = words
        self.least = least
        self.most = most

    @property
    def usage(self) -> str:
        """What stands behind its name and options; empty where nothing does."""
        if self.most == 0:
            return ""
        words = self.metavar if self.least else f"[{self.metavar}]"
        return words if self.most == 1 else f"{words}..."

    def called(self, arguments: Sequence[str]) -> int:
        """Run it with the arguments behind its name; raises UsageError for wrong ones."""
        values, paths = options.parse(arguments, self.options)
        if len(paths) < self.least:
            raise UsageError(f"{self.name} needs a {self.metavar}")
        if self.most is not None and len(paths) > self.most:
            extra = paths[self.most]
            takes = f"one {self.metavar}" if self.most else "options only"
            raise UsageError(f"{self.name} takes {takes}: {extra!r} is too much")
        return self.run(values, paths)
