"""Transformers that Kustomize brings are applied, and of others it is told that they are not.

What they make of objects is held against Kustomize in ``test_kustomize_builds.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load import files
from multiaz_lint.stages.loading import load
from tests.kustomized import SETTINGS, WHOLE, changes, check, rules, where, written

if TYPE_CHECKING:
    from pathlib import Path

ONE_REPLICA = """\
apiVersion: builtin
kind: PatchTransformer
metadata: {name: fewer}
target: {kind: Deployment}
patch: |
  - op: replace
    path: /spec/replicas
    value: 1
"""
LABELS = """\
apiVersion: builtin
kind: LabelTransformer
metadata: {name: labels}
labels: {tier: front}
fieldSpecs: [{path: metadata/labels, create: true}]
"""
IMAGE = """\
apiVersion: builtin
kind: ImageTagTransformer
metadata: {name: image}
imageTag: {name: r/x, newTag: '2'}
"""
PREFIX = """\
apiVersion: builtin
kind: PrefixTransformer
metadata: {name: prefix}
prefix: a-
"""
SPACE = """\
apiVersion: builtin
kind: NamespaceTransformer
metadata: {name: space, namespace: shop}
"""


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def test_a_finding_stands_in_the_patch_of_a_transformer(tmp_path: Path) -> None:
    texts = {
        "app/kustomization.yaml": "resources: [web.yaml]\ntransformers: [fewer.yaml]\n",
        "app/web.yaml": WHOLE,
        "app/fewer.yaml": ONE_REPLICA,
    }
    result = check(tmp_path, texts)
    assert where(result, "replicas-too-few") == [("app/fewer.yaml", 8, 5)]
    assert result.not_checked == []


def test_a_finding_stands_in_the_patch_of_a_transformer_that_is_a_text(tmp_path: Path) -> None:
    texts = {
        "app/kustomization.yaml": "resources: [web.yaml]\ntransformers:\n  - |\n"
        + indented(ONE_REPLICA),
        "app/web.yaml": WHOLE,
    }
    result = check(tmp_path, texts)
    assert where(result, "replicas-too-few") == [("app/kustomization.yaml", 11, 9)]
    assert result.not_checked == []


def test_a_number_in_the_patch_of_a_transformer_is_mended(tmp_path: Path) -> None:
    texts = {
        "kustomization.yaml": "resources: [web.yaml]\ntransformers: [fewer.yaml]\n",
        "web.yaml": WHOLE,
        "fewer.yaml": ONE_REPLICA,
    }
    found = changes(tmp_path, texts, "replicas-too-few")
    assert found == {"fewer.yaml": ONE_REPLICA.replace("value: 1", "value: 3")}


def test_a_patch_that_a_transformer_names_is_no_object(tmp_path: Path) -> None:
    patch = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: dev}\n"
        "spec:\n  replicas: 1\n"
    )
    texts = {
        "app/kustomization.yaml": "resources: [web.yaml]\ntransformers: [fewer.yaml]\n",
        "app/web.yaml": WHOLE,
        "app/fewer.yaml": "apiVersion: builtin\nkind: PatchStrategicMergeTransformer\n"
        "metadata: {name: fewer}\npaths: [patch.yaml]\n",
        "app/patch.yaml": patch,
    }
    result = check(tmp_path, texts)
    assert where(result, "replicas-too-few") == [("app/patch.yaml", 5, 3)]
    assert not [each for each in result.diagnostics if each.rule.startswith("api-")]
    assert result.not_checked == []


def test_texts_come_before_files_and_both_behind_the_rest(tmp_path: Path) -> None:
    kustomization = (
        "resources: [web.yaml]\ntransformers:\n  - labels.yaml\n  - |\n"
        + indented(LABELS.replace("name: labels", "name: first").replace("front", "first"))
        + "labels: [{pairs: {tier: own}}]\n"
    )
    texts = {"kustomization.yaml": kustomization, "web.yaml": WHOLE, "labels.yaml": LABELS}
    (found,) = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert found.labels == {"tier": "front"}


def test_a_namespace_is_only_set_where_there_is_none(tmp_path: Path) -> None:
    fill = f"{SPACE}unsetOnly: true\n"
    bare = WHOLE.replace("name: web, namespace: dev", "name: other")
    texts = {
        "kustomization.yaml": "resources: [all.yaml]\ntransformers: [fill.yaml]\n",
        "all.yaml": f"{WHOLE}---\n{bare}",
        "fill.yaml": fill,
    }
    found = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert [(each.name, each.namespace) for each in found] == [("web", "dev"), ("other", "shop")]


def test_transformers_of_a_base_are_read_with_an_overlay_and_with_a_file(tmp_path: Path) -> None:
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml]\ntransformers: [fewer.yaml]\n",
        "base/web.yaml": WHOLE,
        "base/fewer.yaml": ONE_REPLICA,
        "prod/kustomization.yaml": "resources: [../base]\n",
        ".git/HEAD": "",
    }
    folder = written(tmp_path, texts)
    for given in ("prod", "base/web.yaml"):
        result = pipeline.run([f"{folder}/{given}"], SETTINGS)
        assert "replicas-too-few" in rules(result), given
        assert result.not_checked == [], given


REPLICAS = """\
apiVersion: builtin
kind: ReplicaCountTransformer
metadata: {name: replicas}
replica: {name: web, count: 1}
"""
SIZE = "path: spec/replicas"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("apiVersion: my.co/v1\nkind: Plug\nmetadata: {name: p}\n", "Plug of my.co/v1 is a plugin"),
        ("apiVersion: builtin\nkind: HashTransformer\nmetadata: {name: p}\n", "HashTransformer"),
        (LABELS.replace("metadata: {name: labels}\n", ""), "it has no name"),
        (LABELS.replace("tier: front", "tier: 1"), "labels is no mapping of texts"),
        (f"{LABELS}---\n{LABELS}", "hold LabelTransformer labels twice"),
        ("apiVersion: builtin\nkind: [\n", "a transformer is not applied (cannot be read"),
        ("- a\n", "it is no mapping"),
        (
            f"{IMAGE}fieldSpecs: [{{path: spec/image}}]\n",
            "it has fieldSpecs",
        ),
        (
            f"{PREFIX}fieldSpecs: [{{path: spec/image}}]\n",
            "others than the names of all objects",
        ),
        (
            f"{SPACE}fieldSpecs: [{{path: spec/space}}]\n",
            "it puts the namespace into spec/space",
        ),
        (f"{REPLICAS}fieldSpecs: []\n", "others than those of replicas"),
        (f"{REPLICAS}fieldSpecs: [{{{SIZE}, create: true}}]\n", "others than those of replicas"),
        (
            f"{REPLICAS}fieldSpecs: [{{{SIZE}, kind: Deployment}}]\n",
            "others than those of replicas",
        ),
        (
            f"{REPLICAS}fieldSpecs: [{{{SIZE}, create: true, kind: Deployment, group: apps}}]\n",
            "others than those of replicas",
        ),
        (
            f"{REPLICAS}fieldSpecs: [{{{SIZE}, create: true, kind: Thing}}]\n",
            "others than those of replicas",
        ),
        (
            f"{REPLICAS}fieldSpecs: [{{path: spec/size, create: true, kind: Deployment}}]\n",
            "others than those of replicas",
        ),
        (
            LABELS.replace("path: metadata/labels, create: true", "path: metadata/annotations"),
            "only where there are some",
        ),
    ],
)
@pytest.mark.parametrize("in_file", [True, False])
def test_what_is_not_applied_is_told(
    tmp_path: Path, text: str, words: str, *, in_file: bool
) -> None:
    entry = "\n  - t.yaml\n" if in_file else f"\n  - |\n{indented(text)}"
    texts = {
        "kustomization.yaml": f"resources: [web.yaml]\ntransformers:{entry}",
        "web.yaml": WHOLE,
    }
    result = check(tmp_path, texts | ({"t.yaml": text} if in_file else {}))
    told = [each.why for each in result.not_checked]
    assert any(words in why for why in told), told
    found = [each.rule for each in result.diagnostics if each.place.origin.endswith("t.yaml")]
    assert set(found) <= {"unreadable-manifest"}


def test_a_transformer_that_is_not_there_is_told_and_so_is_a_folder(tmp_path: Path) -> None:
    texts = {
        "app/kustomization.yaml": "resources: [web.yaml]\ntransformers: [../all, none.yaml]\n",
        "app/web.yaml": WHOLE,
        "all/kustomization.yaml": "resources: [labels.yaml]\n",
        "all/labels.yaml": LABELS,
    }
    told = [each.why for each in check(tmp_path, texts).not_checked]
    assert any("../all is a folder, of which none are read" in why for why in told), told
    assert any("none.yaml is no file of the input" in why for why in told), told
