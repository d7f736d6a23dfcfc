"""Findings in what Helm has rendered stand in the templates and name the values of the chart."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import pipeline
from multiaz_lint.diagnostic import Place
from multiaz_lint.load import files
from multiaz_lint.load.helm.charts import Charts
from multiaz_lint.load.source import Source
from multiaz_lint.report import summary
from multiaz_lint.report.options import Options
from multiaz_lint.settings import Ignore, Settings
from multiaz_lint.stages.rendered import place
from tests.results import finding

if TYPE_CHECKING:
    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.result import Result

FOLDER = Path(__file__).parents[2] / "fixtures" / "helm"
RENDERS = [json.loads(line) for line in (FOLDER / "renders.jsonl").read_text("utf-8").splitlines()]
"""What Helm 3.18 and 4.3 have made, and the lines of templates (oracle/gen/helm.py)."""


@cache
def chart() -> tuple[Source, ...]:
    read = files.read([str(FOLDER / "shop")])
    sources = [each for each in read if isinstance(each, Source)]
    found = [Source(str(Path(each.origin).relative_to(FOLDER)), each.text) for each in sources]
    helpers = sorted((FOLDER / "shop").rglob("*.tpl"))
    found += [beside(str(path.relative_to(FOLDER)), path.read_text("utf-8")) for path in helpers]
    return tuple(found)


def beside(origin: str, text: str) -> Source:
    """Return a file of a chart that holds no manifest."""
    source = Source(origin, text)
    source.plain = True
    return source


def check(rendered: str, *more: Source, **settings: Any) -> Result:
    sources = [Source("<stdin>", rendered, named=True), *chart(), *more]
    return pipeline.check(sources, Settings(plugins=False, **settings))


def found(rule: str, name: str, result: Result) -> Diagnostic:
    (only,) = (
        each
        for each in result.diagnostics
        if each.rule == rule and each.resource is not None and each.resource.name == name
    )
    return only


def where(at: Place) -> str:
    return f"{at.origin}:{at.line}:{at.column}"


@pytest.mark.parametrize(
    "made", RENDERS, ids=lambda made: " ".join([made["helm"], *made["options"]])
)
def test_each_line_stands_where_helm_has_taken_it_from(made: dict[str, Any]) -> None:
    rendered = Source("<stdin>", made["rendered"])
    sources = {each.origin: each for each in (rendered, *chart())}
    differing = {}
    for number, line in made["lines"].items():
        told = finding()
        text = rendered.line_text(int(number))
        column = len(text) - len(text.lstrip()) + 1
        told.place = Place("<stdin>", int(number), column, int(number), len(text) + 1)
        place([told], sources)
        if f"{told.place.origin}:{told.place.line}" != line:
            differing[int(number)] = told.place
        template = sources[told.place.origin].line_text(told.place.line)
        assert told.place.column == len(template) - len(template.lstrip()) + 1
    assert not differing
    assert len(made["lines"]) > 110


def test_a_finding_stands_in_the_template_and_names_the_value() -> None:
    replicas = found("replicas-too-few", "rel-web", check(RENDERS[0]["rendered"]))
    assert replicas.place == Place("shop/templates/web.yaml", 16, 3, 16, 35)
    assert [(where(each), each.message) for each in replicas.related] == [
        ("shop/values.yaml:1:1", "the chart fills in this value: replicas"),
        ("<stdin>:22:3", "rendered so"),
    ]
    assert replicas.fix is None
    assert not replicas.edits


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        pytest.param("replicas-too-few", "rel-cache", "shop/values.yaml:37:3",
                     id="of a chart within it, by its alias"),
        pytest.param("replicas-too-few", "mail", "shop/values.yaml:29:5",
                     id="a variable of a range"),
        pytest.param("api-invalid-toleration", "rel-web", "shop/values.yaml:20:3",
                     id="within a list"),
        pytest.param("toleration-dead-nodes", "rel-web", "shop/values.yaml:18:3",
                     id="an item of a list"),
        pytest.param("affinity-zone-missing", "rel-web", "", id="said literally"),
    ],
)  # fmt: skip
def test_the_value_that_an_action_has_written_is_named(rule: str, name: str, value: str) -> None:
    told = found(rule, name, check(RENDERS[0]["rendered"]))
    named = [where(each) for each in told.related if "fills in" in each.message]
    assert named == ([value] if value else [])


def test_a_value_of_another_file_is_named_where_only_that_says_it() -> None:
    rendered = RENDERS[1]["rendered"].replace("replicas: 4", "replicas: 2", 1)
    values = Source("shop/values-small.yaml", "replicas: 2\n")
    result = check(rendered, values)
    told = found("replicas-too-few", "rel-web", result)
    assert where(told.related[0]) == "shop/values.yaml:1:1"
    rendered = RENDERS[0]["rendered"].replace("replicas: 2", "replicas: 1", 1)
    for others, named in ((1, ["shop/values-0.yaml:1:1"]), (2, [])):
        more = [Source(f"shop/values-{each}.yaml", "replicas: 1\n") for each in range(others)]
        told = found("replicas-too-few", "rel-web", check(rendered, *more))
        assert told.place.origin == "shop/templates/web.yaml"
        filled = [where(each) for each in told.related if "fills in" in each.message]
        assert filled == named


def test_templates_that_were_rendered_are_checked_and_the_others_told() -> None:
    result = check(RENDERS[0]["rendered"])
    assert [(each.origin, each.why) for each in result.not_checked] == [
        (
            "shop/templates/autoscaler.yaml",
            "a template of a chart: nothing in the input was rendered from it",
        )
    ]
    pods = [each for each in result.diagnostics if each.rule == "image-latest"]
    assert [where(each.place) for each in pods] == ["shop/templates/tests/ready.yaml:10:5"]


def test_what_no_template_can_have_made_stands_where_it_was_rendered() -> None:
    rendered = RENDERS[0]["rendered"].replace("      - name: web\n", "      - name: site\n")
    told = found("replicas-too-few", "rel-web", check(rendered))
    assert where(told.place) == "<stdin>:22:3"
    assert told.fix == "unsafe"
    other = found("replicas-too-few", "mail", check(rendered))
    assert other.place.origin == "shop/templates/workers.yaml"


def test_two_charts_of_one_name_are_told_apart_by_what_they_can_make() -> None:
    rendered = RENDERS[0]["rendered"]
    twice = [Source(f"old/{each.origin}", each.text) for each in chart()]
    told = found("replicas-too-few", "rel-web", check(rendered, *twice))
    assert where(told.place) == "<stdin>:22:3"
    path = "old/shop/templates/web.yaml"
    for each in twice:
        if each.origin == path:
            each.text = each.text.replace("- name: web\n", "- name: site\n")
    result = check(rendered, *twice)
    told = found("replicas-too-few", "rel-web", result)
    assert where(told.place) == "shop/templates/web.yaml:16:3"
    unused = {each.origin for each in result.not_checked}
    assert {path, "old/shop/templates/workers.yaml"} <= unused
    assert "shop/templates/web.yaml" not in unused


def test_documents_of_two_charts_of_one_name_each_stand_in_their_own() -> None:
    files = [
        Source(f"{each}/{name}", text)
        for each in "ab"
        for name, text in (
            ("Chart.yaml", "name: c\n"),
            ("templates/a.yaml", f"{each}:\n  b: {{{{ .Values.b }}}}\n"),
        )
    ]
    document = "---\n# Source: c/templates/a.yaml\n"
    assert told_at(f"{document}a:\n  b: 1\n", *files)[0] == "a/templates/a.yaml:2:3"
    assert told_at(f"{document}b:\n  b: 1\n", *files)[0] == "b/templates/a.yaml:2:3"
    assert told_at(f"{document}c:\n  b: 1\n", *files) == ["<stdin>:4:3"]
    many = [Source(f"{n}{each.origin}", each.text) for n in range(3) for each in files]
    assert told_at(f"{document}a:\n  b: 1\n", *many) == ["<stdin>:4:3"]


def test_rows_of_the_matrix_stand_where_the_template_names_the_workload() -> None:
    rows = check(RENDERS[0]["rendered"], matrix=True).matrix
    assert rows is not None
    told = {each.workload.name: f"{each.origin}:{each.line}" for each in rows}
    assert told == {
        "rel-web": "shop/templates/web.yaml:6",
        "mail": "shop/templates/workers.yaml:6",
        "stock": "shop/templates/workers.yaml:6",
        "rel-cache": "shop/charts/redis/templates/set.yaml:4",
    }


def test_lines_that_say_the_same_are_all_told() -> None:
    both = "{{ if .Values.x }}\na:\n  b: 2\n{{ else }}\na:\n  b: 2\n{{ end }}\n"
    rendered = "---\n# Source: c/templates/a.yaml\na:\n  b: 2\n"
    assert told_at(rendered, CHART, Source("c/templates/a.yaml", both)) == [
        "c/templates/a.yaml:3:3",
        "c/templates/a.yaml:6:3",
        "<stdin>:4:3",
    ]
    many = "{{ if .a }}\na:\n  b: 2\n{{ end }}\n" * 5
    assert told_at(rendered, CHART, Source("c/templates/a.yaml", many)) == ["<stdin>:4:3"]


@pytest.mark.parametrize("path", ["shop/templates/", "shop/templates/web.yaml"])
@pytest.mark.parametrize("folder", ["", "charts/"])
def test_ignores_take_the_name_that_helm_gives_and_the_path(path: str, folder: str) -> None:
    sources = [Source(f"{folder}{each.origin}", each.text) for each in chart()]
    rendered = Source("<stdin>", RENDERS[0]["rendered"], named=True)
    for each in {path, f"{folder}{path}"}:
        ignore = Ignore(rules=("replicas",), path=each, reason="known")
        settings = Settings(plugins=False, ignores=(ignore,))
        result = pipeline.check([rendered, *sources], settings)
        told = found("replicas-too-few", "rel-web", result)
        assert told.suppressed == "known"
        assert told.place.origin == f"{folder}shop/templates/web.yaml"


def test_a_changed_rendering_counts_as_changed() -> None:
    told = found("affinity-zone-missing", "rel-web", check(RENDERS[0]["rendered"]))
    assert told.place.origin == "shop/templates/web.yaml"
    assert [where(each) for each in told.related] == ["<stdin>:29:5"]


def test_comments_of_templates_count_in_what_was_rendered_from_them() -> None:
    comment = "  # multiaz-lint: ignore[replicas-too-few] a batch controller"
    marked = [
        Source(
            each.origin, each.text.replace(".Values.replicas }}", f".Values.replicas }}}}{comment}")
        )
        for each in chart()
    ]
    rendered = RENDERS[0]["rendered"].replace("replicas: 2\n", f"replicas: 2{comment}\n", 1)
    result = pipeline.check([Source("<stdin>", rendered), *marked], Settings(plugins=False))
    told = found("replicas-too-few", "rel-web", result)
    assert told.suppressed == "a batch controller"
    assert where(told.place) == "shop/templates/web.yaml:16:3"
    assert not [each for each in result.diagnostics if each.rule == "rule-suppressed-unused"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shop/templates/web.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .A }}}\n"),
        (
            "web.yaml",
            "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {}\nobjects: [b]",
        ),
    ],
)
def test_a_comment_where_nothing_is_judged_is_not_told_to_be_idle(name: str, text: str) -> None:
    comment = "# multiaz-lint: ignore[replicas-too-few] a batch controller\n"
    result = pipeline.check([Source(name, comment + text)], Settings(plugins=False))
    assert [each.origin for each in result.not_checked] == [name]
    assert not result.diagnostics


def test_who_pipes_without_the_chart_is_told_to_give_it() -> None:
    words = "rendered by Helm: `multiaz-lint - CHART` tells the lines of the templates"
    piped = Source("<stdin>", RENDERS[0]["rendered"], named=True)
    alone = pipeline.check([piped], Settings(plugins=False))
    assert words in summary.render(alone, Options())
    assert words not in summary.render(check(RENDERS[0]["rendered"]), Options())
    stored = Source("rendered.yaml", RENDERS[0]["rendered"])
    assert words not in summary.render(pipeline.check([stored], Settings(plugins=False)), Options())


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        (44, "spec.template.spec.containers[0].resources.limits", "shop/values.yaml:15:3"),
        (45, "spec.template.spec.containers[0].resources.limits.memory", "shop/values.yaml:16:5"),
        (47, "spec.template.spec.containers[0].resources.requests.cpu", "shop/values.yaml:13:5"),
        (53, "spec.template.spec.tolerations[0].tolerationSeconds", "shop/values.yaml:21:3"),
    ],
)
def test_within_a_block_it_is_the_value_of_that_line(line: int, field: str, value: str) -> None:
    rendered = Source("<stdin>", RENDERS[0]["rendered"])
    text = rendered.line_text(line)
    assert text.split(":")[0].strip("- ") == field.rpartition(".")[2]
    column = len(text) - len(text.lstrip()) + 1
    told = finding()
    told.place, told.field = Place("<stdin>", line, column, line, len(text) + 1), field
    place([told], {each.origin: each for each in (rendered, *chart())})
    assert told.place.origin == "shop/templates/web.yaml"
    assert [where(each) for each in told.related] == [value, f"<stdin>:{line}:{column}"]


CHART = Source("c/Chart.yaml", "name: c\n")
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"


def values_at(line: str, template: str, rendered: str, *values: Source) -> list[str]:
    """Return the values that are named for a line that was rendered, each with its own line."""
    text = f"---\n# Source: c/templates/a.yaml\n{HEAD}{rendered}"
    sources = {
        each.origin: each
        for each in (
            Source("<stdin>", text),
            Source("c/templates/a.yaml", HEAD + template),
            CHART,
            *values,
        )
    }
    lines = text.split("\n")
    number = lines.index(line) + 1
    told = finding()
    told.place = Place("<stdin>", number, len(line) - len(line.lstrip()) + 1, number, len(line) + 1)
    place([told], sources)
    assert told.place.origin == "c/templates/a.yaml"
    return [
        f"{each.line}: {sources[each.origin].line_text(each.line).strip()}"
        for each in told.related
        if "fills in" in each.message
    ]


BLOCK = "limits:\n  cpu: 1\n  memory: 2Gi\nlist:\n- key: a\n  effect: b\n- key: c\n  effect: d\n"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("    limits:", ["2: limits:"]),
        ("      memory: 2Gi", ["4: memory: 2Gi"]),
        ("      key: a", ["6: - key: a"]),
        ("      key: c", ["8: - key: c"]),
    ],
)
def test_within_a_block_the_value_of_the_line_is_named(line: str, named: list[str]) -> None:
    rendered = (
        "    limits:\n      cpu: 1\n      memory: 2Gi\n    list:\n    - effect: b\n      key: a\n"
        "    - effect: d\n      key: c\n"
    )
    values = Source("c/values.yaml", "x:\n" + "".join(f"  {e}\n" for e in BLOCK.splitlines()))
    template = "  a:\n    {{- toYaml .Values.x | nindent 4 }}\n  b: 1\n"
    assert values_at(line, template, f"  a:\n{rendered}  b: 1\n", values) == named


@pytest.mark.parametrize(
    ("template", "line", "named"),
    [
        pytest.param("{{ if .Values.f }}{{ .Values.one }}{{ else }}{{ .Values.uno }}{{ end }}", "1",
                     [], id="two ways write the same"),
        pytest.param("{{ if .Values.f }}{{ .Values.one }}{{ else }}{{ .Values.two }}{{ end }}", "1",
                     ["1: one: 1"], id="one way writes it"),
        pytest.param("{{ .Values.a }}-{{ .Values.bc }}", "a-b-c", ["4: a: a", "5: bc: b-c"],
                     id="only one way to part it has values for both"),
        pytest.param("{{ .Values.a }}{{ .Values.a }}", "aa", ["4: a: a"], id="once"),
        pytest.param("{{ if .Values.f }}z{{ else with .Values.d }}{{ .e }}{{ end }}", "7",
                     ["7: e: 7"], id="another way that is with a value"),
        pytest.param("{{ if .Values.f }}z{{ else if .Values.d }}{{ .Values.d.e }}{{ end }}", "7",
                     ["7: e: 7"], id="another way that has a condition"),
        pytest.param("{{ with .Values.f }}{{ .e }}{{ else }}{{ .Values.d.e }}{{ end }}", "7",
                     ["7: e: 7"], id="another way beside one that is with a value"),
    ],
)  # fmt: skip
def test_a_value_is_named_where_it_is_sure(template: str, line: str, named: list[str]) -> None:
    values = Source("c/values.yaml", "one: 1\nuno: 1\ntwo: 2\na: a\nbc: b-c\nd:\n  e: 7\n")
    assert values_at(f"  x: {line}", f"  x: {template}\n", f"  x: {line}\n", values) == named


@pytest.mark.parametrize(
    ("action", "written", "named"),
    [
        pytest.param('index .Values "a-b"', "x", ["1: a-b: x"], id="a key with a dash"),
        pytest.param('index .Values "a-b" | default .Values.c', "x", [],
                     id="two that say the same"),
        pytest.param("(index .Values.list 1).o", "2", ["5: - o: 2"], id="an item of a list"),
        pytest.param("index .Values.list 7", "2", [], id="an item that is not there"),
        pytest.param("index .Values.list 2", "2", [], id="an item behind the last"),
        pytest.param("((.Values.d).e).f", "7", ["8: f: 7"], id="in brackets"),
        pytest.param("div .Values.four .Values.two", "2", [], id="computed"),
        pytest.param("and .Values.flag (gt .Values.two 1)", "true", [], id="a comparison"),
        pytest.param('include "n" (dict "a" .Values.two)', "2", [], id="a number of a definition"),
        pytest.param('include "n" (dict "a" .Values.c)', "x", ["2: c: x"],
                     id="a text of a definition"),
        pytest.param(".Values.two | quote", '"2"', ["10: two: 2"], id="a quoted number"),
        pytest.param(".Values.flag | quote", '"true"', ["11: flag: true"], id="a quoted truth"),
        pytest.param(".Values", "2", [], id="all values"),
        pytest.param('include "n" .', "2", [], id="all there is"),
    ],
)  # fmt: skip
def test_the_value_is_the_one_that_the_pipeline_gives(
    action: str, written: str, named: list[str]
) -> None:
    values = Source(
        "c/values.yaml",
        "a-b: x\nc: x\nlist:\n- o: 1\n- o: 2\nd:\n  e:\n    f: 7\nfour: 4\ntwo: 2\nflag: true\n",
    )
    line = f"  x: {written}"
    assert values_at(line, f"  x: {{{{ {action} }}}}\n", f"{line}\n", values) == named


def told_at(rendered: str, *sources: Source) -> list[str]:
    """Return where the last line stands of what was rendered, and the values named for it."""
    text = Source("<stdin>", rendered)
    number = rendered.count("\n")
    told = finding()
    told.place = Place("<stdin>", number, 3, number, 7)
    place([told], {each.origin: each for each in (text, *sources)})
    return [where(told.place), *(where(each) for each in told.related)]


@pytest.mark.parametrize("folder", ["redis", "redis-1.2.3"])
def test_the_folder_of_a_chart_within_one_may_have_another_name(folder: str) -> None:
    template = Source(f"c/charts/{folder}/templates/a.yaml", "a:\n  b: {{ .Values.b }}\n")
    described = Source(f"c/charts/{folder}/Chart.yaml", "name: redis\n")
    values = Source("c/values.yaml", "redis:\n  b: 2\n")
    rendered = "---\n# Source: c/charts/redis/templates/a.yaml\na:\n  b: 2\n"
    assert told_at(rendered, CHART, described, template, values) == [
        f"c/charts/{folder}/templates/a.yaml:2:3",
        "c/values.yaml:2:3",
        "<stdin>:4:3",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "c/charts/a",
        "c/charts/",
        "c/charts//x",
        "c/",
        "/",
        "c/charts/" * 100,
        "c/" + "charts/" * 9_000,
    ],
)
def test_a_name_that_is_no_template_of_a_chart_changes_nothing(name: str) -> None:
    assert Charts({CHART.origin: CHART}).templates(name) == []
    assert told_at(f"---\n# Source: {name}\na:\n  b: 2\n", CHART) == ["<stdin>:4:3"]


def test_looking_for_values_leaves_documents_enough_to_be_told() -> None:
    template = Source(
        "c/templates/a.yaml", "{{- range .Values.a }}\n---\na:\n  b: {{ .b }}\n{{- end }}\n"
    )
    values = Source("c/values.yaml", "a:\n" + "".join(f"- b: x{each}\n" for each in range(2_000)))
    made = [f"---\n# Source: c/templates/a.yaml\na:\n  b: x{each}\n" for each in range(1_000)]
    text = Source("<stdin>", "".join(made))
    findings = [finding() for _ in made]
    for number, each in enumerate(findings, 1):
        each.place = Place("<stdin>", number * 4, 3, number * 4, 7)
    place(findings, {each.origin: each for each in (text, CHART, template, values)})
    assert {where(each.place) for each in findings} == {"c/templates/a.yaml:4:3"}
    assert where(findings[0].related[0]) == "c/values.yaml:2:3"
