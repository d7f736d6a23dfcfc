"""Patches that a kustomization names in comments only are parts of objects, and are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint.load.kustomize.comments import named_in_comments
from tests.kustomized import WHOLE, check, rules

if TYPE_CHECKING:
    from pathlib import Path

PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers: [{name: proxy, image: "proxy:1"}]
"""
API = """\
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.example.org, annotations: {a: b}}
"""
LISTS = """\
resources: [web.yaml]
#resources:
#- ../prometheus
patches:
# [METRICS] for HTTPS
#- path: proxy.yaml
#  target: {kind: Deployment}
# - "other/api.yaml"
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LISTS, ["proxy.yaml", "other/api.yaml"]),
        ("#patchesStrategicMerge:\n#- a.yaml\n#resources:\n#- b.yaml\n", ["a.yaml"]),
        ("patches:\n- path: a.yaml  # - b.yaml\n# say - c.yaml\n# - see d.yaml\n", []),
        ("patches:\n# - path: a.json\nresources:\n- x\n#- b.yaml\n", []),
        ("# - a.yaml\n", []),
        ("patches: [{path: a.yaml}]\n", []),
    ],
)
def test_comments_name_patches_in_their_list_only(text: str, found: list[str]) -> None:
    assert list(named_in_comments(text)) == found


def test_a_patch_that_a_comment_names_is_no_object(tmp_path: Path) -> None:
    texts = {"web.yaml": WHOLE, "proxy.yaml": PATCH, "other/api.yaml": API}
    result = check(tmp_path, {**texts, "kustomization.yaml": LISTS})
    assert result.resources == 1
    assert not [each for each in rules(result) if each.startswith("api-")]
    left = {each.origin.rpartition("/")[2]: each.why for each in result.not_checked}
    assert left.keys() == {"proxy.yaml", "api.yaml"}
    assert all("names it in a comment only" in why for why in left.values())
    assert "api-invalid-workload" in rules(check(tmp_path, {**texts, "kustomization.yaml": ""}))


@pytest.mark.parametrize(
    "lists",
    [
        "patches:\n# - path: web.yaml\n",
        "resources: [web.yaml]\npatches:\n# - path: web.yaml\n",
    ],
)
def test_a_whole_object_and_one_that_is_listed_stay(tmp_path: Path, lists: str) -> None:
    result = check(tmp_path, {"web.yaml": WHOLE, "kustomization.yaml": lists})
    assert result.resources == 1


def test_a_part_that_another_lists_as_an_object_stays(tmp_path: Path) -> None:
    texts = {"a/api.yaml": API, "kustomization.yaml": "resources: [a/api.yaml]\n"}
    result = check(tmp_path, {**texts, "a/kustomization.yaml": "patches:\n#- api.yaml\n"})
    assert result.resources == 1
