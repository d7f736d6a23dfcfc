"""What a baseline accepts: read, applied, written and pruned as the options say."""

from __future__ import annotations

import os
import sys

from multiaz_lint import repository
from multiaz_lint.commands.writing import write_file
from multiaz_lint.diagnostic import UNJUDGED
from multiaz_lint.options import UsageError
from multiaz_lint.paths import real_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.adopt.entry import Entry
    from multiaz_lint.adopt.reach import Reach
    from multiaz_lint.config import Config
    from multiaz_lint.result import Result

_CONFIGURABLE = (
    "select", "profile", "severity", "zones", "kubernetes", "context", "default_namespace",
    "exclude", "plays", "nodes_per_zone",
)  # fmt: skip
NARROWING = ("changed", "diff_base", "ignore", "isolated", "lose", "no_rollouts", *_CONFIGURABLE)
"""Options for one run that may leave findings out: what it does not find may still be there."""


def accept(result: Result, paths: Sequence[str], values: dict[str, Any], config: Config) -> bool:
    """Silence what the baseline accepts; write the file when asked, and tell whether that is all.

    Raises:
        UsageError: The file cannot be read or written.

    """
    from multiaz_lint.adopt import nearest

    if values["no_baseline"]:
        return False
    path = values["baseline"] or config.baseline or nearest.find(paths)
    if values["write_baseline"]:
        path = path or nearest.NAME
    elif path is None:
        return False
    from multiaz_lint.adopt import baseline, baseline_file

    trusted = bool(values["baseline"] or (config.baseline and not config.inside))
    entries = read(path, trusted=trusted) if _is_there(path, values) else []
    folder = os.path.dirname(path)
    reach = baseline.reach_of(result, folder)
    why = _narrowed(values, paths) or _missed(reach, entries, paths, path)
    if values["prune_baseline"] and why:
        raise UsageError(f"--prune-baseline needs a whole check{why}")
    reach.narrowed = bool(why)
    found = baseline.apply(result.diagnostics, entries, folder, reach)
    if values["write_baseline"]:
        _write(path, baseline.renewed(result.diagnostics, found, folder), result)
        return True
    if values["prune_baseline"] and found.stale:
        write_file(path, baseline_file.write(baseline.without(entries, found.stale)))
        found.stale = []
    result.stale_baseline = len(found.stale)
    result.moved = found.moved
    return False


def read(path: str, *, trusted: bool) -> list[Entry]:
    """Read a baseline; one that is not trusted must lie in the repository that it is found in.

    Raises:
        UsageError: It cannot be read, or is none.

    """
    from multiaz_lint.adopt import baseline_file

    try:
        return baseline_file.load(path, "" if trusted else repository.root(os.path.dirname(path)))
    except baseline_file.BaselineError as error:
        raise UsageError(str(error)) from None


def _narrowed(values: dict[str, Any], paths: Sequence[str]) -> str:
    """Say which option narrows a run, if one does: --isolated where there is a configuration."""
    from multiaz_lint import config as configs

    for each in NARROWING:
        if values.get(each) and (each != "isolated" or configs.find(paths)):
            option = f"--{each}".replace("_", "-")
            words = "; what holds for every run belongs into the configuration"
            return f", without {option}{words if each in _CONFIGURABLE else ''}"
    return ""


def _missed(reach: Reach, entries: Sequence[Entry], paths: Sequence[str], path: str) -> str:
    """Say which file of accepted findings none of the paths holds, if there is one."""
    tops = [os.path.join(real_path(each), "") for each in paths if each != "-"]
    folder = os.path.dirname(path)

    def is_asked(origin: str) -> bool:
        real = real_path(os.path.join(folder, origin))
        return origin.startswith("<") or any(f"{real}{os.sep}".startswith(top) for top in tops)

    origin = reach.missed(entries, is_asked)
    return f": {path} accepts findings of {origin}, which was not read" if origin else ""


def _write(path: str, entries: Sequence[Entry], result: Result) -> None:
    from multiaz_lint.adopt import baseline_file
    from multiaz_lint.model.words import counted
    from multiaz_lint.report.escape import shown

    write_file(path, baseline_file.write(entries))
    count = counted(len(entries), "finding")
    sys.stderr.write(f"multiaz-lint: {shown(path)} accepts {count}\n")
    if any(each.rule in UNJUDGED and not each.silenced for each in result.diagnostics):
        words = "not everything was judged, which nothing accepts: `multiaz-lint check` says"
        sys.stderr.write(f"multiaz-lint: {words} why\n")


def _is_there(path: str, values: dict[str, Any]) -> bool:
    return not values["write_baseline"] or os.path.exists(path)
