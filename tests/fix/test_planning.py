"""A plan mends what it can, takes back what it must, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import fix
from multiaz_lint.fix import second_reader
from multiaz_lint.model import Cluster, PodDisruptionBudget, Resource, Service
from multiaz_lint.rule import Append, Drop, NewDocument, Problem, Put, Rename, Rule, Severity
from tests.fixing import HEAD, finding, is_not, lint, make, new_texts, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.rule import Edit

ALWAYS = lambda resource, cluster: True  # noqa: ARG005, E731


def planned(texts: dict[str, str], known: list[Rule], **options: Any) -> fix.FixPlan:
    def relint(changed: Any) -> list[Diagnostic]:
        return lint({**texts, **changed}, known)

    return fix.plan(lint(texts, known), relint, fix.FixOptions(**options))


def test_findings_of_one_file_are_mended_together() -> None:
    rules = [
        finding("a", is_not(1, "spec", "a"), put(1, "spec", "a")),
        finding("b", is_not(2, "spec", "b"), put(2, "spec", "b")),
    ]
    plan = planned({"x.yaml": HEAD + "spec: {}\n"}, rules)
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  a: 1\n  b: 2\n"}
    assert (plan.rounds, len(plan.cured), plan.refused, plan.remaining) == (1, 2, [], [])


def test_findings_that_meet_in_one_place_take_turns() -> None:
    def longer(resource: Resource) -> Put:
        return Put(resource.at("spec", "a"), resource.get("spec", "a") + "x")

    rules = [
        finding("a", lambda r, _: r.get("spec", "a") == "", longer),
        finding("b", lambda r, _: len(r.get("spec", "a")) < 2, longer),
    ]
    plan = planned({"x.yaml": HEAD + "spec:\n  a: ''\n"}, rules)
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  a: 'xx'\n"}
    assert len(plan.cured) == 2


@pytest.mark.parametrize("written_first", [True, False], ids=["written first", "renamed first"])
def test_what_gets_a_name_and_what_is_written_under_it_take_turns(*, written_first: bool) -> None:
    renamed = finding(
        "renamed",
        lambda r, _: "A" in r.spec and "a" not in r.spec,
        lambda r: Rename(r.at("spec", "A"), "a"),
    )
    written = finding("written", lambda r, _: "a" not in r.spec, put(1, "spec", "a"))
    first, second = (written, renamed) if written_first else (renamed, written)
    first.id, second.id = "first", "second"
    plan = planned({"x.yaml": HEAD + "spec:\n  A: 2\n"}, [first, second])
    text = HEAD + ("spec:\n  A: 2\n  a: 1\n" if written_first else "spec:\n  a: 2\n")
    assert new_texts(plan) == {"x.yaml": text}


def test_no_key_gets_the_name_of_another() -> None:
    rule = finding("a", lambda r, _: "A" in r.spec, lambda r: Rename(r.at("spec", "A"), "a"))
    plan = planned({"x.yaml": HEAD + "spec:\n  A: 2\n  a: 1\n"}, [rule])
    assert plan.changes == []
    (refused,) = plan.refused
    assert refused.reason == "a is written already"


def test_a_key_that_is_there_twice_already_is_no_hindrance() -> None:
    rule = finding("a", is_not(1, "spec", "b"), put(1, "spec", "b"))
    plan = planned({"x.yaml": HEAD + "spec:\n  a: 2\n  a: 1\n"}, [rule])
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  a: 2\n  a: 1\n  b: 1\n"}


def test_unsafe_edits_are_made_only_when_asked_for() -> None:
    rules = [finding("a", is_not(1, "spec", "a"), put(1, "spec", "a"), unsafe=True)]
    texts = {"x.yaml": HEAD + "spec: {}\n"}
    assert planned(texts, rules).changes == []
    assert len(planned(texts, rules, unsafe=True).cured) == 1
    assert planned(texts, rules, unsafe=True, rules=frozenset({"b"})).changes == []


def test_an_edit_that_does_not_help_is_refused() -> None:
    rules = [
        finding("a", ALWAYS, put(1, "spec", "a")),
        finding("b", is_not(2, "spec", "b"), put(2, "spec", "b")),
    ]
    plan = planned({"x.yaml": HEAD + "spec: {}\n"}, rules)
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  b: 2\n"}
    assert [refusal.reason for refusal in plan.refused] == ["the finding would still be there"]
    assert [each.rule for each in plan.remaining] == ["a"]


def test_an_edit_that_brings_something_new_is_found_among_others_and_refused() -> None:
    rules = [
        finding("good", is_not(1, "spec", "good"), put(1, "spec", "good")),
        finding("bad", is_not(1, "spec", "bad"), put(1, "spec", "bad")),
        finding("fine", is_not(1, "spec", "fine"), put(1, "spec", "fine")),
        finding("new", lambda r, _: r.get("spec", "bad") == 1),
    ]
    plan = planned({"x.yaml": HEAD + "spec: {}\n"}, rules)
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  fine: 1\n  good: 1\n"}
    assert [each.reason for each in plan.refused] == ["it would bring new: new is wrong"]


def graded(name: str, severity: Severity, when: Any, *edits: Any) -> Rule:
    """Return a rule as :func:`finding` makes one, with a severity of its own."""

    def check(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if when(resource, cluster):
            made: list[Edit] = [edit(resource) for edit in edits]
            words = f"{name} is wrong"
            yield Problem(resource.name_field, words, severity=severity, edits=made)

    return make(name, check)


@pytest.mark.parametrize(
    ("mends", "brings", "made"),
    [
        pytest.param(Severity.ERROR, Severity.INFO, True, id="an error for advice"),
        pytest.param(Severity.ERROR, Severity.WARNING, True, id="an error for a warning"),
        pytest.param(Severity.WARNING, Severity.WARNING, False, id="a warning for another"),
        pytest.param(Severity.INFO, Severity.ERROR, False, id="advice for an error"),
    ],
)
def test_an_edit_may_bring_what_is_less_grave(
    mends: Severity, brings: Severity, *, made: bool
) -> None:
    rules = [
        graded("a", mends, is_not(1, "spec", "a"), put(1, "spec", "a")),
        graded("b", Severity.INFO, is_not(1, "spec", "b"), put(1, "spec", "b")),
        graded("new", brings, lambda r, _: r.get("spec", "a") == 1),
    ]
    plan = planned({"x.yaml": HEAD + "spec: {}\n"}, rules)
    assert ("a: 1" in new_texts(plan)["x.yaml"]) == made
    assert "b: 1" in new_texts(plan)["x.yaml"]
    assert [each.rule for each in plan.brought] == ["new"] * made


def test_of_two_edits_the_less_grave_one_is_refused_for_what_it_brings() -> None:
    rules = [
        graded("a", Severity.ERROR, is_not(1, "spec", "a"), put(1, "spec", "a")),
        graded("b", Severity.INFO, is_not(1, "spec", "b"), put(1, "spec", "b")),
        graded("new", Severity.WARNING, lambda r, _: r.get("spec", "b") == 1),
    ]
    plan = planned({"x.yaml": HEAD + "spec: {}\n"}, rules)
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  a: 1\n"}
    assert [each.reason for each in plan.refused] == ["it would bring new: new is wrong"]


def test_what_an_edit_makes_less_grave_is_mended() -> None:
    def check(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        grave = resource.get("spec", "a") != 1
        severity = Severity.ERROR if grave else Severity.INFO
        edits = [put(1, "spec", "a")(resource)] if grave else []
        yield Problem(resource.name_field, "a is wrong", severity=severity, edits=edits)

    plan = planned({"x.yaml": HEAD + "spec: {}\n"}, [make("a", check)])
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  a: 1\n"}
    assert plan.refused == []


def test_what_comes_far_away_is_searched_for_and_weighed() -> None:
    def broken(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if any(each.get("spec", "a") == 1 and each.name == "w3" for each in cluster.of(Service)):
            yield Problem(resource.name_field, "far is wrong", severity=Severity.INFO)

    rules = [
        graded("a", Severity.ERROR, is_not(1, "spec", "a"), put(1, "spec", "a")),
        graded("b", Severity.INFO, is_not(1, "spec", "b"), put(1, "spec", "b")),
        make("far", broken, PodDisruptionBudget),
    ]
    texts = {f"{n}.yaml": f"{HEAD[:-4]}w{n}\nspec: {{}}\n" for n in range(9)}
    texts["pdb.yaml"] = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: w\n"
    plan = planned(texts, rules)
    assert len(plan.cured) == 18
    assert plan.refused == []


@pytest.mark.parametrize(
    ("end", "added"), [("x: |\n  a\n  b", False), ("x: |\n  a\n  b\n", True), ("x: b", True)]
)
def test_a_text_at_the_end_gets_no_line_break_by_what_is_put_behind_it(
    end: str, *, added: bool
) -> None:
    new = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "new"}}

    def missing(resource: Resource, cluster: Cluster) -> bool:
        return not any(each.name == "new" for each in cluster.of(Service))

    rules = [finding("a", missing, lambda resource: NewDocument(resource.at(), new))]
    plan = planned({"x.yaml": HEAD + end}, rules)
    assert bool(plan.changes) == added
    assert [each.reason for each in plan.refused] == [
        "the edited text would say something else"
    ] * (not added)


def test_something_new_in_another_file_is_traced_to_its_edit() -> None:
    def broken(resource: Resource, cluster: Cluster) -> bool:
        return any(each.get("spec", "a") == 1 and each.name == "w3" for each in cluster.of(Service))

    rules = [
        finding("a", is_not(1, "spec", "a"), put(1, "spec", "a")),
        finding("new", broken, on=PodDisruptionBudget),
    ]
    texts = {f"{n}.yaml": f"{HEAD[:-4]}w{n}\nspec: {{}}\n" for n in range(9)}
    texts["pdb.yaml"] = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: w\n"
    plan = planned(texts, rules)
    assert sorted(new_texts(plan)) == [f"{n}.yaml" for n in range(9) if n != 3]
    assert [each.diagnostic.place.origin for each in plan.refused] == ["3.yaml"]


@pytest.mark.parametrize("mendable", [False, True])
def test_who_stands_beside_the_guilty_edit_is_not_punished(mendable: bool) -> None:
    def appears(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if any(each.get("spec", "b") == 1 for each in cluster.of(PodDisruptionBudget)):
            impossible = [Put(resource.at("metadata", "name", "x"), 1)] if mendable else []
            yield Problem(resource.name_field, "because of the other", edits=impossible)

    rules = [
        finding("a", is_not(1, "spec", "a"), put(1, "spec", "a")),
        finding("b", is_not(1, "spec", "b"), put(1, "spec", "b"), on=PodDisruptionBudget),
        make("appears", appears),
        finding("c", is_not(1, "spec", "c"), put(1, "spec", "c"), on=PodDisruptionBudget),
    ]
    budget = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: w\nspec: {}\n"
    plan = planned({"x.yaml": HEAD + "spec: {}\n---\n" + budget}, rules)
    expected = HEAD + "spec:\n  a: 1\n---\n" + budget.replace(" {}", "\n  c: 1")
    assert new_texts(plan) == {"x.yaml": expected}
    assert {each.diagnostic.rule for each in plan.refused} == {"b"}


def test_a_new_finding_may_be_mended_in_turn() -> None:
    rules = [
        finding("replicas", is_not(3, "spec", "replicas"), put(3, "spec", "replicas")),
        finding(
            "spread",
            lambda r, _: r.get("spec", "replicas") == 3 and not r.get("spec", "spread"),
            put(["zone"], "spec", "spread"),
        ),
    ]
    plan = planned({"x.yaml": HEAD + "spec:\n  replicas: 1\n"}, rules)
    expected = HEAD + "spec:\n  replicas: 3\n  spread:\n    - zone\n"
    assert new_texts(plan) == {"x.yaml": expected}
    assert plan.rounds == 2


def test_what_brought_a_new_finding_that_stays_is_taken_back() -> None:
    def check(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if resource.get("spec", "replicas") == 3:
            edit = Put(resource.at("metadata", "name", "x"), 1)  # below a string: never possible
            yield Problem(resource.name_field, "cannot be mended", edits=[edit])

    rules = [
        finding("replicas", is_not(3, "spec", "replicas"), put(3, "spec", "replicas")),
        finding("other", is_not(1, "spec", "other"), put(1, "spec", "other")),
        make("stays", check),
    ]
    plan = planned({"x.yaml": HEAD + "spec:\n  replicas: 1\n"}, rules)
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  replicas: 1\n  other: 1\n"}
    assert [each.diagnostic.rule for each in plan.refused] == ["replicas"]


@pytest.mark.parametrize(
    ("edit", "unsafe", "made"),
    [
        pytest.param([put(["zone"], "spec", "spread")], False, True, id="fix can mend it"),
        pytest.param([put(["zone"], "spec", "spread")], True, False, id="it needs a decision"),
        pytest.param([], False, False, id="nobody can mend it"),
    ],
)
def test_a_new_finding_of_a_rule_that_is_not_asked_for_is_left_to_the_next_run(
    edit: list[Any], unsafe: bool, made: bool
) -> None:
    rules = [
        finding("replicas", is_not(3, "spec", "replicas"), put(3, "spec", "replicas")),
        finding("spread", lambda r, _: r.get("spec", "replicas") == 3, *edit, unsafe=unsafe),
    ]
    text = HEAD + "spec:\n  replicas: 1\n"
    plan = planned({"x.yaml": text}, rules, rules=frozenset({"replicas"}))
    assert new_texts(plan) == ({"x.yaml": text.replace(": 1\n", ": 3\n")} if made else {})
    assert [each.rule for each in plan.brought] == (["spread"] if made else [])
    assert len(plan.refused) == (not made)


def test_edits_that_undo_each_other_come_to_an_end() -> None:
    rules = [
        finding("a", is_not(1, "spec", "x"), put(1, "spec", "x")),
        finding("b", is_not(2, "spec", "x"), put(2, "spec", "x")),
    ]
    plan = planned({"x.yaml": HEAD + "spec:\n  x: 2\n"}, rules)
    assert plan.changes == []
    assert [each.diagnostic.rule for each in plan.refused] == ["a"]


def test_edits_of_one_finding_in_several_files_are_made_together_or_not_at_all() -> None:
    def check(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        others = cluster.of(PodDisruptionBudget)
        if resource.get("spec", "a") != 1:
            edits: list[Edit] = [Put(resource.at("spec", "a"), 1)]
            edits += [Put(other.at("spec", "a"), 1) for other in others]
            yield Problem(resource.name_field, "words", edits=edits)

    pdb = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: w\nspec: {}\n"
    texts = {"x.yaml": HEAD + "spec: {}\n", "y.yaml": pdb}
    assert sorted(new_texts(planned(texts, [make("a", check)]))) == ["x.yaml", "y.yaml"]
    texts["y.yaml"] = pdb.replace("{}", "'{{ x }}'")
    plan = planned(texts, [make("a", check)])
    assert plan.changes == []
    assert "template" in plan.refused[0].reason


def test_what_cannot_be_mended_whole_leaves_no_half_beside_what_others_mend() -> None:
    def check(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if resource.get("spec", "a") != 1:
            edits: list[Edit] = [Put(resource.at("spec", "a"), 1)]
            edits += [Put(each.at("spec", "a"), 1) for each in cluster.of(PodDisruptionBudget)]
            yield Problem(resource.name_field, "words", edits=edits)

    pdb = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: w\n"
    texts = {"x.yaml": HEAD + "spec: {}\n", "y.yaml": pdb + "spec: '{{ x }}'\n"}
    rules = [make("a", check), finding("b", is_not(1, "spec", "b"), put(1, "spec", "b"))]
    plan = planned(texts, rules)
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  b: 1\n"}
    assert [each.diagnostic.rule for each in plan.refused] == ["a"]


def test_nothing_is_written_that_two_yaml_readers_read_differently(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = finding("a", is_not(1, "spec", "a"), put(1, "spec", "a"))
    texts = {"x.yaml": HEAD + "spec: {}\n", "y.yaml": HEAD + "spec: {}\nz: odd\n"}
    real = second_reader.read
    monkeypatch.setattr(
        second_reader, "read", lambda text, tree: None if "odd" in text else real(text, tree)
    )
    plan = planned(texts, [rule])
    assert list(new_texts(plan)) == ["x.yaml"]
    (refusal,) = plan.refused
    assert refusal.diagnostic.place.origin == "y.yaml"
    assert refusal.reason == "another YAML reader would read the edited text differently"


def test_what_another_edit_removes_is_not_mended() -> None:
    def inside(resource: Resource, cluster: Cluster, parameters: object) -> Iterator[Problem]:
        if resource.get("spec", "a") is not None:
            edit = Put(resource.at("spec", "b"), 2)
            yield Problem(resource.at("spec", "a", "x"), "wrong", edits=[edit])

    rules = [
        make("inside", inside),
        finding("a", lambda r, _: r.get("spec", "a"), lambda r: Drop(r.at("spec", "a"))),
    ]
    plan = planned({"x.yaml": HEAD + "spec:\n  a: {x: 1}\n  b: 1\n"}, rules)
    assert new_texts(plan) == {"x.yaml": HEAD + "spec:\n  b: 1\n"}
    assert (len(plan.cured), plan.remaining) == (1, [])


def test_silenced_findings_are_left_alone() -> None:
    rules = [finding("a", is_not(1, "spec", "a"), put(1, "spec", "a"))]
    found = lint({"x.yaml": HEAD + "spec: {}\n"}, rules)
    found[0].suppressed = "as agreed"
    assert fix.plan(found, lambda _: found).changes == []


BUDGET = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "web"},
    "spec": {"maxUnavailable": 1},
}
BUDGET_TEXT = (
    "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\n"
    "spec:\n  maxUnavailable: 1\n"
)


def missing_budget() -> Rule:
    return finding(
        "budget",
        lambda _, cluster: not cluster.of(PodDisruptionBudget),
        lambda resource: NewDocument(resource.name_field, BUDGET),
    )


def test_a_new_resource_goes_behind_its_neighbour_or_into_a_file() -> None:
    texts = {"k8s/x.yaml": HEAD + "spec: {}\n"}
    plan = planned(texts, [missing_budget()])
    assert new_texts(plan) == {"k8s/x.yaml": texts["k8s/x.yaml"] + "---\n" + BUDGET_TEXT}
    plan = planned(texts, [missing_budget()], new_files=True, exists=lambda _: False)
    assert new_texts(plan) == {"k8s/web-pdb.yaml": BUDGET_TEXT}
    assert plan.changes[0].old is None
    plan = planned(texts, [missing_budget()], new_files=True, exists=lambda _: True)
    assert [each.reason for each in plan.refused] == ["k8s/web-pdb.yaml exists already"]


def test_a_new_file_is_not_made_where_it_would_not_be_built_or_has_too_long_a_name() -> None:
    texts = {"k8s/x.yaml": HEAD + "spec: {}\n"}
    lists = {"k8s/x.yaml": "k8s/kustomization.yaml"}
    plan = planned(
        texts, [missing_budget()], new_files=True, exists=lambda _: False, listing=lists.__getitem__
    )
    (refusal,) = plan.refused
    assert refusal.reason.startswith("k8s/kustomization.yaml lists its files and would not build")
    long = {**BUDGET, "metadata": {"name": "a" * 247}}
    rule = finding(
        "budget",
        lambda _, cluster: not cluster.of(PodDisruptionBudget),
        lambda resource: NewDocument(resource.name_field, long),
    )
    plan = planned(texts, [rule], new_files=True)
    assert [each.reason for each in plan.refused] == [
        "the name of its file would be too long: leave --new-files out"
    ]
    long["metadata"] = {"name": "a" * 246}
    assert len(planned(texts, [rule], new_files=True).changes) == 1


def test_a_diff_can_be_applied_and_shows_missing_line_ends() -> None:
    old, new = "a\nb", "a\nc\n"
    lines = list(fix.diff([fix.FileChange("k8s/x.yaml", old, new)]))
    assert lines == [
        "--- a/k8s/x.yaml", "+++ b/k8s/x.yaml", "@@ -1,2 +1,2 @@", " a", "-b",
        "\\ No newline at end of file", "+c",
    ]  # fmt: skip
    lines = list(fix.diff([fix.FileChange("x.yaml", None, "a\n")]))
    assert lines == ["--- /dev/null", "+++ b/x.yaml", "@@ -0,0 +1 @@", "+a"]
    painted = list(fix.diff([fix.FileChange("x.yaml", "a\n", "b\n")], colour=True))
    assert painted[-1] == "\x1b[32m+b\x1b[0m"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        pytest.param(
            [put(3, "spec", "replicas")],
            [("x.yaml", 7, 1, 7, 1, "  replicas: 3\n")],
            id="insertion",
        ),
        pytest.param(
            [put("b", "spec", "a"), lambda r: Append(r.at("spec", "l"), 2)],
            [("x.yaml", 6, 6, 6, 7, "b"), ("x.yaml", 7, 1, 7, 1, "  l:\n    - 2\n")],
            id="two",
        ),
        pytest.param(
            [lambda r: Drop(r.at("spec", "a"))],
            [("x.yaml", 5, 6, 5, 6, " {}"), ("x.yaml", 5, 6, 6, 7, "")],
            id="removal",
        ),
        pytest.param([put(1, "metadata", "name", "x")], [], id="refused"),
    ],
)  # fmt: skip
def test_replacements_for_reports(edits: list[Any], expected: list[Any]) -> None:
    found = lint({"x.yaml": HEAD + "spec:\n  a: x\n"}, [finding("a", ALWAYS, *edits)])
    replacements = fix.Replacements()
    for _ in range(2):  # a second answer is not disturbed by the first
        assert [each.as_tuple() for each in replacements.of(found[0])] == expected
