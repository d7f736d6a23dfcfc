"""Lines that a template wrote which another one includes stand in the file that defines it."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint import pipeline
from multiaz_lint.diagnostic import Place
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Ignore, Settings
from multiaz_lint.stages import reading
from multiaz_lint.stages.rendered import place
from tests.results import finding
from tests.spent import within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from multiaz_lint.diagnostic import Diagnostic

CHART = {"c/Chart.yaml": "name: c\n"}
MADE = "---\n# Source: c/templates/a.yaml\n"


def sources_of(files: dict[str, str]) -> dict[str, Source]:
    return {name: Source(name, text) for name, text in files.items()}


def told(rendered: str, line: str, files: dict[str, str]) -> Diagnostic:
    """Return a finding of a line that was rendered, where it is told."""
    made = rendered if rendered.startswith("---") else MADE + rendered
    sources = sources_of({**CHART, **files})
    number = made.split("\n").index(line) + 1
    found = finding()
    column = len(line) - len(line.lstrip()) + 1
    found.place = Place("<stdin>", number, column, number, len(line) + 1)
    place([found], {"<stdin>": Source("<stdin>", made), **sources})
    return found


def where(rendered: str, line: str, files: dict[str, str]) -> list[str]:
    """Return where a line is told, and what is shown beside it."""
    found = told(rendered, line, files)
    places = [found.place, *found.related[:-1]]
    if found.place.origin == "<stdin>":
        places = [found.place]
    words = {"included here": "+", "what is included writes it here": "-"}
    return [
        f"{words.get(each.message, '')}{each.origin.removeprefix('c/')}:{each.line}"
        for each in places
    ]


@pytest.mark.parametrize(
    ("template", "helpers", "rendered", "line", "places"),
    [
        pytest.param(
            '{{ include "x" . }}\n', '{{ define "x" -}}\na: 1\nb: 2\n{{- end }}',
            "a: 1\nb: 2\n", "b: 2", ["templates/_h.tpl:3", "+templates/a.yaml:1"], id="all of it",
        ),
        pytest.param(
            'a:\n  {{- include "x" . | nindent 2 }}\nc: 1\n',
            '{{ define "x" }}\nb:\n  d: 2\n{{ end }}',
            "a:\n  \n  b:\n    d: 2\n  \nc: 1\n", "    d: 2",
            ["templates/_h.tpl:3", "+templates/a.yaml:2"], id="indented, with blanks around",
        ),
        pytest.param(
            'a:\n{{ template "x" }}\n', '{{ define "x" }}  b: 1{{ end }}',
            "a:\n  b: 1\n", "  b: 1", ["templates/_h.tpl:1", "+templates/a.yaml:2"], id="template",
        ),
        pytest.param(
            'a:\n{{ block "x" . }}  b: 1{{ end }}\n', "",
            "a:\n  b: 1\n", "  b: 1", ["templates/a.yaml:2"], id="a block",
        ),
        pytest.param(
            'a:\n{{ block "x" . }}  b: 1{{ end }}\n', '{{ define "x" }}  b: 1{{ end }}',
            "a:\n  b: 1\n", "  b: 1", ["templates/a.yaml:2"], id="a block and another of its name",
        ),
        pytest.param(
            '{{ include "x" . }}\n{{ include "y" . }}\n',
            '{{ define "x" }}a: {{ .Values.a }}{{ end }}\n{{ define "y" }}\nb: 2\nc: 3{{ end }}',
            "a: 1\n\nb: 2\nc: 3\n", "b: 2", ["templates/_h.tpl:3", "+templates/a.yaml:2"],
            id="one of two",
        ),
        pytest.param(
            'a:\n  {{- include "x" . | nindent 2 }}\n',
            '{{ define "x" -}}\nb: 1\n{{ include "y" . | indent 2 }}{{ end }}'
            '{{ define "y" }}c:\n  d: 1{{ end }}',
            "a:\n  b: 1\n    c:\n      d: 1\n", "      d: 1",
            ["templates/_h.tpl:4", "+templates/a.yaml:2"], id="one within one",
        ),
        pytest.param(
            'a:\n  {{- include "x" . | nindent 2 }}\n',
            '{{ define "x" -}}\n{{ toYaml .Values.a }}\n{{- end }}',
            "a:\n  b: 1\n", "  b: 1", ["templates/a.yaml:2", "-templates/_h.tpl:2"],
            id="an action of it",
        ),
        pytest.param(
            'a: {{ include "x" . }}\n', '{{ define "x" }}{{ if .Values.a }}b{{ else }}c{{ end }}'
            "{{ end }}",
            "a: c\n", "a: c", ["templates/a.yaml:1"], id="a part of a line",
        ),
        pytest.param(
            'a:\n  {{- include "x" . | nindent 2 }}\n',
            '{{ define "x" -}}\n{{ if .Values.a -}}\nb: 1\n{{- else -}}\nb: 1\n{{- end }}\n'
            "{{- end }}",
            "a:\n  b: 1\n", "  b: 1", ["templates/a.yaml:2"], id="two lines say it",
        ),
        pytest.param(
            'a:\n  {{- include "x" . | quote | nindent 2 }}\n', '{{ define "x" }}b: 1{{ end }}',
            'a:\n  "b: 1"\n', '  "b: 1"', ["templates/a.yaml:2"], id="made something else of",
        ),
        pytest.param(
            'a:\n  {{- include "x" . | nindent 2 }}\n', '{{ define "x" }}b: 1{{ end }}',
            "a:\n  b: 2\n", "  b: 2", ["templates/a.yaml:2"], id="what it cannot have made",
        ),
        pytest.param(
            'a:\n  {{- include "y" . | nindent 2 }}\n', '{{ define "x" }}b: 1{{ end }}',
            "a:\n  b: 1\n", "  b: 1", ["templates/a.yaml:2"], id="what is not defined",
        ),
        pytest.param(
            'a: 1\n{{ include "x" . | nindent 2 }}\n', '{{ define "x" }}{{ end }}',
            "a: 1\n", "a: 1", ["templates/a.yaml:1"], id="what is empty",
        ),
        pytest.param(
            '{{ include "x" . }}\n', '{{ define "x" -}}\na: 1\n---\na: 2\n{{- end }}',
            "a: 2\n", "a: 2", ["templates/_h.tpl:4", "+templates/a.yaml:1"],
            id="one of several documents",
        ),
        pytest.param(
            '{{ include "x" . }}\n', '{{ define "x" }}{{ include "x" . }}{{ end }}',
            "a: 1\n", "a: 1", ["templates/a.yaml:1", "-templates/_h.tpl:1"], id="itself",
        ),
        pytest.param(
            '{{ include "x" (dict "b" true) }}\n',
            '{{ define "x" }}a: 1\n{{ if .b }}{{ include "x" dict }}{{ end }}{{ end }}',
            "a: 1\na: 1\n\n", "a: 1", ["templates/_h.tpl:1", "+templates/a.yaml:1"],
            id="itself once more",
        ),
    ],
)  # fmt: skip
def test_a_line_stands_in_the_definition_that_wrote_it(
    template: str, helpers: str, rendered: str, line: str, places: list[str]
) -> None:
    files = {"c/templates/a.yaml": template, "c/templates/_h.tpl": helpers}
    assert where(rendered, line, files) == places


def test_the_end_of_the_line_is_that_of_the_definition() -> None:
    files = {
        "c/templates/a.yaml": 'a:\n  {{- include "x" . | nindent 2 }}\n',
        "c/templates/_h.tpl": '{{ define "x" -}}\nb:\n  c: {{ .Values.c }} # d\n{{- end }}',
        "c/values.yaml": "c: 7\n",
    }
    found = told("a:\n  b:\n    c: 7 # d\n", "    c: 7 # d", files)
    assert found.place == Place("c/templates/_h.tpl", 3, 3, 3, 25)
    assert [(each.origin, each.line, each.message) for each in found.related] == [
        ("c/values.yaml", 1, "the chart fills in this value: c"),
        ("c/templates/a.yaml", 2, "included here"),
        ("<stdin>", 5, "rendered so"),
    ]


@pytest.mark.parametrize(
    ("argument", "action"),
    [
        (".", ".Values.a.b"),
        ("$", "$.Values.a.b"),
        (".Values", ".a.b"),
        (".Values.a", ".b"),
        ('(dict "x" .Values.a "y" .)', ".x.b"),
        ('(dict "x" .Values.a "y" .)', "$.y.Values.a.b"),
        ('(dict "x" (dict "z" .Values.a))', ".x.z.b"),
        ("(list . .Values.a)", "(index . 1).b"),
        ("(list . .Values.a)", "(index $ 0).Values.a.b"),
    ],
)
def test_the_value_is_named_by_way_of_what_the_definition_is_given(
    argument: str, action: str
) -> None:
    files = {
        "c/templates/a.yaml": f'a:\n  {{{{- include "x" {argument} | nindent 2 }}}}\n',
        "c/templates/_h.tpl": f'{{{{ define "x" }}}}b: {{{{ {action} }}}}{{{{ end }}}}',
        "c/values.yaml": "x: 7\na:\n  b: 7\n",
    }
    found = told("a:\n  b: 7\n", "  b: 7", files)
    named = [(each.line, each.message) for each in found.related if "fills" in each.message]
    assert named == [(3, "the chart fills in this value: a.b")]


def test_a_variable_outside_of_a_definition_is_none_of_it() -> None:
    files = {
        "c/templates/a.yaml": '{{ $x := .Values.a }}a: {{ $x }}\n{{ define "x" }}{{ $x }}{{ end }}'
        'b: {{ include "x" . }}\n',
        "c/values.yaml": "a: 7\n",
    }
    found = told("a: 7\nb: 7\n", "b: 7", files)
    assert [each.origin for each in found.related] == ["<stdin>"]


def test_a_value_that_both_branches_of_a_definition_give_is_named() -> None:
    files = {
        "c/templates/a.yaml": 'a: {{ include "x" (dict "value" .Values.a "context" $) }}\n',
        "c/templates/_h.tpl": '{{ define "x" }}{{ if typeIs "string" .value }}'
        "{{ tpl .value .context }}{{ else }}{{ tpl (.value | toYaml) .context }}{{ end }}{{ end }}",
        "c/values.yaml": "a: b\n",
    }
    found = told("a: b\n", "a: b", files)
    assert [each.origin for each in found.related] == ["c/values.yaml", "<stdin>"]


SUB = {"c/charts/d/Chart.yaml": "name: d\n", "c/charts/e/Chart.yaml": "name: e\n"}
INCLUDES = {"c/templates/a.yaml": 'a:\n  {{- include "x" . | nindent 2 }}\n'}
DEFINES = '{{ define "x" -}}\nb: 1\n{{- end }}'
OTHERS = '{{/* other */}}\n{{ define "x" -}}\nb: 1\n{{- end }}'
ACTION = ["templates/a.yaml:2"]


@pytest.mark.parametrize(
    ("files", "more", "places"),
    [
        pytest.param({"c/charts/d/templates/_h.tpl": DEFINES}, "",
                     ["charts/d/templates/_h.tpl:2", "+templates/a.yaml:2"], id="of one within"),
        pytest.param({"c/charts/d/templates/_h.tpl": DEFINES, "c/templates/_z.tpl": OTHERS}, "",
                     ["templates/_z.tpl:3", "+templates/a.yaml:2"], id="the own before one within"),
        pytest.param({"c/charts/d/templates/_h.tpl": DEFINES,
                      "c/charts/e/templates/_h.tpl": OTHERS}, "", ACTION,
                     id="of two charts that may be switched off"),
        pytest.param({"c/charts/d/templates/_h.tpl": DEFINES,
                      "c/charts/e/templates/_h.tpl": OTHERS},
                     "---\n# Source: c/charts/d/templates/d.yaml\na: 1\n",
                     ["charts/d/templates/_h.tpl:2", "+templates/a.yaml:2"],
                     id="of the first one that is not switched off"),
        pytest.param({"c/charts/d/templates/_h.tpl": DEFINES,
                      "c/charts/e/templates/_h.tpl": OTHERS},
                     "---\n# Source: c/charts/e/templates/e.yaml\na: 1\n", ACTION,
                     id="the second one is not switched off, the first one may be"),
        pytest.param({"c/charts/d/templates/_h.tpl": '{{ define "x" }}{{/* none */}}\n{{ end }}',
                      "c/charts/e/templates/_h.tpl": OTHERS}, "",
                     ["charts/e/templates/_h.tpl:3", "+templates/a.yaml:2"],
                     id="an empty one does not count"),
        pytest.param({"c/templates/_a.tpl": DEFINES, "c/templates/_b.tpl": OTHERS}, "", ACTION,
                     id="two files, of which .helmignore may leave one out"),
        pytest.param({"c/charts/d/Chart.yaml": "name: d\ntype: library\n",
                      "c/charts/d/templates/h.yaml": DEFINES}, "", ACTION,
                     id="no partial of a library"),
        pytest.param({"c/charts/d/Chart.yaml": "name: d\ntype: library\n",
                      "c/charts/d/templates/_h.yaml": DEFINES}, "",
                     ["charts/d/templates/_h.yaml:2", "+templates/a.yaml:2"], id="of a library"),
        pytest.param({"c/Chart.yaml": "name: c\ndependencies: [{name: z}]\n",
                      "c/charts/d/templates/_h.tpl": DEFINES}, "", ACTION,
                     id="a chart is not there that may define it too"),
        pytest.param({"c/Chart.yaml": "name: c\ndependencies: [{name: z}]\n",
                      "c/templates/_h.tpl": DEFINES}, "",
                     ["templates/_h.tpl:2", "+templates/a.yaml:2"],
                     id="a chart is not there, but the own counts before it"),
        pytest.param({"c/templates/_h.tpl": DEFINES, "c/templates/_b.tpl": '{{ define "x" }}{{'},
                     "", ACTION, id="a file that may define it cannot be read"),
        pytest.param({"c/templates/_h.tpl": DEFINES, "c/templates/_b.tpl": '{{ define "y" }}{{'},
                     "", ["templates/_h.tpl:2", "+templates/a.yaml:2"],
                     id="a file that cannot define it cannot be read"),
        pytest.param({"c/templates/_h.tpl": DEFINES,
                      "c/templates/_b.tpl": "{{ define `y` }}{{" + " " * 200_000}, "", ACTION,
                     id="a large file cannot be read"),
        pytest.param({"c/Chart.yaml": "name: c\ndependencies: [{name: d}, {name: e}]\n",
                      "c/charts/d/templates/_h.tpl": DEFINES,
                      "c/charts/e/templates/_h.tpl": OTHERS},
                     "---\n# Source: c/charts/d/templates/d.yaml\na: 1\n",
                     ["charts/d/templates/_h.tpl:2", "+templates/a.yaml:2"],
                     id="both are listed, the first one is not switched off"),
        pytest.param({"c/charts/d/templates/_h.tpl": DEFINES,
                      "c/charts/_f/Chart.yaml": "name: f\n",
                      "c/charts/_f/templates/_h.tpl": OTHERS,
                      "c/charts/.g/Chart.yaml": "name: g\n",
                      "c/charts/.g/templates/_h.tpl": OTHERS}, "",
                     ["charts/d/templates/_h.tpl:2", "+templates/a.yaml:2"],
                     id="charts that Helm passes over do not count"),
        pytest.param({"c/Chart.yaml": "name: c\ndependencies: [{name: d, alias: z}, {name: d}]\n",
                      "c/charts/d/templates/_h.tpl": DEFINES}, "",
                     ["charts/d/templates/_h.tpl:2", "+templates/a.yaml:2"], id="one chart twice"),
    ],
)  # fmt: skip
def test_of_several_definitions_the_one_counts_that_helm_takes(
    files: dict[str, str], more: str, places: list[str]
) -> None:
    rendered = f"{MADE}a:\n  b: 1\n{more}"
    assert where(rendered, "  b: 1", {**SUB, **INCLUDES, **files}) == places


Item = tuple[str, int, int]
"""A kind of line, the number of its key or of the definition that it includes, and an indent."""


def items(data: st.DataObject, keys: Iterator[int], defined: int) -> list[Item]:
    """Return the lines of a random template, which may include those that are defined."""
    kinds = ["text", "value", "if", *(["include"] * 3 if defined else [])]
    found = [("text", next(keys), 0)]
    for kind in data.draw(st.lists(st.sampled_from(kinds), max_size=4)):
        number = data.draw(st.integers(0, defined - 1)) if kind == "include" else next(keys)
        found.append((kind, number, 2 * data.draw(st.integers(0, 2))))
    return found


FORMS = {
    "text": ["key{0}: text"],
    "value": ["key{0}: {{{{ .Values.a }}}}"],
    "if": ["{{{{- if .Values.c }}}}", "key{0}: text", "{{{{- end }}}}"],
    "include": ['{{{{- include "d{0}" . | nindent {1} }}}}'],
}


def lines_of(written: list[Item]) -> list[str]:
    return [line.format(number, indent) for kind, number, indent in written for line in FORMS[kind]]


def made_of(
    data: st.DataObject, bodies: list[list[Item]], body: list[Item], path: str, line: int
) -> list[tuple[str, str]]:
    """Return the lines that a body makes, with the place of each; it begins on a line."""
    made: list[tuple[str, str]] = []
    for kind, number, indent in body:
        if kind == "include":
            inner = made_of(data, bodies, bodies[number], f"c/templates/_{number}.tpl", 2)
            made += [(" " * indent + text, place) for text, place in inner]
        elif kind != "if":
            value = data.draw(st.sampled_from("xy")) if kind == "value" else "text"
            made.append((f"key{number}: {value}", f"{path}:{line}"))
        elif data.draw(st.booleans()):
            made.append((f"key{number}: text", f"{path}:{line + 1}"))
        line += len(FORMS[kind])
    return made


@settings(max_examples=60)
@given(st.data())
def test_each_line_of_what_includes_others_stands_where_it_was_written(data: st.DataObject) -> None:
    keys = count()
    bodies: list[list[Item]] = []
    for _ in range(data.draw(st.integers(1, 4))):
        bodies.append(items(data, keys, len(bodies)))
    top = items(data, keys, len(bodies))
    files = {**CHART, "c/templates/a.yaml": "\n".join([*lines_of(top), ""])}
    for number, body in enumerate(bodies):
        define = f'{{{{- define "d{number}" -}}}}'
        files[f"c/templates/_{number}.tpl"] = "\n".join([define, *lines_of(body), "{{- end }}"])
    made = made_of(data, bodies, top, "c/templates/a.yaml", 1)
    text = MADE + "\n".join([line for line, _ in made] + [""])
    findings = []
    for number, (line, _) in enumerate(made, 3):
        findings.append(finding())
        column = len(line) - len(line.lstrip()) + 1
        findings[-1].place = Place("<stdin>", number, column, number, len(line) + 1)
    place(findings, {"<stdin>": Source("<stdin>", text), **sources_of(files)})
    told = [f"{each.place.origin}:{each.place.line}" for each in findings]
    assert told == [place for _, place in made], (files, text)


DEPLOYMENT = """\
{{- define "web" -}}
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:  # multiaz-lint: ignore[affinity-zone-missing] known
      containers: [{name: web, image: "web:1"}]
{{- end -}}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a chart on disk, and what was rendered from it beside it."""
    (tmp_path / "shop" / "templates" / "lib").mkdir(parents=True)
    (tmp_path / "shop" / "Chart.yaml").write_text("name: shop\n")
    (tmp_path / "shop" / "templates" / "web.yaml").write_text('{{ include "web" . }}\n')
    (tmp_path / "shop" / "templates" / "lib" / "_web.tpl").write_text(DEPLOYMENT)
    body = DEPLOYMENT.split("\n", 1)[1].rsplit("\n{{-", 1)[0]
    made = f"---\n# Source: shop/templates/web.yaml\n{body}\n"
    (tmp_path / "rendered.yaml").write_text(made)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def replicas() -> list[str]:
    result = pipeline.run(["rendered.yaml", "shop"], Settings(plugins=False))
    known = [each.rule for each in result.diagnostics if each.suppressed]
    assert known == ["affinity-zone-missing"]
    assert "rule-suppressed-unused" not in {each.rule for each in result.diagnostics}
    return [
        f"{each.place.origin}:{each.place.line}"
        for each in result.diagnostics
        if each.rule == "replicas-too-few"
    ]


def test_files_of_definitions_are_read_with_the_chart(shop: Path) -> None:
    assert replicas() == ["shop/templates/lib/_web.tpl:6"]
    os.remove(shop / "shop" / "Chart.yaml")
    assert replicas() == ["rendered.yaml:7"]


def test_files_of_definitions_that_are_left_out_are_not_read(shop: Path) -> None:
    (shop / ".gitignore").write_text("*.tpl\n")
    (shop / ".git").mkdir()
    assert replicas() == ["shop/templates/web.yaml:1"]


def test_a_link_out_of_the_repository_is_not_followed(shop: Path) -> None:
    (shop / ".git").mkdir()
    path = shop / "shop" / "templates" / "lib" / "_web.tpl"
    outside = shop.parent / "outside.tpl"
    path.rename(outside)
    path.symlink_to(outside)
    assert replicas() == ["shop/templates/web.yaml:1"]


def test_a_file_of_definitions_that_cannot_be_read_is_told(shop: Path) -> None:
    (shop / "shop" / "templates" / "_other.tpl").write_bytes(b"apiVersion: kind: \xff")
    result = pipeline.run(["rendered.yaml", "shop"], Settings(plugins=False))
    assert [(each.origin, each.why) for each in result.not_checked] == [
        ("shop/templates/_other.tpl", "not UTF-8 text (invalid start byte)")
    ]
    assert not [each for each in result.diagnostics if each.rule == "unreadable-manifest"]


def test_without_something_rendered_no_files_of_definitions_are_read(shop: Path) -> None:
    sources = list(reading.read(["shop"], Settings(plugins=False)))
    assert [each.origin for each in sources] == ["shop/Chart.yaml", "shop/templates/web.yaml"]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("shop/templates/lib/_web.tpl", True),
        ("shop/templates/lib", True),
        ("shop/templates/web.yaml", True),
        ("rendered.yaml", True),
        ("shop/templates/other.yaml", False),
    ],
)
def test_an_ignore_takes_the_path_of_what_says_it(path: str, *, known: bool) -> None:
    ignore = Ignore(rules=("replicas-too-few",), path=path, reason="known")
    settings = Settings(plugins=False, ignores=(ignore,))
    result = pipeline.run(["rendered.yaml", "shop"], settings)
    (told,) = (each for each in result.diagnostics if each.rule == "replicas-too-few")
    assert bool(told.suppressed) == known
    assert told.place.origin == "shop/templates/lib/_web.tpl"


@pytest.mark.parametrize(
    "helpers",
    [
        pytest.param('{{ define "x" }}{{ include "x" . }}{{ include "x" . }}{{ end }}', id="twice"),
        pytest.param("".join(
            f'{{{{ define "{n or "x"}" }}}}' + f'{{{{ include "{n + 1}" . }}}}' * 20 + "{{ end }}"
            for n in range(20)) + '{{ define "20" }}b: 1{{ end }}', id="tree"),
        pytest.param("".join(
            f'{{{{ define "{n or "x"}" }}}}{{{{ include "{n + 1}" . | nindent 999 }}}}{{{{ end }}}}'
            for n in range(1_000)), id="deep"),
        pytest.param('{{ define "x" }}' + "b: 1\n" * 20_000 + "{{ end }}", id="long"),
        pytest.param('{{ define "x" }}' + 'a: {{ include "x" (dict "a" ' + "(dict 1 " * 1_000
                     + ")" * 1_000 + ") }}" + "{{ end }}", id="nested"),
        pytest.param('{{ define "x" }}{{ include "y" . | nindent 900 }}{{ end }}{{ define "y" }}'
                     + "\n" * 100_000 + "{{ end }}", id="blanks"),
    ],
)  # fmt: skip
def test_what_includes_too_much_is_told_at_the_action(helpers: str) -> None:
    files = {**INCLUDES, "c/templates/_h.tpl": helpers}
    with within(20):
        rendered = "a:\n  b: 1\n" + "  c: 1\n" * 200
        assert where(rendered, "  b: 1", files)[0] == "templates/a.yaml:2"
