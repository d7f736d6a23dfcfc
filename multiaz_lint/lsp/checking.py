"""Open texts into results: judged with all that they belong to, as ``--changed`` does."""

from __future__ import annotations

import os
from functools import partial

from multiaz_lint import pipeline
from multiaz_lint.commands.acceptance import accept
from multiaz_lint.commands.check import about_changes
from multiaz_lint.commands.configuration import configuration, guarded
from multiaz_lint.load.files import Texts
from multiaz_lint.load.side_file import repository
from multiaz_lint.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.config import Config
    from multiaz_lint.result import Result

    Values = dict[str, Any]


class Checked:
    """What was found, and in which folder: origins count from there."""

    __slots__ = ("folder", "result")

    def __init__(self, folder: str, result: Result) -> None:
        self.folder = folder
        self.result = result

    def file(self, origin: str) -> str:
        """Return the full path of an origin."""
        folder = os.path.realpath(self.folder) if origin.startswith("../") else self.folder
        return os.path.normpath(os.path.join(folder, origin))


class Failed:
    """Why texts could not be checked."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why


Checks = list[Checked | Failed]


class Checking:
    """Checks texts again and again, and remembers what was found before they were changed."""

    __slots__ = ("_before", "_values")

    def __init__(self, values: Values) -> None:
        self._values = values
        self._before: dict[str, dict[str, Result]] = {}
        """What was found before, by the folder that was checked and what it held."""

    def check(self, texts: Mapping[str, bytes], folders: Sequence[str]) -> Checks:
        """Check texts of files, by full paths, with what their configuration or repository holds.

        What is in neither is judged with the one of the ``folders`` of the editor that holds it, or
        by itself. What is wrong with some leaves the others alone. The present folder changes.
        """
        done: Checks = []
        groups: dict[tuple[str, str], list[str]] = {}
        for path in texts:
            try:
                origin = _configuration_of(path, self._values)
            except Exception as error:  # noqa: BLE001 - a session goes on, and says what is missing
                done.append(Failed(_why(error)))
            else:
                groups.setdefault((origin, _scope(path, origin, folders)), []).append(path)
        scopes = {scope for _, scope in groups}
        self._before = {each: kept for each, kept in self._before.items() if each in scopes}
        for (origin, scope), paths in groups.items():
            judged = [path for path in paths if os.path.realpath(path) != os.path.realpath(origin)]
            try:
                done += self._checked(scope, judged, texts) if judged else ()
            except Exception as error:  # noqa: BLE001 - here as well
                done.append(Failed(_why(error)))
        return done

    def _checked(
        self, scope: str, paths: list[str], texts: Mapping[str, bytes]
    ) -> Iterator[Checked]:
        here = scope or _folder_of(paths[0])
        os.chdir(here)
        values = self._values
        config = configuration({**values}, paths)
        config.settings.texts = texts
        if scope:
            kept = self._before.setdefault(scope, {})
            results = [guarded(lambda: about_changes(values, [".", *paths], config, kept))]
        else:
            results = [guarded(partial(_alone, path, config)) for path in paths]
        for result in results:
            accept(result, paths, {**values}, config)
            yield Checked(here, result)


def _why(error: Exception) -> str:
    if isinstance(error, UsageError):
        return str(error)
    return f"internal fault: {type(error).__name__}: {error}"


def _configuration_of(path: str, values: Values) -> str:
    """Return the full path of the configuration of a file; empty where it has none."""
    os.chdir(_folder_of(path))
    config = configuration({**values}, [path])
    return os.path.abspath(config.origin) if config.origin else ""


def _alone(path: str, config: Config) -> Result:
    settings = config.settings
    return pipeline.check([Texts(settings.texts).read(path, settings.limits)], settings)


def _folder_of(path: str) -> str:
    """Return the nearest folder of a file that is there."""
    folder = os.path.dirname(path)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return folder


def _scope(path: str, configuration: str, folders: Sequence[str]) -> str:
    """Return the folder of all that a file belongs to; empty where it stands by itself."""
    folder = _folder_of(path)
    top = os.path.dirname(configuration)
    if top and _holds(top, path):
        return top
    own = repository(folder)
    if os.path.lexists(os.path.join(own, ".git")):
        return own
    holding = [each for each in folders if _holds(each, path) and not _is_too_wide(each)]
    return max(holding, key=len, default="")


def _holds(folder: str, path: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def _is_too_wide(folder: str) -> bool:
    """Whether a folder holds much that has nothing to do with each other."""
    return os.path.dirname(folder) == folder or folder == os.path.expanduser("~")
