"""A plan comes to its end in few runs of the linter, whatever its edits bring."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from multiaz_lint import fix, mending
from multiaz_lint.fix.suspects import apart
from multiaz_lint.load.source import Source
from multiaz_lint.model import PodDisruptionBudget, Resource, Service
from multiaz_lint.rule import NewDocument, Problem, Put, Related, Rule
from multiaz_lint.settings import Settings
from tests.fixing import HEAD, finding, is_not, lint, make, new_texts, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.model import Cluster


class _Counted:
    """Lints, and counts how often."""

    def __init__(self, texts: dict[str, str], known: list[Rule]) -> None:
        self.texts, self.known, self.runs = texts, known, 0

    def plan(self, **options: Any) -> fix.FixPlan:
        return fix.plan(lint(self.texts, self.known), self, fix.FixOptions(**options))

    def __call__(self, changed: Any) -> list[Diagnostic]:
        self.runs += 1
        return lint({**self.texts, **changed}, self.known)


BUDGET = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: w\nspec: {}\n"


def _beside(name: str, field: str, *, mendable: bool = False) -> Rule:
    """Return a rule that finds budgets beside a Service of the same file with a field."""

    def check(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if any(
            each.get("spec", field) == 1 and each.origin == resource.origin
            for each in cluster.of(Service)
        ):
            impossible = [Put(resource.at("metadata", "name", "x"), 1)] if mendable else []
            yield Problem(resource.name_field, f"{name} is wrong", edits=impossible)

    return make(name, check, PodDisruptionBudget)


def test_many_guilty_edits_are_told_apart_in_few_runs() -> None:
    rules = [
        finding("a", is_not(1, "spec", "a"), put(1, "spec", "a")),
        finding("b", is_not(1, "spec", "b"), put(1, "spec", "b")),
        _beside("new", "a"),
    ]
    texts = {f"{n}.yaml": f"{HEAD[:-4]}w{n}\nspec: {{}}\n---\n{BUDGET}" for n in range(60)}
    counted = _Counted(texts, rules)
    plan = counted.plan()
    assert {each.rule for each in plan.cured} == {"b"}
    assert len(plan.cured) == len(plan.refused) == 60
    assert counted.runs < 10


def test_many_guilty_edits_of_one_file_are_told_apart_in_few_runs() -> None:
    known: list[Rule] = []

    def appears(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if resource.get("spec", "a") == 1:
            yield Problem(resource.name_field, "because of a", edits=())

    known += [finding(name, is_not(1, "spec", name), put(1, "spec", name)) for name in "abc"]
    known.append(make("appears", appears))
    services = "---\n".join(f"{HEAD[:-4]}w{n}\nspec: {{}}\n" for n in range(60))
    counted = _Counted({"x.yaml": services}, known)
    plan = counted.plan()
    assert len(plan.cured) == 120
    assert {each.diagnostic.rule for each in plan.refused} == {"a"}
    assert counted.runs < 25


def test_many_findings_of_one_resource_go_on_together_once_the_guilty_one_is_found() -> None:
    known: list[Rule] = []

    def appears(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if resource.get("spec", "s0") == 1:
            yield Problem(resource.name_field, "because of the first", edits=())

    names = [f"s{n}" for n in range(40)]
    known += [finding(name, is_not(1, "spec", name), put(1, "spec", name)) for name in names]
    known.append(make("appears", appears))
    counted = _Counted({"x.yaml": f"{HEAD}spec: {{}}\n"}, known)
    plan = counted.plan()
    assert len(plan.cured) == 39
    assert [each.diagnostic.rule for each in plan.refused] == ["s0"]
    assert counted.runs < 15


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_new_resources_of_a_list_are_added_together(form: str) -> None:
    def check(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if not any(each.name == resource.name for each in cluster.of(PodDisruptionBudget)):
            budget = {
                "apiVersion": "policy/v1",
                "kind": "PodDisruptionBudget",
                "metadata": {"name": resource.name},
            }
            edits = [NewDocument(resource.at(), budget)]
            yield Problem(resource.name_field, "has no budget", edits=edits)

    items = [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": f"w{n}"}} for n in range(30)
    ]
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items}, indent=2)
    if form == "yaml":
        text = yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": items})
    counted = _Counted({f"x.{form}": text}, [make("no-budget", check)])
    plan = counted.plan()
    assert len(plan.cured) == 30
    assert plan.refused == []
    assert counted.runs < 4


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9, 100])
def test_of_any_two_of_one_file_each_is_tried_without_the_other(count: int) -> None:
    keys: dict[tuple[object, ...], str] = {(n,): "x.yaml" for n in range(count)}
    groups = [set(each) for each in apart({("alone",): "y.yaml", **keys})]
    assert set().union(*groups) == {("alone",), *keys}
    assert len(groups) <= 2 * max(1, (count - 1).bit_length())
    for one in keys:
        for other in keys:
            assert one == other or any(one in each and other not in each for each in groups)


def test_two_that_bring_the_same_are_both_taken_back() -> None:
    def appears(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if any(each.get("spec", "a") == 1 for each in cluster.of(Service)):
            impossible = [Put(resource.at("metadata", "name", "x"), 1)]
            yield Problem(resource.name_field, "because of one", edits=impossible)

    rules = [
        finding("a", is_not(1, "spec", "a"), put(1, "spec", "a")),
        finding("b", is_not(1, "spec", "b"), put(1, "spec", "b")),
        make("appears", appears),
    ]
    texts = {"x.yaml": f"{HEAD}spec: {{}}\n---\n{HEAD[:-4]}v\nspec: {{}}\n", "y.yaml": BUDGET}
    counted = _Counted(texts, rules)
    plan = counted.plan()
    assert [each.rule for each in plan.cured] == ["b", "b"]
    assert counted.runs < 40


def test_what_cannot_be_settled_ends_and_spoils_no_other_file() -> None:
    """A finding that comes with any edit of a file, and each time with other words."""
    known: list[Rule] = []

    def appears(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        fields = [
            f"{each.name}.{name}"
            for each in cluster.of(Service)
            if each.origin == resource.origin == "x.yaml"
            for name in (each.get("spec") or {})
        ]
        for number, _ in enumerate(fields):
            impossible = [Put(resource.at("metadata", "name", "x"), 1)]
            yield Problem(resource.name_field, f"{number} {fields}", edits=impossible)

    known += [finding(name, is_not(1, "spec", name), put(1, "spec", name)) for name in "abcdef"]
    known.append(make("appears", appears))
    services = "---\n".join(f"{HEAD[:-4]}w{n}\nspec: {{}}\n" for n in range(4))
    counted = _Counted({"x.yaml": services, "y.yaml": f"{HEAD}spec: {{}}\n"}, known)
    plan = counted.plan()
    assert list(new_texts(plan)) == ["y.yaml"]
    assert len(plan.cured) == 6
    assert counted.runs < 300


def test_an_edit_that_makes_a_finding_graver_is_refused() -> None:
    """A hard zone constraint leaves no room where affinity keeps all pods on one node."""
    text = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector: {matchLabels: {app: web}}
      containers: [{name: web, image: "web:1.0"}]
"""
    settings = Settings(plugins=False)
    sources = [Source("web.yaml", text, named=True)]
    _, plan = mending.plan(sources, settings, fix.FixOptions(unsafe=True))
    (refusal,) = [each for each in plan.refused if each.diagnostic.rule == "spread-missing"]
    assert "it would bring affinity-self-colocation" in refusal.reason
    assert plan.changes
    assert not any("topologySpreadConstraints" in each.new for each in plan.changes)


def test_what_brings_a_finding_far_away_is_searched_for() -> None:
    """A finding in a file that no edit touches tells by itself nothing of who brought it."""

    def far(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        guilty = [each for each in cluster.of(Service) if each.name in {"w7", "w41"}]
        if any(each.get("spec", "a") == 1 for each in guilty):
            yield Problem(resource.name_field, "far is wrong")

    rules = [
        finding("a", is_not(1, "spec", "a"), put(1, "spec", "a")),
        finding("b", is_not(1, "spec", "b"), put(1, "spec", "b")),
        make("far", far, PodDisruptionBudget),
    ]
    texts = {f"{n}.yaml": f"{HEAD[:-4]}w{n}\nspec: {{}}\n" for n in range(60)}
    counted = _Counted({**texts, "far.yaml": BUDGET}, rules)
    plan = counted.plan()
    assert {str(each.diagnostic.resource) for each in plan.refused} == {"service/w7", "service/w41"}
    assert {each.diagnostic.rule for each in plan.refused} == {"a"}
    assert len(plan.cured) == 118
    assert counted.runs < 25


def test_who_is_related_to_a_new_finding_is_asked_first() -> None:
    def related(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        for each in cluster.of(Service):
            if each.name == "w7" and each.get("spec", "a") == 1:
                beside = Related(each.name_field, "this brings it")
                yield Problem(resource.name_field, "related is wrong", related=[beside])

    rules = [
        finding("a", is_not(1, "spec", "a"), put(1, "spec", "a")),
        make("related", related, PodDisruptionBudget),
    ]
    texts = {f"{n}.yaml": f"{HEAD[:-4]}w{n}\nspec: {{}}\n" for n in range(60)}
    counted = _Counted({**texts, "far.yaml": BUDGET}, rules)
    plan = counted.plan()
    assert [str(each.diagnostic.resource) for each in plan.refused] == ["service/w7"]
    assert len(plan.cured) == 59
    assert counted.runs < 5


def test_a_second_resource_of_one_name_is_blamed_on_who_adds_it() -> None:
    """The edits of what stands there already are innocent of it."""

    def twice(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if len(cluster.copies(resource)) > 1:
            yield Problem(resource.name_field, "twice is wrong")

    def add(resource: Resource) -> NewDocument:
        budget = {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "w"},
        }
        return NewDocument(resource.name_field, budget)

    def once(resource: Resource, cluster: Cluster) -> bool:
        return len(cluster.of(PodDisruptionBudget)) == 1

    rules = [
        finding("b", is_not(1, "spec", "b"), put(1, "spec", "b"), on=PodDisruptionBudget),
        finding("more", once, add),
        make("twice", twice, PodDisruptionBudget),
    ]
    plan = _Counted({"x.yaml": f"{HEAD}spec: {{}}\n---\n{BUDGET}"}, rules).plan()
    assert [each.rule for each in plan.cured] == ["b"]
    assert [each.diagnostic.rule for each in plan.refused] == ["more"]


TWICE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1.0"}]
      tolerations:
      - key: ""
        operator: Equal
        effect: NoSchedule
      - key: node-role.kubernetes.io/master
        effect: NoSchedule
        tolerationSeconds: -1
"""


def test_who_was_refused_is_tried_again_once_what_was_in_the_way_is_mended() -> None:
    # A copy of the toleration is refused as long as its seconds are there.
    options = fix.FixOptions(unsafe=True)
    plan = mending.plan([Source("w.yaml", TWICE)], Settings(profile="strict"), options)[1]
    assert {"toleration-master-only", "api-invalid-toleration"} <= {
        each.rule for each in plan.cured
    }
    (change,) = plan.changes
    again = mending.plan([Source("w.yaml", change.new)], Settings(profile="strict"), options)[1]
    assert again.changes == []


def test_what_two_definitions_of_one_object_lack_is_added_once() -> None:
    web = TWICE[: TWICE.index("      tolerations")].replace("spec:\n", "spec:\n  replicas: 3\n", 1)
    options = fix.FixOptions(unsafe=True, rules=frozenset({"pdb-missing"}))
    plan = mending.plan([Source("w.yaml", f"{web}---\n{web}")], Settings(), options)[1]
    (change,) = plan.changes
    assert change.new.count("kind: PodDisruptionBudget") == 1
    assert len(plan.cured) == 2
