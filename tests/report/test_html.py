"""What a page in HTML says of findings; ``test_page.py`` opens it in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.diagnostic import Place
from multiaz_lint.load.source import Source
from multiaz_lint.report import html
from multiaz_lint.report.options import Options
from multiaz_lint.result import NotChecked
from tests import results

if TYPE_CHECKING:
    from collections.abc import Callable

    from multiaz_lint.result import Result

OPTIONS = Options()


def test_it_is_a_document_that_says_its_language_and_in_which_code_it_is_written() -> None:
    lines = html.render(results.one(), OPTIONS).splitlines()
    assert lines[:4] == ["<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">']
    assert [line for line in lines if line.startswith("<title>")] == [
        "<title>multiaz-lint: 1 error</title>"
    ]
    assert lines[-2:] == ["</body>", "</html>"]


def test_it_marks_in_its_lines_what_a_finding_is_about() -> None:
    report = html.render(results.one(), OPTIONS)
    shown = "<b><i>6</i>  <mark>replicas: 1</mark>  # one is enough</b>"
    assert f"<span><i>5</i>spec:</span>\n{shown}" in report


def test_it_shows_lines_before_and_behind_but_none_beside_the_text() -> None:
    def lines(at: int) -> list[int]:
        diagnostic = results.finding(line=at)
        source = Source("k8s/web.yaml", "".join(f"line {number}\n" for number in range(1, 8)))
        made = results.result(diagnostic, sources={source.origin: source})
        return [int(each) for each in re.findall(r"<i>(\d+)</i>", html.render(made, OPTIONS))]

    assert [lines(1), lines(4), lines(7)] == [[1, 2, 3], [2, 3, 4, 5, 6], [5, 6, 7]]


@pytest.mark.parametrize(
    ("length", "at", "left", "right"),
    [(12, 1, "", ""), (5_000, 1, "", "…"), (5_000, 2_500, "…", "…"), (5_000, 4_997, "…", "")],
)
def test_it_cuts_a_long_line_around_what_a_finding_is_about(
    length: int, at: int, left: str, right: str
) -> None:
    diagnostic = results.finding()
    diagnostic.place = Place("k8s/web.yaml", 1, at, 1, at + 4)
    line = f"{'a' * (at - 1)}HERE{'b' * (length - at - 3)}"
    source = Source("k8s/web.yaml", f"{line}\n")
    report = html.render(results.result(diagnostic, sources={source.origin: source}), OPTIONS)
    (found,) = re.findall(r"<b><i>1</i>(.*?)(a*)<mark>HERE</mark>(b*)(.*?)</b>", report)
    assert (found[0], found[3]) == (left, right)
    assert len(found[1]) + len(found[2]) <= 400
    assert f"{found[1]}HERE{found[2]}" in line


def test_it_says_what_the_api_server_says_unless_the_message_does() -> None:
    report = html.render(results.several(), OPTIONS)
    assert report.count("<b>the API server says</b>") == 1
    assert "<b>the API server says</b> must be greater than 0</p>" in report
    (said,) = [each for each in results.several().diagnostics if each.api]
    said.message = "spec.replicas: must be greater than 0"
    assert "the API server says" not in html.render(results.result(said), OPTIONS)


@pytest.mark.parametrize(("made", "silenced"), [(results.several, "2"), (results.one, "")])
def test_it_offers_what_is_silenced_where_something_is(
    made: Callable[[], Result], silenced: str
) -> None:
    report = html.render(made(), OPTIONS)
    assert (
        re.findall(r"name=silenced> silenced <b>(\d+)</b>", report) == [silenced][: bool(silenced)]
    )


def test_it_marks_the_end_of_a_line_where_a_finding_is_about_nothing_written() -> None:
    diagnostic = results.finding()
    diagnostic.place = Place("k8s/web.yaml", 1, 5, 1, 5)
    source = Source("k8s/web.yaml", "web:\n")
    report = html.render(results.result(diagnostic, sources={source.origin: source}), OPTIONS)
    assert "<b><i>1</i>web:<mark> </mark></b>" in report


def test_it_says_why_something_is_silenced() -> None:
    report = html.render(results.several(), OPTIONS)
    assert report.count("<b>ignored</b>") == report.count("<b>known</b>") == 1
    assert "<p class=note><b>ignored</b> a batch job</p>" in report


def test_it_lists_what_was_not_checked_with_the_line_where_there_is_one() -> None:
    texts = [NotChecked("a.yaml", "a template", 2), NotChecked("b.yaml", "too large")]
    report = html.render(results.result(not_checked=texts), OPTIONS)
    assert "<li><code>a.yaml:2</code> a template" in report
    assert "<li><code>b.yaml</code> too large" in report
