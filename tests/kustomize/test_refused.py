"""What Kustomize refuses, and what only it can do, is told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from tests.kustomized import (
    SETTINGS,
    WHOLE,
    check,
    where,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("stand", "given"), [(".", "."), ("all", "."), ("all/prod", ".."), ("all/prod", "../..")]
)
def test_a_folder_that_contains_what_lists_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stand: str, given: str
) -> None:
    texts = {
        "all/kustomization.yaml": "resources: [web.yaml]\n",
        "all/web.yaml": WHOLE,
        "all/prod/kustomization.yaml": "resources: [..]\nreplicas: [{name: web, count: 2}]\n",
        "all/other/kustomization.yaml": "resources: [../more]\n",
        "all/more/kustomization.yaml": "resources: [web.yaml]\nreplicas: []\n",
        "all/more/web.yaml": WHOLE.replace("web", "more"),
    }
    written(tmp_path, texts)
    monkeypatch.chdir(tmp_path / stand)
    told = [each for each in pipeline.run(given, SETTINGS).not_checked if "contains" in each.why]
    assert len(told) == 1
    assert os.path.samefile(told[0].origin, tmp_path / "all/prod/kustomization.yaml")


LISTS_TWO = "namespace: c\nresources: [b.yaml, ../base]\n"


@pytest.mark.parametrize(
    "unbuilt",
    [
        pytest.param(
            {"c/kustomization.yaml": f"kind: Component\n{LISTS_TWO}"},
            id="a component that nobody uses",
        ),
        pytest.param(
            {
                "c/kustomization.yaml": LISTS_TWO.replace("]", ", ../d]"),
                "d/kustomization.yaml": "resources: [../c]\n",
            },
            id="kustomizations that list each other",
        ),
    ],
)
def test_what_no_build_reaches_is_checked_as_it_is_written(
    tmp_path: Path, unbuilt: dict[str, str]
) -> None:
    texts = {
        "o/kustomization.yaml": "namespace: o\nresources: [../base]\n",
        "p/kustomization.yaml": "namespace: p\nresources: [../base]\n",
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WHOLE,
        "c/b.yaml": WHOLE.replace("replicas: 3", "replicas: 1").replace("web", "other"),
        **unbuilt,
    }  # fmt: skip
    result = check(tmp_path, texts)
    assert where(result, "replicas-too-few") == [("c/b.yaml", 5, 3)]
    assert [each.why.partition(":")[0] for each in result.not_checked] == [
        "nothing of it is applied, as no kustomization that is built lists it"
    ]


def test_kustomizations_that_list_each_other_are_told(tmp_path: Path) -> None:
    texts = {
        "a/kustomization.yaml": "namespace: a\nresources: [../b]\n",
        "b/kustomization.yaml": "resources: [../a, web.yaml]\n",
        "b/web.yaml": WHOLE,
    }
    (told,) = check(tmp_path, texts).not_checked
    assert told.why.startswith("not all that it lists is built, as what it lists lists it")


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"kustomization.yaml": "resources: [., web.yaml]\n"}, id="itself"),
        pytest.param(
            {
                "a/kustomization.yaml": "resources: [../b]\n",
                "b/kustomization.yaml": "resources: [../c]\n",
                "c/kustomization.yaml": "resources: [../a, ../web.yaml]\n",
            },
            id="in a circle",
        ),
        pytest.param(
            {
                "o/kustomization.yaml": "resources: [../a]\n",
                "a/kustomization.yaml": "resources: [../b, ../web.yaml]\n",
                "b/kustomization.yaml": "resources: [../a]\n",
            },
            id="in a circle that another one lists",
        ),
    ],
)
def test_kustomizations_that_change_nothing_and_list_each_other_are_told(
    tmp_path: Path, texts: dict[str, str]
) -> None:
    result = check(tmp_path, {**texts, "web.yaml": WHOLE})
    assert result.workloads == 1
    (told,) = result.not_checked
    assert told.why.startswith("not all that it lists is built, as what it lists lists it")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ("replica: [{name: web, count: 1}]", "kustomize refuses it (unknown field replica)"),
        ("images: [{name: a, newTag: 1.0}]", "kustomize refuses it (images[0].newTag is no text)"),
        ("images: [{name: a, tag: b}]", "kustomize refuses it (unknown field images[0].tag)"),
        ("images: [a]", "kustomize refuses it (images[0] is no mapping)"),
        ("commonLabels: {a: 1}", "kustomize refuses it (commonLabels is no mapping of texts)"),
        ("replicas: [{name: web, count: '1'}]", "(replicas[0].count is no whole number)"),
        ("patches: [{target: web}]", "kustomize refuses it (patches[0].target is no mapping)"),
        ("patches: [{target: {name: 5}}]", "(patches[0].target.name is no text)"),
        ("apiVersion: []", "kustomize refuses it (apiVersion is no text)"),
        ("kind: List", "kustomize refuses it (kind is neither Kustomization nor Component)"),
        (
            "kind: Component\napiVersion: kustomize.config.k8s.io/v1beta1",
            "(apiVersion of a Component is not kustomize.config.k8s.io/v1alpha1)",
        ),
        ("\n".join(f"{each}: 1" for each in "abcdefg"), "unknown field c and more)"),
        ("Replicas: [{Name: web, Count: 1}]", "fields in another case (Replicas) are not applied"),
        ("vars: [{name: A, fieldRef: {}}]", "(vars[0].fieldRef) are not applied"),
        ("openapi: {path: a.json}", "its openapi schemas are not applied"),
        ("vars: [{Name: A}]", "its vars are not applied"),
        ("namespace: a\n---\nnamespace: b", "kustomize reads its first document only"),
        ("images: null\nreplicas: [{name: web, count: 2.0}]\nmetadata: {name: a}", ""),
    ],
)  # fmt: skip
def test_what_kustomize_refuses_or_only_it_can_do_is_told(
    tmp_path: Path, fields: str, why: str
) -> None:
    texts = {"web.yaml": WHOLE, "kustomization.yaml": f"resources: [web.yaml]\n{fields}\n"}
    told = [
        each.why for each in check(tmp_path, texts).not_checked if "replicas of" not in each.why
    ]
    assert (why in "; ".join(told)) if why else not told


def test_two_kustomizations_in_one_folder_are_told(tmp_path: Path) -> None:
    text = "resources: [web.yaml]\nnamespace: a\n"
    texts = {"web.yaml": WHOLE, "kustomization.yaml": text, "kustomization.yml": text}
    (told,) = check(tmp_path, texts).not_checked
    assert "its folder has another kustomization" in told.why


def test_a_patch_that_holds_a_key_twice_is_told(tmp_path: Path) -> None:
    """Kustomize takes the first of the two, and refuses a whole object of that kind."""
    texts = {
        "kustomization.yaml": "resources: [web.yaml]\npatches: [{path: p.yaml}]\n",
        "web.yaml": WHOLE,
        "p.yaml": (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: dev}\n"
            "spec: {replicas: 1}\nspec: {replicas: 5}\n"
        ),
    }
    (told,) = check(tmp_path, texts).not_checked
    assert "holds spec twice, of which Kustomize takes the first" in told.why


@pytest.mark.parametrize(
    ("root", "part", "why"),
    [
        ("resources: [../part]", "kind: Component\n", "part is a component: list it under comp"),
        ("resources: []\ncomponents: [../part]", "namePrefix: x-\n", "part is no component"),
        ("resources: [a.yaml, b.yaml]", "kind: Component\n", "deployment/web comes twice"),
        ("resources: [a.yaml, ../part]", "", "deployment/web comes twice"),
        ("resources: [a.yaml, ../part]", "namePrefix: x-\n", ""),
    ],
)
def test_what_kustomize_refuses_of_what_is_listed_is_told(
    tmp_path: Path, root: str, part: str, why: str
) -> None:
    texts = {
        "root/kustomization.yaml": f"{root}\nreplicas: [{{name: web, count: 3}}]\n",
        "part/kustomization.yaml": f"{part}resources: [w.yaml]\n",
        "part/w.yaml": WHOLE,
        **{f"root/{name}": WHOLE for name in ("a.yaml", "b.yaml") if name in root},
    }
    told = [each.why for each in check(tmp_path, texts).not_checked if "refuses" in each.why]
    assert [why in each for each in told] == ([True] if why else [])


@pytest.mark.parametrize(
    ("root", "part", "why"),
    [
        ("resources: [../part]\n", "kind: Component\n", "part is a component: list it under comp"),
        ("components: [../part]\n", "", "part is no component"),
        ("components: [../root]\n", "", "root is no component"),
    ],
)
def test_parts_in_the_wrong_list_are_told_where_nothing_is_changed(
    tmp_path: Path, root: str, part: str, why: str
) -> None:
    texts = {
        "root/kustomization.yaml": root,
        "part/kustomization.yaml": f"{part}resources: [w.yaml]\n",
        "part/w.yaml": WHOLE,
    }
    found = check(tmp_path, texts)
    assert [why in each.why for each in found.not_checked] == [True]
    assert found.workloads == 1


def test_a_file_that_is_listed_as_a_component_is_told(tmp_path: Path) -> None:
    texts = {
        "root/kustomization.yaml": "resources: [w.yaml]\ncomponents: [x.yaml]\n",
        "root/w.yaml": WHOLE,
        "root/x.yaml": WHOLE.replace("web", "x"),
    }
    told = [each.why for each in check(tmp_path, texts).not_checked]
    assert ["x.yaml is a file, and components are folders" in each for each in told] == [True]


def test_components_that_list_each_other_are_told(tmp_path: Path) -> None:
    texts = {
        "root/kustomization.yaml": "resources: [w.yaml]\ncomponents: [../a]\n",
        "root/w.yaml": WHOLE,
        "a/kustomization.yaml": "kind: Component\ncomponents: [../b]\n",
        "b/kustomization.yaml": "kind: Component\ncomponents: [../a]\n",
    }
    told = [(each.origin, each.why) for each in check(tmp_path, texts).not_checked]
    assert [
        origin.endswith("b/kustomization.yaml") and "a lists what lists it" in why
        for origin, why in told
    ] == [True]


@pytest.mark.parametrize("more", ["", "namespace: x\n"])
@pytest.mark.parametrize(
    ("lists", "twice"),
    [
        ("resources: [w.yaml, x.yaml, w.yaml]", "w.yaml"),
        ("resources: [w.yaml, ./w.yaml]", "./w.yaml"),
        ("resources: [../part, ../part/]", "../part/"),
        ("resources: [../part]\nbases: [../part]", "../part"),
        ("resources: [w.yaml, x.yaml]\ncomponents: [../joins, ../joins]", ""),
    ],
)
def test_what_is_listed_twice_is_told_even_where_nothing_is_changed(
    tmp_path: Path, lists: str, twice: str, more: str
) -> None:
    texts = {
        "root/kustomization.yaml": f"{lists}\n{more}",
        "root/w.yaml": WHOLE,
        "root/x.yaml": WHOLE.replace("web", "x"),
        "part/kustomization.yaml": "resources: [p.yaml]\n",
        "part/p.yaml": WHOLE.replace("web", "p"),
        "joins/kustomization.yaml": "kind: Component\nnamespace: dev\n",
    }
    told = [each.why for each in check(tmp_path, texts).not_checked if "refuses" in each.why]
    assert [f"({twice} is listed twice)" in each for each in told] == ([True] if twice else [])


def test_a_namespace_that_gives_two_objects_one_name_is_told(tmp_path: Path) -> None:
    texts = {
        "root/kustomization.yaml": "resources: [../part, w.yaml]\ncomponents: [../joins]\n",
        "root/w.yaml": WHOLE,
        "part/kustomization.yaml": "namespace: x\nresources: [w.yaml]\n",
        "part/w.yaml": WHOLE,
        "joins/kustomization.yaml": "kind: Component\nnamespace: dev\n",
    }
    assert "namespace: dev" in WHOLE
    told = {(each.origin, each.why) for each in check(tmp_path, texts).not_checked}
    why = "kustomize refuses it (deployment/web comes twice): check what kustomize builds"
    assert (str(tmp_path / "joins/kustomization.yaml"), why) in told


def test_a_directive_without_a_word_is_refused(tmp_path: Path) -> None:
    patch = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {$patch: null}}"
    kustomization = (
        f"resources: [web.yaml]\npatches: [{{target: {{kind: Deployment}}, patch: '{patch}'}}]"
    )
    texts = {"web.yaml": WHOLE, "kustomization.yaml": kustomization}
    (told,) = check(tmp_path, texts).not_checked
    assert "has the unknown directive $patch" in told.why


@pytest.mark.parametrize("field", ["crds", "validators"])
@pytest.mark.parametrize("folder", ["", "app/"])
def test_a_file_beside_the_objects_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str, folder: str
) -> None:
    texts = {
        f"{folder}kustomization.yaml": f"resources: [web.yaml]\n{field}: [a.json, none.json]\n",
        f"{folder}web.yaml": WHOLE,
        f"{folder}a.json": "{}",
    }
    written(tmp_path, texts)
    monkeypatch.chdir(tmp_path)
    told = [each.why for each in pipeline.run(["."], SETTINGS).not_checked]
    assert [why for why in told if "refuses" in why] == [
        "kustomize refuses it (none.json is not there)"
    ]


def test_a_validator_that_is_a_text_is_there(tmp_path: Path) -> None:
    text = "{apiVersion: builtin, kind: LabelTransformer, metadata: {name: l}}"
    kustomization = f"resources: [web.yaml]\nvalidators: ['{text}']\n"
    found = check(tmp_path, {"kustomization.yaml": kustomization, "web.yaml": WHOLE})
    assert not [each for each in found.not_checked if "not there" in each.why]
