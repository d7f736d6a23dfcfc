"""No rule is left out of what it would have something to say of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import catalog, examples, pipeline, selection
from multiaz_lint.load import files
from multiaz_lint.load.source import Source
from multiaz_lint.model import Cluster, Workload
from multiaz_lint.rule import Problem, Severity, rule
from multiaz_lint.settings import Settings
from multiaz_lint.stages import loading
from multiaz_lint.stages.assembling import assemble
from multiaz_lint.stages.judging import Judging
from tests.corpus import CORPUS, needs_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SETTINGS = Settings(profile="strict", plugins=False)
RULES = catalog.rules(plugins=False)
EVERYTHING = selection.choose(
    RULES, settings={name: {"severity": str(rule.severity)} for name, rule in RULES.items()}
)


def unasked(sources: list[Source]) -> list[str]:
    """Name the rules that would report a problem if they were asked all the same."""
    loaded = loading.load(sources, SETTINGS, examples=True)
    cluster = assemble(loaded, SETTINGS)
    judging = Judging(EVERYTHING, [])
    missed = []
    for resource in cluster.resources:
        if resource.merged or resource.settled:
            continue
        asked = {
            each.rule.id
            for each in judging.asked(resource)
            if each.rule.where is None or each.rule.where(cluster)
        }
        for each in EVERYTHING:
            if (
                each.rule.id not in asked
                and isinstance(resource, each.rule.on)
                and (not resource.part)
            ):
                problems = list(each.rule.check(resource, cluster, each.parameters))
                missed += [f"{each.rule.id}: {problem.message}" for problem in problems]
    return missed


@pytest.mark.parametrize("name", sorted(RULES))
def test_each_rule_is_asked_about_its_own_examples(name: str) -> None:
    for number, example in enumerate(examples.of(RULES[name])):
        assert not unasked([Source(f"{number}.yaml", example.text)])


@pytest.mark.parametrize("folder", ["fixtures/apps", "fixtures/rules", "fixtures/findings"])
def test_each_rule_is_asked_about_the_fixtures(folder: str) -> None:
    for path in sorted((ROOT / folder).iterdir()):
        sources = [each for each in files.read([str(path)]) if isinstance(each, Source)]
        assert not unasked(sources)


@needs_corpus
def test_each_rule_is_asked_about_the_corpus() -> None:
    assert not unasked([each for each in files.read([str(CORPUS)]) if isinstance(each, Source)])


def test_most_rules_are_not_asked_about_what_they_cannot_judge() -> None:
    text = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
"""
    loaded = loading.load([Source("web.yaml", text)], SETTINGS)
    (resource,) = loaded.resources
    asked = {each.rule.id for each in Judging(EVERYTHING, []).asked(resource)}
    assert "replicas-too-few" in asked
    assert not asked & {"toleration-too-short", "spread-taints-ignore", "api-decode-error"}


@pytest.mark.parametrize(
    ("answer", "messages"), [(False, []), (True, ["asked"]), (None, ["asked"])]
)
def test_rules_are_asked_where_they_do_not_say_no(answer: bool | None, messages: list[str]) -> None:
    def where(cluster: Cluster) -> bool:
        if answer is None:
            raise ValueError("it cannot tell")
        return answer

    @rule("test-where", Severity.INFO, on=Workload, where=where, doc="Test.")
    def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
        yield Problem(workload.name_field, "asked")

    text = "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {}}"
    loaded = loading.load([Source("web.yaml", text)], SETTINGS)
    judging = Judging([selection.Chosen(check, Severity.INFO)], [])
    judging.judge(assemble(loaded, SETTINGS))
    assert [each.message for each in judging.diagnostics] == messages


def test_one_name_needs_no_tuple() -> None:
    @rule("test-needs", Severity.INFO, on=Workload, needs="tolerations", doc="Test.")
    def check(workload: Workload, cluster: Cluster, parameters: None) -> Iterator[Problem]:
        yield Problem(workload.name_field, "asked")

    assert check.needs == ("tolerations",)


YIELDING = {
    "antiaffinity-missing/mistyped-key": "topology-key-unknown",
    "spread-hostname-only/mistyped-zone": "topology-key-unknown",
    "spread-missing/required_anti_affinity_in_each_zone": "antiaffinity-zone-outage",
    "spread-noop/bound_to_zone": "affinity-single-zone",
}
"""Inputs of which a rule speaks unless another one, that says more, does."""


def told(case: str, **settings: object) -> set[str]:
    """Return which of the two rules of a case speak under the policy of zones."""
    rules = {case.partition("/")[0], YIELDING[case]}
    path = str(ROOT / "fixtures" / "rules" / f"{case}.yaml")
    made = Settings(plugins=False, profile="multi-az", **settings)  # type: ignore[arg-type]
    return rules & {each.rule for each in pipeline.run([path], made).diagnostics}


@pytest.mark.parametrize("case", YIELDING)
def test_a_rule_is_silent_where_another_says_more(case: str) -> None:
    assert told(case) == {YIELDING[case]}


@pytest.mark.parametrize("case", YIELDING)
def test_a_rule_speaks_where_the_other_does_not_run(case: str) -> None:
    rule = case.partition("/")[0]
    assert told(case, select=(rule,)) == {rule}
    assert told(case, ignore=(YIELDING[case],)) == {rule}


@pytest.mark.parametrize("case", sorted(set(YIELDING) - {"spread-noop/bound_to_zone"}))
def test_a_rule_speaks_where_the_other_only_remarks(case: str) -> None:
    settings = {YIELDING[case]: {"severity": "info"}}
    assert told(case, rules=settings) == {case.partition("/")[0], YIELDING[case]}
