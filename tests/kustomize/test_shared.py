"""Labels that several fields of an object have as one, and what is written over one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint.load.kustomize.shared import shared, unshared
from tests.kustomized import WHOLE, check, rules, where
from tests.spent import within

if TYPE_CHECKING:
    from pathlib import Path

_BASE = {
    "base/kustomization.yaml": "resources: [web.yaml]\ncommonLabels: {env: dev}\n",
    "base/web.yaml": WHOLE,
}
_ANEW = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: dev, labels: {env: %s}}
"""


@pytest.mark.parametrize(
    "change",
    [
        "labels: [{pairs: {env: prod}, includeTemplates: true}]\n",
        "labels: [{pairs: {env: prod}, fields: [{path: spec/template/metadata/labels}]}]\n",
    ],
)
def test_a_label_that_pods_get_anew_is_in_their_selector_too(tmp_path: Path, change: str) -> None:
    texts = _BASE | {"prod/kustomization.yaml": f"resources: [../base]\n{change}"}
    assert "api-selector-mismatch" not in rules(check(tmp_path, texts))


def test_a_label_that_a_json_patch_has_parted_is_not(tmp_path: Path) -> None:
    texts = _BASE | {
        "prod/kustomization.yaml": "resources: [../base]\n"
        "patches: [{target: {kind: Deployment}, path: p.yaml}]\n"
        "labels: [{pairs: {env: prod}, includeTemplates: true}]\n",
        "prod/p.yaml": "- {op: add, path: /spec/replicas, value: 4}\n",
    }
    assert "api-selector-mismatch" in rules(check(tmp_path, texts))


def test_labels_that_a_replacement_has_copied_as_a_whole_share_nothing(tmp_path: Path) -> None:
    texts = _BASE | {
        "prod/kustomization.yaml": "resources: [../base]\nreplacements:\n"
        "- source: {kind: Deployment, fieldPath: spec.selector.matchLabels}\n"
        "  targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.metadata.labels]}]\n"
        "- sourceValue: prod\n"
        "  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.env]}]\n",
    }
    assert "api-selector-mismatch" in rules(check(tmp_path, texts))


def test_what_is_wrong_with_it_stands_in_the_patch_that_has_changed_it(tmp_path: Path) -> None:
    texts = _BASE | {
        "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
        "prod/p.yaml": _ANEW % "no label!",
    }
    places = where(check(tmp_path, texts), "api-invalid-workload")
    assert places.count(("prod/p.yaml", 3, 48)) == 2  # of its own labels and of its selector


_DELIVERY = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: prod, namespace: flux-system}
spec:
  path: ./base
  sourceRef: {kind: GitRepository, name: flux-system}
  commonMetadata: {labels: {env: no label!}}
"""


@pytest.mark.parametrize(
    "patch",
    [
        "",
        "patchesJson6902: [{target: {kind: Deployment}, path: p.yaml}]\n",
        "patches: [{target: {kind: Deployment}, path: p.yaml}]\n",
    ],
)
def test_common_metadata_of_flux_are_put_into_what_is_built(tmp_path: Path, patch: str) -> None:
    texts = {
        ".git/HEAD": "",
        "prod.yaml": _DELIVERY,
        "base/kustomization.yaml": _BASE["base/kustomization.yaml"] + patch,
        "base/p.yaml": "[{op: replace, path: /metadata/labels, value: {env: patched}}]",
    }
    result = check(tmp_path, _BASE | texts)
    complaints = [each.message for each in result.diagnostics if "no label!" in each.message]
    assert ["metadata.labels" in each for each in complaints] == [True]


def test_texts_of_one_mapping_are_parted_in_one_go() -> None:
    labels = {f"l{i}": shared("a") for i in range(40_000)}
    with within(1):
        own = unshared({"labels": labels, "spec": [labels, 1]})
    assert own == {"labels": labels, "spec": [labels, 1]}
    assert {type(each) for each in own["labels"].values()} == {str}
    assert {type(each) for each in own["spec"][0].values()} == {str}
