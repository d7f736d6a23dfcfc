"""What the check command does with its options; typer and its cost stay outside."""

from __future__ import annotations

import os
import sys

from multiaz_lint import selection
from multiaz_lint.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from multiaz_lint import fix
    from multiaz_lint.config import Config
    from multiaz_lint.report.options import Options
    from multiaz_lint.result import Result
    from multiaz_lint.settings import Settings

_JSON = frozenset({"json", "json-v1"})
_PIECE = 1 << 20
CLEAN, FINDINGS, USAGE, NOTHING, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130


def check(values: dict[str, Any], paths: Sequence[str]) -> int:
    """Check paths, write the reports, and return the exit code.

    Raises:
        UsageError: Options or configuration are wrong.

    """
    paths = list(paths) or ([] if values["changed"] else ["."])
    config = configuration(values, paths)
    targets = _targets(values)
    for option in ("--changed", "--diff-base"):
        if values[option[2:].replace("-", "_")] and "-" in paths:
            words = "compares files of a repository: standard input has no past"
            raise UsageError(f"{option} {words}")
    result = _guarded(lambda: _result(values, paths, config))
    if _adopt(result, paths, values, config):
        return CLEAN
    if values["diff"] and (values["changed"] or values["diff_base"]):
        raise UsageError("--diff needs a whole check")
    if any(
        name in {"sarif", "rdjson"} or (values["diff"] and name in _JSON) for name, _ in targets
    ):
        from multiaz_lint import fix

        result.replacements = fix.Replacements().of
    write(result, targets, values, paths)
    if values["diff"] and not any(name in _JSON and not file for name, file in targets):
        sources = result.sources.values()
        show_diff(_guarded(lambda: plan(sources, values, paths, config)[1]), values)
    return exit_code(result, values["fail_on"] or config.fail_on or "warning", values)


def plan(
    sources: Iterable[Any],
    values: dict[str, Any],
    paths: Sequence[str],
    config: Config,
    options: fix.Options | None = None,
) -> tuple[Result, fix.Plan]:
    """Check sources and plan their edits, of safe ones where no options say otherwise."""
    from multiaz_lint import mending

    accepting = {
        **values,
        **dict.fromkeys(("write_baseline", "prune_baseline", *_NARROWING), False),
    }

    def adopt(result: Result) -> None:
        _adopt(result, paths, accepting, config)

    return mending.plan(sources, config.settings, options, adopt)


def show_diff(plan: fix.Plan, values: dict[str, Any]) -> None:
    """Write the diff of a plan to standard output."""
    from multiaz_lint import mending

    exact = not sys.stdout.isatty() and not os.environ.get("CI")
    lines = mending.diff(plan, colour=_colored(values["color"], sys.stdout), exact=exact)
    sys.stdout.flush()
    write_out("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _guarded(work: Any) -> Any:
    """Turn what a user can mend into a usage error."""
    from multiaz_lint.adopt.revision import RevisionError
    from multiaz_lint.catalog import CatalogError
    from multiaz_lint.load.files import MissingPathError

    try:
        return work()
    except (MissingPathError, selection.SelectionError, CatalogError, RevisionError) as error:
        raise UsageError(str(error)) from None


def configuration(values: dict[str, Any], paths: Sequence[str]) -> Config:
    """Read the configuration that applies, and let options speak over it.

    Raises:
        UsageError: A value or the file is wrong.

    """
    from multiaz_lint import config as configs

    try:
        path = values["config"] or None
        if path is None and not values["isolated"]:
            path = os.environ.get("MULTIAZ_LINT_CONFIG") or configs.find(paths)
        config = configs.read(path) if path else configs.Config()
        _override(config.settings, values)
        config.settings.whole = _covers(paths, config.settings.root)
    except (configs.ConfigError, ValueError) as error:
        raise UsageError(str(error)) from None
    return config


def _covers(paths: Sequence[str], root: str) -> bool:
    """Whether one of the paths holds the folder that the configuration is for."""
    inside = os.path.join(os.path.abspath(root), "")
    return any(inside.startswith(os.path.join(os.path.abspath(path), "")) for path in paths)


def _override(settings: Settings, values: dict[str, Any]) -> None:
    from multiaz_lint import config as configs

    settings.select = values["select"] or settings.select
    settings.ignore = [*settings.ignore, *values["ignore"]]
    settings.profile = values["profile"] or settings.profile
    settings.rule_files = [*settings.rule_files, *values["rule_file"]]
    settings.exclude = [*settings.exclude, *values["exclude"]]
    settings.default_namespace = values["default_namespace"] or settings.default_namespace
    settings.suppressions = not values["no_ignores"]
    if values["zones"]:
        settings.zones, settings.zone_names = configs.zones(values["zones"])
    if values["kubernetes"]:
        settings.kubernetes = configs.version(values["kubernetes"])
    if values["context"]:
        settings.closed = values["context"] == "closed"
    settings.matrix = bool(values.get("matrix"))
    if values["severity"]:
        settings.rules = {name: dict(own) for name, own in settings.rules.items()}
    for each in values["severity"]:
        name, equals, level = each.partition("=")
        if not equals or level not in {*selection.SEVERITIES, "off"}:
            words = "RULE=LEVEL with one of error, warning, info, off"
            raise UsageError(f"option --severity: {each!r} is not {words}")
        settings.rules[name] = {**settings.rules.get(name, {}), "severity": level}  # type: ignore[index]


def _targets(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Return formats and files, checked before any work is done."""
    from multiaz_lint.report import registry

    try:
        targets = [registry.target(each) for each in values["format"] or ["text"]]
    except registry.UnknownFormat as error:
        raise UsageError(f"option --format: {error}") from None
    if sum(1 for _, file in targets if not file) > 1:
        raise UsageError("only one format can go to standard output: write FORMAT:FILE")
    places: set[str] = set()
    for _, file in targets:
        place = os.path.realpath(file)
        if file and place in places and not _is_special(file):
            raise UsageError(f"{os.path.normpath(file)}: two reports cannot go to one file")
        places.add(place)
    return targets


def _result(values: dict[str, Any], paths: list[str], config: Config) -> Result:
    """Run the pipeline, and silence what a comparison leaves out."""
    if values["changed"]:
        from multiaz_lint.adopt import only_new

        result = only_new.about_changes(paths, config.settings, config.origin or None)
        values["allow_empty"] = values["allow_empty"] or not result.files
        return result
    if values["diff_base"]:
        from multiaz_lint.adopt import only_new

        return only_new.since(values["diff_base"], paths, config.settings)
    return _whole(values, paths, config.settings)


def _whole(values: dict[str, Any], paths: Sequence[str], settings: Settings) -> Result:
    """Check all that the paths hold, or know from the cache what was found in the very same."""
    from multiaz_lint import catalog, pipeline

    if (
        values["no_cache"]
        or values["diff"]
        or settings.matrix
        or any(each.startswith("sarif") for each in values["format"])
        or (settings.plugins and catalog.offers_plugins())
    ):
        return pipeline.run(paths, settings)
    from multiaz_lint import cache
    from multiaz_lint.load import files

    excluded = pipeline.excluder(settings)
    sources = list(files.read(paths, limits=settings.limits, excluded=excluded))
    folder = cache.folder(values["cache_dir"])
    name = cache.key(sources, settings)
    if name is not None and (kept := cache.read(folder, name, sources)) is not None:
        kept.rules = catalog.rules(settings.rule_files, plugins=settings.plugins)
        return kept
    result = pipeline.check(sources, settings)
    if name is not None:
        cache.write(folder, name, result)
    return result


def _adopt(result: Result, paths: Sequence[str], values: dict[str, Any], config: Config) -> bool:
    """Silence what the baseline accepts; write the file when asked, and tell whether that is all.

    Raises:
        UsageError: The file cannot be read or written.

    """
    from multiaz_lint.adopt import baseline

    if values["no_baseline"]:
        return False
    path = values["baseline"] or config.baseline or baseline.find(paths)
    narrowed = [f"--{each}".replace("_", "-") for each in _NARROWING if values[each]]
    if values["write_baseline"]:
        path = path or baseline.NAME
        if narrowed and os.path.exists(path):
            raise UsageError(f"--write-baseline needs a whole check, without {narrowed[0]}")
    elif path is None:
        return False
    elif values["prune_baseline"] and narrowed:
        raise UsageError(f"--prune-baseline needs a whole check, without {narrowed[0]}")
    try:
        entries = baseline.load(path) if _is_there(path, values) else []
        stale = baseline.apply(result.diagnostics, entries, path, result.sources)
        if values["write_baseline"]:
            kept = baseline.renewed(result.diagnostics, entries, path, result.sources)
            _write_file(path, baseline.write(kept))
            count = f"{len(kept)} finding{'' if len(kept) == 1 else 's'}"
            sys.stderr.write(f"multiaz-lint: {path} accepts {count}\n")
            return True
    except baseline.BaselineError as error:
        raise UsageError(str(error)) from None
    if values["prune_baseline"] and stale:
        left = baseline.without(entries, stale)
        _write_file(path, baseline.write(left))
        stale = []
    result.stale_baseline = 0 if narrowed else len(stale)
    return False


_NARROWING = ("changed", "diff_base", "select", "ignore", "profile", "severity")
"""Options that leave findings out: what such a run does not find may still be there."""


def _is_there(path: str, values: dict[str, Any]) -> bool:
    return not values["write_baseline"] or os.path.exists(path)


def write(
    result: Result,
    targets: list[tuple[str, str]],
    values: dict[str, Any],
    paths: Sequence[str],
) -> None:
    """Write every report to its place, and the summary for people to standard error.

    Raises:
        UsageError: A file cannot be written.

    """
    from multiaz_lint.report import registry

    options = report_options(values, paths)
    text_shown = False
    for name, file in targets:
        text_shown = text_shown or (name in {"text", "concise"} and not file)
        report = _report(
            name, result, options if not file else report_options(values, paths, file=True), values
        )
        if file:
            _write_file(file, report)
        else:
            write_out(report)
        for beside, text in registry.besides(name, result, options):
            _append_file(beside, text)
    empty = not result.resources and not values["allow_empty"]
    if not values["quiet"] and (text_shown or empty):
        from multiaz_lint.report import summary

        sys.stdout.flush()
        options.color = _colored(values["color"], sys.stderr)
        write_out(summary.render(result, options), sys.stderr)


def _report(name: str, result: Result, options: Options, values: dict[str, Any]) -> str:
    from multiaz_lint.report import registry

    if name in {"text", "concise"}:
        if values.get("matrix"):
            from multiaz_lint.report import matrix

            return matrix.render(result, options)
        if values.get("statistics"):
            from multiaz_lint.report import statistics

            return statistics.render(result, options)
    return registry.render(name, result, options)


def _write_file(path: str, text: str) -> None:
    """Write a report beside its place and move it there, so that none is ever half there."""
    # A device or a pipe, such as /dev/stdout, is written to, never replaced; a link is followed.
    special = _is_special(path)
    place = path if special else os.path.realpath(path)
    temporary = path if special else f"{place}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        if not special:
            os.replace(temporary, place)
    except OSError as error:
        import contextlib

        if not special:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None


def _is_special(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)


def _append_file(path: str, text: str) -> None:
    try:
        with open(path, "a", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None


def write_out(text: str, stream: Any = None) -> None:
    """Write to standard output, whatever its encoding can hold."""
    stream = stream or sys.stdout
    # In pieces: the stream would make a second copy of a long text at once.
    for start in range(0, len(text), _PIECE):
        piece = text[start : start + _PIECE]
        try:
            stream.write(piece)
        except UnicodeEncodeError:
            encoding = stream.encoding or "ascii"
            stream.write(piece.encode(encoding, "backslashreplace").decode(encoding))


def report_options(values: dict[str, Any], paths: Sequence[str], *, file: bool = False) -> Options:
    """Return how reports shall look on this terminal, or in a file."""
    from multiaz_lint.report.location import repository_of
    from multiaz_lint.report.options import Options

    terminal = not file and sys.stdout.isatty()
    here = os.getcwd()
    return Options(
        color=not file and _colored(values["color"], sys.stdout),
        links=terminal and os.environ.get("TERM", "") not in {"", "dumb", "linux"},
        width=_width() if terminal else 100,
        cwd=here,
        root=repository_of(here, paths),
        silenced=values.get("show_silenced", False),
        quiet=values["quiet"],
        environ=os.environ,
    )


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        return 100


def _colored(when: str, stream: Any) -> bool:
    if when != "auto":
        return when == "always"
    environ = os.environ
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return bool(stream.isatty()) and environ.get("TERM") != "dumb"


def exit_code(result: Result, fail_on: str, values: dict[str, Any]) -> int:
    """Return the exit code: the same for every format."""
    if any(diagnostic.rule == "rule-crashed" for diagnostic in result.diagnostics):
        return FAULT
    if fail_on != "never":
        least = selection.SEVERITIES[fail_on]
        if any(diagnostic.severity >= least for diagnostic in result.shown):
            return FINDINGS
    unread = any(each.rule == "unreadable-manifest" for each in result.diagnostics)
    if not result.resources and not unread and not values["allow_empty"]:
        return NOTHING
    return CLEAN
