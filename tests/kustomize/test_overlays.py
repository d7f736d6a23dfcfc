"""Overlays that share a base: what is told of all of them, of some, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.drill.casting.contexts import contexts
from multiaz_lint.load import files
from multiaz_lint.settings import Settings
from multiaz_lint.stages.assembling import assemble
from multiaz_lint.stages.loading import load
from tests.kustomized import (
    ADDING,
    BARE,
    BUDGET,
    OVERLAYS,
    SETTINGS,
    WHOLE,
    check,
    rules,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

    from multiaz_lint.result import Result


def test_the_outermost_kustomization_has_the_last_word(tmp_path: Path) -> None:
    texts = {
        "kustomization.yaml": "namespace: outer\nresources: [a, b]\ncommonLabels: {app: all}\n",
        "a/kustomization.yaml": "namespace: inner\nresources: [web.yaml]\n"
        "commonLabels: {app: a, of: a}\n",
        "a/web.yaml": BARE,
        "b/kustomization.yaml": "resources: [web.yaml]\ncomponents: [../c]\n",
        "b/web.yaml": BARE,
        "c/kustomization.yaml": "kind: Component\ncommonLabels: {of: c}\n",
        "d.yaml": BARE,
    }
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    found = {
        each.directory.rpartition("/")[2]: (each.namespace, each.labels)
        for each in loaded.resources
    }
    assert found == {
        "a": ("outer", {"app": "all", "of": "a"}),
        "b": ("outer", {"app": "all", "of": "c"}),
        tmp_path.name: ("default", {}),
    }


def test_overlays_of_one_base_are_contexts_of_their_own(tmp_path: Path) -> None:
    overlay = "namespace: {0}\ncommonLabels: {{env: {0}}}\nresources: [../base, pdb.yaml]\n"
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WHOLE,
        "dev/kustomization.yaml": overlay.format("dev"),
        "dev/pdb.yaml": BUDGET,
        "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\n",
    }
    result = check(tmp_path, texts)
    assert not {"ns-mismatch", "pdb-selects-nothing"} & rules(result)
    (missing,) = [each for each in result.diagnostics if each.rule == "pdb-missing"]
    assert missing.place.origin.endswith("base/web.yaml")
    assert [each.origin.rpartition("/")[0].rpartition("/")[2] for each in missing.related] == [
        "prod"
    ]
    assert missing.resource is not None
    assert missing.resource.namespace == "prod"
    assert result.resources == 3
    assert result.not_checked == []


def test_kustomizations_that_list_each_other_end(tmp_path: Path) -> None:
    texts = {
        "a/kustomization.yaml": "namespace: a\nresources: [../b, web.yaml]\n",
        "a/web.yaml": BARE,
        "b/kustomization.yaml": "namespace: b\nresources: [../a]\ncomponents: [../b]\n",
    }
    (found,) = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert found.namespace in {"a", "b"}


def test_what_is_mended_is_what_all_that_build_it_lack(tmp_path: Path) -> None:
    found = check(tmp_path, OVERLAYS).diagnostics
    (replicas,) = [each for each in found if each.rule == "replicas-too-few"]
    assert not replicas.edits, "prod builds the same file, and lacks nothing"
    (requests,) = [each for each in found if each.rule == "requests-missing"]
    assert not requests.related
    (tmp_path / "dev/kustomization.yaml").unlink()
    found = check(tmp_path, {}).diagnostics
    assert not [each for each in found if each.rule == "replicas-too-few"]
    (affinity,) = [each for each in found if each.rule == "affinity-zone-missing"]
    assert [each.field.resource.origin for each in affinity.edits] == [
        str(tmp_path / "base/web.yaml")
    ]


def test_each_build_has_its_rows_in_the_matrix(tmp_path: Path) -> None:
    settings = Settings(plugins=False, matrix=True)
    rows = pipeline.run([written(tmp_path, OVERLAYS)], settings).matrix
    assert rows is not None
    answers = {
        row.origin.split("/")[-2]: {point.name: str(point.held) for point in row.points}
        for row in rows
    }
    assert set(answers) == {"dev", "prod"}
    assert answers["dev"]["zone affinity"] == answers["prod"]["zone affinity"]
    assert answers["dev"]["replicas"] != answers["prod"]["replicas"]


def test_overlays_with_namespaces_of_their_own_are_drilled_one_by_one(tmp_path: Path) -> None:
    texts = {**OVERLAYS}
    for name in ("dev", "prod"):
        texts[f"{name}/kustomization.yaml"] = (
            f"namespace: {name}\n" + texts[f"{name}/kustomization.yaml"]
        )
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    found = contexts(assemble(loaded, SETTINGS))
    assert [folder.rpartition("/")[2] for folder, _ in found] == ["dev", "prod"]
    assert [len(cluster.resources) for _, cluster in found] == [1, 1]


def related(result: Result, rule: str) -> list[list[str]]:
    """Return the kustomizations that each finding of a rule is told for."""
    return [
        ["/".join(other.origin.split("/")[-3:-1]) for other in each.related]
        for each in result.diagnostics
        if each.rule == rule
    ]


def test_a_finding_of_several_bases_names_those_that_it_holds_for(tmp_path: Path) -> None:
    """All of one base and some of another are not all, even if they are as many."""
    web = WHOLE.replace(", namespace: dev", "")
    small = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1}}"
    texts = {"part/kustomization.yaml": "kind: Component\npatches: [{path: small.yaml}]\n"}
    texts["part/small.yaml"] = small
    for app, overlays in {"a": "dev stage prod", "b": "dev prod"}.items():
        texts[f"{app}/base/kustomization.yaml"] = "resources: [web.yaml]\n"
        texts[f"{app}/base/web.yaml"] = web
        for overlay in overlays.split():
            uses = "components: [../../part]\n" if app == "b" or overlay == "dev" else ""
            texts[f"{app}/{overlay}/kustomization.yaml"] = f"resources: [../base]\n{uses}"
    found = related(check(tmp_path, texts), "replicas-too-few")
    assert found == [["a/dev", "b/dev", "b/prod"]]


def test_what_two_overlays_do_differently_is_told_of_both(tmp_path: Path) -> None:
    """The budget of each selects nothing, but of other labels."""
    web = WHOLE.replace(", namespace: dev", "")
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml, budget.yaml]\n",
        "base/web.yaml": web,
        "base/budget.yaml": BUDGET,
    }
    tier = '{"op": "add", "path": "/spec/selector/matchLabels/tier", "value": "front"}'
    other = '{"op": "replace", "path": "/spec/template/metadata/labels/app", "value": "b"}'
    for name, kind, patch in (
        ("dr", "PodDisruptionBudget", tier),
        ("dr2", "PodDisruptionBudget", tier),
        ("prod", "Deployment", other),
    ):
        texts[f"{name}/kustomization.yaml"] = (
            f"resources: [../base]\npatches: [{{target: {{kind: {kind}}}, patch: '[{patch}]'}}]\n"
        )
    found = [
        [(each.origin.split("/")[-2], each.message) for each in diagnostic.related]
        for diagnostic in check(tmp_path, texts).diagnostics
        if diagnostic.rule == "pdb-selector-dangling"
    ]
    built = "this kustomization builds it so"
    assert found == [
        [("base", "the pods of deployment/web do not carry tier: front"),
         ("dr", built), ("dr2", built)],
        [("base", "the pods of deployment/web do not carry app: web"), ("prod", built)],
    ]  # fmt: skip


def test_what_is_alike_in_two_overlays_is_told_once_and_names_both(tmp_path: Path) -> None:
    scaler = (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\n"
        "spec:\n  minReplicas: 3\n  maxReplicas: 6\n"
        "  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n"
    )
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WHOLE.replace(", namespace: dev", ""),
        "dev/kustomization.yaml": "resources: [../base]\n",
    }
    for name in ("prod", "stage"):
        texts[f"{name}/kustomization.yaml"] = "resources: [../base, scaler.yaml]\n"
        texts[f"{name}/scaler.yaml"] = scaler
    (found,) = [
        each for each in check(tmp_path, texts).diagnostics if each.rule == "hpa-replicas-conflict"
    ]
    assert ["/".join(each.origin.split("/")[-2:]) for each in found.related] == [
        "prod/scaler.yaml", "stage/scaler.yaml", "prod/kustomization.yaml",
        "stage/kustomization.yaml",
    ]  # fmt: skip


def test_what_an_overlay_only_adds_is_not_there_in_another(tmp_path: Path) -> None:
    result = check(tmp_path, ADDING)
    (found,) = [each for each in result.diagnostics if each.rule == "pdb-missing"]
    assert [each.origin.split("/")[-2] for each in found.related] == ["dev"]
    assert result.resources == 3


def test_what_nobody_changes_or_shares_stands_as_it_is_written(tmp_path: Path) -> None:
    texts = {name: text for name, text in ADDING.items() if not name.startswith("dev")}
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    assert [type(each.manifest).__name__ for each in loaded.resources] == ["Manifest", "Manifest"]


@pytest.mark.parametrize("count", [3, 4, 6])
def test_of_many_overlays_some_are_named_and_the_others_counted(tmp_path: Path, count: int) -> None:
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WHOLE.replace("replicas: 3", "replicas: 1"),
        "sound/kustomization.yaml": "resources: [../base]\nreplicas: [{name: web, count: 3}]\n",
        **{
            f"o{at}/kustomization.yaml": f"resources: [../base]\nnamePrefix: {at}-\n"
            for at in range(count)
        },
    }
    found = check(tmp_path, texts).diagnostics
    (few,) = [each for each in found if each.rule == "replicas-too-few"]
    words = ["this kustomization builds it so"] * 3 + [f"and so do {count - 3} more"] * (count > 3)
    assert [each.message for each in few.related] == words
