"""The templates that charts define for one another, such as those of ``_helpers.tpl``.

Helm parses the templates of a chart and of all charts within it together, and of several of one
name the last one counts: those of a chart override those of the charts within it (v3 and v4,
pkg/engine/engine.go ``sortTemplates``).
"""

from __future__ import annotations

from multiaz_lint.load.helm.compiling import template_of
from multiaz_lint.load.helm.template import TemplateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.load.helm.charts import Chart, Charts
    from multiaz_lint.load.helm.template import Definition, Template
    from multiaz_lint.load.source import Source

_OWN = 3
"""Slashes in the name of a template, at most, that comes before those of charts within its own."""

_MOST_UNREAD = 200_000
"""Characters of templates that cannot be read in which names are looked for."""


class Defined:
    """A template that the template of a source defines, and the chart that this belongs to.

    ``called`` is what Helm calls the source.
    """

    __slots__ = ("body", "called", "chart", "source", "template")

    def __init__(
        self, called: str, chart: Chart, source: Source, template: Template, body: Definition
    ) -> None:
        self.called = called
        self.chart = chart
        self.source = source
        self.template = template
        self.body = body


class _Known:
    """What the templates of a chart and of those within it define."""

    __slots__ = ("by_name", "is_complete", "unread")

    def __init__(self, *, is_complete: bool) -> None:
        self.by_name: dict[str, list[Defined]] = {}
        """Those that count before others come first."""
        self.is_complete = is_complete
        self.unread = ""
        """What templates say that cannot be read, and may define something more."""


class Definitions:
    """The templates of charts, each read once, and what they define for one another."""

    def __init__(self, charts: Charts) -> None:
        self.charts = charts
        self._templates: dict[str, Template | None] = {}
        self._known: dict[str, _Known] = {}
        self._found: dict[tuple[str, str, frozenset[str]], Defined | None] = {}

    def template(self, source: Source) -> Template | None:
        """Return what a template says; None where it is none, or a very large one."""
        if source.origin not in self._templates:
            try:
                self._templates[source.origin] = template_of(source.text)
            except TemplateError:
                self._templates[source.origin] = None
        return self._templates[source.origin]

    def of(self, name: str, *, chart: Chart, rendered: frozenset[str]) -> Defined | None:
        """Return what a name stands for in a chart; None where that is not sure.

        Charts within one may be switched off; those are not that are ``rendered``, by what Helm
        calls them. Of several files of a chart Helm may leave some out.
        """
        top = chart.top
        key = top.folder, name, rendered
        if key not in self._found:
            self._found[key] = self._of(name, top, rendered)
        return self._found[key]

    def _of(self, name: str, top: Chart, rendered: frozenset[str]) -> Defined | None:
        known = self._known.get(top.folder)
        if known is None:
            known = self._known[top.folder] = self._known_of(top)
        found: list[Defined] = []
        sure: Chart | None = None
        several = known.by_name.get(name, ())
        # What is empty does not replace what is not (Go 1.24, text/template ``associate``).
        for each in [each for each in several if not each.body.is_empty] or several:
            if sure is None or each.chart is sure:
                found.append(each)
            if sure is None and (each.chart is top or each.chart.called in rendered):
                sure = each.chart
        if len({(each.source.origin, each.body.first) for each in found}) != 1:
            return None
        if not known.is_complete and found[0].called.count("/") > _OWN:
            return None
        is_sure = len(known.unread) <= _MOST_UNREAD and name not in known.unread
        return found[0] if is_sure else None

    def _known_of(self, top: Chart) -> _Known:
        tree, is_complete = self.charts.tree(top)
        known, unread = _Known(is_complete=is_complete), []
        ordered = sorted(
            (
                (f"{chart.called}/{path}", chart, source)
                for chart in tree
                for path, source in self.charts.templates_in(chart)
            ),
            key=lambda each: (each[0].count("/"), each[0]),
        )
        for called, chart, source in ordered:
            if "define" not in source.text and "block" not in source.text:
                continue
            template = self.template(source)
            if template is None:
                unread.append(source.text)
                continue
            for body in template.definitions:
                defined = Defined(called, chart, source, template, body)
                known.by_name.setdefault(body.name, []).append(defined)
        known.unread = "\n".join(unread)
        return known


def charts_of(templates: Iterable[str]) -> frozenset[str]:
    """Return the charts, by what Helm calls them, to which some templates belong."""
    found = set()
    for each in templates:
        chart = each.partition("/templates/")[0].partition("/crds/")[0]
        while chart and chart not in found:
            found.add(chart)
            chart = chart.rpartition("/charts/")[0]
    return frozenset(found)
