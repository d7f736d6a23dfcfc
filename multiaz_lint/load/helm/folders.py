"""The folders of Helm charts."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

CHART = "Chart.yaml"
UNUSED = "a packed chart: nothing in the input was rendered from it"
_HERE = "./"
_TEMPLATES = "/templates/"
_WITHIN = "/charts/"


def charts_among(origins: Iterable[str]) -> list[str]:
    """Return the files that describe a chart."""
    return [each for each in origins if each.endswith(CHART) and each[-11:] in {CHART, f"/{CHART}"}]


def path_in(folder: str, name: str) -> str:
    """Return the origin of a file of a chart, whose folder is empty where that is the top."""
    return f"{folder}/{name}" if folder else name


def template_in(origin: str) -> Iterator[tuple[str, str]]:
    """Yield the folders of the charts that a file may be a template of, and its path in them."""
    path = f"{_HERE}{origin}"
    at = path.find(_TEMPLATES)
    while at > 0:
        yield path[len(_HERE) : at], path[at + 1 :]
        at = path.find(_TEMPLATES, at + 1)


def chart_of(origin: str, origins: Container[str]) -> str:
    """Return the folder of the chart that a template is rendered with; empty for none.

    A chart within another one is rendered with that.
    """
    path, found = f"{_HERE}{origin}", ""
    at = path.rfind(_TEMPLATES)
    while at > 0:
        folder = path[len(_HERE) : at]
        if path_in(folder, CHART) in origins:
            found = folder or "."
        at = path.rfind(_WITHIN if found else _TEMPLATES, 0, at)
    return found


def words_of(chart: str, *, rendered: bool) -> str:
    """Say how what a template of a chart makes is checked, where others of it were ``rendered``."""
    if rendered:
        return "a template of a chart: nothing in the input was rendered from it"
    from shlex import quote

    folder = quote(chart)
    return f"a template of a chart: check `helm template {folder} | multiaz-lint - {folder}`"
