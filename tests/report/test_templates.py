"""What reports say of what Helm has rendered: the template that is to be edited."""

from __future__ import annotations

import pytest

from multiaz_lint.load.source import Source
from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import FORMATS, render
from tests.results import finding, result

WEB, API = "shop/templates/web.yaml", "shop/charts/api/templates/api.yaml"
RENDERED = f"""\
---
# Source: {WEB}
kind: Service
---
# Source: {WEB}
kind: Deployment
---
kind: Secret
--- # of a subchart
# Source: {API}
kind: Deployment
text: |
  ---
  # Source: of no document
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_document_has_the_template_above_it(end: str) -> None:
    source = Source("<stdin>", RENDERED.replace("\n", end))
    named = [source.template_at(line) for line in range(1, 15)]
    assert named == [WEB] * 6 + [""] * 2 + [API] * 6


@pytest.mark.parametrize(
    ("text", "template"),
    [
        (f"# Source: {WEB}\nkind: Service\n", WEB),  # as tools write it that split a text
        (f"\n# Source: {WEB}\nkind: Service\n", ""),
        (f"kind: Service\n# Source: {WEB}\n", ""),
        (f"---\n# a comment\n# Source: {WEB}\n", ""),
        ("---\n# Source: \nkind: Service\n", ""),
        ("# Source: https://kubernetes.io/docs/tasks/web/\nkind: Service\n", ""),
        ("# Source: https://example.org/shop/templates/web.yaml\nkind: Service\n", ""),
        ("# Source: the wiki\nkind: Service\n", ""),
        ("# Source: shop/values.yaml\nkind: Service\n", ""),
        ("", ""),
    ],
)
def test_only_a_path_that_helm_writes_and_that_opens_a_document_names_one(
    text: str, template: str
) -> None:
    source = Source("a.yaml", text)
    assert source.template_at(1) == source.template_at(3) == template


def report(name: str, line: int) -> str:
    found = finding(line=line, origin="<stdin>")
    return render(name, result(found, sources={"<stdin>": Source("<stdin>", RENDERED)}), Options())


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_names_it(name: str) -> None:
    plain = report(name, 6).replace("\\/", "/")
    assert WEB in plain
    assert API not in plain
    assert "endered from" not in report(name, 8)


def test_it_stands_before_the_way_out() -> None:
    assert "  = rendered from: shop/templates/web.yaml\n  = help: set 3\n" in report("text", 6)
    assert report("concise", 6).endswith(f"zone is lost (rendered from {WEB}) [replicas-too-few]\n")


def test_its_name_writes_nothing_into_a_log() -> None:
    text = "---\n# Source: a/templates/\x1b[2J%0A::error::\u202e\nkind: Deployment\n"
    found = result(finding(line=3, origin="x"), sources={"x": Source("x", text)})
    for name in FORMATS:
        written = render(name, found, Options())
        assert "a/templates/" in written.replace("\\/", "/")
        assert "\x1b" not in written
        assert "\u202e" not in written


@pytest.mark.parametrize(
    "path", ["shop/crds/web.yaml", "shop/charts/api/charts/db/templates/a b/c.yaml"]
)
def test_definitions_and_charts_within_charts_are_named(path: str) -> None:
    assert Source("a.yaml", f"---\n# Source: {path}\nkind: A\n").template_at(3) == path
