"""The Helm charts that templates belong to."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

_HERE = "./"
_TEMPLATES = "/templates/"
_WITHIN = "/charts/"


def chart_of(origin: str, origins: Container[str]) -> str:
    """Return the folder of the chart that a template is rendered with; empty for none.

    A chart within another one is rendered with that.
    """
    path, found = f"{_HERE}{origin}", ""
    at = path.rfind(_TEMPLATES)
    while at > 0:
        folder = path[len(_HERE) : at]
        if (f"{folder}/Chart.yaml" if folder else "Chart.yaml") in origins:
            found = folder or "."
        at = path.rfind(_WITHIN if found else _TEMPLATES, 0, at)
    return found


def words_of(chart: str) -> str:
    """Say how what a template of a chart makes is checked."""
    from shlex import quote

    return f"a template of a chart: check `helm template {quote(chart)} | multiaz-lint -`"
