"""Findings in what Helm has rendered: told where the templates of the input say it."""

from __future__ import annotations

from multiaz_lint.diagnostic import Place
from multiaz_lint.load.helm.alignment import AlignmentEffort
from multiaz_lint.load.helm.references import given_by
from multiaz_lint.load.helm.renderings import Renderings
from multiaz_lint.load.helm.template import OUTPUT
from multiaz_lint.load.helm.values import Values
from multiaz_lint.model.tree import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.helm.alignment import Written
    from multiaz_lint.load.helm.references import Given
    from multiaz_lint.load.helm.renderings import Rendering, Spot
    from multiaz_lint.load.helm.template import Step
    from multiaz_lint.load.source import Source
    from multiaz_lint.result import PolicyRow

_MOST_VALUES = 2
_MOST_WAYS = 8
"""Ways to part a line between two actions that are tried."""
_RENDERED = "rendered so"
_LONGEST = 200
"""Characters of the path of a value that are worth to be read."""
_FILLED_IN = "the chart fills in this value"
_INCLUDED = "included here"
_DEFINED = "what is included writes it here"
_OTHER = "or written here"


def place(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> None:
    """Put findings of rendered documents where their templates, and the values in these, stand.

    That is done for templates of the input, and where it is sure which line of them wrote what a
    finding is about. Edits of what was rendered are taken out: they would not last.
    """
    places = _Places(sources)
    for each in diagnostics:
        found = places.at(each.place, each.field)
        if found is None:
            continue
        stands, besides = found
        related = [places.moved(place) for place in each.related]
        each.place = stands
        each.related = (*related, *besides)
        each.edits, each.fix = (), None


def place_rows(rows: Iterable[PolicyRow], sources: Mapping[str, Source]) -> None:
    """Put rows of the policy's table where the templates of the input name their workloads."""
    places = _Places(sources)
    for row in rows:
        source = sources.get(row.origin)
        if source is not None and source.is_rendered:
            text = source.line_text(row.line)
            column = len(text) - len(text.lstrip()) + 1
            stands = places.moved(Place(row.origin, row.line, column, row.line, len(text) + 1))
            row.origin, row.line = stands.origin, stands.line


def _told_of(place: Place) -> Place:
    """Return a place of a rendered text as one beside that of its template."""
    return Place(
        place.origin, place.line, place.column, place.end_line, place.end_column, _RENDERED
    )


def _stretch(begins: Spot, ends: Iterable[Spot], message: str) -> Place:
    """Return the stretch from where a spot begins, on one line."""
    source, (line, column) = begins.source, begins.position
    end_column = len(source.line_text(line)) + 1
    for each in ends:
        if each.source is source and each.position[0] == line:
            end_column = max(each.position[1] + 1, column + 1)
    return Place(source.origin, line, column, line, end_column, message)


class _Places:
    """The documents that findings are about, each looked at once."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self.renderings = Renderings(sources)
        self.values = Values(sources, AlignmentEffort())
        self._given: dict[int, Given] = {}

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
        rendering = None if source is None else self.renderings.at(source, place.line)
        if source is None or rendering is None:
            return None
        line_start = source.line_starts[place.line - 1] - rendering.start
        start, end = line_start + place.column - 1, line_start + place.end_column - 1
        begins = rendering.spots(start, last=False)
        if not begins:
            return self._either(rendering.alternatives(start), place)
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

    def _either(self, spots: Sequence[Spot], place: Place) -> tuple[Place, list[Place]] | None:
        """Return the first of the lines that may have written something, and the others beside."""
        if not spots:
            return None
        others = [_stretch(each, (), _OTHER) for each in spots[1:]]
        return _stretch(spots[0], (), place.message), [*others, _told_of(place)]

    def _values_of(self, rendering: Rendering, start: int, end: int, field: str) -> Iterator[Place]:
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
        self, rendering: Rendering, ways: Sequence[Written], start: int, field: str
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
                path = path_text(value.path)
                words = f"{_FILLED_IN}: {path}" if len(path) <= _LONGEST else _FILLED_IN
                found.append((each, Place(origin, line, column, line, end_column, words)))
        return found[0] if len(found) == 1 else None

    def _given_by(self, step: Step) -> Given:
        """Return what an action gives, in names of the template that is rendered."""
        key = id(step)
        if key not in self._given:
            assert step.frame is not None, "steps of a template that is rendered have one"
            self._given[key] = step.frame.known(given_by(step.text, step.scope))
        return self._given[key]
