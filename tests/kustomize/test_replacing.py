"""Replacements and generated ConfigMaps: where what they write stands, and what is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from multiaz_lint import pipeline
from multiaz_lint.load import files
from multiaz_lint.stages.loading import load
from tests.kustomized import SETTINGS, WHOLE, changes, check, rules, written

if TYPE_CHECKING:
    from pathlib import Path

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.result import Result

BASE = """\
resources: [web.yaml]
configMapGenerator:
- name: made
  literals:
  - count=1
  - tag=v1
"""
COPY = """\
replacements:
- source: {kind: ConfigMap, name: made, fieldPath: data.count}
  targets:
  - select: {kind: Deployment}
    fieldPaths: [spec.replicas]
"""
VALUE = """\
replacements:
- sourceValue: '%s'
  targets:
  - select: {kind: Deployment}
    fieldPaths: [%s]
"""


def few(result: Result) -> list[Diagnostic]:
    return [each for each in result.diagnostics if each.rule == "replicas-too-few"]


def place(folder: Path, found: Diagnostic) -> str:
    return f"{found.place.origin.removeprefix(f'{folder}/')}:{found.place.line}"


def test_what_a_replacement_writes_stands_where_the_value_comes_from(tmp_path: Path) -> None:
    texts = {"web.yaml": WHOLE, "kustomization.yaml": BASE + COPY}
    result = check(tmp_path, texts)
    assert [place(tmp_path, each) for each in few(result)] == ["kustomization.yaml:5"]
    assert not result.not_checked


@pytest.mark.parametrize(
    ("overlay", "expected"),
    [
        pytest.param("literals: [count=2]", "prod/kustomization.yaml:5", id="of a literal"),
        pytest.param("envs: [made.env]", "prod/kustomization.yaml:5", id="of a file of variables"),
        pytest.param("literals: [tag=v2]", "base/kustomization.yaml:5", id="of the base"),
    ],
)
def test_generators_of_overlays_join_those_of_bases(
    tmp_path: Path, overlay: str, expected: str
) -> None:
    texts = {
        "base/web.yaml": WHOLE,
        "base/kustomization.yaml": BASE,
        "prod/made.env": "# how many\n  count=2\n",
        "prod/kustomization.yaml": (
            "resources: [../base]\nconfigMapGenerator:\n- name: made\n  behavior: merge\n"
            f"  {overlay}\n{COPY}"
        ),
    }
    result = check(tmp_path, texts)
    assert [place(tmp_path, each) for each in few(result)] == [expected]
    assert not result.not_checked
    assert result.files == 3


def test_a_folder_given_alone_is_read_with_the_files_of_variables(tmp_path: Path) -> None:
    texts = {
        ".git/HEAD": "",
        "base/web.yaml": WHOLE,
        "base/made.env": "count=2\n",
        "base/kustomization.yaml": BASE.partition("  literals")[0] + "  envs: [made.env]\n",
        "prod/kustomization.yaml": "resources: [../base]\n" + COPY,
    }
    result = pipeline.run([f"{written(tmp_path, texts)}/prod"], SETTINGS)
    assert [place(tmp_path, each) for each in few(result)] == ["base/kustomization.yaml:4"]


def test_a_file_that_is_named_is_built_with_the_variables_beside_it(tmp_path: Path) -> None:
    texts = {
        "web.yaml": WHOLE,
        "made.env": "count=2\n",
        "kustomization.yaml": BASE.partition("  literals")[0] + "  envs: [made.env]\n" + COPY,
    }
    result = pipeline.run([f"{written(tmp_path, texts)}/web.yaml"], SETTINGS)
    assert [place(tmp_path, each) for each in few(result)] == ["kustomization.yaml:4"]


def test_replacements_in_files_of_their_own_are_applied(tmp_path: Path) -> None:
    texts = {
        "web.yaml": WHOLE,
        "copy.yaml": COPY.partition("\n")[2],
        "kustomization.yaml": BASE + "replacements: [{path: copy.yaml}]\n",
    }
    result = check(tmp_path, texts)
    assert [place(tmp_path, each) for each in few(result)] == ["kustomization.yaml:5"]
    assert not result.not_checked


NUMBERS = """\
targets:
- select: {kind: Deployment, labelSelector: 5}
  fieldPaths: [spec.template.spec.containers.0.image]
sourceValue: %s
"""


def of_file(text: str) -> dict[str, str]:
    return {
        "web.yaml": WHOLE.replace("namespace: dev", "labels: {'5': x}"),
        "copy.yaml": text,
        "kustomization.yaml": BASE + "replacements: [{path: copy.yaml}]\n",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.20", "1.2"),
        ("&a 2000000.0", "2e+06"),
        ("010", "8"),
        ("yes", "true"),
        ("9999999999999999999", "9999999999999999999"),
        ("'1.20'", "1.20"),
        ("x\nsourceValue: z", "z"),
        ("x\nmore: {is: passed over}\n---\n[", "x"),
    ],
)
def test_scalars_of_files_are_texts_as_kustomize_decodes_them(
    tmp_path: Path, value: str, text: str
) -> None:
    folder = written(tmp_path, of_file(NUMBERS % value))
    loaded = load(files.read([folder]), SETTINGS)
    (web,) = (each for each in loaded.resources if each.kind == "Deployment")
    assert web.get("spec", "template", "spec", "containers", 0, "image") == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"# comments are no document\n---\n{COPY.partition(chr(10))[2]}", id="marked"),
        pytest.param(
            "[{sourceValue: 2, targets: [{select: {name: web}, fieldPaths: [spec.replicas]}]}]",
            id="in brackets, and no JSON",
        ),
    ],
)
def test_files_of_replacements_are_read(tmp_path: Path, text: str) -> None:
    result = check(tmp_path, of_file(text))
    assert few(result)
    assert not result.not_checked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no replacement"),
        ("---\n---\n" + NUMBERS % "x", "holds no replacement"),
        ("text", "holds no replacement"),
        (NUMBERS % "{a: b}", "is refused by kustomize (sourceValue is no text)"),
        ((NUMBERS % "x").replace("5", "{app: web}"),
         "is refused by kustomize (targets[0].select.labelSelector is no text)"),
        ((NUMBERS % "x").replace("Deployment", "5"),
         "is refused by kustomize (targets[0].select.kind is no text)"),
        ((NUMBERS % "x").replace("fieldPaths: [", "reject: {}\n  fieldPaths: ["),
         "is refused by kustomize (targets[0].reject is no sequence)"),
        ("- 5", "is refused by kustomize ([0] is no mapping)"),
        ((NUMBERS % "x").replace("fieldPaths", "fieldpaths"),
         "has a field in another case (targets[0].fieldpaths), which only kustomize reads"),
        (": : :", "cannot be read"),
    ],
)  # fmt: skip
def test_why_a_file_of_replacements_is_not_applied_is_told(
    tmp_path: Path, text: str, words: str
) -> None:
    result = check(tmp_path, of_file(text))
    (told,) = (each.why for each in result.not_checked)
    assert f"a replacement is not applied (copy.yaml {words}" in told


def test_patches_may_change_what_is_generated(tmp_path: Path) -> None:
    patch = "patches:\n- patch: |\n    kind: ConfigMap\n    apiVersion: v1\n"
    patch += "    metadata: {name: made}\n    data: {count: '2'}\n"
    result = check(tmp_path, {"web.yaml": WHOLE, "kustomization.yaml": BASE + patch + COPY})
    assert [place(tmp_path, each) for each in few(result)] == ["kustomization.yaml:12"]
    assert not result.not_checked


def test_what_is_generated_is_no_finding_of_its_own(tmp_path: Path) -> None:
    texts = {"web.yaml": WHOLE, "kustomization.yaml": BASE + "namePrefix: x-\n"}
    assert check(tmp_path, texts).resources == check(tmp_path, {"web.yaml": WHOLE}).resources


def test_names_are_copied_with_their_prefixes(tmp_path: Path) -> None:
    host = "spec.template.spec.hostname"
    copy = "replacements:\n- source: {kind: Deployment}\n  targets:\n"
    copy += f"  - select: {{kind: Deployment}}\n    fieldPaths: [{host}]\n"
    copy += "    options: {create: true}\n"
    texts = {
        "web.yaml": WHOLE,
        "kustomization.yaml": f"resources: [web.yaml]\nnamePrefix: B_\n{copy}",
    }
    found = [each for each in check(tmp_path, texts).diagnostics if "B_web" in each.message]
    assert [each.place.line for each in found] == [3], "the API server refuses such a host name"


def test_what_replacements_and_patches_rename_and_label_is_found_by_that(tmp_path: Path) -> None:
    """Among many objects too, where they are looked up by what they were called at first."""
    web = "".join(f"---\n{WHOLE.replace('name: web', f'name: web{i}', 1)}" for i in range(20))
    fields = """\
resources: [web.yaml]
patches:
- target: {kind: Deployment, name: web3}
  patch: |-
    - {op: add, path: /metadata/labels, value: {a: b}}
    - {op: replace, path: /kind, value: X}
- target: {kind: X, labelSelector: a=b}
  patch: '- {op: add, path: /metadata/labels/c, value: d}'
replacements:
- sourceValue: new
  targets: [{select: {kind: Deployment, name: web5}, fieldPaths: [metadata.name]}]
- sourceValue: '7'
  targets: [{select: {name: new}, fieldPaths: [spec.replicas]}]
- sourceValue: e
  targets: [{select: {labelSelector: c=d}, fieldPaths: [metadata.labels.a]}]
- source: {name: new, fieldPath: spec.replicas}
  targets: [{select: {kind: X, labelSelector: a=e}, fieldPaths: [spec.replicas]}]
"""
    written(tmp_path, {"web.yaml": web, "kustomization.yaml": fields})
    found = load(files.read([str(tmp_path)]), SETTINGS)
    assert not found.not_checked
    built = {each.name: each for each in found.resources}
    assert built["new"].get("spec", "replicas") == 7
    assert built["web3"].kind == "X"
    assert built["web3"].get("spec", "replicas") == 7
    assert built["web3"].get("metadata", "labels") == {"a": "e", "c": "d"}


def test_no_fix_edits_what_is_copied(tmp_path: Path) -> None:
    texts = {
        "web.yaml": WHOLE,
        "dev.yaml": WHOLE.replace("name: web", "name: dev").replace("replicas: 3", "replicas: 1"),
        "kustomization.yaml": (
            "resources: [web.yaml, dev.yaml]\nreplacements:\n"
            "- source: {kind: Deployment, name: dev, fieldPath: spec.replicas}\n"
            "  targets: [{select: {name: web}, fieldPaths: [spec.replicas]}]\n"
        ),
    }
    dev = "metadata: {name: dev, annotations: {multiaz-lint/ignore: replicas-too-few -- dev}"
    texts["dev.yaml"] = texts["dev.yaml"].replace("metadata: {name: dev", dev)
    result = check(tmp_path, texts)
    assert [place(tmp_path, each) for each in few(result)] == ["dev.yaml:5", "dev.yaml:5"]
    assert changes(tmp_path, texts, "replicas-too-few") == {}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param(
            COPY.replace("count]", "no]").replace("data.count", "data.no"),
            "a replacement is not applied (its source has no data.no)",
            id="a source without the field",
        ),
        pytest.param(
            COPY.replace("name: made", "name: other"),
            "a replacement is not applied (its source selects nothing in the input that it lists)",
            id="no source",
        ),
        pytest.param(
            COPY.replace("spec.replicas", "spec.minReadySeconds"),
            "a replacement is not applied (its target deployment/web has no spec.minReadySeconds)",
            id="a target without the field",
        ),
        pytest.param(
            VALUE % ("many", "spec.replicas"),
            "a replacement is not applied (writes 'many' where 3 stands)",
            id="another type",
        ),
        pytest.param(
            VALUE % ("x", "spec.template.spec.containers.name"),
            "a replacement is not applied (looks for name in no mapping)",
            id="a path past a sequence",
        ),
        pytest.param(
            VALUE % ("x", "'spec.template.spec.containers.[name].image'"),
            "a replacement is not applied (has the step [name], which is not [field=value])",
            id="an item that is asked for nothing",
        ),
        pytest.param(
            COPY.replace("data.count", "data")
            .replace("spec.replicas", "metadata.namespace")
            .replace("{kind: Deployment}", "{kind: ConfigMap, name: of-file}")
            + "    options: {create: true}\n",
            "a replacement is not applied (writes what is no scalar into metadata.namespace)",
            id="a namespace that is a mapping",
        ),
        pytest.param(
            "replacements: [{path: away.yaml}]\n",
            "a replacement is not applied (away.yaml is not in the input)",
            id="a file that is not there",
        ),
        pytest.param(
            COPY.replace("{kind: Deployment}", "{labelSelector: {app: web}}"),
            "a replacement is not applied (has a labelSelector that is no text)",
            id="a selector that is a mapping",
        ),
        pytest.param(
            COPY + "    options: {delimiter: ':', index: x}\n",
            "a replacement is not applied (has an index that is no whole number)",
            id="an index that is none",
        ),
        pytest.param(
            "namePrefix: x-\nsecretGenerator: [{name: made, literals: [a]}]\n",
            "a generator is not applied (the literal a is not key=value)",
            id="a literal without a value",
        ),
        pytest.param(
            "namePrefix: x-\nsecretGenerator: [{name: made, behavior: merge}]\n",
            "a generator is not applied (secret/made is not in the input that it lists, and its "
            "behavior is merge)",
            id="nothing to merge with",
        ),
        pytest.param(
            COPY.replace(
                "made, fieldPath: data.count", "of-file, fieldPath: 'data.[a.properties]'"
            ),
            "a replacement is not applied (the data.[a.properties] of its source is made of a file "
            "that is not read)",
            id="a value of a file",
        ),
        pytest.param(
            f"- name: of-env\n  envs: [away.env]\n{COPY.replace('name: made', 'name: of-env')}",
            "a replacement is not applied (the data.count of its source is made of a file that is "
            "not read)",
            id="a variable of a file",
        ),
    ],
)
def test_what_is_not_applied_is_told(tmp_path: Path, more: str, words: str) -> None:
    files = "- name: of-file\n  files: [conf/a.properties]\n"
    texts = {"web.yaml": WHOLE, "kustomization.yaml": BASE + files + more}
    told = [each.why for each in check(tmp_path, texts).not_checked]
    assert f"{words}: check what kustomize builds" in told


def test_a_text_does_not_grow_without_bound(tmp_path: Path) -> None:
    copy = (
        "- source: {kind: Deployment, fieldPath: %s}\n  targets:\n  - select: {kind: Deployment}\n"
    )
    copy += "    fieldPaths: [%s]\n    options: {create: true, delimiter: '-', index: 99999}\n"
    note = "spec.template.metadata.annotations.a"
    copies = copy % ("metadata.name", note) + copy % (note, note) * 40
    texts = {
        "web.yaml": WHOLE,
        "kustomization.yaml": f"resources: [web.yaml]\nreplacements:\n{copies}",
    }
    result = check(tmp_path, texts)
    assert any("a text of more than" in each.why for each in result.not_checked)


def test_values_do_not_grow_without_bound(tmp_path: Path) -> None:
    copy = "- source: {kind: Thing, fieldPath: spec}\n  targets:\n  - select: {kind: Thing}\n"
    copy += "    fieldPaths: [spec.%s]\n    options: {create: true}\n"
    thing = "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: t}\nspec: {a: {b: 1}}\n"
    copies = "".join(copy % f"k{number}" for number in range(60))
    texts = {
        "web.yaml": WHOLE, "thing.yaml": thing,
        "kustomization.yaml": f"resources: [web.yaml, thing.yaml]\nreplacements:\n{copies}",
    }  # fmt: skip
    result = check(tmp_path, texts)
    assert any("copies more than it may" in each.why for each in result.not_checked)
    assert rules(result)
