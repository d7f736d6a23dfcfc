"""Templates with what they include written in its place, as far as it is sure what that is.

``include``, ``template`` and ``block`` write what a template makes that some file of the chart
defines, and ``indent`` and ``nindent`` put blanks before its lines. So the steps of its body stand
for the action.
"""

from __future__ import annotations

from multiaz_lint.load.helm.references import Given, call_of
from multiaz_lint.load.helm.template import DIVIDE, OUTPUT, TEXT, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from multiaz_lint.load.helm.definitions import Defined
    from multiaz_lint.load.helm.references import Call
    from multiaz_lint.load.helm.template import Template
    from multiaz_lint.load.source import Source

    Find = Callable[[str], Defined | None]
    """Finds the template of a name."""

_DEEPEST = 20
_MOST_STEPS = 10_000
_MOST_CHARACTERS = 2_000_000
_MOST_IN_ALL = 400_000
EVERYTHING = Given([()])
"""What a template is given that is rendered itself."""


class Frame:
    """A template that steps come from, and the action that includes it within another one.

    ``argument`` is what that gives to it, in names of the frame ``around``.
    """

    __slots__ = ("action", "argument", "around", "depth", "source")

    def __init__(
        self,
        source: Source,
        argument: Given = EVERYTHING,
        action: Step | None = None,
        around: Frame | None = None,
    ) -> None:
        self.source = source
        self.argument = argument
        self.action = action
        self.around = around
        self.depth: int = 0 if around is None else around.depth + 1

    def is_within(self, action: Step) -> bool:
        """Whether an action includes what it stands in, or is in very deep."""
        frame: Frame | None = self
        while frame is not None and frame.action is not action:
            frame = frame.around
        return frame is not None or self.depth >= _DEEPEST

    def known(self, given: Given) -> Given:
        """Return what is given by names that count from what its template is given."""
        frame = self
        while frame.around is not None:
            found = [frame.argument.below(each) for each in given.paths]
            given = Given(
                (path for each in found for path in each.paths),
                computed=given.computed or any(each.computed for each in found),
            )
            frame = frame.around
        return given


class Inliner:
    """Writes what templates include in the place of the actions, in a bounded time."""

    def __init__(self) -> None:
        self._calls: dict[int, Call | None] = {}
        self._left = _MOST_IN_ALL

    def inlined(self, source: Source, template: Template, find: Find) -> list[Step]:
        """Return the steps of a template with what it includes, and how they come to be there."""
        most = len(template.steps) + min(_MOST_STEPS, self._left)
        flat = _Flat(find, self._call, most)
        flat.write(template, 0, len(template.steps), Frame(source), 0)
        self._left -= len(flat.steps)
        return flat.steps

    def _call(self, step: Step) -> Call | None:
        key = id(step)
        if key not in self._calls:
            self._calls[key] = call_of(step.text, step.scope)
        return self._calls[key]


class _Flat:
    """The steps so far, and how many more there may be."""

    def __init__(self, find: Find, call: Callable[[Step], Call | None], most: int) -> None:
        self.find = find
        self.call = call
        self.most = most
        self.steps: list[Step] = []
        self.characters = _MOST_CHARACTERS

    def write(self, template: Template, first: int, last: int, frame: Frame, indent: int) -> None:
        """Write steps, but for the bodies of definitions that stand among them."""
        bodies = {each.first: each.last for each in template.definitions if first <= each.first}
        places: dict[int, int] = {}
        jumping: list[tuple[Step, Sequence[int]]] = []
        index = first
        while index < last:
            places[index] = len(self.steps)
            if index in bodies and index != first and bodies[index] > index:
                index = bodies[index]
                continue
            step = template.steps[index]
            if step.does != OUTPUT or not self._includes(step, frame, indent):
                made = step.within(frame, indent)
                self.characters -= len(made.text)
                self.steps.append(made)
                if step.targets:
                    jumping.append((made, step.targets))
            index += 1
        places[last] = len(self.steps)
        for made, targets in jumping:
            made.targets = [places[each] for each in targets]

    def _includes(self, step: Step, frame: Frame, indent: int) -> bool:
        """Write what an action includes; it stays as it is where that is not sure, or too much."""
        call = None if frame.is_within(step) else self.call(step)
        defined = None if call is None else self.find(call.name)
        if call is None or defined is None:
            return False
        body, inner = defined.body, indent + call.indent
        steps = defined.template.steps[body.first : body.last]
        if len(self.steps) + len(steps) > self.most or self.characters < 0:
            return False
        if inner and any(each.does == DIVIDE for each in steps):
            return False
        within = Frame(defined.source, call.argument, step, frame)
        begins = step.begins.replace("\n", "\n" + " " * indent)
        if begins:
            made = Step(TEXT, step.start, step.end, begins)
            made.frame = frame
            self.steps.append(made)
        self.write(defined.template, body.first, body.last, within, inner)
        return True
