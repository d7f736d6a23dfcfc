"""Manifests that are to be mended, made and asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multiaz_lint import fix, pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster, Resource, Service
from multiaz_lint.rule import Problem, Put, Rule, Severity
from multiaz_lint.selection import Chosen, choose
from multiaz_lint.settings import Settings
from multiaz_lint.stages import loading
from multiaz_lint.stages.assembling import assemble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.rule import Edit

HEAD = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"


def make(name: str, check: Any, on: type[Resource] = Service) -> Rule:
    return Rule(name, Severity.WARNING, on=(on,), doc="", check=check)


def finding(
    name: str, when: Any, *edits: Any, unsafe: bool = False, on: type[Resource] = Service
) -> Rule:
    """Return a rule that finds a condition, and mends it by edits made from the resource."""

    def check(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if when(resource, cluster):
            made: list[Edit] = [edit(resource) for edit in edits]
            yield Problem(resource.name_field, f"{name} is wrong", edits=made, unsafe=unsafe)

    return make(name, check, on)


def lint(texts: dict[str, str], rules: list[Rule]) -> list[Diagnostic]:
    settings = Settings(suppressions=False)
    known = {rule.id: rule for rule in rules}
    on: dict[str, dict[str, Any]] = {name: {"severity": "warning"} for name in known}
    chosen: list[Chosen] = choose(known, profile="multi-az", settings=on)
    for each in chosen:
        each.forced = False  # problems may say severities of their own
    loaded = loading.load([Source(origin, text) for origin, text in texts.items()], settings)
    cluster = assemble(loaded, settings)
    return list(pipeline.judge(cluster, loaded, chosen, known, settings).diagnostics)


def new_texts(plan: fix.FixPlan) -> dict[str, str]:
    return {change.origin: change.new for change in plan.changes}


def is_not(value: Any, *path: str) -> Any:
    return lambda resource, _: resource.get(*path) != value


def put(value: Any, *path: str) -> Any:
    return lambda resource: Put(resource.at(*path), value)
