"""What Flux and Argo CD have built, held against what they build of the same files."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from multiaz_lint import fix, mending, pipeline
from multiaz_lint.drill.casting.contexts import contexts
from multiaz_lint.load import files
from multiaz_lint.load.kustomize import kustomizer
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.model import Cluster, Workload
from multiaz_lint.settings import Settings
from multiaz_lint.stages import reading
from multiaz_lint.stages.loading import load
from tests.gitops import ARGO_CD, BASE, FILLED, FLUX, JUDGED, PATCHES, linted, repository, told
from tests.kustomized import comparable
from tests.manifests import BUDGET, WEB

if TYPE_CHECKING:
    from collections.abc import Mapping


CASES = Path(__file__).parents[2] / "fixtures" / "kustomize" / "deliveries.jsonl"
SETTINGS = Settings(plugins=False)
POST_BUILD = """\
  postBuild:
    substitute:
      count: "2"
"""
IMAGE = "  images: [{name: web, newTag: v2}]\n"
OF_SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: web, namespace: argocd}
spec:
  generators: []
  template:
    spec:
      source: {path: apps/web, kustomize: {namespace: more}}
"""
LOOSE = {"apps/web/inner/web.yaml": WEB}
"""A folder without kustomization."""


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(json.loads(line), id=str(at))
        for at, line in enumerate(CASES.read_text().splitlines())
    ],
)
def test_builds_are_those_of_flux_and_argo_cd(
    tmp_path: Path, case: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is of a wrong type would be taken out of what is built.
    monkeypatch.setattr(kustomizer, "soundness", SimpleNamespace(settle=lambda *_: None))
    loaded = load(reading.read([repository(tmp_path, case["files"])], SETTINGS), SETTINGS)
    for name, wanted in case["builds"].items():
        if wanted is None:
            assert loaded.not_checked, name
            continue
        ours = []
        for each in loaded.resources:
            root = each.manifest.root if isinstance(each.manifest, BuiltManifest) else None
            if root is not None and root.origin == str(tmp_path / name):
                ours.append(comparable(each.tree, each.namespace))
        theirs = [
            comparable(each, each["metadata"].get("namespace", "default"))
            for each in wanted
            if each["kind"] != "ConfigMap"  # generated ones are not judged
        ]
        assert sorted(ours) == sorted(theirs), name


def test_what_all_applications_of_a_set_have_is_where_its_finding_stands(tmp_path: Path) -> None:
    fixed = OF_SET.replace("namespace: more", "replicas: [{name: web, count: 2}]")
    text = fixed.replace("[]", "[{clusters: {}}]").replace(
        "spec:\n      source", "spec:\n      project: '{{name}}'\n      source"
    )
    assert "project" in text
    result = linted(tmp_path, {**BASE, "set.yaml": text})
    assert told(result, tmp_path) == [("set.yaml", 9, "")]
    assert not result.not_checked


@pytest.mark.parametrize("base", [BASE, LOOSE], ids=["kustomization", "manifests"])
def test_a_patch_of_flux_is_where_its_finding_stands(tmp_path: Path, base: dict[str, str]) -> None:
    texts = {**base, "clusters/prod.yaml": FLUX % "web" + PATCHES}
    assert told(linted(tmp_path, texts), tmp_path) == [("clusters/prod.yaml", 12, "")]


def test_replicas_of_an_application_are_where_their_finding_stands(tmp_path: Path) -> None:
    texts = {**BASE, "prod.yaml": ARGO_CD}
    assert told(linted(tmp_path, texts), tmp_path) == [("prod.yaml", 9, "")]
    sources = ARGO_CD.replace("  source:\n    repoURL", "  sources:\n  - repoURL")
    assert sources != ARGO_CD
    assert told(linted(tmp_path, {"prod.yaml": sources}), tmp_path) == [("prod.yaml", 9, "")]


def test_each_delivery_of_a_folder_is_a_context(tmp_path: Path) -> None:
    texts = {
        **BASE,
        "prod.yaml": FLUX % "web" + PATCHES + "---\n" + FLUX % "more" + IMAGE,
        "stage.yaml": FLUX % "web",
    }
    result = linted(tmp_path, texts)
    assert told(result, tmp_path) == [("prod.yaml", 12, "")]
    cluster = Cluster(load(files.read([str(tmp_path)]), SETTINGS).resources)
    names = [name.removeprefix(f"{tmp_path}/") for name, _ in contexts(cluster)]
    assert sorted(names) == ["prod.yaml/more", "prod.yaml/web", "stage.yaml"]


def test_a_delivery_that_changes_nothing_leaves_its_kustomization_the_context(
    tmp_path: Path,
) -> None:
    texts = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WEB,
        "apps/web/kustomization.yaml": (
            "resources: [../../base]\nreplicas: [{name: web, count: 2}]\n"
        ),
        "apps/other/kustomization.yaml": "resources: [../../base]\n",
        "prod.yaml": FLUX % "web",
    }
    result = linted(tmp_path, texts)
    assert told(result, tmp_path) == [("apps/web/kustomization.yaml", 2, "")]


def test_who_delivers_is_named_with_a_finding_that_holds_for_some(tmp_path: Path) -> None:
    spread = (
        "  patches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n"
        "      metadata: {name: web}\n      spec:\n        template:\n          spec:\n"
        "            topologySpreadConstraints:\n            - maxSkew: 1\n"
        "              topologyKey: topology.kubernetes.io/zone\n"
        "              whenUnsatisfiable: DoNotSchedule\n"
        "              labelSelector: {matchLabels: {app: web}}\n"
    )
    texts = {**BASE, "prod.yaml": FLUX % "web" + spread, "stage.yaml": FLUX % "web"}
    result = linted(tmp_path, texts, "spread-missing")
    (found,) = result.diagnostics
    assert [(each.origin, each.line, each.message) for each in found.related] == [
        (str(tmp_path / "stage.yaml"), 3, "this kustomization builds it so")
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ((FLUX % "web" + PATCHES).replace("apps/web", "apps/none"), "{}/apps/none is not in"),
        ((FLUX % "web" + PATCHES).replace("./apps/web", "${where}"), "${where} is filled in later"),
        ((FLUX % "web" + PATCHES).replace("./apps/web", "./"), "its path ./ names no folder of"),
        ((FLUX % "web" + PATCHES).replace("apps/web", "../x"), "its path ./../x names no folder"),
        ((FLUX % "web" + PATCHES).replace("patches:", "patchesJson6902:"), "an API before v1"),
        (FLUX % "web" + POST_BUILD.replace("count", "a-b"), "a-b of its substitute is no name of"),
        (ARGO_CD.replace("apps/web", "apps"), "{}/apps has no kustomization in the input"),
        (FLUX % "web" + POST_BUILD.replace('"2"', "2"), "count of its substitute is no text"),
        (OF_SET.replace("apps/web", "'{{path}}'"), "generators fill in its Applications"),
        (OF_SET.replace(": more", ": '{{name}}'"), "generators fill in its Applications"),
        (OF_SET.replace("[]", "[{list: {template: {}}}]"), "generators fill in its Applications"),
        (OF_SET + "  templatePatch: ''\n", "generators fill in its Applications"),
    ],
)  # fmt: skip
def test_what_cannot_be_delivered_is_told(tmp_path: Path, text: str, why: str) -> None:
    result = linted(tmp_path, {**BASE, "prod.yaml": text})
    assert not result.diagnostics
    (left,) = result.not_checked
    name = "kustomization/web" if "toolkit" in text else "application"
    assert left.why.startswith(f"nothing of {name}")
    assert why.replace("{}", str(tmp_path)) in left.why


@pytest.mark.parametrize(
    "text",
    [
        FLUX % "web",
        (FLUX % "web").replace("apps/web", "apps/none"),
        ARGO_CD.replace("    kustomize:\n      replicas: [{name: web, count: 2}]\n", ""),
        ARGO_CD.replace("argoproj.io", "app.k8s.io"),
    ],
)
def test_what_adds_nothing_needs_no_word(tmp_path: Path, text: str) -> None:
    result = linted(tmp_path, {**BASE, "prod.yaml": text})
    assert not result.diagnostics
    assert not result.not_checked


@pytest.mark.parametrize(
    "text",
    [
        "spec: 3",
        "spec: {path: [1], patches: 7, images: [3, {name: 4}], components: [{}]}",
        "spec: {path: apps/web, patches: [x, {patch: 3}, {patch: '', target: 4}]}",
        "spec: {path: apps/web, commonMetadata: {labels: [1], annotations: {a: 1}}, images: 1}",
        "spec: {source: 3, sources: [4, {path: 5}, {path: apps/web, kustomize: [2]}]}",
        "spec: {source: {path: apps/web, kustomize: {images: [1, '', '=', ':', '@', 'a=*:*']}}}",
        "spec: {source: {path: apps/web, kustomize: {replicas: [{name: web, count: '2'}, 3]}}}",
        "spec: {source: {path: apps/web, kustomize: {commonLabels: {a: 1}, patches: [{}]}}}",
    ],
)
@pytest.mark.parametrize("kind", ["Kustomization", "Application", "ApplicationSet"])
def test_odd_types_harm_nobody(tmp_path: Path, text: str, kind: str) -> None:
    group = "argoproj.io" if kind.startswith("App") else "kustomize.toolkit.fluxcd.io"
    head = f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: x}}\n"
    few = {"apps/web/web.yaml": WEB.replace("replicas: 3", "replicas: 1")}
    result = linted(tmp_path, {**BASE, **few, "prod.yaml": f"{head}{text}\n"})
    assert [each.rule for each in result.diagnostics] == ["replicas-too-few"]


def test_a_variable_of_flux_is_where_its_finding_stands(tmp_path: Path) -> None:
    texts = {**FILLED, "prod.yaml": FLUX % "web" + POST_BUILD, "dev.yaml": FLUX % "web" + IMAGE}
    result = linted(tmp_path, texts, JUDGED)
    assert told(result, tmp_path) == [("prod.yaml", 9, "")]
    assert ["placeholder" in each.why for each in result.not_checked] == [True]  # those of dev


@pytest.mark.parametrize(
    "more",
    [
        POST_BUILD.replace("count", "other") + "    substituteFrom: [{kind: Secret, name: x}]\n",
        POST_BUILD.replace('"2"', "'a: b'"),
        POST_BUILD
        + "  commonMetadata: {labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}}\n",
    ],
    ids=["from elsewhere", "no plain value", "disabled"],
)
def test_what_flux_may_fill_otherwise_is_told_as_not_judged(tmp_path: Path, more: str) -> None:
    result = linted(tmp_path, {**FILLED, "prod.yaml": FLUX % "web" + more}, JUDGED)
    assert not result.diagnostics
    assert ["placeholder" in each.why for each in result.not_checked] == [True]


def test_a_default_of_a_variable_counts_where_nothing_else_fills_it(tmp_path: Path) -> None:
    few = FILLED["apps/web/web.yaml"].replace(":=3", ":=1")
    texts = {"apps/web/web.yaml": few, "prod.yaml": FLUX % "web" + POST_BUILD.replace("count", "x")}
    assert told(linted(tmp_path, texts), tmp_path) == [("apps/web/web.yaml", 5, "")]


@pytest.mark.parametrize("path", ["clusters", "clusters/prod.yaml"])
def test_what_is_delivered_with_changes_is_read_with_who_delivers_it(
    tmp_path: Path, path: str
) -> None:
    text = FLUX % "web" + PATCHES
    texts = {**BASE, "clusters/prod.yaml": text}
    repository(tmp_path, texts)
    result = pipeline.run([str(tmp_path / path)], Settings(plugins=False, select=["spread"]))
    assert not result.not_checked
    assert told(result, tmp_path) == [("apps/web/web.yaml", 9, "")]
    assert mended(tmp_path, texts, path) == {"clusters/prod.yaml": text.replace("2 #", "3 #")}


def test_what_is_delivered_as_it_is_is_not_read(tmp_path: Path) -> None:
    repository(tmp_path, {**BASE, "clusters/prod.yaml": FLUX % "web"})
    assert pipeline.run([str(tmp_path / "clusters")], SETTINGS).files == 1


def mended(folder: Path, texts: Mapping[str, str], path: str = ".") -> dict[str, str]:
    settings = Settings(plugins=False, select=["replicas-too-few"])
    paths = [str(Path(repository(folder, texts), path))]
    options = fix.FixOptions(unsafe=True)
    _, plan = mending.plan(reading.read(paths, settings), settings, options)
    return {each.origin.removeprefix(f"{folder}/"): each.new for each in plan.changes}


def test_fix_edits_what_a_delivery_says(tmp_path: Path) -> None:
    text = FLUX % "web" + PATCHES
    assert mended(tmp_path, {**BASE, "prod.yaml": text}) == {
        "prod.yaml": text.replace("value: 2 #", "value: 3 #")
    }
    assert mended(tmp_path, {"prod.yaml": ARGO_CD}) == {
        "prod.yaml": ARGO_CD.replace("count: 2", "count: 3")
    }


def test_fix_leaves_a_base_that_another_delivery_builds_well(tmp_path: Path) -> None:
    texts = {
        "apps/web/kustomization.yaml": "resources: [web.yaml]\n",
        "apps/web/web.yaml": WEB.replace("replicas: 3", "replicas: 2"),
        "prod.yaml": (FLUX % "web" + PATCHES).replace("value: 2 # two", "value: 4"),
        "stage.yaml": FLUX % "web",
    }
    assert "replicas: 3" in WEB
    assert mended(tmp_path, texts) == {}


SYNC = (FLUX % "web").replace("./apps/web", "./apps/none") + PATCHES
OVER = """\
resources: [../../base/sync]
patches:
- target: {kind: Kustomization}
  patch: |
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: web}
    spec:
      path: ./apps/web
      patches:
      - target: {kind: Deployment}
        patch: |
          - op: replace
            path: /spec/replicas
            value: 1
"""


def test_a_delivery_counts_as_kustomizations_build_it(tmp_path: Path) -> None:
    texts = {
        **BASE,
        "base/sync/sync.yaml": SYNC,
        "base/sync/kustomization.yaml": "resources: [sync.yaml]\n",
        "clusters/prod/kustomization.yaml": OVER,
        "clusters/stage/kustomization.yaml": OVER.replace("value: 1", "value: 4"),
    }
    result = linted(tmp_path, texts)
    assert told(result, tmp_path) == [("clusters/prod/kustomization.yaml", 15, "")]
    assert not result.not_checked
    cluster = Cluster(load(files.read([str(tmp_path)]), SETTINGS).resources)
    names = [name.removeprefix(f"{tmp_path}/") for name, _ in contexts(cluster)]
    assert sorted(names) == [
        "clusters/prod/kustomization.yaml",
        "clusters/stage/kustomization.yaml",
    ]


def test_fix_leaves_a_patch_within_a_patch_alone(tmp_path: Path) -> None:
    texts = {
        **BASE,
        "base/sync/sync.yaml": SYNC,
        "base/sync/kustomization.yaml": "resources: [sync.yaml]\n",
        "clusters/prod/kustomization.yaml": OVER,
    }
    (found,) = linted(tmp_path, texts).diagnostics
    assert (found.place.line, found.fix) == (15, None)
    assert mended(tmp_path, texts) == {}


def test_a_patch_that_is_not_applied_is_told_where_it_stands(tmp_path: Path) -> None:
    unfit = "\n\n\npatches:\n- target: {kind: Deployment}\n  patch: '[{'\n"
    texts = {
        "apps/web/kustomization.yaml": BASE["apps/web/kustomization.yaml"] + unfit,
        "apps/web/web.yaml": WEB,
        "prod.yaml": FLUX % "web" + IMAGE,
        "stage.yaml": FLUX % "web",
    }
    result = linted(tmp_path, texts)
    assert [(each.origin, each.line) for each in result.not_checked] == [
        (str(tmp_path / "apps/web/kustomization.yaml"), 6)
    ]


def test_a_delivery_builds_a_kustomization_that_another_one_lists(tmp_path: Path) -> None:
    texts = {
        "apps/web/kustomization.yaml": "resources: [web.yaml]\n",
        "apps/web/web.yaml": WEB.replace("replicas: 3", "replicas: 2"),
        "apps/prod/kustomization.yaml": (
            "resources: [../web]\nreplicas: [{name: web, count: 4}]\n"
        ),
        "dev.yaml": FLUX % "web",
        "prod.yaml": (FLUX % "web").replace("apps/web", "apps/prod"),
    }
    assert "replicas: 3" in WEB
    assert told(linted(tmp_path, texts), tmp_path) == [("apps/web/web.yaml", 5, "dev.yaml")]


def test_a_kustomization_below_a_folder_that_is_delivered_is_built_with_it(tmp_path: Path) -> None:
    texts = {
        "apps/web/kustomization.yaml": "resources: [web.yaml]\n",
        "apps/web/web.yaml": WEB.replace("replicas: 3", "replicas: 2"),
        "prod.yaml": (FLUX % "web" + PATCHES).replace("apps/web", "apps").replace("2 # two", "4"),
    }
    assert not told(linted(tmp_path, texts), tmp_path)
    texts["dev.yaml"] = FLUX % "web"
    assert told(linted(tmp_path, texts), tmp_path) == [("apps/web/web.yaml", 5, "dev.yaml")]


def test_a_finding_about_an_object_stands_there_though_a_variable_is_its_name(
    tmp_path: Path,
) -> None:
    texts = {
        "apps/web/web.yaml": WEB.replace("name: web", "name: '${name}'", 1),
        "prod.yaml": FLUX % "web" + POST_BUILD.replace('count: "2"', "name: web"),
    }
    assert "${name}" in texts["apps/web/web.yaml"]
    result = linted(tmp_path, texts, "pdb-missing")
    assert told(result, tmp_path) == [("apps/web/web.yaml", 3, "")]


def test_counts_of_an_application_may_be_texts(tmp_path: Path) -> None:
    texts = {**BASE, "prod.yaml": ARGO_CD.replace("count: 2", "count: '2'")}
    assert told(linted(tmp_path, texts), tmp_path) == [("prod.yaml", 9, "")]
    result = linted(tmp_path, {"prod.yaml": ARGO_CD.replace("count: 2", "count: two")})
    assert not result.diagnostics
    (left,) = result.not_checked
    assert "the count of web is no number, which Argo CD refuses" in left.why
    texts = {**BASE, "prod.yaml": ARGO_CD.replace(", count: 2", "")}
    assert not linted(tmp_path, texts).not_checked


def test_an_application_with_sources_has_no_source(tmp_path: Path) -> None:
    more = "  sources: [{path: apps/web, kustomize: {replicas: [{name: web, count: 1}]}}]\n"
    assert told(linted(tmp_path, {**BASE, "prod.yaml": ARGO_CD + more}), tmp_path) == [
        ("prod.yaml", 10, "")
    ]


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("nested", [False, True])
def test_a_comment_in_a_patch_silences_what_stands_there(
    tmp_path: Path, *, above: bool, nested: bool
) -> None:
    order = "# multiaz-lint: ignore[replicas-too-few] a test"
    if nested:
        texts = {
            **BASE,
            "base/sync/sync.yaml": SYNC,
            "base/sync/kustomization.yaml": "resources: [sync.yaml]\n",
        }
        name, text, value = "clusters/prod/kustomization.yaml", OVER, "            value: 1"
    else:
        texts = dict(BASE)
        name, text, value = "prod.yaml", FLUX % "web" + PATCHES, "        value: 2"
    assert value in text
    indent = value[: -len(value.lstrip())]
    texts[name] = text.replace(
        value, f"{indent}{order}\n{value}" if above else f"{value} {order} #"
    )
    result = linted(tmp_path, texts, "replicas-too-few rule-suppressed-unused")
    assert [(each.rule, each.suppressed) for each in result.diagnostics] == [
        ("replicas-too-few", "a test" if above else "a test # # two" if not nested else "a test #")
    ]
    texts[name] = texts[name].replace(value, value[:-1] + "4")
    result = linted(tmp_path, texts, "replicas-too-few rule-suppressed-unused")
    (found,) = result.diagnostics
    stretch = (tmp_path / name).read_text().splitlines()[found.place.line - 1]
    assert found.rule == "rule-suppressed-unused"
    assert stretch[found.place.column - 1 :].startswith(order)


def test_deliveries_of_a_folder_that_holds_them_are_no_more_than_they_are(tmp_path: Path) -> None:
    whole = (FLUX % "web" + PATCHES).replace("./apps/web", "./clusters")
    texts = {
        "clusters/a.yaml": whole,
        "clusters/b.yaml": whole.replace("value: 2", "value: 1").replace("name: web", "name: b"),
        "clusters/web.yaml": WEB,
    }
    result = linted(tmp_path, texts)
    assert told(result, tmp_path) == [("clusters/a.yaml", 12, ""), ("clusters/b.yaml", 12, "")]
    cluster = Cluster(load(files.read([str(tmp_path)]), SETTINGS).resources)
    assert len(cluster.of(Workload)) == 2


def test_a_text_that_variables_would_make_huge_is_not_judged(tmp_path: Path) -> None:
    many = FILLED["apps/web/web.yaml"].replace("${count:=3}", "${count}" * 2000)
    long = POST_BUILD.replace('"2"', f"'{'1' * 1000}'")
    texts = {"apps/web/web.yaml": many, "prod.yaml": FLUX % "web" + long}
    result = linted(tmp_path, texts, JUDGED)
    assert not result.diagnostics
    assert ["placeholder" in each.why for each in result.not_checked] == [True]


@pytest.mark.parametrize("patch", ["clusters/prod/patch.yaml", "patches/patch.yaml"])
def test_a_patch_of_a_delivery_delivers_nothing_itself(tmp_path: Path, patch: str) -> None:
    path = "patch.yaml" if patch.startswith("clusters") else "../../patches/patch.yaml"
    texts = {
        **BASE,
        "base/sync/sync.yaml": FLUX % "web" + IMAGE,
        "base/sync/kustomization.yaml": "resources: [sync.yaml]\n",
        "clusters/prod/kustomization.yaml": (
            f"resources: [../../base/sync]\npatches: [{{path: {path}}}]\n"
        ),
        patch: FLUX % "web" + PATCHES,
    }
    result = linted(tmp_path, texts)
    assert told(result, tmp_path) == [(patch, 12, "")]
    cluster = Cluster(load(files.read([str(tmp_path)]), SETTINGS).resources)
    assert len(cluster.of(Workload)) == 1


def test_what_cannot_be_delivered_changes_no_other_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        **BASE,
        "all.yaml": (FLUX % "all" + PATCHES).replace("./apps/web", "./"),
        "dev.yaml": FLUX % "web",
        "prod.yaml": FLUX % "web",
    }
    repository(tmp_path, texts)
    monkeypatch.chdir(tmp_path)
    loaded = load(files.read(["."]), SETTINGS)
    assert not any(isinstance(each.manifest, BuiltManifest) for each in loaded.resources)


PART = (
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
    "replicas: [{name: web, count: 2}]\n"
)


def test_a_component_is_a_change_too(tmp_path: Path) -> None:
    texts = {
        **BASE,
        "apps/part/kustomization.yaml": PART,
        "prod.yaml": FLUX % "web" + "  components: [../part]\n",
    }
    result = linted(tmp_path, texts)
    assert told(result, tmp_path) == [("apps/part/kustomization.yaml", 3, "")]
    assert not result.not_checked


@pytest.mark.parametrize("missing", [False, True])
def test_a_component_that_is_not_there_is_told(tmp_path: Path, *, missing: bool) -> None:
    text = FLUX % "web" + "  components: [../part]\n" + IMAGE
    if missing:
        text += "  ignoreMissingComponents: true\n"
    result = linted(tmp_path, {**BASE, "prod.yaml": text})
    assert ["apps/part is not in the input" in each.why for each in result.not_checked] == (
        [] if missing else [True]
    )


def test_a_patch_that_all_deliveries_get_is_told_where_none_of_them_has_what_it_selects(
    tmp_path: Path,
) -> None:
    part = (
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n"
        "- {target: {kind: Deployment}, path: p.yaml}\n"
        "- {target: {kind: Job}, patch: '[]'}\n"
    )
    texts = {
        **BASE,
        "apps/other/kustomization.yaml": "configMapGenerator: [{name: x}]\n",
        "apps/part/kustomization.yaml": part,
        "apps/part/p.yaml": "- {op: replace, path: /spec/replicas, value: 2}\n",
        "web.yaml": FLUX % "web" + "  components: [../part]\n",
        "other.yaml": (FLUX % "o").replace("apps/web", "apps/other") + "  components: [../part]\n",
    }
    result = linted(tmp_path, texts)
    assert told(result, tmp_path) == [("apps/part/p.yaml", 1, "")]
    assert [(each.origin, each.line) for each in result.not_checked] == [
        (str(tmp_path / "apps/part/kustomization.yaml"), 5)
    ]


@pytest.mark.parametrize("depth", [5, 40])
def test_values_go_from_one_delivery_to_the_next(tmp_path: Path, depth: int) -> None:
    texts = {f"f{depth}/web.yaml": WEB.replace("name: web", "name: '${to}'", 1)}
    for level in range(depth):
        text = (FLUX % f"k{level}").replace("apps/web", f"f{level + 1}")
        value = "${to}" if level else "x"
        texts[f"f{level}/ks.yaml"] = f"{text}  postBuild: {{substitute: {{to: '{value}'}}}}\n"
    loaded = load(files.read([repository(tmp_path, texts)]), SETTINGS)
    names = [each.name for each in Cluster(loaded.resources).of(Workload)]
    late = [each for each in loaded.not_checked if "other deliveries change it" in each.why]
    assert names == ["x" if depth == 5 else "${to}"]
    assert bool(late) == (depth == 40)


def test_what_one_cluster_gets_guards_nothing_in_another(tmp_path: Path) -> None:
    texts = {
        **BASE,
        "infra/kustomization.yaml": "resources: [pdb.yaml]\n",
        "infra/pdb.yaml": BUDGET,
        "clusters/prod/infra.yaml": (FLUX % "infra").replace("apps/web", "infra")
        + "  targetNamespace: default\n",
        "clusters/prod/apps.yaml": FLUX % "web" + IMAGE,
        "clusters/stage/apps.yaml": FLUX % "web" + IMAGE,
    }
    result = linted(tmp_path, texts, "pdb-missing")
    assert told(result, tmp_path) == [("apps/web/web.yaml", 3, "clusters/stage/apps.yaml")]


def test_what_deliveries_say_with_other_numbers_is_told_once(tmp_path: Path) -> None:
    texts = dict(BASE)
    for count, name in enumerate(("a", "b", "c"), 2):
        texts[f"{name}.yaml"] = FLUX % name + PATCHES.replace("2 # two", str(count))
    result = linted(tmp_path, texts, "spread-missing")
    (found,) = result.diagnostics
    assert "both may run in one" in found.message
    assert [(each.origin, each.message) for each in found.related] == [
        (str(tmp_path / name), "this kustomization builds it so, with other numbers")
        for name in ("b.yaml", "c.yaml")
    ]
    assert not found.in_some
