"""Where a chart's values stand that its templates fill in."""

from __future__ import annotations

from collections import deque
from textwrap import dedent

from multiaz_lint.load.helm.folders import CHART
from multiaz_lint.load.helm.references import ITEM
from multiaz_lint.load.manifest import Manifest
from multiaz_lint.load.source import Source
from multiaz_lint.load.texts import documents_of
from multiaz_lint.model.tree import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from multiaz_lint.load.helm.alignment import AlignmentEffort
    from multiaz_lint.load.helm.charts import Chart
    from multiaz_lint.load.helm.references import Given, Names
    from multiaz_lint.model.tree import Path

VALUES = "values.yaml"
_MOST_PLACES = 2_000


class Value:
    """A value of a file: the manifest that it is written in, and the path to it."""

    __slots__ = ("manifest", "path")

    def __init__(self, manifest: Manifest, path: Path) -> None:
        self.manifest = manifest
        self.path = path


class _Filled:
    """What an action has written: as a text, as YAML, and the value of a chart that says the same.

    It may be ``computed``, so that numbers and truth values are equal by chance.
    ``paths`` are what stands at each line and column of it, the outermost first.
    """

    __slots__ = ("computed", "indent", "manifest", "paths", "text", "value")

    def __init__(self, written: str) -> None:
        lines = written.strip("\n")
        self.text = dedent(lines)
        self.indent = len(lines.partition("\n")[0]) - len(self.text.partition("\n")[0])
        self.manifest = _manifest(Source("", self.text))
        self.computed = False
        self.value: Value | None = None
        self.paths: dict[tuple[int, int], list[Path]] | None = None

    @property
    def tree(self) -> Any:
        return None if self.manifest is None else self.manifest.tree

    def path_at(self, offset: int, field: str) -> Path:
        """Return the path of what stands at a character of the text; () where nothing begins.

        Of several it is the one that a field ends with, else the outermost.
        """
        if self.manifest is None or not isinstance(self.tree, (dict, list)):
            return ()
        if self.paths is None:
            self.paths = _paths(self.manifest)
        found = self.paths.get(self.manifest.source.position(offset), [()])
        named = (each for each in found if each and field.endswith(path_text(each)))
        return next(named, found[0])


class Values:
    """The values of the charts of the input; each file is read once."""

    def __init__(self, sources: Mapping[str, Source], effort: AlignmentEffort) -> None:
        self.sources = sources
        self.effort = effort
        self._read: dict[str, Manifest | None] = {}
        self._beside: dict[str, list[str]] = {}
        self._filled: dict[tuple[str, tuple[Names, ...], bool, str], _Filled] = {}

    def filled_in(
        self, chart: Chart, gives: Given, written: str, offset: int, field: str
    ) -> Value | None:
        """Return the value that an action has written; None where it is not known.

        It is the one of those that the action ``gives`` that is equal to what was written, and of a
        mapping or a list what stands at an offset of that: the ``field``, where several begin
        there.
        """
        key = chart.folder, gives.paths, gives.computed, written
        filled = self._filled.get(key)
        if filled is None:
            filled = self._filled[key] = _Filled(written)
            filled.computed = gives.computed
            found = [value for path in gives.paths for value in self._equal(chart, path, filled)]
            filled.value = found[0] if len(found) == 1 else None
        if filled.value is None:
            return None
        before = written[:offset].lstrip("\n")
        lines = before.count("\n")
        inner = filled.path_at(max(len(before) - filled.indent * (lines + 1), 0), field)
        return Value(filled.value.manifest, (*filled.value.path, *inner))

    def _equal(self, chart: Chart, path: Names, filled: _Filled) -> list[Value]:
        """Return the value of a path, in the file that holds what was written for it."""
        default: list[Value] = []
        others: list[Value] = []
        for origin, steps, is_default in self._files(chart, path):
            manifest = self._manifest(origin)
            if manifest is None:
                continue
            found = [
                Value(manifest, each)
                for each, value in self._at(manifest.tree, steps)
                if value is not None and _says(value, filled)
            ]
            if len(found) == 1:
                (default if is_default else others).append(found[0])
        return default[:1] or (others if len(others) == 1 else [])

    def _files(self, chart: Chart, path: Names) -> Iterator[tuple[str, Names, bool]]:
        """Yield the files that may hold what templates call so, those that count first.

        Values of a chart override those of the charts within it (Helm v3, chartutil/coalesce.go).
        """
        if len(path) < 2:
            return
        root, *steps = path
        if root == "Chart":
            yield chart.path(CHART), tuple(each[:1].lower() + each[1:] for each in steps), True
        if root != "Values":
            return
        around: list[tuple[Chart, Names]] = [(chart, tuple(steps))]
        while (above := around[-1][0].within) is not None:
            inner, inner_steps = around[-1]
            shared = inner_steps if steps[0] == "global" else (inner.name, *inner_steps)
            around.append((above, shared))
        for each, of_it in reversed(around):
            yield each.path(VALUES), of_it, True
        top, of_top = around[-1]
        for origin in self._others(top.folder):
            yield origin, of_top, False

    def _at(self, tree: Any, steps: Names, path: Path = ()) -> Iterator[tuple[Path, Any]]:
        """Yield the paths and values that steps lead to, as long as there is effort left."""
        self.effort.left -= 1
        if not steps:
            yield path, tree
        elif steps[0] == ITEM:
            keys: Iterable[Any] = range(len(tree)) if isinstance(tree, list) else ()
            for key in tree if isinstance(tree, dict) else keys:
                if self.effort.left <= 0:
                    return
                yield from self._at(tree[key], steps[1:], (*path, key))
        elif isinstance(tree, list) and steps[0].isdecimal() and int(steps[0]) < len(tree):
            yield from self._at(tree[int(steps[0])], steps[1:], (*path, int(steps[0])))
        elif isinstance(tree, dict) and steps[0] in tree:
            yield from self._at(tree[steps[0]], steps[1:], (*path, steps[0]))

    def _others(self, folder: str) -> list[str]:
        """Return the other files of values in the folder of a chart."""
        if folder not in self._beside:
            self._beside[folder] = [
                origin
                for origin in self.sources
                if origin.rpartition("/")[0] == folder
                and "values" in (name := origin.rpartition("/")[2])
                and name != VALUES
            ]
        return self._beside[folder]

    def _manifest(self, origin: str) -> Manifest | None:
        if origin not in self._read:
            source = self.sources.get(origin)
            self._read[origin] = None if source is None else _manifest(source)
        return self._read[origin]


def tree_of(source: Source) -> Any:
    """Return what the first document of a text says; None where it cannot be read."""
    manifest = _manifest(source)
    return None if manifest is None else manifest.tree


def _manifest(source: Source) -> Manifest | None:
    _, found = next(documents_of(source, None), (None, None))
    return found if isinstance(found, Manifest) else None


def _says(value: Any, filled: _Filled) -> bool:
    """Whether a value is what was written, be it as YAML or as it is."""
    tree = filled.tree
    if isinstance(value, (dict, list)):
        return bool(value) and value == tree
    if isinstance(value, str):
        return value == filled.text or bool(value == tree)
    if filled.computed:
        return False
    if isinstance(tree, str):  # as of `quote`
        return tree == (str(value).lower() if isinstance(value, bool) else str(value))
    return type(value) is type(tree) and bool(value == tree)


def _paths(manifest: Manifest) -> dict[tuple[int, int], list[Path]]:
    """Return what stands at each line and column where something begins, the outermost first."""
    found: dict[tuple[int, int], list[Path]] = {}
    waiting: deque[tuple[Path, Any]] = deque([((), manifest.tree)])
    while waiting and len(found) < _MOST_PLACES:
        path, node = waiting.popleft()
        if path:
            line, column, _ = manifest.stretch(path)
            found.setdefault((line, column), []).append(path)
        if isinstance(node, dict):
            waiting.extend(((*path, key), each) for key, each in node.items())
        elif isinstance(node, list):
            waiting.extend(((*path, index), each) for index, each in enumerate(node))
    return found
