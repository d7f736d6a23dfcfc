"""Silencing findings at their cause, and what is said of suppressions that silence nothing."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import fix, mending, pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Ignore, Settings
from multiaz_lint.suppress.suppression import is_over

if TYPE_CHECKING:
    from multiaz_lint.diagnostic import Diagnostic

CLASS = """\
apiVersion: storage.k8s.io/v1{first}
kind: StorageClass
metadata:
  name: fast{annotations}
{above}provisioner: ebs.csi.aws.com
volumeBindingMode: Immediate{behind}
"""
RULE = "storage-immediate-zonal"


def check(
    first: str = "", above: str = "", behind: str = "", annotations: str = "", **settings: object
) -> list[Diagnostic]:
    text = CLASS.format(first=first, above=above, behind=behind, annotations=annotations)
    chosen = Settings(plugins=False, **settings)  # type: ignore[arg-type]
    return list(pipeline.check([Source("k8s/fast.yaml", text)], chosen).diagnostics)


def reason(found: list[Diagnostic]) -> str | None:
    (diagnostic,) = [each for each in found if each.rule == RULE]
    return diagnostic.suppressed


def unused(found: list[Diagnostic]) -> list[str]:
    return [each.message for each in found if each.rule == "rule-suppressed-unused"]


def test_without_a_suppression_the_finding_speaks() -> None:
    assert reason(check()) is None


@pytest.mark.parametrize("name", [RULE, "storage", "storage-*", "all"])
def test_a_comment_on_the_line_silences_and_keeps_its_reason(name: str) -> None:
    found = check(behind=f"  # multiaz-lint: ignore[{name}] one zone only")
    assert reason(found) == "one zone only"
    assert unused(found) == []


def test_what_is_silenced_without_a_reason_is_silenced_and_says_so() -> None:
    found = check(behind=f"  # multiaz-lint: ignore[{RULE}]")
    assert reason(found) == "no reason given"
    assert unused(found) == []


@pytest.mark.parametrize(
    ("first", "second"), [("ignore-file", "ignore"), ("ignore", "ignore-file"), ("ignore",) * 2]
)
def test_of_two_comments_the_first_silences_and_the_second_is_told(first: str, second: str) -> None:
    """One of them stands above the line, or for the file; the other on it, or behind it."""
    text = CLASS.format(first="", above="", annotations="", behind="")
    above, behind = (
        f"# multiaz-lint: {first}[{RULE}] one\n",
        f"# multiaz-lint: {second}[{RULE}] two",
    )
    text = text.replace("volume", f"{above}volume").removesuffix("\n")
    text += f"  {behind}\n" if second == "ignore" else f"\n{behind}\n"
    found = list(pipeline.check([Source("a.yaml", text)], Settings(plugins=False)).diagnostics)
    assert reason(found) == "one"
    assert len(unused(found)) == 1


def test_a_comment_that_is_quoted_in_a_reason_silences_nothing() -> None:
    quoted = f"# multiaz-lint: ignore[{RULE}]"
    found = check(behind=f"  # multiaz-lint: ignore[image-latest] better than {quoted}")
    assert reason(found) is None
    assert len(unused(found)) == 1


def test_a_return_alone_ends_the_line_of_a_comment() -> None:
    """One comment silenced its rule in the whole file; kubectl parts documents at feeds only."""
    silent, loud = (
        CLASS.format(first="", above="", annotations="", behind=behind).replace("fast", name)
        for name, behind in (("silent", f"  # multiaz-lint: ignore[{RULE}] one zone"), ("loud", ""))
    )
    lists = "apiVersion: v1\nkind: List\nitems:\n"
    items = "".join(f"-\n{indent(each, '  ')}" for each in (silent, loud))
    for text in (lists + items, f"{lists}{items}---\n{loud}"):
        first, mark, rest = text.partition("\n---\n")
        returns = first.replace("\n", "\r") + mark + rest
        found, expected = (
            [
                (each.place.as_tuple(), each.suppressed)
                for each in pipeline.check(
                    [Source("k8s/fast.yaml", written)], Settings(plugins=False)
                ).diagnostics
                if each.rule == RULE
            ]
            for written in (returns, text)
        )
        assert found == expected
        assert [reason for _, reason in found] == ["one zone", *[None] * (len(found) - 1)]
        assert len(found) == 2 + bool(rest)


def test_a_comment_above_the_line_silences() -> None:
    text = CLASS.format(first="", above="", behind="", annotations="").replace(
        "volumeBindingMode", "# multiaz-lint: ignore[storage] why\n# more words\nvolumeBindingMode"
    )
    found = pipeline.check([Source("a.yaml", text)], Settings(plugins=False)).diagnostics
    assert reason(list(found)) == "why"


def test_a_comment_on_the_first_line_silences_the_second() -> None:
    text = CLASS.format(first="", above="", behind="", annotations="")
    late = "volumeBindingMode: Immediate\n"
    text = f"# multiaz-lint: ignore[{RULE}] why\n{late}{text.replace(late, '')}"
    found = list(pipeline.check([Source("a.yaml", text)], Settings(plugins=False)).diagnostics)
    assert [each.place.line for each in found if each.rule == RULE] == [2]
    assert reason(found) == "why"


def test_a_comment_for_the_file_silences_every_line() -> None:
    assert reason(check(first=" # multiaz-lint: ignore-file[storage] generated")) == "generated"


@pytest.mark.parametrize(
    "value",
    [
        '"see # {} x"', "'see # {} x'", '"it\'s\n    # {} x"', "'it''s\n    # {}\n    x'",
        "|\n      # {} x", ">-\n      a\n      b # {} x", '[a, "b # {} x"]', '{{b: "c\n  # {} x"}}',
        '"2001:db8::" # a comment\n    c: ["a:", "# {}"]',
    ],
)  # fmt: skip
def test_the_text_of_a_value_is_no_comment(value: str) -> None:
    written = value.format(f"multiaz-lint: ignore-file[{RULE}]")
    found = check(annotations=f"\n  annotations:\n    a: {written}")
    assert reason(found) is None
    assert unused(found) == []


@pytest.mark.parametrize(
    "value",
    [
        '"# multiaz-lint: ignore-file[pdb] x" {}', "| {}\n      a", "|\n      a\n  {}",
        "'it''s' {}", "it's # a\n    {}", '"a\n    b" {}', "[a, {}\n    b]",
    ],
)  # fmt: skip
def test_a_comment_beside_the_text_of_a_value_is_one(value: str) -> None:
    written = value.format(f"# multiaz-lint: ignore-file[{RULE}] why")
    found = check(annotations=f"\n  annotations:\n    a: {written}")
    assert reason(found) == "why"
    assert unused(found) == []


def test_an_object_of_json_holds_no_comments() -> None:
    tree = '{"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": '
    tree += r'"\ud83d # multiaz-lint: ignore[all]"}, "provisioner": "ebs.csi.aws.com", '
    tree += '"volumeBindingMode": "Immediate"}'
    found = list(pipeline.check([Source("a.json", tree)], Settings(plugins=False)).diagnostics)
    assert reason(found) is None
    assert unused(found) == []


def test_a_comment_elsewhere_silences_nothing_and_is_reported() -> None:
    found = check(first="  # multiaz-lint: ignore[storage-immediate-zonal] here?")
    assert reason(found) is None
    assert unused(found) == [f"nothing to silence here: {RULE} reports nothing"]


def test_an_unknown_rule_is_reported() -> None:
    found = check(behind="  # multiaz-lint: ignore[storage-immediat] typo")
    assert unused(found) == ["no rule is called storage-immediat, so it silences nothing"]


def test_a_comment_without_a_rule_is_reported() -> None:
    assert "names no rule" in unused(check(behind="  # multiaz-lint: ignore"))[0]


@pytest.mark.parametrize(
    "comment",
    [
        "multiaz-lint: disable[storage]",
        "multiaz-lint: ignored[storage]",
        "multiaz-lint: ignore-line[storage]",
        "multiaz-lint: ignore[storage",
        "multiaz-lint: Ignore[storage]",
        "multiaz-lint ignore[storage]",
        "multiaz-lint : ignore[storage]",
        "Multiaz-Lint: ignore[storage]",
        "MULTIAZ-LINT: ignore[storage]",
        "multiaz-lint:",
        "why  # multiaz-lint: off",
    ],
)
def test_a_comment_that_is_not_understood_is_reported_where_it_stands(comment: str) -> None:
    found = check(behind=f"  # {comment}")
    assert reason(found) is None
    (told,) = [each for each in found if each.rule == "rule-suppressed-unused"]
    assert told.message.startswith("this comment is not understood")
    assert (told.place.line, told.place.end_line, told.fix) == (6, 6, "unsafe")
    line = f"volumeBindingMode: Immediate  # {comment}"
    assert told.place.end_column == len(line) + 1


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("fast.yaml", "multiaz\\u002dlint/ignore", id="YAML"),
        pytest.param("fast.json", "multiaz-lint\\/ignore", id="JSON with each slash escaped"),
    ],
)
def test_an_annotation_may_be_written_in_escapes(name: str, key: str) -> None:
    annotations = f'"annotations": {{"{key}": "{RULE} -- one zone"}}'
    text = (
        '{"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", '
        f'"metadata": {{"name": "fast", {annotations}}}, '
        '"provisioner": "ebs.csi.aws.com", "volumeBindingMode": "Immediate"}'
    )
    found = list(pipeline.check([Source(name, text)], Settings(plugins=False)).diagnostics)
    assert reason(found) == "one zone"
    assert unused(found) == []


@pytest.mark.parametrize(
    "comment", ["multiaz-lint-test: zones=3", "about multiaz-lint ignore", "see multiaz-lint"]
)
def test_other_comments_are_left_alone(comment: str) -> None:
    assert unused(check(behind=f"  # {comment}")) == []


def test_a_rule_that_did_not_run_cannot_be_called_unused() -> None:
    found = check(behind="  # multiaz-lint: ignore[pdb-missing] later", select=["storage", "rule"])
    assert unused(found) == []


def test_nothing_is_called_unused_in_a_file_that_cannot_be_read_to_its_end() -> None:
    ignored = "# multiaz-lint: ignore-file[storage] one zone only\n"
    broken = Source("fast.yaml", f"{ignored}apiVersion: v1\nkind: Pod\na: [\n")
    whole = Source("slow.yaml", ignored)
    found = pipeline.check([broken, whole], Settings(plugins=False)).diagnostics
    places = [each.place.origin for each in found if each.rule == "rule-suppressed-unused"]
    assert places == ["slow.yaml"]
    entry = Ignore(("storage-immediate-zonal",), origin=".multiaz-lint.yaml")
    for sources, said in (([broken], 0), ([Source("empty.yaml", "")], 1)):
        settings = Settings(plugins=False, ignores=[entry])
        assert len(unused(list(pipeline.check(sources, settings).diagnostics))) == said


def test_an_annotation_silences_the_resource() -> None:
    found = check(
        annotations=f'\n  annotations: {{multiaz-lint/ignore: "{RULE}, image-latest -- one zone"}}'
    )
    assert reason(found) == "one zone"


def entry(**keys: Any) -> Ignore:
    return Ignore((RULE,), reason="not ours", origin=".multiaz-lint.yaml", **keys)


@pytest.mark.parametrize(
    "keys",
    [{}, {"path": "k8s"}, {"path": "k8s/"}, {"path": "*.yaml"}, {"kind": "StorageClass"},
     {"name": "fa*"}, {"expires": "2999-01-01"}],
    ids=str,
)  # fmt: skip
def test_an_entry_of_the_configuration_silences_what_it_covers(keys: dict[str, str]) -> None:
    assert reason(check(ignores=[entry(**keys)])) == "not ours"


@pytest.mark.parametrize(
    "keys",
    [{"path": "other"}, {"kind": "Service"}, {"name": "slow"}, {"name": "sl*"},
     {"namespace": "prod"}, {"namespace": "pr*"}, {"expires": "2001-01-01"}],
    ids=str,
)  # fmt: skip
def test_an_entry_silences_nothing_else(keys: dict[str, str]) -> None:
    assert reason(check(ignores=[entry(**keys)])) is None


@pytest.mark.parametrize(
    ("path", "silenced"),
    [
        ("shop/charts/db", True),
        ("*/templates/*", True),
        ("shop/charts", True),
        ("shop/templates", False),
    ],
)
def test_the_path_of_an_entry_may_be_that_of_a_template(path: str, silenced: bool) -> None:
    """On standard input nothing else tells the charts of a rendered text apart."""
    text = CLASS.format(first="", annotations="", above="", behind="")
    text = f"---\n# Source: shop/charts/db/templates/class.yaml\n{text}"
    settings = Settings(plugins=False, ignores=[entry(path=path)])
    found = list(pipeline.check([Source("<stdin>", text)], settings).diagnostics)
    assert reason(found) == ("not ours" if silenced else None)


def test_ignores_can_be_switched_off() -> None:
    found = check(behind="  # multiaz-lint: ignore[storage] why", suppressions=False)
    assert reason(found) is None
    assert unused(found) == []


def test_one_suppression_silences_exactly_one_finding() -> None:
    two = dedent(CLASS.format(first="", above="", behind="", annotations="")) + "---\n"
    two += CLASS.format(
        first="", above="", annotations="", behind=f"  # multiaz-lint: ignore[{RULE}] why"
    ).replace("name: fast", "name: other")
    found = pipeline.check([Source("a.yaml", two)], Settings(plugins=False)).diagnostics
    assert [each.suppressed for each in found if each.rule == RULE] == [None, "why"]


def test_an_expired_entry_says_so() -> None:
    found = check(ignores=[entry(expires="2001-01-01")])
    assert unused(found) == ["this entry expired on 2001-01-01, so it silences nothing any more"]


def test_on_the_day_that_it_names_an_entry_counts_no_more() -> None:
    named = entry(expires="2027-01-31")
    assert [is_over(named, day) for day in ("2027-01-30", "2027-01-31", "2027-02-01")] == [
        False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize("rule", ["*", "all"])
def test_an_entry_for_all_rules_is_unused_where_none_reports(rule: str) -> None:
    def told(path: str, **settings: Any) -> list[str]:
        ignore = Ignore((rule,), reason="not ours", path=path, origin=".multiaz-lint.yaml")
        chosen = Settings(plugins=False, ignores=[ignore])
        for name, value in settings.items():
            setattr(chosen, name, value)
        text = CLASS.format(first="", above="", behind="", annotations="")
        return unused(list(pipeline.check([Source("k8s/fast.yaml", text)], chosen).diagnostics))

    words = "this entry silences nothing: it matches no finding of any rule that ran"
    assert told("other") == [words]
    assert told("k8s") == []
    assert told("other", narrowed=True) == []
    assert told("other", whole=False) == []


def test_an_unused_entry_does_not_say_that_the_rule_reports_nothing_at_all() -> None:
    words = f"this entry silences nothing: it matches no finding of {RULE}"
    assert unused(check(ignores=[entry(name="slow")])) == [words]


@pytest.mark.parametrize("name", ["drill", "drill-*"])
def test_an_entry_for_rules_of_another_command_cannot_be_called_unused(name: str) -> None:
    ignore = Ignore((name,), reason="later", origin=".multiaz-lint.yaml")
    assert not any("matches no finding" in each for each in unused(check(ignores=[ignore])))


@pytest.mark.parametrize("whole", [True, False])
def test_an_entry_that_names_no_rule_says_so_whatever_was_read(whole: bool) -> None:
    ignore = Ignore(("nope", RULE), reason="later", origin=".multiaz-lint.yaml", line=7)
    settings = Settings(plugins=False, ignores=[ignore])
    settings.whole = whole
    text = CLASS.format(first="", above="", behind="", annotations="")
    found = list(pipeline.check([Source("k8s/fast.yaml", text)], settings).diagnostics)
    assert unused(found) == ["no rule is called nope, so it silences nothing"]
    assert [each.place.line for each in found if each.rule == "rule-suppressed-unused"] == [7]
    assert reason(found) == "later"


@pytest.mark.parametrize(
    "name",
    ["multiaz-lint/ignor", "multiaz-lint/Ignore", "multiaz-lint/singletons", "multiaz-lint/owner",
     "multiaz-lint.io/ignore", "multiaz-lint.ignore", "multiaz-lint"],
)  # fmt: skip
def test_an_annotation_of_ours_that_means_nothing_is_told(name: str) -> None:
    found = check(annotations=f'\n  annotations: {{{name}: "{RULE} -- why"}}')
    assert reason(found) is None
    known = "there are multiaz-lint/ignore and multiaz-lint/singleton"
    assert unused(found) == [f"there is no annotation {name!r}; {known}"]
    assert [each.place.line for each in found if each.rule == "rule-suppressed-unused"] == [5]


def test_an_annotation_of_ours_that_means_something_is_not_told() -> None:
    others = "example/ignor: x, example/multiaz-lint: reviewed"
    for name in ("ignore", "singleton"):
        written = f'\n  annotations: {{multiaz-lint/{name}: "{RULE} -- why", {others}}}'
        assert unused(check(annotations=written)) == []


@pytest.mark.parametrize("name", ["multiaz-lint/ignore", "multiaz-lint.io/ignore"])
def test_a_label_silences_nothing_and_is_told(name: str) -> None:
    found = check(annotations=f"\n  labels: {{{name}: {RULE}, app: fast}}")
    assert reason(found) is None
    known = "there are annotations multiaz-lint/ignore and multiaz-lint/singleton"
    assert unused(found) == [f"label {name!r} says nothing; {known}"]
    assert [each.place.line for each in found if each.rule == "rule-suppressed-unused"] == [5]


CRON = """\
apiVersion: batch/v1
kind: CronJob
metadata: {{name: tidy, annotations: {{{0}}}}}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    metadata: {{annotations: {{{1}}}}}
    spec:
      template:
        metadata: {{annotations: {{{2}}}}}
        spec:
          restartPolicy: Never
          containers: [{{name: tidy, image: tidy}}]
"""


@pytest.mark.parametrize("at", range(3))
def test_an_annotation_may_stand_wherever_a_cron_job_has_metadata(at: int) -> None:
    written = ["", "", ""]
    written[at] = 'multiaz-lint/ignore: "image-latest -- tidies what it finds"'
    source = Source("cron.yaml", CRON.format(*written))
    found = pipeline.check([source], Settings(plugins=False)).diagnostics
    assert [each.suppressed for each in found if each.rule == "image-latest"] == [
        "tidies what it finds"
    ]


def test_an_annotation_that_means_nothing_stays_for_people_to_mend() -> None:
    text = CLASS.format(
        first="", above="", behind="", annotations="\n  annotations: {multiaz-lint/ignor: all}"
    )
    rules = frozenset({"rule-suppressed-unused"})
    chosen = fix.FixOptions(rules=rules, unsafe=True)
    _, plan = mending.plan([Source("a.yaml", text)], Settings(plugins=False), chosen)
    assert plan.changes == []


def test_an_entry_for_other_paths_is_unused_only_when_they_were_read() -> None:
    other = Ignore((RULE,), reason="not ours", path="other", origin=".multiaz-lint.yaml")
    settings = Settings(plugins=False, ignores=[other])
    source = Source("k8s/fast.yaml", CLASS.format(first="", above="", behind="", annotations=""))
    assert unused(list(pipeline.check([source], settings).diagnostics)) != []
    settings.whole = False
    assert unused(list(pipeline.check([source], settings).diagnostics)) == []


@pytest.mark.parametrize(
    ("origin", "configuration"),
    [
        pytest.param("k8s/fast.yaml", "k8s/.multiaz-lint.yaml", id="from above"),
        pytest.param("../k8s/fast.yaml", "../k8s/.multiaz-lint.yaml", id="from beside"),
        pytest.param("fast.yaml", ".multiaz-lint.yaml", id="from there"),
        pytest.param("fast.yaml", "elsewhere/.multiaz-lint.yaml", id="as it was typed"),
    ],
)
def test_a_path_counts_from_the_folder_of_the_configuration(
    origin: str, configuration: str
) -> None:
    ignore = Ignore((RULE,), reason="not ours", path="fast.*", origin=configuration)
    text = CLASS.format(first="", above="", behind="", annotations="")
    found = pipeline.check([Source(origin, text)], Settings(plugins=False, ignores=[ignore]))
    assert reason(list(found.diagnostics)) == "not ours"


def test_annotations_of_an_object_and_of_its_template_both_count() -> None:
    text = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {multiaz-lint/ignore: "replicas-too-few, rollout -- tight"}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations: {multiaz-lint/ignore: "requests-missing, probe -- small"}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
    found = pipeline.check([Source("a.yaml", text)], Settings(plugins=False)).diagnostics
    silenced = {each.rule: each.suppressed for each in found if each.suppressed}
    assert silenced == {"replicas-too-few": "tight", "requests-missing": "small"}


CLAIM = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            CLAIM.replace("web", "web  # multiaz-lint: ignore[pdb-missing] why"), CLAIM, id="behind"
        ),
        pytest.param(
            CLAIM.replace("  name", "  # multiaz-lint: ignore[pdb-missing]\n  # more\n  name"),
            CLAIM.replace("  name", "  # more\n  name"),
            id="line",
        ),
        pytest.param(
            CLAIM.replace("web\n", "web # ours # multiaz-lint: ignore[pdb-missing]\r\n"),
            CLAIM.replace("web\n", "web # ours\r\n"),
            id="behind another",
        ),
        pytest.param(
            CLAIM.replace("web", "web  # multiaz-lint: ignore[pdb-missing] see #1 # ours"),
            CLAIM.replace("web", "web  # ours"),
            id="before another",
        ),
        pytest.param(
            f"{CLAIM}# multiaz-lint: ignore[pdb-missing]", CLAIM.rstrip(), id="no final line end"
        ),
        pytest.param(
            f"# multiaz-lint: ignore-file[pdb-missing]\n{CLAIM}", CLAIM, id="first line"
        ),
        pytest.param(
            f"{CLAIM}# multiaz-lint: ignore[pdb-mising, pdb-missing, x]\n", CLAIM, id="of no use"
        ),
        pytest.param(
            CLAIM + "  annotations: {multiaz-lint/ignore: pdb-missing}\n", CLAIM, id="annotation"
        ),
        pytest.param(
            CLAIM + "  annotations:\n    a: b\n    multiaz-lint/ignore: pdb-missing -- why\n",
            CLAIM + "  annotations:\n    a: b\n",
            id="annotation among others",
        ),
        pytest.param(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {name: web}\nspec:\n  template:\n"
            "    metadata: {annotations: {multiaz-lint/ignore: pdb-missing}}\n    spec:\n"
            "      restartPolicy: Never\n      containers: [{name: web, image: a:1}]\n",
            None, id="in what cannot be changed",
        ),
        pytest.param(
            CLAIM + "data:\n  x: |\n    a  # multiaz-lint: ignore[pdb-missing]\n", None, id="value"
        ),
        pytest.param(
            CLAIM + "  namespace: '{{ x }}' # multiaz-lint: ignore[pdb-missing]\n", None,
            id="template",
        ),
    ],
)  # fmt: skip
def test_an_unused_suppression_is_taken_out(text: str, expected: str | None) -> None:
    settings = Settings(plugins=False, profile="strict")
    _, plan = mending.plan([Source("a.yaml", text)], settings, fix.FixOptions(unsafe=True))
    assert [change.new for change in plan.changes] == ([] if expected is None else [expected])


@pytest.mark.parametrize("behind", ["", " -- why"])
@pytest.mark.parametrize("names", [f"{RULE}, storage-immediat", f"pdb-mising,{RULE}, x"])
def test_of_an_annotation_the_names_stay_that_there_are(names: str, behind: str) -> None:
    def annotated(names: str) -> str:
        line = f"\n  annotations:\n    multiaz-lint/ignore: {names}{behind}"
        return CLASS.format(first="", above="", behind="", annotations=line)

    rules = frozenset({"rule-suppressed-unused"})
    sources = [Source("a.yaml", annotated(names))]
    _, plan = mending.plan(
        sources, Settings(plugins=False), fix.FixOptions(rules=rules, unsafe=True)
    )
    assert [change.new for change in plan.changes] == [annotated(RULE)]


@pytest.mark.parametrize(
    ("names", "whole", "kept"),
    [
        (f"{RULE}, storage-immediat", True, f"[{RULE}]"),
        (f"storage-immediat, other,{RULE}", True, f"[{RULE}]"),
        ("storage-immediat", True, None),
        ("pdb-missing", False, None),
    ],
)
def test_what_may_be_a_slip_needs_a_decision(names: str, whole: bool, kept: str | None) -> None:
    text = CLASS.format(
        first="", above="", annotations="", behind=f"  # multiaz-lint: ignore[{names}] why"
    )
    settings = Settings(plugins=False)
    settings.whole = whole
    rules = frozenset({"rule-suppressed-unused"})
    _, plan = mending.plan([Source("a.yaml", text)], settings, fix.FixOptions(rules=rules))
    assert plan.changes == []
    _, plan = mending.plan(
        [Source("a.yaml", text)], settings, fix.FixOptions(rules=rules, unsafe=True)
    )
    comment = f"  # multiaz-lint: ignore{kept} why" if kept else ""
    assert [change.new for change in plan.changes] == [
        CLASS.format(first="", above="", annotations="", behind=comment)
    ]


@pytest.mark.parametrize(
    "path",
    ["k8s/vendor/web.yaml", "k8s\\vendor\\web.yaml", "k8s\\vendor\\", "k8s\\*", "k8s/vendor"],
)
def test_an_entry_may_write_its_path_as_windows_does(path: str) -> None:
    source = Source(
        "k8s/vendor/web.yaml", CLASS.format(first="", annotations="", above="", behind="")
    )
    entry = Ignore((RULE,), path=path, reason="theirs")
    found = pipeline.check([source], Settings(plugins=False, ignores=[entry])).diagnostics
    assert [each.suppressed for each in found if each.rule == RULE] == ["theirs"]


def test_comments_before_any_quote_are_told_without_a_yaml_parser() -> None:
    """Its import takes a third of the time that a file needs."""
    program = (
        "import sys\n"
        "from multiaz_lint.load.yaml import comments\n"
        "assert comments.in_values('a: b  # x\\nc: \"d\"\\n', [6]) == set()\n"
        "assert 'yaml' not in sys.modules\n"
        "assert comments.in_values('a: \"b # x\"\\n', [6]) == {6}\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
