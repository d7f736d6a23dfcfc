"""The Helm charts of the input, and the templates that belong to them."""

from __future__ import annotations

from multiaz_lint.load.helm.folders import CHART, charts_among, path_in, template_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from multiaz_lint.load.source import Source

_WITHIN = "charts/"
_LONGEST = 4_096
"""Characters of what Helm may call a template, as of a path."""
_MOST_CHARTS = 500
"""Charts within one, by each of their aliases."""
_MOST_OF_A_NAME = 100
"""Charts of one name that are looked at."""
_REQUIREMENTS = "requirements.yaml"
"""Where charts of Helm 2 list their dependencies; Helm 3 reads it too."""


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

    @property
    def top(self) -> Chart:
        """The chart that is rendered itself."""
        return self if self.within is None else self.within.top

    @property
    def called(self) -> str:
        """What Helm calls it, with those that it is within."""
        return self.name if self.within is None else f"{self.within.called}/{_WITHIN}{self.name}"


class Charts:
    """The charts of the input by their names."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self._said: dict[str, Mapping[str, object]] = {}
        self._named: dict[str, list[Chart]] = {}
        self._within: dict[tuple[str, str], list[str]] = {}
        """The folders of charts by the folder that they are in and their name."""
        self._below: dict[str, list[Chart]] = {}
        """The charts by the folder that they are in."""
        self._templates: dict[str, list[tuple[str, Source]]] | None = None
        for origin in charts_among(sources):
            folder = origin.rpartition("/")[0]
            name = self._says(folder).get("name")
            if isinstance(name, str):
                chart = Chart(folder, name)
                around, _, base = folder.rpartition("/")
                self._named.setdefault(name, []).append(chart)
                if base[:1] in {"_", "."} and around.rpartition("/")[2] == "charts":
                    continue  # Helm passes these over (v3, pkg/chart/loader/load.go)
                self._below.setdefault(around, []).append(chart)
                self._within.setdefault((around, name), []).append(folder)

    def templates(self, name: str) -> list[tuple[Chart, Source]]:
        """Return the templates that Helm calls so, with their charts."""
        if len(name) > _LONGEST:
            return []
        first, _, path = name.partition("/")
        charts = self._named.get(first, [])
        while path.startswith(_WITHIN):
            within, _, path = path[len(_WITHIN) :].partition("/")
            charts = [
                Chart(folder, within, each)
                for each in charts[:_MOST_OF_A_NAME]
                for folder in self._folders(each, within)
            ]
        sources = ((each, self.sources.get(each.path(path))) for each in charts)
        return [(each, source) for each, source in sources if source is not None]

    def _folders(self, chart: Chart, name: str) -> list[str]:
        """Return the folders of a dependency: Helm calls it by its alias (v3, chart/dependency).

        A folder may have another name than the chart in it.
        """
        for each in self._dependencies(chart):
            if each.get("alias") == name:
                name = str(each.get("name"))
                break
        around = chart.path("charts")
        return self._within.get((around, name), [f"{around}/{name}"])

    def tree(self, top: Chart) -> tuple[list[Chart], bool]:
        """Return a chart and those within it, and whether all are there that they depend on."""
        found, is_complete = [top], True
        for chart in found:
            aliases: dict[str, list[str]] = {}
            for listed in self._dependencies(chart):
                name = str(listed.get("name"))
                aliases.setdefault(name, []).append(str(listed.get("alias") or name))
            below = self._below.get(chart.path("charts"), ())
            found += [
                Chart(each.folder, alias, chart)
                for each in below
                for alias in aliases.get(each.name, (each.name,))
            ]
            is_complete = is_complete and {each.name for each in below}.issuperset(aliases)
            if len(found) > _MOST_CHARTS:
                return found, False
        return found, is_complete

    def templates_in(self, chart: Chart) -> Iterable[tuple[str, Source]]:
        """Return the templates that Helm parses of a chart, and their paths in it."""
        if self._templates is None:
            self._templates = {}
            for origin, source in self.sources.items():
                for folder, path in template_in(origin):
                    self._templates.setdefault(folder, []).append((path, source))
        is_library = str(self._says(chart.folder).get("type")).lower() == "library"
        return (
            (path, source)
            for path, source in self._templates.get(chart.folder, ())
            if not is_library or path.rpartition("/")[2].startswith("_")
        )

    def _dependencies(self, chart: Chart) -> Iterator[Mapping[str, object]]:
        for name in (CHART, _REQUIREMENTS):
            listed = self._says(chart.folder, name).get("dependencies")
            yield from (
                e for e in (listed if isinstance(listed, list) else ()) if isinstance(e, dict)
            )

    def _says(self, folder: str, name: str = CHART) -> Mapping[str, object]:
        """Return what a file says of the chart of a folder; nothing where it cannot be read."""
        origin = path_in(folder, name)
        known = self._said.get(origin)
        if known is None:
            from multiaz_lint.load.helm.values import tree_of

            source = self.sources.get(origin)
            tree = tree_of(source) if source is not None else None
            known = self._said[origin] = tree if isinstance(tree, dict) else {}
        return known
