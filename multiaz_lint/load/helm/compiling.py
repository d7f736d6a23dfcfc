"""Compiles the text of a template into the steps that it takes."""

from __future__ import annotations

import re

from multiaz_lint.load.helm.references import ITEM, ROOT, STRING, given_by
from multiaz_lint.load.helm.template import (
    DIVIDE,
    FORK,
    JUMP,
    OUTPUT,
    TEXT,
    Definition,
    Step,
    Template,
    TemplateError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.load.helm.references import Scope

_BLANKS = " \t\r\n"
_MOST_STEPS = 20_000
_MOST_PIECES = 2 * _MOST_STEPS
_MOST_NAMES = 1_000
_DEEPEST = 200
_DIVIDER = re.compile(r"(?:\A|\n)---\s*")
"""What Helm splits a rendered text at (v3, pkg/releaseutil/manifest.go ``sep``)."""
_ASSIGNMENT = re.compile(r"(?:\$\w*\s*,\s*)?(\$\w*)\s*:?=")
_WORD = re.compile(r"[a-z]+")
_NAME = re.compile(rf"\s*({STRING.pattern})")
_COMMENT = re.compile(r"[ \t\r\n]*/\*")
_QUOTE = re.compile("[\"`']")


class _Block:
    """An action that is still open: what its ``else`` and ``end`` have to close."""

    __slots__ = ("around", "begins", "changed", "defines", "ends", "fork", "nexts", "word")

    def __init__(self, word: str, around: Scope) -> None:
        self.word = word
        self.around = around
        """What names stand for outside of it."""
        self.changed: dict[str, tuple[()]] = {}
        """The variables that it sets anew: what they stand for behind it is not known."""
        self.fork: Step | None = None
        """Where it is decided whether its body is written, until what else happens is known."""
        self.begins = 0
        """The step with which the body of a range begins."""
        self.ends: list[Step] = []
        """What goes on behind its end."""
        self.nexts: list[Step] = []
        """What goes on with the next round of a range."""
        self.defines: Definition | None = None


def template_of(text: str) -> Template:
    """Return the steps of a template, and the templates that it defines.

    Raises:
        TemplateError: It is no template, or a very large one.

    """
    compiler = _Compiler()
    for number, piece in enumerate(_pieces(text)):
        compiler.add(*piece)
        if number > _MOST_PIECES or compiler.is_too_large():
            raise TemplateError
    if compiler.open:
        raise TemplateError
    return compiler.template


def _pieces(text: str) -> Iterator[tuple[bool, int, int, str]]:
    """Yield texts and actions: whether it is an action, where it stands, and what it says."""
    at, trimmed = 0, False
    while True:
        opens = text.find("{{", at)
        begin, end = at, len(text) if opens < 0 else opens
        if trimmed:
            begin += len(text[begin:end]) - len(text[begin:end].lstrip(_BLANKS))
        inner = opens + 2
        if opens >= 0 and text[inner : inner + 1] == "-" and text[inner + 1 : inner + 2].isspace():
            inner += 1
            end = max(begin, begin + len(text[begin:end].rstrip(_BLANKS)))
        if begin < end:
            yield False, begin, end, text[begin:end]
        if opens < 0:
            return
        closes = _closing(text, inner)
        says = text[inner:closes]
        trimmed = says[-1:] == "-" and says[-2:-1].isspace()
        at = closes + 2
        yield True, opens, at, (says[:-1] if trimmed else says).strip()


def _closing(text: str, inner: int) -> int:
    """Return where the brackets stand that close an action, behind its strings and comments."""
    comment = _COMMENT.match(text, inner)
    if comment is not None:
        ends = text.find("*/", comment.end())
        closes = text.find("}}", ends)
        if min(ends, closes) < 0:
            raise TemplateError
        return closes
    at, closes = inner, text.find("}}", inner)
    while closes >= 0:
        quote = _QUOTE.search(text, at, closes)
        if quote is None:
            return closes
        quoted = STRING.match(text, quote.start())
        if quoted is None:
            break
        at = quoted.end()
        closes = text.find("}}", at) if at > closes else closes
    raise TemplateError


class _Compiler:
    """Makes steps of pieces."""

    def __init__(self) -> None:
        self.template = Template()
        self.steps = self.template.steps
        self.open: list[_Block] = []
        self.scope = ROOT

    def is_too_large(self) -> bool:
        """Whether more is open, or named, than is looked at."""
        return len(self.open) > _DEEPEST or len(self.scope) > _MOST_NAMES

    def add(self, action: bool, start: int, end: int, says: str) -> None:
        if action and says.startswith("/*"):
            return
        within = self.open[-1].defines if self.open else None
        if within is not None and says.strip(_BLANKS) and not (action and says == "end"):
            within.is_empty = False
        if not action:
            self._write(start, says)
        else:
            word = _WORD.match(says)
            self._act(word[0] if word is not None else "", says, start, end)

    def _write(self, start: int, text: str) -> None:
        """Write a text as it is, but for the marks between documents."""
        done = 0
        for mark in _DIVIDER.finditer(text):
            self._text(start + done, text[done : mark.start()].rstrip(_BLANKS))
            self._step(DIVIDE, start + mark.start(), start + mark.end())
            done = mark.end()
        self._text(start + done, text[done:])

    def _text(self, start: int, text: str) -> None:
        if text:
            self._step(TEXT, start, start + len(text), text)

    def _act(self, word: str, says: str, start: int, end: int) -> None:
        if word in {"if", "with", "range"}:
            self._begin(_Block(word, self.scope), says, start, end)
        elif word == "else":
            self._otherwise(says, start, end)
        elif word == "end":
            self._end(start, end)
        elif word in {"define", "block"}:
            self._define(word, says, start, end)
        elif word in {"break", "continue"} and says == word:
            self._leave(word, start, end)
        elif _ASSIGNMENT.match(says):
            self._enter("", says)
        else:
            self._step(OUTPUT, start, end, says, self.scope)

    def _define(self, word: str, says: str, start: int, end: int) -> None:
        """Leave the body out here, to which what is given when it is included is all there is."""
        if word == "block":
            self._step(OUTPUT, start, end, says, self.scope)
        block = _Block(word, self.scope)
        block.ends.append(self._step(JUMP, start, end))
        self.open.append(block)
        name = _NAME.match(says, len(word))
        if name is not None:
            block.defines = Definition(name[1][1:-1], len(self.steps))
            self.template.definitions.append(block.defines)
        self.scope = ROOT

    def _step(self, does: int, start: int, end: int, text: str = "", scope: Scope = ROOT) -> Step:
        if len(self.steps) >= _MOST_STEPS:
            raise TemplateError
        made = Step(does, start, end, text, scope)
        self.steps.append(made)
        return made

    def _fork(self, start: int, end: int) -> Step:
        """Go on with the next step, or elsewhere."""
        made = self._step(FORK, start, end)
        made.targets.append(len(self.steps))
        return made

    def _begin(self, block: _Block, says: str, start: int, end: int) -> None:
        block.fork = self._fork(start, end)
        block.begins = len(self.steps)
        self._enter(block.word, says[len(block.word) :])
        self.open.append(block)

    def _close_body(self, block: _Block, start: int, end: int) -> None:
        """Write the body of a range again, or go on behind the end of what is open."""
        if block.word == "range" and block.begins >= 0:
            for each in block.nexts:
                each.targets.append(len(self.steps))
            again = self._step(FORK, start, end)
            again.targets.append(block.begins)
            block.begins = -1
            block.ends.append(again)
        elif block.fork is not None:
            block.ends.append(self._step(JUMP, start, end))

    def _otherwise(self, says: str, start: int, end: int) -> None:
        if not self.open or self.open[-1].fork is None:
            raise TemplateError
        block = self.open[-1]
        self._close_body(block, start, end)
        assert block.fork is not None  # looked at above
        block.fork.targets.append(len(self.steps))
        block.fork = None
        self.scope = block.around
        rest = says[len("else") :].strip()
        if rest:
            block.fork = self._fork(start, end)
            word = "with" if rest.startswith("with") else "if"
            self._enter(word, rest[len(word) :])

    def _end(self, start: int, end: int) -> None:
        if not self.open:
            raise TemplateError
        block = self.open.pop()
        if block.word == "range":
            self._close_body(block, start, end)
        here = len(self.steps)
        if block.defines is not None:
            block.defines.last = here
        if block.fork is not None:
            block.fork.targets.append(here)
        for each in block.ends:
            each.targets.append(here)
        self.scope = {**block.around, **block.changed}
        if self.open:
            self.open[-1].changed.update(block.changed)

    def _leave(self, word: str, start: int, end: int) -> None:
        ranges = [each for each in self.open if each.word == "range"]
        if not ranges:
            raise TemplateError
        made = self._step(JUMP, start, end)
        (ranges[-1].ends if word == "break" else ranges[-1].nexts).append(made)

    def _enter(self, word: str, pipeline: str) -> None:
        """Note what a pipeline gives to the variable that it names, and to the dot of a body.

        A body's variables end with it; ones that a body sets anew are not known behind it.
        """
        assigned = _ASSIGNMENT.match(pipeline.strip())
        gives = given_by(pipeline.strip()[assigned.end() if assigned else 0 :], self.scope)
        if word == "range":
            gives = gives.below([ITEM])
        stands = () if gives.computed else gives.paths
        names = dict(self.scope)
        if assigned is not None:
            names[assigned[1]] = stands
            if self.open and not assigned[0].endswith(":="):
                self.open[-1].changed[assigned[1]] = ()
        if word in {"with", "range"}:
            names["."] = stands
        self.scope = names
