"""A template of a chart as the language of the texts that it can make.

The syntax is that of Go's text/template (Go 1.24, text/template/parse): what stands outside of
actions is written as it is, ``if`` and ``with`` may leave their bodies out, ``range`` repeats its
body, and the other actions write what only Helm can tell. A template becomes a list of steps, as a
regular expression becomes those of an automaton.
"""

from __future__ import annotations

import re

from multiaz_lint.load.helm.references import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.load.helm.inlining import Frame
    from multiaz_lint.load.helm.references import Scope

TEXT, OUTPUT, FORK, JUMP, DIVIDE = range(5)
"""What a step does: writes a text, writes what an action gives, goes on at one of two steps or at
another one, or divides documents."""

_INDENTED = re.compile(r"\|\s*(n?)indent\s+(\d{1,3})\s*\Z")
_SEVERAL_LINES = re.compile(
    r"\b(?:include|template|tpl|toYaml|toYamlPretty|toToml|toPrettyJson|n?indent|printf|join"
    r"|Files|wrap|wrapWith|cat|print|println|replace|lookup|fromYaml|block)\b"
)


class TemplateError(Exception):
    """A text that is no template, or has more in it than is looked at."""


class Step:
    """One step: what it does, and the characters of the template that say so, from 0.

    ``text`` is what it writes, or the pipeline of its action, and ``scope`` what the names of that
    stand for. ``targets`` are the steps to go on at.
    """

    __slots__ = (
        "added", "begins", "does", "end", "frame", "indent", "scope", "several", "start", "targets",
        "text",
    )  # fmt: skip

    def __init__(
        self, does: int, start: int, end: int, text: str = "", scope: Scope = ROOT
    ) -> None:
        self.does = does
        self.start = start
        self.end = end
        self.text = text
        self.scope = scope
        self.targets: list[int] = []
        self.several = False
        """Whether what an action writes may have several lines."""
        self.begins = ""
        """The line end and blanks that it begins with."""
        self.indent = 0
        """The blanks that each further line of it begins with, at least."""
        self.added = 0
        """Blanks of the text that begin each line but the first, and are none of the template."""
        self.frame: Frame | None = None
        """By way of which actions it stands among the steps of a template."""
        if does == OUTPUT:
            self._look_at(text)

    def _look_at(self, pipeline: str) -> None:
        self.several = _SEVERAL_LINES.search(pipeline) is not None
        indented = _INDENTED.search(pipeline)
        if indented is not None:
            self.indent = int(indented[2])
            self.begins = ("\n" if indented[1] else "") + " " * self.indent

    def within(self, frame: Frame, indent: int) -> Step:
        """Return the step as it is where its template is included, and its lines are indented."""
        made = Step(JUMP, self.start, self.end, self.text, self.scope)
        made.does, made.frame = self.does, frame
        made.several, made.begins, made.indent = self.several, self.begins, self.indent
        if indent:
            blanks = "\n" + " " * indent
            made.begins = made.begins.replace("\n", blanks)
            made.indent += indent
            if made.does == TEXT:
                made.text = made.text.replace("\n", blanks)
                made.added = indent
        return made

    def origin_of(self, offset: int) -> int:
        """Return where a character of its text stands in the template."""
        before = self.text.rfind("\n", 0, offset) + 1 if self.added else 0
        if not before:
            return min(self.start + offset, self.end - 1)
        inserted = self.added * (self.text.count("\n", 0, before) - 1)
        return self.start + before - inserted + max(offset - before - self.added, 0)


class Definition:
    """A template that another one defines: its name, and which steps make up its body.

    ``first`` is the first of them, ``last`` the one behind them. What ``.`` and ``$`` stand for in
    their scopes is what the action that includes it gives.
    """

    __slots__ = ("first", "is_empty", "last", "name")

    def __init__(self, name: str, first: int) -> None:
        self.name = name
        self.first = first
        self.last = first
        self.is_empty = True
        """Whether it says nothing but blanks and comments (Go 1.24, ``parse.IsEmptyTree``)."""


class Template:
    """The steps of a template, and what it defines for itself and others."""

    __slots__ = ("definitions", "steps")

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.definitions: list[Definition] = []
