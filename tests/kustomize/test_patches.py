"""Patches are applied, and findings and comments stand in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load import files
from multiaz_lint.model import StatefulSet
from multiaz_lint.settings import Settings
from multiaz_lint.stages.loading import load
from tests.kustomized import (
    BUDGET,
    OVERLAYS,
    SETTINGS,
    WHOLE,
    check,
    rules,
    where,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_patches_are_applied_and_findings_point_into_them(tmp_path: Path) -> None:
    result = check(tmp_path, OVERLAYS)
    assert result.not_checked == []
    assert where(result, "replicas-too-few") == [("base/web.yaml", 5, 3)], "of dev alone"
    assert where(result, "spread-maxskew-weak") == [("prod/spread.yaml", 8, 9)]
    odd = {**OVERLAYS}
    odd["prod/kustomization.yaml"] = odd["prod/kustomization.yaml"].replace("value: 4", "value: 2")
    result = check(tmp_path, odd)
    assert where(result, "replicas-too-few") == [
        ("base/web.yaml", 5, 3), ("prod/kustomization.yaml", 7, 7),
    ]  # fmt: skip


def test_what_a_patch_deletes_is_not_there(tmp_path: Path) -> None:
    delete = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n"
    texts = {
        "kustomization.yaml": "resources: [web.yaml, pdb.yaml]\npatches: [{path: gone.yaml}]\n",
        "web.yaml": WHOLE.replace(", namespace: dev", ""),
        "pdb.yaml": BUDGET,
        "gone.yaml": f"$patch: delete\n{delete}",
    }
    result = check(tmp_path, texts)
    assert result.resources == 1
    assert "pdb-missing" in rules(result)


def test_a_comment_beside_a_patch_silences_what_is_said_of_it(tmp_path: Path) -> None:
    texts = {**OVERLAYS}
    texts["prod/spread.yaml"] = texts["prod/spread.yaml"].replace(
        "maxSkew: 3", "maxSkew: 3  # multiaz-lint: ignore[spread-maxskew-weak] few nodes"
    )
    result = check(tmp_path, texts)
    (found,) = [each for each in result.diagnostics if each.rule == "spread-maxskew-weak"]
    assert found.suppressed == "few nodes"


def test_an_annotation_that_a_patch_gives_silences(tmp_path: Path) -> None:
    ignoring = "metadata:\n  name: web\n  annotations:\n    {}: pdb-missing -- by hand\n"
    head = "apiVersion: apps/v1\nkind: Deployment\n"
    texts = {
        "kustomization.yaml": "resources: [web.yaml]\npatches: [{path: p.yaml}]\n",
        "web.yaml": WHOLE.replace(", namespace: dev", ""),
        "p.yaml": head + ignoring.format("multiaz-lint/ignore"),
    }
    result = check(tmp_path / "right", texts)
    assert "pdb-missing" not in {each.rule for each in result.shown}
    texts["p.yaml"] = head + ignoring.format("multiaz-lint/ignroe")
    slip = check(tmp_path / "slip", texts)
    assert where(slip, "rule-suppressed-unused") == [("slip/p.yaml", 6, 5)]


def test_an_annotation_that_a_kustomization_gives_silences_and_is_told_once(tmp_path: Path) -> None:
    kustomization = "resources: [web.yaml, pdb.yaml]\ncommonAnnotations:\n"
    texts = {
        "kustomization.yaml": f"{kustomization}  multiaz-lint/ignore: replicas-too-few -- dev\n",
        "web.yaml": WHOLE.replace("replicas: 3", "replicas: 1"),
        "pdb.yaml": BUDGET,
    }
    result = check(tmp_path / "used", texts)
    shown = {each.rule for each in result.shown}
    assert shown.isdisjoint({"replicas-too-few", "rule-suppressed-unused"})
    texts["web.yaml"] = WHOLE
    unused = check(tmp_path / "unused", texts)
    assert where(unused, "rule-suppressed-unused") == [("unused/kustomization.yaml", 3, 3)]


def test_aliases_of_patches_are_counted_as_if_written_out(tmp_path: Path) -> None:
    kustomization = "resources: [web.yaml]\npatches:\n"
    for number in range(100):
        lines = ["apiVersion: apps/v1", "kind: Deployment", "metadata: {name: web}", f"x{number}:"]
        lines.append("  a0: &a0 [1, 2, 3]")
        lines += [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 6)]
        kustomization += "- patch: |-\n" + "".join(f"    {line}\n" for line in lines)
    texts = {
        "kustomization.yaml": kustomization,
        "web.yaml": WHOLE.replace(", namespace: dev", ""),
    }
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    (told,) = loaded.not_checked
    assert "builds are too large" in told.why


def test_a_patch_may_make_another_kind_of_an_object(tmp_path: Path) -> None:
    texts = {
        "web.yaml": WHOLE,
        "kustomization.yaml": (
            "resources: [web.yaml]\npatches:\n- target: {kind: Deployment}\n"
            "  patch: '- {op: replace, path: /kind, value: StatefulSet}'\n"
            "replicas: [{name: web, count: 2}]\n"
        ),
    }
    (found,) = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert isinstance(found, StatefulSet)
    assert found.get("spec", "replicas") == 2


def test_items_of_a_typed_list_keep_their_kind(tmp_path: Path) -> None:
    item = WHOLE.partition("metadata")[2].replace("\n", "\n  ")
    texts = {
        "web.yaml": f"apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata{item}\n",
        "kustomization.yaml": "resources: [web.yaml]\nreplicas: [{name: web, count: 1}]\n",
    }
    result = check(tmp_path, texts)
    assert "api-decode-error" not in rules(result)
    assert "replicas-too-few" in rules(result)


@pytest.mark.parametrize(
    ("patch", "replicas"),
    [
        ("{kind: Any, metadata: {name: any}, spec: {replicas: 1}}", 1),
        ("{apiVersion: apps/v1, metadata: {name: web}, spec: {replicas: 1}}", 3),
        ("{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1}}", 3),
    ],
)
def test_a_patch_with_a_target_needs_a_kind_and_a_name(
    tmp_path: Path, patch: str, replicas: int
) -> None:
    """As Kustomize 5.8 has it, which refuses the others."""
    kustomization = f"patches: [{{target: {{kind: Deployment}}, patch: '{patch}'}}]"
    texts = {"web.yaml": WHOLE, "kustomization.yaml": f"resources: [web.yaml]\n{kustomization}\n"}
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    assert loaded.resources[0].get("spec", "replicas") == replicas
    assert len(loaded.not_checked) == (replicas == 3)


def test_no_patch_replaces_a_whole_object(tmp_path: Path) -> None:
    """As Kustomize 5.8 has it: it builds the object as it is."""
    patch = "{kind: A, metadata: {name: a}, $patch: replace, spec: {replicas: 1}}"
    kustomization = f"patches: [{{target: {{kind: Deployment}}, patch: '{patch}'}}]\nnamespace: q\n"
    texts = {"web.yaml": WHOLE, "kustomization.yaml": f"resources: [web.yaml]\n{kustomization}"}
    (found,) = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert found.get("spec", "replicas") == 3


@pytest.mark.parametrize(
    ("changes", "of_base", "of_other", "told"),
    [
        ("replicas: [{name: web, count: 1}]", 3, 3, [[]]),
        ("patches: [{target: {kind: Deployment}, patch: '- {op: remove, path: /spec/replicas}'}]",
         3, 3, [[]]),
        ("namespace: y", 1, 3, [["kustomization.yaml"]]),
    ],
)  # fmt: skip
def test_what_stands_in_a_kustomization_needs_no_word_of_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: str,
    of_base: int,
    of_other: int,
    told: list[list[str]],
) -> None:
    replicas = f"replicas: [{{name: web, count: {of_other}}}]"
    written(
        tmp_path,
        {
            "kustomization.yaml": f"resources: [base]\n{changes}\n",
            "other/kustomization.yaml": f"resources: [../base]\nnamespace: x\n{replicas}\n",
            "base/kustomization.yaml": "resources: [web.yaml]\n",
            "base/web.yaml": WHOLE.replace("replicas: 3", f"replicas: {of_base}"),
        },
    )
    monkeypatch.chdir(tmp_path)
    result = pipeline.run(["."], SETTINGS)
    found = [each for each in result.diagnostics if each.rule == "replicas-too-few"]
    assert [[other.origin for other in each.related] for each in found] == told


@pytest.mark.parametrize(
    ("operation", "namespace", "name"),
    [
        ("{op: remove, path: /metadata/namespace}", "ours", "web"),
        ("{op: replace, path: /metadata/namespace, value: other}", "other", "web"),
        ("{op: replace, path: /metadata/name, value: api}", "dev", "api"),
    ],
)
def test_a_json_patch_may_move_and_rename_an_object(
    tmp_path: Path, operation: str, namespace: str, name: str
) -> None:
    """As in Kustomize 5.8, later patches find it by the old name and by the new one."""
    later = [
        f"- {{target: {{kind: Deployment, name: {each}}}, "
        f"patch: '- {{op: add, path: /spec/{field}, value: 7}}'}}\n"
        for each, field in (("web", "minReadySeconds"), (name, "revisionHistoryLimit"))
    ]
    patches = f"patches:\n- {{target: {{kind: Deployment}}, patch: '- {operation}'}}\n"
    texts = {
        "kustomization.yaml": f"resources: [web.yaml]\n{patches}{''.join(later)}",
        "web.yaml": WHOLE,
    }
    settings = Settings(plugins=False, default_namespace="ours")
    loaded = load(files.read([written(tmp_path, texts)]), settings)
    (web,) = loaded.resources
    assert (web.namespace, web.name) == (namespace, name)
    assert (web.get("spec", "minReadySeconds"), web.get("spec", "revisionHistoryLimit")) == (7, 7)
    assert not loaded.not_checked


@pytest.mark.parametrize(
    ("patch", "refused"),
    [
        ("[{op: replace, path: /spec/replicas, value: 7}]", True),
        ("\n [{op: replace, path: /spec/replicas, value: 7}]", True),
        ('[{"op": "replace", "path": "/spec/replicas", "value": 7}]', False),
        ("- {op: replace, path: /spec/replicas, value: 7}", False),
        ("# why\n[{op: replace, path: /spec/replicas, value: 7}]", False),
    ],
)
def test_operations_in_brackets_are_json(tmp_path: Path, patch: str, *, refused: bool) -> None:
    """As Kustomize 5.8 reads them: what begins with a bracket goes to its reader of JSON."""
    tree = {
        "resources": ["web.yaml"],
        "patches": [{"target": {"kind": "Deployment"}, "patch": patch}],
    }
    texts = {"kustomization.yaml": json.dumps(tree), "web.yaml": WHOLE}
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    assert (loaded.resources[0].get("spec", "replicas") == 7) is not refused
    assert ["is no JSON" in each.why for each in loaded.not_checked] == [True] * refused


def test_an_object_that_is_renamed_stays_in_its_namespace(tmp_path: Path) -> None:
    rename = (
        "{target: {kind: Deployment}, patch: '- {op: replace, path: /metadata/name, value: b}'}"
    )
    texts = {
        "o/kustomization.yaml": f"resources: [../base]\npatches: [{rename}]\n",
        "base/kustomization.yaml": "resources: [web.yaml]\nnamespace: prod\n",
        "base/web.yaml": WHOLE.replace(", namespace: dev", ""),
    }
    (web,) = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert (web.namespace, web.name) == ("prod", "b")


@pytest.mark.parametrize("objects", [1, 9])
@pytest.mark.parametrize(
    ("selector", "selects"),
    [
        ("annotationSelector: on=yes", True),
        ("annotationSelector: on=true", False),
        ("annotationSelector: mode=0x1f", True),
        ("annotationSelector: mode!=31", True),
        ("annotationSelector: none in (null)", True),
        ("annotationSelector: list=", True),
        ("labelSelector: tier=1", True),
        ("labelSelector: tier notin (1)", False),
    ],
)
def test_values_that_are_no_texts_are_selected_as_they_are_written(
    tmp_path: Path, selector: str, objects: int, *, selects: bool
) -> None:
    """As Kustomize 5.8 does; of many objects they are found by what they have."""
    patch = "patch: '- {op: replace, path: /spec/replicas, value: 7}'"
    values = 'annotations: {"on": yes, mode: 0x1f, none: null, list: [a]}, labels: {tier: 1}'
    texts = {
        "kustomization.yaml": "resources: [web.yaml]\n"
        f"patches: [{{target: {{kind: Deployment, {selector}}}, {patch}}}]\n",
        "web.yaml": "---\n".join(
            WHOLE.replace("name: web,", f"name: web-{number}, {values},")
            for number in range(objects)
        ),
    }
    found = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert [each.get("spec", "replicas") == 7 for each in found] == [selects] * objects


@pytest.mark.parametrize("fold", ["", "\n  "])
def test_a_patch_between_braces_is_no_path(tmp_path: Path, fold: str) -> None:
    kind = "apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: dev}"
    patch = f"{{{kind},{fold} spec: {{replicas: 7}}}}"
    texts = {
        "kustomization.yaml": f"resources: [web.yaml]\npatchesStrategicMerge: ['{patch}']\n",
        "web.yaml": WHOLE,
    }
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    assert [each.get("spec", "replicas") for each in loaded.resources] == [7]
    assert not loaded.not_checked
