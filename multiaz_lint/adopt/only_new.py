"""Runs that show only what is new: since a revision, or about the files that one has changed."""

from __future__ import annotations

import os
from itertools import chain

from multiaz_lint import pipeline
from multiaz_lint.adopt import baseline, changed, git, revision, sparse
from multiaz_lint.adopt.reach import Reach
from multiaz_lint.diagnostic import ELSEWHERE, NOT_NEW, UNJUDGED
from multiaz_lint.load.bounds import Bounds
from multiaz_lint.paths import slashed
from multiaz_lint.result import NotChecked, Result
from multiaz_lint.stages import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.source import Source
    from multiaz_lint.load.unreadable import Unreadable
    from multiaz_lint.settings import Settings

    Check = Callable[[Iterable[Source | Unreadable], Settings], Result]


def since(ref: str, paths: Sequence[str], settings: Settings) -> Result:
    """Check the work tree, and silence what was found in the same way at a revision.

    What a sparse checkout leaves out of the work tree is left out of the revision too, and told.

    Raises:
        RevisionError: Git cannot show the revision.

    """
    at = git.commit(ref, paths)
    result = pipeline.run(paths, settings)
    away = sparse.left_out(paths)
    known = _known(result, _at(at, paths, settings, away))
    result.not_checked = [*result.not_checked, *away.told()]
    for index, diagnostic in enumerate(result.diagnostics):
        if index in known:
            diagnostic.suppressed = f"{NOT_NEW}{ref}"
    return result


def about_changes(
    paths: Sequence[str],
    settings: Settings,
    configuration: str | None,
    now: Callable[[Sequence[str]], Check],
    before: Callable[[Sequence[str]], Check],
) -> Result:
    """Check the files among paths as :func:`about_files` does; the folders bound what is read.

    Of a file that is not there, and was not or is left out by a sparse checkout, it is said that it
    was not checked; so it is of one that is outside of what is read where no folder bounds that.

    Raises:
        RevisionError: Git cannot say what was there before.

    """
    folders, files = changed.divide(paths)
    if not files and not git.is_repository(git.stand(folders)):
        raise git.RevisionError(f"--changed: {changed.NOTHING_NAMED}")
    try:
        missing = changed.not_there(file for file in files if file not in settings.texts)
        away = sparse.left_out(missing) if missing else sparse.LeftOut()
        removed = changed.removal(files or folders)
        missing = [each for each in missing if each not in away]
        unknown = changed.unknown(missing, removed, settings.limits)
        files = [file for file in files if file not in unknown and file not in away]
        scope = folders or [changed.context(files, configuration)]
        outside = [] if folders else changed.outside(files, *scope)
        files = [file for file in files if file not in outside]
        result = about_files(files, scope, settings, configuration, now, before, removed)
    except git.RevisionError as error:
        words = f"--changed asks git what was there before the change: {error}"
        raise git.RevisionError(words) from None
    left = [NotChecked(slashed(file), changed.UNKNOWN) for file in unknown]
    left += [NotChecked(slashed(file), changed.OUTSIDE) for file in outside]
    result.not_checked = [*result.not_checked, *left, *away.told()]
    return result


def about_files(
    files: Sequence[str],
    scope: Sequence[str],
    settings: Settings,
    configuration: str | None,
    now: Callable[[Sequence[str]], Check],
    before: Callable[[Sequence[str]], Check],
    removed: changed.Removal = changed.NOTHING_REMOVED,
) -> Result:
    """Check all that changed files belong to, and silence what is not about the change.

    What the change brings elsewhere is about it too: a budget that it takes away is missed in a
    file that was not changed. So the rest is compared with what was found when the changed files
    were as they were. The folders of ``scope`` are read, unless nothing was changed. A changed
    configuration changes everything. A file that git keeps no longer is gone though the work tree
    has it, unless it is named. ``now`` and ``before`` give what checks the sources of some folders,
    as they are and as they were. Where it is not known what is ``removed``, and since which commit,
    git is not asked, and only what stands in the files themselves is told.

    Raises:
        RevisionError: Git cannot say what was there before.

    """
    gone, base = removed
    if not files and not gone:
        return Result([])
    left = {os.path.abspath(each) for each in gone if os.path.lexists(each)}
    left.difference_update(map(os.path.abspath, files))
    sources = list(reading.read(scope, settings))
    kept = (each for each in sources if not left or os.path.abspath(each.origin) not in left)
    result = now(scope)(list(kept), settings)
    if configuration and changed.among(files)(configuration):
        return result
    elsewhere = changed.elsewhere(result.diagnostics, files)
    if elsewhere and base:
        old = _before(base, sources, [*files, *gone], scope, settings)
        found = before(scope)(reading.complete(old, scope, settings), settings)
        known = _known(result, found.shown)
        elsewhere = [index for index in elsewhere if index in known]
    for index in elsewhere:
        if result.diagnostics[index].rule not in UNJUDGED:
            result.diagnostics[index].suppressed = ELSEWHERE
    return result


def _before(
    base: str,
    now: Sequence[Source | Unreadable],
    files: Sequence[str],
    scope: Sequence[str],
    settings: Settings,
) -> Iterator[Source | Unreadable]:
    """Yield what was there before files were changed, each in the place of what is there now.

    Of those that are gone it is what would be read if they were there.
    """
    is_changed = changed.among(files)
    changes = [source.origin for source in now if is_changed(source.origin)]
    bounds = Bounds(reading.excluder(settings), heeding=settings.suppressions)
    gone = [file for file in files if bounds.would_read(file, scope)]
    old = {each.origin: each for each in revision.files(base, [*changes, *gone], settings.limits)}
    for source in now:
        if not is_changed(source.origin):
            yield source
        elif source.origin in old:
            yield old.pop(source.origin)
    yield from old.values()


def _at(
    commit: str, paths: Sequence[str], settings: Settings, away: sparse.LeftOut
) -> list[Diagnostic]:
    """Return what is found in the manifests of a commit, but for those that are away now."""
    excluded = reading.excluder(settings)
    there = revision.sources(commit, paths, limits=settings.limits, excluded=excluded)
    sources = (each for each in there if each.origin not in away)

    def read(wanted: list[str]) -> Iterator[Source | Unreadable]:
        found = revision.files(commit, wanted, settings.limits)
        return (each for each in found if each.origin not in away)

    return pipeline.check(reading.complete(sources, paths, settings, read), settings).shown


def _known(result: Result, before: Sequence[Diagnostic]) -> set[int]:
    """Return the indexes of the findings that were there before.

    Most are there as they were, with the same words in the same file: only the others are matched
    as the findings of a baseline are.
    """
    there: dict[tuple[Any, ...], list[Diagnostic]] = {}
    for each in before:
        there.setdefault(_written(each), []).append(each)
    known: set[int] = set()
    left: list[int] = []
    for index, each in enumerate(result.diagnostics):
        if each.suppressed is None and each.rule not in UNJUDGED:
            same = there.get(_written(each))
            if same:
                same.pop()
                known.add(index)
            else:
                left.append(index)
    if left:
        locate = baseline.locator(".")
        found = baseline.match(
            [result.diagnostics[index] for index in left],
            baseline.entries_of(chain.from_iterable(there.values()), locate),
            locate,
            Reach({locate(origin) for origin in result.sources}, os.path.exists),
        )
        known.update(left[index] for index in found.known)
    return known


def _written(each: Diagnostic) -> tuple[Any, ...]:
    """Return all by which a finding is known, as it is written."""
    resource = each.resource.as_tuple() if each.resource is not None else None
    return (
        each.place.origin, each.rule, resource, each.named_field or each.field, each.message,
        each.builds, each.in_some,
    )  # fmt: skip
