"""Kustomizations that a stranger has made to cost much: each ends in time, and says the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint.load import files
from multiaz_lint.load.limits import Limits
from multiaz_lint.settings import Settings
from multiaz_lint.stages.loading import Loaded, load
from tests.kustomized import written
from tests.manifests import WEB
from tests.spent import within

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SETTINGS = Settings(plugins=False, limits=Limits(built_objects=8_000))
PATCH = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
LONG = "a" * 200_000
SECONDS = 20
"""Of the processor: what takes hours where a bound is missing ends in a second or two."""


def loaded(folder: Path, texts: Mapping[str, str]) -> Loaded:
    written(folder, texts)
    with within(SECONDS):
        return load(files.read([str(folder)]), SETTINGS)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(
            f"replicas:\n- {{name: &n {LONG[:20_000]}, count: 2}}\n"
            + "- {name: *n, count: 2}\n" * 9_000,
            id="replicas",
        ),
        pytest.param(f"patches:\n- path: &n {LONG}\n" + "- path: *n\n" * 9_000, id="patches"),
    ],
)
def test_what_faults_name_is_cut(tmp_path: Path, fields: str) -> None:
    texts = {"web.yaml": WEB, "kustomization.yaml": f"resources: [web.yaml]\n{fields}"}
    told = [each.why for each in loaded(tmp_path, texts).not_checked]
    assert len(told) > 5_000
    assert sum(map(len, told)) < 10_000_000


def test_paths_that_aliases_name_again_are_joined_once(tmp_path: Path) -> None:
    listed = f"resources:\n- web.yaml\n- &n {LONG}\n" + "- *n\n" * 20_000
    texts = {"web.yaml": WEB, "kustomization.yaml": f"namespace: a\n{listed}"}
    twice, missing = loaded(tmp_path, texts).not_checked
    assert twice.why.startswith("kustomize refuses it (aaaaaa")
    assert missing.why.startswith("it lists aaaaaa")


def test_texts_that_aliases_give_again_are_read_once(tmp_path: Path) -> None:
    lines = [*PATCH.splitlines(), "spec: {paused: true}", f"# {LONG}"]
    text = "".join(f"    {line}\n" for line in lines)
    patches = f"patches:\n- patch: &p |-\n{text}" + "- {patch: *p}\n" * 20_000
    texts = {"web.yaml": WEB, "kustomization.yaml": f"resources: [web.yaml]\n{patches}"}
    found = loaded(tmp_path, texts)
    assert found.not_checked == []
    (web,) = found.resources
    assert web.span(("spec", "paused")).line == 20_008, "the last of them"


@pytest.mark.parametrize("indicator", ["|", "|2"])
def test_documents_behind_many_blank_lines_stand_where_they_do(
    tmp_path: Path, indicator: str
) -> None:
    deeper = "    " if indicator == "|" else "      "
    documents = "---\n".join([f"{PATCH}x: 1\n"] * (2_000 if indicator == "|" else 1))
    text = "".join(f"{deeper}{line}\n" for line in documents.splitlines())
    blank = "\n" * 100_000
    texts = {
        "web.yaml": WEB,
        "kustomization.yaml": (
            f"resources: [web.yaml]\npatches:\n- patch: {indicator}\n{blank}{text}"
        ),
    }
    (web,) = loaded(tmp_path, texts).resources
    line, column, _ = web.stretch(("x",))
    lines = texts["kustomization.yaml"].splitlines()
    assert lines[line - 1][column - 1 :] == "x: 1"


def test_long_sequences_of_texts_are_merged_in_linear_time(tmp_path: Path) -> None:
    def named(letter: str) -> str:
        names = ", ".join(f"{letter}{number}" for number in range(60_000))
        return f"{{name: web, finalizers: [{names}]}}"

    texts = {
        "web.yaml": WEB.replace("{name: web}", named("a"), 1),
        "patch.yaml": PATCH.replace("{name: web}", named("b")),
        "kustomization.yaml": "resources: [web.yaml]\npatches: [{path: patch.yaml}]\n",
    }
    (web,) = loaded(tmp_path, texts).resources
    assert len(web.get("metadata", "finalizers")) == 120_000


@pytest.mark.parametrize(
    ("old", "new", "merged"),
    [
        pytest.param("[a, b]", "[c, b]", ["c", "b", "a"], id="texts"),
        pytest.param("[1, a]", "['1']", ["1", "a"], id="numbers are texts"),
        pytest.param("[a, a]", "[b, b]", ["b", "a"], id="each once"),
        pytest.param("[[a]]", "[b]", [["a"]], id="refused"),
    ],
)
def test_sequences_of_scalars_are_merged_by_their_texts(
    tmp_path: Path, old: str, new: str, merged: list[object]
) -> None:
    """As Kustomize 5.8 builds it."""
    texts = {
        "web.yaml": WEB.replace("{name: web}", f"{{name: web, finalizers: {old}}}", 1),
        "patch.yaml": PATCH.replace("{name: web}", f"{{name: web, finalizers: {new}}}"),
        "kustomization.yaml": "resources: [web.yaml]\npatches: [{path: patch.yaml}]\n",
    }
    (web,) = loaded(tmp_path, texts).resources
    assert web.manifest.tree["metadata"]["finalizers"] == merged


def test_many_webhooks_follow_their_service_in_linear_time(tmp_path: Path) -> None:
    hooks = "- {clientConfig: {service: {name: s, namespace: a}}}\n" * 100_000
    texts = {
        "hooks.yaml": (
            "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: a}\n---\n"
            "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\n"
            f"metadata: {{name: v}}\nwebhooks:\n{hooks}"
        ),
        "kustomization.yaml": "namespace: x\nresources: [hooks.yaml]\n",
    }
    found = loaded(tmp_path, texts).resources[1]
    path = ("webhooks", 99_999, "clientConfig", "service", "namespace")
    assert found.get(*path) == "x"


def test_many_subjects_follow_their_account_in_linear_time(tmp_path: Path) -> None:
    subjects = "- {kind: ServiceAccount, name: s}\n" * 100_000
    texts = {
        "bindings.yaml": (
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s}\n---\n"
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\n"
            f"metadata: {{name: v}}\nsubjects:\n{subjects}"
        ),
        "kustomization.yaml": "namespace: x\nresources: [bindings.yaml]\n",
    }
    found = loaded(tmp_path, texts).resources[1]
    assert found.get("subjects", 99_999, "namespace") == "x"


def several(count: int) -> str:
    return "---\n".join(
        WEB.replace("{name: web}", f"{{name: web{number}}}", 1) for number in range(count)
    )


def many(entry: str, count: int) -> str:
    return "".join(entry.replace("#", str(number)) for number in range(count))


COPY = "    - {op: copy, from: /spec/x, path: /spec/y#}\n"
LISTED = ", ".join(["1"] * 9_900)
ADDED = (
    "patches:\n- target: {kind: Deployment}\n"
    f"  patch: '- {{op: add, path: /spec/x, value: [{LISTED}]}}'\n"
)


@pytest.mark.parametrize(
    ("web", "fields"),
    [
        pytest.param(
            WEB,
            ADDED + many(f"- target: {{kind: Deployment}}\n  patch: |-\n{COPY}", 3_000)
            + "images:\n" + many("- {name: a, newTag: b}\n", 100),
            id="copies",
        ),
        pytest.param(
            WEB,
            ADDED + "- target: {kind: Deployment}\n  patch: |-\n"
            + many("    - {op: add, path: /spec/x/-, value: a}\n", 3_000),
            id="operations on what was added",
        ),
        pytest.param(several(1000), "commonLabels:\n" + many("  l#: a\n", 20_000), id="labels"),
        pytest.param(
            several(1000),
            "labels:\n- pairs: {a: b}\n  fields:\n"
            + many("  - {path: spec/x/y#, create: true}\n", 20_000),
            id="fields of labels",
        ),
        pytest.param(
            several(1000),
            "patches:\n- {target: {name: '(a|b)*a(a|b){900}#'}, patch: 'a: b'}\n"
            + many("- {target: {name: 'w(e|b)*[0-9]*(a|b){400}#'}, patch: 'a: b'}\n", 3_000),
            id="names of targets",
        ),
        pytest.param(
            WEB,
            f"patches:\n- {{target: {{labelSelector: &n '{'a,' * 50_000}a'}}, patch: 'a: b'}}\n"
            + many("- {target: {labelSelector: *n}, patch: 'a: b'}\n", 5_000),
            id="selectors",
        ),
        pytest.param(
            several(200),
            "replacements:\n"
            + many(
                "- sourceValue: v\n  targets:\n  - select: {kind: Deployment}\n"
                "    options: {create: true}\n    fieldPaths: [metadata.annotations.a#]\n", 200,
            ),
            id="replacements",
        ),
    ],
)  # fmt: skip
def test_what_costs_too_much_is_not_built(tmp_path: Path, web: str, fields: str) -> None:
    texts = {"web.yaml": web, "kustomization.yaml": f"resources: [web.yaml]\n{fields}"}
    told = [each.why for each in loaded(tmp_path, texts).not_checked]
    assert any("its builds are too large" in why for why in told)


def test_long_prefixes_of_prefixes_are_not_built(tmp_path: Path) -> None:
    texts = {
        f"{number}/kustomization.yaml": f"namePrefix: {LONG}\nresources: [../{number + 1}]\n"
        for number in range(60)
    }
    texts["60/kustomization.yaml"] = "namespace: x\nresources: [web.yaml]\n"
    texts["60/web.yaml"] = several(50)
    (told,) = loaded(tmp_path, texts).not_checked
    assert "its builds are too large" in told.why


def test_images_of_a_large_object_are_looked_for_once(tmp_path: Path) -> None:
    images = "images:\n" + many("- {name: a, newTag: b}\n", 10_000)
    texts = {
        "web.yaml": WEB + f"x: [{', '.join(['1'] * 100_000)}]\n",
        "kustomization.yaml": f"resources: [web.yaml]\n{images}- {{name: web, newTag: '2'}}\n",
    }
    found = loaded(tmp_path, texts)
    assert found.not_checked == []
    path = ("spec", "template", "spec", "containers", 0, "image")
    assert found.resources[0].get(*path) == "web:2"


def test_a_base_that_an_overlay_lists_many_times(tmp_path: Path) -> None:
    """A few lines for each may not become forty thousand workloads: Kustomize refuses it."""
    few = "".join(f"---\n{WEB.replace('web', f'web{i}')}" for i in range(100))
    texts = {"base/web.yaml": few, "base/kustomization.yaml": "resources: [web.yaml]\n"}
    for i in range(400):
        texts[f"c{i}/kustomization.yaml"] = "resources: [../base]\n"
    listed = "".join(f"- c{i}\n" for i in range(400))
    texts["kustomization.yaml"] = f"namespace: shop\nresources:\n{listed}"
    found = loaded(tmp_path, texts)
    assert len(found.resources) <= 8_000
    assert any("too large" in each.why for each in found.not_checked)


def test_an_only_overlay_may_build_all_there_is(tmp_path: Path) -> None:
    many = "".join(f"---\n{WEB.replace('web', f'web{i}')}" for i in range(8_100))
    texts = {"web.yaml": many, "kustomization.yaml": "resources: [web.yaml]\nnamespace: shop\n"}
    found = loaded(tmp_path, texts)
    assert not found.not_checked
    assert {each.namespace for each in found.resources} == {"shop"}


def test_components_of_many_objects_count(tmp_path: Path) -> None:
    """Each looks at all objects for names that come twice, though it changes nothing."""
    many = "".join(f"---\n{WEB.replace('web', f'web{i}')}" for i in range(3_000))
    texts = {f"c{i}/kustomization.yaml": "kind: Component\n" for i in range(1_000)}
    listed = "".join(f"- c{i}\n" for i in range(1_000))
    texts["kustomization.yaml"] = f"resources: [web.yaml]\nnamespace: shop\ncomponents:\n{listed}"
    found = loaded(tmp_path, {**texts, "web.yaml": many})
    assert any("too large" in each.why for each in found.not_checked)
