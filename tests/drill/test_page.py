"""The drill's page: evidence in one file that loads nothing, for any number of zones."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.cli import run
from multiaz_lint.report.pages import drill_workload
from tests.drill_command import HONOR, WEB

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Page = Callable[..., str]


@pytest.fixture
def page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Page:
    """Return what drills a text and returns its page."""

    def page(text: str, *options: str) -> str:
        (tmp_path / "web.yaml").write_text(text)
        report = tmp_path / "drill.html"
        arguments = [str(tmp_path / "web.yaml"), "--isolated", "--report", str(report)]
        run(["drill", *arguments, *options])
        capsys.readouterr()
        return report.read_text()

    return page


class _Reader(HTMLParser):
    """Collects what a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.styles: list[str] = []
        self.inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.inline = self.inline or name == "style" or name.startswith("on")
            if name in {"src", "href"}:
                self.addresses.append(value or "")


def test_the_page_is_self_contained_and_harmless(page: Page) -> None:
    text = WEB.replace(
        "name: web}", 'name: web, annotations: {x: "</style><script>alert(1)</script>"}}'
    )
    html = page(text)
    reader = _Reader()
    reader.feed(html)
    assert "script" not in reader.tags
    assert not reader.inline
    assert reader.addresses == []
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert style is not None
    assert policy is not None
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")
    for words in ("deployment/web", "What was assumed", "SHA-256", "Kubernetes 1.37", "stuck"):
        assert words in html
    assert hashlib.sha256(text.encode()).hexdigest() in html


@pytest.mark.parametrize(
    ("text", "verdict", "dots", "words"),
    [
        pytest.param(HONOR, "survives", "stays stays moved", "2 ready, then 3 of 3", id="moved"),
        pytest.param(WEB, "stuck", "stays stays missing", "2 ready, then 2 of 3", id="missing"),
    ],
)
def test_the_map_draws_each_pod_once(
    page: Page, text: str, verdict: str, dots: str, words: str
) -> None:
    html = page(text, "--plays", "1", "--no-causes")
    assert f'<h1><span class="badge {verdict}">{verdict}</span> 1 workload' in html
    assert "<p>Zones a, b, c · " in html
    (drawn,) = set(re.findall(r'(<svg class=dots.*?</svg>)<span class="(.*?)">(.*?)</span>', html))
    assert drawn[1:] == (verdict, words)
    assert f'width=36 height=12 viewBox="0 0 36 12" role=img aria-label="{words}"' in drawn[0]
    circles = re.findall(r"<circle class=(\w+) cx=(\d+) cy=6 r=([\d.]+) />", drawn[0])
    assert circles == [
        (kind, at, "3.5" if kind == "missing" else "4.5")
        for kind, at in zip(dots.split(), ("6", "18", "30"), strict=True)
    ]


def test_how_grave_an_outcome_is_is_told_by_its_zone(page: Page) -> None:
    html = page(WEB, "--plays", "1", "--no-causes")
    for tone, words in (
        ("survives", "2 ready"),
        ("degraded", "2 ready, 1 not running"),
        ("stuck", "2 ready, 1 not running, stuck"),
    ):
        assert f'<td class=zone data-label="zone a"><span class="{tone}">{words}</span>' in html
    lone = page(WEB.replace("replicas: 3", "replicas: 1"), "--plays", "1", "--no-causes")
    assert re.search(r'<span class="down">0(-1)? ready</span>', lone)


def test_the_parts_of_a_recovery_fill_its_bar_one_behind_the_other(page: Page) -> None:
    html = page(HONOR, "--plays", "1", "--no-causes")
    bar = html[html.index("<svg class=time") :].partition("</svg>")[0]
    parts = re.findall(r"<rect class=part\d x=([\d.]+) y=0 width=([\d.]+) height=26 />", bar)
    assert len(parts) > 3
    end = 0.0
    for start, wide in ((float(x), float(width)) for x, width in parts):
        assert start == pytest.approx(end, abs=0.11)
        end = start + wide
    assert end == pytest.approx(640, abs=0.11)


def test_findings_and_what_was_assumed_are_listed_where_there_are_some(page: Page) -> None:
    html = page(WEB, "--plays", "1")
    findings = html[html.index("<h2>Findings</h2>") :].partition("</section>")[0]
    assert re.search(r"<li><b>warning</b> .*deployment/web", findings)
    assert re.search(r"<br><code>.*web\.yaml:\d+</code> <code>spec\..*</code>", findings)
    assumed = html[html.index("<h2>What was assumed</h2>") :].partition("</section>")[0]
    assert len(re.findall(r"<li>\w", assumed)) >= 2
    sound = page(HONOR, "--plays", "1")
    assert "<h2>Findings</h2>" not in sound
    assert len(re.findall(r"<li>\w", sound)) >= 2


def test_few_zones_are_columns_that_a_narrow_screen_names(page: Page) -> None:
    html = page(WEB, "--plays", "1", "--no-causes")
    assert html.count('data-label="lose a"') == 1
    assert "<th scope=col>lose a<th scope=col>lose b" in html.replace("\n", "")


def test_many_zones_with_one_outcome_share_a_line(page: Page) -> None:
    html = page(HONOR, "--plays", "1", "--no-causes", "--zones", "9")
    assert 'data-label="lose' not in html
    assert "<th scope=col>lose a zone" in html
    assert re.search(r"<td class=zones>\s*<div><b>a, b, c</b>", html)
    assert "<b>d, e, f, g, h, i</b>" in html


def test_the_gravest_come_first(page: Page) -> None:
    good = HONOR.replace("web", "good")
    html = page(f"{good}---\n{WEB}", "--plays", "1", "--no-causes")
    assert html.index("deployment/web") < html.index("deployment/good")


def test_the_verdicts_that_are_given_are_explained(page: Page) -> None:
    html = page(WEB, "--plays", "1", "--no-causes")
    assert html.count("pods stay ready, but a drain or a rollout never ends") == 1
    assert "all that were lost run again" not in html


def test_pods_that_do_not_move_back_are_at_the_mercy_of_the_next_zone(page: Page) -> None:
    """Two of three stand in one zone then, which the plays before the loss do not do."""
    html = page(HONOR, "--plays", "1", "--no-causes", "--no-rollouts")
    back = html[html.index("zone back") :]
    assert "3 ready, the loss of another zone leaves 1" in back
    assert html.count("the loss of another zone leaves 1") == 6, "after outages and drains"
    one = page(HONOR.replace("replicas: 3", "replicas: 1"), "--plays", "1", "--no-causes")
    assert "another zone leaves" not in one


def test_what_is_promised_is_said_once_for_all_zones(page: Page) -> None:
    html = page(WEB, "--plays", "1", "--no-causes")
    assert "once all its pods run: \n2 left when a zone is lost" in html
    html = page(HONOR, "--plays", "1", "--no-causes", "--no-rollouts", "--zones", "a,b,c")
    assert "3 running again" in html


def test_a_single_replica_is_counted_as_one(page: Page) -> None:
    assert " · 1 replica</p>" in page(WEB.replace("replicas: 3", "replicas: 1"))
    assert " · 3 replicas</p>" in page(WEB)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({}, "0"),
        ({"a": 2, "b": 2}, "2"),
        ({"a": 2, "b": 1, "c": 2}, "1 (b), 2 (a, c)"),
        ({"a": 3, "b": 1, "c": 2}, "1 (b), 2 (c), 3 (a)"),
    ],
)
def test_zones_are_named_where_their_numbers_differ(numbers: dict[str, int], words: str) -> None:
    assert drill_workload._by_number(numbers) == words
