"""Open texts into results and edits: judged with all that they belong to, as ``--changed`` does."""

from __future__ import annotations

import os
from functools import partial

from multiaz_lint import catalog, fix, pipeline
from multiaz_lint.adopt import changed, only_new
from multiaz_lint.adopt.git import RevisionError
from multiaz_lint.commands import check as checks
from multiaz_lint.commands.acceptance import accept
from multiaz_lint.commands.configuration import configuration, guarded
from multiaz_lint.load.files import Seen, Texts
from multiaz_lint.lsp.memory import Memory
from multiaz_lint.lsp.scope import file_of, folder_of, scope_of
from multiaz_lint.lsp.work import GivenUpError
from multiaz_lint.options import UsageError
from multiaz_lint.paths import real_path
from multiaz_lint.stages import reading
from multiaz_lint.stages.ahead import Ahead

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from multiaz_lint.config import Config
    from multiaz_lint.fix import FileChange
    from multiaz_lint.lsp.work import Work
    from multiaz_lint.result import Result

    Values = dict[str, Any]
    Tell = Callable[["Checked", frozenset[str]], None]


class Checked:
    """What was found, and in which folder: origins count from there."""

    __slots__ = ("folder", "result")

    def __init__(self, folder: str, result: Result) -> None:
        self.folder = folder
        self.result = result

    def file(self, origin: str) -> str:
        """Return the full path of an origin."""
        return file_of(origin, self.folder)


class Mended(Checked):
    """What is to be changed in one file, which mends so many findings."""

    __slots__ = ("change", "findings")

    def __init__(self, folder: str, result: Result, change: FileChange, findings: int) -> None:
        super().__init__(folder, result)
        self.change = change
        self.findings = findings


class Failed:
    """Why texts could not be checked, or mended."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why


Checks = list[Checked | Failed]


class Checking:
    """Checks texts again and again, and remembers what was found last."""

    __slots__ = ("_memories", "_values")

    def __init__(self, values: Values) -> None:
        self._values = values
        self._memories: dict[str, Memory] = {}
        """By the folder that was checked."""

    def check(
        self,
        texts: Mapping[str, bytes],
        folders: Sequence[str],
        work: Work,
        tell: Tell | None = None,
    ) -> Checks:
        """Check texts of files, by full paths, with what their configuration or repository holds.

        What is in neither is judged with the one of the ``folders`` of the editor that holds it, or
        by itself. What is wrong with some leaves the others alone. The present folder changes.

        What is found in texts themselves may be known long before the end; see ``stages.ahead``.
        ``tell`` is called with that, and with the origins of those of which it is all. Not where
        texts belong to several folders, as each may have something to say of a text in another; nor
        of texts that an entry of the baseline has followed, if it was for a file that is gone: it
        may follow others. Nor where rules of plugins run, which may report on anything.

        Raises:
            GivenUpError: The work was given up.

        """
        done: Checks = []
        groups: dict[tuple[str, str], list[str]] = {}
        for path in texts:
            try:
                place = self._place(path, folders)
            except Exception as error:  # noqa: BLE001 - a session goes on, and says what is missing
                done.append(Failed(_why(error)))
            else:
                if place is not None:
                    groups.setdefault(place, []).append(path)
        scopes = {scope for _, scope in groups}
        self._memories = {scope: self._memories.get(scope) or Memory() for scope in scopes}
        for (_, scope), paths in groups.items():
            try:
                early = tell if len(groups) == 1 else None
                done += self._checked(scope, paths, texts, work, early)
            except GivenUpError:
                raise
            except Exception as error:  # noqa: BLE001 - here as well
                done.append(Failed(_why(error)))
        return done

    def _place(self, path: str, folders: Sequence[str]) -> tuple[str, str] | None:
        """Return the configuration of a file, and the folder of all that it belongs to.

        They are empty where there is none. A configuration itself is judged by nobody.
        """
        os.chdir(folder_of(path))
        config = configuration({**self._values}, [path])
        origin = os.path.abspath(config.origin) if config.origin else ""
        if real_path(path) == real_path(origin):
            return None
        return origin, scope_of(path, origin, folders)

    def _checked(
        self,
        scope: str,
        paths: list[str],
        texts: Mapping[str, bytes],
        work: Work,
        tell: Tell | None,
    ) -> Iterator[Checked | Failed]:
        here, config = self._begin(scope, paths, texts, work)
        memory = self._memories[scope]
        if scope:
            ahead = self._ahead(here, paths, config, tell)
            result, why = guarded(partial(_together, paths, config, memory, ahead))
            results = [result]
            if why:
                yield Failed(why)
        else:
            results = [guarded(partial(_alone, path, config)) for path in paths]
        for result in results:
            accept(result, paths, {**self._values}, config)
            yield Checked(here, memory.told(result))

    def _ahead(
        self, here: str, paths: list[str], config: Config, tell: Tell | None
    ) -> Ahead | None:
        """Return who is told of what is found in files themselves, once that is known."""
        if tell is None or (config.settings.plugins and catalog.offers_plugins()):
            return None
        names = {os.path.basename(path) for path in paths}
        wanted = Seen()
        for path in paths:
            wanted.add(path)

        def is_it(origin: str) -> bool:
            return origin.rpartition("/")[2] in names and file_of(origin, here) in wanted

        def told(result: Result, origins: frozenset[str]) -> None:
            accept(result, paths, {**self._values}, config)
            if not result.moved:
                tell(Checked(here, result), origins)

        return Ahead(is_it, told)

    def _begin(
        self, scope: str, paths: Sequence[str], texts: Mapping[str, bytes], work: Work
    ) -> tuple[str, Config]:
        """Go to where files are checked, and return it and what decides about that."""
        here = scope or folder_of(paths[0])
        os.chdir(here)
        config = configuration({**self._values}, paths)
        config.settings.texts = texts
        config.settings.checkpoint = work.go_on
        return here, config

    def mend(
        self, path: str, texts: Mapping[str, bytes], folders: Sequence[str], work: Work
    ) -> Mended | Failed | None:
        """Make and prove all safe edits of one file, as ``fix`` does; None where there are none.

        Raises:
            GivenUpError: The work was given up.

        """
        try:
            place = self._place(path, folders)
            return self._mended(path, place[1], texts, work) if place is not None else None
        except GivenUpError:
            raise
        except Exception as error:  # noqa: BLE001 - as of a check
            return Failed(_why(error))

    def _mended(
        self, path: str, scope: str, texts: Mapping[str, bytes], work: Work
    ) -> Mended | None:
        here, config = self._begin(scope, [path], texts, work)
        settings = config.settings
        values = {**self._values, "quiet": True}
        wanted = Seen()
        wanted.add(path)

        def is_it(origin: str) -> bool:
            return file_of(origin, here) in wanted

        if scope:
            sources = reading.read(["."], settings)
        else:
            sources = iter([Texts(texts).read(path, settings.limits)])
        options = fix.FixOptions(within=is_it)
        result, plan = guarded(lambda: checks.plan(sources, values, [path], config, options))
        change = next((each for each in plan.changes if is_it(each.origin)), None)
        return Mended(here, result, change, len(plan.cured)) if change is not None else None


def _why(error: Exception) -> str:
    if isinstance(error, UsageError):
        return str(error)
    return f"internal fault: {type(error).__name__}: {error}"


def _together(
    paths: Sequence[str], config: Config, memory: Memory, ahead: Ahead | None
) -> tuple[Result, str]:
    """Check files with all around them; say why what a change brings elsewhere is not told.

    An editor goes on where git is missing, or does not trust the owner of a folder.
    """
    now, origin = memory.of_now(paths, ahead), config.origin or None
    about = partial(
        only_new.about_files,
        paths, ["."], config.settings, origin, lambda _: now, lambda _: memory.before,
    )  # fmt: skip
    try:
        return about(removed=changed.removal(paths)), ""
    except RevisionError as error:
        why = f"what a change brings to other files is not told, as git cannot compare: {error}"
        return about(), why


def _alone(path: str, config: Config) -> Result:
    settings = config.settings
    return pipeline.check([Texts(settings.texts).read(path, settings.limits)], settings)
