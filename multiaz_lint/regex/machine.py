"""Searches a text for a regular expression: every character is looked at once.

The expression becomes a machine that is in several states at once (Thompson's construction). Sets
of states that come up are kept, with where each character leads from them, so that they are worked
out only once.
"""

from __future__ import annotations

from multiaz_lint.regex.classes import Class
from multiaz_lint.regex.nodes import Assertion, Choice, One, Repeat, Sequence
from multiaz_lint.regex.syntax import PatternError, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.regex.nodes import Node

_MOST_STATES = 10_000
_MOST_STEPS = 2_000_000
_MOST_KEPT = 50_000
_FOUND = -1
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_END = ""


class TooLongError(ValueError):
    """The search would take longer than anybody waits."""


class Regex:
    """A compiled expression.

    Raises:
        PatternError: It is none, or too large.

    """

    __slots__ = ("_classes", "_kept", "_leads", "_nexts", "_sets", "_start", "_steps", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        # A state waits for a character of its class, or checks an assertion, or leads on.
        self._classes: list[Class | str | None] = []
        self._nexts: list[tuple[int, ...]] = []
        self._start = self._build(parse(pattern), self._state(None, ()))
        self._sets: dict[tuple[frozenset[int], str], int] = {}
        self._kept: list[tuple[frozenset[int], str, dict[str, int]]] = []
        self._leads = self._steps = 0

    def found_in(self, text: str) -> bool:
        """Whether the expression matches somewhere in a text.

        Raises:
            TooLongError: Text and expression are so large that the search was given up.

        """
        self._steps = 0
        number = self._number(frozenset((self._start,)), _END)
        kept = self._kept
        for sign in text:
            following = kept[number][2].get(sign)
            if following is None:
                following = self._follow(number, sign)
                kept = self._kept
            if following == _FOUND:
                return True
            number = following
        states, before, _ = kept[number]
        return 0 in self._closure(states, before, _END)

    @property
    def states(self) -> int:
        """How many states it has: what it cost to read."""
        return len(self._classes)

    @property
    def steps(self) -> int:
        """How many states the last search went to for the first time."""
        return self._steps

    def _state(self, of: Class | str | None, nexts: tuple[int, ...]) -> int:
        if len(self._classes) >= _MOST_STATES:
            raise PatternError("expression too large")
        self._classes.append(of)
        self._nexts.append(nexts)
        return len(self._classes) - 1

    def _build(self, node: Node, then: int) -> int:
        """Return the state in which a node begins that goes on with ``then``."""
        if isinstance(node, One):
            return self._state(node.of, (then,))
        if isinstance(node, Assertion):
            return self._state(node.kind, (then,))
        if isinstance(node, Sequence):
            for item in reversed(node.items):
                then = self._build(item, then)
            return then
        if isinstance(node, Choice):
            return self._state(None, tuple([self._build(item, then) for item in node.items]))
        return self._build_repeat(node, then)

    def _build_repeat(self, node: Repeat, then: int) -> int:
        if node.most is None:
            loop = self._state(None, ())
            self._nexts[loop] = (self._build(node.item, loop), then)
            begin = loop
        else:
            begin = then
            for _ in range(node.most - node.least):
                begin = self._state(None, (self._build(node.item, begin), then))
        for _ in range(node.least):
            begin = self._build(node.item, begin)
        return begin

    def _number(self, states: frozenset[int], before: str) -> int:
        """Return the number of a set of states; ``before`` is the kind of the last character."""
        key = (states, before)
        number = self._sets.get(key)
        if number is None:
            if self._leads >= _MOST_KEPT:
                self._sets, self._kept, self._leads = {}, [], 0
            number = self._sets[key] = len(self._kept)
            self._kept.append((states, before, {}))
        return number

    def _follow(self, number: int, sign: str) -> int:
        """Work out where a character leads from a set of states."""
        states, before, leads = self._kept[number]
        closure = self._closure(states, before, sign)
        if 0 in closure:
            self._leads += 1
            leads[sign] = _FOUND
            return _FOUND
        following = {self._start}
        for state in closure:
            of = self._classes[state]
            if isinstance(of, Class) and of.holds(sign):
                following.update(self._nexts[state])
        kind = "\n" if sign == "\n" else "w" if sign in _WORD else "."
        self._leads += 1
        found = leads[sign] = self._number(frozenset(following), kind)
        return found

    def _closure(self, states: frozenset[int], before: str, after: str) -> set[int]:
        """Return the states that can be reached without a character, between two of them."""
        reached = set(states)
        waiting = list(states)
        while waiting:
            state = waiting.pop()
            of = self._classes[state]
            if isinstance(of, Class) or (of is not None and not _holds(of, before, after)):
                continue
            for following in self._nexts[state]:
                if following not in reached:
                    reached.add(following)
                    waiting.append(following)
        self._steps += len(reached)
        if self._steps > _MOST_STEPS:
            raise TooLongError("the search takes too long")
        return reached


def _holds(assertion: str, before: str, after: str) -> bool:
    if assertion == "start":
        return before == _END
    if assertion == "end":
        return after == _END
    if assertion == "line start":
        return before in {_END, "\n"}
    if assertion == "line end":
        return after in {_END, "\n"}
    between = (before == "w") != (after in _WORD)
    return between == (assertion == "word")
