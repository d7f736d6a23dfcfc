"""The drill's page: evidence in one file that loads nothing, for any number of zones."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.cli import run
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
