"""The HTML page in a real browser: its script runs under its policy, and nothing else does."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import render
from tests import results

if TYPE_CHECKING:
    from pathlib import Path

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
