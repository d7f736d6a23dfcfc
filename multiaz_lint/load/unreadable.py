"""What could not be read, and why."""

from __future__ import annotations


class Unreadable:
    """A file that could not be read, or a folder that was not, and why.

    It is ``grave`` unless what it holds cannot be a Kubernetes object. Line and column tell where
    it cannot be read, from 1; they are 0 for a whole file.
    """

    __slots__ = ("column", "folder", "grave", "line", "named", "origin", "why")

    def __init__(
        self,
        origin: str,
        why: str,
        *,
        named: bool = False,
        grave: bool = True,
        at: tuple[int, int] = (0, 0),
        folder: bool = False,
    ) -> None:
        self.origin = origin
        self.why = why
        self.named = named
        self.grave = grave or named
        self.line, self.column = at
        self.folder = folder


def reason(error: OSError | ValueError) -> str:
    """Return why the system refuses, as it goes on a sentence."""
    words = getattr(error, "strerror", None) or str(error)
    return words[:1].lower() + words[1:]
