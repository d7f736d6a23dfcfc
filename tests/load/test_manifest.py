"""Sources into resources: positions of what is written and of what is missing."""

from __future__ import annotations

import pytest

from multiaz_lint.load import objects
from multiaz_lint.load.limits import Limits
from multiaz_lint.load.source import Source

DEPLOYMENT = """\
# a comment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, "tier": 'front'}
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: web
        args: ["-v", --help]
        command:
        - sh
      tolerations:
      -   key: a
          operator: Exists
      note: |
        two
        lines
"""


def read(text: str, *, named: bool = False, limits: Limits | None = None) -> objects.Reading:
    return objects.read(Source("k8s/web.yaml", text, named=named), limits)


SPANS = [
    pytest.param((), (2, 1, 2, 20), id="the resource: its first entry"),
    pytest.param(("metadata", "name"), (5, 3, 5, 12), id="a scalar: key and value"),
    pytest.param(("metadata",), (4, 1, 4, 9), id="a block mapping: its key"),
    pytest.param(("metadata", "labels"), (6, 3, 6, 38), id="a flow mapping: all of it"),
    pytest.param(("metadata", "labels", "tier"), (6, 22, 6, 37), id="a flow entry with quotes"),
    pytest.param(("spec", "strategy", "type"), (7, 1, 7, 5), id="absent: the closest ancestor"),
    pytest.param(
        ("spec", "template", "spec", "containers", 0),
        (12, 9, 12, 18),
        id="an item: its first entry",
    ),
    pytest.param(
        ("spec", "template", "spec", "containers", 0, "args", 1), (13, 22, 13, 28), id="a flow item"
    ),
    pytest.param(
        ("spec", "template", "spec", "containers", 0, "command", 0), (15, 11, 15, 13), id="an item"
    ),
    pytest.param(
        ("spec", "template", "spec", "containers", 1), (11, 7, 11, 17), id="an absent item"
    ),
    pytest.param(
        ("spec", "template", "spec", "tolerations", 0),
        (17, 11, 17, 17),
        id="an item with a wide dash",
    ),
    pytest.param(
        ("spec", "template", "spec", "note"), (19, 7, 19, 11), id="a block scalar: its key"
    ),
]


@pytest.mark.parametrize(("path", "expected"), SPANS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_span(path: tuple[str | int, ...], expected: tuple[int, ...], newline: str) -> None:
    (resource,) = read(DEPLOYMENT.replace("\n", newline)).resources
    assert resource.span(path).as_tuple() == expected


def test_spans_count_from_the_start_of_the_file() -> None:
    reading = read("# one\n---\n# two\n---\n" + DEPLOYMENT + "---\n" + DEPLOYMENT)
    assert [each.span(("spec", "replicas")).line for each in reading.resources] == [12, 34]


def test_items_of_a_list_are_resources_at_their_lines() -> None:
    text = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: {name: a}
- apiVersion: v1
  kind: Service
  metadata: {name: b}
"""
    resources = read(text).resources
    assert [str(each) for each in resources] == ["service/a", "service/b"]
    assert [each.span(()).line for each in resources] == [4, 7]
    assert resources[1].span(("metadata", "name")).as_tuple() == (9, 14, 9, 21)


def test_aliases_point_at_their_anchor_and_merge_keys_are_merged() -> None:
    text = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels: &labels
    app: web
  annotations:
    <<: *labels
    more: "1"
"""
    (resource,) = read(text).resources
    assert resource.annotations == {"app": "web", "more": "1"}
    assert resource.span(("metadata", "annotations", "app")).line == 6


def test_a_forgotten_separator_is_seen() -> None:
    text = "apiVersion: v1\nkind: A\nmetadata: {name: a}\napiVersion: v1\nkind: B\n"
    (resource,) = read(text).resources
    assert resource.tree.duplicates == ("apiVersion", "kind")  # type: ignore[attr-defined]
    assert resource.kind == "B"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("apiVersion: v1\nkind: A\n b: 1\n", "mapping values", id="broken YAML"),
        pytest.param("apiVersion: v1\nkind: A\n\tb: 1\n", "a tab character", id="a tab"),
        pytest.param("apiVersion: v1\nkind: A\nx: .inf\n", "JSON", id="infinity"),
        pytest.param("apiVersion: v1\nkind: A\n~: 1\n", "null", id="a null key"),
        pytest.param("apiVersion: v1\nkind: A\nx: *a\n", "anchor", id="an unknown anchor"),
        pytest.param("apiVersion: v1\nkind: A\nx: &a [*a]\n", "contains itself", id="a loop"),
        pytest.param("apiVersion: v1\nkind: A\nx: " + "[" * 300 + "\n", "nested", id="depth"),
    ],
)
def test_a_broken_document_is_grave_and_hides_nothing(text: str, words: str) -> None:
    reading = read(f"{DEPLOYMENT}---\n{text}---\n{DEPLOYMENT}")
    assert len(reading.resources) == 2
    (trouble,) = reading.troubles
    assert trouble.grave
    assert words in trouble.words
    assert 21 < reading.source.position(trouble.offset)[0] < 29


@pytest.mark.parametrize("text", ["\n \t\n", "\t", f"\t\n---\n{DEPLOYMENT}"])
def test_blanks_that_kubectl_passes_over_are_no_document(text: str) -> None:
    assert not read(text).troubles


@pytest.mark.parametrize("text", [f"{DEPLOYMENT}---\n\t\n", f"\n\t\n---\n{DEPLOYMENT}"])
def test_a_tab_alone_is_no_yaml_behind_the_first_line(text: str) -> None:
    reading = read(text)
    (found,) = reading.troubles
    assert "token" in found.words
    assert reading.source.text[found.offset] == "\t"


def test_a_billion_laughs_end_at_the_bound() -> None:
    lines = ["apiVersion: v1", "kind: ConfigMap", "a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for this, before in zip("bcdefghij", "abcdefghi", strict=True):
        lines.append(f"{this}: &{this} [{', '.join([f'*{before}'] * 10)}]")
    (trouble,) = read("\n".join(lines)).troubles
    assert trouble.grave
    assert "1,000,000 values" in trouble.words


def test_bounds_are_settings() -> None:
    text = "apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\n" * 3
    reading = read(text, limits=Limits(documents=2))
    assert len(reading.resources) == 2
    assert "more than 2 documents" in reading.troubles[0].words


NOT_KUBERNETES = [
    pytest.param("services:\n  web: {image: web}\n", id="a compose file"),
    pytest.param("replicas: 3\nimage: {tag: v1}\n", id="Helm values"),
    pytest.param("apiVersion: v2\nname: chart\nkind: 3\n", id="a kind that is no string"),
    pytest.param("- op: add\n  value: {apiVersion: v1, kind: Pod}\n", id="a sequence"),
    pytest.param(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n", id="a kustomization"
    ),
    pytest.param(
        "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\n",
        id="a plugin of Kustomize",
    ),
    pytest.param("apiVersion: v1\nkind: Config\nclusters: []\n", id="a kubeconfig"),
    pytest.param("apiVersion: release-notes/v2\nkind: bug-fix\narea: x\n", id="release notes"),
    pytest.param("", id="an empty file"),
    pytest.param("# apiVersion: v1\n# kind: Pod\n", id="comments"),
]


@pytest.mark.parametrize("text", NOT_KUBERNETES)
def test_what_is_not_kubernetes_is_passed_over(text: str) -> None:
    reading = read(text)
    assert reading.resources == []
    assert reading.troubles == []


def test_objects_in_an_openshift_template_are_told() -> None:
    text = "apiVersion: template.openshift.io/v1\nkind: Template\nobjects: []\n"
    reading = read(text)
    (trouble,) = reading.troubles
    assert not trouble.grave
    assert "oc process" in trouble.words
    assert text[trouble.offset :].startswith("objects")
    assert [each.kind for each in reading.resources] == ["Template"]


def test_a_named_file_must_hold_objects() -> None:
    (trouble,) = read("replicas: 3\n", named=True).troubles
    assert trouble.grave
    assert "apiVersion is missing" in trouble.words


TEMPLATES = [
    pytest.param("apiVersion: v1\nkind: A\n{{- if .Values.x }}\nx: 1\n{{- end }}\n", id="Helm"),
    pytest.param("apiVersion: v1\nkind: A\nname: {{ .Values.name }}\n", id="a value"),
    pytest.param("apiVersion: v1\nkind: A\n{% if x %}\nx: 1\n{% endif %}\n", id="Jinja"),
]


@pytest.mark.parametrize(
    ("written", "words", "grave"),
    [
        ("apiversion: v1\nkind: Pod\n", "apiversion is to be apiVersion", True),
        ("apiVersion: v1\nKind: Pod\n", "Kind is to be kind", True),
        ("apiVersion: v1\n", "looks like a Kubernetes object, but kind is missing", False),
        ("kind: Pod\n", "looks like a Kubernetes object, but apiVersion is missing", False),
    ],
)
def test_what_is_nearly_an_object_is_told_in_a_folder(
    written: str, words: str, grave: bool
) -> None:
    reading = read(written + "metadata: {name: web}\n")
    (trouble,) = reading.troubles
    assert (words in trouble.words, trouble.grave, trouble.offset) == (True, grave, 0)
    assert reading.resources == []


@pytest.mark.parametrize(
    "written",
    [
        "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
        "kind: pipeline\nmetadata: of no name\n",
        "kind: helm-release\napiVersion: 1.1\nmetadata: {name: a}\nbuild: {}\n",
        "apiversion: v2\nkind: web\nmetadata: {chart: a}\n",
    ],
)
def test_files_of_other_tools_are_passed_over(written: str) -> None:
    reading = read(written)
    assert reading.troubles == []
    assert reading.resources == []


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_template_gets_its_own_answer(text: str) -> None:
    reading = read(f"{DEPLOYMENT}---\n{text}")
    (trouble,) = reading.troubles
    assert not trouble.grave
    assert "template" in trouble.words
    assert reading.resources == [], "what still parses of a template is a fragment"


def test_braces_in_text_make_no_template() -> None:
    text = 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: "{{ x }}"\n  b: |\n    {{- if y }}\n'
    assert len(read(text).resources) == 1


def test_json_is_read_with_positions() -> None:
    text = '{\n  "apiVersion": "v1",\n  "kind": "Service",\n  "metadata": {"name": "web"}\n}\n'
    (resource,) = read(text).resources
    assert resource.span(("metadata", "name")).as_tuple() == (4, 16, 4, 29)


@pytest.mark.parametrize("between", ["\n", " ", "\n\n  ", ""])
def test_json_objects_may_follow_each_other(between: str) -> None:
    service = '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}'
    text = service + between + service.replace("web", "api")
    first, second = read(text).resources
    assert (first.name, second.name) == ("web", "api")
    line, column, *_ = second.span(("metadata", "name")).as_tuple()
    assert text.split("\n")[line - 1][column - 1 :] == '"name": "api"}}'


def test_items_of_a_typed_list_have_its_kind() -> None:
    text = """\
apiVersion: apps/v1
kind: DeploymentList
items:
- metadata: {name: web}
  spec: {replicas: 1}
- apiVersion: v1
  kind: Service
  metadata: {name: api}
"""
    deployment, service = read(text).resources
    assert (deployment.kind, deployment.api_version) == ("Deployment", "apps/v1")
    assert deployment.span(("spec", "replicas")).line == 5
    assert service.kind == "Service"
    assert not read(text).troubles


OBJECT = "apiVersion: v1\nkind: A\nmetadata: {name: a}\n"


def test_what_follows_the_end_marker_is_ignored_as_kubernetes_does() -> None:
    reading = read(f"{OBJECT}...\nx: [\n")
    (resource,) = reading.resources
    assert resource.name == "a"
    (trouble,) = reading.troubles
    assert not trouble.grave
    assert trouble.words.startswith("kubectl ends the document here")


def test_an_object_behind_the_end_marker_is_lost() -> None:
    (trouble,) = read(f"{OBJECT}... # end\n{OBJECT}").troubles
    assert trouble.grave
    assert trouble.offset == len(OBJECT)


@pytest.mark.parametrize("rest", ["...\n", "...", "...\n# end\n\n", f"...\n---\n{OBJECT}"])
def test_an_end_marker_that_ends_is_none_of_our_business(rest: str) -> None:
    assert not read(OBJECT + rest).troubles


def test_a_list_with_an_item_that_is_no_object_is_refused_as_kubectl_does() -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n- apiVersion: v1\n  kind: Service\n"
    reading = read(text)
    assert [each.grave for each in reading.troubles] == [True]
    assert [str(each) for each in reading.resources] == ["service/(no name)"]


def test_a_byte_order_mark_behind_a_separator_moves_no_column() -> None:
    text = "apiVersion: v1\nkind: A\n---\n\ufeffapiVersion: v1\nkind: B\nmetadata:\n  name: web\n"
    _, second = read(text).resources
    assert second.span(("metadata", "name")).as_tuple() == (7, 3, 7, 12)
    assert second.span(("apiVersion",)).as_tuple() == (4, 2, 4, 16)
