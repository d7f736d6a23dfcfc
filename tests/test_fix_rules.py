"""What the edits of single rules make of manifests that are written in uncommon ways."""

from __future__ import annotations

import pytest

from multiaz_lint import fix, mending
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings


def mended(text: str, *select: str, unsafe: bool = False) -> tuple[fix.Plan, str]:
    settings = Settings(plugins=False, select=select)
    _, plan = mending.plan(
        [Source("a.yaml", text, named=True)], settings, fix.Options(unsafe=unsafe)
    )
    changed = {each.origin: each.new for each in plan.changes}
    return plan, changed.get("a.yaml", text)


CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("port: &port 8080", 'port: &port "8080"', id="an anchor stays"),
        pytest.param("port: &port\n    8080", 'port: &port\n    "8080"', id="on its own line"),
        pytest.param("size: !!int 7", 'size: "7"', id="a tag goes"),
        pytest.param("size: &size !!int 7", 'size: "7"', id="a tag goes, its anchor with it"),
        pytest.param('size: !!float "7"', 'size: "7"', id="a tag before quotes goes"),
        pytest.param(
            "a: &v 1.10\n  b: *v", 'a: &v "1.10"\n  b: "1.10"', id="an alias is what it stands for"
        ),
        pytest.param("a: {b: &v 1}", "a: {b: &v 1}", id="what is no scalar stays"),
        pytest.param("a: 1\n  b: !!str 2", 'a: "1"\n  b: !!str 2', id="beside a tag for text"),
        pytest.param("a: 1\n  b: ! 2", 'a: "1"\n  b: ! 2', id="beside the tag for no tag"),
    ],
)
def test_quotes_go_round_a_scalar_and_not_round_its_anchor_or_tag(written: str, meant: str) -> None:
    plan, text = mended(f"{CONFIG}data:\n  {written}\n", "api-unquoted-scalar")
    assert text == f"{CONFIG}data:\n  {meant}\n"
    assert plan.refused == []


def test_an_anchor_that_is_a_number_elsewhere_stays_one() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n"
        "    image: web:1\n    env: [{name: PORT, value: &port 8080}]\n"
        "    ports: [{containerPort: *port}]\n"
    )
    plan, after = mended(text, "api-unquoted-scalar")
    assert after == text
    (refusal,) = plan.refused
    assert refusal.reason.startswith("the value bears the anchor &port, which is used elsewhere")
    assert "8080 is a number" in plan.remaining[0].message
    assert plan.remaining[0].hint == 'write "8080" in quotes'
