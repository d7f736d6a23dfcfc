"""The HTML page in a real browser: its script runs under its policy, and nothing else does."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import render
from tests import results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from multiaz_lint.result import Result

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--enable-logging=stderr", "--virtual-time-budget=3000",
)  # fmt: skip


def opened(result: Result, folder: Path) -> tuple[str, str]:
    """Open the page, and return its document after the script has run, and the console."""
    if BROWSER is None:
        pytest.skip("chromium is not installed")
    page = folder / "report.html"
    page.write_text(render("html", result, Options()), encoding="utf-8")
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [BROWSER, *FLAGS, profile, "--dump-dom", page.as_uri()],
        check=True, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return done.stdout, "\n".join(console)


def test_the_script_runs_and_shows_the_filters(tmp_path: Path) -> None:
    document, console = opened(results.several(), tmp_path)
    assert console == ""
    assert '<form id="bar">' in document
    assert document.count("<article") == 7
    silenced = re.findall(r"<article [^>]*data-silenced=\"\"[^>]*>", document)
    assert len(silenced) == 2
    assert all("hidden" in article for article in silenced)
    assert "nothing matches" in document


def test_a_hostile_page_runs_nothing(tmp_path: Path) -> None:
    text = (
        "</script><script>document.title='pwned'</script><img src=x onerror=document.title='pwned'>"
    )
    document, console = opened(results.hostile(text), tmp_path)
    assert console == ""
    assert "<title>pwned" not in document
    assert "<img" not in document


def test_what_the_policy_forbids_is_refused(tmp_path: Path) -> None:
    """The policy of the page stops a script that is not its own: the test above can fail."""
    if BROWSER is None:
        pytest.skip("chromium is not installed")
    page = render("html", results.one(), Options())
    assert page.count("</main>") == 1
    forged = page.replace("</main>", "</main><script>document.title='pwned'</script>")
    path = tmp_path / "forged.html"
    path.write_text(forged, encoding="utf-8")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    done = subprocess.run(
        [BROWSER, *FLAGS, profile, "--dump-dom", path.as_uri()],
        check=True, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert "<title>pwned" not in done.stdout
    assert "Content Security Policy" in done.stderr


@contextlib.contextmanager
def visited(result: Result, folder: Path, **screen: Any) -> Iterator[Any]:
    """Open the page for clicks and keys; it must leave nothing on the console."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if BROWSER is None:
        pytest.skip("chromium is not installed")
    path = folder / "report.html"
    path.write_text(render("html", result, Options()), encoding="utf-8")
    flags = [each for each in FLAGS if each.startswith(("--no", "--disable"))]
    said: list[str] = []
    with driver.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=flags)
        page = browser.new_page(**screen)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri())
        yield page
        browser.close()
    assert said == []


def shown(page: Any) -> list[str]:
    """List the rules of the findings that can be seen."""
    rules = page.locator("article:visible .about a").all_text_contents()
    assert page.locator(".group:visible").count() == len(set(headings(page)))
    return list(rules)


def headings(page: Any) -> list[str]:
    return list(page.locator(".group:visible h3").all_text_contents())


def test_the_filters_do_what_they_say(tmp_path: Path) -> None:
    with visited(results.several(), tmp_path) as page:
        everything = shown(page)
        assert len(everything) == 5
        page.get_by_label("silenced").check()
        assert len(shown(page)) == 7
        page.get_by_label("silenced").uncheck()
        page.get_by_label("error").uncheck()
        assert page.locator("article.error:visible").count() == 0
        rest = shown(page)
        assert 0 < len(rest) < len(everything)
        page.get_by_label("error").check()
        assert shown(page) == everything
        page.get_by_label("filter by words").fill(f"  {rest[0].upper()} ")
        assert set(shown(page)) == {rest[0]}
        page.get_by_label("filter by words").fill("no such words")
        assert shown(page) == []
        assert page.get_by_text("nothing matches the filters").is_visible()
        page.get_by_label("filter by words").press("Enter")
        assert page.url.endswith("report.html")
        page.get_by_label("filter by words").fill("")
        assert shown(page) == everything


def test_findings_are_grouped_by_workload_rule_or_file(tmp_path: Path) -> None:
    with visited(results.several(), tmp_path) as page:
        by_workload, everything = headings(page), shown(page)
        page.locator("select").select_option("rule")
        assert headings(page) == sorted(set(everything))
        page.locator("select").select_option("file")
        places = page.locator("article:visible .about span").all_text_contents()
        assert headings(page) == sorted({place.split(":")[0] for place in places})
        page.get_by_label("error").uncheck()
        page.locator("select").select_option("workload")
        assert page.locator("article.error:visible").count() == 0
        page.get_by_label("error").check()
        assert headings(page) == by_workload


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_the_screen_and_can_be_read(tmp_path: Path, width: int, scheme: str) -> None:
    screen = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with visited(results.hostile("long" * 2_000), tmp_path, **screen) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for place in ("h1", ".about span", ".note", "pre i", "label.error", "article .level"):
            assert page.evaluate(CONTRAST, place) >= 4.5, place
        light = page.evaluate(f"({LUMINANCE})(getComputedStyle(document.body).backgroundColor)")
        assert (light > 0.5) is (scheme == "light")


LUMINANCE = """color => {
  const [r, g, b] = color.match(/[0-9.]+/g).map(Number).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""
CONTRAST = f"""place => {{
  const luminance = {LUMINANCE};
  const ink = document.querySelector(place);
  let paper = ink;
  const behind = () => getComputedStyle(paper).backgroundColor;
  while (behind() === "rgba(0, 0, 0, 0)") paper = paper.parentElement;
  const [low, high] = [getComputedStyle(ink).color, behind()]
    .map(luminance).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}}"""
"""The contrast of WCAG 2 between a text and what is behind it."""
