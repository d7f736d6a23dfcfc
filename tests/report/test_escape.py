"""No string of a manifest, a path or a message reaches any sink unescaped."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from multiaz_lint.report import escape, matrix, statistics, summary
from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import FORMATS, render
from tests import results
from tests.report_readers import Page, rendered

NASTY = [
    "\x1b[31mred\x1b[0m", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "\x9b31m",
    "\x07", "\u202egnp.exe", "\u2066x\u2069", "\u200b", "\ufeff", "\u2028", "\u2029", "\x85",
    "\x7f", "\0", "::error file=a::b", "::set-output name=x::y", "  ::stop-commands::x",
    "##vso[task.x]y", "####vso[task.x]", "##[group]x", "##teamcity[buildStop]", "%0A::error::x",
    "%0D%0A", "\r\n::x::y", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "' onmouseover='x", '" x="', "]]>", "<!--", "-->", "&lt;", "&#60;", "|", "a|b|c", "`x`", "``",
    "[x](https://evil.example)", "![x](//evil.example/x.png)", "javascript:alert(1)", "@octocat",
    "#1", "https://evil.example", "www.evil.example", "=1+1", "+cmd|' /C calc'!A0", "-2", "\\",
    "\\|", "|n|r", "'", "[]", "%", "~~~", "_x_", "*x*", "\ud800", "\udcff", "日本語", "𝄞",
    "e\u0301", "\n", "\n\n# x", "\t", "", " ", "  ", "../../etc/passwd", "C:\\x", "a:b,c;d]e",
    "<details>", "$(id)", "${{ github.token }}",
]  # fmt: skip
STRINGS = st.one_of(
    st.sampled_from(NASTY),
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=5).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=20),
)
OPTIONS = Options()
PLAIN_SINKS = ("text", "concise", "github", "azure", "teamcity", "markdown")
hostile = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def report(name: str, text: str) -> str:
    return render(name, results.hostile(text), OPTIONS)


@pytest.mark.parametrize("name", FORMATS)
@hostile
@given(STRINGS)
@example("x" * 5_000)
def test_nothing_moves_hides_or_reorders_text_in_any_format(name: str, text: str) -> None:
    written = report(name, text)
    assert all(character.isprintable() or character == "\n" for character in written)
    written.encode("utf-8")


@pytest.mark.parametrize("name", PLAIN_SINKS)
@hostile
@given(STRINGS)
def test_a_string_adds_no_line_and_no_command(name: str, text: str) -> None:
    harmless = report(name, "harmless").splitlines()
    lines = report(name, text).splitlines()
    assert len(lines) <= len(harmless)
    for line in lines:
        start = line.lstrip()
        assert not start.startswith("::") or name == "github"
        assert ("##vso[" in line) == (name == "azure")
        assert ("##teamcity[" in line) == (name == "teamcity")
        assert "##[" not in line
    if name == "github":
        assert [line.startswith("::error file=") for line in lines] == [True]
        assert "::" not in lines[0].removeprefix("::").partition("::")[0]
    if name == "azure":
        assert lines[0].count("]") >= 1
        head = re.match(r"##vso\[task\.logissue (?:[a-z]+=[^;\]]*;)+\]", lines[0])
        assert head is not None
        assert head[0].count(";") == 5
    if name == "teamcity":
        for line in lines:
            inside = re.sub(r"\|(?:0x[0-9A-F]{4}|[|'\[\]nr])", "", line.removeprefix("##teamcity["))
            assert inside.count("'") % 2 == 0
            assert inside.count("]") == 1
            assert line.isascii()


@pytest.mark.parametrize("render_one", [summary.render, matrix.render, statistics.render])
@hostile
@given(STRINGS)
def test_the_other_texts_for_people_are_harmless_too(render_one: object, text: str) -> None:
    assert callable(render_one)
    written = render_one(results.hostile(text), OPTIONS)
    assert all(character.isprintable() or character == "\n" for character in written)
    assert not any(line.lstrip().startswith(("::", "##")) for line in written.splitlines())


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "rdjson", "sonar"])
@hostile
@given(STRINGS)
def test_json_is_ascii_that_no_page_or_log_can_mistake(name: str, text: str) -> None:
    written = report(name, text)
    assert written.isascii()
    assert "<" not in written
    assert "##" not in written
    json.loads(written)


@hostile
@given(STRINGS)
def test_the_own_format_keeps_every_string_as_it_is(text: str) -> None:
    first = json.loads(report("json", text))["diagnostics"][0]
    assert first["message"] == first["hint"] == first["field"] == first["resource"]["name"] == text
    assert first["api"][text] == [text, {"deep": text}] or text in {"type", "words"}


@hostile
@given(STRINGS)
def test_xml_stays_well_formed_with_the_same_cases(text: str) -> None:
    root = ET.fromstring(report("junit", text).encode())
    assert len(list(root.iter("testcase"))) == 3
    assert len(list(root.iter("failure"))) == 1
    assert {each.tag for each in root.iter()} == {
        "testsuites", "testsuite", "testcase", "failure", "skipped",
    }  # fmt: skip


@hostile
@given(STRINGS)
def test_a_page_gets_no_tag_attribute_link_or_script(text: str) -> None:
    harmless, page = Page(report("html", "harmless")), Page(report("html", text or "x"))
    for tags in (harmless.tags, page.tags):  # as many as the source has lines
        for tag in ("pre", "b", "i", "span", "mark"):
            del tags[tag]
    assert page.tags == harmless.tags
    assert page.attributes.keys() == harmless.attributes.keys()
    assert page.links == harmless.links
    assert page.scripts == harmless.scripts


@hostile
@given(STRINGS)
def test_markdown_gets_no_tag_link_or_mention(text: str) -> None:
    written = report("markdown", text)
    page = Page(rendered(written))
    assert set(page.tags) <= {
        "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "a",
        "details", "summary", "ul", "li", "em", "strong",
    }  # fmt: skip
    assert page.tags["tr"] == 2
    assert page.tags["td"] == 4
    assert page.tags["em"] == page.tags["strong"] == 0
    assert page.links == [OPTIONS.page("replicas-too-few")]
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", written)
    outside = outside.replace(OPTIONS.page("replicas-too-few"), "")
    assert not re.search(r"@\w|(?<!#)#\d|://|www\.\w", outside)


def test_a_megabyte_of_name_is_not_printed_for_people() -> None:
    text = "n" * 1_000_000
    for name in FORMATS:
        size = len(report(name, text))
        if name.startswith("json"):
            assert size > 1_000_000
        elif name not in {"gitlab", "sonar", "rdjson", "sarif", "junit", "html", "teamcity"}:
            assert size < 60_000, name


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        pytest.param("plain", "plain", id="plain text is untouched"),
        pytest.param("\x1b[31m", "\\x1b[31m", id="a terminal escape is spelled out"),
        pytest.param("\u202e", "\\u{202e}", id="a bidi override is spelled out"),
        pytest.param("a\nb", "a\\nb", id="a line end is spelled out"),
        pytest.param("ü日", "ü日", id="letters of any script stay"),
    ],
)
def test_visible(given_text: str, expected: str) -> None:
    assert escape.visible(given_text) == expected


@pytest.mark.parametrize(
    ("function", "given_text", "expected"),
    [
        (escape.github_property, "a%:,b", "a%25%3A%2Cb"),
        (escape.github_data, "50%:,", "50%25:,"),
        (escape.azure_property, "a;b]c%", "a%3Bb%5Dc%AZP25"),
        (escape.teamcity, "it's [x]|é", "it|'s |[x|]|||0x00E9"),
        (escape.teamcity, "𝄞", "|0xD834|0xDD1E"),
        (escape.uri, "k8s/a b#c?.yaml", "k8s/a%20b%23c%3F.yaml"),
        (escape.uri, "ü", "%C3%BC"),
        (escape.markdown_code, "a`b|c", "`` a`b\\|c ``"),
        (escape.line_start, "::error::", "./::error::"),
    ],
)
def test_escapes_are_those_of_the_sink(function: object, given_text: str, expected: str) -> None:
    assert callable(function)
    assert function(given_text) == expected


def test_what_is_cut_says_how_much_is_missing() -> None:
    text = "a" * escape.LIMIT
    assert escape.clip(text) == text
    assert escape.clip(f"{text}bcd") == f"{text}… (3 more characters)"


def test_code_of_markdown_is_never_empty() -> None:
    """Two backticks alone would be read as the begin of a longer fence."""
    assert escape.markdown_code("") == "` `"
