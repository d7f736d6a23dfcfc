"""Runs that show only what is new: since a revision, or about the files that one has changed."""

from __future__ import annotations

from multiaz_lint import pipeline
from multiaz_lint.adopt import baseline, changed, revision
from multiaz_lint.result import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.settings import Settings


def since(ref: str, paths: Sequence[str], settings: Settings) -> Result:
    """Check the work tree, and silence what was found in the same way at a revision.

    Raises:
        RevisionError: Git cannot show the revision.

    """
    at = revision.commit(ref)
    result = pipeline.run(paths, settings)
    before = _at(at, paths, settings)
    known = _known(result, before)
    for index, diagnostic in enumerate(result.diagnostics):
        if index in known:
            diagnostic.suppressed = f"not new since {ref}"
    return result


def about_changes(paths: Sequence[str], settings: Settings, configuration: str | None) -> Result:
    """Check all that changed files belong to, and silence what is not about the change.

    Folders among the paths bound what is read. A changed configuration changes everything. When
    nothing was changed nothing is read.
    """
    folders, files = changed.divide(paths)
    gone, base = changed.deleted()
    if not files and not gone:
        return Result([])
    scope = folders or changed.context(files, configuration)
    result = pipeline.run(scope, settings)
    if configuration and changed.is_one_of(configuration, files):
        return result
    old = _known(result, _at(base, scope, settings)) if gone else None
    every = enumerate(result.diagnostics)
    changed.narrow([each for index, each in every if old is None or index in old], files)
    return result


def _at(commit: str, paths: Sequence[str], settings: Settings) -> list[Diagnostic]:
    """Return what is found in the manifests of a commit."""
    sources = revision.sources(
        commit, paths, limits=settings.limits, excluded=pipeline.excluder(settings)
    )
    return pipeline.check(sources, settings).shown


def _known(result: Result, before: Sequence[Diagnostic]) -> set[int]:
    """Return the indexes of the findings that were there before."""
    import os

    locate = baseline.locator(".")
    return baseline.match(
        result.diagnostics,
        baseline.entries_of(before, locate),
        locate,
        read={locate(origin) for origin in result.sources},
        exists=os.path.exists,
    ).known
