"""What a baseline accepts: read, applied, written and pruned as the options say."""

from __future__ import annotations

import os
import sys

from multiaz_lint import selection
from multiaz_lint.commands.writing import write_file
from multiaz_lint.diagnostic import UNJUDGED
from multiaz_lint.load.side_file import repository
from multiaz_lint.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.config import Config
    from multiaz_lint.result import Result

NARROWING = ("changed", "diff_base", "select", "ignore", "profile", "severity")
"""Options that leave findings out: what such a run does not find may still be there."""


def accept(result: Result, paths: Sequence[str], values: dict[str, Any], config: Config) -> bool:
    """Silence what the baseline accepts; write the file when asked, and tell whether that is all.

    Raises:
        UsageError: The file cannot be read or written.

    """
    from multiaz_lint.adopt import baseline

    if values["no_baseline"]:
        return False
    path = values["baseline"] or config.baseline or baseline.find(paths)
    narrowed = [f"--{each}".replace("_", "-") for each in NARROWING if values[each]]
    if values["write_baseline"]:
        path = path or baseline.NAME
        if narrowed and os.path.exists(path):
            raise UsageError(f"--write-baseline needs a whole check, without {narrowed[0]}")
    elif path is None:
        return False
    elif values["prune_baseline"] and narrowed:
        raise UsageError(f"--prune-baseline needs a whole check, without {narrowed[0]}")
    try:
        named = values["baseline"] or (config.baseline and not config.inside)
        inside = "" if named else repository(os.path.dirname(path))
        every = baseline.load(path, inside) if _is_there(path, values) else []
        entries = [each for each in every if _is_asked(each.rule, result)]
        stale = baseline.apply(result.diagnostics, entries, path, result.sources)
        if values["write_baseline"]:
            kept = baseline.renewed(result.diagnostics, entries, path, result.sources)
            kept += baseline.without(every, entries)
            write_file(path, baseline.write(kept))
            count = f"{len(kept)} finding{'' if len(kept) == 1 else 's'}"
            sys.stderr.write(f"multiaz-lint: {path} accepts {count}\n")
            if any(each.rule in UNJUDGED and not each.silenced for each in result.diagnostics):
                words = (
                    "not everything was judged, which nothing accepts: `multiaz-lint check` says"
                )
                sys.stderr.write(f"multiaz-lint: {words} why\n")
            return True
    except baseline.BaselineError as error:
        raise UsageError(str(error)) from None
    if values["prune_baseline"] and stale:
        left = baseline.without(every, stale)
        write_file(path, baseline.write(left))
        stale = []
    result.stale_baseline = 0 if narrowed else len(stale)
    return False


def _is_asked(rule: str, result: Result) -> bool:
    """Whether such a run finds what a rule says: a check nothing of a drill, nor the other way."""
    known = result.rules.get(rule)
    of_drill = known is not None and known.category == "drill"
    return rule == selection.UNREADABLE or of_drill == result.drilled


def _is_there(path: str, values: dict[str, Any]) -> bool:
    return not values["write_baseline"] or os.path.exists(path)
