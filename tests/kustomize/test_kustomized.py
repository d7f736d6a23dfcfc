"""What kustomizations make of objects, held against what Kustomize builds of the same files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load import files
from multiaz_lint.stages.loading import load
from tests.kustomized import (
    BARE,
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


SIBLING = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: 3
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: c, image: "c:1", resources: {{requests: {{cpu: 1}}}}}}]}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{name: {name}}}
spec:
  scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {name}}}
  minReplicas: 3
  maxReplicas: 9
"""


def test_siblings_that_a_kustomization_puts_into_one_namespace_are_neighbours(
    tmp_path: Path,
) -> None:
    labels = "commonLabels: {app: shop}\n"
    texts = {
        "kustomization.yaml": f"namespace: shop\nresources: [a, b]\n{labels}",
        **{f"{name}/all.yaml": SIBLING.format(name=name) for name in "ab"},
        **{f"{name}/kustomization.yaml": "resources: [all.yaml]\n" for name in "ab"},
    }
    result = pipeline.run([written(tmp_path, texts)], SETTINGS)
    shared = [each for each in result.diagnostics if each.rule == "hpa-dangling"]
    assert len(shared) == 2
    assert all("select the same pods" in each.message for each in shared)


BINDINGS = """\
apiVersion: v1
kind: ServiceAccount
metadata: {name: speaker, namespace: x}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: one}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: speaker}
subjects:
- {kind: ServiceAccount, name: speaker}
- {kind: ServiceAccount, name: default}
- {kind: User, name: speaker}
- {kind: ServiceAccount, name: speaker, namespace: other}
- {kind: ServiceAccount, name: stranger}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: two, namespace: yy}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: speaker}
subjects:
- {kind: ServiceAccount, name: speaker}
- {kind: ServiceAccount, name: speaker, namespace: x}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: three, namespace: yy}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: speaker}
subjects: [{kind: ServiceAccount, name: speaker}]
"""
SUBJECTS = """
apiVersion: builtin
kind: NamespaceTransformer
metadata: {{name: space, namespace: new}}
setRoleBindingSubjects: {}
fieldSpecs: [{{path: metadata/namespace, create: true}}]
"""


def transformer(subjects: str) -> str:
    text = "".join(f"    {line}\n" for line in SUBJECTS.format(subjects).strip().splitlines())
    return f"resources: [all.yaml]\ntransformers:\n- |-\n{text}"


@pytest.mark.parametrize(
    ("kustomization", "of_one", "of_two", "of_three"),
    [
        pytest.param(
            "resources: [all.yaml]\nnamespace: new\n",
            ["new", "new", "new", "other", None], ["new", "new"], ["new"],
            id="accounts that it moves, and default",
        ),
        pytest.param(
            "resources: [all.yaml]\nnamePrefix: p-\n",
            ["x", None, "x", "other", None], ["x", "x"], [None],
            id="accounts that it renames, where they are",
        ),
        pytest.param(
            "resources: [all.yaml]\nlabels: [{pairs: {a: b}}]\n",
            [None, None, None, "other", None], [None, "x"], [None],
            id="none where they stay what they are",
        ),
        pytest.param(
            transformer("allServiceAccounts"),
            ["new", "new", "new", "new", "new"], ["new", "new"], ["new"],
            id="all accounts",
        ),
        pytest.param(
            transformer("none"),
            ["new", None, "new", "other", None], ["new", "new"], ["new"],
            id="none but the accounts that it moves",
        ),
    ],
)  # fmt: skip
def test_subjects_of_role_bindings_follow_their_accounts(
    tmp_path: Path,
    kustomization: str,
    of_one: list[str | None],
    of_two: list[str | None],
    of_three: list[str | None],
) -> None:
    texts = {"kustomization.yaml": kustomization, "all.yaml": BINDINGS}
    built = load(files.read([written(tmp_path, texts)]), SETTINGS).resources
    found = {
        each.name: [subject.get("namespace") for subject in each.tree["subjects"]]
        for each in built
        if each.kind != "ServiceAccount"
    }
    assert found == {"one": of_one, "two": of_two, "three": of_three}


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


def test_replicas_of_a_kustomization_are_those_of_what_it_lists(tmp_path: Path) -> None:
    texts = {
        "kustomization.yaml": "resources: [web.yaml]\nreplicas:\n- {name: web, count: 2}\n",
        "web.yaml": WHOLE,
    }
    result = check(tmp_path, texts)
    assert where(result, "replicas-too-few") == [(f"{tmp_path.name}/kustomization.yaml", 3, 15)]


@pytest.mark.parametrize(
    ("image", "entry", "built"),
    [
        ("r/x", "name: r/x, newTag: '2'", "r/x:2"),
        ("r/x:1", "name: r/x, newName: s:5/y", "s:5/y:1"),
        ("r:5/x:1@sha256:ab", "name: 'r:5/x', newTag: v2", "r:5/x:v2"),
        ("r/x:1", "name: r/x, digest: 'sha256:cd'", "r/x@sha256:cd"),
        ("r/x:1", "name: r/x, newTag: a, digest: 'sha256:cd'", "r/x:a@sha256:cd"),
        ("r/x:1", "name: r/x, tagSuffix: -b", "r/x:1-b-b"),  # so Kustomize 5.8.1 does
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


def test_the_first_document_of_a_kustomization_is_built(tmp_path: Path) -> None:
    first, second = (
        f"resources: [web.yaml]\nreplicas: [{{name: web, count: {n}}}]\n" for n in "19"
    )
    texts = {"web.yaml": WHOLE, "kustomization.yaml": f"# one\n---\n{first}---\n{second}"}
    assert "replicas-too-few" in rules(check(tmp_path, texts))


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


def test_annotations_are_texts_in_what_is_built(tmp_path: Path) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web, annotations: {scraped: true}}\n"
    texts = {"s.yaml": f"{service}spec: {{ports: [{{port: 80}}]}}\n"}
    assert "api-unquoted-scalar" in rules(check(tmp_path, texts))
    texts["kustomization.yaml"] = "resources: [s.yaml]\n"
    assert "api-unquoted-scalar" not in rules(check(tmp_path, texts))
