"""Findings in what Helm has rendered: told where the templates of the input say it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from multiaz_lint.diagnostic import Place
from multiaz_lint.load.helm.alignment import Effort, align
from multiaz_lint.load.helm.charts import Charts
from multiaz_lint.load.helm.template import OUTPUT, TEXT, TemplateError, steps_of
from multiaz_lint.load.helm.values import Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.helm.alignment import Written
    from multiaz_lint.load.helm.charts import Chart
    from multiaz_lint.load.helm.template import Step
    from multiaz_lint.load.source import Source

_MOST_VALUES = 2
_MOST_WAYS = 8
"""Ways to part a line between two actions that are tried."""
_RENDERED = "rendered so"
_FILLED_IN = "the chart fills in this value"


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

    __slots__ = ("chart", "reached", "start", "starts", "template", "text", "written")

    def __init__(
        self, chart: Chart, template: Source, start: int, text: str, written: Sequence[Written]
    ) -> None:
        self.chart = chart
        self.template = template
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

    def position(self, offset: int, *, last: bool) -> tuple[int, int] | None:
        """Return the line and column of the template that wrote a character.

        Of an action it is its beginning, or of the ``last`` character of a stretch its end.
        """
        places = {_offset(each, offset, last) for each in self.between(offset, offset + 1)}
        positions = sorted(self.template.position(each) for each in places)
        if not positions or positions[0][0] != positions[-1][0]:
            return None
        return positions[-1 if last else 0]


def _told_of(place: Place) -> Place:
    """Return a place of a rendered text as one beside that of its template."""
    return Place(
        place.origin, place.line, place.column, place.end_line, place.end_column, _RENDERED
    )


def _offset(written: Written, offset: int, last: bool) -> int:
    step = written.step
    if step.does == TEXT:
        return step.start + written.shift + offset - written.start
    return step.end - 1 if last else step.start


class _Renderings:
    """The documents that findings are about, each looked at once."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self.charts = Charts(sources)
        self.effort = Effort()
        self.values = Values(sources, Effort())
        self._steps: dict[str, Sequence[Step]] = {}
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
        begins = rendering.position(start, last=False)
        if begins is None:
            return None
        line, column = begins
        template = rendering.template
        ends = rendering.position(max(end - 1, start), last=True)
        end_column = len(template.line_text(line)) + 1
        if ends is not None and ends[0] == line:
            end_column = max(ends[1] + 1, column + 1)
        stands = Place(template.origin, line, column, line, end_column, place.message)
        besides = list(self._values_of(rendering, start, max(end, start + 1), field))
        besides.append(_told_of(place))
        return stands, besides

    def _values_of(
        self, rendering: _Rendering, start: int, end: int, field: str
    ) -> Iterator[Place]:
        """Yield where the values stand that actions have put into a stretch."""
        outputs: dict[int, list[Written]] = {}
        for each in rendering.between(start, end):
            if each.step.does == OUTPUT:
                outputs.setdefault(each.step.start, []).append(each)
        told = [
            found
            for ways in outputs.values()
            if (found := self._value_of(rendering, ways, start, field)) is not None
        ]
        sure = [
            value
            for written, value in told
            if not any(
                each is not written and each.start < written.end and written.start < each.end
                for each, _ in told
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
            written = rendering.text[each.start : each.end]
            offset = max(start - each.start, 0)
            value = self.values.filled_in(rendering.chart, each.step, written, offset, field)
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
            self._known[key] = self._align(name, source.text[start:end], start)
        return self._known[key]

    def _align(self, name: str, text: str, start: int) -> _Rendering | None:
        found = self.charts.template(name)
        if found is None:
            return None
        chart, template = found
        start += len(text) - len(text.lstrip())
        text = text.strip()
        written = align(self._steps_of(template), text, self.effort)
        return _Rendering(chart, template, start, text, written) if written else None

    def _steps_of(self, template: Source) -> Sequence[Step]:
        steps = self._steps.get(template.origin)
        if steps is None:
            try:
                steps = steps_of(template.text)
            except TemplateError:
                steps = ()
            self._steps[template.origin] = steps
        return steps
