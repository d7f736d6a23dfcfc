"""The documentation's site: generated pages are true, links hold, pictures load nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest

from integrations import configuration, terminal
from integrations.site_links import on_page_markdown
from multiaz_lint.config.requirement import VERDICTS
from multiaz_lint.pipeline import lint
from multiaz_lint.report.pages.drill_parts import MEANINGS
from multiaz_lint.settings import Settings

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs"


def test_the_page_of_the_configuration_is_that_of_its_schema() -> None:
    written = configuration.PAGE.read_text(encoding="utf-8")
    assert written == configuration.page(), "`make documents` writes it anew"


def test_the_terminal_is_what_the_linter_prints(tmp_path: Path) -> None:
    text = terminal.recording(tmp_path)
    assert "error[" in text
    written = terminal.PICTURE.read_text(encoding="utf-8")
    assert written == terminal.picture(text), "run `make pictures`"
    drawn = ET.fromstring(terminal.picture(text))
    rows = ["".join(row.itertext()) for row in drawn.iter("{http://www.w3.org/2000/svg}text")]
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert "\n".join(rows).replace("\N{NO-BREAK SPACE}", " ") == plain.rstrip("\n")
    assert max(map(len, rows)) <= terminal.COLUMNS, "the linter itself breaks lines, at blanks"


def test_the_drill_in_its_page_is_what_the_program_prints(tmp_path: Path) -> None:
    text = (DOCS / "drill.md").read_text(encoding="utf-8")
    manifest, shown = re.findall(
        r"^```(?:yaml|console)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
    )[:2]
    command, _, told = shown.partition("\n")
    assert command == "$ multiaz-lint drill web.yaml"
    (tmp_path / "web.yaml").write_text(manifest, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "multiaz_lint", "drill", "web.yaml", "--isolated"],
        cwd=tmp_path, check=False, capture_output=True, text=True, encoding="utf-8", timeout=240,
    )  # fmt: skip
    assert done.stdout.rstrip("\n") == told.rstrip("\n"), done.stderr
    assert list(MEANINGS) == list(VERDICTS)
    for verdict, words in MEANINGS.items():
        assert f"| {verdict} | {words} |" in text


def test_what_the_readme_quotes_begins_a_real_finding() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    quoted = block.replace("\n  ", " ").splitlines()
    assert len(quoted) >= 6
    found = [
        f"{each.severity}[{each.rule}]: {each.message}"
        for each in lint([str(terminal.APPLICATION)], Settings())
    ]
    for line in quoted:
        assert any(each.startswith(line) for each in found), line


@pytest.mark.parametrize("path", sorted(DOCS.glob("assets/*.svg")), ids=lambda path: path.name)
def test_pictures_load_and_run_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ET.fromstring(text)
    assert not re.search(r"<script|<image|href|url\(|@import|\son\w+=", text)


def built(path: str, markdown: str) -> str:
    """Return a page as the site has it, in Markdown."""
    file = SimpleNamespace(src_uri=path)
    config = SimpleNamespace(repo_url="https://example.com/r", docs_dir=str(DOCS))
    return on_page_markdown(markdown, page=SimpleNamespace(file=file), config=config)


@pytest.mark.parametrize(
    ("path", "markdown", "wanted"),
    [
        pytest.param(
            "rules/pdb-missing.md", "see `pdb-overlap`, and",
            "see [`pdb-overlap`](./pdb-overlap.md), and", id="another rule",
        ),
        pytest.param(
            "integrations/github.md", "- (`pdb-overlap`)",
            "- ([`pdb-overlap`](../rules/pdb-overlap.md))", id="from another folder",
        ),
        pytest.param(
            "faq.md", "`pdb-overlap`", "[`pdb-overlap`](rules/pdb-overlap.md)", id="from above"
        ),
        *(
            pytest.param("rules/pdb-missing.md", each, each, id=name)
            for each, name in (
                ("see `pdb-missing`", "itself"),
                ("see `pdb-nothing`", "no rule"),
                ("[`pdb-overlap`](pdb-overlap.md)", "a link"),
                ("# What `pdb-overlap` says", "a heading"),
                ("```yaml\n# `pdb-overlap`\n```\n", "code"),
            )
        ),
    ],
)  # fmt: skip
def test_rules_that_a_page_names_are_links(path: str, markdown: str, wanted: str) -> None:
    assert built(path, markdown) == wanted


def test_links_out_of_the_documents_lead_to_the_repository() -> None:
    changed = built("rules/a.md", "[a](../../multiaz_lint/x.py) [b](../index.md) [c](b.md)")
    assert changed == (
        "[a](https://example.com/r/blob/main/multiaz_lint/x.py) [b](../index.md) [c](b.md)"
    )


def test_the_site_builds_with_every_link_checked(tmp_path: Path) -> None:
    if find_spec("mkdocs") is None or find_spec("material") is None:
        pytest.skip("mkdocs-material is not installed: pip install multiaz-lint[integrations]")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=PROJECT, check=False, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = {path.parent.name for path in tmp_path.glob("rules/*/index.html")}
    assert {"pdb-missing", "api-invalid-toleration"} <= pages
    loaded = re.findall(
        r"(?:src|href)=\"(https?://[^\"]+)\"", (tmp_path / "index.html").read_text()
    )
    assert not [address for address in loaded if address.endswith((".js", ".css", ".woff2"))]
