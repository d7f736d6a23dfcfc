"""Variables of Flux that come from ConfigMaps and Secrets: which of them, and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gitops import BASE, FILLED, FLUX, JUDGED, linted, told

if TYPE_CHECKING:
    from pathlib import Path

FROM = """\
  postBuild:
    substituteFrom:
"""
HELD = """\
apiVersion: v1
kind: %s
metadata: {name: %s, namespace: flux-system}
%s:
  count: "%s"
"""
COUNT = HELD % ("ConfigMap", "vars", "data", 2)


def delivering(*names: str) -> str:
    """Return a Kustomization that fills variables from some objects, each as kind/name."""
    entries = (each.split("/") for each in names)
    lines = "".join(f"    - {{kind: {kind}, name: {name}}}\n" for kind, name in entries)
    return FLUX % "web" + FROM + lines


def test_a_variable_of_a_config_map_is_where_its_finding_stands(tmp_path: Path) -> None:
    texts = {**FILLED, "prod/apps.yaml": delivering("ConfigMap/vars"), "prod/vars.yaml": COUNT}
    result = linted(tmp_path, texts, JUDGED)
    assert told(result, tmp_path) == [("prod/vars.yaml", 5, "")]
    assert not result.not_checked


@pytest.mark.parametrize(
    ("names", "texts", "line"),
    [
        (["Secret/s"], {"s.yaml": HELD % ("Secret", "s", "stringData", 2)}, ("s.yaml", 5)),
        (["Secret/s"], {"s.yaml": HELD % ("Secret", "s", "data", "Mg==")}, ("s.yaml", 5)),
        (
            ["ConfigMap/vars", "ConfigMap/more"],
            {"vars.yaml": COUNT, "more.yaml": HELD % ("ConfigMap", "more", "data", 1)},
            ("more.yaml", 5),
        ),
        (
            ["ConfigMap/away", "ConfigMap/vars"],
            {"vars.yaml": COUNT}, ("vars.yaml", 5),
        ),
        (
            ["ConfigMap/vars", "Secret/s"],
            {"vars.yaml": COUNT, "s.yaml": (HELD % ("Secret", "s", "data", "ENC[x]"))
             .replace("count", "other")},
            ("vars.yaml", 5),
        ),
    ],
    ids=["a text of a Secret", "data", "the last one counts", "what is away may not be it",
         "a Secret that SOPS has encrypted"],
)  # fmt: skip
def test_what_is_named_last_fills_a_variable(
    tmp_path: Path, names: list[str], texts: dict[str, str], line: tuple[str, int]
) -> None:
    texts = {**FILLED, **texts, "apps.yaml": delivering(*names)}
    texts["apps/web/web.yaml"] = texts["apps/web/web.yaml"].replace("${tag}", "1")
    assert told(linted(tmp_path, texts), tmp_path) == [(*line, "")]


@pytest.mark.parametrize(
    ("names", "texts"),
    [
        (["ConfigMap/vars", "Secret/away"], {"vars.yaml": COUNT}),
        (["Secret/s"], {"s.yaml": HELD % ("Secret", "s", "data", "ENC[x]")}),
        (["ConfigMap/vars"], {"vars.yaml": COUNT.replace("flux-system", "other")}),
        (
            ["ConfigMap/vars"],
            {"one/vars.yaml": COUNT, "two/vars.yaml": HELD % ("ConfigMap", "vars", "data", 1)},
        ),
        (["ConfigMap/vars"], {"vars.yaml": COUNT.replace('"2"', "2")}),
        (["Secret/s"], {"s.yaml": HELD % ("Secret", "s", "data", "2")}),
    ],
    ids=["one that is away comes last", "an encrypted one", "another namespace", "two as near",
         "no text", "no base64"],
)  # fmt: skip
def test_a_variable_that_may_come_from_elsewhere_is_not_judged(
    tmp_path: Path, names: list[str], texts: dict[str, str]
) -> None:
    texts = {**FILLED, **texts, "apps.yaml": delivering(*names)}
    result = linted(tmp_path, texts, JUDGED)
    assert "replicas-too-few" not in {each.rule for each in result.diagnostics}
    assert any("placeholder" in each.why for each in result.not_checked)


def test_each_cluster_has_variables_of_its_own(tmp_path: Path) -> None:
    texts = {
        **FILLED,
        "clusters/dev/apps.yaml": delivering("ConfigMap/vars"),
        "clusters/dev/vars/all.yaml": HELD % ("ConfigMap", "vars", "data", 3),
        "clusters/prod/flux/apps.yaml": delivering("ConfigMap/vars"),
        "clusters/prod/vars/all.yaml": COUNT,
    }
    found = told(linted(tmp_path, texts, JUDGED), tmp_path)
    assert [place[:2] for place in found] == [("clusters/prod/vars/all.yaml", 5)]


def test_variables_count_as_overlays_have_changed_them(tmp_path: Path) -> None:
    overlay = (
        "resources: [../base]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n"
    )
    overlay += "    metadata: {name: vars, namespace: flux-system}\n    data:\n      count: '%s'\n"
    texts = {
        **FILLED,
        "clusters/base/kustomization.yaml": "resources: [apps.yaml, vars.yaml]\n",
        "clusters/base/apps.yaml": delivering("ConfigMap/vars"),
        "clusters/base/vars.yaml": COUNT,
        "clusters/dev/kustomization.yaml": overlay % 3,
        "clusters/prod/kustomization.yaml": overlay % 1,
    }
    found = told(linted(tmp_path, texts, JUDGED), tmp_path)
    assert [place[:2] for place in found] == [("clusters/prod/kustomization.yaml", 8)]


def test_names_that_flux_refuses_are_told(tmp_path: Path) -> None:
    texts = {
        **BASE,
        "apps.yaml": delivering("ConfigMap/vars"),
        "vars.yaml": COUNT.replace("count", "a.b"),
    }
    words = "a.b of its substituteFrom is no name of a variable, so that Flux refuses it"
    assert any(words in each.why for each in linted(tmp_path, texts).not_checked)
