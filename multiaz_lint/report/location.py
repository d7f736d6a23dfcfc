"""Where a finding is, as the reader of a report finds it again."""

from __future__ import annotations

from multiaz_lint.model.words import listed
from multiaz_lint.paths import real_path, relative
from multiaz_lint.report.escape import clip, uri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.diagnostic import Diagnostic, Place
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result

_MOST_NAMED = 3
"""How many kustomizations a message names."""


class RelativeOrigins:
    """Turns origins into paths relative to where the user stands, whatever the user typed."""

    __slots__ = ("_cwd", "_folders")

    def __init__(self, cwd: str) -> None:
        self._cwd = cwd
        self._folders: dict[str, str] = {}

    def path(self, origin: str) -> str:
        """Return the path with forward slashes; a text without a file keeps its name."""
        plain = not origin.startswith(("/", ".", "<")) and "/." not in origin
        if plain and "\\" not in origin and ":" not in origin and "//" not in origin:
            return origin
        if not self._cwd or origin.startswith("<"):
            return origin
        folder, _, name = origin.rpartition("/")
        if not folder or name in {"", ".", ".."}:
            return self._relative(origin)
        known = self._folders.get(folder)
        if known is None:
            relative = self._relative(folder)
            known = self._folders[folder] = "" if relative == "." else f"{relative}/"
        return known + name

    def _relative(self, path: str) -> str:
        from os.path import join

        return relative(join(self._cwd, path), self._cwd)

    def typed(self, origin: str) -> str:
        """Return a path as the user typed it, but for one that goes up and comes back.

        What belongs to changed files is read from the top of the repository.
        """
        return self.path(origin) if origin.startswith("../") else origin


class Locations:
    """Turns origins into paths relative to the repository, symbolic links resolved.

    An absolute origin and a relative one of the same file give the same path. What lies outside
    stays absolute; a text without a file keeps its name.
    """

    def __init__(self, options: Options) -> None:
        self._cwd = options.cwd or options.root
        self._root = real_path(options.root or options.cwd) if self._cwd else ""
        self._paths: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def path(self, origin: str) -> str:
        """Return the path with forward slashes, relative to the repository where it can be."""
        known = self._paths.get(origin)
        if known is None:
            known = self._paths[origin] = self._path(origin)
        return known

    def _path(self, origin: str) -> str:
        if not self._root or origin.startswith("<"):
            return origin
        from os.path import basename, dirname, islink, join, sep

        full = join(self._cwd, origin)
        folder = dirname(full)
        real = self._folders.get(folder)
        if real is None:
            real = self._folders[folder] = real_path(folder)
        full = real_path(full) if islink(full) else join(real, basename(full))
        root = self._root.rstrip(sep) + sep
        return full.removeprefix(root).replace(sep, "/")

    def uri(self, origin: str) -> str:
        """Return the path as a URI reference; absolute paths get a scheme."""
        path = self.path(origin)
        if path.startswith("//"):
            return "file:" + uri(path)  # of a share of Windows: its host comes first
        if path.startswith("/"):
            return "file://" + uri(path)
        if path[1:3] == ":/":
            return "file:///" + path[:2] + uri(path[2:])
        return uri(path)


def built_by(each: Diagnostic, path: Callable[[str], str]) -> str:
    """Say which kustomizations have a finding, where others build the same without it.

    It is empty where all have it, or where its place tells. ``path`` turns origins into paths.
    """
    if not each.in_some:
        return ""
    folders = [path(origin).rpartition("/")[0] or path(origin) for origin in each.builds]
    return f"built by {listed(folders, _MOST_NAMED)}"


def rendered_from(each: Diagnostic, result: Result) -> str:
    """Return the template of a chart that a finding's document was rendered from, if it is named.

    That is the file to edit: the finding itself stands in what the template became.
    """
    source = result.sources.get(each.place.origin)
    if source is None or not source.is_rendered:
        return ""
    return clip(source.template_at(each.place.line))


def message(
    each: Diagnostic,
    result: Result,
    path: Callable[[str], str],
    *,
    of: str = "",
    help_: bool = True,
) -> str:
    """Return what a finding says in a format that has one text for it, ``of`` its message."""
    template = rendered_from(each, result)
    origin = f"rendered from {template}" if template else ""
    more = "; ".join(filter(None, (built_by(each, path), origin, each.hint if help_ else "")))
    words = of or each.message
    return f"{words} ({more})" if more else words


def line_text(result: Result, origin: str, line: int) -> str:
    """Return a line of a source, empty where the text is not at hand."""
    source = result.sources.get(origin)
    return source.line_text(line) if source is not None else ""


def one_line(place: Place, result: Result) -> tuple[int, int, int]:
    """Return line, column and end column (one past) of the part of a place on its first line.

    CI servers show a finding only where all its lines are in the diff.
    """
    line = max(place.line, 1)
    column = max(place.column, 1)
    if place.end_line == place.line:
        end = place.end_column
    else:
        end = len(line_text(result, place.origin, line).rstrip()) + 1
    return line, column, max(end, column + 1)
