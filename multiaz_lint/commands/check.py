"""What the check command does with its options."""

from __future__ import annotations

import os
import stat
import sys

from multiaz_lint.commands import contradictions
from multiaz_lint.commands.acceptance import NARROWING, accept
from multiaz_lint.commands.configuration import configuration, guarded
from multiaz_lint.commands.exits import accepted_code, exit_code
from multiaz_lint.commands.output import colored, report_files, targets, write, write_document
from multiaz_lint.options import UsageError, attribute_of
from multiaz_lint.paths import of_origin, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from multiaz_lint import fix
    from multiaz_lint.adopt.only_new import Check
    from multiaz_lint.config import Config
    from multiaz_lint.load.source import Source
    from multiaz_lint.load.unreadable import Unreadable
    from multiaz_lint.result import Result
    from multiaz_lint.settings import Settings

_JSON = frozenset({"json", "json-v1"})
_NO_FILE_NAMED = (
    "nothing to look at: --changed is about the files that are named, "
    "and folders only bound what is read with them"
)
_REMOVED_ONLY = (
    "--changed names no file: told is only what the files bring that git says are removed; "
    "name the changed files to check them"
)


def check(values: dict[str, Any], paths: Sequence[str]) -> int:
    """Check paths, write the reports, and return the exit code.

    Raises:
        UsageError: Options or configuration are wrong.

    """
    paths = list(paths) or ([] if values["changed"] else ["."])
    name = _named(values["stdin_filename"], paths)
    if name:
        paths = [name if path == "-" else path for path in paths]
    config = configuration(values, paths)
    if name:
        most = config.settings.limits.file_bytes + 1
        config.settings.texts = {name: sys.stdin.buffer.read(most)}
    wanted = targets(values)
    contradictions.refuse_reports(values)
    for option in ("--changed", "--diff-base"):
        if values[attribute_of(option)] and "-" in paths:
            words = "compares files of a repository: standard input has no past"
            raise UsageError(f"{option} {words}")
    replaced = report_files(wanted, values)
    if replaced is not None:
        replaced.spare_named(values, paths, config)
    result = guarded(lambda: _result(values, paths, config))
    if replaced is not None:
        replaced.spare_read(result, config.settings.limits)
    if accept(result, paths, values, config):
        return accepted_code(result)
    if values["diff"] and (values["changed"] or values["diff_base"]):
        raise UsageError("--diff needs a whole check")
    if any(name in {"sarif", "rdjson"} or (values["diff"] and name in _JSON) for name, _ in wanted):
        from multiaz_lint import fix

        result.replacements = fix.Replacements().of
    write(result, wanted, values, paths, config.settings.limits)
    if values["diff"] and not any(name in _JSON and not file for name, file in wanted):
        sources = result.sources.values()
        show_diff(guarded(lambda: plan(sources, values, paths, config)[1]), values)
    return exit_code(result, values["fail_on"] or config.fail_on or "warning", values)


def _named(name: str, paths: Sequence[str]) -> str:
    """Return the path of the file whose text is on standard input, written as the others are.

    Raises:
        UsageError: No path is ``-``, or a folder has the name.

    """
    if not name:
        return ""
    if "-" not in paths:
        raise UsageError("--stdin-filename names what is on standard input: give - as a path, too")
    if os.path.isdir(name):
        raise UsageError(f"option --stdin-filename: {name!r} is a folder")
    if os.path.isabs(name) and not any(map(os.path.isabs, paths)):
        return relative(name)
    return name


def _result(values: dict[str, Any], paths: list[str], config: Config) -> Result:
    """Run the pipeline, and silence what a comparison leaves out."""
    if values["changed"]:
        from multiaz_lint.adopt import changed

        result = _about_changes(values, paths, config)
        if not (values["quiet"] or changed.divide(paths)[1]):
            words = _REMOVED_ONLY if result.files else paths and _NO_FILE_NAMED
            sys.stderr.write(f"multiaz-lint: {words}\n" if words else "")
        nothing_asked = not (result.files or result.not_checked)
        values["allow_empty"] = values["allow_empty"] or nothing_asked
        return result
    if values["diff_base"]:
        from multiaz_lint.adopt import only_new

        return only_new.since(values["diff_base"], paths, config.settings)
    return whole(values, paths, config.settings)


def _about_changes(values: dict[str, Any], paths: Sequence[str], config: Config) -> Result:
    """Check changed files with all that they belong to."""
    from multiaz_lint.adopt import only_new

    def check(scope: Sequence[str]) -> Check:
        return _checking(values, scope, config.settings)

    return only_new.about_changes(paths, config.settings, config.origin or None, check, check)


def whole(values: dict[str, Any], paths: Sequence[str], settings: Settings) -> Result:
    """Check all that the paths hold, or know from the cache what was found in the very same."""
    from multiaz_lint.stages.reading import read

    return _checking(values, paths, settings)(read(paths, settings), settings)


def _checking(values: dict[str, Any], paths: Sequence[str], settings: Settings) -> Check:
    """Return what checks the sources of paths: it asks the cache first, unless that is no use."""
    from multiaz_lint import catalog, pipeline

    if (
        values["no_cache"]
        or values["diff"]
        or settings.matrix
        or any(each.startswith("sarif") for each in values["format"])
        or (settings.plugins and catalog.offers_plugins())
    ):
        return pipeline.check
    from multiaz_lint import cache

    def check(sources: Iterable[Source | Unreadable], settings: Settings) -> Result:
        sources = list(sources)
        name = cache.key(sources, settings) if len(sources) >= cache.FEWEST else None
        folder = cache.folder(values["cache_dir"], paths) if name is not None else ""
        if folder and name and (kept := cache.read(folder, name, sources)) is not None:
            kept.rules = catalog.rules(settings.rule_files, plugins=settings.plugins)
            return kept
        result = pipeline.check(sources, settings)
        if folder and name:
            cache.write(folder, name, result)
        return result

    return check


def plan(
    sources: Iterable[Any],
    values: dict[str, Any],
    paths: Sequence[str],
    config: Config,
    options: fix.FixOptions | None = None,
) -> tuple[Result, fix.FixPlan]:
    """Check sources and plan their edits, of safe ones where no options say otherwise."""
    from multiaz_lint import mending
    from multiaz_lint.commands import progress

    accepting = {
        **values,
        **dict.fromkeys(("write_baseline", "prune_baseline", *NARROWING), False),
    }

    def adopt(result: Result) -> None:
        accept(result, paths, accepting, config)

    with progress.line("fix:", values) as show:
        return mending.plan(sources, config.settings, options, adopt, show)


_SERVERS = ("CI", "TF_BUILD", "TEAMCITY_VERSION", "JENKINS_URL")


def _is_read() -> bool:
    """Whether standard output is a terminal or the log of a CI server, which heed what it says."""
    if sys.stdout.isatty():
        return True
    try:
        is_file = stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        is_file = False
    return not is_file and any(map(os.environ.get, _SERVERS))


def show_diff(plan: fix.FixPlan, values: dict[str, Any]) -> None:
    """Write the diff of a plan to standard output."""
    from multiaz_lint import mending

    here = os.getcwd()
    top = _top(here, [each.origin for each in plan.changes])
    name_of = (lambda origin: of_origin(origin, top)) if top else str
    colour = colored(values["color"], sys.stdout)
    lines = mending.diff(plan, colour=colour, exact=not _is_read(), name_of=name_of)
    sys.stdout.flush()
    write_document(f"{line}\n" for line in lines)
    sys.stdout.flush()
    if top not in {here, ""} and not values["quiet"] and not values.get("write"):
        from multiaz_lint.report.escape import shown

        sys.stderr.write(f"multiaz-lint: the diff is one to apply in {shown(top)}\n")


def _top(here: str, origins: Sequence[str]) -> str:
    """Return where a diff is to be applied: here, else at the root of the repository.

    git and patch take no path that goes up. It is empty where there is no such folder.
    """
    from multiaz_lint.repository import root_of

    full = [os.path.abspath(each) for each in origins if not each.startswith("<")]
    for top in (here, root_of(here, full)):
        if all(each.startswith(os.path.join(top, "")) for each in full):
            return top
    return ""
