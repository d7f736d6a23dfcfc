"""Everything that a drill command drills, and the result that its reports are made from."""

from __future__ import annotations

from multiaz_lint.commands import drill_settings, progress
from multiaz_lint.options import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.drill.run import DrillOptions, Report
    from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
    from multiaz_lint.model import Cluster, Field, Resource
    from multiaz_lint.result import Result
    from multiaz_lint.selection import Chosen
    from multiaz_lint.settings import Settings
    from multiaz_lint.stages.loading import Loaded


class Drilled:
    """The drills of all contexts of an input, and the result that reports are made from."""

    def __init__(self, values: Mapping[str, Any], paths: list[str], settings: Settings) -> None:
        from multiaz_lint import pipeline
        from multiaz_lint.drill.casting.contexts import contexts
        from multiaz_lint.drill.causes.cause import STEPS
        from multiaz_lint.drill.data import data
        from multiaz_lint.stages.assembling import assemble

        self.settings = settings
        known, chosen = pipeline.rules_for(settings)
        self.loaded = _load(paths, values["nodes"], settings)
        self.cluster = assemble(self.loaded, settings)
        _nodes_are_there(self.cluster, values["nodes"], self.loaded)
        refused, holes = _refused(self.cluster, known)
        how = drill_settings.options(values, settings)
        self.reports: dict[str, Report] = {}
        parts = contexts(self.cluster)
        steps: float = STEPS
        for done, (name, cluster) in enumerate(parts):
            # What a drill leaves of its share is for those after it.
            share = steps / (len(parts) - done)
            report = _play(name, cluster, values, settings, how, refused, holes, steps=share)
            steps = max(steps - report.sought, 0)
            self.reports[name] = report
        self.data = {name: data(report) for name, report in self.reports.items()}
        self.result = self._result(chosen, known)

    def _result(self, chosen: list[Chosen], known: Mapping[str, Any]) -> Result:
        from multiaz_lint import pipeline
        from multiaz_lint.stages import gathering

        found = [each for report in self.reports.values() for each in report.diagnostics]
        diagnostics = [*pipeline.adjusted(self.loaded, chosen), *_judged(found, chosen)]
        result = gathering.gather(
            self.cluster,
            self.loaded,
            diagnostics,
            self.settings,
            known=known,
            ran=frozenset(each.rule.id for each in chosen if _may_find(each)),
            built=self._built(diagnostics),
        )
        result.drill = [{"context": name, **data} for name, data in self.data.items()]
        return result

    def _built(self, diagnostics: Iterable[Diagnostic]) -> dict[int, BuiltManifest]:
        """Return the manifests of findings about what kustomizations build."""
        from multiaz_lint.load.kustomize.built_manifest import BuiltManifest

        manifests = {id(each): each.manifest for each in self.loaded.resources}
        found = ((each, manifests.get(each.owner)) for each in diagnostics)
        return {id(each): of for each, of in found if isinstance(of, BuiltManifest)}

    def evidence(self) -> dict[str, Any]:
        """Return all drills as one, with what an auditor asks for besides."""
        import time
        from hashlib import sha256

        merged = _merged(self.data)
        merged["date"] = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
        merged["kubernetes"] = "{}.{}".format(*self.cluster.platform.kubernetes)
        merged["inputs"] = [
            {"origin": origin, "sha256": sha256(source.text.encode("utf-8", "replace")).hexdigest()}
            for origin, source in self.loaded.sources.items()
        ]
        merged["findings"] = [
            {
                "severity": str(each.severity),
                "message": each.message,
                "origin": each.place.origin,
                "line": each.place.line,
                "field": each.field,
                "hint": each.hint,
            }
            for each in self.result.shown
        ]
        return merged


def _merged(by_context: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Put the drills of all contexts together; each workload is told of which one it is."""
    from multiaz_lint.config.requirement import VERDICTS

    drills = list(by_context.values())
    first = dict(drills[0])
    for key in ("workloads", "not_drilled"):
        first[key] = [
            {**each, "context": context}
            for context, drill in by_context.items()
            for each in drill[key]
        ]
    assumptions = dict.fromkeys(each for drill in drills for each in drill["assumptions"])
    first["assumptions"] = list(assumptions)
    verdicts = [drill["verdict"] for drill in drills if drill["verdict"]]
    first["verdict"] = max(verdicts, key=VERDICTS.index, default=None)
    first["zones"] = list(dict.fromkeys(zone for drill in drills for zone in drill["zones"]))
    first["nodes"] = "; ".join(dict.fromkeys(drill["nodes"] for drill in drills))
    return first


def _load(paths: list[str], nodes: list[str], settings: Settings) -> Loaded:
    from multiaz_lint.load import files
    from multiaz_lint.stages import loading, reading

    excluded = reading.excluder(settings)
    every = [*paths, *nodes]
    found = files.read(every, limits=settings.limits, excluded=excluded)
    return loading.load(reading.complete(found, every, settings), settings)


def _nodes_are_there(cluster: Cluster, paths: list[str], loaded: Loaded) -> None:
    """Hold a file of nodes to its promise: made-up nodes in their stead would look like them."""
    from multiaz_lint.model import Node

    if paths and not cluster.of(Node):
        unread = [each.message for each in loaded.diagnostics if each.place.origin in paths]
        why = f": it {unread[0]}" if unread else ""
        raise UsageError(f"option --nodes: there is no Node in {', '.join(paths)}{why}")


_DROPPING = frozenset(("api-unknown-field", "api-duplicate-field"))


def _refused(
    cluster: Cluster, known: Mapping[str, Any]
) -> tuple[dict[int, tuple[str, Field]], dict[int, list[str]]]:
    """Return what the API server says to workloads, budgets and nodes that it refuses.

    The second is of those that it would refuse for placeholders: which fields are to be filled.

    Of workloads those count too whose pods it refuses, and what a Rollout has its template from.
    Fields that it does not know, or gets twice, it refuses at most for kubectl: they are dropped,
    as in a check, unless several objects stand in one document.
    """
    from multiaz_lint import selection
    from multiaz_lint.model import Node, PodDisruptionBudget, Rollout, Workload
    from multiaz_lint.model.referring import ReferringRollout

    rollouts = cluster.of(Rollout)
    sources = {id(each.source) for each in rollouts if isinstance(each, ReferringRollout)}
    rules = {name: rule for name, rule in known.items() if rule.category == "api" and rule.on}
    refused: dict[int, tuple[str, Field]] = {}
    holes: dict[int, list[str]] = {}
    for chosen in selection.choose(rules, profile="strict"):
        for view in chosen.rule.on:
            for resource in cluster.of(view):
                asked = isinstance(resource, (Workload, PodDisruptionBudget, Node))
                if chosen.rule.id in _DROPPING and not resource.merged:
                    continue
                if (asked or id(resource) in sources) and id(resource) not in refused:
                    words = _refusal(chosen, resource, cluster, holes)
                    if words is not None:
                        refused[id(resource)] = words
    return refused, holes


def _refusal(
    chosen: Chosen, resource: Resource, cluster: Cluster, holes: dict[int, list[str]]
) -> tuple[str, Field] | None:
    from multiaz_lint.drill.casting.unfilled import blames_placeholder

    for problem in chosen.rule.check(resource, cluster, chosen.parameters):
        if not problem.api or "by" in problem.api:  # the drill asks LimitRanges itself
            continue
        if problem.api.get("words") in _unfound(resource, cluster):
            continue
        if _names_its_uid(problem.field):
            continue
        if not blames_placeholder(problem):
            return str(problem.api.get("words") or problem.message), problem.field
        fields = holes.setdefault(id(resource), [])
        if str(problem.field) not in fields:
            fields.append(str(problem.field))
    return None


def _names_its_uid(field: Field) -> bool:
    """Whether it is a label with the uid of a Job, or its selector, as a server has written them.

    One that creates the Job refuses them, for it makes up another uid.
    """
    from multiaz_lint.model import Job
    from multiaz_lint.model.resource import mapping

    job = field.resource
    uid = job.metadata.get("uid") if isinstance(job, Job) else None
    written = field.value
    if field.path == ("spec", "selector"):
        labels = mapping(mapping(written).get("matchLabels"))
        return bool(uid and labels) and all(value == uid for value in labels.values())
    return bool(uid) and written == uid


def _unfound(resource: Resource, cluster: Cluster) -> tuple[str, ...]:
    """Return what the drill says itself of objects that pods name and that are not there."""
    from multiaz_lint.model import Workload
    from multiaz_lint.model.pods.priority import missing_class
    from multiaz_lint.model.pods.service_accounts import missing_account

    if not isinstance(resource, Workload):
        return ()
    return missing_account(resource, cluster), missing_class(resource, cluster)


def _may_find(chosen: Chosen) -> bool:
    """Whether a drill is able to find something by a rule."""
    from multiaz_lint.selection import UNREADABLE

    return chosen.rule.category == "drill" or chosen.rule.id == UNREADABLE


def _judged(found: list[Diagnostic], chosen: list[Chosen]) -> list[Diagnostic]:
    """Give findings the severities of the configuration; leave out rules that are off."""
    by_rule = {each.rule.id: each for each in chosen}
    kept = [each for each in found if each.rule in by_rule]
    for each in kept:
        each.severity = by_rule[each.rule].severity_of(each.severity)
    return kept


def _play(
    name: str,
    cluster: Cluster,
    values: Mapping[str, Any],
    settings: Settings,
    how: DrillOptions,
    refused: Mapping[int, tuple[str, Field]],
    holes: Mapping[int, list[str]],
    *,
    steps: float,
) -> Report:
    """Drill one context; causes are looked for in so many steps."""
    from multiaz_lint.drill.run import run

    shape = drill_settings.shape(cluster, values, settings, refused)
    zones = shape.zones
    for zone in how.zones:
        if zone not in zones:
            known = f"there are {', '.join(zones)}" if zones else "no node says its zone"
            raise UsageError(f"option --lose: there is no zone {zone!r}; {known}")
    with progress.line(name, values) as show:
        return run(cluster, shape, how, refused=refused, holes=holes, progress=show, steps=steps)
