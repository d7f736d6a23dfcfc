"""Text for people: frames, lines, summary, matrix and statistics, compared whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multiaz_lint import pipeline
from multiaz_lint.diagnostic import Diagnostic, Place
from multiaz_lint.load.source import Source
from multiaz_lint.report import matrix, statistics, summary
from multiaz_lint.report.options import Options
from multiaz_lint.report.paint import width
from multiaz_lint.report.registry import render
from multiaz_lint.result import NotChecked, Point, PolicyRow
from multiaz_lint.rule import Severity
from multiaz_lint.settings import Settings
from tests import results

PLAIN = Options()
COLOR = Options(color=True, links=True)


def framed(line: str, column: int, end: int, columns: int = 100) -> list[str]:
    """Return the source line and its underline, without the gutter."""
    diagnostic = results.finding(resource=None, field="", hint=None)
    diagnostic.place = Place("a.yaml", 1, column, 1, end)
    source = {"a.yaml": Source("a.yaml", line)}
    report = render("text", results.result(diagnostic, sources=source), Options(width=columns))
    return [each[4:] for each in report.splitlines()[3:5]]


def test_a_frame_shows_the_line_its_consequence_related_places_and_the_way_out() -> None:
    message = "deployment/web runs 1 replica: nothing is left when its zone is lost"
    assert render("text", results.one(), PLAIN).splitlines() == [
        f"error[replicas-too-few]: {message}",
        " --> k8s/web.yaml:6:3  (deployment/web spec.replicas)",
        "  |",
        "6 |   replicas: 1  # one is enough",
        "  |   ^^^^^^^^^^^",
        " --> k8s/budget.yaml:4:7",
        "  |",
        "4 | spec: {selector: {}}",
        "  |       ------------ this budget selects every pod",
        "  = help: set 3",
        "  = fix: `multiaz-lint fix` can write this",
        "",
    ]


def test_places_in_one_file_share_a_frame_in_the_order_of_lines() -> None:
    related = (
        Place("k8s/web.yaml", 2, 7, 2, 17, "this kind"),
        Place("k8s/web.yaml", 4, 9, 4, 12, "this name"),
    )
    report = render("text", results.result(results.finding(related=related, hint=None)), PLAIN)
    assert report.splitlines()[2:] == [
        "  |",
        "2 | kind: Deployment",
        "  |       ---------- this kind",
        "3 | metadata:",
        "4 |   name: web",
        "  |         --- this name",
        "5 | spec:",
        "6 |   replicas: 1  # one is enough",
        "  |   ^^^^^^^^^^^",
        "",
    ]


def test_lines_between_distant_labels_are_dots() -> None:
    related = (Place("k8s/web.yaml", 1, 1, 1, 11, "here"),)
    lines = render("text", results.result(results.finding(related=related)), PLAIN).splitlines()
    assert lines[3:7] == ["1 | apiVersion: apps/v1", "  | ---------- here", "...", lines[6]]


@pytest.mark.parametrize(
    ("line", "column", "end", "underline"),
    [
        pytest.param("a: b", 4, 5, "   ^", id="one character"),
        pytest.param("\ta: b", 5, 6, "       ^", id="a tab is four blanks"),
        pytest.param("日本: b", 5, 6, "      ^", id="wide letters take two cells"),
        pytest.param("e\u0301: b", 5, 6, "   ^", id="a combining accent takes none"),
        pytest.param("\x1b: b", 4, 5, "      ^", id="a control character is spelled out"),
        pytest.param("a: b", 9, 12, "    ^", id="past the end of the line"),
        pytest.param("", 1, 1, "^", id="an empty line"),
    ],
)
def test_the_underline_stands_below_the_span(
    line: str, column: int, end: int, underline: str
) -> None:
    assert framed(line, column, end)[1] == underline


def test_a_long_line_is_cut_around_the_span() -> None:
    text, underline = framed(f"{'a' * 5_000}HERE{'b' * 5_000}", 5_001, 5_005, columns=80)
    assert len(text) < 90
    assert text.startswith("…")
    assert text.endswith("…")
    start = underline.index("^")
    assert text[start : start + 4] == "HERE"
    assert underline.count("^") == 4


def test_of_a_long_line_it_is_shown_what_stands_before_the_span() -> None:
    text, _ = framed(f"{'a' * 5_000}HERE{'b' * 5_000}", 5_001, 5_005, columns=80)
    assert text.startswith(f"…{'a' * 30}HERE")
    text, _ = framed(f"{'日' * 5_000}HERE{'b' * 5_000}", 5_001, 5_005, columns=30)
    assert text.startswith("…日")


@given(
    st.text(st.sampled_from("ab: \t日🙂e\u0301\u0e31\x1b\u202e#[-"), max_size=120),
    st.integers(0, 120),
    st.integers(1, 60),
    st.integers(14, 90),
)
def test_neither_a_line_nor_its_underline_is_wider_than_the_terminal(
    line: str, start: int, length: int, columns: int
) -> None:
    shown, underline = framed(line, start + 1, start + 1 + length, columns=columns)
    assert max(width(shown), width(underline)) <= columns - 4, (shown, underline)
    if start < len(line) and line[start] in "ab:e-":
        cells = underline.index("^")
        at = next(index for index in range(len(shown)) if width(shown[:index]) == cells)
        while width(shown[at]) == 0:
            at += 1  # accents of the letter before
        assert shown[at] == line[start]


@pytest.mark.parametrize("columns", [16, 20, 26, 27, 28, 40])
def test_a_message_stands_below_a_head_that_fills_the_line(columns: int) -> None:
    report = render("text", results.one(), Options(columns=columns, width=columns)).splitlines()
    head = "error[replicas-too-few]:"
    assert report[0].startswith(head)
    assert all(width(line) <= max(columns, len(head)) for line in report[:1])
    message = report[1 : report.index(" --> k8s/web.yaml:6:3")]
    assert message
    assert all(line.startswith("  ") and width(line) <= columns for line in message)
    assert not any(line.strip().startswith(":") for line in message)


def test_colour_and_links_add_nothing_but_escapes() -> None:
    colored = render("text", results.several(), COLOR)
    stripped = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;;.*?\x1b\\", "", colored)
    assert stripped == render("text", results.several(), PLAIN)
    page = COLOR.page("replicas-too-few")
    assert f"\x1b]8;;{page}\x1b\\replicas-too-few\x1b]8;;\x1b\\" in colored


def test_a_finding_says_what_the_api_server_says() -> None:
    report = render("text", results.several(), PLAIN)
    assert " = the API server says: must be greater than 0" in report


def test_silenced_findings_are_shown_only_when_asked_for_with_the_reason() -> None:
    assert "quiet" not in render("text", results.several(), PLAIN)
    asked = Options(silenced=True)
    assert " = ignored: a batch job" in render("text", results.several(), asked)
    assert " = known: the baseline holds it" in render("text", results.several(), asked)
    assert "quiet [replicas-too-few] (ignored)" in render("concise", results.several(), asked)


def test_concise_is_one_line_that_editors_read() -> None:
    line = "k8s/web.yaml:6:3: error: deployment/web runs 1 replica: nothing is left when its zone"
    assert render("concise", results.one(), PLAIN) == f"{line} is lost [replicas-too-few]\n"


def test_the_summary_says_what_was_read_found_and_left_out() -> None:
    found = "3 errors, 1 warning, 1 info in 2 files, 2 resources, 1 workload"
    assert summary.render(results.several(), PLAIN).splitlines() == [
        f"multiaz-lint: {found} (1 ignored, 1 in the baseline)",
        "  not checked: 1 text",
        "    chart/web.yaml:2: a Helm template: render it first",
    ]
    assert "no findings in 2 files" in summary.render(results.clean(), PLAIN)
    assert "nothing was checked in 1 file" in summary.render(results.nothing(), PLAIN)


def test_the_summary_wraps_between_words_where_a_terminal_is_narrow() -> None:
    result = results.several()
    narrow = summary.render(result, Options(columns=24)).splitlines()
    assert narrow[:3] == [
        "multiaz-lint: 3 errors,",
        "  1 warning, 1 info in 2",
        "  files, 2 resources, 1",
    ]
    assert all(line.startswith("  ") for line in narrow[1:])
    whole = summary.render(result, PLAIN)
    assert " ".join(" ".join(narrow).split()) == " ".join(whole.split())
    bare = re.sub("\x1b\\[[0-9;]*m", "", summary.render(result, Options(columns=24, color=True)))
    assert bare.splitlines() == narrow


def test_no_path_of_the_summary_is_cut_where_a_terminal_is_narrow() -> None:
    path = "a/very/long/way/to/a/template.yaml"
    left_out = [NotChecked(path, "a Helm template: render it first", 1)]
    lines = summary.render(results.result(not_checked=left_out), Options(columns=20)).splitlines()
    assert f"    {path}:1:" in lines
    assert lines[lines.index(f"    {path}:1:") + 1] == "      a Helm"


def test_the_summary_lists_ten_texts_and_counts_the_rest() -> None:
    left_out = [NotChecked(f"{number}.yaml", f"why {number}") for number in range(13)]
    lines = summary.render(results.result(not_checked=left_out), PLAIN).splitlines()
    assert lines[1] == "  not checked: 13 texts"
    assert lines[-1] == "    and 3 more; --format json lists them all"


def test_the_summary_says_once_why_many_texts_are_left_out() -> None:
    left_out = [NotChecked(f"{number}.yaml", "why", number) for number in range(12)]
    left_out.insert(3, NotChecked("other.yaml", "another reason"))
    lines = summary.render(results.result(not_checked=left_out), PLAIN).splitlines()
    assert lines[1:] == [
        "  not checked: 13 texts",
        "    0.yaml and 11 more: why",
        "    other.yaml: another reason",
        "    --format json lists them all",
    ]


def test_the_summary_tells_fixed_entries_of_the_baseline() -> None:
    result = results.clean()
    result.stale_baseline = 2
    assert "2 entries of the baseline no longer found" in summary.render(result, PLAIN)


def test_the_matrix_shows_each_point_and_why() -> None:
    assert matrix.render(results.several(), PLAIN).splitlines() == [
        "workload        replicas  spread  budget",
        "deployment/web     ✘        ✔       –",  # noqa: RUF001
        "",
        "deployment/web  k8s/web.yaml:4",
        "  ✘ replicas: 1 of 3",
        "",
        "0 of 1 workload keeps to the zone policy",
    ]
    assert matrix.render(results.one(), PLAIN) == ""


@pytest.mark.parametrize("columns", [25, 26, 40])
def test_the_matrix_fits_the_terminal(columns: int) -> None:
    points = (Point("spread", False, "nothing spreads its pods over all the zones there are"),)
    row = PolicyRow(results.identity(), "web.yaml", 4, points)
    report = matrix.render(results.result(matrix=[row]), Options(columns=columns))
    lines = [line for line in report.splitlines() if "keeps to" not in line]
    assert max(map(len, lines)) <= columns
    assert ("deployment/web  web.yaml:4" in lines) == (columns >= 26)


def test_the_matrix_tells_one_reason_once_for_all_its_points() -> None:
    points = (
        Point("replicas", None, "it stops every night"),
        Point("spread", False, "nothing spreads them"),
        Point("budget", None, "it stops every night"),
    )
    row = PolicyRow(results.identity(), "web.yaml", 4, points)
    assert matrix.render(results.result(matrix=[row]), PLAIN).splitlines()[3:6] == [
        "deployment/web  web.yaml:4",
        "  – replicas, budget: it stops every night",  # noqa: RUF001
        "  ✘ spread: nothing spreads them",
    ]


@pytest.mark.parametrize(
    ("points", "words"),
    [
        pytest.param([(True, None)], "1 of 1 workload keeps to the zone policy", id="one"),
        pytest.param([(True, True), (True, False)], "1 of 2 workloads keeps to", id="one of two"),
        pytest.param([(True,), (True,), (False,)], "2 of 3 workloads keep to", id="two of three"),
        pytest.param(
            [(True, None), (None, None)],
            "1 of 1 workload keeps to the zone policy; 1 workload not judged",
            id="one of which nothing can be said",
        ),
    ],
)
def test_the_matrix_says_how_many_keep_to_the_policy(
    points: list[tuple[bool | None, ...]], words: str
) -> None:
    rows = [
        PolicyRow(results.identity(), "web.yaml", 4, tuple(Point("replicas", each) for each in row))
        for row in points
    ]
    assert words in matrix.render(results.result(matrix=rows), PLAIN).splitlines()[-1]


def test_statistics_count_rules_the_most_frequent_first() -> None:
    assert statistics.render(results.several(), PLAIN).splitlines() == [
        "1  error    api-invalid-workload",
        "1  info     image-latest",
        "1  warning  pdb-missing",
        "1  error    replicas-too-few",
        "1  error    unreadable-manifest",
    ]
    assert statistics.render(results.many(9), PLAIN) == "9  error    replicas-too-few\n"
    often = results.result(*(results.finding(name) for name in ("a", "c", "b", "c", "b", "c")))
    rules = [line.split()[-1] for line in statistics.render(often, PLAIN).splitlines()]
    assert rules == ["c", "b", "a"]
    assert statistics.render(results.clean(), PLAIN) == ""


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_terminal_breaks_no_word_and_loses_none(columns: int) -> None:
    app = str(Path(__file__).parents[2] / "fixtures" / "apps" / "cryptobot")
    result = pipeline.run([app], Settings(plugins=False))
    for each in result.diagnostics[::3]:
        each.suppressed = "a batch controller, restarted by hand whenever it has to be"
    whole = render("text", result, Options(silenced=True))
    report = render("text", result, Options(silenced=True, columns=columns))
    wide = [each for each in report.splitlines() if len(each) > columns]
    told = [each for each in wide if "-->" not in each and "|" not in each]
    assert told == []

    def words(text: str) -> list[str]:
        kept = (each for each in text.splitlines() if "|" not in each)
        return re.findall(r"[\w.]", "".join(kept))

    assert words(report) == words(whole)


def test_words_beside_a_mark_go_below_it_where_there_is_no_room() -> None:
    place = Place("k8s/web.yaml", 4, 9, 4, 12, "this name, of which there is nothing to be said")
    found = results.result(results.finding(related=(place,), hint=None))
    report = render("text", found, Options(columns=50)).splitlines()
    at = report.index("  |         ---")
    assert report[at + 1 : at + 3] == [
        "  |         this name, of which there is nothing", "  |           to be said",
    ]  # fmt: skip


EDITS = [
    (["safe"], "has an edit for 1 finding"),
    (["safe", "safe", "unsafe", None], "has edits for 2 findings, and for 1 more with `--unsafe`"),
    (["unsafe", "unsafe"], "has edits for 2 findings"),
]


@pytest.mark.parametrize(("fixes", "told"), EDITS)
def test_the_summary_says_how_many_findings_have_edits(fixes: list[str | None], told: str) -> None:
    found = [results.finding(fix=each) for each in fixes]
    command = "multiaz-lint fix" if "safe" in fixes else "multiaz-lint fix --unsafe"
    assert f"  `{command}` {told}" in summary.render(results.result(*found), PLAIN).splitlines()


FULL = "0/4 nodes are available: 4 Insufficient cpu."


def short_of_room(name: str, line: int, reason: str = FULL) -> Diagnostic:
    """Return a finding of a drill that ends in its reason."""
    words = f"1 of 3 pods of {name} stays Pending: {reason}"
    drill = {"event": "outage", "reasons": [reason]}
    found = results.finding("drill-capacity", Severity.WARNING, words, line, drill=drill)
    found.resource = results.identity(name)
    return found


def test_workloads_that_lack_room_for_one_reason_share_a_frame() -> None:
    other = "0/4 nodes are available: 4 Insufficient memory."
    found = results.result(
        short_of_room("a", 3), short_of_room("b", 4, other), short_of_room("c", 6)
    )
    report = render("text", found, PLAIN).splitlines()
    assert report == [
        f"warning[drill-capacity]: 1 of 3 pods of a stays Pending: {FULL}",
        " --> k8s/web.yaml:3:3  (deployment/a spec.replicas)",
        "  |",
        "3 | metadata:",
        "  |   ^^^^^^^",
        "  = help: set 3",
        "  = likewise: 1 more",
        " --> k8s/web.yaml:6:3  1 of 3 pods of c stays Pending",
        "",
        f"warning[drill-capacity]: 1 of 3 pods of b stays Pending: {other}",
        *report[10:],
    ]
    assert [each for each in report[10:] if "likewise" in each] == []


def of_one_cause(name: str, line: int) -> list[Diagnostic]:
    """Return a rollout that gets stuck, the loss of a zone, and a drain, for one field."""
    stuck, lost, drained = (short_of_room(name, line) for _ in range(3))
    stuck.rule, stuck.message = "drill-rollout-stuck", f"a rollout of {name} never ends: {FULL}"
    lost.rule, lost.severity = "drill-zone-loss", Severity.ERROR
    drained.rule, drained.message = "drill-drain-stuck", f"pods of {name} stay: budget"
    drained.severity = Severity.ERROR
    return [drained, stuck, lost]


def test_what_one_field_causes_shares_a_frame_with_the_loss() -> None:
    found = results.result(*of_one_cause("a", 3))
    assert render("text", found, PLAIN).splitlines() == [
        f"error[drill-zone-loss]: 1 of 3 pods of a stays Pending: {FULL}",
        " --> k8s/web.yaml:3:3  (deployment/a spec.replicas)",
        "  |",
        "3 | metadata:",
        "  |   ^^^^^^^",
        "  = help: set 3",
        "  = besides: error[drill-drain-stuck]: pods of a stay: budget",
        "  = besides: warning[drill-rollout-stuck]: a rollout of a never ends",
        "",
    ]


def test_workloads_with_several_findings_of_one_cause_share_a_frame() -> None:
    found = results.result(*of_one_cause("a", 3), *of_one_cause("b", 6))
    assert render("text", found, PLAIN).splitlines()[-5:] == [
        "  = likewise: 3 more",
        " --> k8s/web.yaml:6:3  1 of 3 pods of b stays Pending",
        " --> k8s/web.yaml:6:3  error[drill-drain-stuck]: pods of b stay: budget",
        " --> k8s/web.yaml:6:3  warning[drill-rollout-stuck]: a rollout of b never ends",
        "",
    ]


@pytest.mark.parametrize("name", ["hint", "suppressed", "field"])
def test_findings_of_one_workload_that_differ_in_cause_stand_alone(name: str) -> None:
    stuck, lost, _ = of_one_cause("a", 3)
    setattr(stuck, name, "other")
    report = render("text", results.result(stuck, lost), Options(silenced=True))
    assert report.count(" --> ") == 2
    assert "besides" not in report


def test_what_names_no_way_out_names_no_cause() -> None:
    stuck, lost, _ = of_one_cause("a", 3)
    stuck.hint = lost.hint = None
    assert "besides" not in render("text", results.result(stuck, lost), PLAIN)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("hint", "set 4", id="other ways out"),
        pytest.param("suppressed", "not now", id="one is silenced"),
        pytest.param("related", (Place("k8s/web.yaml", 1, 1, 1, 4, "b"),), id="other places"),
    ],
)
def test_findings_of_a_drill_that_differ_in_more_than_the_workload_stand_alone(
    name: str, value: object
) -> None:
    other = short_of_room("c", 6)
    setattr(other, name, value)
    found = results.result(short_of_room("a", 3), other)
    report = render("text", found, Options(silenced=True))
    assert report.count("warning[drill-capacity]") == 2
    assert "likewise" not in report


def test_a_narrow_terminal_wraps_what_is_likewise() -> None:
    found = results.result(short_of_room("a", 3), short_of_room("c", 6))
    report = render("text", found, Options(columns=40))
    assert report.splitlines()[-3:] == [
        " --> k8s/web.yaml:6:3",
        "     1 of 3 pods of c stays Pending",
        "",
    ]
