"""What a patch removes is missing there: the finding stands in the patch, not in the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kustomized import check, where

if TYPE_CHECKING:
    from pathlib import Path

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        labelSelector: {matchLabels: {app: web}}
      containers: [{name: c, image: "r/x:1"}]
"""
BASE = {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": WEB}
MERGED = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
"""
LISTED = "resources: [../base]\n"


@pytest.mark.parametrize(
    ("patch", "line", "column"),
    [
        pytest.param(f"{MERGED}      topologySpreadConstraints: null\n", 7, 7, id="null"),
        pytest.param(
            f"{MERGED}      topologySpreadConstraints:\n      - $patch: delete\n", 7, 7,
            id="directive",
        ),
        pytest.param(
            f"{MERGED}      topologySpreadConstraints:\n"
            "      - {topologyKey: topology.kubernetes.io/zone, $patch: delete,\n"
            "         whenUnsatisfiable: DoNotSchedule}\n",
            7, 7, id="the only item",
        ),
        pytest.param(
            "- op: remove\n  path: /spec/template/spec/topologySpreadConstraints\n", 2, 3,
            id="operation",
        ),
        pytest.param(
            "- op: remove\n  path: /spec/template/spec/topologySpreadConstraints/0\n", 2, 3,
            id="operation on the only item",
        ),
        pytest.param(
            "- {op: remove, path: /spec/template/spec/topologySpreadConstraints}\n"
            "- {op: replace, path: /spec/template/spec/containers/0/image, value: 'r/x:2'}\n"
            "- {op: add, path: /spec/template/spec/hostname, value: x}\n",
            1, 16, id="others behind it",
        ),
        pytest.param(
            "- op: move\n  from: /spec/template/spec/topologySpreadConstraints\n"
            "  path: /spec/template/spec/others\n",
            2, 3, id="moved away",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("others", [{}, {"dev/kustomization.yaml": LISTED}])
def test_what_a_patch_removes_is_missing_there(
    tmp_path: Path, patch: str, line: int, column: int, others: dict[str, str]
) -> None:
    listed = f"{LISTED}patches: [{{path: p.yaml, target: {{kind: Deployment}}}}]\n"
    result = check(
        tmp_path, {**BASE, **others, "prod/kustomization.yaml": listed, "prod/p.yaml": patch}
    )
    assert where(result, "spread-missing") == [("prod/p.yaml", line, column)]
    (found,) = [each for each in result.diagnostics if each.rule == "spread-missing"]
    assert not found.edits, "the patch takes away what would be added to the base"


def test_what_a_later_patch_leaves_alone_stays_removed_by_the_first(tmp_path: Path) -> None:
    later = f"{MERGED}      hostname: x\n"
    listed = f"{LISTED}patches: [{{path: p.yaml}}, {{path: q.yaml}}]\n"
    texts = {
        **BASE,
        "prod/kustomization.yaml": listed,
        "prod/p.yaml": f"{MERGED}      topologySpreadConstraints: null\n",
        "prod/q.yaml": later,
    }
    assert where(check(tmp_path, texts), "spread-missing") == [("prod/p.yaml", 7, 7)]


def test_what_a_later_patch_writes_again_stands_there(tmp_path: Path) -> None:
    again = (
        f"{MERGED}      topologySpreadConstraints:\n"
        "      - maxSkew: 3\n        topologyKey: topology.kubernetes.io/zone\n"
        "        whenUnsatisfiable: DoNotSchedule\n"
        "        labelSelector: {matchLabels: {app: web}}\n"
    )
    texts = {
        **BASE,
        "prod/kustomization.yaml": f"{LISTED}patches: [{{path: p.yaml}}, {{path: q.yaml}}]\n",
        "prod/p.yaml": f"{MERGED}      topologySpreadConstraints: null\n",
        "prod/q.yaml": again,
    }
    result = check(tmp_path, texts)
    assert where(result, "spread-missing") == []
    assert where(result, "spread-maxskew-weak") == [("prod/q.yaml", 8, 9)]


def test_a_comment_where_it_is_removed_silences(tmp_path: Path) -> None:
    gone = (
        "      topologySpreadConstraints: null  # multiaz-lint: ignore[spread-missing] one zone\n"
    )
    texts = {
        **BASE,
        "dev/kustomization.yaml": LISTED,
        "prod/kustomization.yaml": f"{LISTED}patches: [{{path: p.yaml}}]\n",
        "prod/p.yaml": f"{MERGED}{gone}",
    }
    (found,) = [
        each for each in check(tmp_path, texts).diagnostics if each.rule == "spread-missing"
    ]
    assert found.suppressed == "one zone"
