"""What reports say of builds: which overlays have a finding, and which one a row is of."""

from __future__ import annotations

import pytest

from multiaz_lint.diagnostic import Identity, Place
from multiaz_lint.report import html, matrix
from multiaz_lint.report.options import Options
from multiaz_lint.report.registry import FORMATS, render
from multiaz_lint.result import Point, PolicyRow
from tests.results import finding, identity, result

DEV, PROD, TEST = (f"k8s/{name}/kustomization.yaml" for name in ("dev", "prod", "test"))
WORDS = "deployment/web has no budget"


def report(name: str, builds: tuple[str, ...], *, some: bool = True, hint: str = "") -> str:
    related = (Place(DEV, 1, 1, 1, 2, "this kustomization builds it so"),) if some else ()
    found = finding(message=WORDS, builds=builds, in_some=some, related=related, hint=hint)
    return render(name, result(found), Options())


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"sarif", "junit"}))
def test_a_finding_of_some_builds_names_them(name: str) -> None:
    assert "k8s/dev" in report(name, (DEV,))


ONE_LINE = ["azure", "concise", "github", "gitlab", "markdown", "rdjson", "sonar", "teamcity"]


@pytest.mark.parametrize("name", ONE_LINE)
def test_it_is_in_the_message(name: str) -> None:
    assert f"{WORDS} (built by k8s/dev)" in report(name, (DEV,))
    assert f"{WORDS} (built by k8s/dev, k8s/prod)" in report(name, (DEV, PROD))
    four = (DEV, PROD, TEST, "k8s/x/kustomization.yaml")
    assert f"{WORDS} (built by k8s/dev, k8s/prod, k8s/test and 1 more)" in report(name, four)
    assert "built by" not in report(name, (DEV, PROD), some=False)


@pytest.mark.parametrize("name", sorted(set(ONE_LINE) - {"concise", "gitlab", "markdown"}))
def test_help_stands_behind_it(name: str) -> None:
    assert f"{WORDS} (built by k8s/dev; add one)" in report(name, (DEV,), hint="add one")


def test_the_kustomization_at_the_top_has_the_name_of_its_file() -> None:
    assert "(built by kustomization.yaml)" in report("concise", ("kustomization.yaml",))


def rows(*origins: str) -> list[PolicyRow]:
    points = (Point("replicas", held=True), Point("spread", held=True))
    return [
        PolicyRow(identity(), each, 1, points, folder=each.rpartition("/")[0]) for each in origins
    ]


@pytest.mark.parametrize("name", ["text", "html"])
def test_rows_of_the_matrix_say_which_build_they_are_of_where_names_are_alike(name: str) -> None:
    several = result(matrix=rows(DEV, PROD))
    of = matrix.render if name == "text" else html.render
    shown = of(several, Options())
    assert "k8s/dev" in shown
    assert "k8s/prod" in shown
    assert "k8s/dev" not in of(result(matrix=rows(DEV)), Options())
    copies = [PolicyRow(identity(), f"{each}/web.yaml", 4, (Point("a", True),)) for each in "ab"]
    shown = of(result(matrix=copies), Options())
    assert "a/web.yaml" in shown
    assert "b/web.yaml" in shown


@pytest.mark.parametrize("name", ["text", "html"])
def test_rows_of_one_file_say_which_namespace_they_are_of(name: str) -> None:
    points = (Point("replicas", held=True),)
    dump = [
        PolicyRow(Identity("apps/v1", "Deployment", each, "web"), "all.yaml", 1, points)
        for each in ("shop", "stage")
    ]
    of = matrix.render if name == "text" else html.render
    shown = of(result(matrix=dump), Options())
    assert "shop" in shown
    assert "stage" in shown
    assert "shop" not in of(result(matrix=dump[:1]), Options())
