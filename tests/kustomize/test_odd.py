"""Kustomizations of odd types, and those that would take too long, are survived and told."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load import files
from multiaz_lint.load.limits import Limits
from multiaz_lint.settings import Settings
from multiaz_lint.stages.loading import load
from tests.kustomized import (
    ADDING,
    BARE,
    BUDGET,
    SETTINGS,
    WHOLE,
    check,
    rules,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_what_no_server_can_decode_keeps_its_tree(tmp_path: Path) -> None:
    broken = BARE.replace("replicas: 3", "replicas: [3]")
    texts = {"kustomization.yaml": "namespace: shop\ncommonLabels: {a: b}\nresources: [web.yaml]\n"}
    result = check(tmp_path, {**texts, "web.yaml": broken})
    assert "api-decode-error" in rules(result)


@pytest.mark.parametrize("namespace", ["[x]", "{}", "1"])
def test_a_namespace_that_is_no_text_is_survived(tmp_path: Path, namespace: str) -> None:
    thing = (
        f"apiVersion: example.org/v1\nkind: Thing\n"
        f"metadata: {{name: a, namespace: {namespace}}}\nspec: {{a: 1}}\n"
    )
    kustomization = "namespace: prod\nresources: [x.yaml]\n"
    result = check(tmp_path, {"x.yaml": thing, "kustomization.yaml": kustomization})
    assert result.resources == 1


def test_many_ways_to_one_file_end(tmp_path: Path) -> None:
    """Each of 40 kustomizations lists the next one twice: 2 ** 40 ways lead to the last."""
    texts = {"40/web.yaml": WHOLE, "40/kustomization.yaml": "resources: [web.yaml]\n"}
    for number in range(40):
        for side in ("", "b"):
            texts[f"{number}{side}/kustomization.yaml"] = (
                f"namespace: x\nresources: [../{number + 1}, ../{number + 1}b]\n"
                if number < 39
                else "resources: [../40]\n"
            )
    result = check(tmp_path, texts)
    assert result.resources == 1
    assert any("builds are too large" in each.why for each in result.not_checked)


def test_more_copies_than_can_be_judged_are_told(tmp_path: Path) -> None:
    kind = "apiVersion: v1\nkind: ConfigMap\n"
    texts = {
        "base/kustomization.yaml": "resources: [all.yaml]\n",
        "base/all.yaml": "---\n".join(f"{kind}metadata: {{name: a{n}}}\n" for n in range(300)),
        **{
            f"o{number}/kustomization.yaml": "namespace: x\nresources: [../base]\n"
            for number in range(70)
        },
    }
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    assert len(loaded.resources) == 300
    assert len(loaded.not_checked) == 70


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            "patches:\n- target: {kind: Deployment}\n  patch: |-\n"
            + "".join(
                f"    - {{op: add, path: /metadata/labels/l{each}, value: a}}\n"
                for each in range(20_000)
            ),
            id="operations",
        ),
        pytest.param(
            "labels:\n" + "- {pairs: {a: b}, includeSelectors: true}\n" * 110_000, id="labels"
        ),
        pytest.param("images:\n" + "- {name: a}\n" * 20_000, id="images"),
    ],
)
def test_what_would_take_too_long_is_told(tmp_path: Path, changes: str) -> None:
    texts = {
        "kustomization.yaml": f"resources: [web.yaml, pdb.yaml]\n{changes}",
        "web.yaml": WHOLE.replace("name: web,", "name: web, labels: {a: b},"),
        "pdb.yaml": BUDGET,
    }
    settings = Settings(plugins=False, limits=Limits(built_objects=8_000))
    loaded = load(files.read([written(tmp_path, texts)]), settings)
    (told,) = loaded.not_checked
    assert "builds are too large (limits.built_objects: 8,000)" in told.why
    assert len(loaded.resources) == 2


def test_nothing_is_nested_deeper_than_files_may_be(tmp_path: Path) -> None:
    """Each operation goes on where the one before has ended."""
    value, path, operations = "{a: " * 90 + "{}" + "}" * 90, "/spec/x", ""
    for _ in range(40):
        operations += f"    - {{op: add, path: {path}, value: {value}}}\n"
        path += "/a" * 90
    texts = {
        "kustomization.yaml": (
            f"labels: [{{pairs: {{a: b}}, fields: [{{path: {'a/' * 5000}b, create: true}}]}}]\n"
            "resources: [web.yaml]\n"
            f"patches:\n- target: {{kind: Deployment}}\n  patch: |-\n{operations}"
        ),
        "web.yaml": WHOLE,
    }
    result = check(tmp_path, texts)
    assert [each.why.partition(" (")[2] for each in result.not_checked] == [
        "nests values deeper than 200): check what kustomize builds"
    ]


GONE = "- {op: replace, path: /spec/a, value: [1]}"


@pytest.mark.parametrize(
    ("kustomization", "spec"),
    [
        pytest.param("replicas: [{name: web, count: 2}]", "[]", id="replicas of a sequence"),
        pytest.param("replicas: [{name: web, count: 2}]", "5", id="replicas of a number"),
        pytest.param("replicas: [{name: web, count: 2}]", "x", id="replicas of a text"),
        pytest.param(
            "patches: [{target: {kind: Deployment}, patch: 'spec: {$patch: []}'}]", "{a: b}",
            id="directive that is a sequence",
        ),
        pytest.param(
            "patches: [{target: {kind: Deployment}, patch: '$patch: {}'}]", "{a: b}",
            id="directive that is a mapping",
        ),
        *(
            pytest.param(
                f"patches: [{{target: {{labelSelector: 'a {word} (b)'}}, patch: '{GONE}'}}]",
                "{a: b}", id=f"selector with {word} of labels that are no texts",
            )
            for word in ("in", "notin")
        ),
        *(
            pytest.param(
                "patches: [{target: {kind: Deployment}, patch: "
                f"'{GONE.replace('/spec/a', path)}'}}"
                ", {target: {kind: Deployment}, patch: 'apiVersion: apps/v1'}]",
                "{a: b}", id=f"another type of {path}",
            )
            for path in ("/kind", "/apiVersion", "/metadata")
        ),
    ],
)  # fmt: skip
def test_odd_types_are_survived(tmp_path: Path, kustomization: str, spec: str) -> None:
    web = (
        "apiVersion: apps/v1\nkind: Deployment\n"
        f"metadata: {{name: web, labels: {{a: [1]}}}}\nspec: {spec}\n"
    )
    texts = {"web.yaml": web, "kustomization.yaml": f"resources: [web.yaml]\n{kustomization}\n"}
    assert check(tmp_path, texts).resources == 1


def test_a_namespace_without_metadata_is_survived(tmp_path: Path) -> None:
    texts = {
        "ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n",
        "kustomization.yaml": (
            "resources: [ns.yaml]\nnamespace: prod\npatches:\n- target: {kind: Namespace}\n"
            "  patch: '- {op: replace, path: /metadata, value: x}'\n"
        ),
    }
    assert check(tmp_path, texts).resources == 1


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param("images: [{name: '%s', newTag: x}]", id="images"),
        pytest.param("patches: [{target: {name: '%s'}, patch: 'a: b'}]", id="target"),
    ],
)
def test_names_that_take_too_long_to_find_are_told(tmp_path: Path, changes: str) -> None:
    text = "".join(random.Random(1).choices("ab", k=40_000)) + "c"
    texts = {
        "web.yaml": WHOLE.replace("name: web", f"name: {text}").replace("r/x:1", text),
        "kustomization.yaml": "resources: [web.yaml]\n" + changes % "(a|b)*a(a|b){900}c" + "\n",
    }
    (told,) = check(tmp_path, texts).not_checked
    assert "cannot be looked for" in told.why


def test_overlays_that_only_add_are_bounded_too(tmp_path: Path) -> None:
    settings = Settings(plugins=False, limits=Limits(built_objects=2))
    told = pipeline.run([written(tmp_path, ADDING)], settings).not_checked
    assert [each.origin.split("/")[-2] for each in told] == ["dev", "prod"]
    assert all("limits.built_objects" in each.why for each in told)
