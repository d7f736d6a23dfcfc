"""What kustomizations make of objects, held against what Kustomize builds of the same files."""

from __future__ import annotations

import json
import os
import random
from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.drill.casting.contexts import contexts
from multiaz_lint.load import files
from multiaz_lint.load.limits import Limits
from multiaz_lint.model import StatefulSet
from multiaz_lint.settings import Settings
from multiaz_lint.stages.assembling import assemble
from multiaz_lint.stages.loading import load
from tests.kustomized import BUDGET, SETTINGS, WHOLE, check, rules, where, written

if TYPE_CHECKING:
    from pathlib import Path

    from multiaz_lint.result import Result

BARE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  template: {spec: {containers: [{name: c, image: "r/x:1"}]}}
"""


@pytest.mark.parametrize(
    "kustomization",
    [
        pytest.param("commonLabels: {app: web}", id="commonLabels"),
        pytest.param("labels: [{pairs: {app: web}, includeSelectors: true}]", id="labels"),
        pytest.param(
            "labels:\n- pairs: {app: web}\n  fields:\n"
            "  - {path: spec/selector/matchLabels, kind: Deployment, create: true}\n"
            "  - {path: spec/template/metadata/labels, create: true}\n",
            id="fields of its own",
        ),
    ],
)
def test_labels_that_a_kustomization_adds_are_those_of_selectors_and_pods(
    tmp_path: Path, kustomization: str
) -> None:
    texts = {"kustomization.yaml": f"resources: [web.yaml]\n{kustomization}\n", "web.yaml": BARE}
    (found,) = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert found.get("spec", "selector") == {"matchLabels": {"app": "web"}}
    assert found.get("spec", "template", "metadata", "labels") == {"app": "web"}
    assert found.labels == {"app": "web"}
    assert found.written(("spec", "selector")) is None, "an edit is made to the text"
    result = pipeline.run([str(tmp_path)], SETTINGS)
    assert not [each for each in result.diagnostics if each.rule.startswith("api-")]
    assert result.not_checked == []


def test_a_field_of_a_label_for_one_kind_stands_for_that_of_all_kinds(tmp_path: Path) -> None:
    # What kustomize 5.8.1 builds: its own metadata/labels counts as there already.
    label = "{pairs: {a: b}, fields: [{path: metadata/labels, kind: Deployment, create: true}]}"
    texts = {
        "kustomization.yaml": f"resources: [web.yaml, pdb.yaml]\nlabels: [{label}]\n",
        "web.yaml": WHOLE,
        "pdb.yaml": BUDGET,
    }
    found = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert {each.kind: dict(each.labels) for each in found} == {
        "Deployment": {"a": "b"}, "PodDisruptionBudget": {}
    }  # fmt: skip


@pytest.mark.parametrize("labels", ["", "labels: [{pairs: {app: web}}]"])
def test_labels_that_are_not_for_selectors_leave_them(tmp_path: Path, labels: str) -> None:
    texts = {"kustomization.yaml": f"resources: [web.yaml]\n{labels}\n", "web.yaml": BARE}
    result = check(tmp_path, texts)
    assert any("spec.selector: Required value" in each.message for each in result.diagnostics)


def test_a_namespace_of_a_kustomization_is_that_of_all_it_lists(tmp_path: Path) -> None:
    texts = {"web.yaml": WHOLE, "pdb.yaml": BUDGET}
    assert {"ns-mismatch", "pdb-missing"} <= rules(check(tmp_path, texts)), "without kustomization"
    texts = {"kustomization.yaml": "namespace: shop\nresources: [web.yaml, pdb.yaml]\n"}
    result = check(tmp_path, texts)
    assert not {"ns-mismatch", "pdb-missing"} & rules(result)
    assert {
        each.resource.namespace for each in result.diagnostics if each.resource is not None
    } == {"shop"}


def test_a_file_that_is_named_is_changed_as_in_its_folder(tmp_path: Path) -> None:
    texts = {
        "kustomization.yaml": "commonLabels: {a: b}\nresources: [web.yaml]\n",
        "web.yaml": BARE,
    }
    folder = written(tmp_path, texts)
    (found,) = load(files.read([f"{folder}/web.yaml"]), SETTINGS).resources
    assert found.labels == {"a": "b"}


def test_a_named_file_is_not_judged_with_a_kustomization_that_a_link_fetches_from_elsewhere(
    tmp_path: Path,
) -> None:
    texts = {"elsewhere.yaml": "resources: [web.yaml]\nreplicas: [{name: web, count: 1}]\n"}
    written(tmp_path, {**texts, "app/web.yaml": WHOLE, "app/of.yaml": texts["elsewhere.yaml"]})
    kustomization = tmp_path / "app/kustomization.yaml"
    kustomization.symlink_to("of.yaml")
    named = str(tmp_path / "app/web.yaml")
    assert "replicas-too-few" in rules(pipeline.run(named, SETTINGS))
    kustomization.unlink()
    kustomization.symlink_to(tmp_path / "elsewhere.yaml")
    assert "replicas-too-few" not in rules(pipeline.run(named, SETTINGS))


@pytest.mark.parametrize("text", ["resources: [web.yaml\n", "resources: [\0]\n"])
def test_a_kustomization_above_a_named_file_that_cannot_be_read_is_told(
    tmp_path: Path, text: str
) -> None:
    folder = written(tmp_path, {"kustomization.yaml": text, "web.yaml": WHOLE})
    result = pipeline.run([f"{folder}/web.yaml"], SETTINGS)
    (left,) = result.not_checked
    assert left.origin == f"{folder}/kustomization.yaml"
    assert "it cannot be read" in left.why


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


def test_webhooks_follow_the_service_that_they_call(tmp_path: Path) -> None:
    texts = {
        "kustomization.yaml": "namespace: new\nresources: [all.yaml]\n",
        "all.yaml": """\
{apiVersion: v1, kind: Namespace, metadata: {name: old}}
---
{apiVersion: v1, kind: Service, metadata: {name: hook, namespace: old}, spec: {ports: [{port: 1}]}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook}
webhooks:
- {name: a.b.c, clientConfig: {service: {name: hook, namespace: old}}}
- {name: d.e.f, clientConfig: {service: {name: other, namespace: old}}}
""",
    }
    space, service, hooks = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert (space.name, space.namespace, service.namespace) == ("new", "", "new")
    assert [each["clientConfig"]["service"]["namespace"] for each in hooks.tree["webhooks"]] == [
        "new", "old",
    ]  # fmt: skip


def test_what_no_server_can_decode_keeps_its_tree(tmp_path: Path) -> None:
    broken = BARE.replace("replicas: 3", "replicas: [3]")
    texts = {"kustomization.yaml": "namespace: shop\ncommonLabels: {a: b}\nresources: [web.yaml]\n"}
    result = check(tmp_path, {**texts, "web.yaml": broken})
    assert "api-decode-error" in rules(result)


def test_no_edit_writes_what_a_kustomization_adds(tmp_path: Path) -> None:
    """Others may build the same file without it, and it would be in their selectors."""
    files_ = {
        "base/app.yaml": WHOLE,
        "base/kustomization.yaml": "resources: [app.yaml]\n",
        "prod/kustomization.yaml": (
            "resources: [../base]\nnamespace: prod\n"
            "labels: [{includeSelectors: true, pairs: {env: prod}}]\n"
        ),
    }
    found = {each.rule: each for each in check(tmp_path, files_).diagnostics}
    assert found["requests-missing"].field.startswith("spec.template.spec.containers[0]")
    assert found["affinity-zone-missing"].edits  # it holds nothing of the kustomization
    assert not found["spread-missing"].edits
    assert not found["pdb-missing"].edits
    (tmp_path / "prod/kustomization.yaml").unlink()
    found = {each.rule: each for each in check(tmp_path, {}).diagnostics}
    assert found["spread-missing"].edits
    assert found["pdb-missing"].edits


@pytest.mark.parametrize("namespace", ["[x]", "{}", "1"])
def test_a_namespace_that_is_no_text_is_survived(tmp_path: Path, namespace: str) -> None:
    thing = (
        f"apiVersion: example.org/v1\nkind: Thing\n"
        f"metadata: {{name: a, namespace: {namespace}}}\nspec: {{a: 1}}\n"
    )
    kustomization = "namespace: prod\nresources: [x.yaml]\n"
    result = check(tmp_path, {"x.yaml": thing, "kustomization.yaml": kustomization})
    assert result.resources == 1


OVERLAYS = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": WHOLE.replace("replicas: 3", "replicas: 1").replace(", namespace: dev", ""),
    "dev/kustomization.yaml": "resources: [../base]\n",
    "prod/kustomization.yaml": (
        "resources: [../base]\n"
        "patches:\n"
        "- target: {kind: Deployment, name: w.b}\n"
        "  patch: |-\n"
        "    - op: replace\n"
        "      path: /spec/replicas\n"
        "      value: 4\n"
        "- path: spread.yaml\n"
    ),
    "prod/spread.yaml": (
        "apiVersion: apps/v1\n"
        "kind: Deployment\n"
        "metadata: {name: web}\n"
        "spec:\n"
        "  template:\n"
        "    spec:\n"
        "      topologySpreadConstraints:\n"
        "      - maxSkew: 3\n"
        "        topologyKey: topology.kubernetes.io/zone\n"
        "        whenUnsatisfiable: DoNotSchedule\n"
        "        labelSelector: {matchLabels: {app: web}}\n"
    ),
}


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


def test_replicas_of_a_kustomization_are_those_of_what_it_lists(tmp_path: Path) -> None:
    texts = {
        "kustomization.yaml": "resources: [web.yaml]\nreplicas:\n- {name: web, count: 2}\n",
        "web.yaml": WHOLE,
    }
    result = check(tmp_path, texts)
    assert where(result, "replicas-too-few") == [(f"{tmp_path.name}/kustomization.yaml", 3, 15)]


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


@pytest.mark.parametrize(
    ("stand", "given"), [(".", "."), ("all", "."), ("all/prod", ".."), ("all/prod", "../..")]
)
def test_a_folder_that_contains_what_lists_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stand: str, given: str
) -> None:
    texts = {
        "all/kustomization.yaml": "resources: [web.yaml]\n",
        "all/web.yaml": WHOLE,
        "all/prod/kustomization.yaml": "resources: [..]\nreplicas: [{name: web, count: 2}]\n",
        "all/other/kustomization.yaml": "resources: [../more]\n",
        "all/more/kustomization.yaml": "resources: [web.yaml]\nreplicas: []\n",
        "all/more/web.yaml": WHOLE.replace("web", "more"),
    }
    written(tmp_path, texts)
    monkeypatch.chdir(tmp_path / stand)
    told = [each for each in pipeline.run(given, SETTINGS).not_checked if "contains" in each.why]
    assert len(told) == 1
    assert os.path.samefile(told[0].origin, tmp_path / "all/prod/kustomization.yaml")


def test_many_ways_to_one_file_end(tmp_path: Path) -> None:
    """Each of 40 kustomizations lists the next one twice: 2 ** 40 ways lead to the last."""
    texts = {"40/web.yaml": WHOLE, "40/kustomization.yaml": "resources: [web.yaml]\n"}
    for number in range(40):
        for side in ("", "b"):
            texts[f"{number}{side}/kustomization.yaml"] = (
                f"namespace: x\nresources: [../{number + 1}, ../{number + 1}b]\n"
                if number < 39
                else "resources: [../40]\n"
            )
    result = check(tmp_path, texts)
    assert result.resources == 1
    assert any("builds are too large" in each.why for each in result.not_checked)


@pytest.mark.parametrize(
    ("image", "entry", "built"),
    [
        ("r/x", "name: r/x, newTag: '2'", "r/x:2"),
        ("r/x:1", "name: r/x, newName: s:5/y", "s:5/y:1"),
        ("r:5/x:1@sha256:ab", "name: 'r:5/x', newTag: v2", "r:5/x:v2"),
        ("r/x:1", "name: r/x, digest: 'sha256:cd'", "r/x@sha256:cd"),
        ("r/x:1", "name: r/x, newTag: a, digest: 'sha256:cd'", "r/x:a@sha256:cd"),
        ("r/x:1", "name: r/x, tagSuffix: -b", "r/x:1-b"),
        ("r/x@sha256:ab", "name: r/., newTag: '3'", "r/x:3"),
        ("r/xy:1", "name: r/x, newTag: '2'", "r/xy:1"),
    ],
)
def test_images_of_a_kustomization_are_set(
    tmp_path: Path, image: str, entry: str, built: str
) -> None:
    texts = {
        "kustomization.yaml": f"resources: [web.yaml]\nimages:\n- {{{entry}}}\n",
        "web.yaml": WHOLE.replace("r/x:1", image),
    }
    (found,) = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    path = ("spec", "template", "spec", "containers", 0, "image")
    assert found.get(*path) == built
    changed = built != image
    assert found.origin_at(path).endswith("kustomization.yaml") is changed
    assert found.span(path).line == (3 if changed else 9)


@pytest.mark.parametrize(
    ("entry", "replicas"),
    [("", 0), (", count: 4", 4), (", count: 4.0", 4), (", count: 4.5", 3), (", count: '4'", 3)],
)
def test_counts_of_replicas_are_whole_numbers(tmp_path: Path, entry: str, replicas: int) -> None:
    """As Kustomize 5.8 decodes them; a count that is left out is 0."""
    texts = {
        "kustomization.yaml": f"resources: [web.yaml]\nreplicas: [{{name: web{entry}}}]\n",
        "web.yaml": WHOLE,
    }
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    (web,) = loaded.resources
    assert web.get("spec", "replicas") == replicas
    assert bool(loaded.not_checked) is (entry not in {"", ", count: 4", ", count: 4.0"})


def test_annotations_of_a_kustomization_are_those_of_objects_and_pods(tmp_path: Path) -> None:
    texts = {
        "kustomization.yaml": "resources: [web.yaml]\ncommonAnnotations: {a: b}\n",
        "web.yaml": WHOLE,
    }
    (web,) = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    assert web.get("metadata", "annotations") == {"a": "b"}
    assert web.get("spec", "template", "metadata", "annotations") == {"a": "b"}


def test_more_copies_than_can_be_judged_are_told(tmp_path: Path) -> None:
    kind = "apiVersion: v1\nkind: ConfigMap\n"
    texts = {
        "base/kustomization.yaml": "resources: [all.yaml]\n",
        "base/all.yaml": "---\n".join(f"{kind}metadata: {{name: a{n}}}\n" for n in range(300)),
        **{
            f"o{number}/kustomization.yaml": "namespace: x\nresources: [../base]\n"
            for number in range(70)
        },
    }
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    assert len(loaded.resources) == 300
    assert len(loaded.not_checked) == 70


def test_what_is_listed_and_not_in_the_input_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path, OVERLAYS)
    result = pipeline.run([f"{folder}/prod"], SETTINGS)
    assert any(
        each.why == "it lists ../base, not in the input: give a folder that holds all"
        for each in result.not_checked
    )


def test_a_kustomization_that_is_named_needs_no_api_version_and_is_built(tmp_path: Path) -> None:
    folder = written(tmp_path, OVERLAYS)
    result = pipeline.run([f"{folder}/base/kustomization.yaml"], SETTINGS)
    assert {each.place.origin for each in result.diagnostics} == {f"{folder}/base/web.yaml"}
    assert not result.not_checked


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


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            "patches:\n- target: {kind: Deployment}\n  patch: |-\n"
            + "".join(
                f"    - {{op: add, path: /metadata/labels/l{each}, value: a}}\n"
                for each in range(20_000)
            ),
            id="operations",
        ),
        pytest.param(
            "labels:\n" + "- {pairs: {a: b}, includeSelectors: true}\n" * 110_000, id="labels"
        ),
        pytest.param("images:\n" + "- {name: a}\n" * 20_000, id="images"),
    ],
)
def test_what_would_take_too_long_is_told(tmp_path: Path, changes: str) -> None:
    texts = {
        "kustomization.yaml": f"resources: [web.yaml, pdb.yaml]\n{changes}",
        "web.yaml": WHOLE.replace("name: web,", "name: web, labels: {a: b},"),
        "pdb.yaml": BUDGET,
    }
    settings = Settings(plugins=False, limits=Limits(built_objects=8_000))
    loaded = load(files.read([written(tmp_path, texts)]), settings)
    (told,) = loaded.not_checked
    assert "builds are too large (limits.built_objects: 8,000)" in told.why
    assert len(loaded.resources) == 2


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


def test_nothing_is_nested_deeper_than_files_may_be(tmp_path: Path) -> None:
    """Each operation goes on where the one before has ended."""
    value, path, operations = "{a: " * 90 + "{}" + "}" * 90, "/spec/x", ""
    for _ in range(40):
        operations += f"    - {{op: add, path: {path}, value: {value}}}\n"
        path += "/a" * 90
    texts = {
        "kustomization.yaml": (
            f"labels: [{{pairs: {{a: b}}, fields: [{{path: {'a/' * 5000}b, create: true}}]}}]\n"
            "resources: [web.yaml]\n"
            f"patches:\n- target: {{kind: Deployment}}\n  patch: |-\n{operations}"
        ),
        "web.yaml": WHOLE,
    }
    result = check(tmp_path, texts)
    assert [each.why.partition(" (")[2] for each in result.not_checked] == [
        "nests values deeper than 200): check what kustomize builds"
    ]


GONE = "- {op: replace, path: /spec/a, value: [1]}"


@pytest.mark.parametrize(
    ("kustomization", "spec"),
    [
        pytest.param("replicas: [{name: web, count: 2}]", "[]", id="replicas of a sequence"),
        pytest.param("replicas: [{name: web, count: 2}]", "5", id="replicas of a number"),
        pytest.param("replicas: [{name: web, count: 2}]", "x", id="replicas of a text"),
        pytest.param(
            "patches: [{target: {kind: Deployment}, patch: 'spec: {$patch: []}'}]", "{a: b}",
            id="directive that is a sequence",
        ),
        pytest.param(
            "patches: [{target: {kind: Deployment}, patch: '$patch: {}'}]", "{a: b}",
            id="directive that is a mapping",
        ),
        *(
            pytest.param(
                f"patches: [{{target: {{labelSelector: 'a {word} (b)'}}, patch: '{GONE}'}}]",
                "{a: b}", id=f"selector with {word} of labels that are no texts",
            )
            for word in ("in", "notin")
        ),
        *(
            pytest.param(
                "patches: [{target: {kind: Deployment}, patch: "
                f"'{GONE.replace('/spec/a', path)}'}}"
                ", {target: {kind: Deployment}, patch: 'apiVersion: apps/v1'}]",
                "{a: b}", id=f"another type of {path}",
            )
            for path in ("/kind", "/apiVersion", "/metadata")
        ),
    ],
)  # fmt: skip
def test_odd_types_are_survived(tmp_path: Path, kustomization: str, spec: str) -> None:
    web = (
        "apiVersion: apps/v1\nkind: Deployment\n"
        f"metadata: {{name: web, labels: {{a: [1]}}}}\nspec: {spec}\n"
    )
    texts = {"web.yaml": web, "kustomization.yaml": f"resources: [web.yaml]\n{kustomization}\n"}
    assert check(tmp_path, texts).resources == 1


def test_a_namespace_without_metadata_is_survived(tmp_path: Path) -> None:
    texts = {
        "ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n",
        "kustomization.yaml": (
            "resources: [ns.yaml]\nnamespace: prod\npatches:\n- target: {kind: Namespace}\n"
            "  patch: '- {op: replace, path: /metadata, value: x}'\n"
        ),
    }
    assert check(tmp_path, texts).resources == 1


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param("images: [{name: '%s', newTag: x}]", id="images"),
        pytest.param("patches: [{target: {name: '%s'}, patch: 'a: b'}]", id="target"),
    ],
)
def test_names_that_take_too_long_to_find_are_told(tmp_path: Path, changes: str) -> None:
    text = "".join(random.Random(1).choices("ab", k=40_000)) + "c"
    texts = {
        "web.yaml": WHOLE.replace("name: web", f"name: {text}").replace("r/x:1", text),
        "kustomization.yaml": "resources: [web.yaml]\n" + changes % "(a|b)*a(a|b){900}c" + "\n",
    }
    (told,) = check(tmp_path, texts).not_checked
    assert "cannot be looked for" in told.why


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


LISTS_TWO = "namespace: c\nresources: [b.yaml, ../base]\n"


@pytest.mark.parametrize(
    "unbuilt",
    [
        pytest.param(
            {"c/kustomization.yaml": f"kind: Component\n{LISTS_TWO}"},
            id="a component that nobody uses",
        ),
        pytest.param(
            {
                "c/kustomization.yaml": LISTS_TWO.replace("]", ", ../d]"),
                "d/kustomization.yaml": "resources: [../c]\n",
            },
            id="kustomizations that list each other",
        ),
    ],
)
def test_what_no_build_reaches_is_checked_as_it_is_written(
    tmp_path: Path, unbuilt: dict[str, str]
) -> None:
    texts = {
        "o/kustomization.yaml": "namespace: o\nresources: [../base]\n",
        "p/kustomization.yaml": "namespace: p\nresources: [../base]\n",
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WHOLE,
        "c/b.yaml": WHOLE.replace("replicas: 3", "replicas: 1").replace("web", "other"),
        **unbuilt,
    }  # fmt: skip
    result = check(tmp_path, texts)
    assert where(result, "replicas-too-few") == [("c/b.yaml", 5, 3)]
    assert [each.why.partition(":")[0] for each in result.not_checked] == [
        "nothing of it is applied, as no kustomization that is built lists it"
    ]


def test_kustomizations_that_list_each_other_are_told(tmp_path: Path) -> None:
    texts = {
        "a/kustomization.yaml": "namespace: a\nresources: [../b]\n",
        "b/kustomization.yaml": "resources: [../a, web.yaml]\n",
        "b/web.yaml": WHOLE,
    }
    (told,) = check(tmp_path, texts).not_checked
    assert told.why.startswith("not all that it lists is built, as what it lists lists it")


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param({"kustomization.yaml": "resources: [., web.yaml]\n"}, id="itself"),
        pytest.param(
            {
                "a/kustomization.yaml": "resources: [../b]\n",
                "b/kustomization.yaml": "resources: [../c]\n",
                "c/kustomization.yaml": "resources: [../a, ../web.yaml]\n",
            },
            id="in a circle",
        ),
        pytest.param(
            {
                "o/kustomization.yaml": "resources: [../a]\n",
                "a/kustomization.yaml": "resources: [../b, ../web.yaml]\n",
                "b/kustomization.yaml": "resources: [../a]\n",
            },
            id="in a circle that another one lists",
        ),
    ],
)
def test_kustomizations_that_change_nothing_and_list_each_other_are_told(
    tmp_path: Path, texts: dict[str, str]
) -> None:
    result = check(tmp_path, {**texts, "web.yaml": WHOLE})
    assert result.workloads == 1
    (told,) = result.not_checked
    assert told.why.startswith("not all that it lists is built, as what it lists lists it")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ("replica: [{name: web, count: 1}]", "kustomize refuses it (unknown field replica)"),
        ("images: [{name: a, newTag: 1.0}]", "kustomize refuses it (images[0].newTag is no text)"),
        ("images: [{name: a, tag: b}]", "kustomize refuses it (unknown field images[0].tag)"),
        ("images: [a]", "kustomize refuses it (images[0] is no mapping)"),
        ("commonLabels: {a: 1}", "kustomize refuses it (commonLabels is no mapping of texts)"),
        ("replicas: [{name: web, count: '1'}]", "(replicas[0].count is no whole number)"),
        ("patches: [{target: web}]", "kustomize refuses it (patches[0].target is no mapping)"),
        ("patches: [{target: {name: 5}}]", "(patches[0].target.name is no text)"),
        ("apiVersion: []", "kustomize refuses it (apiVersion is no text)"),
        ("kind: List", "kustomize refuses it (kind is neither Kustomization nor Component)"),
        (
            "kind: Component\napiVersion: kustomize.config.k8s.io/v1beta1",
            "(apiVersion of a Component is not kustomize.config.k8s.io/v1alpha1)",
        ),
        ("\n".join(f"{each}: 1" for each in "abcdefg"), "unknown field c and more)"),
        ("Replicas: [{Name: web, Count: 1}]", "fields in another case (Replicas) are not applied"),
        ("openapi: {path: a.json}", "its openapi schemas are not applied"),
        ("vars: [{Name: A}]", "its vars are not applied"),
        ("namespace: a\n---\nnamespace: b", "kustomize reads its first document only"),
        ("images: null\nreplicas: [{name: web, count: 2.0}]\nmetadata: {name: a}", ""),
    ],
)  # fmt: skip
def test_what_kustomize_refuses_or_only_it_can_do_is_told(
    tmp_path: Path, fields: str, why: str
) -> None:
    texts = {"web.yaml": WHOLE, "kustomization.yaml": f"resources: [web.yaml]\n{fields}\n"}
    told = [
        each.why for each in check(tmp_path, texts).not_checked if "replicas of" not in each.why
    ]
    assert (why in "; ".join(told)) if why else not told


def test_the_first_document_of_a_kustomization_is_built(tmp_path: Path) -> None:
    first, second = (
        f"resources: [web.yaml]\nreplicas: [{{name: web, count: {n}}}]\n" for n in "19"
    )
    texts = {"web.yaml": WHOLE, "kustomization.yaml": f"# one\n---\n{first}---\n{second}"}
    assert "replicas-too-few" in rules(check(tmp_path, texts))


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


def test_two_kustomizations_in_one_folder_are_told(tmp_path: Path) -> None:
    text = "resources: [web.yaml]\nnamespace: a\n"
    texts = {"web.yaml": WHOLE, "kustomization.yaml": text, "kustomization.yml": text}
    (told,) = check(tmp_path, texts).not_checked
    assert "its folder has another kustomization" in told.why


def test_a_patch_that_holds_a_key_twice_is_told(tmp_path: Path) -> None:
    """Kustomize takes the first of the two, and refuses a whole object of that kind."""
    texts = {
        "kustomization.yaml": "resources: [web.yaml]\npatches: [{path: p.yaml}]\n",
        "web.yaml": WHOLE,
        "p.yaml": (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: dev}\n"
            "spec: {replicas: 1}\nspec: {replicas: 5}\n"
        ),
    }
    (told,) = check(tmp_path, texts).not_checked
    assert "holds spec twice, of which Kustomize takes the first" in told.why


@pytest.mark.parametrize(
    ("root", "part", "why"),
    [
        ("resources: [../part]", "kind: Component\n", "part is a component: list it under comp"),
        ("resources: []\ncomponents: [../part]", "namePrefix: x-\n", "part is no component"),
        ("resources: [a.yaml, a.yaml, b.yaml]", "kind: Component\n", "deployment/web comes twice"),
        ("resources: [a.yaml, ../part]", "", "deployment/web comes twice"),
        ("resources: [a.yaml, ../part]", "namePrefix: x-\n", ""),
    ],
)
def test_what_kustomize_refuses_of_what_is_listed_is_told(
    tmp_path: Path, root: str, part: str, why: str
) -> None:
    texts = {
        "root/kustomization.yaml": f"{root}\nreplicas: [{{name: web, count: 3}}]\n",
        "part/kustomization.yaml": f"{part}resources: [w.yaml]\n",
        "part/w.yaml": WHOLE,
        **{f"root/{name}": WHOLE for name in ("a.yaml", "b.yaml") if name in root},
    }
    told = [each.why for each in check(tmp_path, texts).not_checked if "refuses" in each.why]
    assert [why in each for each in told] == ([True] if why else [])


def test_a_namespace_that_gives_two_objects_one_name_is_told(tmp_path: Path) -> None:
    texts = {
        "root/kustomization.yaml": "resources: [../part, w.yaml]\ncomponents: [../joins]\n",
        "root/w.yaml": WHOLE,
        "part/kustomization.yaml": "namespace: x\nresources: [w.yaml]\n",
        "part/w.yaml": WHOLE,
        "joins/kustomization.yaml": "kind: Component\nnamespace: dev\n",
    }
    assert "namespace: dev" in WHOLE
    told = {(each.origin, each.why) for each in check(tmp_path, texts).not_checked}
    why = "kustomize refuses it (deployment/web comes twice): check what kustomize builds"
    assert (str(tmp_path / "joins/kustomization.yaml"), why) in told


@pytest.mark.parametrize("patch", ["p.yaml", "more/p.yaml"])
def test_a_named_file_is_judged_with_the_patches_of_its_kustomization(
    tmp_path: Path, patch: str
) -> None:
    scaled = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: dev}\n"
        "spec:\n  replicas: 1\n"
    )
    texts = {
        "kustomization.yaml": f"resources: [web.yaml]\npatches: [{{path: {patch}}}]\n",
        "web.yaml": WHOLE, patch: scaled,
    }  # fmt: skip
    folder = written(tmp_path, texts)
    result = pipeline.run([f"{folder}/web.yaml"], SETTINGS)
    assert result.files == 1
    assert not result.not_checked
    assert not any(
        each.edits for each in result.diagnostics if each.place.origin.endswith("p.yaml")
    )
    found = [each.place for each in result.diagnostics if each.rule == "replicas-too-few"]
    assert [(each.origin, each.line) for each in found] == [(f"{folder}/{patch}", 5)]


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


def test_a_directive_without_a_word_is_refused(tmp_path: Path) -> None:
    patch = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {$patch: null}}"
    kustomization = (
        f"resources: [web.yaml]\npatches: [{{target: {{kind: Deployment}}, patch: '{patch}'}}]"
    )
    texts = {"web.yaml": WHOLE, "kustomization.yaml": kustomization}
    (told,) = check(tmp_path, texts).not_checked
    assert "has the unknown directive $patch" in told.why


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


ADDING = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": WHOLE.replace(", namespace: dev", ""),
    "dev/kustomization.yaml": "resources: [../base]\n",
    "prod/kustomization.yaml": "resources: [../base, budget.yaml]\n",
    "prod/budget.yaml": BUDGET,
}


def test_what_an_overlay_only_adds_is_not_there_in_another(tmp_path: Path) -> None:
    result = check(tmp_path, ADDING)
    (found,) = [each for each in result.diagnostics if each.rule == "pdb-missing"]
    assert [each.origin.split("/")[-2] for each in found.related] == ["dev"]
    assert result.resources == 3


def test_overlays_that_only_add_are_bounded_too(tmp_path: Path) -> None:
    settings = Settings(plugins=False, limits=Limits(built_objects=2))
    told = pipeline.run([written(tmp_path, ADDING)], settings).not_checked
    assert [each.origin.split("/")[-2] for each in told] == ["dev", "prod"]
    assert all("limits.built_objects" in each.why for each in told)


def test_what_nobody_changes_or_shares_stands_as_it_is_written(tmp_path: Path) -> None:
    texts = {name: text for name, text in ADDING.items() if not name.startswith("dev")}
    loaded = load(files.read([written(tmp_path, texts)]), SETTINGS)
    assert [type(each.manifest).__name__ for each in loaded.resources] == ["Manifest", "Manifest"]
