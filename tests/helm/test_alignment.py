"""Templates as languages, and which part of one has written which characters of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiaz_lint.load.helm.alignment import AlignmentEffort, align
from multiaz_lint.load.helm.compiling import template_of
from multiaz_lint.load.helm.references import ROOT, given_by
from multiaz_lint.load.helm.template import OUTPUT, TEXT, TemplateError

if TYPE_CHECKING:
    from multiaz_lint.load.helm.alignment import Written


def written(template: str, document: str) -> list[Written] | None:
    return align(template_of(template).steps, document.strip(), AlignmentEffort())


def lines_of(template: str, document: str) -> list[set[int]]:
    """Return the template's lines that may have written the first character of each line."""
    document = document.strip()
    made, lines, at = align(template_of(template).steps, document, AlignmentEffort()), [], 0
    assert made is not None
    for line in document.split("\n"):
        first = at + len(line) - len(line.lstrip())
        at += len(line) + 1
        lines.append(
            {
                1 + template.count("\n", 0, _start(each, first))
                for each in made
                if each.start <= first < each.end
            }
        )
    return lines


def _start(each: Written, offset: int) -> int:
    step = each.step
    return step.start + each.shift + offset - each.start if step.does == TEXT else step.start


@pytest.mark.parametrize(
    ("template", "document", "lines"),
    [
        pytest.param("a: 1\nb: {{ .B }}\nc: 3\n", "a: 1\nb: x\nc: 3", [{1}, {2}, {3}],
                     id="a value"),
        pytest.param("{{- if .A }}\na: 1\n{{- end }}\nb: 2\n", "b: 2", [{4}], id="left out"),
        pytest.param("{{- if .A }}\na: 1\n{{- else }}\na: 2\n{{- end }}\n", "a: 2", [{4}],
                     id="otherwise"),
        pytest.param("{{- if .A }}\na: 1\n{{- else if .B }}\na: 2\n{{- end }}\nb: 3\n", "b: 3",
                     [{6}], id="neither"),
        pytest.param("{{- if .A }}\na: 1\n{{- else }}\na: 1\n{{- end }}\nb: 2\n", "a: 1\nb: 2",
                     [{2, 4}, {6}], id="two say the same"),
        pytest.param("{{- range .A }}\n- {{ . }}\n- b\n{{- end }}\nc: 1\n",
                     "- x\n- b\n- y\n- b\nc: 1", [{2}, {3}, {2}, {3}, {5}],
                     id="rounds of a range"),
        pytest.param("{{- range .A }}\n- {{ . }}\n{{- else }}\nnone: 1\n{{- end }}\n", "none: 1",
                     [{4}], id="no round"),
        pytest.param("{{- range .A }}\n- a\n{{- if . }}{{ break }}{{ end }}\n- b\n{{- end }}\n",
                     "- a\n- b\n- a", [{2}, {4}, {2}], id="a range that ends early"),
        pytest.param("{{- range .A }}\n- a\n{{- if . }}{{ continue }}{{ end }}\n- b\n{{- end }}\n",
                     "- a\n- a\n- b", [{2}, {2}, {4}], id="a round that ends early"),
        pytest.param("a:\n  {{- toYaml .A | nindent 2 }}\nb: 1\n", "a:\n  c: 1\n  d: 2\nb: 1",
                     [{1}, {2}, {2}, {3}], id="a block with blanks before it"),
        pytest.param("a:\n{{ toYaml .A | indent 2 }}\nb: 1\n", "a:\n  c: 1\n  d: 2\nb: 1",
                     [{1}, {2}, {2}, {3}], id="a block on its own line"),
        pytest.param('{{ include "a" . }}\n', "a: 1\nb: 2", [{1}, {1}], id="all of it"),
        pytest.param('{{ define "a" }}\na: 1\n{{ end }}\nb: 1\n', "b: 1", [{4}], id="a definition"),
        pytest.param('{{ block "a" . }}\na: 1\n{{ end }}\nb: 1\n', "a: 2\nb: 1", [{1}, {4}],
                     id="a block that may be defined elsewhere"),
        pytest.param("a: 1\n---\nb: {{ .B }}\n---\nc: 3\n", "b: x", [{3}], id="one of several"),
        pytest.param("{{- range .A }}\n---\na: {{ . }}\n{{- end }}\n", "a: 2", [{3}],
                     id="one of a range"),
        pytest.param("---\na: 1\n", "a: 1", [{2}], id="behind a mark"),
        pytest.param("{{- /* a: }} 1 */ -}}\na: {{ \"}}\" }}{{ `}}` }}{{ '}' }}\n", "a: }}}}}",
                     [{2}], id="brackets within strings and comments"),
        pytest.param("a: {{ .A }}\nb: 1\n", "a: x\ny\nb: 1", [{1}, {1}, {2}],
                     id="a value of several lines"),
        pytest.param("a: {{- if .A -}} 1 {{- else -}} 2 {{- end }}\n", "a:2", [{1}], id="trimmed"),
        pytest.param("\n\n{{ $x := 1 }}\n\n  a: 1\n", "a: 1", [{5}], id="blanks before it are cut"),
    ],
)  # fmt: skip
def test_a_line_comes_from_the_line_that_can_have_made_it(
    template: str, document: str, lines: list[set[int]]
) -> None:
    assert lines_of(template, document) == lines


@pytest.mark.parametrize(
    ("template", "document"),
    [
        ("a: 1\n", "a: 2"),
        ("a: 1\nb: 2\n", "a: 1"),
        ("{{- if .A }}\na: 1\n{{- end }}\n", "b: 1"),
        ("a:\n  {{- toYaml .A | nindent 2 }}\nb: 1\n", "a:\n c: 1\nb: 1"),
        ("a: 1\n---\nb: 2\n", "a: 1\nb: 2"),
    ],
)
def test_what_a_template_cannot_have_made_is_not_explained(template: str, document: str) -> None:
    assert written(template, document) is None


@pytest.mark.parametrize(
    "template",
    [
        "{{ if .A }}", "{{ end }}", "{{ else }}", "{{ .A", "{{ /* a }}", '{{ "a }}', "{{ break }}",
        "{{ if .A }}{{ else }}{{ else }}{{ end }}", "{{ if a }}" * 300 + "{{ end }}" * 300,
        "{{ a }}\n" * 30_000, "\n---" * 1_000_000, "{{/* */}}" * 500_000,
        "".join(f"{{{{ $a{each} := 1 }}}}" for each in range(100_000)),
        "{{ if a }}" * 150 + "".join(f"{{{{ $a{each} = 1 }}}}" for each in range(5_000)),
    ],
)  # fmt: skip
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(TemplateError):
        template_of(template)


class Made:
    """A random template, one of the documents that it makes, and the lines that made that."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw = data.draw
        self.template: list[str] = []
        self.document: list[str] = []
        self.lines: list[int] = []

    def chance(self) -> bool:
        return self.draw(st.booleans())

    def body(self, depth: int, *, shown: bool) -> list[tuple[str, int]]:
        """Write some lines, and return what they make where they are shown."""
        made: list[tuple[str, int]] = []
        for _ in range(self.draw(st.integers(1, 3))):
            kind = self.draw(st.sampled_from(["text", "value", "block", "if", "range"]))
            number = len(self.template) + 1
            if kind == "text" or depth > 2:
                self.template.append(f"key{number}: text")
                made.append((f"key{number}: text", number))
            elif kind == "value":
                self.template.append(f"key{number}: {{{{ .Values.a{number} }}}}")
                value = self.draw(st.sampled_from(["", "x", '"a: b"', "{}"]))
                made.append((f"key{number}: {value}", number))
            elif kind == "block":
                self.template += [f"key{number}:", "  {{- toYaml .Values.b | nindent 2 }}"]
                made.append((f"key{number}:", number))
                for _ in range(self.draw(st.integers(1, 2))):
                    inner = self.draw(st.sampled_from(["  a: 1", "  - b", f"  key{number}: text"]))
                    made.append((inner, number + 1))
            elif kind == "if":
                made += self.choice(depth)
            else:
                made += self.rounds(depth)
        return made if shown else []

    def choice(self, depth: int) -> list[tuple[str, int]]:
        first = self.chance()
        self.template.append("{{- if .Values.c }}")
        made = self.body(depth + 1, shown=first)
        if self.chance():
            self.template.append("{{- else }}")
            made += self.body(depth + 1, shown=not first)
        self.template.append("{{- end }}")
        return made

    def rounds(self, depth: int) -> list[tuple[str, int]]:
        self.template.append("{{- range .Values.d }}")
        made = self.body(depth + 1, shown=True)
        self.template.append("{{- end }}")
        return made * self.draw(st.integers(0, 2))


@settings(max_examples=150)
@given(st.data())
def test_where_lines_are_told_they_are_the_right_ones(data: st.DataObject) -> None:
    made = Made(data)
    lines = made.body(0, shown=True)
    if not lines:
        return
    text = "\n".join([*made.template, ""])
    document = "\n".join(line for line, _ in lines)
    told = lines_of(text, document)
    for (line, number), numbers in zip(lines, told, strict=True):
        assert number in numbers, (text, document, line)


@settings(max_examples=300)
@given(st.text(alphabet="{}-/*\"`'$.a =:\n|", max_size=60), st.text(alphabet="a .\n-", max_size=30))
def test_any_text_is_a_template_or_refused(template: str, document: str) -> None:
    try:
        steps = template_of(template).steps
    except TemplateError:
        return
    for step in steps:
        assert 0 <= step.start <= step.end <= len(template)
        assert all(0 <= each <= len(steps) for each in step.targets)
    align(steps, document.strip(), AlignmentEffort())


@pytest.mark.parametrize(
    ("template", "document"),
    [
        pytest.param('{{ include "a" . }}{{ if . }}{{ end }}' * 500, "a: 1\n" * 2_000, id="blocks"),
        pytest.param("{{ range . }}" * 100 + "a\n" + "{{ end }}" * 100, "a\n" * 3_000, id="ranges"),
        pytest.param("{{ .A }}{{ if .A }}{{ end }}" * 400, "a" * 20_000, id="one line"),
        pytest.param("{{ range .A }}{{ end }}" * 5_000, "a", id="ranges of nothing"),
    ],
)  # fmt: skip
def test_the_effort_is_bounded(template: str, document: str) -> None:
    effort = AlignmentEffort(30_000)
    align(template_of(template).steps, document.strip(), effort)
    assert -25_000 < effort.left < 20_000  # a move looks at the rest of a line


def test_long_blocks_at_the_end_are_explained() -> None:
    document = "a:\n" + "".join(f"  name{each}: a value\n" for each in range(20_000))
    made = written("a:\n  {{- toYaml .Values.a | nindent 2 }}\n", document)
    assert made is not None
    assert [(each.start, each.end, each.is_whole) for each in made] == [
        (0, 2, True),
        (2, len(document) - 1, True),
    ]


@pytest.mark.parametrize(
    ("pipeline", "paths", "computed"),
    [
        (".Values.a.b | quote", ["Values.a.b"], False),
        ("$.Values.a | default .Chart.AppVersion", ["Chart.AppVersion", "Values.a"], False),
        ("((.Values.a).b).c", ["Values.a.b.c"], False),
        ('index .Values "a-b" "c"', ["Values.a-b.c"], False),
        ("(index .Values.a 2).b", ["Values.a.2.b"], False),
        ("index .Values.a .Values.b", ["Values.a.[]"], False),
        ('get .Values "a-b" | default 1', ["Values.a-b"], False),
        ('dig "a" "b" .Values.c .Values.d', ["Values.d.a.b", "Values.c"], False),
        ("coalesce .Values.a nil .Values.b", ["Values.a", "Values.b"], False),
        ("ternary .Values.a .Values.b .Values.c", ["Values.a", "Values.b"], False),
        ("ternary 1 .Values.b .Values.c", ["Values.b"], True),
        ('printf "%d" .Values.a', ["Values.a"], False),
        ('printf "%s.x" .Values.a', [], True),
        ("sub .Values.a .Values.b", [], True),
        ("and .Values.a (gt .Values.b 1)", ["Values.a"], True),
        ('include "a" (dict "x" .Values.a "y" (len .Values.b))', ["Values.a"], True),
        ('(dict "a" .Values.b).c', [], True),
        ("$other.a", [], True),
        ("1.5", [], False),
        (".Values.a .Values.b", [], True),
        (".Values.a := 1", [], True),
        ("((", [], True),
        (")", [], True),
        ("|", [], True),
        ("dig", [], True),
        ("index", [], True),
        (".a" * 100, [], True),
        ("(" * 1_000_000 + ")" * 1_000_000, [], True),
        ("coalesce" + "".join(f" .Values.a{each}" for each in range(20)), [], True),
    ],
)
def test_pipelines_give_values(pipeline: str, paths: list[str], computed: bool) -> None:
    gives = given_by(pipeline, ROOT)
    assert [".".join(each) for each in gives.paths] == paths
    assert gives.computed == computed


def test_what_a_branch_sets_anew_is_known_in_it_and_not_behind_it() -> None:
    template = (
        "{{ $x := .A }}{{ if .C }}{{ if .D }}{{ $x = .B }}{{ $x }}{{ end }}{{ $x }}{{ else }}"
        "{{ $x }}{{ end }}{{ $x }}"
    )
    actions = [each for each in template_of(template).steps if each.does == OUTPUT]
    named = [given_by(each.text, each.scope).paths for each in actions]
    assert named == [(("B",),), (), (("A",),), ()]


def test_the_scope_of_an_action_knows_what_its_names_stand_for() -> None:
    template = (
        "{{ $all := .Values.a }}{{ range $key, $each := $all.b }}{{ with $each.c }}{{ . }}"
        "{{ $each.d }}{{ $key }}{{ end }}{{ end }}{{ if .A }}{{ $all = .B }}{{ end }}{{ $all }}"
        '{{ with .C | default .D }}{{ . }}{{ end }}{{ $made := dict "a" .E }}{{ $made.a }}'
    )
    actions = [each for each in template_of(template).steps if each.does == OUTPUT]
    item = ("Values", "a", "b", "[]")
    named = [given_by(each.text, each.scope).paths for each in actions]
    assert named == [((*item, "c"),), ((*item, "d"),), (), (), (("D",), ("C",)), ()]
