"""Colours, links and text widths of a terminal."""

from __future__ import annotations

from multiaz_lint.rule import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.report.options import Options

BOLD = "1"
DIM = "2"
GREEN = "32"
FRAME = "1;34"
SEVERITY = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}


class Paint:
    """Styles text as far as the terminal can; a plain one returns it unchanged."""

    __slots__ = ("color", "links")

    def __init__(self, options: Options) -> None:
        self.color = options.color
        self.links = options.links

    def __call__(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and text else text

    def link(self, text: str, address: str) -> str:
        """Return a text that opens an address of ours (OSC 8)."""
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and address else text


def width(text: str) -> int:
    """Count the terminal cells of a visible text."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(c) in {"Mn", "Me"} else 2 if east_asian_width(c) in "WF" else 1 for c in text
    )
