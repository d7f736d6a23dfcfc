"""Objects that a build makes twice of the same text: told apart as Kustomize names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint.load import files
from multiaz_lint.stages.loading import load
from tests.kustomized import BUDGET, SETTINGS, WHOLE, check, rules, written

if TYPE_CHECKING:
    from pathlib import Path

    from multiaz_lint.model import Resource

SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  minReplicas: 3
  maxReplicas: 6
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
"""
TWINS = {
    "base/kustomization.yaml": "resources: [web.yaml, budget.yaml, scaler.yaml]\n",
    "base/web.yaml": WHOLE.replace(", namespace: dev", "").replace("  replicas: 3\n", ""),
    "base/budget.yaml": BUDGET,
    "base/scaler.yaml": SCALER,
    "blue/kustomization.yaml": (
        "namePrefix: blue-\nresources: [../base]\n"
        "labels: [{pairs: {slot: blue}, includeSelectors: true}]\n"
    ),
    "green/kustomization.yaml": (
        "nameSuffix: -green\nresources: [../base]\n"
        "labels: [{pairs: {slot: green}, includeSelectors: true}]\n"
        "patches:\n- target: {kind: HorizontalPodAutoscaler}\n"
        '  patch: \'[{"op": "replace", "path": "/spec/minReplicas", "value": 1}]\'\n'
    ),
    "prod/kustomization.yaml": "namespace: shop\nresources: [../blue, ../green]\n",
}


def found(folder: Path, texts: dict[str, str]) -> dict[tuple[str, str], Resource]:
    loaded = load(files.read([written(folder, texts)]), SETTINGS)
    return {(each.kind, each.name): each for each in loaded.resources}


def test_twins_have_the_names_that_kustomize_gives_them(tmp_path: Path) -> None:
    built = found(tmp_path, TWINS)
    kinds = ("Deployment", "PodDisruptionBudget", "HorizontalPodAutoscaler")
    assert built.keys() == {(kind, name) for kind in kinds for name in ("blue-web", "web-green")}
    for name in ("blue-web", "web-green"):
        scaler = built["HorizontalPodAutoscaler", name]
        assert scaler.get("spec", "scaleTargetRef", "name") == name
        assert scaler.name_field.span.line == 3


def test_each_twin_is_judged_with_what_belongs_to_it(tmp_path: Path) -> None:
    result = check(tmp_path, TWINS)
    assert "resource-ambiguous" not in rules(result)
    (low,) = [each for each in result.diagnostics if each.rule == "hpa-min-too-low"]
    assert "deployment/web-green shrink to 1 replica" in low.message


@pytest.mark.parametrize(
    ("prod", "names"),
    [
        pytest.param("resources: [../blue]\n", {"web"}, id="alone"),
        pytest.param(
            "namePrefix: x-\nresources: [../blue, ../green]\n", {"x-blue-web", "x-web-green"},
            id="prefixed again",
        ),
        pytest.param("resources: [../blue, ../base]\n", {"blue-web", "web"}, id="one as it is"),
    ],
)  # fmt: skip
def test_others_keep_the_names_of_their_files(tmp_path: Path, prod: str, names: set[str]) -> None:
    texts = {**TWINS, "prod/kustomization.yaml": prod}
    if "green" not in prod:
        del texts["green/kustomization.yaml"]
    built = found(tmp_path, texts)
    assert {name for kind, name in built if kind == "Deployment"} == names
    for name in names:
        assert built["HorizontalPodAutoscaler", name].get("spec", "scaleTargetRef", "name") == name


def test_what_names_one_of_them_by_its_whole_name_goes_on_with_it(tmp_path: Path) -> None:
    other = SCALER.replace("{name: web}", "{name: other}").replace("name: web}", "name: blue-web}")
    texts = {
        **TWINS,
        "prod/kustomization.yaml": "namePrefix: x-\nresources: [../blue, ../green, other.yaml]\n",
        "prod/other.yaml": other,
    }
    scaler = found(tmp_path, texts)["HorizontalPodAutoscaler", "other"]
    assert scaler.get("spec", "scaleTargetRef", "name") == "x-blue-web"


def test_volumes_services_and_classes_are_followed(tmp_path: Path) -> None:
    texts = {
        "base/kustomization.yaml": "resources: [db.yaml]\n",
        "base/db.yaml": """\
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, ports: [{port: 1}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: more}
spec: {storageClassName: fast}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  template:
    spec:
      volumes: [{name: v, persistentVolumeClaim: {claimName: more}}]
  volumeClaimTemplates: [{metadata: {name: d}, spec: {storageClassName: fast}}]
""",
        "a/kustomization.yaml": "namePrefix: a-\nresources: [../base]\n",
        "b/kustomization.yaml": "namePrefix: b-\nresources: [../base]\n",
        "kustomization.yaml": "namespace: x\nresources: [a, b]\n",
    }
    built = found(tmp_path, texts)
    for at in ("a", "b"):
        spec = built["StatefulSet", f"{at}-db"].get("spec")
        assert spec["serviceName"] == f"{at}-db"
        claim = spec["template"]["spec"]["volumes"][0]["persistentVolumeClaim"]
        assert claim == {"claimName": f"{at}-more"}
        (template,) = spec["volumeClaimTemplates"]
        assert template["spec"] == {"storageClassName": f"{at}-fast"}
        assert built["PersistentVolumeClaim", f"{at}-more"].get("spec") == {
            "storageClassName": f"{at}-fast"
        }


KEDA = """\
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: web}
spec: {minReplicaCount: 3, scaleTargetRef: {name: NAME}, triggers: [{type: cpu}]}
"""


@pytest.mark.parametrize(
    ("scaler", "more", "dangles"),
    [
        pytest.param(KEDA.replace("NAME", "web"), "", True, id="not followed by Kustomize"),
        pytest.param(
            KEDA.replace("NAME", "web"), "configurations: [c.yaml]\n", False,
            id="perhaps followed by a rule of one's own",
        ),
        pytest.param(KEDA.replace("NAME", "x-web"), "", False, id="by its whole name"),
        pytest.param(KEDA.replace("NAME", "y-web"), "", True, id="by a wrong name"),
        pytest.param(SCALER, "", False, id="followed by Kustomize"),
        pytest.param(
            SCALER.replace("Deployment, name: web", "Deployment, name: x-web"), "", False,
            id="followed, and by its whole name",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("others", [{}, {"dev/kustomization.yaml": "resources: [../base]\n"}])
def test_an_autoscaler_is_that_of_a_prefixed_workload_if_kustomize_leaves_it_so(
    tmp_path: Path, scaler: str, more: str, dangles: bool, others: dict[str, str]
) -> None:
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": TWINS["base/web.yaml"],
        "prod/kustomization.yaml": f"namePrefix: x-\nresources: [../base, scaler.yaml]\n{more}",
        "prod/scaler.yaml": scaler,
        **others,
    }
    found = check(tmp_path, texts).diagnostics
    few = [each for each in found if each.rule == "replicas-too-few"]
    assert ("hpa-dangling" in {each.rule for each in found}) is dangles
    builds = sum(max(len(each.builds), 1) for each in few)
    assert builds == dangles + len(others), "dev has no autoscaler"


@pytest.mark.parametrize("named", ["web", "x-web"])
def test_an_autoscaler_of_a_rollout_is_not_followed(tmp_path: Path, named: str) -> None:
    """Kustomize knows no Rollout."""
    web = TWINS["base/web.yaml"].replace("apps/v1", "argoproj.io/v1alpha1")
    scaler = SCALER.replace("apps/v1, kind: Deployment", "argoproj.io/v1alpha1, kind: Rollout")
    texts = {
        "kustomization.yaml": "namePrefix: x-\nresources: [web.yaml, scaler.yaml]\n",
        "web.yaml": web.replace("kind: Deployment", "kind: Rollout"),
        "scaler.yaml": scaler.replace("Rollout, name: web", f"Rollout, name: {named}"),
    }
    assert ("hpa-dangling" in rules(check(tmp_path, texts))) is (named == "web")
