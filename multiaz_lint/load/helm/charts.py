"""The Helm charts of the input, and the templates that belong to them."""

from __future__ import annotations

from multiaz_lint.load.helm.folders import CHART, charts_among, path_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from multiaz_lint.load.source import Source

_LONGEST = 4_096
"""Characters of what Helm may call a template, as of a path."""


class Chart:
    """A chart in a folder of the input.

    ``name`` is what Helm calls it, its own name or an alias, and so do values of the chart that it
    is ``within``; that is None for a chart that is rendered itself.
    """

    __slots__ = ("folder", "name", "within")

    def __init__(self, folder: str, name: str, within: Chart | None = None) -> None:
        self.folder = folder
        self.name = name
        self.within = within

    def path(self, name: str) -> str:
        """Return the origin of one of its files."""
        return path_in(self.folder, name)


class Charts:
    """The charts of the input by their names."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self._said: dict[str, Mapping[str, object]] = {}
        self._named: dict[str, list[Chart]] = {}
        self._within: dict[tuple[str, str], str] = {}
        """The folders of charts by the folder that they are in and their name."""
        for origin in charts_among(sources):
            folder = origin.rpartition("/")[0]
            name = self._says(folder).get("name")
            if isinstance(name, str):
                self._named.setdefault(name, []).append(Chart(folder, name))
                self._within[folder.rpartition("/")[0], name] = folder

    def rendered(self) -> frozenset[str]:
        """Return the templates, by origin, from which something in the input was rendered."""
        names = {name for each in self.sources.values() for name in each.templates}
        found = [self.template(name) for name in names]
        return frozenset(each[1].origin for each in found if each is not None)

    def template(self, name: str) -> tuple[Chart, Source] | None:
        """Return the template that Helm calls so, and its chart; None where several may be it."""
        if len(name) > _LONGEST:
            return None
        first, _, path = name.partition("/")
        found = []
        for each in self._named.get(first, ()):
            chart, rest = self._go_within(each, path)
            source = self.sources.get(chart.path(rest))
            if source is not None:
                found.append((chart, source))
        return found[0] if len(found) == 1 else None

    def _go_within(self, chart: Chart, path: str) -> tuple[Chart, str]:
        """Go to the chart within a chart that a path leads to, and return the rest of the path."""
        while path.startswith("charts/"):
            name, _, path = path[len("charts/") :].partition("/")
            chart = Chart(self._folder(chart, name), name, chart)
        return chart, path

    def _folder(self, chart: Chart, name: str) -> str:
        """Return the folder of a dependency: Helm calls it by its alias (v3, chart/dependency).

        The folder may have another name than the chart in it.
        """
        listed = self._says(chart.folder).get("dependencies")
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and each.get("alias") == name:
                name = str(each.get("name"))
                break
        around = chart.path("charts")
        return self._within.get((around, name), f"{around}/{name}")

    def _says(self, folder: str) -> Mapping[str, object]:
        """Return what the Chart.yaml of a folder says; nothing where it cannot be read."""
        known = self._said.get(folder)
        if known is None:
            from multiaz_lint.load.helm.values import tree_of

            source = self.sources.get(path_in(folder, CHART))
            tree = tree_of(source) if source is not None else None
            known = self._said[folder] = tree if isinstance(tree, dict) else {}
        return known
