"""Which part of a template wrote which characters of a document that was rendered from it.

Of all ways through the steps of a template that make the document, the ones that take most of it
from what the template says literally are those that count. Where they differ on a character,
nothing is said of it.
"""

from __future__ import annotations

from collections import Counter
from heapq import heappop, heappush

from multiaz_lint.load.helm.template import DIVIDE, FORK, JUMP, OUTPUT, TEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from multiaz_lint.load.helm.template import Step

    State = tuple[int, int]
    """How much of the document is written, and the step to go on with; ``~step`` is within it."""
    Move = tuple[State, int, int, int]

_BLANKS = " \t\r\n"

_MOST_MOVES = 250_000
"""Moves from state to state for one document: they take about 60 MB."""
_CHEAP = 16
"""How many steps can be looked at, and do not go on from a state, in the time of a move."""


class AlignmentEffort:
    """How much may still be looked at, of all documents together."""

    __slots__ = ("left",)

    def __init__(self, left: int = 1_500_000) -> None:
        self.left = left

    def document(self) -> AlignmentEffort:
        """Return how much may be looked at for one document; it is to be taken back from here."""
        return AlignmentEffort(min(self.left, _MOST_MOVES))


class _Next:
    """What may write on behind a step: texts, and actions; or whether all may end there."""

    __slots__ = ("may_end", "outputs", "size", "texts")

    def __init__(self) -> None:
        self.texts: list[tuple[str, int]] = []
        self.outputs: list[int] = []
        self.may_end = False
        self.size = 0


class Written:
    """A stretch of the document, from 0, and the step that wrote it.

    ``shift`` is where in the step's text it begins: Helm cuts the blanks around a document. Of what
    an action gives it may be some lines only: then it ``goes_on`` what stands before it, or does
    not end with it.
    """

    __slots__ = ("end", "ends", "goes_on", "shift", "start", "step")

    def __init__(
        self, start: int, end: int, step: Step, shift: int, *, goes_on: bool, ends: bool
    ) -> None:
        self.start = start
        self.end = end
        self.step = step
        self.shift = shift
        self.goes_on = goes_on
        self.ends = ends

    @property
    def is_whole(self) -> bool:
        """Whether it is all that its step has written there."""
        return self.ends and not self.goes_on


def align(steps: Sequence[Step], text: str, effort: AlignmentEffort) -> list[Written] | None:
    """Return what wrote a document, without blanks around it; None where the template cannot have.

    Stretches come in the order of their beginnings. Two may hold the same character, where two ways
    are as good.
    """
    for generous in (False, True):  # a value may have several lines, though few have
        search = _Search(steps, text, effort, generous=generous)
        if search.run():
            return search.written()
        if effort.left <= 0:
            break
    return None


def _joined(lines: Sequence[Written]) -> list[Written]:
    """Join the lines of what an action gives, as far as only one leads to the next one."""
    following = Counter((id(each.step), each.start) for each in lines if each.goes_on)
    before: dict[tuple[int, int], list[Written]] = {}
    joined = []
    for each in lines:
        leading = before.get((id(each.step), each.start), ()) if each.goes_on else ()
        if len(leading) == 1 and following[id(each.step), each.start] == 1:
            whole = leading[0]
            whole.end, whole.ends = each.end, each.ends
        else:
            whole = each
            joined.append(each)
        if not whole.ends:
            before.setdefault((id(whole.step), whole.end), []).append(whole)
    return [each for each in joined if each.start < each.end]


class _Search:
    """Looks for the best ways, from the first character to the last one."""

    def __init__(
        self, steps: Sequence[Step], text: str, effort: AlignmentEffort, *, generous: bool
    ) -> None:
        self.steps = steps
        self.generous = generous
        self.text = text
        self.effort = effort
        self.best: dict[State, int] = {}
        """How many characters stand literally in the template, on the best way to a state."""
        self.moves: dict[State, dict[Move, None]] = {}
        """From where a state is reached, the literal characters of the move, the shift, and by
        which step."""
        self.nexts: dict[int, _Next] = {}
        self.waiting: list[int] = []
        self.at: dict[int, list[State]] = {}
        self.accepted = -1

    def run(self) -> bool:
        """Whether the template can have made the document, and the effort was enough to tell."""
        self._reach((0, 0), 0)
        for index, step in enumerate(self.steps):
            if step.does == DIVIDE:
                self._reach((0, index + 1), 0)
        while self.waiting:
            states = self.at[heappop(self.waiting)]
            while states:
                if self.effort.left <= 0:
                    return False
                self._go_on(states.pop())
        return self.accepted >= 0

    def written(self) -> list[Written]:
        """Return what the best ways have in common, and where they differ."""
        end = len(self.text)
        states = [
            state
            for state, score in self.best.items()
            if state[0] == end and score == self.accepted and self._may_end(state[1])
        ]
        seen, found = set(states), []
        while states:
            state = states.pop()
            for before, score, shift, index in self.moves.get(state, ()):
                if self.best[before] + score != self.best[state]:
                    continue
                ends = state[1] >= 0
                if state[0] > before[0] or not ends:
                    step = self.steps[index]
                    goes_on = before[1] < 0
                    found.append(
                        Written(before[0], state[0], step, shift, goes_on=goes_on, ends=ends)
                    )
                if before not in seen:
                    seen.add(before)
                    states.append(before)
        found.sort(key=lambda each: (each.start, each.end, each.step.start))
        return _joined(found)

    def _may_end(self, index: int) -> bool:
        return index >= 0 and self._next(index).may_end

    def _next(self, index: int) -> _Next:
        """Return what may write on from a step, by way of those that write nothing."""
        known = self.nexts.get(index)
        if known is not None:
            return known
        found = self.nexts[index] = _Next()
        seen, waiting = {index}, [index]
        while waiting:
            at = waiting.pop()
            if at == len(self.steps) or (step := self.steps[at]).does == DIVIDE:
                found.may_end = True
            elif step.does == TEXT:
                found.texts.append((step.text, at))
            elif step.does == OUTPUT:
                found.outputs.append(at)
            else:
                assert step.does in {FORK, JUMP}
                waiting += [each for each in step.targets if each not in seen]
                seen.update(step.targets)
        found.size = 1 + len(seen) // _CHEAP
        self.effort.left -= len(seen)
        return found

    def _reach(self, state: State, score: int) -> None:
        known = self.best.get(state)
        if known is not None and known >= score:
            return
        self.best[state] = score
        waiting = self.at.get(state[0])
        if waiting is None:
            waiting = self.at[state[0]] = []
            heappush(self.waiting, state[0])
        waiting.append(state)
        if state[0] == len(self.text) and self._may_end(state[1]):
            self.accepted = max(self.accepted, score)

    def _move(
        self, before: State, state: State, index: int, score: int = 0, shift: int = 0
    ) -> None:
        self.effort.left -= 1
        self.moves.setdefault(state, {})[before, score, shift, index] = None
        self._reach(state, self.best[before] + score)

    def _go_on(self, state: State) -> None:
        at, index = state
        if index < 0:
            self._write_on(state)
            return
        following = self._next(index)
        self.effort.left -= following.size
        text, left = self.text, len(self.text) - at
        for says, step in following.texts:
            if not at or left <= len(says):
                self._write_edge(state, step, says)
            elif text.startswith(says, at):
                self._move(state, (at + len(says), step + 1), step, len(says))
        for step in following.outputs:
            if self.effort.left > 0:
                self._write_output(state, step)

    def _write_edge(self, state: State, index: int, text: str) -> None:
        """Write what the template says first or last; Helm cuts the blanks around a document."""
        at = state[0]
        shift = 0 if at else len(text) - len(text.lstrip(_BLANKS))
        if shift == len(text) or (at == len(self.text) and text.isspace()):
            self._move(state, (at, index + 1), index)
            return
        if self.text.startswith(text, at):
            self._move(state, (at + len(text), index + 1), index, len(text))
        written = text[shift:]
        if shift and self.text.startswith(written, at):
            self._move(state, (at + len(written), index + 1), index, len(written), shift)
        written = written.rstrip(_BLANKS)
        is_cut = shift + len(written) < len(text) and len(self.text) - at == len(written)
        if is_cut and self.text.endswith(written):
            self._move(state, (len(self.text), index + 1), index, len(written), shift)

    def _write_output(self, state: State, index: int) -> None:
        """Begin with what an action gives."""
        at, step = state[0], self.steps[index]
        if step.begins:
            # Blanks around a document are cut.
            begins = step.begins if 0 < at < len(self.text) else ""
            if not self.text.startswith(begins, at):
                return
            at += len(begins)
        line_end = self._line_end(at)
        for end in self._ends(index, at, line_end):
            self._move(state, (end, index + 1), index)
        if (step.several or self.generous) and line_end < len(self.text):
            self._move(state, (line_end, ~index), index)

    def _write_on(self, state: State) -> None:
        """Go on with the next line of what an action gives."""
        at, within = state
        index = ~within
        step = self.steps[index]
        begins = "\n" + " " * step.indent
        if not self.text.startswith(begins, at):
            return
        line_end = self._line_end(at + len(begins))
        self._move(state, (at + len(begins), index + 1), index)
        for end in self._ends(index, at + len(begins), line_end):
            self._move(state, (end, index + 1), index)
        if line_end < len(self.text):
            self._move(state, (line_end, within), index)

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _ends(self, index: int, first: int, last: int) -> Iterator[int]:
        """Yield where in a line the output of a step may end: where what follows can begin."""
        following = self.steps[index + 1] if index + 1 < len(self.steps) else None
        if following is None or following.does != TEXT or first == 0:
            yield from range(first, last + 1)
            return
        text = following.text
        at = self.text.find(text, first, last + len(text))
        while at >= 0:
            yield at
            at = self.text.find(text, at + 1, last + len(text))
        cut = text.rstrip(_BLANKS)  # as blanks at the end of a document are
        at = len(self.text) - len(cut)
        if cut != text and first <= at <= last and self.text.endswith(cut):
            yield at
