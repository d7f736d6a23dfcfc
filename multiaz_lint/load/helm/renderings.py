"""The documents that Helm has rendered, and which line of the charts of the input wrote what."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from itertools import accumulate

from multiaz_lint.load.helm.alignment import AlignmentEffort, align
from multiaz_lint.load.helm.charts import Charts
from multiaz_lint.load.helm.definitions import Definitions, charts_of
from multiaz_lint.load.helm.inlining import Inliner
from multiaz_lint.load.helm.template import TEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from multiaz_lint.load.helm.alignment import Written
    from multiaz_lint.load.helm.charts import Chart
    from multiaz_lint.load.helm.template import Step, Template
    from multiaz_lint.load.source import Source
_MOST_OF_A_NAME = 4
"""Charts of one name, of which each is held against a document."""
_MOST_WAYS = 4
"""Lines of a template that say the same, of which each is told."""


class Rendering:
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

    def spots(self, offset: int, *, last: bool) -> list[Spot]:
        """Return what wrote a character, from the template to the innermost one that it includes.

        Of an action it is its beginning, or of the ``last`` character of a stretch its end. It ends
        where it is not sure how to go on.
        """
        ways = [_way(each, offset, last=last) for each in self.between(offset, offset + 1)]
        found: list[Spot] = []
        while ways and all(len(each) > len(found) for each in ways):
            here = sorted((each[len(found)] for each in ways), key=Spot.sort_key)
            if len({(each.source.origin, each.position[0]) for each in here}) != 1:
                break
            found.append(here[-1 if last else 0])
        return found

    def alternatives(self, offset: int) -> list[Spot]:
        """Return the lines of the template that are as likely to have written a character.

        There are none where they are many.
        """
        ways = self.between(offset, offset + 1)
        spots = {_way(each, offset, last=False)[0].position[0]: each for each in ways}
        if len(spots) > _MOST_WAYS:
            return []
        return [_way(spots[line], offset, last=False)[0] for line in sorted(spots)]


class Spot:
    """A character of a template, and whether it wrote one of a document as it is."""

    __slots__ = ("is_literal", "position", "source")

    def __init__(self, source: Source, offset: int, *, is_literal: bool) -> None:
        self.source = source
        self.position = source.position(offset)
        self.is_literal = is_literal

    def sort_key(self) -> tuple[str, tuple[int, int], bool]:
        return self.source.origin, self.position, self.is_literal


def _way(written: Written, offset: int, *, last: bool) -> list[Spot]:
    """Return what a step has written a character by: the actions that include it, then itself."""
    step, frame = written.step, written.step.frame
    spots: list[Spot] = []
    while frame is not None:
        is_literal = step.does == TEXT
        at = step.end - 1 if last else step.start
        if is_literal:
            at = step.origin_of(written.shift + offset - written.start)
        spots.append(Spot(frame.source, at, is_literal=is_literal))
        step, frame = frame.action or step, frame.around
    return spots[::-1]


class Renderings:
    """What was rendered from the charts of the input; each document is looked at once."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self.charts = Charts(sources)
        self.definitions = Definitions(self.charts)
        self.inliner = Inliner()
        self.effort = AlignmentEffort()
        self._rendered: dict[str, frozenset[str]] = {}
        """The charts of which something is rendered in a text."""
        self._steps: dict[tuple[str, str, str], Sequence[Step]] = {}
        self._known: dict[tuple[str, int], Rendering | None] = {}

    def templates(self) -> frozenset[str]:
        """Return the templates, by origin, from which something in the input was rendered."""
        found: set[str] = set()
        for source in self.sources.values():
            several = {name: self.charts.templates(name) for name in source.templates}
            found.update(each[0][1].origin for each in several.values() if len(each) == 1)
            for line, name in source.documents():
                if len(several[name]) > 1 and (made := self.at(source, line)) is not None:
                    found.add(made.template.origin)
        return frozenset(found)

    def origins(self, source: Source, line: int, column: int) -> tuple[str, ...]:
        """Return what Helm calls the template of a place, and the files that have written it.

        These are the template and, where that includes another one which says it, its file too. Of
        charts of one name it is the one that can have made the document.
        """
        name = source.template_at(line)
        made = self.at(source, line)
        if made is None:
            several = self.charts.templates(name)
            return (name, several[0][1].origin) if len(several) == 1 else (name,)
        spots = made.spots(source.line_starts[line - 1] + column - 1 - made.start, last=False)
        inner = spots[-1:] if spots and spots[-1].is_literal else []
        return (name, made.template.origin, *(each.source.origin for each in inner))

    def at(self, source: Source, line: int) -> Rendering | None:
        """Return the document of a line, where it is sure which template can have made it."""
        name = source.template_at(line)
        if not name:
            return None
        start, end = source.document_at(line)
        key = source.origin, start
        if key not in self._known:
            text = source.text[start:end]
            start += len(text) - len(text.lstrip())
            text = text.strip()
            several = self.charts.templates(name)
            found = [
                Rendering(chart, template, start, text, written)
                for chart, template in several[:_MOST_OF_A_NAME]
                if (written := self._aligned(source, chart, template, text))
            ]
            is_sure = len(found) == 1 and len(several) <= _MOST_OF_A_NAME
            self._known[key] = found[0] if is_sure else None
        return self._known[key]

    def _aligned(
        self, rendered: Source, chart: Chart, source: Source, text: str
    ) -> list[Written] | None:
        template = self.definitions.template(source)
        if template is None:
            return None
        written = self._written(self._inlined(rendered, chart, source, template), text)
        if not written:  # what is included may come from elsewhere, or be too much
            written = self._written(self._alone(source, template), text)
        return written

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
        charts = self._rendered.get(rendered.origin)
        if charts is None:
            charts = self._rendered[rendered.origin] = charts_of(rendered.templates)
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
