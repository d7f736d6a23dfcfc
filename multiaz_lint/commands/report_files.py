"""Where reports may go: never over what a run reads."""

from __future__ import annotations

import os

from multiaz_lint.options import UsageError
from multiaz_lint.paths import real_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from multiaz_lint.config import Config
    from multiaz_lint.load.limits import Limits
    from multiaz_lint.result import Result


class ReportFiles:
    """The files that reports of one run would replace."""

    __slots__ = ("_files",)

    def __init__(self, files: Iterable[str]) -> None:
        self._files = {_real(file): file for file in files}

    def spare_named(self, values: dict[str, Any], paths: Sequence[str], config: Config) -> None:
        """Raise UsageError where a report would replace what the user or the configuration names.

        Whether it is read in this run does not matter.
        """
        for what, file in _named(values, paths, config):
            self._spare(file, what)

    def spare_read(self, result: Result, limits: Limits) -> None:
        """Raise UsageError where a report would replace a manifest, be it one that was not read.

        An older report that lies among the manifests is none.
        """
        found = {each.place.origin for each in result.diagnostics}
        read = set()
        for origin in {**result.sources, **dict.fromkeys(found)}:
            file = _real(origin)
            if file in self._files:
                read.add(file)
                if origin in found or _is_manifest(result.sources[origin], origin, limits):
                    self._spare(origin, "a manifest that was read")
        for file in self._files:
            if file not in read and os.path.isfile(file) and _is_manifest_at(file, limits):
                self._spare(file, "a manifest")

    def _spare(self, file: str, what: str) -> None:
        report = self._files.get(_real(file))
        if report is not None:
            raise UsageError(f"{os.path.normpath(report)}: a report cannot replace {what}")


def _real(file: str) -> str:
    return os.path.normcase(real_path(file))


def _named(
    values: dict[str, Any], paths: Sequence[str], config: Config
) -> Iterator[tuple[str, str]]:
    """Yield what is named as an input, or found as the configuration or baseline, and the file."""
    from multiaz_lint import catalog
    from multiaz_lint import config as configs
    from multiaz_lint.adopt import nearest

    yield from (("an input of this run", path) for path in [*paths, *values.get("nodes", ())])
    for file in (config.origin, configs.find(paths)):
        yield from (("the configuration", each) for each in _given(file))
    for file in (values["baseline"], config.baseline, nearest.find(paths)):
        yield from (("the baseline", each) for each in _given(file))
    for path in config.settings.rule_files:
        yield from (("a rule file", file) for file in catalog.rule_files(path))


def _given(file: str | None) -> Iterable[str]:
    return (file,) if file else ()


def _is_manifest_at(file: str, limits: Limits) -> bool:
    from multiaz_lint.load import files

    return _is_manifest(files.read_file(file, limits, named=False), file, limits)


def _is_manifest(source: object, origin: str, limits: Limits) -> bool:
    from multiaz_lint.load import objects
    from multiaz_lint.load.kustomize import uses
    from multiaz_lint.load.source import Source

    if uses.is_kustomization(origin):
        return True
    return isinstance(source, Source) and objects.is_manifest(source, limits)
