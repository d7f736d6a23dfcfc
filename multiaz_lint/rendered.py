"""Findings in what Helm has rendered: told where the templates of the input say it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from itertools import accumulate

from multiaz_lint.diagnostic import Place
from multiaz_lint.load.helm.alignment import Effort, align
from multiaz_lint.load.helm.charts import Charts
from multiaz_lint.load.helm.definitions import Definitions, charts_of
from multiaz_lint.load.helm.inlining import Inliner
from multiaz_lint.load.helm.references import given_by
from multiaz_lint.load.helm.template import OUTPUT, TEXT
from multiaz_lint.load.helm.values import Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.helm.alignment import Written
    from multiaz_lint.load.helm.charts import Chart
    from multiaz_lint.load.helm.references import Given
    from multiaz_lint.load.helm.template import Step, Template
    from multiaz_lint.load.source import Source

_MOST_VALUES = 2
_MOST_WAYS = 8
"""Ways to part a line between two actions that are tried."""
_RENDERED = "rendered so"
_FILLED_IN = "the chart fills in this value"
_INCLUDED = "included here"
_DEFINED = "what is included writes it here"


def place(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> None:
    """Put findings of rendered documents where their templates, and the values in these, stand.

    That is done for templates of the input, and where it is sure which line of them wrote what a
    finding is about. Edits of what was rendered are taken out: they would not last.
    """
    renderings = _Renderings(sources)
    for each in diagnostics:
        found = renderings.at(each.place, each.field)
        if found is None:
            continue
        stands, besides = found
        related = [renderings.moved(place) for place in each.related]
        each.place = stands
        each.related = (*related, *besides)
        each.edits, each.fix = (), None


class _Rendering:
    """A document that Helm has rendered, and what of its template wrote which part of it.

    Offsets count from ``start``, where the document begins in its text.
    """

    __slots__ = ("chart", "reached", "start", "starts", "text", "written")

    def __init__(self, chart: Chart, start: int, text: str, written: Sequence[Written]) -> None:
        self.chart = chart
        self.start = start
        self.text = text
        self.written = written
        self.starts = [each.start for each in written]
        self.reached = list(accumulate((each.end for each in written), max))
        """How far the text is written by each stretch and those before it."""

    def between(self, start: int, end: int) -> list[Written]:
        """Return what wrote the characters of a stretch."""
        first, last = bisect_right(self.reached, start), bisect_left(self.starts, end)
        return [each for each in self.written[first:last] if each.end > start]

    def spots(self, offset: int, *, last: bool) -> list[_Spot]:
        """Return what wrote a character, from the template to the innermost one that it includes.

        Of an action it is its beginning, or of the ``last`` character of a stretch its end. It ends
        where it is not sure how to go on.
        """
        ways = [_way(each, offset, last) for each in self.between(offset, offset + 1)]
        found: list[_Spot] = []
        while ways and all(len(each) > len(found) for each in ways):
            here = sorted((each[len(found)] for each in ways), key=_Spot.sort_key)
            if len({(each.source.origin, each.position[0]) for each in here}) != 1:
                break
            found.append(here[-1 if last else 0])
        return found


class _Spot:
    """A character of a template, and whether it wrote one of a document as it is."""

    __slots__ = ("is_literal", "position", "source")

    def __init__(self, source: Source, offset: int, *, is_literal: bool) -> None:
        self.source = source
        self.position = source.position(offset)
        self.is_literal = is_literal

    def sort_key(self) -> tuple[str, tuple[int, int], bool]:
        return self.source.origin, self.position, self.is_literal


def _way(written: Written, offset: int, last: bool) -> list[_Spot]:
    """Return what a step has written a character by: the actions that include it, then itself."""
    step, frame = written.step, written.step.frame
    spots: list[_Spot] = []
    while frame is not None:
        is_literal = step.does == TEXT
        at = step.end - 1 if last else step.start
        if is_literal:
            at = step.origin_of(written.shift + offset - written.start)
        spots.append(_Spot(frame.source, at, is_literal=is_literal))
        step, frame = frame.action or step, frame.around
    return spots[::-1]


def _told_of(place: Place) -> Place:
    """Return a place of a rendered text as one beside that of its template."""
    return Place(
        place.origin, place.line, place.column, place.end_line, place.end_column, _RENDERED
    )


def _stretch(begins: _Spot, ends: Iterable[_Spot], message: str) -> Place:
    """Return the stretch from where a spot begins, on one line."""
    source, (line, column) = begins.source, begins.position
    end_column = len(source.line_text(line)) + 1
    for each in ends:
        if each.source is source and each.position[0] == line:
            end_column = max(each.position[1] + 1, column + 1)
    return Place(source.origin, line, column, line, end_column, message)


class _Renderings:
    """The documents that findings are about, each looked at once."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self.charts = Charts(sources)
        self.definitions = Definitions(self.charts)
        self.inliner = Inliner()
        self.effort = Effort()
        self.values = Values(sources, Effort())
        self._charts: dict[str, frozenset[str]] = {}
        """The charts of which something is rendered in a text."""
        self._steps: dict[tuple[str, str, str], Sequence[Step]] = {}
        self._given: dict[int, Given] = {}
        self._known: dict[tuple[str, int], _Rendering | None] = {}

    def moved(self, place: Place) -> Place:
        """Return where a related place stands in its template, or itself."""
        found = self.at(place)
        return place if found is None else found[0]

    def at(self, place: Place, field: str = "") -> tuple[Place, list[Place]] | None:
        """Return where a place of a rendered text stands in its template, and what to show beside.

        ``field`` is what stands there. It is None where the template is not in the input, or where
        it is not sure.
        """
        source = self.sources.get(place.origin)
        rendering = None if source is None else self._rendering(source, place.line)
        if source is None or rendering is None:
            return None
        line_start = source.line_starts[place.line - 1] - rendering.start
        start, end = line_start + place.column - 1, line_start + place.end_column - 1
        begins = rendering.spots(start, last=False)
        if not begins:
            return None
        ends = rendering.spots(max(end - 1, start), last=True)
        outer, inner = begins[0], begins[-1]
        besides = list(self._values_of(rendering, start, max(end, start + 1), field))
        # What stands in an archive is not edited there.
        if not inner.is_literal or (inner.source.packed and not outer.source.packed):
            stands = _stretch(outer, ends[:1], place.message)
            other = _stretch(inner, (), _DEFINED)
        else:
            stands = _stretch(inner, ends[len(begins) - 1 : len(begins)], place.message)
            other = _stretch(outer, (), _INCLUDED)
        if (other.origin, other.line) != (stands.origin, stands.line):
            besides.append(other)
        besides.append(_told_of(place))
        return stands, besides

    def _values_of(
        self, rendering: _Rendering, start: int, end: int, field: str
    ) -> Iterator[Place]:
        """Yield where the values stand that actions have put into a stretch."""
        outputs: dict[int, list[Written]] = {}
        for each in rendering.between(start, end):
            if each.step.does == OUTPUT:
                outputs.setdefault(id(each.step), []).append(each)
        told = [
            found
            for ways in outputs.values()
            if (found := self._value_of(rendering, ways, start, field)) is not None
        ]
        sure = [
            value
            for written, value in told
            if not any(
                other != value and each.start < written.end and written.start < each.end
                for each, other in told
            )
        ]
        yield from list(dict.fromkeys(sure))[:_MOST_VALUES]

    def _value_of(
        self, rendering: _Rendering, ways: Sequence[Written], start: int, field: str
    ) -> tuple[Written, Place] | None:
        """Return where the value stands that an action has written, where only one can be it.

        ``ways`` are the stretches that the action may have written.
        """
        if len(ways) > _MOST_WAYS or not all(each.is_whole for each in ways):
            return None
        found = []
        for each in ways:
            written, step = rendering.text[each.start : each.end], each.step
            offset, gives = max(start - each.start, 0), self._given_by(step)
            value = self.values.filled_in(rendering.chart, gives, written, offset, field)
            if value is not None:
                line, column, end_column = value.manifest.stretch(value.path)
                origin = value.manifest.origin
                found.append((each, Place(origin, line, column, line, end_column, _FILLED_IN)))
        return found[0] if len(found) == 1 else None

    def _rendering(self, source: Source, line: int) -> _Rendering | None:
        name = source.template_at(line)
        if not name:
            return None
        start, end = source.document_at(line)
        key = source.origin, start
        if key not in self._known:
            self._known[key] = self._align(name, source, start, end)
        return self._known[key]

    def _align(self, name: str, source: Source, start: int, end: int) -> _Rendering | None:
        found = self.charts.template(name)
        template = None if found is None else self.definitions.template(found[1])
        if found is None or template is None:
            return None
        chart, templates = found
        text = source.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        written = self._written(self._inlined(source, chart, templates, template), text)
        if not written:  # what is included may come from elsewhere, or be too much
            written = self._written(self._alone(templates, template), text)
        return _Rendering(chart, start, text, written) if written else None

    def _written(self, steps: Sequence[Step], text: str) -> list[Written] | None:
        effort = self.effort.document()
        most = effort.left
        written = align(steps, text, effort)
        self.effort.left -= most - effort.left
        return written

    def _inlined(
        self, rendered: Source, chart: Chart, source: Source, template: Template
    ) -> Sequence[Step]:
        """Return the steps of a template and of what it includes, as a text was rendered."""
        charts = self._charts.get(rendered.origin)
        if charts is None:
            charts = self._charts[rendered.origin] = charts_of(rendered.templates)
        key = rendered.origin, chart.called, source.origin
        if key not in self._steps:
            find = partial(self.definitions.of, chart=chart, rendered=charts)
            self._steps[key] = self.inliner.inlined(source, template, find)
        return self._steps[key]

    def _alone(self, source: Source, template: Template) -> Sequence[Step]:
        """Return the steps of a template, with the actions that include others as they are."""
        key = "", "", source.origin
        if key not in self._steps:
            self._steps[key] = self.inliner.inlined(source, template, lambda _: None)
        return self._steps[key]

    def _given_by(self, step: Step) -> Given:
        """Return what an action gives, in names of the template that is rendered."""
        key = id(step)
        if key not in self._given:
            assert step.frame is not None, "steps of a template that is rendered have one"
            self._given[key] = step.frame.known(given_by(step.text, step.scope))
        return self._given[key]
