"""Findings into a result: silenced, sorted, and with all else that a report needs."""

from __future__ import annotations

from multiaz_lint import suppress
from multiaz_lint.diagnostic import Diagnostic
from multiaz_lint.model import Workload
from multiaz_lint.result import Result
from multiaz_lint.stages import unjudged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
    from multiaz_lint.model import Cluster, Resource
    from multiaz_lint.result import NotChecked
    from multiaz_lint.rule import Rule, Severity
    from multiaz_lint.settings import Settings
    from multiaz_lint.stages.loading import Loaded


def gather(
    cluster: Cluster,
    loaded: Loaded,
    diagnostics: list[Diagnostic],
    settings: Settings,
    *,
    known: Mapping[str, Rule],
    ran: frozenset[str],
    built: Mapping[int, BuiltManifest],
    not_checked: Sequence[NotChecked] = (),
    unfinished: Sequence[Resource] = (),
    unused: Severity | None = None,
) -> Result:
    """Silence and sort what a check or a drill has found, and gather all that a report needs.

    ``built`` are the manifests of findings about what kustomizations build, by the ``id`` of the
    finding; ``not_checked`` is what was left out besides what could not be read. Resources that are
    ``unfinished`` become findings, and so do suppressions that silence nothing, where a severity
    for these is given.
    """
    incomplete = {each.place.origin for each in loaded.diagnostics}
    incomplete.update(each.origin for each in unfinished)
    away = {origin for origin, each in loaded.sources.items() if not each.given}
    if away:
        incomplete |= away
        _leave_alone(away, diagnostics)
    if settings.suppressions:
        suppressions = _suppressions(cluster, loaded, known, settings)
        suppressions.mark(diagnostics)
        if unused is not None:
            run = suppress.Coverage(
                ran,
                incomplete,
                whole=settings.whole,
                narrowed=settings.narrowed,
                left_out={each.origin for each in (*loaded.not_checked, *not_checked)},
            )
            diagnostics += suppressions.unused(run, unused)
    # Behind the suppressions, which cannot silence that something was not judged.
    diagnostics += unjudged.unfinished(unfinished)
    if built:
        from multiaz_lint.stages.overlays import once

        diagnostics = once(diagnostics, built, cluster.resources)
    if loaded.templates:
        from multiaz_lint.stages.rendered import place

        place(diagnostics, loaded.sources)
    diagnostics.sort(key=Diagnostic.sort_key)
    return Result(
        diagnostics,
        files=loaded.files,
        documents=loaded.documents,
        resources=len(loaded.resources),
        workloads=len(cluster.of(Workload)),
        not_checked=sorted(
            [*loaded.not_checked, *not_checked],
            key=lambda each: (each.origin, each.line, each.why),
        ),
        context=_context_of(cluster, settings),
        sources=loaded.sources,
        rules=known,
        ran=ran,
        incomplete=incomplete,
    )


def _suppressions(
    cluster: Cluster, loaded: Loaded, known: Mapping[str, Rule], settings: Settings
) -> suppress.Suppressions:
    """Return all that is silenced on purpose: in the files, and in the configuration."""
    return suppress.Suppressions(
        cluster.resources,
        loaded.sources,
        known,
        templates=loaded.templates,
        ignores=settings.ignores,
        today=_today() if settings.ignores else "",
    )


def _leave_alone(away: AbstractSet[str], diagnostics: Iterable[Diagnostic]) -> None:
    """Take edits of files that no given path holds out of findings: others may build them too."""
    for each in diagnostics:
        if any(edit.field.resource.origin in away for edit in each.edits):
            each.edits, each.fix = (), None


def _context_of(cluster: Cluster, settings: Settings) -> dict[str, object]:
    """Return what the verdicts hold for, as reports say it."""
    platform = cluster.platform
    return {
        "kubernetes": "{}.{}".format(*platform.kubernetes),
        "zones": platform.zones,
        "zone_names": list(platform.zone_names),
        "profile": settings.profile,
        "context": "closed" if platform.closed else "open",
    }


def _today() -> str:
    """Return the date in UTC, as entries of the configuration write it."""
    import time

    return time.strftime("%Y-%m-%d", time.gmtime())
