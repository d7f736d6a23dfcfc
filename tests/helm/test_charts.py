"""What is said of templates of charts, which only Helm can render."""

from __future__ import annotations

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings

CHART = "apiVersion: v2\nname: shop\nversion: 0.1.0\n"
TEMPLATE = "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Release.Name }}}\n"


@pytest.mark.parametrize(
    ("files", "chart"),
    [
        pytest.param(["charts/shop/Chart.yaml", "charts/shop/templates/a/b.yaml"], "charts/shop",
                     id="a chart"),
        pytest.param(["Chart.yaml", "templates/b.yaml"], ".", id="the working directory"),
        pytest.param(
            ["shop/Chart.yaml", "shop/charts/db/Chart.yaml", "shop/charts/db/templates/b.yaml"],
            "shop", id="a chart within another one",
        ),
        pytest.param(["/my charts/Chart.yaml", "/my charts/templates/b.yaml"], "'/my charts'",
                     id="a path with a space"),
        pytest.param(
            ["templates/shop/Chart.yaml", "templates/shop/templates/b.yaml"], "templates/shop",
            id="a chart in a folder of templates",
        ),
    ],
)  # fmt: skip
def test_it_is_said_how_to_check_what_a_chart_makes(files: list[str], chart: str) -> None:
    sources = [Source(each, TEMPLATE if "b.yaml" in each else CHART) for each in files]
    result = pipeline.check(sources, Settings(plugins=False))
    words = f"a template of a chart: check `helm template {chart} | multiaz-lint - {chart}`"
    assert [(each.origin, each.why) for each in result.not_checked] == [(files[-1], words)]


@pytest.mark.parametrize("name", ["k8s/web.yaml", "templates/web.yaml", "a/templates/web.yaml"])
def test_other_templates_are_said_to_be_such(name: str) -> None:
    result = pipeline.check([Source(name, TEMPLATE)], Settings(plugins=False))
    assert [each.why.partition(":")[0] for each in result.not_checked] == ["a template"]
