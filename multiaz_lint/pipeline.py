"""The pipeline on one page: sources into resources, a cluster, problems, diagnostics."""

from __future__ import annotations

import gc

from multiaz_lint import selection, suppress
from multiaz_lint.result import NotChecked
from multiaz_lint.settings import Settings
from multiaz_lint.stages import unjudged
from multiaz_lint.stages.assembling import assemble
from multiaz_lint.stages.gathering import gather
from multiaz_lint.stages.judging import Judging
from multiaz_lint.stages.loading import load
from multiaz_lint.stages.reading import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.load.files import Paths
    from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
    from multiaz_lint.load.source import Source
    from multiaz_lint.load.unreadable import Unreadable
    from multiaz_lint.model import Cluster
    from multiaz_lint.result import Result
    from multiaz_lint.rule import Rule
    from multiaz_lint.selection import Chosen
    from multiaz_lint.stages.ahead import Ahead
    from multiaz_lint.stages.loading import Loaded


def lint(paths: Paths, settings: Settings | None = None) -> list[Diagnostic]:
    """Check manifests in files and folders, and return the findings that are not silenced.

    Raises:
        MissingPathError: A path does not exist.
        SelectionError: A setting names a rule or parameter that does not exist.
        CatalogError: A rule cannot be loaded.

    """
    return run(paths, settings or Settings()).shown


def run(paths: Paths, settings: Settings) -> Result:
    """Read paths and check what they hold; raises as :func:`lint` does."""
    return check(read(paths, settings), settings)


def check(
    sources: Iterable[Source | Unreadable], settings: Settings, ahead: Ahead | None = None
) -> Result:
    """Check sources that have been read; raises as :func:`lint` does.

    Who wants to be told ``ahead`` of some texts is, before all others are judged.
    """
    known, chosen = rules_for(settings)
    collecting = gc.isenabled()
    gc.disable()  # trees hold no cycles; collecting among them only costs time
    try:
        loaded = load(sources, settings)
        cluster = assemble(loaded, settings, judged=True)
        return judge(cluster, loaded, chosen, known, settings, ahead)
    finally:
        if collecting:
            gc.enable()


def rules_for(settings: Settings) -> tuple[dict[str, Rule], list[Chosen]]:
    """Return the rules that there are, and of them those that settings choose.

    Raises:
        SelectionError: A setting names a rule or parameter that does not exist.
        CatalogError: A rule cannot be loaded.

    """
    from multiaz_lint import catalog

    known = catalog.rules(settings.rule_files, plugins=settings.plugins)
    chosen = selection.choose(
        known,
        profile=settings.profile,
        select=settings.select,
        ignore=settings.ignore,
        settings=settings.rules,
        places=settings.rules_at,
        patterns_at=settings.patterns_at,
    )
    selection.settle(known, settings.adapters)
    return known, chosen


def examine(sources: Iterable[Source], settings: Settings, rule: Rule) -> list[Diagnostic]:
    """Check sources with one rule alone, switched on whatever the profile says."""
    on = {rule.id: {"severity": str(rule.severity)}}
    chosen = selection.choose({rule.id: rule}, profile=settings.profile, settings=on)
    for each in chosen:
        each.forced = False
    loaded = load(sources, settings, examples=True)
    cluster = assemble(loaded, settings, judged=True)
    result = judge(cluster, loaded, chosen, {rule.id: rule}, settings)
    return list(result.diagnostics)


def adjusted(loaded: Loaded, chosen: list[Chosen]) -> list[Diagnostic]:
    """Give what the run itself found the severities of its rules.

    What could not be read stays told where its rule is off.
    """
    severities = {each.rule.id: each.severity for each in chosen}
    told = {each.origin for each in loaded.not_checked if not each.line}
    kept = []
    for each in loaded.diagnostics:
        if each.rule in severities:
            each.severity = severities[each.rule]
            kept.append(each)
        elif each.place.origin not in told:
            place = each.place
            loaded.not_checked.append(NotChecked(place.origin, each.message, place.line))
    return kept


def judge(
    cluster: Cluster,
    loaded: Loaded,
    chosen: list[Chosen],
    known: dict[str, Rule],
    settings: Settings,
    ahead: Ahead | None = None,
) -> Result:
    """Let the chosen rules judge a cluster, and first what somebody wants to know ``ahead``."""
    diagnostics = adjusted(loaded, chosen)
    judging = Judging(chosen, diagnostics, settings.checkpoint)
    told = [each.severity for each in chosen if each.rule.id == suppress.UNUSED]

    def gathered(found: list[Diagnostic], built: Mapping[int, BuiltManifest]) -> Result:
        return gather(
            cluster,
            loaded,
            found,
            settings,
            known=known,
            ran=_ran(chosen, settings) - judging.failed,
            built=built,
            not_checked=[
                *judging.placeholders.values(),
                *unjudged.without_pods(cluster),
                *unjudged.of_others(cluster),
                *unjudged.placed_otherwise(cluster),
            ],
            unfinished=judging.unfinished,
            unused=told[0] if told else None,
        )

    if ahead is None:
        judging.judge(cluster)
    else:
        first, others = ahead.divide(cluster.resources, loaded)
        judging.judge(cluster, first)
        if not judging.unfinished:
            from multiaz_lint.stages.ahead import copies

            ahead.tell(gathered(*copies(diagnostics, judging.built)))
        judging.judge(cluster, others)
    result = gathered(diagnostics, judging.built)
    if settings.matrix:
        from multiaz_lint.stages import policy

        asked = [each.rule.id for each in chosen]
        result.matrix = list(policy.rows(cluster, diagnostics, asked))
        if loaded.templates:
            from multiaz_lint.stages.rendered import place_rows

            place_rows(result.matrix, loaded.sources)
    return result


def _ran(chosen: Iterable[Chosen], settings: Settings) -> frozenset[str]:
    """Return the rules by which a check is able to find something."""
    away = set() if settings.suppressions else {suppress.UNUSED}
    return frozenset(each.rule.id for each in chosen if each.rule.category != "drill").difference(
        away
    )
