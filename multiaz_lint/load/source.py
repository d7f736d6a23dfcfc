"""What every loader returns: where a text came from, and the text."""

from __future__ import annotations

from bisect import bisect_right
from sys import intern

from multiaz_lint.model.placeholders import may_hold_placeholder

_RENDERED = "# Source: "
"""How Helm begins the comment that names a template."""
_PART = "\n---"
_TEMPLATE = r"[^/:\n]+/(?:charts/[^/\n]+/)*(?:templates|crds)/.*"
"""What it names: a file of a chart, or of one within it. Links to an origin are written so too."""


class Source:
    """A text and its origin: the path as the user wrote it (with ``/``), or ``<stdin>``.

    ``named`` tells that the user named this very file, so that it must be a manifest.
    ``given`` tells that a path of the user's holds it; else it was read because a kustomization
    takes it in. What is ``plain`` is no manifest: a generator reads it, or a template includes it.
    What is ``packed`` is a file in the archive of a chart.
    """

    __slots__ = (
        "_is_rendered", "_line", "_starts", "_templates", "directory", "given", "may_vary",
        "named", "origin", "packed", "plain", "text",
    )  # fmt: skip

    def __init__(self, origin: str, text: str, *, named: bool = False) -> None:
        self.origin = origin
        self.directory = intern(origin.rpartition("/")[0])
        self.text = text
        self.named = named
        self.given = True
        self.plain = False
        self.packed = False
        self._starts: list[int] | None = None
        self._is_rendered: bool | None = None
        self._templates: tuple[list[int], list[str]] | None = None
        self._line = 0, ""
        self.may_vary = may_hold_placeholder(text)
        """Whether it may hold placeholders (``model/placeholders.py``)."""

    def __repr__(self) -> str:
        return f"Source({self.origin!r}, {len(self.text)} characters)"

    @property
    def returns_alone(self) -> bool:
        """Whether a carriage return without a line feed ends a line of it."""
        text = self.text
        return "\r" in text and text.count("\r") != text.count("\r\n")

    @property
    def line_starts(self) -> list[int]:
        """The offset of the first character of each line.

        A carriage return alone ends a line too, as YAML 1.2 (5.4) and editors have it.
        """
        if self._starts is None and self.returns_alone:
            import re

            self._starts = [0, *(end.end() for end in re.finditer("\r\n?|\n", self.text))]
        if self._starts is None:
            from itertools import accumulate

            ends = accumulate(len(line) + 1 for line in self.text.split("\n"))
            self._starts = [0, *ends]
            self._starts.pop()  # behind the last line none begins
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column, both from 1, of a character."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """Return one line (from 1) without its line end; empty beyond the last.

        The last one is remembered: of JSON it may be the whole text, and hold all findings.
        """
        if self._line[0] == line:
            return self._line[1]
        starts = self.line_starts
        if not 1 <= line <= len(starts):
            return ""
        end = starts[line] if line < len(starts) else len(self.text)
        text = self.text[starts[line - 1] : end].rstrip("\r\n")
        self._line = line, text
        return text

    @property
    def is_rendered(self) -> bool:
        """Whether it may name templates that it was rendered from."""
        if self._is_rendered is None:
            self._is_rendered = _RENDERED in self.text
        return self._is_rendered

    def template_at(self, line: int) -> str:
        """Return the template that the document of a line (from 1) was rendered from.

        Helm writes it above each document, as ``# Source: chart/templates/web.yaml`` (v3 and v4,
        pkg/action/action.go ``renderResources``). It is empty where nothing says so.
        """
        if not self.is_rendered:
            return ""
        if self._templates is None:
            self._templates = self._rendered_from()
        lines, names = self._templates
        before = bisect_right(lines, line)
        return names[before - 1] if before else ""

    @property
    def templates(self) -> frozenset[str]:
        """The templates that its documents were rendered from."""
        return frozenset(name for _, name in self.documents())

    def documents(self) -> list[tuple[int, str]]:
        """Return where documents begin that Helm has rendered, and from which template."""
        if not self.is_rendered:
            return []
        if self._templates is None:
            self._templates = self._rendered_from()
        return [(line, name) for line, name in zip(*self._templates, strict=True) if name]

    def document_at(self, line: int) -> tuple[int, int]:
        """Return the offsets between which the document of a line stands that Helm has rendered.

        The lines that Helm writes above it do not count. Only where a template is named.
        """
        assert self._templates is not None, "template_at looks first"
        lines, starts = self._templates[0], self.line_starts
        following = bisect_right(lines, line)
        first = lines[following - 1]
        first += not self.line_text(first).startswith(_RENDERED)
        end = len(self.text) if following == len(lines) else starts[lines[following] - 1]
        return (starts[first] if first < len(starts) else end), end

    def _rendered_from(self) -> tuple[list[int], list[str]]:
        """Return the line on which each document begins, and the template that it names."""
        import re

        match = re.compile(rf"(?:---.*\n)?(?:{_RENDERED}({_TEMPLATE}))?").match
        text = self.text
        starts = [0]
        at, last = text.find(_PART), text.rfind("\n")
        while 0 <= at < last:  # a pattern that may begin on any line would try each character
            starts.append(at + 1)
            at = text.find(_PART, at + 1)
        names = [match(text, start)[1] or "" for start in starts]  # type: ignore[index]  # it always matches
        return [self.position(start)[0] for start in starts], [name.strip() for name in names]
