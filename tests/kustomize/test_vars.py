"""Vars of kustomizations are filled in as Kustomize does, or told as not applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.stages import reading
from multiaz_lint.stages.loading import load
from tests.kustomized import SETTINGS, written
from tests.spent import within

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: db, labels: {port: "5432"}}
spec: {selector: {app: db}, ports: [{port: 5432}], sessionAffinityConfig: {clientIP: {}}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: r/web:1
    args: %s
"""
VAR = "vars: [{name: DB, objref: {kind: Service, name: db, apiVersion: v1}%s}]\n"


def built(folder: Path, args: str, kustomization: str, **more: str) -> tuple[Any, list[str]]:
    """Return the arguments of the pod that is built, and what is told as not applied."""
    texts: Mapping[str, str] = {
        "kustomization.yaml": f"resources: [pod.yaml, db.yaml]\n{kustomization}",
        "pod.yaml": POD % args,
        "db.yaml": SERVICE,
        **{name.replace("_", "."): text for name, text in more.items()},
    }
    loaded = load(reading.read([written(folder, texts)], SETTINGS), SETTINGS)
    (pod,) = (each for each in loaded.resources if each.kind == "Pod")
    told = [each.why for each in loaded.not_checked]
    return pod.tree["spec"]["containers"][0].get("args"), told


@pytest.mark.parametrize(
    ("args", "var", "filled"),
    [
        ("[$(DB), $(OTHER), a]", VAR % "", ["db", "$(OTHER)", "a"]),
        ("['--db=$(DB):1', $$(DB), '$(DB']", VAR % "", ["--db=db:1", "$(DB)", "$(DB"]),
        ("[$(DB)]", f"namePrefix: x-\n{VAR % ''}", ["x-db"]),
        ("[$(DB)]", f"namespace: prod\n{VAR % ', fieldref: {fieldPath: metadata.namespace}'}",
         ["prod"]),
        ("[$(DB)]", VAR % ", fieldref: {fieldPath: metadata.labels.port}", ["5432"]),
        ("[$(DB)]", VAR % ", fieldref: {fieldpath: metadata.labels.port}", ["5432"]),
        ("[$(DB)]", VAR % ", fieldref: {fieldPath: spec.selector}", ["$(DB)"]),
    ],
)  # fmt: skip
def test_vars_are_filled_in(tmp_path: Path, args: str, var: str, filled: list[str]) -> None:
    assert built(tmp_path, args, var) == (filled, [])


@pytest.mark.parametrize(
    ("args", "var", "why"),
    [
        ("[$(DB)]", VAR.replace("db", "gone") % "", "DB is of nothing in the input"),
        ("[$(DB)]", VAR.replace("v1", "v2") % "", "DB is of nothing in the input"),
        ("[$(DB)]", VAR.replace("name: DB, ", "") % "", "one has no name"),
        ("[$(DB)]", (VAR % "").replace("}]", "}, {name: DB}]"), "DB comes twice"),
        ("[$(DB)]", VAR % ", fieldref: {fieldPath: spec.none}",
         "DB is of spec.none, which Service db lacks"),
        ("[$(DB)]", VAR % ", fieldref: {fieldPath: 'spec.ports.[port=5432].port'}",
         "DB is of spec.ports.[port=5432].port, which is not looked for"),
        ("[$(DB)]", VAR % ", fieldref: {fieldPath: 'spec.ports[0].port'}",
         "DB is of spec.ports[0].port, which is not looked for"),
        ("[$(DB)]", "namePrefix: x-\n" + VAR % ", fieldref: {fieldPath: spec.externalName}",
         "DB is of spec.externalName, which may name what has a new name"),
        ("[$(DB), '$é']", VAR % "", "pod/web has a $ before a letter that Kustomize does not keep"),
        ("[$(DB)]", "commonAnnotations: {a: $(DB)}\n" + VAR % "",
         "pod/web gets a label or an annotation with a $ in several fields"),
    ],
)  # fmt: skip
def test_vars_that_are_not_filled_in_are_told(
    tmp_path: Path, args: str, var: str, why: str
) -> None:
    left, told = built(tmp_path, args, var)
    assert "$(DB)" in left
    assert told == [f"its vars are not applied ({why}): check what kustomize builds"]


def test_the_name_of_what_is_generated_has_a_hash(tmp_path: Path) -> None:
    generator = "configMapGenerator: [{name: db, literals: [a=b]}]\n"
    var = (VAR % "").replace("Service", "ConfigMap")
    left, told = built(tmp_path, "[$(DB)]", generator + var)
    assert left == ["$(DB)"]
    assert told[0].startswith("its vars are not applied (DB is of what a generator makes,")


def test_a_value_stands_where_the_var_takes_it_from(tmp_path: Path) -> None:
    texts = {
        "kustomization.yaml": "resources: [pod.yaml, db.yaml]\n" + VAR % "",
        "pod.yaml": POD % "[$(DB), a-$(DB)]",
        "db.yaml": SERVICE,
    }
    loaded = load(reading.read([written(tmp_path, texts)], SETTINGS), SETTINGS)
    (pod,) = (each for each in loaded.resources if each.kind == "Pod")
    paths = [("spec", "containers", 0, "args", index) for index in range(2)]
    assert isinstance(pod.manifest, BuiltManifest)
    places = [(pod.manifest.origin_at(path), pod.manifest.span(path).line) for path in paths]
    assert places == [(str(tmp_path / "db.yaml"), 3), (str(tmp_path / "pod.yaml"), 8)]
    assert [pod.manifest.text_at(path) for path in paths] == [None, None]


def test_many_vars_in_many_places_take_a_bounded_time(tmp_path: Path) -> None:
    field = "{kind: Service, name: db, apiVersion: v1}"
    names = "".join(f"- {{name: V{n}, objref: {field}}}\n" for n in range(2_000))
    args = [f"'{'$(V1)' * 20_000}'", *(f"$(V{n})" for n in range(2_000))]
    with within(20):
        _, told = built(tmp_path, f"[{', '.join(args)}]", f"vars:\n{names}")
    assert told == [] or "vars are not applied" in told[0]
