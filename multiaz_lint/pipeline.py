"""The pipeline on one page: sources into resources, a cluster, problems, diagnostics."""

from __future__ import annotations

import gc
import os
from itertools import chain

from multiaz_lint import selection, suppress, unjudged
from multiaz_lint.adapters.refer import refer
from multiaz_lint.diagnostic import Diagnostic
from multiaz_lint.judging import Judging
from multiaz_lint.load import files
from multiaz_lint.load.kustomize.completing import completed
from multiaz_lint.loading import load
from multiaz_lint.model import Cluster, Node, Resource, Workload
from multiaz_lint.result import NotChecked, Result
from multiaz_lint.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from multiaz_lint.load.files import Paths
    from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
    from multiaz_lint.load.kustomize.completing import Read
    from multiaz_lint.load.source import Source
    from multiaz_lint.load.unreadable import Unreadable
    from multiaz_lint.loading import Loaded
    from multiaz_lint.rule import Rule, Severity
    from multiaz_lint.selection import Chosen


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


def read(paths: Paths, settings: Settings) -> Iterator[Source | Unreadable]:
    """Read the files that settings do not leave out, and what their kustomizations build of.

    What a .gitignore leaves out is read too where suppressions do not count: like them it comes
    with the tree, and says nothing to git of files that are in the repository.
    """
    names = files.several(paths)
    excluded = excluder(settings)
    texts = files.Texts(settings.texts)
    found = files.read(
        names, limits=settings.limits, excluded=excluded, heeding=settings.suppressions,
        texts=texts,
    )  # fmt: skip
    if settings.texts:
        new = _new(names, settings)
        found = chain(found, (texts.read(each, settings.limits) for each in new))
    return complete(found, names, settings)


def _new(names: Sequence[str], settings: Settings) -> Iterator[str]:
    """Yield the files of texts that are not there, and would be read with these folders."""
    from multiaz_lint.load.bounds import Bounds

    bounds = Bounds(excluder(settings), heeding=settings.suppressions)
    unnamed = (path for path in settings.texts if path not in names)
    return (path for path in unnamed if bounds.would_read(path, names))


def complete(
    sources: Iterable[Source | Unreadable],
    paths: Iterable[str],
    settings: Settings,
    read: Read | None = None,
) -> Iterator[Source | Unreadable]:
    """Add to the sources of paths what their kustomizations build of and the paths do not hold.

    It is read from the work tree, if not told how.
    """
    limits = settings.limits
    texts = files.Texts(settings.texts)

    def from_files(paths: list[str]) -> Iterator[Source | Unreadable]:
        there = (path for path in paths if os.path.isfile(path) or path in texts)
        return (texts.read(path, limits) for path in there)

    return completed(
        sources,
        paths,
        read or from_files,
        limits,
        excluded=excluder(settings),
        heeding=settings.suppressions,
    )


def check(sources: Iterable[Source | Unreadable], settings: Settings) -> Result:
    """Check sources that have been read; raises as :func:`lint` does."""
    known, chosen = rules_for(settings)
    collecting = gc.isenabled()
    gc.disable()  # trees hold no cycles; collecting among them only costs time
    try:
        loaded = load(sources, settings)
        cluster = assemble(loaded, settings, judged=True)
        return judge(cluster, loaded, chosen, known, settings)
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


def assemble(loaded: Loaded, settings: Settings, *, judged: bool = False) -> Cluster:
    """Put the resources together, with the platform that settings or Nodes describe.

    To be ``judged`` it holds no pods that a workload of the input has made.
    """
    zones = sorted(
        {node.zone for node in loaded.resources if isinstance(node, Node) and node.zone is not None}
    )
    resources: Sequence[Resource] = loaded.resources
    custom = any(type(each) is Resource and "." in each.group for each in resources)
    if custom:
        from multiaz_lint.adapters.adapt import adapt

        resources = adapt(resources, settings.adapters)
    resources = refer(resources)
    if settings.adapters:
        loaded.not_checked += unjudged.unmet(resources, settings)
    if custom:
        loaded.not_checked += unjudged.unadapted(loaded.resources, resources, settings)
    if resources is not loaded.resources:
        loaded.resources = [each for each in resources if not each.part]
    if judged and any(each.owned for each in resources):
        from multiaz_lint.model.made_pods import without_made

        resources, made = without_made(resources)
        loaded.not_checked += unjudged.made(made)
    cluster = Cluster(resources, settings.platform(zones), settings.limits.relations)
    kinds = {each.kind for each in resources}
    if "RuntimeClass" in kinds:
        from multiaz_lint.model.runtime_class import add_runtime_classes

        add_runtime_classes(cluster)
    if "Namespace" in kinds:
        from multiaz_lint.model.namespaces import add_namespaces

        add_namespaces(cluster)
    return cluster


def judge(
    cluster: Cluster,
    loaded: Loaded,
    chosen: list[Chosen],
    known: dict[str, Rule],
    settings: Settings,
) -> Result:
    """Let the chosen rules judge a cluster."""
    diagnostics = adjusted(loaded, chosen)
    judging = Judging(chosen, diagnostics, settings.beat)
    judging.judge(cluster)
    told = [each.severity for each in chosen if each.rule.id == suppress.UNUSED]
    result = gather(
        cluster,
        loaded,
        diagnostics,
        settings,
        known=known,
        ran=_ran(chosen, settings) - judging.failed,
        built=judging.built,
        not_checked=[
            *judging.placeholders.values(),
            *unjudged.without_pods(cluster),
            *unjudged.of_others(cluster),
        ],
        unfinished=judging.unfinished,
        unused=told[0] if told else None,
    )
    if settings.matrix:
        from multiaz_lint import policy

        asked = [each.rule.id for each in chosen]
        result.matrix = list(policy.rows(cluster, diagnostics, asked))
    return result


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
        suppressions = suppress.Suppressions(
            cluster.resources,
            loaded.sources,
            known,
            templates=loaded.templates,
            ignores=settings.ignores,
            today=_today() if settings.ignores else "",
        )
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
        from multiaz_lint.overlays import once

        diagnostics = once(diagnostics, built, cluster.resources)
    if loaded.templates:
        from multiaz_lint.rendered import place

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


def _leave_alone(away: AbstractSet[str], diagnostics: Iterable[Diagnostic]) -> None:
    """Take edits of files that no given path holds out of findings: others may build them too."""
    for each in diagnostics:
        if any(edit.field.resource.origin in away for edit in each.edits):
            each.edits, each.fix = (), None


def _ran(chosen: Iterable[Chosen], settings: Settings) -> frozenset[str]:
    """Return the rules by which a check is able to find something."""
    away = set() if settings.suppressions else {suppress.UNUSED}
    return frozenset(each.rule.id for each in chosen if each.rule.category != "drill").difference(
        away
    )


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


def excluder(settings: Settings) -> Callable[[str], bool] | None:
    """Return what leaves paths out; the patterns are those of .gitignore, from the root."""
    if not settings.exclude:
        return None
    from multiaz_lint.load.ignore import ignored, parse

    root = os.path.abspath(settings.root or ".").replace(os.sep, "/")
    levels = ((root, parse("\n".join(settings.exclude))),)

    def excluded(path: str) -> bool:
        full = os.path.abspath(path).replace(os.sep, "/")
        return ignored(full, levels, folder=path.endswith("/"))

    return excluded
